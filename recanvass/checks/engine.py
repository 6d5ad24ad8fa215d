"""Findings: the rules of a contest applied to every release, each with the release that brought it and that ended it.

Owns the folding of clashes into findings and where their figures stand. Must not know any rule by name.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from recanvass.cache.store import Memory
from recanvass.checks.registry import AnyPack, AnyRule, packs_of
from recanvass.checks.rule import About, Clash, ContestSheet, Level, UnitSheet, abouts
from recanvass.checks.sheets import UnitFacts, facts
from recanvass.checks.sheets import sheets as sheets_of
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import AreaId, ReleaseId, TallyId
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Release, Row, Site, Source
from recanvass.results.histories import Results

_WEIGHT = {Level.NOTICE: 0, Level.DOUBTFUL: 1, Level.FAULT: 2}
BLOCK = 32
"""How many units are judged at once, where something of one of them has changed."""
BlockName = tuple[AreaId | None, int]
Key = tuple[tuple[TallyId, ...], int | None]


class Acknowledgement(Struct, frozen=True):
    """A finding that someone has looked into: which one, what was found out, who says so, when.

    `release` narrows it to findings that stand at that release.
    """

    code: str
    area: AreaId
    reason: str
    by: str
    day: date
    span: Span
    release: ReleaseId | None = None
    source: Source | None = None


class Finding(Struct, frozen=True):
    """Figures that clash, from the release `since` (its index, oldest first) until the release `cured`.

    `cured` is None where they still stand. `release` is the newest at which they were judged: `clash` says how they
    stood then. `level` is the heaviest since. `acknowledged` is what was found out about them.
    """

    code: str
    clash: Clash
    since: int
    release: int
    level: Level
    cured: int | None = None
    acknowledged: Acknowledgement | None = None

    @property
    def area(self) -> AreaId:
        """The place that the figures are of."""
        return self.clash.area

    def stands_at(self, release: int) -> bool:
        """Tell whether it stands at a release."""
        return self.since <= release and (self.cured is None or release < self.cured)


Findings = tuple[Finding, ...]


class _FindingLog:
    """Findings that stand and those that ended, while releases are read one after the other."""

    __slots__ = ("closed", "standing")

    def __init__(self) -> None:
        self.standing: dict[tuple[str, AreaId], dict[Key, Finding]] = {}
        self.closed: list[Finding] = []

    def judge(self, rule: AnyRule, area: AreaId, clashes: Iterable[Clash], release: int) -> None:
        """Take what a rule says of an area at a release in place of what it said before."""
        place = (rule.code, area)
        before = self.standing.pop(place, None)
        if before is None and not clashes:
            return
        before = before or {}
        now: dict[Key, Finding] = {}
        for clash in clashes:
            key = (clash.tallies, clash.choice)
            known = before.get(key)
            level = clash.level or rule.level
            if known is not None and _WEIGHT[known.level] > _WEIGHT[level]:
                level = known.level
            now[key] = Finding(rule.code, clash, known.since if known is not None else release, release, level)
        self.closed += [replace(one, cured=release) for key, one in before.items() if key not in now]
        if now:
            self.standing[place] = now

    def areas(self, code: str) -> list[AreaId]:
        """Return the areas of which findings of a rule stand."""
        return [area for rule, area in self.standing if rule == code]

    def findings(self) -> Iterator[Finding]:
        """Yield all findings, in no order."""
        yield from self.closed
        for found in self.standing.values():
            yield from found.values()


def run(
    site: Site, results: Results, answers: Sequence[Acknowledgement] = (), memory: Memory | None = None
) -> tuple[Finding, ...]:
    """Return every finding of a contest by code, then in the order of areas, then by the release that brought it.

    `answers` are what was found out about them. Units that are as `memory` has them are not judged again.
    """
    contest, known = results.contest, memory if memory is not None else Memory()
    blocks = _blocks(site, results)
    wholes = _wholes(site, results, blocks, known)
    held = _ContestUnits(wholes, _touched(contest, wholes), blocks)
    found: list[Finding] = []
    for pack in packs_of(contest):
        found += _of_contest(pack, wholes, known)
        found += _of_units(pack, held, known)
    order = {area: position for position, area in enumerate((*results.areas, *contest.units))}
    answered = (_acknowledged(contest, finding, answers) for finding in found)
    return tuple(sorted(answered, key=lambda one: (one.code, order.get(one.area, -1), one.since, one.clash.text)))


class _Block(Struct, frozen=True):
    """Some units of one parent, and what their sheets are made of."""

    units: Sequence[AreaId]
    of: UnitFacts


class _ContestUnits(Struct, frozen=True):
    """The contest and the units to judge at each release, and the units in blocks."""

    wholes: tuple[ContestSheet, ...]
    touched: tuple[Mapping[AreaId, None], ...]
    blocks: Mapping[BlockName, _Block]


def _wholes(
    site: Site, results: Results, blocks: Mapping[BlockName, _Block], memory: Memory
) -> tuple[ContestSheet, ...]:
    """Return the contest at each release."""
    contest = results.contest
    sheets: dict[AreaId, Mapping[int, UnitSheet]] = {}
    for name, block in blocks.items():
        make = partial(sheets_of, block.of)
        sheets.update(memory.recall(("sheets", contest.id, name), block.of, make, Report()))
    fresh = abouts(contest)
    same = memory.recall(("about", contest.id), fresh, lambda _: fresh, Report())
    wholes = []
    at: Mapping[AreaId, UnitSheet] = {}
    for about in same:
        at = {**at, **{unit: found[about.index] for unit, found in sheets.items() if about.index in found}}
        wholes.append(ContestSheet(site, results, about, at))
    return tuple(wholes)


def _blocks(site: Site, results: Results) -> Mapping[BlockName, _Block]:
    """Return the units in blocks of one parent: what is judged together, and together not judged again."""
    below: dict[AreaId | None, list[AreaId]] = defaultdict(list)
    for unit in results.contest.units:
        below[site.places[unit].parent].append(unit)
    found = {
        (parent, start): units[start : start + BLOCK]
        for parent, units in below.items()
        for start in range(0, len(units), BLOCK)
    }
    return {name: _Block(units, facts(site, results, units)) for name, units in found.items()}


def _touched(contest: Contest, wholes: Iterable[ContestSheet]) -> tuple[Mapping[AreaId, None], ...]:
    """Return the units to judge at each release: those of which it states anything, and more.

    While tallies are left out, those that a release touched are judged again with the next.
    """
    found: list[Mapping[AreaId, None]] = []
    pending: Mapping[AreaId, None] = {}
    for whole in wholes:
        sheets, index = whole.sheets, whole.index
        stated = (unit for unit in contest.units if unit in sheets and sheets[unit].release == index)
        found.append(dict.fromkeys((*stated, *pending)))
        pending = {} if len(whole.about.published) == len(whole.about.unit_tallies) else found[-1]
    return tuple(found)


def _of_units(pack: AnyPack, held: _ContestUnits, memory: Memory) -> Iterator[Finding]:
    if not pack.units:
        return
    contest = held.wholes[0].contest
    known = tuple(whole.about for whole in held.wholes)
    judged = [
        {unit: whole.sheets[unit] for unit in (*some, *pack.wider(whole, some))}
        for whole, some in zip(held.wholes, held.touched, strict=True)
    ]
    around = pack.around(held.wholes)
    for name, block in held.blocks.items():
        shared = tuple(beside.get(name[0]) for beside in around)
        units = tuple(tuple(unit for unit in block.units if unit in sheets) for sheets in judged)
        shown = [
            ([sheets[unit] for unit in some], beside)
            for sheets, some, beside in zip(judged, units, shared, strict=True)
        ]
        make, of = partial(_of_block, pack, known, shown), (known, block.of, units, shared)
        yield from memory.recall(("findings", contest.id, pack.name, name), of, make, Report())


def _of_block(
    pack: AnyPack, known: Iterable[About], shown: Iterable[tuple[Iterable[UnitSheet], Any]], _: Report
) -> tuple[Finding, ...]:
    """Judge units at each release, by their sheets there and by what is shared around them."""
    book = _FindingLog()
    for about, (sheets, around) in zip(known, shown, strict=True):
        view = pack.view(about)
        for sheet in sheets:
            seen = view(sheet, around)
            for rule in pack.units:
                book.judge(rule, sheet.unit, list(rule.find(seen)) if seen is not None else (), about.index)
    return tuple(book.findings())


def _of_contest(pack: AnyPack, wholes: Sequence[ContestSheet], memory: Memory) -> Iterator[Finding]:
    """Judge the contest at each release, by all that was stated up to it."""
    book = _FindingLog()
    beside = tuple((pack.beside(whole.site, whole.contest), whole.results.turnout) for whole in wholes[:1])
    stated: tuple[object, ...] = (*(whole.about for whole in wholes), *beside)
    for whole in wholes if pack.contest else ():
        stated = (*stated, whole.release.totals, whole.release.percents, whole.sheets)
        of = (whole.site.places, whole.results.areas, stated)
        name = ("of contest", whole.contest.id, pack.name, whole.index)
        for rule, clashes in memory.recall(name, of, partial(_clashes, pack, whole), Report()):
            for area in dict.fromkeys((*book.areas(rule.code), *clashes)):
                book.judge(rule, area, clashes.get(area, ()), whole.index)
    yield from book.findings()


def _clashes(pack: AnyPack, whole: ContestSheet, _: Report) -> list[tuple[AnyRule, Mapping[AreaId, list[Clash]]]]:
    found: list[tuple[AnyRule, Mapping[AreaId, list[Clash]]]] = []
    for rule in pack.contest:
        clashes: dict[AreaId, list[Clash]] = defaultdict(list)
        for clash in rule.find(whole):
            clashes[clash.area].append(clash)
        found.append((rule, clashes))
    return found


def _acknowledged(contest: Contest, finding: Finding, answers: Iterable[Acknowledgement]) -> Finding:
    for one in answers:
        if _answers(one, finding, contest.releases):
            return replace(finding, acknowledged=one)
    return finding


def _answers(one: Acknowledgement, finding: Finding, releases: tuple[Release, ...]) -> bool:
    if (one.code, one.area) != (finding.code, finding.area):
        return False
    return one.release is None or any(
        release.id == one.release and finding.stands_at(index) for index, release in enumerate(releases)
    )


def check(contest: Contest, findings: Sequence[Finding], answers: Iterable[Acknowledgement], report: Report) -> None:
    """Report acknowledgements that answer no finding; emits W901."""
    for one in answers:
        if not any(_answers(one, finding, contest.releases) for finding in findings):
            at = worded(" at release '%(release)s'", release=one.release) if one.release is not None else ""
            message = worded("no finding %(code)s for '%(area)s'%(at)s", code=one.code, area=one.area, at=at)
            hint = worded("delete the entry, or correct its code, place or release; check lists the findings")
            report.add("W901", one.span, message, hint=hint)


def spans(contest: Contest, finding: Finding) -> tuple[Span, ...]:
    """Return where the figures of a finding are stated, the main one first."""
    if finding.clash.at is not None:
        return (finding.clash.at,)
    rows = [
        release.rows[finding.area]
        for release in reversed(contest.releases[: finding.release + 1])
        if finding.area in release.rows
    ]
    stated = (_stated(rows, tally) for tally in finding.clash.tallies)
    found = tuple(dict.fromkeys(span for span in stated if span is not None))
    return found or tuple(row.span for row in rows[:1])


def _stated(rows: Iterable[Row], tally: TallyId) -> Span | None:
    return next((row.tallies[tally].span for row in rows if tally in row.tallies), None)


def by_area(results: Results, findings: Iterable[Finding]) -> Mapping[AreaId, tuple[Finding, ...]]:
    """Return findings by the area they are of, areas in the order of results, places before units."""
    found: dict[AreaId, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.area].append(finding)
    return {area: tuple(found[area]) for area in (*results.areas, *results.contest.units) if area in found}
