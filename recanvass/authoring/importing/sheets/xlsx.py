"""An Excel workbook of plain cells, some of them locked.

Owns the XML of such a workbook. Must not know what the cells mean.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from recanvass.authoring.importing.sheets.layout import HEAD_ROWS, LOCKED_COLUMNS, FigureSheet

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DAY = (1980, 1, 1, 0, 0, 0)
_LETTERS = 26
_NUMBER = re.compile(r"(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?")
_NOT_IN_NAME = re.compile(r"[\\/*?:\[\]]")
_LONGEST_NAME = 31
_LOCKED, _OPEN, _HEAD = 1, 0, 2
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEEEEE"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf applyProtection="1"><protection locked="0"/></xf>'
    '<xf fillId="2" applyFill="1"/><xf fontId="1" fillId="2" applyFont="1" applyFill="1"/></cellXfs></styleSheet>'
)


def workbook(sheets: Sequence[FigureSheet]) -> bytes:
    """Return a workbook in which only figures can be changed; the protection has no password."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in _parts(sheets):
            archive.writestr(ZipInfo(name, _DAY), _XML + content, ZIP_DEFLATED)
    return buffer.getvalue()


def _parts(sheets: Sequence[FigureSheet]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    paths = [f"worksheets/sheet{number}.xml" for number in numbers]
    types = "".join(f'<Override PartName="/xl/{path}" ContentType="{_TYPES}.worksheet+xml"/>' for path in paths)
    content = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{types}</Types>'
    )
    yield "[Content_Types].xml", content
    yield "_rels/.rels", _links([("officeDocument", "xl/workbook.xml")])
    yield "xl/_rels/workbook.xml.rels", _links([*(("worksheet", path) for path in paths), ("styles", "styles.xml")])
    listed = "".join(
        f'<sheet name="{escape(_sheet_name(sheet.name, number))}" sheetId="{number}" r:id="r{number}"/>'
        for number, sheet in zip(numbers, sheets, strict=True)
    )
    content = f"<bookViews><workbookView/></bookViews><sheets>{listed}</sheets>"
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{content}</workbook>'
    yield "xl/styles.xml", _STYLES
    for path, sheet in zip(paths, sheets, strict=True):
        yield f"xl/{path}", _sheet(sheet.rows)


def _links(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _sheet_name(name: str, number: int) -> str:
    """Return a name that a sheet may have, and no other one of the workbook has."""
    plain = _NOT_IN_NAME.sub("-", name)
    if len(plain) <= _LONGEST_NAME:
        return plain
    end = f"~{number}"
    return plain[: _LONGEST_NAME - len(end)] + end


def _sheet(rows: Sequence[Sequence[str]]) -> str:
    corner = f"{_letters(LOCKED_COLUMNS)}{HEAD_ROWS + 1}"
    lines = "".join(f'<row r="{number}">{_cells(row, number)}</row>' for number, row in enumerate(rows, 1))
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        f'<pane xSplit="{LOCKED_COLUMNS}" ySplit="{HEAD_ROWS}" topLeftCell="{corner}" activePane="bottomRight" '
        'state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{LOCKED_COLUMNS}" width="22" customWidth="1"/></cols><sheetData>{lines}</sheetData>'
        '<sheetProtection sheet="1" formatColumns="0" sort="0" autoFilter="0"/></worksheet>'
    )


def _cells(row: Sequence[str], number: int) -> str:
    found = []
    for index, cell in enumerate(row):
        is_figure = number > HEAD_ROWS and index >= LOCKED_COLUMNS
        style = _OPEN if is_figure else _HEAD if number <= HEAD_ROWS else _LOCKED
        at = f'r="{_letters(index)}{number}" s="{style}"'
        if not cell:
            found.append(f"<c {at}/>")
        elif is_figure and _NUMBER.fullmatch(cell):
            found.append(f"<c {at}><v>{cell}</v></c>")
        else:
            found.append(f'<c {at} t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>')
    return "".join(found)


def _letters(index: int) -> str:
    """Return the name of a column, counted from 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name
