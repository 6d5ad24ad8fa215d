"""Figures that a table states again for the same place and choice.

Owns whether they are added up, and what is said of those that are not. Must not decide which one is right.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from recanvass.authoring.importing.matching import is_total, normal
from recanvass.authoring.importing.tables import InputTable, TableRecord, excerpt
from recanvass.authoring.importing.texts import scalar, shell_word
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded

_MAX_KEPT = 1_000
_MAX_EACH = 20
_PARTIES = ("party", "party name", "party detailed", "party simplified", "party code")
_AREAS = ("municipality", "town", "township", "city", "village", "ward", "county", "jurisdiction")


class Again(Struct, frozen=True):
    """A figure that is stated again: the line of the first, the record and cell of this one, and whether they agree."""

    first: int
    record: TableRecord
    column: int
    name: str
    is_same: bool


class Repeats(Struct):
    """Every figure that was stated again, and how many were added up."""

    table: InputTable
    labels: tuple[str, ...]
    summed: tuple[int, ...] = ()
    again: list[Again] = field(default_factory=list)
    count: int = 0
    added: int = 0
    seen: dict[tuple[str, str, str], dict[tuple[str, ...], int]] = field(default_factory=dict)

    def is_added(self, key: tuple[str, str, str], record: TableRecord) -> bool:
        """Tell whether a row is one of those that are to be added up; each value of their columns is so once.

        A row that is a total itself, such as one of all ways to vote, is never added to others.
        """
        if not self.summed:
            return True
        values = self._values(record)
        known = self.seen.setdefault(key, {})
        is_apart = bool(known) and any(is_total(text) for row in (values, *known) for text in row)
        if values in known or is_apart:
            return False
        known[values] = record.line
        return True

    def _values(self, record: TableRecord) -> tuple[str, ...]:
        return tuple(record.cells[column] for column in self.summed)

    def first_line(self, key: tuple[str, str, str], record: TableRecord, line: int) -> int:
        """Return the line of the row that a row repeats: the one with the same values, or the one given."""
        return self.seen.get(key, {}).get(self._values(record), line)

    def keep(self, again: Again) -> None:
        """Keep a figure that contradicts or repeats an earlier one."""
        self.count += 1
        if len(self.again) < _MAX_KEPT:
            self.again.append(again)

    def report_to(self, first: Mapping[int, TableRecord], used: Iterable[int], report: Report) -> None:
        """Report them (E807): once for all rows that differ in the same columns, else side by side.

        `first` are the earlier rows by line. Columns that are `used` for figures do not tell two rows apart.
        """
        skipped = set(used)
        by_columns: dict[tuple[int, ...], list[Again]] = {}
        for one in self.again:
            before = first.get(one.first)
            cells = before.cells if before is not None else one.record.cells
            pairs = enumerate(zip(cells, one.record.cells, strict=False))
            differing = tuple(index for index, (old, new) in pairs if old != new and index not in skipped)
            by_columns.setdefault(differing, []).append(one)
        for columns, found in by_columns.items():
            if columns:
                self._report_differing(columns, found, first, report)
            else:
                for one in found[:_MAX_EACH]:
                    self._report_contradiction(one, first, report)

    def _report_differing(
        self, columns: tuple[int, ...], found: Sequence[Again], first: Mapping[int, TableRecord], report: Report
    ) -> None:
        one = found[0]
        before = first[one.first].cells
        told = worded(" and in ").join(
            f"'{self.labels[index] or index + 1}' ('{before[index]}', '{one.record.cells[index]}')" for index in columns
        )
        rows = worded(" (%(count)s figures)", count=len(found)) if len(found) > 1 else ""
        message = worded(
            "'%(name)s' appears more than once for this place%(rows)s; the rows differ in %(told)s",
            name=one.name,
            rows=rows,
            told=told,
        )
        cells = [before, *(again.record.cells for again in reversed(found))]
        values = [row[columns[0]] for row in cells]
        hint = "; ".join(_ways(self.labels, columns, values))
        self.table.fault("E807", one.record, one.column, message, hint=hint, first=one.first, report=report)

    def _report_contradiction(self, one: Again, first: Mapping[int, TableRecord], report: Report) -> None:
        same = worded("with the same figure") if one.is_same else worded("with a different figure")
        before = first.get(one.first)
        shown = (
            worded("; line %(first)s says: %(text)s", first=one.first, text=excerpt(before))
            if before is not None
            else ""
        )
        message = worded(
            "'%(name)s' appears again for this place, %(same)s%(shown)s", name=one.name, same=same, shown=shown
        )
        hint = worded("delete the wrong row")
        self.table.fault("E807", one.record, one.column, message, hint=hint, first=one.first, report=report)


def _ways(labels: Sequence[str], columns: Sequence[int], values: Sequence[str]) -> list[str]:
    """Return what may be done with rows that differ in some columns; `values` are those of the first one.

    If one of the rows is the total of the others, that one alone can be right.
    """
    names = [labels[index] or str(index + 1) for index in columns]
    total = next(filter(is_total, values), None)
    ways = []
    if len(columns) == 1 and normal(names[0]) in _AREAS:
        line = f"columns: {{county: {scalar(names[0])}}}"
        ways.append(worded("if it says where the place is, write in a mapping file: %(line)s", line=line))
    if total is None:
        ways.append(
            worded(
                "to add the rows together, add %(names)s",
                names=" ".join(f"--sum-over {shell_word(name)}" for name in names),
            )
        )
    value = total or values[-1]
    is_party = normal(names[0]) in _PARTIES
    option = f"--party {shell_word(value)}" if is_party else f"--only {shell_word(f'{names[0]}={value}')}"
    ways.append(worded("to take only one of them, add %(option)s", option=option))
    return ways
