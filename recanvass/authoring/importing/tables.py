"""A file to be read as a table: where it is, how it is written, and what was noticed on the way.

Owns records of text cells and where each cell stands. Must not read a file.
"""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import PurePath

from msgspec import Struct, field

from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded

ENCODINGS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252", "latin-1": "latin-1"}
DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
_DELIMITER_NAMES = {";": "semicolons", "\t": "tabs", "|": worded("vertical bars"), ",": "commas"}
_QUOTED = r' *"(?:[^"]|"")*"[^{0}\n]*|[^{0}\n]*'
_MAX_SHOWN = 80


class ReadResult(Struct, frozen=True):
    """How a file is written, as the editor said; nothing of it is guessed.

    `thousands` may stand between digits; a cell that is one of `missing` means that nothing was reported, one of
    `withheld` that the source hides the figure, one of `zero` that it was nought. Columns, choices and places named
    in `ignored` are left out. `skip_lines` stand above the header; without `has_header` there is none. `headers` are
    names of columns that a mapping file tells. `sheet` is the one to read of several.
    """

    delimiter: str = ","
    encoding: str = "utf-8"
    thousands: str = ""
    missing: frozenset[str] = frozenset()
    zero: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    skip_lines: int | None = None
    has_header: bool = True
    headers: frozenset[str] = frozenset()
    sheet: str | None = None


class TableRecord(Struct, frozen=True):
    """One record: its cells without blanks around them, the line on which it begins, and its text as it stands."""

    cells: list[str]
    line: int
    text: str


class Noticed(Struct):
    """What reading a file found out: the sign between columns if the file names one, and notes for the editor.

    `data` are bytes that can be had only once, such as those of standard input.
    """

    delimiter: str = ""
    notes: list[str] = field(default_factory=list)
    data: bytes | None = None


class InputTable(Struct, frozen=True):
    """A file to be read: where it is, the name it is called by in messages, and how it is written.

    `data` are its bytes, if it was not read from a file of this name.
    """

    path: PurePath
    name: str
    reading: ReadResult
    data: bytes | None = None
    noticed: Noticed = field(default_factory=Noticed)

    @property
    def delimiter(self) -> str:
        """What separates the columns."""
        return self.noticed.delimiter or self.reading.delimiter

    def note(self, text: str) -> None:
        """Keep something to tell the editor about the file, once."""
        if text not in self.noticed.notes:
            self.noticed.notes.append(text)

    def span(self, record: TableRecord, cell: int | None = None) -> Span:
        """Return where a cell of a record begins, or the first line of the record as a whole."""
        first = record.text.partition("\n")[0]
        if cell is None:
            return Span(self.name, record.line, 1, max(1, len(first)))
        pattern = re.compile(_QUOTED.format(re.escape(self.delimiter)))
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


class StopError(Exception):
    """Ends the reading of a file that cannot be read on; its reason is already in the report."""


def made_record(cells: Iterable[str], line: int, delimiter: str) -> TableRecord:
    """Return a record of a file that has no lines of text: the text of its cells is made up."""
    plain = [" ".join(cell.split()) for cell in cells]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="").writerow(plain)
    return TableRecord(plain, line, text.getvalue())


def excerpt(record: TableRecord) -> str:
    """Return the text of a record, short enough for a message."""
    text = " ".join(record.text.split())
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def other_delimiter(table: InputTable, record: TableRecord) -> str:
    """Return a hint where the header seems to be separated by something else, or nothing."""
    if len(record.cells) > 1:
        return ""
    for name, char in DELIMITERS.items():
        if char in record.text and char != table.delimiter:
            shown = f"'{name}'" if name in ";|" else name
            return worded(
                "%(names)s seem to separate the columns; add --delimiter %(shown)s",
                names=_DELIMITER_NAMES[char],
                shown=shown,
            )
    return ""
