"""The rows of election files, in the terms of the field.

Owns how a record becomes a row, and which rows stand twice. Must not decide what becomes of a row.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from recanvass.authoring.importing.areas import slug_of
from recanvass.authoring.importing.cells import MASK, Absent, FigureReader, Found
from recanvass.authoring.importing.election.columns import PLACES, Header, header
from recanvass.authoring.importing.election.plan import ElectionPlan
from recanvass.authoring.importing.election.words import parted_office
from recanvass.authoring.importing.matching import normal, quoted_list
from recanvass.authoring.importing.reading import InputTable, TableRecord, records
from recanvass.authoring.importing.texts import scalar
from recanvass.authoring.importing.words import is_rate, method, turnout_key
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report, Span, wrong_width
from recanvass.core.ids import TallyId
from recanvass.core.messages import worded, worded_plural

MAX_FAULTS = 200
_NUMBER = re.compile(r"\d{1,15}(?:\.\d+)?")
_NO_NUMBER = frozenset({"NA", "N/A", "-", "null", "None"})
_YES = ("true", "yes", "1", "t")
_STAGES = {"gen": "", "general": "", "primary": "primary", "pri": "primary", "special": "special", "run": "runoff"}


class ElectionRow(Struct, frozen=True):
    """One row. `counts` are in the order of the columns of figures of its table, `line` is where it begins.

    `special` tells apart contests of one office: a special election, a runoff, a primary.
    """

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
    special: str
    is_write_in: bool
    seats: str
    vote_for: str
    counts: tuple[Found, ...]
    extra: tuple[str, ...] = ()

    @property
    def where(self) -> tuple[str, str, str]:
        """The names of the place."""
        return self.county, self.town, self.precinct


class Measure(Struct, frozen=True):
    """A column of numbers that nothing is known of; `is_of_place` says that all rows of a place have the same."""

    label: str
    is_of_place: bool


class ReadRows(Struct):
    """All rows of all files, and what was noticed on the way."""

    tables: tuple[InputTable, ...]
    headers: list[Header] = field(default_factory=list)
    rows: list[ElectionRow] = field(default_factory=list)
    lines: int = 0
    figures: int = 0
    repeated: int = 0
    first_repeated: tuple[InputTable, TableRecord, int] | None = None
    withheld: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    elections: set[str] = field(default_factory=set)
    days: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    fips: dict[str, str] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)
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

    def __init__(self, found: ReadRows, number: int, head: Header, plan: ElectionPlan) -> None:
        self.found, self.number, self.head, self.plan = found, number, head, plan
        self.table = found.tables[number]
        decimals = {tally.id: tally.decimals for tally in plan.tallies}
        self.tallies = [
            (index, Tally(TallyId(name), name, name, "", decimals.get(name, 0))) for index, name in head.counts
        ]
        self.figures = FigureReader(self.table)
        self.texts: dict[str, str] = {}
        self.seen: dict[tuple[str, ...], int] = {}
        self.nameless: dict[str, tuple[TableRecord, int]] = {}
        self.sums: dict[int, dict[tuple[str, ...], list[tuple[Found, Found]]]] = {}

    def cell(self, record: TableRecord, role: str) -> str:
        """Return the text of the column of a role, kept once however often it is there."""
        index = self.head.roles.get(role)
        text = record.cells[index] if index is not None else ""
        return self.texts.setdefault(text, text)

    def take(self, record: TableRecord, report: Report) -> None:
        """Take one row; emits E122 and E802."""
        if len(record.cells) != len(self.head.labels):
            count, wanted = len(record.cells), len(self.head.labels)
            message = wrong_width(count, wanted)
            hint = worded("write one cell per column")
            self.table.fault("E122", record, None, message, hint=hint, report=report)
            return
        self.found.lines += 1
        first = self.seen.setdefault(tuple(record.cells), record.line)
        if first != record.line:
            self.found.repeated += 1
            self.found.first_repeated = self.found.first_repeated or (self.table, record, first)
            return
        office = self.cell(record, "office") or self.plan.office or ""
        choice = self._choice(record)
        out = self._left_out(record, office, choice)
        if out is not None:
            self.found.left_out[out] = self.found.left_out.get(out, 0) + 1
        elif not office or not (choice or turnout_key(office)):
            lacking = "office" if not office else "candidate"
            earlier, count = self.nameless.get(lacking, (record, 0))
            self.nameless[lacking] = (earlier, count + 1)
        else:
            self._note(record)
            row = self._row(record, office, choice)
            self.found.rows.append(row)
            self._compare(record, (*row.where, office, self.cell(record, "district"), row.part), row.counts)

    def _left_out(self, record: TableRecord, office: str, choice: str) -> str | None:
        """Return the name for which a row is left out: one that is to be ignored, or that of rates."""
        place = [self.cell(record, role) for role in ("county", "municipality", "precinct")]
        ignored = self.table.reading.ignored
        for text in (office, choice, *place):
            if text and text in ignored:
                return text
        return next((text for text in (office, choice) if is_rate(text)), None)

    def _row(self, record: TableRecord, office: str, choice: str) -> ElectionRow:
        counts = tuple(self._figure(record, index, tally) for index, tally in self.tallies)
        self.found.figures += figures_in(counts)
        self.found.withheld += sum(count is Absent.WITHHELD for count in counts)
        name, district, vote_for = parted_office(office)
        county, town = self.cell(record, "county"), self.cell(record, "municipality")
        return ElectionRow(
            table=self.number,
            line=record.line,
            county=county,
            town="" if normal(town) == normal(county) else town,
            precinct=self.cell(record, "precinct"),
            office=self.texts.setdefault(name, name),
            district=self.cell(record, "district") or district,
            party=self.cell(record, "party"),
            choice=choice,
            part=self._part(record),
            special=self._special(record),
            is_write_in=normal(self.cell(record, "write_in")) in _YES,
            seats=self.cell(record, "seats"),
            vote_for=self.cell(record, "vote_for") or (str(vote_for) if vote_for else ""),
            counts=counts,
            extra=tuple(record.cells[index] for index, _ in (*self.head.turnout, *self.head.worth)),
        )

    def _figure(self, record: TableRecord, index: int, tally: Tally) -> Found:
        """Return the figure in a cell; one that the source masks is withheld, whatever the options say."""
        text = record.cells[index]
        if not text:
            return None
        return Absent.WITHHELD if MASK.fullmatch(text) else self.figures.figure(record, index, tally)

    def _choice(self, record: TableRecord) -> str:
        whole = self.cell(record, "choice")
        if whole or "last" not in self.head.roles:
            return whole
        name = " ".join(text for role in ("first", "middle", "last") if (text := self.cell(record, role)))
        return self.texts.setdefault(name, name)

    def _special(self, record: TableRecord) -> str:
        """Return what tells apart contests of one office."""
        if normal(self.cell(record, "special")) in (*_YES, "special"):
            return "special"
        words = normal(self.cell(record, "election"))
        found = _STAGES.get(words, slug_of(words))
        self.found.elections.add(found)
        return found

    def _part(self, record: TableRecord) -> str:
        text = self.cell(record, "mode")
        name = method(text) if text else ""
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
                label = self.head.labels[index] or worded("column %(index)s", index=index + 1)
                self.found.filled[label] = self.found.filled.get(label, 0) + 1

    def _compare(self, record: TableRecord, key: tuple[str, ...], counts: Sequence[Found]) -> None:
        for index in self.head.repeated:
            text = record.cells[index]
            tally = self.tallies[0][1]
            value = None if not text or MASK.fullmatch(text) else self.figures.figure(record, index, tally)
            self.sums.setdefault(index, {}).setdefault(key, []).append((value, counts[0]))

    def end(self, report: Report) -> None:
        """Report cells that are no figures, one message for one cause, and judge columns of sums; emits W801."""
        self.figures.report_to(report)
        for lacking, (record, count) in self.nameless.items():
            message = worded("this row names no %(lacking)s", lacking=lacking)
            if count > 1:
                message += worded(
                    ", and %(rows)s below it", rows=worded_plural("%(count)s row", "%(count)s rows", count - 1)
                )
            hint = worded("write the %(lacking)s, or delete the row", lacking=lacking)
            self.table.fault("E802", record, None, message, hint=hint, report=report)
        votes = self.head.labels[self.head.counts[0][0]]
        for index, by_place in self.sums.items():
            label = self.head.labels[index]
            self.found.sums[label] = self.found.sums.get(label, 0) + _as_sums(by_place)
            wrong = sum(map(_is_no_sum, by_place.values()))
            if wrong:
                places = worded_plural("%(count)s place", "%(count)s places", wrong)
                message = worded(
                    "'%(votes)s' is used, but '%(label)s' is neither the same nor its sum at %(places)s",
                    votes=votes,
                    label=label,
                    places=places,
                )
                hint = worded(
                    "if '%(label)s' is right, write in a plan: tallies: [{id: votes, name: Votes, unit: votes, "
                    "column: ",
                    label=label,
                )
                report.add("W801", Span(self.table.name, 1, 1), message, hint=f"{hint}{scalar(label)}}}]")


def figures_in(counts: Sequence[Found]) -> int:
    """Return how many figures a row states, masked ones among them."""
    return sum(count is not None and count is not Absent.MISSING for count in counts)


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
    for number in range(len(tables)):
        _read(found, number, plan, report)
    return found


def _read(found: ReadRows, number: int, plan: ElectionPlan, report: Report) -> None:
    table, reader = found.tables[number], None
    before = found.lines
    stream = records(table, report)
    for record in stream:
        if reader is None:
            mark = len(report.items)
            head = header(table, record, plan, report)
            found.headers.append(head)
            if len(report.items) > mark:
                if not head.counts and not found.measures:
                    found.measures = _measures(stream, head)
                return
            found.parts |= head.parts
            reader = _Reader(found, number, head, plan)
            continue
        reader.take(record, report)
        if len(report.items) >= MAX_FAULTS:
            break
    if reader is not None:
        reader.end(report)
        if found.lines == before and not report.items:
            message = worded("the file has a header but no rows")
            hint = worded("check the file you saved")
            report.add("E111", Span(table.name), message, hint=hint)


def _measures(stream: Iterable[TableRecord], head: Header) -> list[Measure]:
    """Return the columns of numbers of a table that has no column of votes."""
    numbers, fixed = dict.fromkeys(head.unused, 0), set(head.unused)
    seen: dict[tuple[str, ...], list[str]] = {}
    for record in stream:
        if len(record.cells) != len(head.labels):
            continue
        place = tuple(record.cells[head.roles[role]] for role in PLACES if role in head.roles)
        first = seen.setdefault(place, record.cells)
        for index in list(numbers):
            text = record.cells[index]
            fixed -= {index} if text != first[index] else set()
            if _NUMBER.fullmatch(text):
                numbers[index] += 1
            elif text and text not in _NO_NUMBER:
                del numbers[index]
    return [Measure(head.labels[index], index in fixed) for index, count in numbers.items() if count]


def records_at(found: ReadRows, rows: Sequence[ElectionRow]) -> Iterator[tuple[InputTable, TableRecord]]:
    """Yield the records of rows again, for messages that show them."""
    for number, table in enumerate(found.tables):
        lines = {row.line for row in rows if row.table == number}
        if lines:
            yield from ((table, record) for record in records(table, Report()) if record.line in lines)


def used_columns(found: ReadRows) -> Iterator[str]:
    """Say which columns hold what, and which were not used, with how many cells each."""
    head = found.headers[0]
    used = [
        worded("%(role)s from '%(labels)s'", role=role, labels=head.labels[index]) for role, index in head.roles.items()
    ]
    used += [
        worded("%(tally)s from '%(labels)s'", tally=tally, labels=head.labels[index])
        for index, tally in (*head.counts, *head.turnout)
    ]
    used += [
        worded("worth in %(tally)s from '%(labels)s'", tally=tally, labels=head.labels[index])
        for index, tally in head.worth
    ]
    yield worded("Columns: %(used)s.", used=", ".join(used))
    if found.filled:
        shown = ", ".join(
            f"{label} ({worded_plural('%(count)s cell', '%(count)s cells', count)})"
            for label, count in found.filled.items()
        )
        yield worded("Columns not used: %(shown)s.", shown=shown)
    empty = [label for index in head.unused if (label := head.labels[index]) and label not in found.filled]
    if empty:
        yield worded("Empty columns: %(empty)s.", empty=quoted_list(empty))
    for label, count in found.sums.items():
        rows = worded_plural("%(count)s row", "%(count)s rows", count)
        yield worded(
            "The column '%(label)s' repeats the votes or their sum in %(rows)s; it was compared, not added.",
            label=label,
            rows=rows,
        )
