"""What an edit changes in one contest, in plain sentences.

Owns the wording and how serious each sentence is. Must not compare anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum

from recanvass.build.effects import guards
from recanvass.build.effects.changes import (
    ContestEffect,
    FactChange,
    FigureChange,
    OutcomeChange,
    RequestChange,
    Standing,
    StandingChange,
    TotalChange,
)
from recanvass.build.effects.downloads import LISTED
from recanvass.build.effects.fact_words import fact_sentences
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, Number
from recanvass.core.kinds import RequestAnswer
from recanvass.core.messages import listed, worded, worded_plural
from recanvass.core.model import Site
from recanvass.results.figures import deciding
from recanvass.text import formatting, terms
from recanvass.text.catalogue import ENGLISH

_MAX_FIGURES = 4
"""How many figures of a place one line has."""
_COUNTY = "county"


class Weight(IntEnum):
    """How serious a statement is, the most serious first."""

    OUTCOME = 0
    LEADER = 1
    TOTAL = 2
    GONE = 3
    STATUS = 4
    RULES = 5
    ANSWER = 6
    PLACE_LEADER = 7
    LEAD = 8
    FIGURES = 9
    REQUEST = 10
    FACT = 11
    NEW = 12
    OTHER = 13


class ContestWords:
    """The sentences about one contest."""

    def __init__(self, site: Site, effect: ContestEffect) -> None:
        """Look up what sentences name."""
        self._site, self._effect, self._contest = site, effect, effect.contest
        self._short: Mapping[str, str] = {choice.id: choice.short for choice in effect.contest.choices}
        self._tallies: Mapping[str, Tally] = {tally.id: tally for tally in effect.contest.tallies}

    def statements(self) -> Iterator[tuple[Weight, str]]:
        """Yield all that changes, each sentence with its weight."""
        effect = self._effect
        for change in effect.outcomes:
            yield Weight.OUTCOME, self.outcome_change(change)
        leaders = {(one.area, one.releases): one for one in effect.standings if one.is_other_leader}
        yield from self._leaders(leaders)
        for total in effect.totals:
            if total.after < total.before:
                yield Weight.TOTAL, self.total(total)
        for name in effect.gone:
            yield Weight.GONE, worded("The release '%(name)s' is no longer on the site.", name=name)
        for one in effect.standings:
            if not one.is_other_leader:
                yield Weight.LEAD, f"{self.where(one.area, one.releases)}: {self._lead(one)}."
        yield from self._figures(leaders)
        yield from self._requests()
        yield from self._facts()
        for release in effect.added:
            yield Weight.NEW, worded("New release: “%(release)s”.", release=release.title)
        if effect.first:
            places = worded_plural("%(count)s place has", "%(count)s places have", len(effect.first))
            yield Weight.NEW, worded("%(places)s new figures in a published release.", places=places)
        if effect.others:
            yield Weight.OTHER, worded("These downloads have other contents: %(others)s.", others=listed(effect.others))

    def _leaders(self, leaders: Mapping[tuple[str, tuple[int, ...]], StandingChange]) -> Iterator[tuple[Weight, str]]:
        by_place = self.by_place()
        # The places whose figures were edited go before those that add them up.
        for key, one in sorted(leaders.items(), key=lambda item: item[0] not in by_place):
            is_whole = one.area == self._contest.root
            figures = "" if is_whole or key not in by_place else f"{self.moved(by_place[key])}; "
            weight = Weight.LEADER if is_whole else Weight.PLACE_LEADER
            lead = f" {self._sentence(self._lead(one))}." if is_whole else ""
            yield weight, f"{self.where(one.area, one.releases)}: {figures}{self.leader(one)}.{lead}"

    def _figures(self, told: Mapping[tuple[str, tuple[int, ...]], object]) -> Iterator[tuple[Weight, str]]:
        for key, some in self.by_place().items():
            if key not in told:
                yield Weight.FIGURES, f"{self.where(*key)}: {self.moved(some)}."

    def by_place(self) -> Mapping[tuple[str, tuple[int, ...]], list[FigureChange]]:
        """Return the changed figures by place and the releases that they changed in."""
        found: dict[tuple[str, tuple[int, ...]], list[FigureChange]] = {}
        for one in self._effect.figures:
            found.setdefault((one.area, one.releases), []).append(one)
        return found

    def moved(self, some: Sequence[FigureChange]) -> str:
        """Say which figures of a place changed, each tally with its name if the contest has several."""
        figures = ((self._counted(one), _figure(one.before), _figure(one.after)) for one in some[:_MAX_FIGURES])
        shown = [f"{what} {before} → {after}" for what, before, after in figures]
        rest = len(some) - len(shown)
        return ", ".join(shown) + (
            worded(" and %(figures)s", figures=worded_plural("%(count)s more figure", "%(count)s more figures", rest))
            if rest
            else ""
        )

    def _counted(self, one: FigureChange) -> str:
        """Return what a figure counts."""
        tally = self._tallies.get(one.tally)
        of = f" ({tally.short if tally else one.tally})" if one.tally else ""
        if one.turnout:
            known = terms.TURNOUT.get(one.turnout, worded("%(turnout)s ballots", turnout=one.turnout))
            return f"{formatting.lower_first(known)}{of}"
        return f"{self._short.get(one.choice, one.choice)}{of if len(self._tallies) > 1 else ''}"

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
        return "unknown" if side.margin is None else formatting.number(side.margin, tally.show)

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
        """Say what was declared before, and what is now; in which releases unless it is the newest."""
        contest = self._contest
        is_newest = len(contest.releases) - 1 in one.releases
        where = "" if is_newest else f"{self.where(contest.root, one.releases)}: "
        change = worded(
            "declared outcome was %(outcome)s and is now %(other_outcome)s.",
            outcome=self._outcome(one.before),
            other_outcome=self._outcome(one.after),
        )
        return (
            worded("%(where)sthe %(change)s", where=where, change=change)
            if where
            else worded("The %(change)s", change=change)
        )

    def _outcome(self, outcome: Mapping[str, object]) -> str:
        if not outcome:
            return "none"
        if outcome.get("void"):
            return "void"
        if outcome.get("passed") is not None:
            return "passed" if outcome["passed"] else worded("not passed")
        names = self._names(tuple(dict.fromkeys(_choices(outcome)))) or "open"
        return f"{names} ({outcome.get('by')})"

    def _requests(self) -> Iterator[tuple[Weight, str]]:
        changes = self._effect.requests
        taken = [one for one in changes if guards.takes_back(one)]
        yield from ((Weight.ANSWER, text) for text in self.request_sentences(taken))
        others = [one for one in changes if not guards.takes_back(one)]
        yield from ((Weight.REQUEST, text) for text in self.request_sentences(others))

    def request_sentences(self, changes: Sequence[RequestChange]) -> Iterator[str]:
        """Say what changes in requests: the state of each, then its places."""
        for request in dict.fromkeys(one.request for one in changes):
            some = [one for one in changes if one.request == request]
            title = self._request(request)
            state = next((one for one in some if not one.area), None)
            if state is not None and not state.after:
                yield worded("%(title)s: the request is no longer on the site.", title=title)
                continue
            if state is not None:
                before, after = (_answer(one, is_of_place=False) for one in (state.before, state.after))
                yield worded(
                    "%(title)s: the status was %(before)s and is now %(after)s.",
                    title=title,
                    before=before,
                    after=after,
                )
            yield from self._places_of_request(title, [one for one in some if one.area])

    def _places_of_request(self, title: str, places: Sequence[RequestChange]) -> Iterator[str]:
        gone = [one for one in places if not one.after]
        new = [one for one in places if not one.before and one.after == LISTED]
        for some, text in ((gone, worded("no longer listed")), (new, worded("new in the request"))):
            if len(some) == 1:
                yield f"{title}, {self.place(some[0].area)}: {text}."
            elif some:
                yield f"{title}: {worded_plural('%(count)s place is', '%(count)s places are', len(some))} {text}."
        others = [one for one in places if one not in gone and one not in new]
        if len(others) == 1:
            one = others[0]
            before, after = (_answer(value, is_of_place=True) for value in (one.before, one.after))
            yield worded(
                "%(title)s, %(place)s: the outcome was %(before)s and is now %(after)s.",
                title=title,
                place=self.place(one.area),
                before=before,
                after=after,
            )
        elif others:
            yield worded(
                "%(title)s: %(places)s another outcome.",
                title=title,
                places=worded_plural("%(count)s place has", "%(count)s places have", len(others)),
            )

    def _request(self, name: str) -> str:
        return next((terms.request_title(ENGLISH, one) for one in self._contest.requests if one.id == name), name)

    def _facts(self) -> Iterator[tuple[Weight, str]]:
        by_weight: dict[Weight, list[FactChange]] = {}
        for one in self._effect.facts:
            weight = Weight.REQUEST if one.about == "request" else Weight.FACT
            weight = Weight.RULES if guards.is_rule(one) else weight
            weight = Weight.STATUS if guards.is_less_final(one) else weight
            by_weight.setdefault(weight, []).append(one)
        for weight, some in by_weight.items():
            yield from ((weight, text) for text in fact_sentences(some, self._name))

    def _name(self, fact: FactChange) -> str:
        """Return what a sentence calls the thing of which something changes."""
        if fact.about == "place":
            return self.where(fact.id, fact.releases)
        if fact.about == "request":
            return self._request(fact.id)
        contest = self._contest
        names = {
            ("contest", ""): worded("The contest"),
            **{("party", str(party.id)): party.name for party in self._site.parties.values()},
            **{("tally", str(tally.id)): tally.name for tally in contest.tallies},
            **{("choice", str(choice.id)): choice.name for choice in contest.choices},
            **{("release", str(release.id)): f"“{release.title}”" for release in contest.releases},
        }
        return names.get((fact.about, fact.id), f"'{fact.id}'")

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
        return _place(self._site, area, self._contest.root)

    def _names(self, ids: Iterable[str]) -> str:
        return listed([self._short.get(name, name) for name in ids])

    def _sentence(self, text: str) -> str:
        return text[:1].upper() + text[1:]


def _figure(value: Number | None) -> str:
    return "none" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:,f}"


def _answer(value: str, *, is_of_place: bool) -> str:
    if value in ("", LISTED):
        return "none"
    known = {one.value: one for one in RequestAnswer}
    name = terms.answer_name(ENGLISH, known[value], is_of_place=is_of_place) if value in known else value
    return f"“{name}”"


def _choices(outcome: Mapping[str, object]) -> Iterator[str]:
    """Yield the ids of the choices that an outcome names."""
    for value in outcome.values():
        if isinstance(value, list):
            yield from (str(one) for one in value)


def place_sentences(site: Site, places: Sequence[FactChange]) -> Iterator[str]:
    """Say what changes of places and groups themselves."""
    return fact_sentences(places, lambda one: _place(site, one.id, ""))


def _place(site: Site, area: str, root: str) -> str:
    """Return the name of a place with what it is in, unless that is the root; or of a group."""
    place = site.places.get(AreaId(area))
    if place is None:
        group = site.groups.get(AreaId(area))
        return group.name if group is not None else f"'{area}'"
    parent = site.places.get(place.parent) if place.parent is not None else None
    if parent is None or parent.id == root:
        return place.name
    kind = site.kinds.get(parent.kind)
    is_bare = kind is not None and parent.kind == _COUNTY and kind.name.lower() not in parent.name.lower()
    return f"{place.name} ({parent.name} {kind.name})" if kind and is_bare else f"{place.name} ({parent.name})"
