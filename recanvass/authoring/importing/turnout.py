"""Turnout in a table of results: registered voters, ballots cast, over- and undervotes, blank ballots.

Owns which figures are turnout and in which file they go. They are in no share and in no sum of votes.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from recanvass.authoring.importing.cells import FigureReader, as_number
from recanvass.authoring.importing.edits import Edit, EditedText, Folder, NotEditableError, appended
from recanvass.authoring.importing.tables import InputTable, TableRecord, excerpt
from recanvass.authoring.importing.texts import csv_lines, shell_word
from recanvass.content.schema.figure_keys import CSV_PLACE, TurnoutRecord
from recanvass.content.syntax import read_csv
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, TallyId
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Release

TURNOUT_FILE = "turnout.csv"
BALLOTS, REGISTERED = TurnoutRecord.ballots.key, TurnoutRecord.registered.key
_WHOLE = Tally(TallyId(" turnout"), "", "", "")
Values = dict[str, int]
"""Figures by key of turnout; ballots by part of the votes have keys such as ballots.absentee."""


class _Stated(Struct, frozen=True):
    """One figure of turnout as it stands first."""

    number: int
    record: TableRecord


class TurnoutCells(Struct):
    """What a table states of turnout, by place and key; `again` are two rows that state one figure differently."""

    table: InputTable
    reader: FigureReader
    stated: dict[tuple[AreaId, str], _Stated] = field(default_factory=dict)
    again: dict[tuple[AreaId, str], tuple[TableRecord, TableRecord, int]] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)

    def take(self, key: tuple[AreaId, str], record: TableRecord, column: int, name: str, *, is_added: bool) -> None:
        """Read one cell; an empty one states nothing. `name` is what the table calls it."""
        number = as_number(self.reader.figure(record, column, _WHOLE))
        if not isinstance(number, int):
            return
        first = self.stated.get(key)
        if first is None:
            self.stated[key] = _Stated(number, record)
            self.names[name] = self.names.get(name, 0) + 1
        elif is_added:
            self.stated[key] = _Stated(first.number + number, first.record)
        elif first.number != number:
            self.again.setdefault(key, (first.record, record, column))

    @property
    def by_place(self) -> dict[AreaId, Values]:
        """The figures by place. Only ballots are kept by part; of the others the parts make up the whole."""
        found: dict[AreaId, Values] = {}
        parts: dict[tuple[AreaId, str], list[int]] = {}
        for (area, key), one in self.stated.items():
            whole, _, part = key.partition(".")
            if part and whole != BALLOTS:
                parts.setdefault((area, whole), []).append(one.number)
            else:
                found.setdefault(area, {})[key] = one.number
        for (area, key), numbers in parts.items():
            is_same = key == REGISTERED and len(set(numbers)) == 1
            found.setdefault(area, {}).setdefault(key, numbers[0] if is_same else sum(numbers))
        return found

    def report_to(self, report: Report) -> None:
        """Report figures that two rows state differently (E807), with both rows."""
        for (area, key), (first, record, column) in self.again.items():
            message = worded(
                "the turnout of '%(area)s' (%(key)s) differs from line %(line)s: %(text)s",
                area=area,
                key=key,
                line=first.line,
                text=excerpt(first),
            )
            hint = worded("delete the wrong row, or add --ignore %(name)s", name=shell_word(self._name(record, column)))
            self.table.fault("E807", record, column, message, hint=hint, first=first.line, report=report)

    def _name(self, record: TableRecord, column: int) -> str:
        return next((cell for cell in record.cells if cell in self.names), record.cells[column])


def changed_turnout(contest: Contest, index: int, turnout: Mapping[AreaId, Values]) -> dict[AreaId, Values]:
    """Return the turnout that differs from what releases up to one state; ballots are stated as a whole."""
    found: dict[AreaId, Values] = {}
    for area, values in turnout.items():
        before: dict[str, int] = {}
        for release in contest.releases[: index + 1]:
            before |= _stated_in(release, area)
        new = {key for key, value in values.items() if before.get(key) != value}
        if new:
            found[area] = {key: value for key, value in values.items() if key in new or key.startswith(BALLOTS)}
    return found


def _stated_in(release: Release, area: AreaId) -> Values:
    row = release.rows.get(area) or release.higher.get(area)
    if row is None or row.turnout is None:
        return {}
    whole = {key: getattr(row.turnout, key) for key in TurnoutRecord.fields}
    parts = {f"{BALLOTS}.{part}": count for part, count in row.turnout.by_part.items()}
    return {key: value for key, value in {**whole, **parts}.items() if isinstance(value, int)}


def turnout_text(path: str, turnout: Mapping[AreaId, Values], folder: Folder) -> str:
    """Return a file of turnout with some places in it as they are to be; raises NotEditableError."""
    file, text = folder.files.get(path), folder.text(path)
    rows = (read_csv(file, Report()) or []) if file is not None else []
    if not rows:
        seen = {key for values in turnout.values() for key in values}
        header = [CSV_PLACE, *sorted(seen, key=_order)]
        return csv_lines([header, *(_cells(area, values, header) for area, values in turnout.items())])
    header = [cell.text for cell in rows[0].cells]
    places = {row.cells[header.index(CSV_PLACE)].text: row for row in rows[1:]}
    edits: list[Edit] = []
    new = []
    for area, values in turnout.items():
        absent = [key for key in values if key not in header]
        if absent:
            message = worded(
                "%(path)s: it has no column '%(absent)s'; add one to the header and to every row",
                path=path,
                absent=absent[0],
            )
            raise NotEditableError(message)
        row = places.get(area)
        if row is None:
            new.append(_cells(area, values, header))
            continue
        for key, number in values.items():
            cell = row.cells[header.index(key)]
            start = text.offset(cell.line, cell.column)
            if cell.text != str(number):
                edits.append(Edit(start, start + (cell.length if cell.text else 0), str(number)))
    return _applied(text, edits, new)


def _applied(text: EditedText, edits: Sequence[Edit], new: Sequence[Sequence[str]]) -> str:
    return text.applied([*edits, appended(text, csv_lines(new))] if new else edits)


def _order(key: str) -> tuple[int, str]:
    return list(TurnoutRecord.fields).index(key.partition(".")[0]), key


def _cells(area: AreaId, values: Values, header: Sequence[str]) -> list[str]:
    return [area, *(str(values[key]) if key in values else "" for key in header[1:])]
