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
from recanvass.core.messages import worded

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
        message = worded(
            "either '%(label)s' or '%(figures)s' could be the column of figures; '%(label)s' isn't the sum of a place",
            label=label,
            figures=figures,
        )
        ways = worded(
            "--ignore %(label)s or --ignore %(figures)s", label=shell_word(label), figures=shell_word(figures)
        )
        hint = worded("leave out the wrong one: %(ways)s", ways=ways)
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
        message = worded(
            "the figures of %(what)s add up to %(numbers)s, but its total column says %(stated)s",
            what=what,
            numbers=sum(numbers),
            stated=stated,
        )
        hint = worded("check for a shifted cell or a missing candidate")
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
            message = worded(
                "the column '%(label)s' has the same figure for every candidate in a place, so it is their sum",
                label=label,
            )
            hint = worded(
                "use the column with each candidate's figures; leave out this one with --ignore %(label)s",
                label=shell_word(label),
            )
            report.add("E802", Span(self.table.name), message, hint=hint)


def fault_of_totals(shown: str, area: AreaId | None, place: str) -> tuple[str, str]:
    """Return what is wrong with a row of totals that nobody said what to do with, and what to do."""
    if area is None:
        message = worded("'%(shown)s' is a row of totals, but it doesn't say for which place", shown=shown)
        hint = worded("leave it out with --ignore '%(place)s', or all rows of totals with --totals skip", place=place)
    else:
        message = worded(
            "'%(shown)s' is a row of totals (for '%(area)s'), not a place that reports", shown=shown, area=area
        )
        hint = worded("add --totals publish to keep it as a published total, or --totals skip to leave it out")
    return message, hint
