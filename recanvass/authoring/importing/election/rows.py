"""The rows of election files, in the terms of the field.

Owns how a cell becomes a figure, and which rows stand twice. Must not decide what becomes of a row.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field

from recanvass.authoring.importing.areas import slug_of
from recanvass.authoring.importing.election.columns import VOTES, Header, header
from recanvass.authoring.importing.election.plan import ElectionPlan
from recanvass.authoring.importing.election.words import MASKED, is_rate, method, parted_office
from recanvass.authoring.importing.matching import normal, quoted_list
from recanvass.authoring.importing.reading import InputTable, TableRecord, records
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import Number

MAX_FAULTS = 200
_WHOLE = re.compile(r"\d{1,15}(?:\.0+)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.0+)?")
_DECIMAL = re.compile(r"\d{1,15}\.\d+")


class Withheld(Struct, frozen=True):
    """A figure that the source masks."""


WITHHELD = Withheld()
Found = Number | Withheld | None
"""What a cell says: a figure, a masked one, or nothing, which is not zero."""


class ElectionRow(Struct, frozen=True):
    """One row. `counts` are in the order of the columns of figures of its table, `line` is where it begins."""

    table: int
    line: int
    county: str
    town: str
    precinct: str
    office: str
    district: str
    party: str
    choice: str
    part: str
    stage: str
    is_write_in: bool
    seats: str
    vote_for: str
    counts: tuple[Found, ...]
    extra: tuple[str, ...] = ()

    @property
    def where(self) -> tuple[str, str, str]:
        """The names of the place."""
        return self.county, self.town, self.precinct


class ReadRows(Struct):
    """All rows of all files, and what was noticed on the way."""

    tables: tuple[InputTable, ...]
    headers: list[Header] = field(default_factory=list)
    rows: list[ElectionRow] = field(default_factory=list)
    lines: int = 0
    repeated: int = 0
    withheld: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    fips: dict[str, str] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)

    def span(self, row: ElectionRow) -> Span:
        """Return where a row begins."""
        return Span(self.tables[row.table].name, row.line, 1)

    def place_name(self, row: ElectionRow) -> str:
        """Return the names of the place of a row, the smallest first."""
        return ", ".join(name for name in (row.precinct, row.town, row.county) if name)


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, found: ReadRows, number: int, head: Header, plan: ElectionPlan, report: Report) -> None:
        self.found, self.number, self.head, self.plan, self.report = found, number, head, plan, report
        self.table = found.tables[number]
        self.decimals = {tally.id: tally.decimals for tally in plan.tallies}
        self.texts: dict[str, str] = {}
        self.seen: dict[tuple[str, ...], int] = {}
        self.strange: dict[tuple[int, str], tuple[TableRecord, int]] = {}
        self.sums: dict[int, dict[tuple[str, ...], list[tuple[Found, Found]]]] = {}

    def cell(self, record: TableRecord, role: str) -> str:
        """Return the text of the column of a role, kept once however often it is there."""
        index = self.head.roles.get(role)
        text = record.cells[index] if index is not None else ""
        return self.texts.setdefault(text, text)

    def take(self, record: TableRecord) -> None:
        """Take one row."""
        if len(record.cells) != len(self.head.labels):
            count, wanted = len(record.cells), len(self.head.labels)
            message = f"this row has {count} cell{'s' * (count != 1)}, the header has {wanted}"
            hint = "write one cell for each column"
            self.table.fault("E122", record, None, message, hint=hint, report=self.report)
            return
        self.found.lines += 1
        key = tuple(record.cells)
        first = self.seen.setdefault(key, record.line)
        if first != record.line:
            self.found.repeated += 1
            return
        ignored = self.table.reading.ignored
        office = self.cell(record, "office") or self.plan.office or ""
        choice = self._choice(record)
        place = [self.cell(record, role) for role in ("county", "municipality", "precinct")]
        out = next((text for text in (office, choice, *place) if text in ignored and text), None)
        if out is None and (is_rate(office) or is_rate(choice)):
            out = office if is_rate(office) else choice
        if out is not None:
            self.found.left_out[out] = self.found.left_out.get(out, 0) + 1
            return
        if not choice and not office:
            message = "this row names neither an office nor a candidate"
            self.table.fault("E802", record, None, message, hint="write both, or delete the row", report=self.report)
            return
        self._note(record)
        counts = tuple(self._figure(record, index, tally) for index, tally in self.head.counts)
        self.found.withheld += sum(count is WITHHELD for count in counts)
        name, district, vote_for = parted_office(office)
        county, town, precinct = place
        part = self._part(record)
        self.found.rows.append(
            ElectionRow(
                table=self.number,
                line=record.line,
                county=county,
                town="" if normal(town) == normal(county) else town,
                precinct=precinct,
                office=self.texts.setdefault(name, name),
                district=self.cell(record, "district") or district,
                party=self.cell(record, "party"),
                choice=choice,
                part=part,
                stage=self._stage(record),
                is_write_in=normal(self.cell(record, "write_in")) in ("true", "yes", "1", "t"),
                seats=self.cell(record, "seats"),
                vote_for=self.cell(record, "vote_for") or (str(vote_for) if vote_for else ""),
                counts=counts,
                extra=tuple(record.cells[index] for index, _ in (*self.head.turnout, *self.head.worth)),
            )
        )
        self._compare(record, (*place, office, self.cell(record, "district"), part), counts)

    def _choice(self, record: TableRecord) -> str:
        whole = self.cell(record, "choice")
        if whole or "last" not in self.head.roles:
            return whole
        name = " ".join(text for role in ("first", "middle", "last") if (text := self.cell(record, role)))
        return self.texts.setdefault(name, name)

    def _stage(self, record: TableRecord) -> str:
        """Return what tells apart contests of one office: a special election."""
        is_special = normal(self.cell(record, "special")) in ("true", "yes", "1", "t", "special")
        return "special" if is_special else ""

    def _part(self, record: TableRecord) -> str:
        text = self.cell(record, "mode")
        if not text:
            return ""
        name = method(text)
        if name == "":
            return ""
        name = name or text.capitalize()
        part = slug_of(name)
        self.found.parts.setdefault(part, name)
        return part

    def _note(self, record: TableRecord) -> None:
        """Note the day, the state, codes of counties and how many cells each unused column has."""
        for role, seen in (("date", self.found.days), ("state", self.found.states)):
            text = self.cell(record, role)
            if text:
                seen[text] = seen.get(text, 0) + 1
        fips, county = self.cell(record, "fips"), self.cell(record, "county")
        if fips and county:
            self.found.fips[county] = fips
        for index in self.head.unused:
            if record.cells[index]:
                label = self.head.labels[index] or f"column {index + 1}"
                self.found.filled[label] = self.found.filled.get(label, 0) + 1

    def _figure(self, record: TableRecord, index: int, tally: str) -> Found:
        text = record.cells[index]
        reading = self.table.reading
        decimals = self.decimals.get(tally, 0)
        if _WHOLE.fullmatch(text):
            whole = text.partition(".")[0]
            return Decimal(text) if decimals else int(whole)
        if not text or text in reading.missing:
            return None
        if text in reading.zero:
            return Decimal(0) if decimals else 0
        if MASKED.fullmatch(text):
            return WITHHELD
        if _GROUPED.fullmatch(text):
            return int(text.partition(".")[0].replace(",", ""))
        if decimals and _DECIMAL.fullmatch(text) and len(text.partition(".")[2].rstrip("0")) <= decimals:
            return Decimal(text)
        first, count = self.strange.setdefault((index, text), (record, 0))
        self.strange[index, text] = (first, count + 1)
        return None

    def _compare(self, record: TableRecord, key: tuple[str, ...], counts: Sequence[Found]) -> None:
        for index in self.head.repeated:
            text = record.cells[index]
            value = int(text.partition(".")[0]) if _WHOLE.fullmatch(text) else None
            self.sums.setdefault(index, {}).setdefault(key, []).append((value, counts[0]))

    def end(self) -> None:
        """Report cells that are no figures, one message a column and text, and judge columns of sums."""
        for (index, text), (record, count) in self.strange.items():
            rows = f" ({count:,} rows)" if count > 1 else ""
            label = self.head.labels[index]
            if text.endswith("%") or _DECIMAL.fullmatch(text):
                message = f"'{text}' in the column '{label}' is no count of votes{rows}"
                hint = "ask the source for the votes; percentages cannot be turned back into votes"
                self.table.fault("E802", record, index, message, hint=hint, report=self.report)
                continue
            message = f"'{text}' in the column '{label}' is no figure{rows}"
            shown = text.replace("'", "'\\''")
            hint = f"say what it means: --missing '{shown}' if nothing was reported, --zero '{shown}' if it was 0"
            self.table.fault("E812", record, index, message, hint=hint, report=self.report)
        for index, by_place in self.sums.items():
            label = self.head.labels[index]
            self.found.sums[label] = self.found.sums.get(label, 0) + _as_sums(by_place)
            wrong = sum(map(_is_no_sum, by_place.values()))
            if wrong:
                message = f"the column '{label}' is neither the votes nor their sum at {wrong:,} places"
                hint = "it is not used; compare it with the source"
                self.report.add("W801", Span(self.table.name, 1, 1), message, hint=hint)


def _as_sums(by_place: Mapping[tuple[str, ...], list[tuple[Found, Found]]]) -> int:
    return sum(len(pairs) for pairs in by_place.values() if not _is_no_sum(pairs))


def _is_no_sum(pairs: list[tuple[Found, Found]]) -> bool:
    """Tell whether the cells of a column are neither the figures beside them nor, all alike, their sum."""
    if all(own is None or own == count for own, count in pairs):
        return False
    whole = sum(count for _, count in pairs if isinstance(count, int))
    return any(own != whole for own, _ in pairs)


def read_rows(tables: Sequence[InputTable], plan: ElectionPlan, report: Report) -> ReadRows:
    """Read all files; emits E111, E122, E316, E802, E812 and what `records` emits."""
    found = ReadRows(tuple(tables))
    for number, table in enumerate(tables):
        _read(found, number, table, plan, report)
    return found


def _read(found: ReadRows, number: int, table: InputTable, plan: ElectionPlan, report: Report) -> None:
    reader: _Reader | None = None
    before = found.lines
    for record in records(table, report):
        if reader is None:
            mark = len(report.items)
            head = header(table, record, plan, report)
            found.headers.append(head)
            if len(report.items) > mark:
                return
            found.parts |= head.parts
            reader = _Reader(found, number, head, plan, report)
            continue
        reader.take(record)
        if len(report.items) >= MAX_FAULTS:
            break
    if reader is not None:
        reader.end()
        if found.lines == before and not report.items:
            report.add("E111", Span(table.name), "this file has a header and no rows", hint="check what was saved")


def records_at(found: ReadRows, rows: Sequence[ElectionRow]) -> Iterator[tuple[InputTable, TableRecord]]:
    """Yield the records of rows again, for messages that show them."""
    for number, table in enumerate(found.tables):
        lines = {row.line for row in rows if row.table == number}
        if lines:
            yield from ((table, record) for record in records(table, Report()) if record.line in lines)


def used_columns(found: ReadRows) -> Iterator[str]:
    """Say which columns hold what, and which were not used, with how many cells each."""
    head = found.headers[0]
    used = [f"{role} from '{head.labels[index]}'" for role, index in head.roles.items()]
    used += [f"{tally} from '{head.labels[index]}'" for index, tally in (*head.counts, *head.turnout)]
    used += [f"worth in {tally} from '{head.labels[index]}'" for index, tally in head.worth]
    yield f"Columns: {', '.join(used)}."
    if found.filled:
        shown = ", ".join(f"{label} ({count:,} cells)" for label, count in found.filled.items())
        yield f"Columns not used: {shown}."
    empty = [label for index in head.unused if (label := head.labels[index]) and label not in found.filled]
    if empty:
        yield f"Empty columns: {quoted_list(empty)}."
    for label, count in found.sums.items():
        yield f"The column '{label}' repeats the votes or their sum in {count:,} rows; it was compared, not added."


__all__ = ["VOTES", "ElectionRow", "Found", "ReadRows", "Withheld", "read_rows", "records_at", "used_columns"]
