"""A delimited text file as a stream of records.

Owns encodings, delimiters and rows that cannot be taken apart. Holds one record at a time, so that a file of any length
can be read. Must not know what a column means.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from msgspec import Struct

from recanvass.core.diagnostics import Report, Span

ENCODINGS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252", "latin-1": "latin-1"}
DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
MAX_LINE = 1024 * 1024
_DELIMITER_NAMES = {";": "semicolons", "\t": "tabs", "|": "vertical bars", ",": "commas"}
_KINDS = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"{", "JSON, not a table"),
    (b"<", "a web page or XML, not a table"),
)
_STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_QUOTED = r' *"(?:[^"]|"")*"[^{0}\n]*|[^{0}\n]*'


class ReadResult(Struct, frozen=True):
    """How a file is written, as the editor said; nothing of it is guessed.

    `thousands` may stand between digits; a cell that is one of `missing` means that nothing was reported, one of
    `zero` that it was nought. Columns, choices and places named in `ignored` are left out.
    """

    delimiter: str = ","
    encoding: str = "utf-8"
    thousands: str = ""
    missing: frozenset[str] = frozenset()
    zero: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()


class TableRecord(Struct, frozen=True):
    """One record: its cells without blanks around them, the line on which it begins, and its text as it stands."""

    cells: list[str]
    line: int
    text: str


class InputTable(Struct, frozen=True):
    """A file to be read: where it is, the name it is called by in messages, and how it is written."""

    path: Path
    name: str
    reading: ReadResult

    def span(self, record: TableRecord, cell: int | None = None) -> Span:
        """Return where a cell of a record begins, or the first line of the record as a whole."""
        first = record.text.partition("\n")[0]
        if cell is None:
            return Span(self.name, record.line, 1, max(1, len(first)))
        pattern = re.compile(_QUOTED.format(re.escape(self.reading.delimiter)))
        position = 0
        for _ in range(cell):
            match = pattern.match(record.text, position)
            position = (match.end() if match else position) + 1
        match = pattern.match(record.text, position)
        found = match[0] if match else ""
        start = position + len(found) - len(found.lstrip(" "))
        line = record.line + record.text.count("\n", 0, start)
        column = start - record.text.rfind("\n", 0, start)
        return Span(self.name, line, column, max(1, len(found.strip().partition("\n")[0])))

    def line(self, span: Span, record: TableRecord) -> str:
        """Return the line of a record that a span of it lies on."""
        return record.text.split("\n")[span.line - record.line]

    def fault(
        self,
        code: str,
        record: TableRecord,
        cell: int | None,
        message: str,
        *,
        hint: str,
        first: int = 0,
        report: Report,
    ) -> None:
        """Report a fault of one cell, or of the whole record; `first` is the line of another one it is about."""
        span = self.span(record, cell)
        related = [Span(self.name, first, 1)] if first else []
        report.add(code, span, message, hint=hint, related=related, quoted=self.line(span, record))


class _StopError(Exception):
    """Ends the reading of a file that cannot be read on; its reason is already in the report."""


def records(table: InputTable, report: Report) -> Iterator[TableRecord]:
    """Yield the records of a file that have any text in them; emits E100, E102, E103, E111, E121 and E801.

    Where the file cannot be read on, the stream ends after the reason was reported.
    """
    try:
        with table.path.open("rb") as file:
            start = file.read(512)
        _refuse_other_kinds(table, start, report)
        codec = ENCODINGS[table.reading.encoding]
        errors = "surrogateescape" if codec == "utf-8-sig" else "strict"
        with table.path.open(encoding=codec, errors=errors) as text:
            yield from _records(table, text, report)
    except _StopError:
        return
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        report.add("E100", Span(table.name), f"this file cannot be read: {reason}", hint="check its name")
    except UnicodeError:
        message = f"this file is not written in the encoding {table.reading.encoding}"
        report.add("E102", Span(table.name), message, hint="leave --encoding out, or name another one")


def _refuse_other_kinds(table: InputTable, start: bytes, report: Report) -> None:
    span = Span(table.name)
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare:
        report.add("E111", span, "this file is empty", hint="check that the right file was saved")
        raise _StopError
    for mark, kind in _KINDS:
        if bare.startswith(mark):
            hint = "open it in a spreadsheet program and save the table as CSV UTF-8"
            report.add("E801", span, f"this file is {kind}", hint=hint)
            raise _StopError
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) and table.reading.encoding != "utf-16":
        hint = "add --encoding utf-16, or save the file again as UTF-8"
        report.add("E102", span, "this file is saved as UTF-16, not as UTF-8", hint=hint)
        raise _StopError


def _records(table: InputTable, file: TextIO, report: Report) -> Iterator[TableRecord]:
    held: list[str] = []
    reader = csv.reader(
        _lines(table, file, held, report), delimiter=table.reading.delimiter, strict=True, skipinitialspace=True
    )
    start = 1
    try:
        for cells in reader:
            if any(cells):
                yield TableRecord([cell.strip() for cell in cells], start, "".join(held).removesuffix("\n"))
            held.clear()
            start = reader.line_num + 1
    except csv.Error as error:
        line = held[0].rstrip("\n") if held else ""
        is_closed = "expected after" in str(error)
        message = "unexpected text after the closing quote" if is_closed else "a quote is not closed"
        span = Span(table.name, start, line.find('"') + 1 or 1)
        report.add("E121", span, message, hint='write "" for a quote within quotes', quoted=line)


def _lines(table: InputTable, file: TextIO, held: list[str], report: Report) -> Iterator[str]:
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        strange = _STRANGE.search(line)
        if strange or len(line) == MAX_LINE:
            _refuse_line(Span(table.name, number, strange.start() + 1 if strange else 1), line, report)
            raise _StopError
        held.append(line)
        yield line


def _refuse_line(span: Span, line: str, report: Report) -> None:
    char = line[span.column - 1]
    quoted = line[:MAX_LINE].rstrip("\n")
    if len(line) == MAX_LINE:
        hint = "check that the file is a table"
        report.add("E101", span, "this line is longer than any line of a table", hint=hint, quoted=quoted[:80])
    elif "\udc80" <= char <= "\udcff":
        byte = bytes([ord(char) - 0xDC00])
        shown = byte.decode("cp1252", "replace")
        is_letter = shown.isprintable() and shown.isalpha()
        message = f"the byte 0x{byte.hex().upper()} is not UTF-8 text"
        hint = "save the file again as UTF-8 (in Excel: CSV UTF-8)"
        if is_letter:
            message += f"; in the old Windows encoding it is '{shown}'"
            hint += ", or add --encoding windows-1252"
        report.add("E102", span, message, hint=hint, quoted=quoted)
    else:
        message = f"the invisible control character U+{ord(char):04X} stands in the text"
        report.add("E103", span, message, hint="delete it, or type the line again", quoted=quoted)


def other_delimiter(table: InputTable, record: TableRecord) -> str:
    """Return a hint where the header seems to be separated by something else, or nothing."""
    if len(record.cells) > 1:
        return ""
    for name, char in DELIMITERS.items():
        if char in record.text and char != table.reading.delimiter:
            shown = f"'{name}'" if name in ";|" else name
            return f"its columns seem to be separated by {_DELIMITER_NAMES[char]}: add --delimiter {shown}"
    return ""
