"""A zip archive: what it holds, and the one file in it that can be read.

Owns the limits within which an archive is unpacked. Must not read what is in a file.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from recanvass.authoring.importing.formats.refusal import refused
from recanvass.authoring.importing.matching import quoted_list
from recanvass.authoring.importing.tables import InputTable
from recanvass.authoring.importing.texts import shell_word
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded

MAX_UNPACKED = 512 * 1024 * 1024
"""So many bytes may come out of an archive."""
MAX_CELLS = 20_000_000
_CHUNK = 1024 * 1024
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_READ = (".csv", ".txt", ".tsv", ".tab", ".xml", ".json", ".xlsx", ".xlsm", ".xls", ".ods")
_OVERLAP = 64
_COLUMN = re.compile(rb' r="([A-Z]{1,3})[0-9]')
_ROW = re.compile(rb'<row [^>]*?r="([0-9]{1,8})"')


def is_workbook(table: InputTable, data: bytes, report: Report) -> bool:
    """Tell whether an archive is a spreadsheet; refuses other documents, and archives that are too large (E801)."""
    with _opened(table, data, report) as archive:
        names = {info.filename for info in archive.infolist()}
        _check_size(table, archive, report)
        if "mimetype" in names:
            if archive.read("mimetype").strip() == _ODS:
                return True
            raise refused(
                table,
                worded("a document, not a spreadsheet"),
                worded("copy its table into a spreadsheet and import that"),
                report,
            )
        if "[Content_Types].xml" not in names:
            return False
        if not any(name.startswith("xl/") for name in names):
            raise refused(
                table,
                worded("a document, not a spreadsheet"),
                worded("copy its table into a spreadsheet and import that"),
                report,
            )
        _check_cells(table, archive, report)
        return True


def only_member(table: InputTable, data: bytes, report: Report) -> tuple[str, bytes]:
    """Return the one file of an archive that may be a table, with its name, or the one that was asked for (E801)."""
    with _opened(table, data, report) as archive:
        members = [info for info in archive.infolist() if _may_be_table(info)]
        asked = table.reading.sheet
        named = [info for info in members if asked in (info.filename, info.filename.rpartition("/")[2])]
        chosen = named if asked is not None else members
        if len(chosen) != 1:
            names = [info.filename for info in members]
            what = (
                worded("a zip archive of %(count)s tables: %(names)s", count=len(names), names=quoted_list(names))
                if names
                else worded("a zip archive without a table")
            )
            first = shell_word(names[0]) if names else ""
            hint = (
                worded("say which one to read: --sheet %(first)s", first=first)
                if names
                else worded("unpack it and import the table inside")
            )
            raise refused(table, what, hint, report)
        table.note(worded("Read '%(file)s' in the zip archive.", file=chosen[0].filename))
        return chosen[0].filename, archive.read(chosen[0])


def _may_be_table(info: ZipInfo) -> bool:
    name = info.filename.rpartition("/")[2]
    is_hidden = name.startswith((".", "~$")) or info.filename.startswith("__MACOSX/")
    return name.lower().endswith(_READ) and not is_hidden


def _opened(table: InputTable, data: bytes, report: Report) -> ZipFile:
    try:
        return ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError):
        raise refused(
            table, worded("a damaged zip archive or workbook"), worded("download it or save it again"), report
        ) from None


def _check_size(table: InputTable, archive: ZipFile, report: Report) -> None:
    """Unpack everything once, piece by piece: what an archive says of its own size need not be true."""
    size = 0
    try:
        for info in archive.infolist():
            for piece in _pieces(archive, info):
                size += len(piece)
                if size > MAX_UNPACKED:
                    what = worded(
                        "an archive that unpacks to more than %(max_unpacked)s MB", max_unpacked=MAX_UNPACKED >> 20
                    )
                    raise refused(
                        table, what, worded("check where the file comes from; if it is right, split it"), report
                    )
    except RuntimeError:
        raise refused(table, worded("protected by a password"), worded("save it without a password"), report) from None
    except (BadZipFile, EOFError, NotImplementedError, ValueError, OSError, zlib.error):
        raise refused(
            table, worded("a damaged zip archive or workbook"), worded("download it or save it again"), report
        ) from None


def _check_cells(table: InputTable, archive: ZipFile, report: Report) -> None:
    """Refuse a sheet with a single cell far away from the others, which is read as a table of all cells before it."""
    for info in archive.infolist():
        if not info.filename.startswith("xl/worksheets/"):
            continue
        column, row, before = 0, 0, b""
        for piece in _pieces(archive, info):
            text = before + piece
            column = max([column, *map(_number, set(_COLUMN.findall(text)))])
            row = max([row, *map(int, _ROW.findall(text))])
            before = text[-_OVERLAP:]
        if column * row > MAX_CELLS:
            what = worded(
                "a workbook with %(column)s columns and %(row)s rows in '%(file)s'",
                column=f"{column:,}",
                row=f"{row:,}",
                file=info.filename,
            )
            raise refused(
                table,
                what,
                worded("delete everything to the right of the table and below it, and save it again"),
                report,
            )


def _pieces(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as member:
        while piece := member.read(_CHUNK):
            yield piece


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
