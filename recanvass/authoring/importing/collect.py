"""The figures of a foreign table, by unit, tally and choice.

Owns how records become figures and what is wrong with those that do not. Must not compare them with the site's own.
"""

from array import array
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from recanvass.authoring.importing.areas import Areas
from recanvass.authoring.importing.ballots import Ballot
from recanvass.authoring.importing.cells import Absent, FigureReader, Found, as_number
from recanvass.authoring.importing.column_checks import Columns
from recanvass.authoring.importing.column_names import WORDS, is_county_column
from recanvass.authoring.importing.matching import is_total, normal, summed
from recanvass.authoring.importing.offices import RowFilter, WantedRows
from recanvass.authoring.importing.repeats import Again, Repeats
from recanvass.authoring.importing.row_sums import RowSums, fault_of_totals
from recanvass.authoring.importing.tables import InputTable, TableRecord
from recanvass.authoring.importing.turnout import TurnoutCells
from recanvass.authoring.importing.words import is_rate, is_sum, turnout_key
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report, wrong_width
from recanvass.core.ids import AreaId, KindId, Number, TallyId
from recanvass.core.messages import worded

if TYPE_CHECKING:
    from recanvass.core.model import Contest

MAX_FAULTS = 1_000
"""After so many faults nobody reads on."""


class TotalsOption(Enum):
    """What is done with rows of sums; CHANGED publishes those that a sheet of ours has with other figures."""

    REFUSE = "refuse"
    PUBLISH = "publish"
    SKIP = "skip"
    CHANGED = "changed"


class CollectionRules(Struct, frozen=True):
    """What the editor allows: how rows of sums are taken, whether a choice without a row has none, new places."""

    totals: TotalsOption = TotalsOption.REFUSE
    absent_is_zero: bool = False
    new_kind: KindId | None = None
    wanted: WantedRows = WantedRows()
    sum_over: tuple[str, ...] = ()
    place: AreaId | None = None
    ignores_zeros: bool = False


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

    `left_out` counts rows that were passed over as asked, by what they are called: sums, and what is ignored. `unread`
    counts the figures in each column that nothing reads.
    """

    units: dict[AreaId, Cells] = field(default_factory=dict)
    totals: dict[AreaId, Cells] = field(default_factory=dict)
    rows: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    unread: dict[int, int] = field(default_factory=dict)
    added: int = 0
    compared: int = 0


class KnownNames(NamedTuple):
    """What names are matched with, and which rows are taken."""

    ballot: Ballot
    areas: Areas
    rows: RowFilter
    summed: tuple[int, ...] = ()


class Collector:
    """Takes records one by one; names that fit nothing, or several, are kept for `unmatched`."""

    def __init__(self, table: InputTable, columns: Columns, known: KnownNames, rules: CollectionRules) -> None:
        """Start with a header that was understood."""
        self.table, self.columns, self.rules = table, columns, rules
        self.ballot, self.areas, self.filter, summed_columns = known
        self.contest: Contest = self.ballot.contest
        self.found = Collected()
        self.report = Report()
        self.reader = FigureReader(table)
        self.turnout = TurnoutCells(table, self.reader)
        self.unread = columns.unread
        self.repeats = Repeats(table, columns.labels, summed_columns)
        self.sums = RowSums(
            table, columns.labels, {tally.id: columns.labels[index] for index, _, tally in columns.figures}
        )
        self.known_places: dict[tuple[str, str], AreaId | None] = {}
        self.known_choices: dict[str, int] = {}
        self.refused: set[tuple[str, str]] = set()
        self.unknown_places: dict[tuple[str, str], Unknown] = {}
        self.unknown_choices: dict[str, Unknown] = {}
        choices = [index for index, text in enumerate(columns.labels) if normal(text) in WORDS["choice"]]
        self.named_too = [index for index in choices if index != columns.roles.get("choice")]
        self.are_counties = "place" in columns.roles and is_county_column(columns.labels[columns.roles["place"]])
        ignored = table.reading.ignored
        self.ignored = ignored | {normal(text) for text in ignored}

    @property
    def is_full(self) -> bool:
        """Whether there are more faults than anybody reads."""
        return len(self.report.items) + len(self.unknown_places) + len(self.unknown_choices) >= MAX_FAULTS

    def take(self, record: TableRecord) -> None:
        """Read one record; emits E122, E806, E807 and what figures emit."""
        wanted = len(self.columns.labels)
        if len(record.cells) < wanted or any(record.cells[wanted:]):
            count = len(record.cells)
            message = wrong_width(count, wanted)
            hint = worded("write one cell per column; quote a cell that has the separator in it")
            self.table.fault("E122", record, None, message, hint=hint, report=self.report)
            return
        if not self.filter.takes(record):
            return
        shared = self.filter.turnout_key(record)
        if shared is not None and self._is_elsewhere(record):
            return
        self.found.rows += 1
        for index in self.unread:
            if any(char.isdigit() for char in record.cells[index]):
                self.found.unread[index] = self.found.unread.get(index, 0) + 1
        area = self.rules.place or self._area(record)
        if area is None:
            return
        self._take_turnout(area, record, shared)
        if shared is not None:
            return
        into = self.found.units if area in self.areas.above else self.found.totals
        self._take_figures(area, into, record)

    def _is_elsewhere(self, record: TableRecord) -> bool:
        """Tell whether a row of turnout that belongs to the whole file is of a place outside of the contest."""
        if self.rules.place is not None:
            return False
        place, county = self._named(record)
        return not is_total(place) and self._find(county, place, may_create=False) is None

    def _take_turnout(self, area: AreaId, record: TableRecord, shared: str | None) -> None:
        """Take what a row states of turnout: as its office, as its choice, or in columns beside its figures."""
        for column, beside in self.columns.turnout:
            self.turnout.take((area, beside), record, column, self.columns.labels[column], is_added=False)
        name = self._choice_name(record) if "choice" in self.columns.roles else ""
        office = self.filter.shown(record) if shared else ""
        own = turnout_key(name) if name and not self.ballot.choices.find(name) else None
        key = own or shared
        if key is None or self._is_ignored(name) or self._is_ignored(office):
            return
        told = self.columns.roles.get("tally")
        cells = [(column, tally) for column, _, tally in self.columns.figures]
        if told is not None and not cells:
            counted = self.ballot.counted(record.cells[told])
            cells = [(self.columns.roles["count"], self.ballot.tally(one)) for one in counted[:1]]
        for column, tally in cells:
            full = self._turnout_key(key, tally)
            if full is not None:
                is_added = bool(self.repeats.summed) and self.repeats.is_added((area, "", full), record)
                self.turnout.take((area, full), record, column, name or office, is_added=is_added)

    def _turnout_key(self, key: str, tally: Tally) -> str | None:
        """Return the key of a figure that stands in the column of a tally: the whole, or a part of it."""
        if tally.decides or tally is self.ballot.only_tally:
            return key
        is_part = tally.part_of is not None and self.ballot.tally(tally.part_of).decides
        return f"{key}.{tally.id}" if is_part else None

    def _is_ignored(self, name: str) -> bool:
        return bool(name) and (name in self.ignored or normal(name) in self.ignored)

    def _leave_out(self, name: str) -> None:
        if len(self.found.left_out) < MAX_FAULTS:
            self.found.left_out[name] = self.found.left_out.get(name, 0) + 1

    def _named(self, record: TableRecord) -> tuple[str, str]:
        roles = self.columns.roles
        return record.cells[roles["place"]], record.cells[roles["county"]] if "county" in roles else ""

    def _area(self, record: TableRecord) -> AreaId | None:
        """Return the unit or summed area that a record is about; None where it is left out or not known."""
        roles = self.columns.roles
        place, county = self._named(record)
        key = (county, place)
        if key in self.known_places:
            area = self.known_places[key]
        else:
            area = self.known_places[key] = self._find(county, place)
        if area is None and self._is_ignored(place):
            self._leave_out(place)
            return None
        if area is not None and area in self.areas.above:
            return area
        if area is not None or is_total(place) or not place:
            return self._sums(record, area, county, place)
        if county and len(self.areas.county(county)) != 1:
            key = (county, "")
        self.unknown_places.setdefault(key, Unknown(record, roles["place"])).rows += 1
        for column, _, tally in self._figure_cells(record):
            self.reader.figure(record, column, tally)
        return None

    def _find(self, county: str, place: str, *, may_create: bool = True) -> AreaId | None:
        """Return the one unit or area that a place cell stands for, creating it where that is allowed."""
        within = self.areas.county(county) if county else ()
        if self._is_ignored(place) or (county and len(within) != 1):
            return None
        around = within[0] if within else None
        units = self.areas.unit(place, around) if place else ()
        if place in self.areas.areas.ids and place not in self.areas.above and not (units and self.are_counties):
            return self.areas.areas.ids[place][0]
        if units:
            return units[0] if len(units) == 1 else None
        if is_total(place) or not place:
            return self._summed(around, place)
        areas = self.areas.areas.find(place)
        if len(areas) == 1 and around in {None, areas[0], self.contest.root}:
            return areas[0]
        return self._created(around, place) if may_create else None

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
            self._leave_out(place or worded("%(county)s (no place)", county=county))
            return None
        cell = self.columns.roles["place"]
        shown = place or worded("%(county)s (no place)", county=county)
        if area is not None and self.rules.totals in (TotalsOption.PUBLISH, TotalsOption.CHANGED):
            return area
        message, hint = fault_of_totals(shown, area, place)
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
            count = self.reader.figure(record, column, tally)
            if choice < 0:
                self.sums.state((area, tally.id), record, column, as_number(count), is_row=True)
            else:
                self._put(cells, record, column, area=area, choice=choice, tally=tally, count=count)
        for column, tally in self.columns.totals:
            stated = as_number(self.reader.figure(record, column, tally))
            if self.columns.is_long:
                self.sums.state((area, tally.id), record, column, stated, is_row=False)
            else:
                of_row = [index for index, _, counted in self.columns.figures if counted is tally]
                parts = [as_number(self.reader.figure(record, index, tally)) for index in of_row]
                self.sums.check(record, column, stated, parts, what=worded("this row"), report=self.report)

    def _figure_cells(self, record: TableRecord) -> Iterator[tuple[int, int, Tally]]:
        """Yield the columns of a record that hold figures, each with its choice and tally; -1 for a sum of choices."""
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
            named = self.ballot.counted(record.cells[told])
            if len(named) == 1:
                yield self.columns.roles["count"], choice, self.ballot.tally(named[0])
            else:
                ids = ", ".join(tally.id for tally in self.contest.tallies)
                message = worded("unknown tally '%(cells)s'", cells=record.cells[told])
                hint = worded("known: %(ids)s", ids=ids)
                self.table.fault("E303", record, told, message, hint=hint, report=self.report)

    def _choice(self, record: TableRecord) -> int | None:
        """Return where the choice of a row stands on the ballot, -1 for the sum of all, None where it is not taken."""
        column = self.columns.roles["choice"]
        name = self._choice_name(record)
        if name in self.known_choices:
            return self.known_choices[name]
        named = self.ballot.choices.find(name)
        if self._is_ignored(name) or (not named and is_rate(name)):
            self._leave_out(name)
            return None
        if len(named) == 1:
            self.known_choices[name] = self.ballot.position(named[0])
            return self.known_choices[name]
        is_turnout = not named and turnout_key(name) is not None
        if not named and not is_turnout and is_sum(name):
            return -1
        if not is_turnout:
            self.unknown_choices.setdefault(name, Unknown(record, column)).rows += 1
        return None

    def _choice_name(self, record: TableRecord) -> str:
        if self.columns.names:
            return " ".join(filter(None, (record.cells[index] for index in self.columns.names)))
        # A table with a column of ids beside one of names leaves the id of undervotes empty: they are no choice.
        named = (record.cells[index] for index in (self.columns.roles["choice"], *self.named_too))
        return next(filter(None, named), "")

    def _put(
        self,
        cells: Cells,
        record: TableRecord,
        column: int,
        *,
        area: AreaId,
        choice: int,
        tally: Tally,
        count: Found,
    ) -> None:
        counts = cells.counts.get(tally.id)
        if counts is None:
            counts = cells.counts[tally.id] = [None] * len(self.contest.choices)
        before = counts[choice]
        name = self.contest.choices[choice].id
        is_added = self.repeats.is_added((area, tally.id, name), record)
        if before is None:
            counts[choice] = count
            cells.lines[choice] = record.line
        elif self.repeats.summed and is_added:
            counts[choice] = _added(before, count)
            self.found.added += 1
        elif Absent.FAULTY not in (before, count):
            first = self.repeats.first_line((area, tally.id, name), record, cells.lines[choice])
            again = Again(first, record, column, name, before == count)
            self.repeats.keep(again)

    def finish(self) -> None:
        """Compare the figures with the sums that the table states, once all of them are read; emits E802 and W801."""
        all_of = {**self.found.units, **self.found.totals}
        self.sums.compare({area: cells.counts for area, cells in all_of.items()}, self.report)
        self.turnout.report_to(self.report)
        self.found.compared = len(self.sums.stated)
        for column, _, tally in self.columns.figures:
            if column in self.columns.doubtful:
                by_place = [cells.counts.get(tally.id, []) for cells in self.found.units.values()]
                is_left = any(self.ballot.is_own(text) for text in self.table.reading.ignored)
                self.sums.refuse_equal(column, by_place, is_sure=is_left, report=self.report)


def _added(before: Found, count: Found) -> Found:
    """Return the sum of two figures; what is withheld or missing in one of them is so in the sum."""
    if isinstance(before, Absent) or before is None:
        return before
    if isinstance(count, Absent) or count is None:
        return count
    return before + count


def whole(counts: Mapping[TallyId, list[Found]]) -> dict[TallyId, list[Number | None]]:
    """Return what is stated, with None for a choice of which nothing is; tallies of which nothing is are left out."""
    plain = {tally: list(map(as_number, cells)) for tally, cells in counts.items()}
    return {tally: cells for tally, cells in plain.items() if any(count is not None for count in cells)}
