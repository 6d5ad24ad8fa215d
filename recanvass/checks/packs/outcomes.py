"""What was declared against what was counted: outcomes, and the exhausted ballots of a ranked count.

Owns C107 and C108, and which candidates the figures put first. Only a stated outcome makes a winner.
"""

from collections.abc import Iterable, Iterator, Sequence

from recanvass.checks.rule import Clash, ContestSheet, Level, Rule
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Span
from recanvass.core.ids import AreaId, ChoiceId, Number
from recanvass.core.kinds import DecidedBy, Status
from recanvass.core.model import Contest, Outcome, Source
from recanvass.results.answers import in_force
from recanvass.results.figures import Figures, deciding, figures
from recanvass.results.histories import Results, entry, outcome, published, reporting_counts
from recanvass.results.reporting import is_settled
from recanvass.results.thresholds import passes
from recanvass.text.catalogue import msgid
from recanvass.text.lazy import Lazy, Text, listed, named_figure, number, series, text

RULES_OF_CONTEST = Source(msgid("The contest’s own rules"))
ARITHMETIC = Source(msgid("Basic arithmetic"))


def ahead_of(contest: Contest, shown: Figures, choice: int) -> list[int]:
    """Return the candidates who have more than one of them, beyond what the source's rounding explains.

    Nobody is ahead of a choice whose own figure is not known in full.
    """
    tally, count = _tally(contest, shown), _exact(shown, choice)
    return [
        index
        for index, (other, figure) in enumerate(zip(contest.choices, shown.counts, strict=True))
        if index != choice
        and other.is_candidate
        and other.in_total
        and figure is not None
        and count is not None
        and figure - count > tally.tolerance
    ]


def first_places(results: Results, release: int) -> frozenset[ChoiceId] | None:
    """Return the candidates whom the figures put in the places to be won; None if that cannot be said of them."""
    contest = results.contest
    shown = figures(results, contest.root, deciding(results, release), release)
    is_unknown = shown.is_open or not any(shown.counts)
    if contest.is_question or is_unknown or (contest.is_ranked and contest.seats > 1):
        return None
    return frozenset(
        choice.id
        for index, choice in enumerate(contest.choices)
        if choice.is_candidate
        and choice.in_total
        and shown.counts[index] is not None
        and len(ahead_of(contest, shown, index)) < contest.seats
    )


def _is_whole(whole: ContestSheet, tally: Tally) -> bool:
    """Tell whether nothing more is expected: every unit is in, or a total that is said to be complete counts."""
    root = whole.contest.root
    summed = entry(whole.results, root, tally.id, whole.index)
    if summed is not None and root in whole.results.areas:
        return is_settled(reporting_counts(whole.results, root, whole.index), summed) or whole.is_complete
    return whole.is_complete


def _other_outcome(whole: ContestSheet) -> Iterator[Clash]:
    declared, tally = outcome(whole.contest, whole.index), deciding(whole.results, whole.index)
    if declared is None or not _is_whole(whole, tally):
        return
    shown = figures(whole.results, whole.contest.root, tally, whole.index)
    stated = declared[1]
    texts = [*_winners(whole, shown, stated), *_tied(whole.contest, shown, stated)]
    if stated.by is DecidedBy.COUNT:
        texts += _advancing(whole.contest, shown, stated)
    reached = passes(whole.site, whole.results, whole.index) if stated.passed is not None else None
    if reached is not None and reached is not stated.passed:
        passed = text("Declared passed; the figures do not reach what is needed")
        failed = text("Declared failed; the figures reach what is needed")
        texts.append(passed if stated.passed else failed)
    if texts:
        yield Clash(whole.contest.root, text("%(clauses)s.", clauses=series(texts)), (tally.id,), at=stated.span)


def _winners(whole: ContestSheet, shown: Figures, stated: Outcome) -> Iterator[Lazy]:
    """Yield what the figures say against winners. Seats by transfer of votes follow from no figure of one round.

    A projection is compared with certified figures, an outcome by a court or without opposition with none.
    """
    contest = whole.contest
    is_certified = contest.releases[in_force(contest, whole.index)].status is Status.CERTIFIED
    said = {DecidedBy.COUNT: msgid("Declared elected"), DecidedBy.LOT: msgid("Declared elected by lot")}
    said |= {DecidedBy.PROJECTION: msgid("Projected to win")} if is_certified else {}
    if stated.by in said and (not contest.is_ranked or contest.seats == 1):
        yield from _behind(contest, shown, stated.winners, contest.seats, said=said[stated.by])


def _tied(contest: Contest, shown: Figures, stated: Outcome) -> Iterator[Lazy]:
    """Yield what the figures say against a tie that was declared, or that a lot has settled."""
    tolerance = _tally(contest, shown).tolerance
    by_id = {choice.id: index for index, choice in enumerate(contest.choices)}
    known = {by_id[name]: count for name in stated.tie if (count := _exact(shown, by_id[name])) is not None}
    if known and max(known.values()) - min(known.values()) > tolerance:
        yield text("Declared tied: %(figures)s", figures=_listed(contest, shown, known))
    else:
        places = max(contest.seats, contest.advance or 0)
        yield from _behind(contest, shown, stated.tie, places, said=msgid("Declared tied"))
    if stated.by is not DecidedBy.LOT or (contest.is_ranked and contest.seats > 1) or shown.is_open:
        return
    winners = [by_id[name] for name in stated.winners]
    others = [index for index in _running(contest, shown) if index not in winners]
    counts = [_exact(shown, index) for index in (*winners, *others[:1])]
    if not winners or not others or None in counts:
        return
    last, first = min(winners, key=lambda index: shown.counts[index] or 0), others[0]
    if (shown.counts[last] or 0) - (shown.counts[first] or 0) > tolerance:
        yield text(
            "Declared elected by lot, and nobody else has as much: %(figures)s",
            figures=_listed(contest, shown, (last, first)),
        )


def _running(contest: Contest, shown: Figures) -> list[int]:
    """Return the candidates with a figure, the highest first."""
    running = [
        index
        for index, choice in enumerate(contest.choices)
        if choice.is_candidate and choice.in_total and shown.counts[index] is not None
    ]
    return sorted(running, key=lambda index: shown.counts[index] or 0, reverse=True)


def _exact(shown: Figures, choice: int) -> Number | None:
    """Return the figure of a choice; None if it is not known, or only at least."""
    return None if shown.unknown and shown.unknown[choice] else shown.counts[choice]


def _listed(contest: Contest, shown: Figures, choices: Iterable[int]) -> Lazy:
    return listed([named_figure(contest.choices[index].short, _number(shown, index)) for index in choices])


def _tally(contest: Contest, shown: Figures) -> Tally:
    return next(tally for tally in contest.tallies if tally.id == shown.tally)


def _advancing(contest: Contest, shown: Figures, stated: Outcome) -> Iterator[Lazy]:
    if contest.advance is not None and not contest.is_ranked and not any(one.withdrawn for one in contest.choices):
        places = len(stated.winners) + contest.advance
        yield from _behind(contest, shown, stated.advancing, places, said=msgid("Declared to advance"))


def _behind(contest: Contest, shown: Figures, names: Sequence[ChoiceId], places: int, *, said: str) -> Iterator[Lazy]:
    for index, choice in enumerate(contest.choices):
        ahead = ahead_of(contest, shown, index) if choice.id in names else []
        if len(ahead) >= places:
            yield text(
                "%(declared)s: %(name)s with %(count)s; ahead are %(others)s",
                declared=text(said),
                name=choice.short,
                count=_number(shown, index),
                others=_listed(contest, shown, ahead),
            )


def _number(shown: Figures, index: int) -> Text:
    count = shown.counts[index]
    return number(count, shown.decimals[index]) if count is not None else ""


OTHER_OUTCOME = Rule(
    code="C107",
    title=msgid("An outcome that the numbers contradict"),
    text=msgid(
        "A candidate declared elected by the count must be among those with the most votes. A measure declared passed "
        "must have the votes it needs. A projection must match the certified results. Candidates declared tied must "
        "have equal votes, and only tied candidates can draw lots."
    ),
    source=RULES_OF_CONTEST,
    innocent=msgid("A court, a withdrawal or a rule of the contest decided, but the outcome says “by: count”."),
    level=Level.FAULT,
    find=_other_outcome,
)


def _exhausted(whole: ContestSheet) -> Iterator[Clash]:
    contest = whole.contest
    first = next((tally for tally in contest.tallies if tally.round == 1), None)
    if first is None:
        return
    later = [tally for tally in contest.tallies if tally.round is not None and tally.round > 1]
    for area in (*whole.results.areas, *contest.units) if later else ():
        start = figures(whole.results, area, first, whole.index).total
        for tally in later if start is not None else ():
            yield from _in_round(whole, area, tally, (first, start or 0))


def _in_round(whole: ContestSheet, area: AreaId, tally: Tally, first: tuple[Tally, Number]) -> Iterator[Clash]:
    now, stated = figures(whole.results, area, tally, whole.index).total, _stated(whole, area, tally)
    if now is None or stated is None:
        return
    due = first[1] - now
    if not -tally.tolerance <= stated[0] - due <= tally.tolerance:
        said = text(
            "%(tally)s: %(stated)s exhausted as stated; %(before)s less %(left)s are %(computed)s.",
            tally=tally.name,
            stated=number(stated[0], tally.decimals),
            before=number(first[1], tally.decimals),
            left=number(now, tally.decimals),
            computed=number(due, tally.decimals),
        )
        yield Clash(area, said, (tally.id, first[0].id), at=stated[1])


def _stated(whole: ContestSheet, area: AreaId, tally: Tally) -> tuple[Number, Span | None] | None:
    """Return the exhausted ballots that were stated for a place in a round, and where, if it was for a total."""
    total = published(whole.results, area, tally.id, whole.index)
    if total is not None and total.published.exhausted is not None:
        return total.published.exhausted, total.published.span
    own = entry(whole.results, area, tally.id, whole.index)
    return (own.exhausted, None) if own is not None and own.exhausted is not None else None


EXHAUSTED = Rule(
    code="C108",
    title=msgid("Exhausted ballots that do not add up"),
    text=msgid(
        "The exhausted ballots of a round must equal the votes of the first round minus the votes that still count."
    ),
    source=ARITHMETIC,
    innocent=msgid("The exhausted ballots include ballots that counted in no round or had too many marks."),
    level=Level.DOUBTFUL,
    find=_exhausted,
)
