"""The figure in a cell of a foreign table.

Owns how a cell is read, and what is wrong with one that is no figure: one message for one cause, however many cells.
"""

import re
from decimal import Decimal
from enum import Enum

from msgspec import Struct, field

from recanvass.authoring.importing.tables import InputTable, TableRecord
from recanvass.authoring.importing.texts import shell_word
from recanvass.content.schema.scalars import figure
from recanvass.content.syntax import Scalar
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report
from recanvass.core.ids import Number, TallyId
from recanvass.core.messages import worded

MAX_KNOWN = 100_000
_GROUP = 3
_MAX_LINES = 5
_WHOLE = re.compile(r"(\d+)\.0+")
_BLANK_GROUPS = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?")
MASK = re.compile(r"\*+|[<\u2264] ?\d+|\d+ ?- ?\d+\*|suppressed|masked|redacted|withheld", re.IGNORECASE)
"""What sources print in place of a figure that they hide."""


class Absent(Enum):
    """What a cell means that holds no figure."""

    BLANK = "blank"
    MISSING = "missing"
    WITHHELD = "withheld"
    FAULTY = "faulty"


Found = Number | Absent | None
"""What is known of one figure; None where no cell states it."""


class _Fault(Struct):
    """What is wrong with cells of one column, in the first of them, and the lines of all."""

    code: str
    record: TableRecord
    column: int
    message: str
    hint: str
    lines: list[int] = field(default_factory=list)
    cells: int = 0


class FigureReader:
    """Reads cells as figures of a tally; what is no figure is kept by its cause."""

    def __init__(self, table: InputTable) -> None:
        """Start with no cell read."""
        self.table = table
        self.known: dict[tuple[TallyId, str], Found] = {}
        self.faults: dict[tuple[str, int, str], _Fault] = {}

    def figure(self, record: TableRecord, column: int, tally: Tally) -> Found:
        """Return the figure in a cell; faults are kept for `report_to`."""
        text = record.cells[column]
        key = (tally.id, text)
        if key in self.known:
            return self.known[key]
        found = self._plain(text, tally)
        if found is None:
            found = self._typed(record, column, text, tally)
        if found is not Absent.FAULTY:
            if len(self.known) >= MAX_KNOWN:
                self.known.clear()
            self.known[key] = found
        return found

    def _plain(self, text: str, tally: Tally) -> Found:
        """Return what a cell means without being read as a number."""
        reading = self.table.reading
        if not text:
            return Absent.BLANK
        if text in reading.withheld or (text in reading.missing and MASK.fullmatch(text)):
            return Absent.WITHHELD
        if text in reading.zero and not MASK.fullmatch(text):
            return zero_of(tally)
        return Absent.MISSING if text in reading.missing else None

    def _typed(self, record: TableRecord, column: int, text: str, tally: Tally) -> Found:
        report = Report()
        number = figure(Scalar(self._digits(text, tally), "", 0, 0, 1), tally.decimals, report)
        if number is not None:
            return number
        (fault,) = report.items
        code, message, hint = fault.code, fault.message, fault.hint
        if _is_grouped(text, ","):
            hint += worded(", or add --thousands , to read figures like this")
        elif MASK.fullmatch(text):
            code, message = "E812", worded("'%(text)s' hides a figure, which is not 0", text=text)
            hint = worded("add --withheld %(text)s", text=shell_word(text))
        elif text.endswith("%"):
            code, message = "E820", worded("'%(text)s' is a percentage, not a count", text=text)
            hint = worded("take a column of counts instead")
        elif not any(char.isdigit() for char in text):
            code, message = "E812", worded("'%(text)s' isn't a number", text=text)
            hint = worded(
                "add --missing %(text)s if it means nothing was reported, or --zero %(text)s if it means 0",
                text=shell_word(text),
            )
        self._keep(code, record, column, (message, hint))
        return Absent.FAULTY

    def _digits(self, text: str, tally: Tally) -> str:
        """Return a figure without what only separates its digits, or says that nothing follows the whole."""
        thousands = self.table.reading.thousands
        if _is_grouped(text, thousands):
            text = text.replace(thousands, "")
        elif _BLANK_GROUPS.fullmatch(text):
            text = text.replace(" ", "")
        whole = _WHOLE.fullmatch(text)
        return whole[1] if whole is not None and not tally.decimals else text

    def _keep(self, code: str, record: TableRecord, column: int, said: tuple[str, str]) -> None:
        text = record.cells[column]
        cause = re.sub(r"\d+", "0", text) if any(char.isdigit() for char in text) else text
        kept = self.faults.setdefault((code, column, cause), _Fault(code, record, column, *said))
        kept.cells += 1
        if len(kept.lines) < _MAX_LINES:
            kept.lines.append(record.line)

    def report_to(self, report: Report) -> None:
        """Report each cause once, in the first cell that has it."""
        for one in self.faults.values():
            lines = ", ".join(map(str, one.lines)) + (" …" if one.cells > len(one.lines) else "")
            more = (
                worded(" (%(cells)s cells like it: lines %(lines)s)", cells=one.cells, lines=lines)
                if one.cells > 1
                else ""
            )
            self.table.fault(one.code, one.record, one.column, one.message + more, hint=one.hint, report=report)


def _is_grouped(text: str, separator: str) -> bool:
    """Tell whether a figure is written with a separator between thousands, in groups of three digits."""
    first, *groups = text.partition(".")[0].split(separator) if separator else (text,)
    return (
        bool(groups)
        and first.isdigit()
        and len(first) <= _GROUP
        and all(len(g) == _GROUP and g.isdigit() for g in groups)
    )


def as_number(found: Found) -> Number | None:
    """Return a figure, or None for a cell that holds none."""
    return None if isinstance(found, Absent) else found


def zero_of(tally: Tally) -> Number:
    """Return nought in the type of a tally's figures."""
    return Decimal(0) if tally.decimals else 0
