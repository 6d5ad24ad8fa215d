"""A file as the header and the rows of a table, whatever its format.

Owns which format a file has. Must not know what a column means.
"""

from collections.abc import Iterator

from recanvass.authoring.importing.dress import dressed
from recanvass.authoring.importing.formats.delimited import UTF16_MARKS, delimited_records
from recanvass.authoring.importing.tables import (
    DELIMITERS,
    ENCODINGS,
    InputTable,
    ReadResult,
    StopError,
    TableRecord,
    other_delimiter,
)
from recanvass.core.diagnostics import Report, Span

__all__ = ["DELIMITERS", "ENCODINGS", "InputTable", "ReadResult", "TableRecord", "other_delimiter", "records"]
_START = 512
_KINDS = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"{", "JSON, not a table"),
    (b"<", "a web page or XML, not a table"),
)


def records(table: InputTable, report: Report) -> Iterator[TableRecord]:
    """Yield the header of a file, then its rows; emits E100 to E103, E111, E121 and E801.

    Where the file cannot be read on, the stream ends after the reason was reported. What was noticed about the file,
    such as titles and footnotes that are left out, is in its notes when the stream has ended.
    """
    is_empty = True
    try:
        for record in dressed(table, _raw(table, report)):
            is_empty = False
            yield record
    except StopError:
        return
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        report.add("E100", Span(table.name), f"this file cannot be read: {reason}", hint="check its name")
        return
    if is_empty and not report.items:
        skipped = table.reading.skip_lines
        message = f"this file has nothing below line {skipped}" if skipped else "this file is empty"
        hint = "correct --skip-lines" if skipped else "check that the right file was saved"
        report.add("E111", Span(table.name), message, hint=hint)


def _raw(table: InputTable, report: Report) -> Iterator[TableRecord]:
    start = _first_bytes(table)
    _refuse_other_kinds(table, start, report)
    yield from delimited_records(table, start, report)


def _first_bytes(table: InputTable) -> bytes:
    if table.data is not None:
        return table.data[:_START]
    with table.path.open("rb") as file:
        return file.read(_START)


def _refuse_other_kinds(table: InputTable, start: bytes, report: Report) -> None:
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare:
        report.add("E111", Span(table.name), "this file is empty", hint="check that the right file was saved")
        raise StopError
    for mark, kind in _KINDS:
        if bare.startswith(mark) and not start.startswith(UTF16_MARKS):
            hint = "open it in a spreadsheet program and save the table as CSV UTF-8"
            report.add("E801", Span(table.name), f"this file is {kind}", hint=hint)
            raise StopError
