"""The header of a foreign table: which column holds what.

Owns the names by which columns are known and how several header rows are read together. Must not read figures.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from recanvass.authoring.importing.column_names import VOTES, WORDS
from recanvass.authoring.importing.mapping import Meanings
from recanvass.authoring.importing.matching import Names, first_of, is_total, normal, quoted_list, summed
from recanvass.authoring.importing.reading import InputTable, TableRecord, other_delimiter
from recanvass.authoring.importing.texts import scalar
from recanvass.core.ballot import Choice, Tally
from recanvass.core.diagnostics import Report
from recanvass.core.ids import ChoiceId, TallyId
from recanvass.core.model import Contest

MAX_HEADER_ROWS = 4


class Columns(Struct, frozen=True):
    """Which column holds what. `figures` are (column, position of the choice, tally); -1 where the row names it.

    `totals` are columns that hold the sum of a row in one tally. `unused` are names of columns that nothing reads.
    """

    labels: tuple[str, ...]
    roles: Mapping[str, int]
    figures: tuple[tuple[int, int, Tally], ...] = ()
    totals: tuple[tuple[int, Tally], ...] = ()
    unused: tuple[str, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether each row names its choice."""
        return "choice" in self.roles


class Ballot(Struct, frozen=True):
    """The tallies and choices of a contest, ready to be matched with names."""

    contest: Contest
    tallies: Names[TallyId] = field(default_factory=Names)
    choices: Names[ChoiceId] = field(default_factory=Names)

    def tally(self, name: TallyId) -> Tally:
        """Return a tally by its id."""
        return next(tally for tally in self.contest.tallies if tally.id == name)

    def position(self, name: ChoiceId) -> int:
        """Return where a choice stands on the ballot."""
        return next(index for index, choice in enumerate(self.contest.choices) if choice.id == name)

    @property
    def only_tally(self) -> Tally | None:
        """The tally that units state, where there is just one."""
        stated = [tally for tally in self.contest.tallies if not tally.only]
        return stated[0] if len(stated) == 1 else None


def ballot(contest: Contest, meanings: Meanings) -> Ballot:
    """Return the tallies and choices of a contest with all their names."""
    found = Ballot(contest)
    for tally in contest.tallies:
        found.tallies.add(tally.id, (tally.name, tally.short, *meanings.tallies.get(tally.id, ())))
    for choice in contest.choices:
        found.choices.add(choice.id, (*_names_of(choice), *meanings.choices.get(choice.id, ())))
    only = found.only_tally
    if only is not None:
        for text in VOTES:
            if not found.tallies.find(text):
                found.tallies.compared[text] = (only.id,)
    return found


def _names_of(choice: Choice) -> tuple[str, ...]:
    return (choice.name, choice.short, *choice.aliases)


def is_header(record: TableRecord, above: Sequence[TableRecord], wanted: int | None) -> bool:
    """Tell whether a row below the first one belongs to the header: it fills in what the rows above leave open."""
    if wanted is not None:
        return len(above) < wanted
    if len(above) == MAX_HEADER_ROWS or all(above[-1].cells):
        return False
    words = set(WORDS["place"] + WORDS["county"])
    first = next(iter(record.cells), "")
    has_figures = any(cell.replace(".", "").isdigit() for cell in record.cells)
    return not has_figures and (not first or normal(first) in words)


def labels(rows: Sequence[TableRecord]) -> list[tuple[str, ...]]:
    """Return the texts above each column, from top to bottom; a merged cell counts for all columns it spans."""
    width = max(len(row.cells) for row in rows)
    lines = []
    for number, row in enumerate(rows):
        cells = row.cells + [""] * (width - len(row.cells))
        if number < len(rows) - 1:
            for index in range(1, width):
                cells[index] = cells[index] or (cells[index - 1] if _is_spanned(rows, index) else "")
        lines.append(cells)
    return [tuple(dict.fromkeys(text for text in column if text)) for column in zip(*lines, strict=True)]


def _is_spanned(rows: Sequence[TableRecord], index: int) -> bool:
    """Tell whether a cell left empty at the top has something below it, as under a merged cell."""
    return any(index < len(row.cells) and row.cells[index] for row in rows[1:])


def roles(named: Sequence[tuple[str, ...]], meanings: Meanings) -> dict[str, int]:
    """Return the columns that are not figures, by what they hold."""
    places = {normal(text): index for index, texts in reversed(list(enumerate(named))) for text in texts}
    found: dict[str, int] = {}
    for role, words in WORDS.items():
        asked = meanings.columns.get(role)
        position = first_of(places, (normal(asked),) if asked is not None else words)
        if position is not None:
            found[role] = position
    if "tally" not in found:
        found.pop("count", None)
    if "place" not in found and "county" in found:
        found["place"] = found.pop("county")
    return found


def columns(
    table: InputTable, rows: Sequence[TableRecord], known: Ballot, meanings: Meanings, *, report: Report
) -> Columns:
    """Return what each column of a results table holds; emits E316, E802 and E804."""
    named = labels(rows)
    texts = tuple(" ".join(label) for label in named)
    found = roles(named, meanings)
    top = rows[0]
    for role, text in meanings.columns.items():
        if role not in found:
            message = f"the mapping says that '{text}' is the column of the {role}, and there is none of that name"
            table.fault("E802", top, None, message, hint=f"columns: {quoted_list(texts)}", report=report)
    if "place" not in found:
        hint = other_delimiter(table, top) or "name it in a mapping file: 'columns: {place: …}'"
        message = "the header has no column for the place"
        table.fault("E316" if "--delimiter" in hint else "E802", top, None, message, hint=hint, report=report)
        return Columns(texts, found)
    if "choice" in found:
        return _long(table, rows, Columns(texts, found), known, report=report)
    return _wide(table, rows, Columns(texts, found), known, named=named, report=report)


def _long(table: InputTable, rows: Sequence[TableRecord], base: Columns, known: Ballot, *, report: Report) -> Columns:
    taken = set(base.roles.values())
    figures, unused = [], []
    is_told = "tally" in base.roles and "count" in base.roles
    for index, text in enumerate(base.labels):
        if index in taken:
            continue
        tallies = () if is_told else known.tallies.find(text)
        if len(tallies) == 1 and text not in table.reading.ignored:
            figures.append((index, -1, known.tally(tallies[0])))
        else:
            unused.append(text)
    for index, tally in _twice(figures):
        message = f"the column '{base.labels[index]}' holds '{tally.id}', as another one does"
        hint = f"leave it out with --ignore '{base.labels[index]}'"
        table.fault("E802", rows[0], index, message, hint=hint, report=report)
    if not figures and not is_told:
        stated = ", ".join(tally.id for tally in known.contest.tallies if not tally.only)
        message = "the header has no column for a tally of the contest"
        hint = f"name one in a mapping file: 'tallies: {{ID: …}}', the ids being {stated}"
        table.fault("E802", rows[0], None, message, hint=hint, report=report)
    return Columns(base.labels, base.roles, tuple(figures), (), tuple(unused))


def _twice(figures: Sequence[tuple[int, int, Tally]]) -> list[tuple[int, Tally]]:
    seen: set[tuple[int, str]] = set()
    again = []
    for index, choice, tally in figures:
        if (choice, tally.id) in seen:
            again.append((index, tally))
        seen.add((choice, tally.id))
    return again


def _wide(
    table: InputTable,
    rows: Sequence[TableRecord],
    base: Columns,
    known: Ballot,
    *,
    named: Sequence[tuple[str, ...]],
    report: Report,
) -> Columns:
    taken = set(base.roles.values())
    figures: list[tuple[int, int, Tally]] = []
    totals: list[tuple[int, Tally]] = []
    unused = []
    for index, label in enumerate(named):
        if index in taken:
            continue
        choice, tally = _of_column(label, known)
        if not table.reading.ignored.isdisjoint((*label, base.labels[index])) or _is_other_name(label):
            unused.append(base.labels[index])
        elif choice is not None and tally is not None:
            figures.append((index, known.position(choice), tally))
        elif choice is None and (of_sums := _summed_tally(label, known)) is not None:
            totals.append((index, of_sums))
        else:
            _unknown_column(table, rows, index, label, known=known, report=report)
    for index, _ in _twice(figures):
        message = f"the column '{base.labels[index]}' holds the same as another one"
        hint = f"leave it out with --ignore '{base.labels[index]}'"
        table.fault("E802", rows[0], index, message, hint=hint, report=report)
    return Columns(base.labels, base.roles, tuple(figures), tuple(totals), tuple(unused))


def _is_other_name(label: tuple[str, ...]) -> bool:
    return len(label) == 1 and normal(label[0]) in (*WORDS["place"], *WORDS["county"], "kind")


def _of_column(label: tuple[str, ...], known: Ballot) -> tuple[ChoiceId | None, Tally | None]:
    """Return the choice and tally that the texts above a column name, in whatever order they do."""
    choices = [named[0] for text in label if len(named := known.choices.find(text)) == 1]
    tallies = [counted[0] for text in label if len(counted := known.tallies.find(text)) == 1]
    if len(label) == 1 and not choices:
        pair = _parted(label[0], known)
        if pair is not None:
            choices, tallies = [pair[0]], [pair[1]]
    tally = known.tally(tallies[0]) if tallies else known.only_tally
    return choices[0] if choices else None, tally


def _summed_tally(label: tuple[str, ...], known: Ballot) -> Tally | None:
    """Return the tally whose figures a column of sums adds up, where it is one."""
    if not any(map(is_total, label)):
        return None
    named = [counted[0] for text in (*label, *map(summed, label)) if len(counted := known.tallies.find(text)) == 1]
    return known.tally(named[0]) if named else known.only_tally


def _parted(text: str, known: Ballot) -> tuple[ChoiceId, TallyId] | None:
    """Return the choice and tally of a header such as "Buttigieg first alignment", where one way to read it fits."""
    words = normal(text).split()
    found = set()
    for cut in range(1, len(words)):
        parts = " ".join(words[:cut]), " ".join(words[cut:])
        for name, counted in (parts, parts[::-1]):
            choices, tallies = known.choices.find(name), known.tallies.find(counted)
            if len(choices) == len(tallies) == 1:
                found.add((choices[0], tallies[0]))
    return found.pop() if len(found) == 1 else None


def _unknown_column(
    table: InputTable, rows: Sequence[TableRecord], index: int, label: tuple[str, ...], *, known: Ballot, report: Report
) -> None:
    row = next((row for row in rows if index < len(row.cells) and row.cells[index]), rows[0])
    text = " ".join(label)
    if not label:
        hint = "write what it holds above it, or delete it"
        table.fault("E802", row, index, f"column {index + 1} has no name", hint=hint, report=report)
        return
    choice, _ = _of_column(label, known)
    if choice is not None:
        ids = ", ".join(tally.id for tally in known.contest.tallies if not tally.only)
        message = f"the column '{text}' is of '{choice}', but does not say what is counted"
        hint = f"name it in a mapping file: 'tallies: {{ID: …}}', the ids being {ids}"
        table.fault("E802", row, index, message, hint=hint, report=report)
        return
    table.fault(
        "E804",
        row,
        index,
        f"the column '{text}' is no choice of the contest",
        hint=choice_hint(label[0], known),
        report=report,
    )


def choice_hint(name: str, known: Ballot) -> str:
    """Say what to write where a name is no choice: an alias with the line to paste, or how to leave it out."""
    leave_out = f"leave it out with --ignore '{name}'"
    if is_total(name):
        return leave_out
    nearest = known.choices.nearest(name)
    if nearest is None:
        return f"declare it under 'choices' in contest.yml: - {{id: …, name: {name}}}; or {leave_out}"
    choice = next(choice for choice in known.contest.choices if choice.id == nearest)
    return f"did you mean '{choice.name}'? {alias_line(nearest, 'contest.yml', choice.aliases, name)}; or {leave_out}"


def alias_line(name: str, where: str, aliases: Sequence[str], new: str) -> str:
    """Return what to write so that a name is known from now on."""
    shown = ", ".join([*map(scalar, aliases), f'"{new}"'])
    return f"Then write for {name} in {where}: aliases: [{shown}]"
