"""A file as the header and the rows of a table, whatever its format and wherever it is.

Owns which format a file has, and where its bytes come from: a path, an address or standard input. Must not know what a
column means.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from recanvass.authoring.importing.downloads import fetched, is_address
from recanvass.authoring.importing.dress import dressed
from recanvass.authoring.importing.formats import archive
from recanvass.authoring.importing.formats.clarity import ROOT as CLARITY
from recanvass.authoring.importing.formats.clarity import clarity_records
from recanvass.authoring.importing.formats.delimited import UTF16_MARKS, delimited_records, encoding_of
from recanvass.authoring.importing.formats.nist import ROOT as NIST
from recanvass.authoring.importing.formats.nist import nist_json_records, nist_xml_records
from recanvass.authoring.importing.formats.refusal import refused
from recanvass.authoring.importing.formats.workbook import OLD_EXCEL, sheet_records, sheets
from recanvass.authoring.importing.formats.xml_events import events
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
from recanvass.core.messages import worded

__all__ = ["DELIMITERS", "ENCODINGS", "InputTable", "ReadResult", "TableRecord", "other_delimiter", "records"]
STANDARD_INPUT = "-"
MAX_BYTES = archive.MAX_UNPACKED
_START = 512
_ZIP = b"PK\x03\x04"
_WEB_PAGE = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<div")
_AS_CSV = worded("open it in a spreadsheet program and save the table as CSV UTF-8")
_REFUSED = (
    (
        b"%PDF",
        worded("a PDF document"),
        worded("ask for the original table, or copy it into a spreadsheet and check every figure"),
    ),
    (b"\x1f\x8b", worded("a gzip archive"), worded("unpack it and import the file inside")),
    (b"7z\xbc\xaf", worded("a 7z archive"), worded("unpack it and import the file inside")),
    (b"Rar!", worded("a RAR archive"), worded("unpack it and import the file inside")),
    (b"PK\x05\x06", worded("an empty zip archive"), worded("download it again")),
    (b"\x89PNG", worded("a picture"), worded("ask for the original table")),
    (b"\xff\xd8\xff", worded("a picture"), worded("ask for the original table")),
    (b"{\\rtf", worded("a document, not a spreadsheet"), worded("copy its table into a spreadsheet and import that")),
)


def records(table: InputTable, report: Report) -> Iterator[TableRecord]:
    """Yield the header of a file, then its rows; emits E100 to E103, E111, E121 and E801.

    Where the file cannot be read on, the stream ends after the reason was reported. What was noticed about the file,
    such as titles and footnotes that are left out, is in its notes when the stream has ended.
    """
    is_empty = True
    try:
        for record in _found(table, report):
            is_empty = False
            yield record
    except StopError:
        return
    except OSError as error:
        _report_unread(table, error, report)
        return
    if is_empty and not report.items:
        skipped = table.reading.skip_lines
        message = (
            worded("the file has nothing below line %(skipped)s", skipped=skipped)
            if skipped
            else worded("the file is empty")
        )
        hint = worded("correct --skip-lines") if skipped else worded("check that you saved the right file")
        report.add("E111", Span(table.name), message, hint=hint)


def sheet_names(table: InputTable, report: Report) -> tuple[str, ...]:
    """Return the names of the sheets of a workbook, none for any other file; emits E100, E101 and E801."""
    try:
        data = _given(table, report)
        start = data[:_START] if data is not None else _start_of(table)
        if start.startswith(_ZIP) and not archive.is_workbook(table, _whole(table, data, report), report):
            return ()
        if start.startswith((_ZIP, OLD_EXCEL)):
            return tuple(sheets(table, _whole(table, data, report), report))
    except StopError:
        return ()
    except OSError as error:
        _report_unread(table, error, report)
    return ()


def whole_file(table: InputTable, report: Report) -> bytes | None:
    """Return the bytes of a file, whatever is in it; emits E100 and E101."""
    try:
        return _whole(table, _given(table, report), report)
    except StopError:
        return None
    except OSError as error:
        _report_unread(table, error, report)
        return None


def _report_unread(table: InputTable, error: OSError, report: Report) -> None:
    reason = (error.strerror or worded("unknown reason")).lower()
    message = worded("can't read this file: %(reason)s", reason=reason)
    hint = worded("check its name")
    report.add("E100", Span(table.name), message, hint=hint)


def _found(table: InputTable, report: Report) -> Iterator[TableRecord]:
    data = _given(table, report)
    start = data[:_START] if data is not None else _start_of(table)
    if start.startswith(_ZIP):
        data = _whole(table, data, report)
        if not archive.is_workbook(table, data, report):
            _, data = archive.only_member(table, data, report)
            start = data[:_START]
    if start.startswith((_ZIP, OLD_EXCEL)):
        return dressed(table, sheet_records(table, _whole(table, data, report), report))
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    _refuse_other_kinds(table, start, bare, report)
    if bare.startswith(b"{") and not start.startswith(UTF16_MARKS):
        return nist_json_records(table, _whole(table, data, report), report)
    if bare.startswith(b"<"):
        return _of_xml(table, _whole(table, data, report), report)
    return dressed(table, _of_text(table, start, data, report))


def _of_text(table: InputTable, start: bytes, data: bytes | None, report: Report) -> Iterator[TableRecord]:
    codec, errors = encoding_of(table, start, report)
    with _opened(table, data, codec, errors) as text:
        yield from delimited_records(table, text, report)


def _opened(table: InputTable, data: bytes | None, codec: str, errors: str) -> TextIO:
    if data is None:
        return Path(table.path).open(encoding=codec, errors=errors)
    return io.TextIOWrapper(io.BytesIO(data), encoding=codec, errors=errors)


def _of_xml(table: InputTable, data: bytes, report: Report) -> Iterator[TableRecord]:
    root = next(events(table, data, report)).name
    if root == CLARITY:
        return clarity_records(table, events(table, data, report), report)
    if root == NIST:
        return nist_xml_records(table, events(table, data, report))
    if root == "Workbook":
        raise refused(
            table,
            worded("an Excel workbook saved as XML"),
            worded("save it as an Excel workbook (.xlsx) or as CSV UTF-8"),
            report,
        )
    what = worded("XML that starts with <%(root)s>, not a Clarity or NIST SP 1500-100 report", root=root)
    raise refused(table, what, worded("import the CSV file of the same results instead"), report)


def _given(table: InputTable, report: Report) -> bytes | None:
    """Return the bytes of what is not a plain file, read once and kept; None for a plain file."""
    noticed = table.noticed
    if table.data is not None or noticed.data is not None:
        return table.data if table.data is not None else noticed.data
    if table.name == STANDARD_INPUT:
        noticed.data = _limited(table, sys.stdin.buffer.read(MAX_BYTES + 1), report)
    elif is_address(table.name):
        noticed.data = fetched(table, report)
    elif Path(table.path).exists() and not Path(table.path).is_file() and not Path(table.path).is_dir():
        with Path(table.path).open("rb") as pipe:
            noticed.data = _limited(table, pipe.read(MAX_BYTES + 1), report)
    return noticed.data


def _start_of(table: InputTable) -> bytes:
    with Path(table.path).open("rb") as file:
        return file.read(_START)


def _whole(table: InputTable, data: bytes | None, report: Report) -> bytes:
    if data is not None:
        return data
    with Path(table.path).open("rb") as file:
        return _limited(table, file.read(MAX_BYTES + 1), report)


def _limited(table: InputTable, data: bytes, report: Report) -> bytes:
    if len(data) > MAX_BYTES:
        message = worded("the file is larger than %(size)s MB", size=MAX_BYTES >> 20)
        report.add(
            "E101", Span(table.name), message, hint=worded("split it by contest or by county, and import each part")
        )
        raise StopError
    return data


def _refuse_other_kinds(table: InputTable, start: bytes, bare: bytes, report: Report) -> None:
    if not bare:
        report.add(
            "E111", Span(table.name), worded("the file is empty"), hint=worded("check that you saved the right file")
        )
        raise StopError
    if start.startswith(UTF16_MARKS):
        return
    for mark, what, hint in _REFUSED:
        if bare.startswith(mark):
            raise refused(table, what, hint, report)
    if bare.lower().startswith(_WEB_PAGE):
        raise refused(table, worded("a web page, not a table"), _AS_CSV, report)
