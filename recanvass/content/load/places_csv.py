"""A CSV file of places, as the tree that a YAML file of places would be.

Owns the columns of the file. Must not type any value: the record of a place does.
"""

from collections.abc import Iterator

from recanvass.content.files import SourceFile
from recanvass.content.load.columns import CsvTable, read_table
from recanvass.content.schema.keys import PLACE_COLUMNS, PlaceRecord, PlacesFileRecord
from recanvass.content.schema.records import ListOf
from recanvass.content.syntax import CsvRow, Items, Keys, Node, Scalar
from recanvass.core.diagnostics import Report

_ID = "id"
_BETWEEN = "|"


def csv_places(file: SourceFile, report: Report) -> Keys | None:
    """Return the tree of a places file; an empty cell is a key left out, lists are parted by |."""
    table = read_table(file, (_ID, *PLACE_COLUMNS), (_ID, PlaceRecord.name.key), report)
    if table is None:
        return None
    places = Keys([_entry(table, row) for row in table.rows], file.path, 1, 1)
    key = Scalar(PlacesFileRecord.places.key, file.path, 1, 1, 1)
    return Keys([(key, places)], file.path, 1, 1)


def _entry(table: CsvTable, row: CsvRow) -> tuple[Scalar, Node]:
    cells = row.cells
    return cells[table.columns[_ID]], Keys(list(_keys(table, cells)), row.path, row.line, 1)


def _keys(table: CsvTable, cells: tuple[Scalar, ...]) -> Iterator[tuple[Scalar, Node]]:
    for name, position in table.columns.items():
        cell = cells[position]
        if name != _ID and cell.text:
            is_list = isinstance(PlaceRecord.fields[name].type, ListOf)
            yield table.header[position], _items(cell) if is_list else cell


def _items(cell: Scalar) -> Items:
    items: list[Node] = []
    column = cell.column
    for part in cell.text.split(_BETWEEN):
        items.append(Scalar(part.strip(), cell.path, cell.line, column, max(1, len(part)), is_plain=False))
        column += len(part) + 1
    return Items(items, cell.path, cell.line, cell.column)
