"""A CSV file of places as the same tree that a YAML file yields.

Owns the columns of such a file. Must not type any value: the record of a place does.
"""

from collections.abc import Iterator

from recanvass.content.files import SourceFile
from recanvass.content.load.columns import Table, table
from recanvass.content.schema.keys import PLACE_COLUMNS, PLACE_LISTS, PLACE_NAME, PLACES_PLACES
from recanvass.content.syntax import CsvRow, Mapping, Node, Scalar, Sequence
from recanvass.core.diagnostics import Report

_ID = "id"
_BETWEEN = "|"


def csv_places(file: SourceFile, report: Report) -> Mapping | None:
    """Return the tree of a places file; an empty cell is a key left out, lists are parted by |."""
    columns = (_ID, *(field.key for field in PLACE_COLUMNS))
    read = table(file, columns, (_ID, PLACE_NAME.key), report)
    if read is None:
        return None
    places = Mapping([_entry(read, row) for row in read.rows], file.path, 1, 1)
    key = Scalar(PLACES_PLACES.key, file.path, 1, 1, 1)
    return Mapping([(key, places)], file.path, 1, 1)


def _entry(read: Table, row: CsvRow) -> tuple[Scalar, Node]:
    cells = row.cells
    return cells[read.columns[_ID]], Mapping(list(_keys(read, cells)), row.path, row.line, 1)


def _keys(read: Table, cells: tuple[Scalar, ...]) -> Iterator[tuple[Scalar, Node]]:
    lists = {field.key for field in PLACE_LISTS}
    for name, position in read.columns.items():
        cell = cells[position]
        if name != _ID and cell.text:
            yield read.header[position], _parts(cell) if name in lists else cell


def _parts(cell: Scalar) -> Sequence:
    items: list[Node] = []
    column = cell.column
    for part in cell.text.split(_BETWEEN):
        items.append(Scalar(part.strip(), cell.path, cell.line, column, max(1, len(part)), is_plain=False))
        column += len(part) + 1
    return Sequence(items, cell.path, cell.line, cell.column)
