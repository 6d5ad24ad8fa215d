"""Sums that a table states itself, of the figures of one row or of all rows of a place.

Owns the comparison with the figures. A difference is a warning, and no sum is ever taken for a figure.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from recanvass.authoring.importing.cells import Absent, Found, as_number
from recanvass.authoring.importing.tables import InputTable, TableRecord
from recanvass.authoring.importing.texts import shell_word
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import AreaId, Number, TallyId

_ENOUGH = 2


class _Stated(Struct):
    """A sum as it stands first, and the record of another one for the same place, if there is one."""

    record: TableRecord
    column: int
    sum: Number | None
    is_row: bool
    other: TableRecord | None = None


class RowSums(Struct):
    """The sums that were stated of the choices of a place, by place and tally; `figures` names their column."""

    table: InputTable
    labels: tuple[str, ...]
    figures: Mapping[TallyId, str] = field(default_factory=dict)
    stated: dict[tuple[AreaId, TallyId], _Stated] = field(default_factory=dict)

    def state(
        self, key: tuple[AreaId, TallyId], record: TableRecord, column: int, number: Number | None, *, is_row: bool
    ) -> None:
        """Keep a sum, in a row of its own or beside each figure."""
        kept = self.stated.setdefault(key, _Stated(record, column, number, is_row))
        if kept.sum != number and kept.other is None:
            kept.other = record

    def compare(self, counts: Mapping[AreaId, Mapping[TallyId, Sequence[Found]]], report: Report) -> None:
        """Compare every sum with its figures (W801); a column that differs from row to row is none (E802)."""
        told: set[int] = set()
        for (area, tally), one in self.stated.items():
            if one.other is not None and not one.is_row:
                if one.column not in told:
                    told.add(one.column)
                    self._report_no_sum(one, one.other, self.figures.get(tally, ""), report)
                continue
            parts = [
                as_number(count) for count in counts.get(area, {}).get(tally, ()) if count not in (None, Absent.BLANK)
            ]
            self.check(one.record, one.column, one.sum, parts, what=f"'{area}'", report=report)

    def _report_no_sum(self, one: _Stated, other: TableRecord, figures: str, report: Report) -> None:
        label = self.labels[one.column]
        message = f"either '{label}' or '{figures}' could be the column of figures; '{label}' isn't the sum of a place"
        ways = f"--ignore {shell_word(label)} or --ignore {shell_word(figures)}"
        hint = f"leave out the wrong one: {ways}"
        self.table.fault("E802", other, one.column, message, hint=hint, first=one.record.line, report=report)

    def check(
        self,
        record: TableRecord,
        column: int,
        stated: Number | None,
        parts: Sequence[Number | None],
        *,
        what: str,
        report: Report,
    ) -> None:
        """Hold one sum against its figures (W801)."""
        numbers = [part for part in parts if part is not None]
        if stated is None or not numbers or len(numbers) < len(parts) or sum(numbers) == stated:
            return
        message = f"the figures of {what} add up to {sum(numbers)}, but its total column says {stated}"
        hint = "check for a shifted cell or a missing candidate"
        self.table.fault("W801", record, column, message, hint=hint, report=report)

    def refuse_equal(self, column: int, by_place: Sequence[Sequence[Found]], *, is_sure: bool, report: Report) -> None:
        """Refuse a column that has the same figure for every choice of each place: it is a sum (E802)."""
        several = []
        for counts in by_place:
            numbers = [number for number in map(as_number, counts) if number is not None]
            if len(numbers) >= _ENOUGH:
                several.append(numbers)
        is_equal = all(len(set(numbers)) == 1 for numbers in several)
        if several and is_equal and any(map(any, several)) and (is_sure or len(several) >= _ENOUGH):
            label = self.labels[column]
            message = f"the column '{label}' has the same figure for every candidate in a place, so it is their sum"
            hint = f"use the column with each candidate's figures; leave out this one with --ignore {shell_word(label)}"
            report.add("E802", Span(self.table.name), message, hint=hint)
