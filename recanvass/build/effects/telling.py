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
from recanvass.core.messages import listed, worded, worded_plural
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
        return (worded("Compared with %(published)s: no published number changes", published=effect.published),)
    several = len(site.contests) > 1
    shown = [f"  {one.contest}: {one.text}" if several and one.contest else f"  {one.text}" for one in said[:limit]]
    rest = len(said) - len(shown)
    more = (
        (worded("  … and %(changes)s", changes=worded_plural("%(count)s more change", "%(count)s more changes", rest)),)
        if rest
        else ()
    )
    return (worded("Since the site was published (%(published)s):", published=effect.published), *shown, *more)


def _statements(site: Site, effect: Effect) -> Iterator[_Statement]:
    for name in effect.gone:
        yield _Statement(_Weight.GONE, "", worded("The contest '%(name)s' is no longer on the site.", name=name))
    for contest in effect.added:
        yield _Statement(_Weight.NEW, "", worded("New contest: %(contest)s.", contest=contest.title))
    for one in effect.contests:
        words = Words(site, one)
        yield from (_Statement(weight, one.contest.title, text) for weight, text in words.statements())


class Words:
    """The sentences about one contest."""

    def __init__(self, site: Site, effect: ContestEffect) -> None:
        """Look up what sentences name."""
        self._site, self._effect, self._contest = site, effect, effect.contest
        self._short: Mapping[str, str] = {choice.id: choice.short for choice in effect.contest.choices}
        self._tallies: Mapping[str, Tally] = {tally.id: tally for tally in effect.contest.tallies}

    def statements(self) -> Iterator[tuple[_Weight, str]]:
        """Yield what changes, with the weight of each."""
        effect = self._effect
        if effect.outcome is not None:
            yield (
                _Weight.OUTCOME,
                worded("The declared outcome was %(change)s.", change=self.outcome_change(effect.outcome)),
            )
        leaders = {(one.area, one.releases): one for one in effect.standings if one.is_other_leader}
        yield from self._leaders(leaders)
        for total in effect.totals:
            if total.after < total.before:
                yield _Weight.TOTAL, self.total(total)
        for name in effect.gone:
            yield _Weight.GONE, worded("The release '%(name)s' is no longer on the site.", name=name)
        for one in effect.standings:
            if not one.is_other_leader:
                yield _Weight.LEAD, f"{self.where(one.area, one.releases)}: {self._lead(one)}."
        yield from self._figures(leaders)
        yield from ((_Weight.REQUEST, text) for text in self._requests(effect.requests))
        for release in effect.added:
            yield _Weight.NEW, worded("New release: “%(release)s”.", release=release.title)
        if effect.first:
            places = worded_plural("%(count)s place has", "%(count)s places have", len(effect.first))
            yield _Weight.NEW, worded("%(places)s new figures in a published release.", places=places)
        for name in effect.incomparable:
            yield (
                _Weight.INCOMPARABLE,
                worded("The published site doesn't have %(name)s, so that was not compared.", name=name),
            )

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
        return ", ".join(shown) + (
            worded(" and %(figures)s", figures=worded_plural("%(count)s more figure", "%(count)s more figures", rest))
            if rest
            else ""
        )

    def leader(self, one: StandingChange) -> str:
        """Say who leads instead of whom."""
        before, after = self._names(one.before.leaders), self._names(one.after.leaders)
        if self._contest.seats > 1:
            return worded(
                "the leaders there were %(before)s and are now %(after)s",
                before=before,
                after=after or worded("unknown"),
            )
        if self._contest.is_question and len(one.before.leaders) == len(one.after.leaders) == 1:
            return worded("%(before)s was ahead there; now %(after)s is ahead", before=before, after=after)
        is_tie, was_tie = len(one.after.leaders) > 1, len(one.before.leaders) > 1
        was = (
            worded("%(before)s were tied there", before=before)
            if was_tie
            else worded("the leader there was %(before)s", before=before)
        )
        if not one.after.leaders:
            return worded("%(was)s; now nobody leads", was=was)
        if is_tie:
            return worded("%(was)s; now %(after)s are tied", was=was, after=after)
        return (
            worded("%(was)s; the leader is now %(after)s", was=was, after=after)
            if was_tie
            else worded("%(was)s and is now %(after)s", was=was, after=after)
        )

    def _lead(self, one: StandingChange) -> str:
        tally = deciding(self._effect.results, one.releases[-1])
        before, after = (self._margin(side, tally) for side in (one.before, one.after))
        return worded("the lead is %(after)s instead of %(before)s", after=after, before=before)

    def _margin(self, side: Standing, tally: Tally) -> str:
        return worded("unknown") if side.margin is None else formatting.number(side.margin, tally.show)

    def total(self, one: TotalChange) -> str:
        """Say that a total falls."""
        tally = self._tallies[one.tally]
        before, after = (formatting.number(count, tally.show) for count in (one.before, one.after))
        return worded(
            "%(where)s: the total falls from %(before)s to %(after)s (%(tally)s).",
            where=self.where(self._contest.root, one.releases),
            before=before,
            after=after,
            tally=tally.name,
        )

    def outcome_change(self, one: OutcomeChange) -> str:
        """Say what was declared before, and what is now."""
        return worded(
            "%(outcome)s and is now %(other_outcome)s",
            outcome=self._outcome(one.before),
            other_outcome=self._outcome(one.after),
        )

    def _outcome(self, outcome: Mapping[str, object]) -> str:
        if not outcome:
            return worded("none")
        if outcome.get("void"):
            return "void"
        if outcome.get("passed") is not None:
            return "passed" if outcome["passed"] else worded("not passed")
        names = self._names(tuple(dict.fromkeys(choices(outcome)))) or worded("open")
        return f"{names} ({outcome.get('by')})"

    def _requests(self, changes: Sequence[RequestChange]) -> Iterator[str]:
        for request in dict.fromkeys(one.request for one in changes):
            some = [one for one in changes if one.request == request]
            title = next(
                (terms.request_title(ENGLISH, one) for one in self._contest.requests if one.id == request), request
            )
            state = next((one for one in some if not one.area), None)
            if state is not None:
                yield worded(
                    "%(title)s: the status was %(state)s and is now %(other_state)s.",
                    title=title,
                    state=_state(state.before),
                    other_state=_state(state.after),
                )
            places = [one for one in some if one.area]
            if len(places) == 1:
                one = places[0]
                before, after = _disposition(one.before), _disposition(one.after)
                yield worded(
                    "%(title)s, %(place)s: the outcome was %(before)s and is now %(after)s.",
                    title=title,
                    place=self.place(one.area),
                    before=before,
                    after=after,
                )
            elif places:
                yield worded(
                    "%(title)s: %(places)s another outcome.",
                    title=title,
                    places=worded_plural("%(count)s place has", "%(count)s places have", len(places)),
                )

    def where(self, area: str, releases: Sequence[int]) -> str:
        """Return the name of a place, and of the releases."""
        first = f"“{self._contest.releases[releases[0]].title}”"
        rest = len(releases) - 1
        more = (
            worded(
                " and %(releases)s", releases=worded_plural("%(count)s later release", "%(count)s later releases", rest)
            )
            if rest
            else ""
        )
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
        return listed([self._short.get(name, name) for name in ids])

    def _sentence(self, text: str) -> str:
        return text[:1].upper() + text[1:]


def changes_by_place(site: Site, effect: ContestEffect) -> Iterator[tuple[FigureChange, str]]:
    """Yield the first change of each place, and a text of what changed there."""
    words = Words(site, effect)
    for (area, releases), some in words.by_place().items():
        yield some[0], f"{words.where(area, releases)}: {words.moved(some)}"


def _figure(value: Number | None) -> str:
    return worded("none") if value is None else f"{value:,}" if isinstance(value, int) else f"{value:,f}"


def _state(value: str) -> str:
    known = {state.value: ENGLISH.text(terms.REQUEST_STATES[state]) for state in RequestState}
    return f"“{known.get(value, value)}”" if value else worded("none")


def _disposition(value: str) -> str:
    known = {one.value: ENGLISH.text(terms.DISPOSITIONS[one]) for one in Disposition}
    return f"“{known.get(value, value)}”" if value else worded("none")


def refusal(site: Site, guards: Sequence[BrokenGuard]) -> tuple[str, ...]:
    """Say what has to be confirmed, one line a guard and place."""
    return tuple(line for guard in guards for line in _refused(site, guard))


def _refused(site: Site, guard: BrokenGuard) -> Iterator[str]:
    if guard.effect is None:
        yield worded("a published contest is no longer on the site")
        return
    words, effect = Words(site, guard.effect), guard.effect
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
        rest = worded_plural("%(count)s more place", "%(count)s more places", len(found) - MAX_LINES)
        yield worded("… and %(rest)s in %(contest)s", rest=rest, contest=effect.contest.title)
