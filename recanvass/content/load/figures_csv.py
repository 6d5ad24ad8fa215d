"""CSV results files: one line a place and choice, one column a tally.

Owns their columns and which empty cells mean that nothing was stated. Must not add anything up.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from recanvass.content.files import SourceFile
from recanvass.content.load.columns import CsvTable, read_table
from recanvass.content.load.figures import ZERO, exhausted_of, number_of, refuse_withheld
from recanvass.content.load.scope import Scope, choice_of, is_stated_for, place_of
from recanvass.content.load.turnout import parts_of
from recanvass.content.schema.figure_keys import CSV_CHOICE, CSV_PLACE, EXHAUSTED, WITHHELD, TurnoutRecord
from recanvass.content.schema.scalars import figure
from recanvass.content.syntax import CsvRow, Scalar
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, Number, TallyId
from recanvass.core.messages import worded
from recanvass.core.model import Row, Stated, Turnout


class _Columns(Struct, frozen=True):
    """Positions of the columns of a results file."""

    place: int
    choice: int
    tallies: tuple[tuple[int, Tally], ...]


_OUT = -1
"""What is read of a choice that is out of the count in a later round."""


class _Reader:
    """Reads the figures of one tally; `known` keeps the numbers of texts that were read."""

    def __init__(self, tally: Tally, known: dict[str, Number], report: Report) -> None:
        self.tally = tally
        self.known = known
        self.report = report
        self.is_later_round = tally.round is not None and tally.round > 1
        self.is_sound = True

    def number(self, row: CsvRow, column: int) -> Number | None:
        """Return a figure, None if it is withheld; after a fault, nothing that was read is sound."""
        number = self.known.get(row.texts[column])
        if number is not None:
            # A choice has nothing in a later round only if it is out of the count.
            return number or (_OUT if self.is_later_round else number)
        return self._new(row.cell(column))

    def _new(self, cell: Scalar) -> Number | None:
        """Read a text that was not read before."""
        number = None
        if cell.text == WITHHELD and not self.is_later_round:
            return None
        if not cell.text and self.is_later_round:
            return _OUT
        if cell.text == WITHHELD:
            refuse_withheld(cell.span, self.tally, self.report)
        else:
            number = number_of(cell, self.tally.decimals, self.report)
        if number is None:
            self.is_sound = False
        else:
            self.known[cell.text] = number
        return _OUT if self.is_later_round and number == 0 else number


def csv_rows(file: SourceFile, scope: Scope, report: Report) -> Iterator[Row]:
    """Yield the rows of a CSV results file in the order of its places; a faulty one hides no other.

    A column that is empty for all choices of a place states nothing about it. Emits E202, E220, E301, E302 and
    E312 to E316.
    """
    known = (CSV_PLACE, CSV_CHOICE, *scope.tallies, *turnout_columns(scope))
    table = read_table(file, known, (CSV_PLACE,), report)
    if table is None:
        return
    if CSV_CHOICE not in table.columns:
        yield from _turnout_rows(table, scope, report)
        return
    positions = [(table.columns[name], tally) for name, tally in scope.tallies.items() if name in table.columns]
    if not positions:
        hint = worded("add a column for one of: %(tallies)s", tallies=", ".join(scope.tallies))
        report.add("E202", table.header[0].span, worded("no column for a tally"), hint=hint)
        return
    columns = _Columns(table.columns[CSV_PLACE], table.columns[CSV_CHOICE], tuple(positions))
    numbers: dict[TallyId, dict[str, Number]] = {tally.id: {} for _, tally in positions}
    for lines in _by_place(table.rows, columns.place):
        key = lines[0].cell(columns.place)
        area = place_of(key, scope, report)
        exhausted = [line for line in lines if _is_exhausted(line.texts[columns.choice], scope)]
        choices = _by_choice((line for line in lines if line not in exhausted), columns.choice, scope, report)
        tallies = dict(_tallies(area or AreaId(key.text), choices, columns, numbers, scope=scope, report=report))
        for line in exhausted:
            tallies |= _with_exhausted(line, tallies, columns, report)
        if area is not None:
            yield Row(area, key.span, tallies)


def _by_place(rows: Iterable[CsvRow], column: int) -> Iterable[list[CsvRow]]:
    lines: dict[str, list[CsvRow]] = {}
    for row in rows:
        lines.setdefault(row.texts[column], []).append(row)
    return lines.values()


def _is_exhausted(name: str, scope: Scope) -> bool:
    return name == EXHAUSTED and scope.contest.is_ranked and name not in scope.positions


def _with_exhausted(
    line: CsvRow, tallies: Mapping[TallyId, Stated], columns: _Columns, report: Report
) -> dict[TallyId, Stated]:
    """Return the rounds of which a line states the exhausted ballots."""
    found = {}
    for column, tally in columns.tallies:
        cell = line.cell(column)
        number = exhausted_of(cell, cell, tally, report) if cell.text and tally.id in tallies else None
        if number is not None:
            found[tally.id] = replace(tallies[tally.id], exhausted=number)
    return found


def _by_choice(lines: Iterable[CsvRow], column: int, scope: Scope, report: Report) -> dict[int, CsvRow]:
    by_choice: dict[int, CsvRow] = {}
    for line in lines:
        position = scope.positions.get(line.texts[column])
        if position is None:
            choice_of(line.cell(column), scope, report)
            continue
        first = by_choice.setdefault(position, line)
        if first is not line:
            cell = line.cell(column)
            message = worded("duplicate choice '%(cell)s' for this place", cell=cell.text)
            report.add("E315", cell.span, message, hint=worded("delete one"), related=[first.cell(column).span])
    return by_choice


def _tallies(
    area: AreaId,
    choices: Mapping[int, CsvRow],
    columns: _Columns,
    numbers: Mapping[TallyId, dict[str, Number]],
    *,
    scope: Scope,
    report: Report,
) -> Iterator[tuple[TallyId, Stated]]:
    """Yield the figures of each tally; `numbers` keeps the numbers of texts that were read, by tally."""
    for column, tally in columns.tallies:
        cell = next((line.cell(column) for line in choices.values() if line.texts[column]), None)
        if cell is None or not is_stated_for(tally, area, cell, scope, report=report):
            continue
        is_whole = area in scope.units
        read = _Reader(tally, numbers[tally.id], report)
        read_all = ((position, read.number(line, column)) for position, line in choices.items())
        figures = {position: number for position, number in read_all if number is not _OUT}
        if not read.is_sound:
            continue
        empty = None if read.is_later_round or not is_whole else ZERO if tally.decimals else 0
        counts = tuple(figures.get(position, empty) for position in range(len(scope.positions)))
        is_all = is_whole or read.is_later_round
        left_out = frozenset() if is_all else frozenset(range(len(counts))) - figures.keys()
        yield tally.id, Stated(counts, cell.span, left_out)


def turnout_columns(scope: Scope) -> tuple[str, ...]:
    """Return the columns of turnout: its keys, and ballots by part of the deciding tally."""
    parts = (f"{TurnoutRecord.ballots.key}.{part}" for part in parts_of(scope))
    return tuple(name for name in (*TurnoutRecord.fields, *parts) if name not in scope.tallies)


def _turnout_rows(table: CsvTable, scope: Scope, report: Report) -> Iterator[Row]:
    """Yield the turnout of each place in a file without a column `choice`; an empty cell states nothing."""
    tallies = [name for name in table.columns if name in scope.tallies]
    if tallies or len(table.columns) == 1:
        hint = worded(
            "add the column '%(csv_choice)s', or columns of turnout such as registered and ballots",
            csv_choice=CSV_CHOICE,
        )
        report.add(
            "E202", table.header[0].span, worded("missing column '%(csv_choice)s'", csv_choice=CSV_CHOICE), hint=hint
        )
        return
    for row in table.rows:
        key = row.cells[table.columns[CSV_PLACE]]
        area = place_of(key, scope, report)
        values: dict[str, int] = {}
        by_part: dict[TallyId, int] = {}
        for name, column in table.columns.items():
            cell = row.cells[column]
            if name == CSV_PLACE or not cell.text.strip():
                continue
            number = figure(cell, 0, report)
            if number is None:
                continue
            own, _, part = name.partition(".")
            if part:
                by_part[TallyId(part)] = int(number)
            else:
                values[own] = int(number)
        # Ballots of one way of voting alone are not all ballots.
        is_whole = by_part.keys() == dict.fromkeys(parts_of(scope)).keys()
        if by_part and is_whole and TurnoutRecord.ballots.key not in values:
            values[TurnoutRecord.ballots.key] = sum(by_part.values())
        if area is not None:
            yield Row(area, key.span, {}, turnout=Turnout(**values, by_part=by_part))
