"""The effect of an edit in plain sentences and as values for programs.

Owns the wording and what goes first. Must not compare anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum

from msgspec import Struct

from recanvass.build.effects.comparing import (
    ContestEffect,
    Effect,
    FigureChange,
    OutcomeChange,
    RequestChange,
    Standing,
    StandingChange,
    TotalChange,
)
from recanvass.build.effects.downloads import choices
from recanvass.build.effects.guards import BrokenGuard, GuardKind
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, Number
from recanvass.core.kinds import Disposition, RequestState
from recanvass.core.model import Site
from recanvass.results.figures import deciding
from recanvass.text import formatting, terms
from recanvass.text.catalogue import ENGLISH

MAX_LINES = 12
_MAX_FIGURES = 4
"""How many figures of a place one line has."""
_COUNTY = "county"


class _Weight(IntEnum):
    """How serious a statement is, the most serious first."""

    OUTCOME = 0
    LEADER = 1
    TOTAL = 2
    GONE = 3
    PLACE_LEADER = 4
    LEAD = 5
    FIGURES = 6
    REQUEST = 7
    NEW = 8
    INCOMPARABLE = 9


class _Statement(Struct, frozen=True):
    """One sentence; `contest` is the title of the contest that it is about, empty if it is about the whole site."""

    weight: _Weight
    contest: str
    text: str


def lines(site: Site | None, effect: Effect | None, limit: int = MAX_LINES) -> tuple[str, ...]:
    """Say what an edit changes for readers, the most serious first; the last line counts what is left out.

    The site is needed for an effect that is any.
    """
    if effect is None:
        return ()
    said = sorted(_statements(site, effect), key=lambda one: one.weight) if site is not None else []
    if site is None or not said:
        return (f"Compared with {effect.published}: no published number changes",)
    several = len(site.contests) > 1
    shown = [f"  {one.contest}: {one.text}" if several and one.contest else f"  {one.text}" for one in said[:limit]]
    rest = len(said) - len(shown)
    more = (f"  … and {formatting.counted(rest, 'more change', 'more changes')}",) if rest else ()
    return (f"Since the site was published ({effect.published}):", *shown, *more)


def _statements(site: Site, effect: Effect) -> Iterator[_Statement]:
    for name in effect.gone:
        yield _Statement(_Weight.GONE, "", f"The contest '{name}' is no longer on the site.")
    for contest in effect.added:
        yield _Statement(_Weight.NEW, "", f"New contest: {contest.title}.")
    for one in effect.contests:
        words = _Words(site, one)
        yield from (_Statement(weight, one.contest.title, text) for weight, text in words.statements())


class _Words:
    """The sentences about one contest."""

    def __init__(self, site: Site, effect: ContestEffect) -> None:
        """Look up what sentences name."""
        self._site, self._effect, self._contest = site, effect, effect.contest
        self._short: Mapping[str, str] = {choice.id: choice.short for choice in effect.contest.choices}
        self._tallies: Mapping[str, Tally] = {tally.id: tally for tally in effect.contest.tallies}

    def statements(self) -> Iterator[tuple[_Weight, str]]:
        effect = self._effect
        if effect.outcome is not None:
            yield _Weight.OUTCOME, f"The declared outcome was {self.outcome_change(effect.outcome)}."
        leaders = {(one.area, one.releases): one for one in effect.standings if one.is_other_leader}
        yield from self._leaders(leaders)
        for total in effect.totals:
            if total.after < total.before:
                yield _Weight.TOTAL, self.total(total)
        for name in effect.gone:
            yield _Weight.GONE, f"The release '{name}' is no longer on the site."
        for one in effect.standings:
            if not one.is_other_leader:
                yield _Weight.LEAD, f"{self.where(one.area, one.releases)}: {self._lead(one)}."
        yield from self._figures(leaders)
        yield from ((_Weight.REQUEST, text) for text in self._requests(effect.requests))
        for release in effect.added:
            yield _Weight.NEW, f"New release: “{release.title}”."
        if effect.first:
            places = formatting.counted(len(effect.first), "place has", "places have")
            yield _Weight.NEW, f"{places} new figures in a published release."
        for name in effect.incomparable:
            yield _Weight.INCOMPARABLE, f"The published site doesn't have {name}, so that was not compared."

    def _leaders(self, leaders: Mapping[tuple[str, tuple[int, ...]], StandingChange]) -> Iterator[tuple[_Weight, str]]:
        by_place = self.by_place()
        # The places whose figures were edited go before those that add them up.
        for key, one in sorted(leaders.items(), key=lambda item: item[0] not in by_place):
            is_whole = one.area == self._contest.root
            figures = "" if is_whole or key not in by_place else f"{self.moved(by_place[key])}; "
            weight = _Weight.LEADER if is_whole else _Weight.PLACE_LEADER
            lead = f" {self._sentence(self._lead(one))}." if is_whole else ""
            yield weight, f"{self.where(one.area, one.releases)}: {figures}{self.leader(one)}.{lead}"

    def _figures(self, told: Mapping[tuple[str, tuple[int, ...]], object]) -> Iterator[tuple[_Weight, str]]:
        for key, some in self.by_place().items():
            if key not in told:
                yield _Weight.FIGURES, f"{self.where(*key)}: {self.moved(some)}."

    def by_place(self) -> Mapping[tuple[str, tuple[int, ...]], list[FigureChange]]:
        """Return the changed figures by place and the releases that they changed in."""
        found: dict[tuple[str, tuple[int, ...]], list[FigureChange]] = {}
        for one in self._effect.figures:
            found.setdefault((one.area, one.releases), []).append(one)
        return found

    def moved(self, some: Sequence[FigureChange]) -> str:
        """Say which figures of a place changed, each tally with its name if the contest has several."""
        shown = []
        for one in some[:_MAX_FIGURES]:
            tally = self._tallies.get(one.tally)
            of = f" ({tally.short if tally else one.tally})" if len(self._tallies) > 1 else ""
            name = self._short.get(one.choice, one.choice)
            shown.append(f"{name}{of} {_figure(one.before)} → {_figure(one.after)}")
        rest = len(some) - len(shown)
        return ", ".join(shown) + (f" and {formatting.counted(rest, 'more figure', 'more figures')}" if rest else "")

    def leader(self, one: StandingChange) -> str:
        """Say who leads instead of whom."""
        before, after = self._names(one.before.leaders), self._names(one.after.leaders)
        if self._contest.seats > 1:
            return f"the leaders there were {before} and are now {after or 'unknown'}"
        is_tie, was_tie = len(one.after.leaders) > 1, len(one.before.leaders) > 1
        was = f"{before} were tied there" if was_tie else f"the leader there was {before}"
        if not one.after.leaders:
            return f"{was}; now nobody leads"
        if is_tie:
            return f"{was}; now {after} are tied"
        return f"{was}; the leader is now {after}" if was_tie else f"{was} and is now {after}"

    def _lead(self, one: StandingChange) -> str:
        tally = deciding(self._effect.results, one.releases[-1])
        before, after = (self._margin(side, tally) for side in (one.before, one.after))
        return f"the lead is {after} instead of {before}"

    def _margin(self, side: Standing, tally: Tally) -> str:
        return "unknown" if side.margin is None else formatting.number(side.margin, tally.show)

    def total(self, one: TotalChange) -> str:
        """Say that a total falls."""
        tally = self._tallies[one.tally]
        before, after = (formatting.number(count, tally.show) for count in (one.before, one.after))
        return (
            f"{self.where(self._contest.root, one.releases)}: the total falls from {before} to {after} ({tally.name})."
        )

    def outcome_change(self, one: OutcomeChange) -> str:
        """Say what was declared before, and what is now."""
        return f"{self._outcome(one.before)} and is now {self._outcome(one.after)}"

    def _outcome(self, outcome: Mapping[str, object]) -> str:
        if not outcome:
            return "none"
        if outcome.get("void"):
            return "void"
        if outcome.get("passed") is not None:
            return "passed" if outcome["passed"] else "not passed"
        names = self._names(tuple(dict.fromkeys(choices(outcome)))) or "open"
        return f"{names} ({outcome.get('by')})"

    def _requests(self, changes: Sequence[RequestChange]) -> Iterator[str]:
        for request in dict.fromkeys(one.request for one in changes):
            some = [one for one in changes if one.request == request]
            title = next(
                (terms.request_title(ENGLISH, one) for one in self._contest.requests if one.id == request), request
            )
            state = next((one for one in some if not one.area), None)
            if state is not None:
                yield f"{title}: the status was {_state(state.before)} and is now {_state(state.after)}."
            places = [one for one in some if one.area]
            if len(places) == 1:
                one = places[0]
                before, after = _disposition(one.before), _disposition(one.after)
                yield f"{title}, {self.place(one.area)}: the outcome was {before} and is now {after}."
            elif places:
                yield f"{title}: {formatting.counted(len(places), 'place has', 'places have')} another outcome."

    def where(self, area: str, releases: Sequence[int]) -> str:
        """Return the name of a place, and of the releases."""
        first = f"“{self._contest.releases[releases[0]].title}”"
        rest = len(releases) - 1
        more = f" and {formatting.counted(rest, 'later release', 'later releases')}" if rest else ""
        return f"{self.place(area)}, {first}{more}"

    def place(self, area: str) -> str:
        """Return the name of a place with its county, or of a group."""
        site = self._site
        place = site.places.get(AreaId(area))
        if place is None:
            group = site.groups.get(AreaId(area))
            return group.name if group is not None else f"'{area}'"
        parent = site.places.get(place.parent) if place.parent is not None else None
        if parent is None or parent.id == self._contest.root:
            return place.name
        kind = site.kinds.get(parent.kind)
        is_bare = kind is not None and parent.kind == _COUNTY and kind.name.lower() not in parent.name.lower()
        return f"{place.name} ({parent.name} {kind.name})" if kind and is_bare else f"{place.name} ({parent.name})"

    def _names(self, ids: Iterable[str]) -> str:
        return formatting.listed([self._short.get(name, name) for name in ids])

    def _sentence(self, text: str) -> str:
        return text[:1].upper() + text[1:]


def changes_by_place(site: Site, effect: ContestEffect) -> Iterator[tuple[FigureChange, str]]:
    """Yield the first change of each place, and a text of what changed there."""
    words = _Words(site, effect)
    for (area, releases), some in words.by_place().items():
        yield some[0], f"{words.where(area, releases)}: {words.moved(some)}"


def _figure(value: Number | None) -> str:
    return "none" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:,f}"


def _state(value: str) -> str:
    known = {state.value: ENGLISH.text(terms.REQUEST_STATES[state]) for state in RequestState}
    return f"“{known.get(value, value)}”" if value else "none"


def _disposition(value: str) -> str:
    known = {one.value: ENGLISH.text(terms.DISPOSITIONS[one]) for one in Disposition}
    return f"“{known.get(value, value)}”" if value else "none"


def refusal(site: Site, guards: Sequence[BrokenGuard]) -> tuple[str, ...]:
    """Say what has to be confirmed, one line a guard and place."""
    return tuple(line for guard in guards for line in _refused(site, guard))


def _refused(site: Site, guard: BrokenGuard) -> Iterator[str]:
    if guard.effect is None:
        yield "a published contest is no longer on the site"
        return
    words, effect = _Words(site, guard.effect), guard.effect
    statements = tuple(words.statements())
    wanted = {
        GuardKind.OUTCOME: (_Weight.OUTCOME,),
        GuardKind.LEADER: (_Weight.LEADER,),
        GuardKind.TOTAL: (_Weight.TOTAL,),
        GuardKind.GONE: (_Weight.GONE,),
        GuardKind.FIGURES: (_Weight.PLACE_LEADER, _Weight.FIGURES),
    }[guard.kind]
    found = [text for weight, text in statements if weight in wanted]
    yield from found[:MAX_LINES]
    if len(found) > MAX_LINES:
        rest = formatting.counted(len(found) - MAX_LINES, "more place", "more places")
        yield f"… and {rest} in {effect.contest.title}"


def as_record(site: Site | None, effect: Effect | None, guards: Sequence[BrokenGuard]) -> dict[str, object] | None:
    """Return all of it as plain values for programs; figures are strings."""
    if effect is None:
        return None
    return {
        "published": effect.published,
        "contests_new": [contest.id for contest in effect.added],
        "contests_gone": list(effect.gone),
        "contests": [_contest_record(site, one) for one in effect.contests] if site is not None else [],
        "confirm": [
            {"guard": one.kind.value, "contest": one.effect.contest.id if one.effect is not None else None}
            for one in guards
        ],
    }


def _contest_record(site: Site, effect: ContestEffect) -> dict[str, object]:
    contest, words = effect.contest, _Words(site, effect)

    def named(releases: Iterable[int]) -> list[str]:
        return [contest.releases[index].id for index in releases]

    return {
        "contest": contest.id,
        "releases_new": [release.id for release in effect.added],
        "releases_gone": list(effect.gone),
        "places_first": sorted(effect.first),
        "figures": [
            {
                "place": one.area,
                "place_name": words.place(one.area),
                "tally": one.tally,
                "choice": one.choice,
                "before": _text(one.before),
                "after": _text(one.after),
                "releases": named(one.releases),
                "is_total": one.is_total,
            }
            for one in effect.figures
        ],
        "leads": [
            {
                "place": one.area,
                "place_name": words.place(one.area),
                "before": _standing(one.before),
                "after": _standing(one.after),
                "leader_changes": one.is_other_leader,
                "releases": named(one.releases),
            }
            for one in effect.standings
        ],
        "totals": [
            {
                "tally": one.tally,
                "before": _text(one.before),
                "after": _text(one.after),
                "releases": named(one.releases),
            }
            for one in effect.totals
        ],
        "requests": [
            {
                "request": one.request,
                "place": one.area or None,
                "before": one.before or None,
                "after": one.after or None,
            }
            for one in effect.requests
        ],
        "outcome": None
        if effect.outcome is None
        else {"before": effect.outcome.before or None, "after": effect.outcome.after or None},
        "not_compared": list(effect.incomparable),
    }


def _standing(side: Standing) -> dict[str, object]:
    return {"leaders": list(side.leaders), "margin": _text(side.margin)}


def _text(value: Number | None) -> str | None:
    return None if value is None else f"{value:f}" if not isinstance(value, int) else str(value)
