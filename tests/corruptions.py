"""Slips of the hand put into the real releases, one at a time, to see whether the rules name them.

A seeded generator: the same seed makes the same slips. Each is made in one unit of one county, and the county alone is
judged, which takes milliseconds; totals of the state are left out, so that only the rules of units can notice.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from msgspec.structs import replace

from recanvass.checks.engine import Finding, run
from recanvass.checks.rule import Level
from recanvass.core.ids import AreaId, Number, TallyId
from recanvass.core.model import Contest, Row, Site, Stated
from recanvass.results import tabulate
from recanvass.results.histories import known
from tests.sites import iowa

Counts = tuple[Number, ...]


@dataclass(frozen=True)
class Slip:
    """One slip: what kind, where, and the release it was made in (its index)."""

    kind: str
    unit: AreaId
    release: int
    tally: str
    before: str
    after: str


@cache
def county(parent: AreaId) -> Contest:
    """Return the contest of one county alone."""
    site, results = iowa()
    contest = results.contest
    units = tuple(unit for unit in contest.units if site.places[unit].parent == parent)
    releases = tuple(
        replace(
            release, rows={unit: row for unit, row in release.rows.items() if unit in units}, totals=(), percents=()
        )
        for release in contest.releases
    )
    return replace(contest, units=units, releases=releases, requests=())


def judged(contest: Contest) -> tuple[Finding, ...]:
    site: Site = iowa()[0]
    return run(site, tabulate.results(site, contest))


@cache
def as_published(parent: AreaId) -> frozenset[tuple[str, AreaId, int, str]]:
    return frozenset(map(name_of, judged(county(parent))))


def name_of(one: Finding) -> tuple[str, AreaId, int, str]:
    return one.code, one.area, one.since, one.clash.text


def clean_units() -> list[AreaId]:
    """Return the units that no rule finds anything graver than a notice in."""
    site, results = iowa()
    marked = {one.area for one in run(site, results) if one.level is not Level.NOTICE}
    return [unit for unit in results.contest.units if unit not in marked and site.places[unit].kind == "precinct"]


def digits_of(number: Number) -> tuple[str, int]:
    """Return the digits of a figure without its point, and how many of them stand behind it."""
    text = str(number)
    return text.replace(".", ""), len(text.partition(".")[2])


def figure(digits: str, decimals: int) -> Number:
    return Decimal(int(digits)).scaleb(-decimals) if decimals else int(digits)


def swapped(counts: Counts, pick: random.Random, **_: object) -> Counts | None:
    return one_figure(counts, pick, exchanged)


def exchanged(digits: str, pick: random.Random) -> str:
    at = pick.randrange(max(len(digits) - 1, 1))
    return digits[:at] + digits[at + 1 : at + 2] + digits[at] + digits[at + 2 :]


def zero_more(counts: Counts, pick: random.Random, **_: object) -> Counts | None:
    return one_figure(counts, pick, lambda digits, _: f"{digits}0")


def digit_less(counts: Counts, pick: random.Random, **_: object) -> Counts | None:
    return one_figure(counts, pick, dropped)


def dropped(digits: str, pick: random.Random) -> str:
    at = pick.randrange(len(digits))
    return (digits[:at] + digits[at + 1 :]) or digits


def one_figure(counts: Counts, pick: random.Random, edit: Callable[[str, random.Random], str]) -> Counts | None:
    index = pick.choice([index for index, count in enumerate(counts) if count])
    digits, decimals = digits_of(counts[index])
    typed = edit(digits, pick)
    changed = (*counts[:index], figure(typed, decimals), *counts[index + 1 :])
    return changed if changed != counts else None


def shifted(counts: Counts, pick: random.Random, **_: object) -> Counts | None:
    """Move a row by one choice; what falls off its end comes back at its beginning."""
    step = pick.choice((1, -1))
    return (*counts[step:], *counts[:step])


KINDS: Mapping[str, Callable[..., Counts | None]] = {
    "two digits swapped": swapped,
    "a zero too many": zero_more,
    "a digit dropped": digit_less,
    "a row moved by one choice": shifted,
}
LARGE = 10
COPIED, DROPPED = "another place’s row copied", "a place left out"


def slips(seed: int) -> Iterator[tuple[Slip, Contest]]:
    """Yield slips without end, each with the contest of its county."""
    pick = random.Random(seed)
    clean = clean_units()
    kinds = [*KINDS, COPIED, DROPPED]
    while True:
        for kind in kinds:
            made = None
            while made is None:
                made = slip(kind, pick.choice(clean), pick)
            yield made


def slip(kind: str, unit: AreaId, pick: random.Random) -> tuple[Slip, Contest] | None:
    """Make one slip in one row of a unit; None where this one would change nothing."""
    contest = county(AreaId(str(iowa()[0].places[unit].parent)))
    listed = [index for index, release in enumerate(contest.releases) if unit in release.rows]
    index = pick.choice(listed) if kind not in (COPIED, DROPPED) else listed[0]
    row = contest.releases[index].rows[unit]
    stated = {tally: found for tally, found in row.tallies.items() if any(found.counts)}
    if kind == DROPPED:
        return Slip(kind, unit, index, "", "", ""), with_row(contest, index, unit, None)
    if kind == COPIED:
        others = [other for other in contest.releases[index].rows.values() if other is not row and other.tallies]
        if not others:
            return None
        other = pick.choice(others)
        return Slip(kind, unit, index, "", unit, other.place), with_row(
            contest, index, unit, replace(other, place=unit)
        )
    if not stated:
        return None
    tally = pick.choice(sorted(stated))
    before = known(stated[tally].counts)
    after = KINDS[kind](before, pick)
    if after is None:
        return None
    changed: Mapping[TallyId, Stated] = {**row.tallies, tally: replace(stated[tally], counts=after)}
    told = Slip(kind, unit, index, tally, shown(before), shown(after))
    return told, with_row(contest, index, unit, replace(row, tallies=changed))


def shown(counts: Counts) -> str:
    return " ".join(map(str, counts))


def with_row(contest: Contest, index: int, unit: AreaId, row: Row | None) -> Contest:
    """Return a contest in which one release states something else of a unit; None leaves it out of all of them."""
    releases = []
    for at, release in enumerate(contest.releases):
        rows = dict(release.rows)
        if row is None:
            rows.pop(unit, None)
        elif at == index:
            rows[unit] = row
        releases.append(replace(release, rows=rows))
    return replace(contest, releases=tuple(releases))


def caught_by(made: Slip, contest: Contest) -> tuple[Finding, ...]:
    """Return the findings that were not there before the slip."""
    known = as_published(AreaId(str(iowa()[0].places[made.unit].parent)))
    return tuple(one for one in judged(contest) if name_of(one) not in known and one.area == made.unit)


def ten_times(seed: int) -> Iterator[tuple[AreaId, Contest]]:
    """Yield the whole contest without end, each time with a zero too many in one figure of any release."""
    contest = iowa()[1].contest
    pick = random.Random(seed)
    while True:
        unit, index = pick.choice(contest.units), pick.randrange(len(contest.releases))
        row = contest.releases[index].rows.get(unit)
        tally = pick.choice(sorted(row.tallies)) if row is not None and row.tallies else None
        if row is None or tally is None:
            continue
        stated = row.tallies[tally]
        large = [
            at
            for at, count in enumerate(known(stated.counts))
            if count >= LARGE or (count and isinstance(count, Decimal))
        ]
        if large:
            at = pick.choice(large)
            counts = (*stated.counts[:at], known(stated.counts)[at] * 10, *stated.counts[at + 1 :])
            changed = replace(row, tallies={**row.tallies, tally: replace(stated, counts=counts)})
            yield unit, with_row(contest, index, unit, changed)
