"""A sheet of an Excel or OpenDocument workbook as rows of text.

Owns which sheet is read and how a cell becomes text: a number as the spreadsheet shows it, without a binary fraction.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from recanvass.authoring.importing.formats.old_excel import is_sound
from recanvass.authoring.importing.formats.refusal import refused
from recanvass.authoring.importing.matching import quoted_list
from recanvass.authoring.importing.tables import InputTable, StopError, TableRecord, made_record
from recanvass.authoring.importing.texts import shell_word
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_INSTALL = worded("to read it, run: python3 -m pip install python-calamine; or save the table as CSV UTF-8")
_ENOUGH = 2


def sheet_records(table: InputTable, data: bytes, report: Report) -> Iterator[TableRecord]:
    """Yield the rows of a sheet that have any text in them; emits E801."""
    name, rows = _chosen(table, sheets(table, data, report), report)
    if name:
        table.note(worded("Read the sheet '%(name)s'.", name=name))
    for number, row in enumerate(rows, 1):
        if any(cell != "" for cell in row):
            yield made_record(map(cell_text, row), number, table.delimiter)


def sheets(table: InputTable, data: bytes, report: Report) -> dict[str, list[list[Any]]]:
    """Return the sheets of a workbook that are shown, by name; emits E801."""
    try:
        from python_calamine import (  # noqa: PLC0415
            CalamineError,
            CalamineWorkbook,
            SheetTypeEnum,
            SheetVisibleEnum,
        )
    except ImportError:
        raise refused(table, worded("a spreadsheet"), _INSTALL, report) from None
    if data.startswith(OLD_EXCEL) and not is_sound(data):
        raise _damaged(table, report)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        shown = [
            one.name
            for one in workbook.sheets_metadata
            if one.typ is SheetTypeEnum.WorkSheet and one.visible is SheetVisibleEnum.Visible
        ]
        return {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in shown}
    except BaseException as error:
        # The library has an exception for its own faults that is no Exception.
        if not isinstance(error, CalamineError | ValueError | OSError) and type(error).__name__ != "PanicException":
            raise
        raise _damaged(table, report) from None


def _damaged(table: InputTable, report: Report) -> StopError:
    hint = worded("open it in a spreadsheet program and save it again")
    return refused(table, worded("a damaged or protected workbook"), hint, report)


def _chosen(
    table: InputTable, sheets: dict[str, list[list[Any]]], report: Report
) -> tuple[str, Sequence[Sequence[Any]]]:
    """Return the sheet to be read: the one asked for, or the only one that holds a table."""
    asked = table.reading.sheet
    if asked in sheets:
        return asked, sheets[asked]
    tables = {name: rows for name, rows in sheets.items() if _is_table(rows)}
    if len(sheets) == 1 and asked is None:
        return "", next(iter(sheets.values()))
    if asked is not None or len(tables) != 1:
        names = list(tables or sheets)
        what = (
            worded("a workbook with %(count)s sheets, none called '%(asked)s'", count=len(sheets), asked=asked)
            if asked is not None
            else ""
        )
        what = what or worded(
            "a workbook with %(count)s sheets that could be the table: %(names)s",
            count=len(tables),
            names=quoted_list(names),
        )
        hint = (
            worded("say which one to read: --sheet %(names)s", names=shell_word(names[0]))
            if names
            else worded("save the table in a sheet")
        )
        raise refused(table, what, hint, report)
    name = next(iter(tables))
    others = [other for other in sheets if other != name and sheets[other]]
    if others:
        table.note(worded("Sheets left out: %(others)s.", others=quoted_list(others)))
    return name, tables[name]


def _is_table(rows: Sequence[Sequence[Any]]) -> bool:
    filled = [sum(cell != "" for cell in row) for row in rows]
    return len([count for count in filled if count >= _ENOUGH]) >= _ENOUGH


def cell_text(cell: object) -> str:
    """Return a cell as text; a number with the 15 digits that a spreadsheet keeps, a date as year-month-day."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, str | int | timedelta):
        return str(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    number = Decimal(f"{cell:.15g}")
    return f"{number.to_integral_value():f}" if number == number.to_integral_value() else f"{number:f}"
