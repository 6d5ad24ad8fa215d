"""A delimited text file as a stream of records.

Owns encodings, delimiters and rows that cannot be taken apart. Holds one record at a time, so that a file of any length
can be read. Must not know what a column means.
"""

import csv
import re
from collections.abc import Iterator
from typing import TextIO

from recanvass.authoring.importing.tables import ENCODINGS, InputTable, StopError, TableRecord
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded

MAX_LINE = 1024 * 1024
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_BLANKS = re.compile("[\xa0\u1680\u2000-\u200b\u202f\u205f\u3000]+")
"""Blanks that are no plain space: fixed, thin, or without any width."""


def delimited_records(table: InputTable, text: TextIO, report: Report) -> Iterator[TableRecord]:
    """Yield the records of a text file that have any text in them; emits E101 to E103 and E121."""
    try:
        yield from _records(table, text, report)
    except UnicodeError:
        message = worded("the file's encoding is not %(encoding)s", encoding=table.reading.encoding)
        report.add("E102", Span(table.name), message, hint=worded("leave out --encoding, or name another"))


def encoding_of(table: InputTable, start: bytes, report: Report) -> tuple[str, str]:
    """Return the codec of a text, and what is done with bytes that do not fit it; emits E102.

    A mark at its start leaves no doubt about UTF-16.
    """
    if start.startswith(UTF16_MARKS):
        table.note(worded("Read as UTF-16, because of the mark at the start of the file."))
        return "utf-16", "strict"
    encoding = table.reading.encoding
    if start[:64].count(0) >= len(start[:64]) // 4 > 0 and encoding != "utf-16":
        hint = worded("add --encoding utf-16, or save the file again as UTF-8")
        report.add("E102", Span(table.name), worded("the file is saved as UTF-16, not UTF-8"), hint=hint)
        raise StopError
    if encoding == "utf-16":
        return "utf-16-be" if start[:1] == b"\0" else "utf-16-le", "strict"
    codec = ENCODINGS[encoding]
    return codec, "surrogateescape" if codec == "utf-8-sig" else "strict"


class _Lines:
    """The lines of a text, each also kept in `held` until its record is complete."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.waiting: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self.waiting.pop() if self.waiting else next(self.lines)

    def put_back(self, line: str) -> None:
        """Let a line be read once more."""
        self.waiting.append(line)


def _records(table: InputTable, file: TextIO, report: Report) -> Iterator[TableRecord]:
    held: list[str] = []
    lines = _lines(table, file, held, report)
    above = _separator(table, lines, held)
    reader = csv.reader(lines, delimiter=table.delimiter, strict=True, skipinitialspace=True)
    start = above + 1
    try:
        for cells in reader:
            plain = [_BLANKS.sub(" ", cell).strip() if not cell.isascii() else cell.strip() for cell in cells]
            if any(plain):
                yield TableRecord(plain, start, "".join(held).removesuffix("\n"))
            held.clear()
            start = above + reader.line_num + 1
    except csv.Error as error:
        line = held[0].rstrip("\n") if held else ""
        is_closed = "expected after" in str(error)
        message = worded("unexpected text after the closing quote") if is_closed else worded("a quote is never closed")
        span = Span(table.name, start, line.find('"') + 1 or 1)
        report.add("E121", span, message, hint=worded('write "" for a quote inside quotes'), quoted=line)


def _separator(table: InputTable, lines: _Lines, held: list[str]) -> int:
    """Take a first line such as "sep=;", which tells spreadsheet programs what separates the columns."""
    first = next(lines, None)
    match = _SEPARATOR.fullmatch(first) if first is not None else None
    if match is None:
        if first is not None:
            lines.put_back(first)
        return 0
    held.clear()
    table.noticed.delimiter = match[1]
    shown = worded("a tab") if match[1] == "\t" else f"'{match[1]}'"
    table.note(worded("Line 1 says %(shown)s separates the columns.", shown=shown))
    return 1


def _lines(table: InputTable, file: TextIO, held: list[str], report: Report) -> _Lines:
    return _Lines(_checked(table, file, held, report))


def _checked(table: InputTable, file: TextIO, held: list[str], report: Report) -> Iterator[str]:
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        strange = _STRANGE.search(line)
        if strange or len(line) == MAX_LINE:
            _refuse_line(Span(table.name, number, strange.start() + 1 if strange else 1), line, report)
            raise StopError
        held.append(line)
        yield line


def _refuse_line(span: Span, line: str, report: Report) -> None:
    char = line[span.column - 1]
    quoted = line[:MAX_LINE].rstrip("\n")
    if len(line) == MAX_LINE:
        hint = worded("check that the file is a table")
        report.add("E101", span, worded("this line is too long for a table"), hint=hint, quoted=quoted[:80])
    elif "\udc80" <= char <= "\udcff":
        byte = bytes([ord(char) - 0xDC00])
        shown = byte.decode("cp1252", "replace")
        is_letter = shown.isprintable() and shown.isalpha()
        message = worded("the byte 0x%(byte)s is not UTF-8 text", byte=byte.hex().upper())
        hint = worded("save it again as UTF-8 (in Excel: CSV UTF-8)")
        if is_letter:
            message += worded("; in the old Windows encoding it is '%(shown)s'", shown=shown)
            hint += worded(", or add --encoding windows-1252")
        report.add("E102", span, message, hint=hint, quoted=quoted)
    else:
        message = worded("found the invisible control character U+%(char)s", char=f"{ord(char):04X}")
        report.add("E103", span, message, hint=worded("delete it, or retype the line"), quoted=quoted)
