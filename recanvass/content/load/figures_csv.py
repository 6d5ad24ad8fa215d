"""CSV results files: one line a place and choice, one column a tally.

Owns their columns and which empty cells mean that nothing was stated. Must not add anything up.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from recanvass.content.files import SourceFile
from recanvass.content.load.columns import read_table
from recanvass.content.load.figures import ZERO
from recanvass.content.load.scope import Scope, choice_of, is_stated_for, unit_of
from recanvass.content.schema.keys import CSV_CHOICE, CSV_PLACE
from recanvass.content.schema.scalars import figure
from recanvass.content.syntax import CsvRow
from recanvass.core.diagnostics import Report
from recanvass.core.model import AreaId, Number, Row, Stated, Tally, TallyId


class _Columns(Struct, frozen=True):
    """Positions of the columns of a results file."""

    place: int
    choice: int
    tallies: tuple[tuple[int, Tally], ...]


def csv_rows(file: SourceFile, scope: Scope, report: Report) -> Iterator[Row]:
    """Yield the rows of a CSV results file in the order of its places; a faulty one hides no other.

    A column that is empty for all choices of a place states nothing about it. Emits E202, E220, E301, E302 and
    E312 to E316.
    """
    table = read_table(file, (CSV_PLACE, CSV_CHOICE, *scope.tallies), (CSV_PLACE, CSV_CHOICE), report)
    if table is None:
        return
    positions = [(table.columns[name], tally) for name, tally in scope.tallies.items() if name in table.columns]
    if not positions:
        hint = f"add a column for one of: {', '.join(scope.tallies)}"
        report.add("E202", table.header[0].span, "the header has no column for a tally", hint=hint)
        return
    columns = _Columns(table.columns[CSV_PLACE], table.columns[CSV_CHOICE], tuple(positions))
    numbers: dict[TallyId, dict[str, Number]] = {tally.id: {} for _, tally in positions}
    for lines in _by_place(table.rows, columns.place):
        key = lines[0].cells[columns.place]
        area = unit_of(key, scope, report)
        choices = _by_choice(lines, columns.choice, scope, report)
        if area is not None:
            yield Row(area, key.span, dict(_tallies(area, choices, columns, numbers, scope=scope, report=report)))


def _by_place(rows: Iterable[CsvRow], column: int) -> Iterable[list[CsvRow]]:
    lines: dict[str, list[CsvRow]] = {}
    for row in rows:
        lines.setdefault(row.texts[column], []).append(row)
    return lines.values()


def _by_choice(lines: Iterable[CsvRow], column: int, scope: Scope, report: Report) -> dict[int, CsvRow]:
    by_choice: dict[int, CsvRow] = {}
    for line in lines:
        position = scope.positions.get(line.texts[column])
        if position is None:
            choice_of(line.cells[column], scope, report)
            continue
        first = by_choice.setdefault(position, line)
        if first is not line:
            cell = line.cells[column]
            message = f"the choice '{cell.text}' stands a second time for this place"
            report.add("E315", cell.span, message, hint="keep one of the two", related=[first.cells[column].span])
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
        first = next((line for line in choices.values() if line.texts[column]), None)
        if first is None:
            continue
        cell = first.cells[column]
        if not is_stated_for(tally, area, cell, scope, report=report):
            continue
        counts: list[Number] = [ZERO if tally.decimals else 0] * len(scope.positions)
        known, is_sound = numbers[tally.id], True
        for position, line in choices.items():
            number = known.get(line.texts[column])
            if number is None:
                number = figure(line.cells[column], tally.decimals, report)
            if number is None:
                is_sound = False
            else:
                counts[position] = known[line.texts[column]] = number
        if is_sound:
            yield tally.id, Stated(tuple(counts), cell.span)
