"""The header of a CSV file.

Owns how columns are found and how a header that does not fit is reported.
"""

from collections.abc import Collection, Mapping

from msgspec import Struct

from recanvass.content.files import SourceFile
from recanvass.content.syntax import CsvRow, Scalar, read_csv
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded


class CsvTable(Struct, frozen=True):
    """The records of a CSV file; `columns` leads from a name in the header to its position."""

    columns: Mapping[str, int]
    header: tuple[Scalar, ...]
    rows: tuple[CsvRow, ...]


def read_table(file: SourceFile, known: Collection[str], required: Collection[str], report: Report) -> CsvTable | None:
    """Return the records below a header of known columns; emits E202 and E316."""
    rows = read_csv(file, report)
    if not rows:
        return None
    mark = len(report.items)
    header = rows[0].cells
    columns: dict[str, int] = {}
    for position, cell in enumerate(header):
        if cell.text not in known:
            message = worded("unknown column '%(cell)s'", cell=cell.text)
            report.add("E316", cell.span, message, hint=_hint(cell.text, known, report))
        elif cell.text in columns:
            message = worded("duplicate column '%(cell)s'", cell=cell.text)
            report.add("E316", cell.span, message, hint=worded("delete one"), related=[header[columns[cell.text]].span])
        else:
            columns[cell.text] = position
    is_known = len(report.items) == mark
    for name in required:
        if name not in columns and is_known:
            span = Span(file.path, 1, 1)
            message = worded("missing column '%(name)s'", name=name)
            hint = worded("add the column '%(name)s'", name=name)
            report.add("E202", span, message, hint=hint)
    return CsvTable(columns, header, tuple(rows[1:])) if len(report.items) == mark else None


def _hint(name: str, known: Collection[str], report: Report) -> str:
    if ";" in name or "\t" in name:
        return worded("separate the columns with commas")
    if not name:
        return worded("delete the empty column, or name it")
    return report.suggestion(name, known)
