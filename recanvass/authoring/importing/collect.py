"""The figures of a foreign table, by unit, tally and choice.

Owns how records become figures and what is wrong with those that do not. Must not compare them with the site's own.
"""

from array import array
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from recanvass.authoring.importing.areas import Areas
from recanvass.authoring.importing.header import Ballot, Columns
from recanvass.authoring.importing.matching import is_total, normal, summed
from recanvass.authoring.importing.reading import InputTable, TableRecord
from recanvass.content.schema.scalars import figure
from recanvass.content.syntax import Scalar
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, KindId, Number, TallyId

if TYPE_CHECKING:
    from recanvass.core.model import Contest

MAX_FAULTS = 1_000
"""After so many faults nobody reads on."""
_MAX_KNOWN = 100_000
_GROUP = 3


class TotalsOption(Enum):
    """What is done with rows of sums."""

    REFUSE = "refuse"
    PUBLISH = "publish"
    SKIP = "skip"


class _Nothing(Enum):
    """What a cell means that holds no figure."""

    MISSING = "missing"
    FAULTY = "faulty"


Found = Number | _Nothing | None


class CollectionRules(Struct, frozen=True):
    """What the editor allows: how rows of sums are taken, whether a choice without a row has none, new places."""

    totals: TotalsOption = TotalsOption.REFUSE
    absent_is_zero: bool = False
    new_kind: KindId | None = None
    office: str | None = None
    district: str | None = None


class Cells(Struct):
    """What a table states of one area: a figure a choice and tally, and the line of each choice."""

    counts: dict[TallyId, list[Found]]
    lines: "array[int]"
    first: int = 0


class Unknown(Struct):
    """A name that fits nothing, or several: where it stands first, how often, and the cell."""

    record: TableRecord
    cell: int
    rows: int = 0


class Collected(Struct):
    """All that was read: figures of units, published totals of areas, and how many rows there were.

    `left_out` counts rows that were passed over as asked: sums, and what is ignored.
    """

    units: dict[AreaId, Cells] = field(default_factory=dict)
    totals: dict[AreaId, Cells] = field(default_factory=dict)
    rows: int = 0
    of_others: int = 0
    left_out: int = 0
    offices: dict[tuple[str, str], int] = field(default_factory=dict)


class KnownNames(NamedTuple):
    """What names are matched with."""

    ballot: Ballot
    areas: Areas


class Collector:
    """Takes records one by one; names that fit nothing, or several, are kept for `unmatched`."""

    def __init__(self, table: InputTable, columns: Columns, known: KnownNames, rules: CollectionRules) -> None:
        """Start with a header that was understood."""
        self.table, self.columns, self.rules = table, columns, rules
        self.ballot, self.areas = known
        self.contest: Contest = self.ballot.contest
        self.found = Collected()
        self.report = Report()
        self.figures: dict[TallyId, dict[str, Found]] = {tally.id: {} for tally in self.contest.tallies}
        self.known_places: dict[tuple[str, str], AreaId | None] = {}
        self.known_choices: dict[str, int] = {}
        self.refused: set[tuple[str, str]] = set()
        self.unknown_places: dict[tuple[str, str], Unknown] = {}
        self.unknown_choices: dict[str, Unknown] = {}
        ignored = table.reading.ignored
        self.ignored = ignored | {normal(text) for text in ignored}

    @property
    def is_full(self) -> bool:
        """Whether there are more faults than anybody reads."""
        return len(self.report.items) + len(self.unknown_places) + len(self.unknown_choices) >= MAX_FAULTS

    def take(self, record: TableRecord) -> None:
        """Read one record; emits E122, E806, E807 and what figures emit."""
        if len(record.cells) != len(self.columns.labels):
            count, wanted = len(record.cells), len(self.columns.labels)
            message = f"this row has {count} cell{'s' * (count != 1)}, the header has {wanted}"
            hint = "write one cell for each column; put a cell that holds the separator in quotes"
            self.table.fault("E122", record, None, message, hint=hint, report=self.report)
            return
        if not self._is_ours(record):
            self.found.of_others += 1
            return
        self.found.rows += 1
        area = self._area(record)
        if area is None:
            return
        into = self.found.units if area in self.areas.above else self.found.totals
        self._take_figures(area, into, record)

    def _is_ours(self, record: TableRecord) -> bool:
        office, district = self.columns.roles.get("office"), self.columns.roles.get("district")
        if office is None:
            return True
        key = (record.cells[office], record.cells[district] if district is not None else "")
        wanted = self.rules.office is None or normal(key[0]) == normal(self.rules.office)
        is_ours = wanted and (self.rules.district is None or normal(key[1]) == normal(self.rules.district))
        if key in self.found.offices or len(self.found.offices) < _MAX_KNOWN:
            self.found.offices[key] = is_ours
        return is_ours

    def _area(self, record: TableRecord) -> AreaId | None:
        """Return the unit or summed area that a record is about; None where it is left out or not known."""
        roles = self.columns.roles
        place = record.cells[roles["place"]]
        county = record.cells[roles["county"]] if "county" in roles else ""
        key = (county, place)
        if key in self.known_places:
            area = self.known_places[key]
        else:
            area = self.known_places[key] = self._find(county, place)
        if area is None and (place in self.ignored or normal(place) in self.ignored):
            self.found.left_out += 1
            return None
        if area is not None and area in self.areas.above:
            return area
        if area is not None or is_total(place) or not place:
            return self._sums(record, area, county, place)
        if county and len(self.areas.county(county)) != 1:
            key = (county, "")
        self.unknown_places.setdefault(key, Unknown(record, roles["place"])).rows += 1
        for column, _, tally in self._figure_cells(record):
            self._figure(record, column, tally)
        return None

    def _find(self, county: str, place: str) -> AreaId | None:
        """Return the one unit or area that a place cell stands for, creating it where that is allowed."""
        within = self.areas.county(county) if county else ()
        is_ignored = place in self.ignored or normal(place) in self.ignored
        if is_ignored or (county and len(within) != 1):
            return None
        around = within[0] if within else None
        if place in self.areas.areas.ids and place not in self.areas.above:
            return self.areas.areas.ids[place][0]
        units = self.areas.unit(place, around) if place else ()
        if units:
            return units[0] if len(units) == 1 else None
        if is_total(place) or not place:
            return self._summed(around, place)
        areas = self.areas.areas.find(place)
        if len(areas) == 1 and around in {None, areas[0], self.contest.root}:
            return areas[0]
        return self._created(around, place)

    def _created(self, around: AreaId | None, place: str) -> AreaId | None:
        parent = around or (self.contest.root if "county" not in self.columns.roles else None)
        if self.rules.new_kind is None or parent is None:
            return None
        return self.areas.create(place, self.rules.new_kind, parent)

    def _summed(self, around: AreaId | None, place: str) -> AreaId | None:
        of = summed(place)
        named = self.areas.areas.find(of) if of else ()
        if of and len(named) != 1:
            return None
        return named[0] if named else around or self.contest.root

    def _sums(self, record: TableRecord, area: AreaId | None, county: str, place: str) -> AreaId | None:
        """Take a row of sums as asked."""
        if self.rules.totals is TotalsOption.SKIP:
            self.found.left_out += 1
            return None
        cell = self.columns.roles["place"]
        shown = place or f"{county} (no place)"
        if area is not None and self.rules.totals is TotalsOption.PUBLISH:
            return area
        if area is None:
            message = f"'{shown}' is a row of sums, and it is not clear of what"
            hint = f"leave it out with --ignore '{place}', or all such rows with --totals skip"
        else:
            message = f"'{shown}' is a row of sums (of '{area}'), not a place that states figures"
            hint = "add --totals publish to keep it as a published total, or --totals skip to leave it out"
        if (county, place) not in self.refused:
            self.refused.add((county, place))
            self.table.fault("E806", record, cell, message, hint=hint, report=self.report)
        return None

    def _take_figures(self, area: AreaId, into: dict[AreaId, Cells], record: TableRecord) -> None:
        cells = into.get(area)
        if cells is None:
            size = len(self.contest.choices)
            cells = into[area] = Cells({}, array("Q", bytes(8 * size)), record.line)
        for column, choice, tally in self._figure_cells(record):
            count = self._figure(record, column, tally)
            self._put(cells, record, column, choice=choice, tally=tally, count=count)
        for column, tally in self.columns.totals:
            self._check_sum(record, column, tally)

    def _figure_cells(self, record: TableRecord) -> Iterator[tuple[int, int, Tally]]:
        """Yield the columns of a record that hold figures, each with its choice and tally."""
        if not self.columns.is_long:
            yield from self.columns.figures
            return
        choice = self._choice(record)
        if choice is None:
            return
        for column, _, tally in self.columns.figures:
            yield column, choice, tally
        told = self.columns.roles.get("tally")
        if told is not None and not self.columns.figures:
            named = self.ballot.tallies.find(record.cells[told])
            if len(named) == 1:
                yield self.columns.roles["count"], choice, self.ballot.tally(named[0])
            else:
                ids = ", ".join(tally.id for tally in self.contest.tallies)
                message = f"there is no tally '{record.cells[told]}'"
                self.table.fault("E303", record, told, message, hint=f"known: {ids}", report=self.report)

    def _choice(self, record: TableRecord) -> int | None:
        column = self.columns.roles["choice"]
        name = record.cells[column]
        if name in self.known_choices:
            return self.known_choices[name]
        if name in self.ignored or normal(name) in self.ignored:
            self.found.left_out += 1
            return None
        named = self.ballot.choices.find(name)
        if len(named) == 1:
            self.known_choices[name] = self.ballot.position(named[0])
            return self.known_choices[name]
        self.unknown_choices.setdefault(name, Unknown(record, column)).rows += 1
        return None

    def _figure(self, record: TableRecord, column: int, tally: Tally) -> Found:
        """Return the figure in a cell; emits E210 to E220 and E812."""
        text = record.cells[column]
        known = self.figures[tally.id]
        if text in known:
            return known[text]
        reading = self.table.reading
        found: Found = None
        if text in reading.zero:
            found = figure(Scalar("0", "", 0, 0, 1), tally.decimals, Report())
        elif text in reading.missing:
            found = _Nothing.MISSING
        elif text:
            plain = text.replace(reading.thousands, "") if _is_grouped(text, reading.thousands) else text
            found = self._typed(record, column, plain, tally)
        else:
            return _Nothing.MISSING
        if found is not _Nothing.FAULTY:
            if len(known) >= _MAX_KNOWN:
                known.clear()
            known[text] = found
        return found

    def _typed(self, record: TableRecord, column: int, plain: str, tally: Tally) -> Found:
        report = Report()
        number = figure(Scalar(plain, "", 0, 0, 1), tally.decimals, report)
        if number is not None:
            return number
        (fault,) = report.items
        text = record.cells[column]
        code, message, hint = fault.code, fault.message, fault.hint
        if _is_grouped(text, ","):
            hint += ", or add --thousands , to read such figures"
        elif not any(char.isdigit() for char in text):
            code, message = "E812", f"'{text}' is no figure"
            hint = f"add --missing '{text}' if it says that nothing was reported, --zero '{text}' if it stands for 0"
        self.table.fault(code, record, column, message, hint=hint, report=self.report)
        return _Nothing.FAULTY

    def _put(self, cells: Cells, record: TableRecord, column: int, *, choice: int, tally: Tally, count: Found) -> None:
        counts = cells.counts.get(tally.id)
        if counts is None:
            counts = cells.counts[tally.id] = [None] * len(self.contest.choices)
        before = counts[choice]
        if before is None:
            counts[choice] = count
            cells.lines[choice] = record.line
            return
        if _Nothing.FAULTY in (before, count):
            return
        name = self.contest.choices[choice].id
        same = "with the same figure" if before == count else "with another figure"
        message = f"'{name}' stands a second time for this place, {same}"
        hint = "keep the row that is right"
        self.table.fault("E807", record, column, message, hint=hint, first=cells.lines[choice], report=self.report)

    def _check_sum(self, record: TableRecord, column: int, tally: Tally) -> None:
        """Hold the sum that a row states against its figures (W801)."""
        report, self.report = self.report, Report()
        stated = self._figure(record, column, tally)
        parts = [self._figure(record, index, tally) for index, _, counted in self.columns.figures if counted is tally]
        self.report = report
        numbers = [part for part in parts if not isinstance(part, _Nothing) and part is not None]
        if isinstance(stated, _Nothing) or stated is None or len(numbers) < len(parts) or sum(numbers) == stated:
            return
        message = f"the figures of this row add up to {sum(numbers)}, its column of sums says {stated}"
        hint = "check that no cell is shifted, and that no choice is left out"
        self.table.fault("W801", record, column, message, hint=hint, report=self.report)


def _is_grouped(text: str, separator: str) -> bool:
    """Tell whether a figure is written with a separator between thousands, in groups of three digits."""
    first, *groups = text.partition(".")[0].split(separator) if separator else (text,)
    return (
        bool(groups)
        and first.isdigit()
        and len(first) <= _GROUP
        and all(len(g) == _GROUP and g.isdigit() for g in groups)
    )


def whole(counts: Mapping[TallyId, list[Found]]) -> dict[TallyId, list[Number | None]]:
    """Return what is stated, with None for a choice of which nothing is; tallies of which nothing is are left out."""
    found = {}
    for tally, cells in counts.items():
        plain = [None if isinstance(count, _Nothing) else count for count in cells]
        if any(count is not None for count in plain):
            found[tally] = plain
    return found
