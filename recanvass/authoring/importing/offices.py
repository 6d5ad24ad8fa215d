"""Which rows of a file belong to the contest that is asked for.

Owns what counts as the same office, district or party: case, dots, blanks and leading zeros make no difference. Must
not read figures.
"""

import difflib
import re
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from recanvass.authoring.importing.matching import normal, quoted_list
from recanvass.authoring.importing.tables import InputTable, TableRecord
from recanvass.authoring.importing.texts import shell_word
from recanvass.authoring.importing.words import turnout_key
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded

_MAX_KNOWN = 2_000
_ZEROS = re.compile(r"\b0+(?=\d)")
_JOINED = frozenset({"and", "or", "lt", "lieutenant", "district", "dist", "for", "vote"})
"""Words with which a longer name of the same office goes on: Governor and Lieutenant Governor."""
_LONG_WORD = 5
_LIKENESS = 80
"""How much of two words is alike, in percent."""


class WantedRows(Struct, frozen=True):
    """What the editor asks for: offices, districts, and pairs of a column and the value it must have."""

    offices: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    only: tuple[tuple[str, str], ...] = ()


class OfficeRows(Struct):
    """One contest of a file: its names as they stand there first, and whether it is asked for."""

    office: str
    district: str
    is_ours: bool
    record: TableRecord
    rows: int = 0
    figures: int = 0

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return f"{self.office} {self.district}".strip()


def spelled_alike(text: str) -> str:
    """Return a name of an office, district or party as it is compared."""
    return _ZEROS.sub("", normal(text.replace(".", ""))).replace(" ", "")


class RowFilter(Struct):
    """Tells which rows are asked for, and keeps what contests a file holds."""

    wanted: WantedRows
    office: int | None
    district: int | None
    only: tuple[tuple[int, str, str], ...] = ()
    contests: dict[tuple[str, str], OfficeRows] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    compared: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    counts: tuple[int, ...] = ()

    def turnout_key(self, record: TableRecord) -> str | None:
        """Return the key of turnout if the office of a row is none, but a figure of turnout."""
        if self.office is None:
            return None
        office = record.cells[self.office]
        is_asked = office and self._compared(office) in map(spelled_alike, self.wanted.offices)
        return None if is_asked else turnout_key(office)

    def shown(self, record: TableRecord) -> str:
        """Return the office of a row as it stands there."""
        return record.cells[self.office] if self.office is not None else ""

    def takes(self, record: TableRecord) -> bool:
        """Tell whether a row is asked for; one of turnout is, whatever office it names."""
        for column, name, value in self.only:
            text = record.cells[column]
            compared = self._compared(text)
            seen = self.values.setdefault(name, {})
            if len(seen) < _MAX_KNOWN:
                seen.setdefault(compared, text)
            if compared != value:
                shown = f"{name} {text}".strip()
                if len(self.left_out) < _MAX_KNOWN:
                    self.left_out[shown] = self.left_out.get(shown, 0) + self._figures(record)
                return False
        return self.office is None or self.turnout_key(record) is not None or self._is_ours(record, self.office)

    def _figures(self, record: TableRecord) -> int:
        return sum(bool(record.cells[column]) for column in self.counts)

    def _is_ours(self, record: TableRecord, column: int) -> bool:
        office = record.cells[column]
        district = record.cells[self.district] if self.district is not None else ""
        key = (self._compared(office), self._compared(district))
        known = self.contests.get(key)
        if known is None:
            wanted = self.wanted
            is_ours = not wanted.offices or key[0] in map(spelled_alike, wanted.offices)
            is_ours &= not wanted.districts or key[1] in map(spelled_alike, wanted.districts)
            known = OfficeRows(office, district, is_ours, record)
            if len(self.contests) < _MAX_KNOWN or is_ours:
                self.contests[key] = known
        known.rows += 1
        known.figures += self._figures(record)
        return known.is_ours

    def _compared(self, text: str) -> str:
        if text not in self.compared:
            if len(self.compared) >= _MAX_KNOWN:
                self.compared.clear()
            self.compared[text] = spelled_alike(text)
        return self.compared[text]


def row_filter(wanted: WantedRows, labels: Sequence[str], roles: Mapping[str, int]) -> tuple[RowFilter, list[str]]:
    """Return a filter for the columns of a table, and the names of columns asked for that it does not have."""
    places = {normal(text): index for index, text in reversed(list(enumerate(labels)))}
    only, absent = [], []
    for name, value in wanted.only:
        column = roles.get("party") if name == "party" else None
        column = places.get(normal(name)) if column is None else column
        if column is None:
            absent.append(name)
        else:
            only.append((column, name, spelled_alike(value)))
    return RowFilter(wanted, roles.get("office"), roles.get("district"), tuple(only)), absent


def report_offices(table: InputTable, rows: RowFilter, ignored: frozenset[str], report: Report) -> bool:
    """Report if not exactly the rows of one contest are asked for, or a name looks like it; tell whether (E808)."""
    span = Span(table.name)
    for _, name, value in rows.only:
        seen = rows.values.get(name, {})
        if seen and value not in seen:
            asked = next(text for column, text in rows.wanted.only if column == name)
            message = worded(
                "no row has '%(asked)s' in the column '%(name)s'; it has %(list)s",
                asked=asked,
                name=name,
                list=quoted_list(list(seen.values())),
            )
            option = "--party VALUE" if name == "party" else f"--only {shell_word(f'{name}=VALUE')}"
            report.add("E808", span, message, hint=worded("correct %(option)s", option=option))
            return True
    if not rows.contests:
        return False
    ours = [one for one in rows.contests.values() if one.is_ours]
    absent = [text for text in rows.wanted.offices if all(spelled_alike(text) != key[0] for key in rows.contests)]
    if _is_several(rows) or absent:
        asked = " ".join((*(absent or rows.wanted.offices), *rows.wanted.districts)).strip()
        named = quoted_list([one.name for one in (rows.contests.values() if absent or not ours else ours)])
        message = worded("the file has no contest '%(asked)s'; it has %(named)s", asked=asked, named=named)
        if ours and not absent:
            message = worded("the file has %(count)s contests: %(named)s", count=len(ours), named=named)
        hint = worded(
            "say which one to import, for example %(options)s",
            options=_options(next(iter(ours or rows.contests.values()))),
        )
        report.add("E808", span, message, hint=hint)
        return True
    return _report_alike(table, rows, ours, ignored, report=report)


def _is_several(rows: RowFilter) -> bool:
    """Tell whether the rows asked for are of no contest or of several that were not all named."""
    ours = [key for key, one in rows.contests.items() if one.is_ours]
    if len(ours) == 1:
        return False
    districts = {district for _, district in ours}
    is_named = len(rows.wanted.offices) > 1 and (len(districts) == 1 or len(rows.wanted.districts) > 1)
    return not (ours and is_named)


def _options(one: OfficeRows) -> str:
    district = f" --district {shell_word(one.district)}" if one.district else ""
    return f"--office {shell_word(one.office)}{district}"


def _report_alike(
    table: InputTable, rows: RowFilter, ours: Sequence[OfficeRows], ignored: frozenset[str], *, report: Report
) -> bool:
    is_stopped = False
    for other in rows.contests.values():
        if other.is_ours or other.office in ignored or other.name in ignored:
            continue
        like = next((one for one in ours if _is_alike(one.name, other.name)), None)
        if like is None:
            continue
        message = worded(
            "'%(other)s' looks like '%(like)s', but its rows (%(rows)s) would be left out",
            other=other.name,
            like=like.name,
            rows=other.rows,
        )
        offices = dict.fromkeys([*(one.office for one in ours), other.office])
        both = " ".join(f"--office {shell_word(text)}" for text in offices)
        hint = worded(
            "to take both, add %(both)s; if it's another contest, add --ignore %(other)s",
            both=both,
            other=shell_word(other.name),
        )
        table.fault("E808", other.record, rows.office, message, hint=hint, report=report)
        is_stopped = True
    return is_stopped


def _is_alike(name: str, other: str) -> bool:
    """Tell whether two names may be spellings of one: a slip in one long word, or the office with its second one."""
    first, second = sorted((normal(name).split(), normal(other).split()), key=len)
    if first == second[: len(first)] and second[len(first) : len(first) + 1] and second[len(first)] in _JOINED:
        return True
    if len(first) != len(second):
        return False
    pairs = [(one, two) for one, two in zip(first, second, strict=True) if one != two]
    if len(pairs) != 1:
        return False
    one, two = pairs[0]
    is_long = min(len(one), len(two)) >= _LONG_WORD and not any(char.isdigit() for char in one + two)
    return is_long and difflib.SequenceMatcher(None, one, two).ratio() * 100 >= _LIKENESS
