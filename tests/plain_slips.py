"""Slips of the hand put into the real plain contests of the examples, one at a time.

A seeded generator: the same seed makes the same slips. Each contest is tried as it is, with election day and absentee
votes beside the total where the source has them, and with its votes alone.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from msgspec.structs import replace

from recanvass.checks.engine import Finding, run
from recanvass.content import files as sources
from recanvass.content import load
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, TallyId
from recanvass.core.model import Contest, Row, Site
from recanvass.results import tabulate
from tests.corruptions import Counts, exchanged, name_of, one_figure, shifted, with_row
from tests.sites import ROOT

REAL = {
    "iowa-2020-general": ("president", "state-house-82", "us-house-2"),
    "kentucky-2019": ("governor",),
}
"""The contests of the examples that are real and have figures of units."""
DIGITS = "0123456789"


@dataclass(frozen=True)
class Real:
    """A real contest with the site around it; `alone` if its parts were left out."""

    site: Site
    contest: Contest
    alone: bool

    def judged(self, contest: Contest) -> tuple[Finding, ...]:
        """Return the findings of the contest, or of one like it."""
        return run(self.site, tabulate.results(self.site, contest))


@cache
def example(name: str) -> Site:
    """Load an example."""
    found = load.site(sources.read(ROOT / "examples" / name, Report()), Report(), drafts=False)
    assert found is not None
    return found


@cache
def real(*, alone: bool) -> tuple[Real, ...]:
    """Return the real contests; those without parts only with their votes alone."""
    sites = [(example(folder), names) for folder, names in REAL.items()]
    found = [(site, contest) for site, names in sites for contest in site.contests if contest.id in names]
    if alone:
        return tuple(Real(site, votes_alone(contest), alone) for site, contest in found)
    return tuple(Real(site, contest, alone) for site, contest in found if len(contest.tallies) > 1)


def votes_alone(contest: Contest) -> Contest:
    """Return a contest with the tally that decides, and no other."""
    deciding = next(tally for tally in contest.tallies if tally.decides)
    releases = []
    for release in contest.releases:
        rows = {
            unit: replace(row, tallies={tally: one for tally, one in row.tallies.items() if tally == deciding.id})
            for unit, row in release.rows.items()
        }
        totals = tuple(total for total in release.totals if total.tally == deciding.id)
        releases.append(replace(release, rows=rows, totals=totals))
    return replace(contest, tallies=(deciding,), releases=tuple(releases), requests=())


def two_exchanged(counts: Counts, pick: random.Random, **_: object) -> Counts | None:
    """Exchange the figures of two candidates."""
    one, other = pick.sample(range(len(counts)), 2)
    changed = list(counts)
    changed[one], changed[other] = changed[other], changed[one]
    return tuple(changed) if tuple(changed) != counts else None


def digit_wrong(counts: Counts, pick: random.Random, **_: object) -> Counts | None:
    """Type one digit of a figure wrongly."""
    return one_figure(counts, pick, _other_digit)


def _other_digit(digits: str, pick: random.Random) -> str:
    at = pick.randrange(len(digits))
    return digits[:at] + pick.choice(DIGITS) + digits[at + 1 :]


def digits_exchanged(counts: Counts, pick: random.Random, **_: object) -> Counts | None:
    """Exchange two neighboring digits of a figure."""
    return one_figure(counts, pick, exchanged)


def off_by_one(counts: Counts, pick: random.Random, **_: object) -> Counts | None:
    """Add a vote that is in no part."""
    at = pick.randrange(len(counts))
    return (*counts[:at], counts[at] + 1, *counts[at + 1 :])


def of_neighbor(counts: Counts, pick: random.Random, *, beside: Counts) -> Counts | None:
    """Take a figure of the row beside it."""
    at = pick.randrange(len(counts))
    changed = (*counts[:at], beside[at], *counts[at + 1 :])
    return changed if changed != counts else None


EXCHANGED, SHIFTED = "two figures exchanged", "columns shifted"
MISSING = "a candidate missing"
EXCHANGED_IN_ALL = "two candidates exchanged in all columns"
KINDS: Mapping[str, Callable[..., Counts | None]] = {
    EXCHANGED: two_exchanged,
    SHIFTED: shifted,
    "a digit wrong": digit_wrong,
    "two digits exchanged": digits_exchanged,
    "a figure of the place beside it": of_neighbor,
    "a total off by one": off_by_one,
}
ALL = (*KINDS, EXCHANGED_IN_ALL, MISSING)


@dataclass(frozen=True)
class Slip:
    """A slip, with the contest as it was and as it is with it."""

    kind: str
    unit: AreaId
    of: Real
    contest: Contest

    def caught_by(self) -> tuple[Finding, ...]:
        """Return the findings of its place that were not there before."""
        known = as_published(self.of)
        return tuple(one for one in self.of.judged(self.contest) if one.area == self.unit and name_of(one) not in known)


_PUBLISHED: dict[tuple[str, bool], frozenset[tuple[str, AreaId, int, str]]] = {}


def as_published(of: Real) -> frozenset[tuple[str, AreaId, int, str]]:
    """Return the findings of a contest as it is."""
    key = (of.site.title + of.contest.id, of.alone)
    if key not in _PUBLISHED:
        _PUBLISHED[key] = frozenset(map(name_of, of.judged(of.contest)))
    return _PUBLISHED[key]


def slips(kind: str, *, alone: bool, seed: int) -> Iterator[Slip]:
    """Yield slips of a kind without end; large contests have more of them."""
    pick = random.Random(f"{kind} {seed}")
    contests = first_counted(alone=alone)
    sizes = [len(one.contest.units) for one in contests]
    while True:
        (of,) = pick.choices(contests, sizes)
        unit = pick.choice(of.contest.units)
        made = _made(kind, of, unit, pick)
        if made is not None:
            yield Slip(kind, unit, of, made)


@cache
def first_counted(*, alone: bool) -> tuple[Real, ...]:
    """Return the real contests up to the first release with figures of units, which is what slips are made in."""
    found = []
    for one in real(alone=alone):
        releases = one.contest.releases
        last = next(at for at, release in enumerate(releases) if release.rows)
        found.append(Real(one.site, replace(one.contest, releases=releases[: last + 1], requests=()), alone))
    return tuple(found)


def _made(kind: str, of: Real, unit: AreaId, pick: random.Random) -> Contest | None:
    listed = [at for at, release in enumerate(of.contest.releases) if any(_stated(release.rows.get(unit)).values())]
    if not listed:
        return None
    row = of.contest.releases[listed[0]].rows[unit]
    stated = _stated(row)
    changed = {}
    if kind in (MISSING, EXCHANGED_IN_ALL):
        deciding = next(tally for tally in of.contest.tallies if tally.decides).id
        present = [at for at, count in enumerate(stated.get(deciding, ())) if count]
        if len(present) < 2:
            return None
        pair = pick.sample(present, 2)
        changed = {tally: _put(counts, pair, is_missing=kind == MISSING) for tally, counts in stated.items()}
    else:
        tally = pick.choice([tally for tally, counts in stated.items() if any(counts)])
        if kind == "a total off by one":
            tally = next(tally for tally in of.contest.tallies if tally.decides).id
        others = _beside(of.contest, listed[0], unit, tally)
        more = {"beside": pick.choice(others)} if kind == "a figure of the place beside it" else {}
        made = KINDS[kind](stated[tally], pick, **more)
        if made is None:
            return None
        changed = {tally: made}
    tallies = {
        tally: replace(one, counts=_back(one.counts, changed[tally])) if tally in changed else one
        for tally, one in row.tallies.items()
    }
    return with_row(of.contest, listed[0], unit, replace(row, tallies=tallies))


def _stated(row: Row | None) -> Mapping[TallyId, Counts]:
    """Return the figures of a row; those that are not known, which no slip touches, as zero."""
    return {tally: tuple(count or 0 for count in one.counts) for tally, one in row.tallies.items()} if row else {}


def _back(before: Sequence[object], counts: Counts) -> tuple[object, ...]:
    """Return figures with those that are not known left so."""
    return tuple(None if old is None and not new else new for old, new in zip(before, counts, strict=True))


def _put(counts: Counts, pair: Sequence[int], *, is_missing: bool) -> Counts:
    changed = list(counts)
    one, other = pair
    if is_missing:
        changed[one] = 0
    else:
        changed[one], changed[other] = changed[other], changed[one]
    return tuple(changed)


def _beside(contest: Contest, release: int, unit: AreaId, tally: TallyId) -> list[Counts]:
    """Return the figures of the units before and after one in the list."""
    units = [other for other in contest.units if tally in _stated(contest.releases[release].rows.get(other))]
    at = units.index(unit)
    return [
        _stated(contest.releases[release].rows[other])[tally]
        for other in units[max(at - 1, 0) : at + 2]
        if other != unit
    ]


def accused(*, alone: bool) -> tuple[list[tuple[str, AreaId]], int]:
    """Return the units of which something is found in the contests as they are, and how many units there are."""
    found, count = [], 0
    for one in real(alone=alone):
        units = set(one.contest.units)
        count += len(units)
        found += sorted({(str(one.contest.id), clash.area) for clash in one.judged(one.contest) if clash.area in units})
    return found, count
