"""One contest as it is proposed: its kind, choices, tallies and figures by place.

Owns how rows become figures: ways to vote and party lines as parts, sums compared and never added, masked figures kept.
Rows that contradict each other stop the import.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct, field

from recanvass.authoring.importing.areas import slug_of
from recanvass.authoring.importing.cells import Absent, Found
from recanvass.authoring.importing.election.choices import ProposedChoice, choices_of
from recanvass.authoring.importing.election.columns import VOTES
from recanvass.authoring.importing.election.offices import ContestRows
from recanvass.authoring.importing.election.places import PlaceBook
from recanvass.authoring.importing.election.plan import ElectionPlan, PlannedTally
from recanvass.authoring.importing.election.rows import ElectionRow, ReadRows
from recanvass.authoring.importing.election.words import same
from recanvass.authoring.importing.matching import is_total
from recanvass.core.ids import AreaId, Number

_MANY = 2
Key = tuple[AreaId, str, str, str]
"""A place, a choice, a tally and a party, of the rows of one contest."""
Cells = dict[str, list[Found]]
"""ContestFigures by tally, one a choice in the order of the contest."""


class ProposedTally(Struct, frozen=True):
    """A tally of a contest: the votes, a way to vote, or a party's line."""

    id: str
    name: str
    unit: str = "votes"
    part_of: str | None = None
    party: str | None = None
    decimals: int = 0
    decides: bool = False
    covers_some: bool = False


class ContestFigures(Struct):
    """The figures of a contest, and what is to be said about how they came about.

    `clashes` are two rows that state one figure differently, `gaps` how many figures are missing beside others.
    `compared` counts figures of sums that agree, `uncompared` those that nothing can be compared with, `unequal` has
    those that do not agree, with what they should be. `missing` are figures that the file says are not reported.
    `used` counts all figures that were read. `sums_of_others` are places with the sum of all others beside them.
    """

    by_place: dict[AreaId, Cells] = field(default_factory=dict)
    totals: dict[AreaId, Cells] = field(default_factory=dict)
    clashes: list[tuple[ElectionRow, ElectionRow]] = field(default_factory=list)
    gaps: dict[tuple[str, str], list[AreaId]] = field(default_factory=dict)
    unequal: list[tuple[ElectionRow, str, Found, Number]] = field(default_factory=list)
    missing: set[tuple[AreaId, str, str]] = field(default_factory=set)
    compared: int = 0
    uncompared: int = 0
    sums_of_others: list[AreaId] = field(default_factory=list)
    added: int = 0
    used: int = 0
    zeros: int = 0


class RuleSet(Struct, frozen=True):
    """What the editor says of missing figures, totals and repeated rows; `kept` are places that look like totals."""

    absent_is_zero: bool = False
    totals: str = "refuse"
    kept: frozenset[str] = frozenset()
    repeats_once: bool = False


class Counted(Struct, frozen=True):
    """A contest with its choices, tallies and figures."""

    of: ContestRows
    choices: tuple[ProposedChoice, ...]
    tallies: tuple[ProposedTally, ...]
    figures: ContestFigures


class _Sorted(Struct):
    """The figures of rows by place, choice, tally and party, with the row that states each."""

    units: dict[Key, tuple[Found, ElectionRow]] = field(default_factory=dict)
    sums: dict[Key, tuple[Found, ElectionRow]] = field(default_factory=dict)


def counted(of: ContestRows, read: ReadRows, book: PlaceBook, plan: ElectionPlan, *, rules: RuleSet) -> Counted:
    """Return a contest with its figures."""
    choices = choices_of(of, plan)
    figures = ContestFigures()
    found = _sorted(of, read, book, choices, figures=figures)
    _check_sums_of_lines(found, figures)
    _check_sums(found, book, choices, figures, rules=rules)
    _check_sums_of_contest(of, read, book, found, figures=figures)
    has_lines = _has_party_lines(found.units, choices)
    tallies = _tallies(found.units, read, plan, has_lines=has_lines)
    _put(found.units, choices, figures, has_lines=has_lines)
    for area, cells in figures.by_place.items():
        for tally, counts in cells.items():
            _fill((area, tally), counts, choices, figures, rules=rules)
    figures.sums_of_others = _sums_of_others(figures, book)
    return Counted(of, choices, tallies, figures)


def _sums_of_others(figures: ContestFigures, book: PlaceBook) -> list[AreaId]:
    """Return places that may be totals: they have the sum of two or more others beside them, for several choices."""
    beside: dict[AreaId | None, list[AreaId]] = defaultdict(list)
    for area in figures.by_place:
        beside[book.above[area]].append(area)
    found = []
    for areas in (areas for areas in beside.values() if len(areas) > _MANY):
        whole: dict[tuple[str, int], list[Found]] = defaultdict(list)
        for area in areas:
            for tally, counts in figures.by_place[area].items():
                for index, count in enumerate(counts):
                    whole[tally, index].append(count)
        sums = {key: _sum(counts) for key, counts in whole.items()}
        for area in areas:
            cells = figures.by_place[area].items()
            pairs = [(count, sums[tally, index]) for tally, counts in cells for index, count in enumerate(counts)]
            known = [(count, sum_) for count, sum_ in pairs if isinstance(count, int)]
            is_sum = all(sum_ == count * 2 for count, sum_ in known)
            found += [area] if is_sum and sum(count > 0 for count, _ in known) >= _MANY else []
    return found


def _tally_of(row: ElectionRow, tally: str) -> str:
    """Return the tally of a column of a row: the votes of a row of one way to vote are those of that way."""
    return row.part if row.part and tally == VOTES else tally


def _sorted(
    of: ContestRows, read: ReadRows, book: PlaceBook, choices: Sequence[ProposedChoice], *, figures: ContestFigures
) -> _Sorted:
    found = _Sorted()
    names = {name: choice.id for choice in choices for name in choice.names}
    with_children = _stated_above(of, book)
    for row in of.rows:
        area = book.stand(row.where).area
        target = found.sums if area in with_children else found.units
        choice, party = names[same(row.choice)], same(row.party)
        for (_, tally), count in zip(read.headers[row.table].counts, row.counts, strict=True):
            own = _tally_of(row, tally)
            if count is Absent.MISSING:
                figures.missing.add((area, choice, own))
            elif count is not None:
                figures.used += 1
                known = target.setdefault((area, choice, own, party), (count, row))
                if known[1] is not row:
                    figures.clashes.append((known[1], row))
    return found


def _stated_above(of: ContestRows, book: PlaceBook) -> set[AreaId]:
    """Return the places of which rows state sums: those with smaller places that the contest has rows of."""
    areas = {stand.area for row in of.rows if not (stand := book.stand(row.where)).is_sum}
    above: set[AreaId] = set()
    for area in areas:
        above.update(book.chain(area)[1:])
    return above


def _check_sums(
    found: _Sorted, book: PlaceBook, choices: Sequence[ProposedChoice], figures: ContestFigures, *, rules: RuleSet
) -> None:
    """Compare rows of sums with what they are sums of; keep those that differ if they are to be published."""
    if not found.sums:
        return
    below: dict[tuple[AreaId, str, str], list[Found]] = defaultdict(list)
    for (area, choice, tally, _), (count, _) in found.units.items():
        for above in book.chain(area)[1:]:
            below[above, choice, tally].append(count)
    stated: dict[tuple[AreaId, str, str], tuple[list[Found], ElectionRow]] = {}
    for (area, choice, tally, _), (count, row) in found.sums.items():
        stated.setdefault((area, choice, tally), ([], row))[0].append(count)
    position = {choice.id: index for index, choice in enumerate(choices)}
    for (area, choice, tally), (counts, row) in stated.items():
        whole, printed = _sum(below.get((area, choice, tally), [])), _sum(counts)
        if rules.totals == "publish":
            listed = figures.totals.setdefault(area, {}).setdefault(tally, [None] * len(choices))
            listed[position[choice]] = Absent.WITHHELD if printed is None else printed
        if whole is None or printed is None:
            figures.uncompared += len(counts)
        elif whole == printed:
            figures.compared += len(counts)
        else:
            figures.unequal.append((row, row.choice, printed, whole))


def _check_sums_of_lines(found: _Sorted, figures: ContestFigures) -> None:
    """Compare a candidate's row without a party with the rows of party lines beside it: it is their sum, or a fault."""
    for cells in (found.units, found.sums):
        lines: dict[tuple[AreaId, str, str], list[Key]] = defaultdict(list)
        for key in cells:
            lines[key[:3]].append(key)
        for (area, choice, tally), keys in lines.items():
            wholes = [key for key in keys if not key[3] or is_total(key[3])]
            parts = [key for key in keys if key not in wholes]
            if not wholes or not parts:
                continue
            whole = _sum(cells[key][0] for key in parts)
            for key in wholes:
                count, row = cells.pop(key)
                if count == whole:
                    figures.compared += 1
                else:
                    figures.clashes.append((cells[area, choice, tally, parts[0][3]][1], row))


def _sum(counts: Iterable[Found]) -> Number | None:
    """Return a sum, None if any figure is masked."""
    whole: Number = 0
    for count in counts:
        if count is None or isinstance(count, Absent):
            return None
        whole += count
    return whole


def _check_sums_of_contest(
    of: ContestRows, read: ReadRows, book: PlaceBook, found: _Sorted, *, figures: ContestFigures
) -> None:
    """Compare rows such as "Total votes" with the sum of all choices of a place; over- and undervotes may be in it."""
    if not of.sums:
        return
    whole: dict[tuple[AreaId, str], list[Found]] = defaultdict(list)
    for (area, _, tally, _), (count, _) in (*found.units.items(), *found.sums.items()):
        whole[area, tally].append(count)
    beside: dict[tuple[AreaId, str], list[Found]] = defaultdict(list)
    for row in of.turnout:
        for (_, tally), count in zip(read.headers[row.table].counts, row.counts, strict=True):
            beside[book.stand(row.where).area, _tally_of(row, tally)].append(count)
    for row in of.sums:
        area = book.stand(row.where).area
        for (_, tally), count in zip(read.headers[row.table].counts, row.counts, strict=True):
            if count is None or count is Absent.MISSING:
                continue
            figures.used += 1
            key = (area, _tally_of(row, tally))
            listed = whole.get(key)
            expected = _sum(listed) if listed else None
            if isinstance(count, Absent) or expected is None:
                figures.uncompared += 1
            elif count in (expected, expected + (_sum(beside.get(key, [])) or 0)):
                figures.compared += 1
            else:
                figures.unequal.append((row, "", count, expected))


def _has_party_lines(units: Mapping[Key, object], choices: Sequence[ProposedChoice]) -> bool:
    """Tell whether a candidate has rows of several parties at one place, so that they are lines to be added."""
    several = {choice.id for choice in choices if len(choice.parties) >= _MANY}
    parties: dict[tuple[AreaId, str, str], set[str]] = defaultdict(set)
    for area, choice, tally, party in units:
        if choice in several:
            parties[area, choice, tally].add(party)
    return any(len(found) >= _MANY for found in parties.values())


def _tallies(
    units: Mapping[Key, tuple[Found, ElectionRow]], read: ReadRows, plan: ElectionPlan, *, has_lines: bool
) -> tuple[ProposedTally, ...]:
    stated = dict.fromkeys(tally for _, _, tally, _ in units)
    if plan.tallies:
        return tuple(_planned(tally) for tally in plan.tallies)
    parts = [name for name in read.parts if name in stated]
    covers_some = _covers_some(units, parts) or (has_lines and bool(parts))
    votes = ProposedTally(VOTES, "Votes", covers_some=covers_some)
    found = [ProposedTally(name, read.parts[name], part_of=VOTES) for name in parts]
    if has_lines:
        seen = {party: row.party for (_, _, _, party), (_, row) in units.items() if party}
        found += [ProposedTally(_line(name), f"{name} line", part_of=VOTES, party=name) for name in seen.values()]
    return (votes, *found)


def _line(party: str) -> str:
    return f"line-{slug_of(party)}"


def _planned(tally: PlannedTally) -> ProposedTally:
    return ProposedTally(tally.id, tally.name, tally.unit, tally.part_of, None, tally.decimals, tally.decides)


def _covers_some(units: Mapping[Key, tuple[Found, ElectionRow]], parts: Sequence[str]) -> bool:
    """Tell whether the ways to vote leave votes out: they are fewer than the votes in most of the places."""
    if len(parts) < _MANY:
        return False
    fewer = equal = 0
    whole: dict[tuple[AreaId, str, str], list[Found]] = defaultdict(list)
    for (area, choice, tally, party), (count, _) in units.items():
        if tally in parts:
            whole[area, choice, party].append(count)
    for (area, choice, tally, party), (count, _) in units.items():
        listed = whole.get((area, choice, party)) if tally == VOTES else None
        added = _sum(listed) if listed else None
        if added is not None and isinstance(count, int):
            fewer += added < count
            equal += added == count
    return fewer > equal


def _put(
    units: Mapping[Key, tuple[Found, ElectionRow]],
    choices: Sequence[ProposedChoice],
    figures: ContestFigures,
    *,
    has_lines: bool,
) -> None:
    """Put figures by place, tally and choice; what differs only in the party is added."""
    position = {choice.id: index for index, choice in enumerate(choices)}
    lines: dict[tuple[AreaId, str, str], dict[str, Found]] = defaultdict(dict)
    for (area, choice, tally, party), (count, row) in units.items():
        cells = figures.by_place.setdefault(area, {})
        counts = cells.setdefault(tally, [None] * len(choices))
        before = counts[position[choice]]
        figures.added += before is not None
        counts[position[choice]] = count if before is None else _added((before, count))
        if has_lines and party:
            lines[area, choice, _line(row.party)][tally] = count
    if lines:
        _add_up_modes(figures, {tally for _, _, tally, _ in units} - {VOTES})
    for (area, choice, line), stated in lines.items():
        # Where only ways to vote are stated, a party's line is their sum.
        counts = figures.by_place[area].setdefault(line, [None] * len(choices))
        counts[position[choice]] = stated[VOTES] if VOTES in stated else _added(stated.values())


def _add_up_modes(figures: ContestFigures, modes: Collection[str]) -> None:
    """State the votes where a place has all ways to vote and no total: beside party lines, it follows from no parts."""
    for cells in figures.by_place.values():
        if VOTES not in cells and modes and set(modes) <= cells.keys():
            columns = zip(*(cells[mode] for mode in modes), strict=True)
            cells[VOTES] = [None if None in column else _added(column) for column in columns]


def _added(counts: Iterable[Found]) -> Found:
    whole = _sum(counts)
    return Absent.WITHHELD if whole is None else whole


def _fill(
    where: tuple[AreaId, str],
    counts: list[Found],
    choices: Sequence[ProposedChoice],
    figures: ContestFigures,
    *,
    rules: RuleSet,
) -> None:
    """Note which choices have no figure beside others that have, or write zero for them if that is asked for.

    A figure that the file says is missing is never zero.
    """
    area, tally = where
    for index, count in enumerate(counts):
        if count is not None:
            continue
        if tally.startswith("line-"):
            counts[index] = 0
        elif rules.absent_is_zero and (area, choices[index].id, tally) not in figures.missing:
            counts[index] = 0
            figures.zeros += 1
        else:
            figures.gaps.setdefault((tally, choices[index].name), []).append(area)


def total_of(one: Counted) -> Number | None:
    """Return the sum of all figures of the votes, from its parts where that is all there is; None if any is masked."""
    found: list[Found] = []
    deciding = next((tally.id for tally in one.tallies if tally.decides), one.tallies[0].id)
    parts = [tally.id for tally in one.tallies if tally.part_of == deciding and tally.party is None]
    for cells in one.figures.by_place.values():
        for tally in [deciding] if deciding in cells else parts:
            found += [count for count in cells.get(tally, ()) if count is not None]
    return _sum(found)
