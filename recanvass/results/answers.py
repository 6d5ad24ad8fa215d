"""What can be said of a contest or a place at a release, and on which figures it rests.

Owns which sentence is true: the first of a fixed order that holds. Words nothing; `text.sentences` does. Never makes a
winner: only a stated outcome does.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, ChoiceId, Number
from recanvass.core.kinds import DecidedBy, ReleaseKind, Status
from recanvass.core.model import Contest, Outcome, Release, Site
from recanvass.results.figures import Figures, audited, deciding, figures, withheld
from recanvass.results.histories import Results, outcome, partly_inside, reporting_counts
from recanvass.results.reporting import expected, reported
from recanvass.results.shares import whole
from recanvass.results.thresholds import Test, failed, tests

_COMPLETE = frozenset({Status.UNOFFICIAL_COMPLETE, Status.CERTIFIED})
_RECOUNTS = frozenset({ReleaseKind.RECOUNT, ReleaseKind.RECANVASS})


class Saying(Enum):
    """What is said, in the order in which it is tried."""

    NO_RESULTS = "no results"
    NO_VOTES = "no votes"
    NOT_KNOWN = "not known"
    VOID = "void"
    UNCONTESTED = "uncontested"
    UNOPPOSED = "unopposed"
    LOT = "lot"
    PROJECTED = "projected"
    RULED = "ruled"
    WON = "won"
    ADVANCING = "advancing"
    PASSED = "passed"
    AT_LEAST = "at least"
    TIED = "tied"
    EVEN = "even"
    RANKED = "ranked"
    QUESTION = "question"
    THRESHOLD = "threshold"
    NEXT_ROUND = "next round"
    SEATS = "seats"
    LEAD = "lead"
    AUDITED = "audited"


class Answer(Struct, frozen=True):
    """What is said of an area at a release.

    `first` are the choices that it is about, by rank, `second` those behind them. `margin` lies between the last of the
    first and the first of the second. `option` is ahead of every candidate and cannot win. `drawn` won by lot.
    `expected` counts the units that are expected to report, and `reported` those of them that have. `withheld` is for
    how many places the source withholds figures, and `unknown` for how many the figure of each choice is missing.
    `partly` are places of which only a total is known, so that nobody knows how much of it belongs to the area.
    `share_of` is what shares are of.
    """

    saying: Saying
    contest: Contest
    tally: Tally
    shown: Figures
    release: Release
    is_complete: bool
    is_whole_contest: bool
    first: tuple[int, ...] = ()
    second: tuple[int, ...] = ()
    margin: Number | None = None
    outcome: Outcome | None = None
    test: Test | None = None
    option: int | None = None
    drawn: tuple[int, ...] = ()
    reported: int = 0
    expected: int = 0
    withheld: int = 0
    unknown: tuple[int, ...] = ()
    partly: tuple[AreaId, ...] = ()
    share_of: Number | None = None

    @property
    def is_partial_recount(self) -> bool:
        """Whether the release is a recount or a recanvass that goes on."""
        return not self.is_complete and self.release.kind in _RECOUNTS


class _Ranking(Struct, frozen=True):
    """The candidates by figure, the highest first, and the options that are none."""

    order: tuple[int, ...]
    counts: tuple[Number | None, ...]
    tolerance: Number

    def count(self, index: int) -> Number:
        """Return the figure of a candidate."""
        return self.counts[index] or 0

    def margin(self, places: int) -> Number | None:
        """Return how far the last of so many places is ahead of the next; None if nobody is behind."""
        if len(self.order) <= places or not places:
            return None
        return self.count(self.order[places - 1]) - self.count(self.order[places])


def answer(site: Site, results: Results, area: AreaId, release: int) -> Answer:
    """Return what can be said of an area at a release."""
    contest = results.contest
    index = in_force(contest, release)
    tally = deciding(results, release)
    shown = figures(results, area, tally, release)
    is_whole = area == contest.root
    declared = outcome(contest, release) if is_whole else None
    stated = contest.releases[index]
    counts = reporting_counts(results, area, release)
    base = Answer(
        saying=Saying.NO_RESULTS,
        contest=contest,
        tally=tally,
        shown=shown,
        release=stated,
        is_complete=stated.status in _COMPLETE,
        is_whole_contest=is_whole,
        outcome=declared[1] if declared is not None else None,
        reported=reported(counts),
        expected=expected(counts),
        withheld=withheld(results, area, tally, release) if shown.unknown else 0,
        unknown=shown.unknown,
        partly=partly_inside(results, area, tally.id, release) if shown.unknown else (),
        share_of=whole(site, results, area, shown, release=release),
    )
    return _Asked(site, results, release, base).answer()


def audit_answer(site: Site, results: Results, release: int) -> Answer:
    """Return what an audit counted, which changes nothing that is in force."""
    contest = results.contest
    alone = audited(site, contest, release)
    found = _Asked(site, alone, release, answer(site, alone, contest.root, release)).compared()
    return replace(found, saying=Saying.AUDITED, contest=contest, release=contest.releases[release], outcome=None)


def in_force(contest: Contest, release: int) -> int:
    """Return the index of the newest release up to one that is no audit."""
    return next((i for i in range(release, -1, -1) if contest.releases[i].kind is not ReleaseKind.AUDIT), release)


class _Asked(Struct, frozen=True):
    """One area at one release, on the way to its answer."""

    site: Site
    results: Results
    at: int
    base: Answer

    def answer(self) -> Answer:
        """Return the first that holds."""
        base, contest = self.base, self.base.contest
        declared = base.outcome
        if declared is None and base.shown.is_open:
            return self._at_least()
        if declared is None and base.shown.unknown and all(count is None for count in base.shown.counts):
            return _said(base, Saying.NOT_KNOWN)
        if declared is None and not any(base.shown.counts):
            is_before = base.release.status is Status.PRE_ELECTION or base.release.kind is ReleaseKind.AUDIT
            return _said(base, Saying.NO_RESULTS if is_before else Saying.NO_VOTES)
        if declared is not None:
            return self._declared(declared)
        runners = self._runners()
        if base.is_whole_contest and not contest.is_question and 0 < len(runners) <= contest.seats:
            return _said(base, Saying.UNOPPOSED, first=runners)
        return self._counted()

    def _at_least(self) -> Answer:
        """Return who has how much as far as it is known, if a figure that is not known could change who is ahead."""
        order = tuple(index for index in self._ranking().order if self.base.shown.counts[index])
        return _said(self.base, Saying.AT_LEAST if order else Saying.NOT_KNOWN, first=order)

    def _runners(self) -> tuple[int, ...]:
        """Return the candidates on the ballot who did not withdraw."""
        return tuple(
            index
            for index, choice in enumerate(self.base.contest.choices)
            if choice.is_candidate and not choice.is_write_in and not choice.withdrawn
        )

    def _declared(self, declared: Outcome) -> Answer:
        """Return what is said once an outcome was declared."""
        base = self.base
        if declared.is_void:
            return _said(base, Saying.VOID)
        if declared.tie:
            return self._declared_tied(self._indexes(declared.tie))
        if declared.passed is not None:
            found = self._tests(self._yes())
            return _said(base, Saying.PASSED, test=failed(found) or (found[0] if found else None))
        winners = self._ranked(self._indexes(declared.winners))
        if declared.advancing:
            return _said(base, Saying.ADVANCING, first=winners, second=self._indexes(declared.advancing))
        sayings = {
            DecidedBy.UNCONTESTED: Saying.UNCONTESTED,
            DecidedBy.LOT: Saying.LOT,
            DecidedBy.PROJECTION: Saying.PROJECTED,
            DecidedBy.COURT: Saying.RULED,
            DecidedBy.COUNT: Saying.WON,
        }
        saying = sayings[declared.by]
        candidates = {index for index, choice in enumerate(base.contest.choices) if choice.is_candidate}
        if saying is Saying.WON and candidates == set(winners):
            saying = Saying.UNCONTESTED
        losers = [index for index in self._ranking().order if index not in winners]
        drawn: tuple[int, ...] = ()
        if declared.by is DecidedBy.LOT and losers and not base.shown.is_open:
            drawn = tuple(index for index in winners if base.shown.counts[index] == base.shown.counts[losers[0]])
        margin = self._ahead_by(winners, losers)
        return _said(base, saying, first=winners, second=tuple(losers[:1]), margin=margin, drawn=drawn)

    def _declared_tied(self, tied: tuple[int, ...]) -> Answer:
        """Return a tie that was declared, with those who are ahead of it and have their seats."""
        counts, ranking = self.base.shown.counts, self._ranking()
        most = max((counts[index] or 0 for index in tied), default=0)
        ahead = tuple(index for index in ranking.order if index not in tied and ranking.count(index) > most)
        is_for_last = 0 < len(ahead) < self._places() and not self.base.shown.is_open
        return _said(self.base, Saying.TIED, first=tied, second=ahead if is_for_last else ())

    def _ahead_by(self, winners: Sequence[int], losers: Sequence[int]) -> Number | None:
        """Return how far the last winner is ahead of the first who lost; None if transfers or gaps leave no margin."""
        base, counts = self.base, self.base.shown.counts
        is_by_transfer = base.tally.round is not None and base.contest.seats > 1
        is_open = base.shown.is_open or any(counts[index] is None for index in winners)
        if is_by_transfer or is_open or not winners or not losers:
            return None
        return self._ranking().count(winners[-1]) - self._ranking().count(losers[0])

    def compared(self) -> Answer:
        """Return who is ahead of whom, at the last of the places to be had, whatever else could be said."""
        ranking, places = self._ranking(), self._places()
        margin = ranking.margin(places) if not self.base.shown.is_open else None
        if margin is None:
            return _said(self.base, Saying.LEAD, first=(), second=(), margin=None)
        last, following = ranking.order[places - 1], ranking.order[places]
        if margin > ranking.tolerance:
            return _said(self.base, Saying.LEAD, first=(last,), second=(following,), margin=margin)
        return self._tied(_said(self.base, Saying.LEAD, margin=margin), ranking, places)

    def _counted(self) -> Answer:
        """Return what the figures say by themselves."""
        base, contest = self.base, self.base.contest
        ranking = self._ranking()
        places = self._places()
        margin = ranking.margin(places)
        option = self._option(ranking)
        told = _said(base, Saying.LEAD, option=option, margin=margin)
        if contest.is_question:
            return self._question(told, ranking)
        if margin is not None and margin <= ranking.tolerance:
            return self._tied(told, ranking, places)
        if not ranking.order or not ranking.count(ranking.order[0]):
            return told
        return self._ahead(told, ranking, places)

    def _ahead(self, told: Answer, ranking: _Ranking, places: int) -> Answer:
        """Return who is ahead, for whatever number of places there are."""
        base, contest = self.base, self.base.contest
        if base.tally.round is not None:
            return self._ranked_count(told, ranking)
        if base.is_whole_contest and contest.requirements:
            found = self._tests(ranking.order[0])
            test = failed(found) or found[0]
            return _said(told, Saying.THRESHOLD, first=ranking.order[:1], second=self._behind(ranking), test=test)
        if base.is_whole_contest and contest.advance is not None and len(ranking.order) > places:
            return _said(
                told, Saying.NEXT_ROUND, first=ranking.order[:places], second=ranking.order[places : places + 1]
            )
        if contest.seats > 1 and base.is_whole_contest:
            return _said(told, Saying.SEATS, first=ranking.order[:places], second=ranking.order[places : places + 1])
        return _said(told, Saying.LEAD, first=ranking.order[:1], second=self._behind(ranking), margin=ranking.margin(1))

    def _behind(self, ranking: _Ranking) -> tuple[int, ...]:
        """Return who is second, all of those who are equal."""
        behind = [index for index in ranking.order[1:] if ranking.count(index)]
        return tuple(index for index in behind if ranking.count(index) == ranking.count(behind[0]))

    def _tied(self, told: Answer, ranking: _Ranking, places: int) -> Answer:
        """Return a tie for the last place, or figures that are even within the tolerance of the source."""
        edge = ranking.count(ranking.order[places if places > 1 else 0])
        saying = Saying.TIED if not told.margin else Saying.EVEN
        tolerance: Number = 0 if saying is Saying.TIED else ranking.tolerance
        group = tuple(index for index in ranking.order if -tolerance <= ranking.count(index) - edge <= tolerance)
        ahead = tuple(index for index in ranking.order[:places] if index not in group)
        if not edge and not ahead:
            return told  # nobody has anything, and options are no candidates
        return _said(told, saying, first=group, second=ahead)

    def _question(self, told: Answer, ranking: _Ranking) -> Answer:
        """Return how yes stands to no, and to what it needs at the contest's place."""
        yes = self._yes()
        no = next((index for index in range(len(told.contest.choices)) if index != yes), yes)
        is_counting = not told.is_complete or not told.is_whole_contest
        if is_counting and ranking.count(yes) == ranking.count(no):
            return _said(told, Saying.TIED, first=(yes, no), margin=0)
        first, second = (no, yes) if is_counting and ranking.count(no) > ranking.count(yes) else (yes, no)
        found = self._tests(yes) if told.is_whole_contest and first == yes else ()
        test = failed(found) or (found[0] if found else None)
        return _said(told, Saying.QUESTION, first=(first,), second=(second,), test=test)

    def _ranked_count(self, told: Answer, ranking: _Ranking) -> Answer:
        found: tuple[Test, ...] = self._tests(ranking.order[0]) if told.is_whole_contest else ()
        return _said(
            told,
            Saying.RANKED,
            first=ranking.order[:1],
            second=ranking.order[1:2],
            test=failed(found),
            margin=ranking.margin(1) if told.contest.seats == 1 else None,
        )

    def _ranking(self) -> _Ranking:
        contest, counts = self.base.contest, self.base.shown.counts
        running = [
            index
            for index, choice in enumerate(contest.choices)
            if (choice.is_candidate or contest.is_question) and choice.in_total and counts[index] is not None
        ]
        running.sort(key=lambda index: counts[index] or 0, reverse=True)
        return _Ranking(tuple(running), counts, self.base.tally.tolerance)

    def _places(self) -> int:
        """Return for how many places the figures decide."""
        contest = self.base.contest
        if not self.base.is_whole_contest or self.base.tally.round is not None:
            return 1
        if contest.advance is None or contest.requirements:
            return contest.seats
        return contest.advance

    def _option(self, ranking: _Ranking) -> int | None:
        """Return the option that has more than every candidate."""
        counts = self.base.shown.counts
        most = ranking.count(ranking.order[0]) if ranking.order else 0
        choices = self.base.contest.choices
        options = [index for index, choice in enumerate(choices) if not choice.is_candidate and choice.in_total]
        best = max(options, key=lambda index: counts[index] or 0, default=None)
        return best if best is not None and (counts[best] or 0) > most else None

    def _tests(self, choice: int) -> tuple[Test, ...]:
        return tests(self.site, self.results, self.base.shown, choice=choice, release=self.at)

    def _yes(self) -> int:
        return next((i for i, choice in enumerate(self.base.contest.choices) if choice.id == "yes"), 0)

    def _indexes(self, names: Sequence[ChoiceId]) -> tuple[int, ...]:
        by_id = {choice.id: index for index, choice in enumerate(self.base.contest.choices)}
        return tuple(by_id[name] for name in names if name in by_id)

    def _ranked(self, indexes: Sequence[int]) -> tuple[int, ...]:
        """Return choices by figure; as they were stated where rounds or missing figures leave no order."""
        counts = self.base.shown.counts
        if self.base.tally.round is not None or any(counts[index] is None for index in indexes):
            return tuple(indexes)
        return tuple(sorted(indexes, key=lambda index: counts[index] or 0, reverse=True))


def _said(base: Answer, saying: Saying, **more: Any) -> Answer:  # noqa: ANN401 -- the fields of an answer
    return replace(base, saying=saying, **more)
