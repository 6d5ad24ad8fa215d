"""Several sources of one release compared, unit by unit.

Owns the comparison only: exact, and missing is not zero. The figures chosen stay the release's figures, whatever comes
of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from msgspec import Struct

from recanvass.core.ids import AreaId, TallyId
from recanvass.core.model import Account, Release
from recanvass.results.histories import Counts, Results, entry


class Verdict(Enum):
    """How two sources stand to each other about a unit; of several tallies the first of these that holds counts."""

    DIFFERS = "differs"
    ONLY_CHOSEN = "only-chosen"
    ONLY_OTHER = "only-other"
    AGREES = "agrees"


class Comparison(Struct, frozen=True):
    """One tally of one unit in two sources; None where a source does not state it. Not both are."""

    area: AreaId
    tally: TallyId
    verdict: Verdict
    chosen: Counts | None
    other: Counts | None


class Reconciliation(Struct, frozen=True):
    """What another source of a release states, compared with the figures chosen, by unit and then by tally.

    `silent` are the tallies that the source states for no unit at all: nothing is compared in them.
    """

    release: int
    account: Account
    comparisons: tuple[Comparison, ...]
    silent: tuple[TallyId, ...]


class Dispute(Struct, frozen=True):
    """A tally of a unit on which the sources of a release disagree.

    One comparison for each source that was not chosen, None where that source states nothing to compare.
    """

    area: AreaId
    tally: TallyId
    comparisons: tuple[Comparison | None, ...]


def chosen(release: Release) -> Account | None:
    """Return the source from which a release takes its figures, where it has several."""
    return next((account for account in release.accounts if account.reason is not None), None)


def others(release: Release) -> tuple[Account, ...]:
    """Return the sources of a release that were not chosen, in the order typed, that of the release first."""
    return tuple(account for account in release.accounts if account.reason is None)


def reconciliations(results: Results, release: int) -> tuple[Reconciliation, ...]:
    """Return one item for each source of a release that was not chosen, in the order of `others`.

    The other source is compared with the figures in force at that release, since the one chosen may state only what
    it changes. A unit that only the chosen one has is one that this release states.
    """
    return tuple(_reconciliation(results, release, account) for account in others(results.contest.releases[release]))


def _reconciliation(results: Results, release: int, account: Account) -> Reconciliation:
    stated = {tally for row in account.rows.values() for tally in row.tallies}
    tallies = [tally.id for tally in results.contest.tallies if tally.id in stated]
    return Reconciliation(
        release,
        account,
        tuple(_compare(results, release, account, tallies)),
        tuple(tally.id for tally in results.contest.tallies if not tally.only and tally.id not in stated),
    )


def _compare(results: Results, release: int, account: Account, tallies: Sequence[TallyId]) -> Iterator[Comparison]:
    own = results.contest.releases[release].rows
    for unit in results.contest.units:
        theirs, ours = account.rows.get(unit), own.get(unit)
        for tally in tallies:
            if theirs is not None and tally in theirs.tallies:
                found = entry(results, unit, tally, release)
                counts, other = found.counts if found is not None else None, theirs.tallies[tally].counts
                yield Comparison(unit, tally, _verdict(counts, other), counts, other)
            elif ours is not None and tally in ours.tallies:
                yield Comparison(unit, tally, Verdict.ONLY_CHOSEN, ours.tallies[tally].counts, None)


def _verdict(chosen: Counts | None, other: Counts) -> Verdict:
    if chosen is None:
        return Verdict.ONLY_OTHER
    return Verdict.AGREES if chosen == other else Verdict.DIFFERS


def verdicts(found: Reconciliation) -> Mapping[AreaId, Verdict]:
    """Return how the two sources stand to each other about each unit that either has."""
    ranks = list(Verdict)
    worst: dict[AreaId, Verdict] = {}
    for one in found.comparisons:
        known = worst.get(one.area, Verdict.AGREES)
        worst[one.area] = min(known, one.verdict, key=ranks.index)
    return worst


def disputes(results: Results, found: Sequence[Reconciliation]) -> tuple[Dispute, ...]:
    """Return where any other source of a release disagrees with the one chosen.

    By unit in the order of content, then by tally.
    """
    by_key = [{(one.area, one.tally): one for one in reconciliation.comparisons} for reconciliation in found]
    keys = {key for compared in by_key for key, one in compared.items() if one.verdict is not Verdict.AGREES}
    tallies = [tally.id for tally in results.contest.tallies]
    ordered = ((unit, tally) for unit in results.contest.units for tally in tallies if (unit, tally) in keys)
    return tuple(Dispute(*key, tuple(compared.get(key) for compared in by_key)) for key in ordered)
