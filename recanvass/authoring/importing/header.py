"""The header of a foreign table: which column holds what.

Owns the names by which columns are known and how several header rows are read together. Must not read figures.
"""

from collections.abc import Mapping, Sequence

from recanvass.authoring.importing.areas import Areas, slug_of
from recanvass.authoring.importing.ballots import Ballot, parted
from recanvass.authoring.importing.column_checks import Columns, has_percents, is_left_out, is_sideways, name_parts
from recanvass.authoring.importing.column_names import MODES, VOTES, WORDS
from recanvass.authoring.importing.hints import choice_hint
from recanvass.authoring.importing.mapping import Meanings
from recanvass.authoring.importing.matching import first_of, is_total, normal, quoted_list, summed
from recanvass.authoring.importing.tables import InputTable, TableRecord, other_delimiter
from recanvass.authoring.importing.texts import scalar, shell_word
from recanvass.authoring.importing.words import is_rate, method, turnout_key
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report
from recanvass.core.ids import ChoiceId
from recanvass.core.messages import worded

MAX_HEADER_ROWS = 4
MIN_PARTS = 2


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


def roles(
    named: Sequence[tuple[str, ...]], meanings: Meanings, *, has_parts: bool = False, has_lines: bool = False
) -> dict[str, int]:
    """Return the columns that are not figures, by what they hold.

    If the contest `has_parts`, a column of ways to vote says what is counted; if these are party lines (`has_lines`),
    the column of the party does.
    """
    places = {normal(text): index for index, texts in reversed(list(enumerate(named))) for text in texts}
    found: dict[str, int] = {}
    for role, words in WORDS.items():
        asked = meanings.columns.get(role)
        position = first_of(places, (normal(asked),) if asked is not None else words)
        if position is None and asked is not None:
            position = numbered(asked, len(named))
        if position is not None:
            found[role] = position
    if "tally" not in found and has_parts:
        found |= _mode_columns(places, WORDS["party"] if has_lines else MODES)
    if "tally" not in found and "count" not in meanings.columns:
        found.pop("count", None)
    if "place" not in found and "county" in found:
        found["place"] = found.pop("county")
    return found


def _mode_columns(places: Mapping[str, int], words: Sequence[str]) -> dict[str, int]:
    mode, count = first_of(places, words), first_of(places, VOTES)
    return {"tally": mode, "count": count} if mode is not None and count is not None else {}


def numbered(text: str, count: int) -> int | None:
    """Return the column that a mapping file names by its number, counted from 1."""
    return int(text) - 1 if text.isdecimal() and 0 < int(text) <= count else None


def columns(
    table: InputTable,
    rows: Sequence[TableRecord],
    known: Ballot,
    meanings: Meanings,
    *,
    areas: Areas,
    place: str | None = None,
    report: Report,
) -> Columns:
    """Return what each column of a results table holds; emits E316, E802, E804, E820 and E821.

    With `place`, the whole table is of one place.
    """
    named = labels(rows)
    while named and not named[-1]:
        named.pop()
    texts = tuple(" ".join(label) for label in named)
    found = roles(named, meanings, has_parts=bool(known.parts), has_lines=any(part.party for part in known.parts))
    top = rows[0]
    for role, text in meanings.columns.items():
        if role not in found:
            message = worded(
                "the mapping uses the column '%(text)s' for the %(role)s, but no column has that name",
                text=text,
                role=role,
            )
            table.fault(
                "E802", top, None, message, hint=worded("columns: %(texts)s", texts=quoted_list(texts)), report=report
            )
    names = name_parts(named, found)
    if "place" not in found and place is None and not named[0] and len(named) > 1:
        found["place"] = 0
    base = Columns(texts, found, names=names)
    if is_sideways(table, rows, base, areas, report=report):
        return base
    if "place" not in found and place is None:
        _report_no_place(table, top, base, report)
        return base
    if has_percents(table, rows, base, known, named=named, report=report):
        return base
    if "choice" in found:
        return _long(table, rows, base, known, report=report)
    return _wide(table, rows, base, known, named=named, report=report)


def _report_no_place(table: InputTable, top: TableRecord, base: Columns, report: Report) -> None:
    hint = other_delimiter(table, top) or worded("name it in a mapping file: columns: {place: …}")
    if "--delimiter" not in hint:
        hint += worded("; if the whole file covers one place, add --place ID")
        if any(text.replace(".", "").isdigit() for text in base.labels):
            hint = worded("if there is no header, write in a mapping file header_rows: 0 and columns by number: ")
            hint += "columns: {place: 1, choice: 2, count: 3}"
    message = worded("the header has no column for the place")
    table.fault("E316" if "--delimiter" in hint else "E802", top, None, message, hint=hint, report=report)


def _long(table: InputTable, rows: Sequence[TableRecord], base: Columns, known: Ballot, *, report: Report) -> Columns:
    taken = {*base.roles.values(), *base.names}
    figures: list[tuple[int, Tally]] = []
    turnout = []
    is_told = "tally" in base.roles and "count" in base.roles
    for index, text in enumerate(base.labels):
        if index in taken:
            continue
        if is_left_out(table, text):
            continue
        tallies = () if is_told else known.counted(text)
        if len(tallies) == 1:
            figures.append((index, known.tally(tallies[0])))
        elif (key := turnout_key(text)) is not None:
            turnout.append((index, key))
    if "count" in base.roles and not is_told and known.only_tally is not None:
        figures = [(base.roles["count"], known.only_tally)]
    doubtful = {index for index, _ in figures if normal(base.labels[index]) in known.synonyms}
    kept = []
    totals = []
    for tally in dict.fromkeys(tally for _, tally in figures):
        columns_of = [index for index, counted in figures if counted is tally]
        own = [index for index in columns_of if index not in doubtful]
        if len(columns_of) > 1 and len(own) != 1:
            _report_twice(table, rows[0], base, columns_of, tally=tally, report=report)
            continue
        kept.append((own[0] if own else columns_of[0], -1, tally))
        totals += [(index, tally) for index in columns_of if own and index != own[0]]
    if not figures and not is_told:
        _report_no_tally(table, rows[0], base, known, report=report)
    used = tuple(sorted(doubtful & {index for index, _, _ in kept}))
    return Columns(base.labels, base.roles, tuple(kept), tuple(totals), base.names, used, tuple(turnout))


def _report_no_tally(table: InputTable, top: TableRecord, base: Columns, known: Ballot, *, report: Report) -> None:
    stated = [tally.id for tally in known.contest.tallies if not tally.only]
    ways = dict.fromkeys(way for text in base.labels if (way := method(text)))
    if len(ways) >= MIN_PARTS and len(stated) == 1:
        message = worded(
            "the columns count ways to vote (%(list)s), but the contest doesn't have them", list=quoted_list(list(ways))
        )
        whole = known.tally(stated[0])
        lines = [f"{{id: {whole.id}, name: {scalar(whole.name)}, unit: {scalar(whole.unit)}}}"]
        lines += [
            f"{{id: {slug_of(way)}, name: {way}, unit: {scalar(whole.unit)}, part_of: {whole.id}}}" for way in ways
        ]
        hint = worded("add them as parts in contest.yml: tallies: [%(lines)s]", lines=", ".join(lines))
    else:
        message = worded("no column for a tally of the contest")
        hint = worded(
            "name one in a mapping file: tallies: {%(stated)s: …}, the ids being %(other_stated)s",
            stated=stated[0],
            other_stated=", ".join(stated),
        )
    table.fault("E802", top, None, message, hint=hint, report=report)


def _report_twice(
    table: InputTable, top: TableRecord, base: Columns, found: Sequence[int], *, tally: Tally, report: Report
) -> None:
    names = [base.labels[index] for index in found]
    message = worded("any of the columns %(names)s could be '%(tally)s'", names=quoted_list(names), tally=tally.id)
    ways = [f"--ignore {shell_word(name)}" for name in names]
    hint = worded("leave out the wrong one: %(ways)s", ways=worded(" or ").join(ways))
    table.fault("E802", top, found[-1], message, hint=hint, report=report)


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
    turnout: list[tuple[int, str]] = []
    for index, label in enumerate(named):
        if index in taken:
            continue
        text = base.labels[index]
        choice, tally = _of_column(label, known)
        if is_left_out(table, *label, text) or _is_other_name(label):
            continue
        if choice is not None and tally is not None:
            figures.append((index, known.position(choice), tally))
        elif choice is None and (key := turnout_key(text)) is not None:
            turnout.append((index, key))
        elif choice is None and (of_sums := _summed_tally(label, known)) is not None:
            totals.append((index, of_sums))
        elif not is_rate(text):
            _unknown_column(table, rows, index, label, known=known, report=report)
    for index, _ in _twice(figures):
        message = worded("the column '%(labels)s' has the same name as another", labels=base.labels[index])
        hint = worded("leave it out with --ignore %(labels)s", labels=shell_word(base.labels[index]))
        table.fault("E802", rows[0], index, message, hint=hint, report=report)
    return Columns(base.labels, base.roles, tuple(figures), tuple(totals), turnout=tuple(turnout))


def _is_other_name(label: tuple[str, ...]) -> bool:
    return len(label) == 1 and normal(label[0]) in (*WORDS["place"], *WORDS["county"], "kind")


def _of_column(label: tuple[str, ...], known: Ballot) -> tuple[ChoiceId | None, Tally | None]:
    """Return the choice and tally that the texts above a column name, in whatever order they do."""
    choices = [named[0] for text in label if len(named := known.choices.find(text)) == 1]
    tallies = [counted[0] for text in label if len(counted := known.counted(text)) == 1]
    if len(label) == 1 and not choices:
        pair = parted(label[0], known)
        if pair is not None:
            choices, tallies = [pair[0]], [pair[1]]
    tally = known.tally(tallies[0]) if tallies else known.only_tally
    return choices[0] if choices else None, tally


def _summed_tally(label: tuple[str, ...], known: Ballot) -> Tally | None:
    """Return the tally whose figures a column of sums adds up, where it is one."""
    if not any(map(is_total, label)):
        return None
    named = [counted[0] for text in (*label, *map(summed, label)) if len(counted := known.counted(text)) == 1]
    return known.tally(named[0]) if named else known.only_tally


def _unknown_column(
    table: InputTable, rows: Sequence[TableRecord], index: int, label: tuple[str, ...], *, known: Ballot, report: Report
) -> None:
    row = next((row for row in rows if index < len(row.cells) and row.cells[index]), rows[0])
    text = " ".join(label)
    if not label:
        hint = worded("name it, or delete it")
        table.fault(
            "E802", row, index, worded("column %(index)s has no name", index=index + 1), hint=hint, report=report
        )
        return
    choice, _ = _of_column(label, known)
    if choice is not None:
        ids = ", ".join(tally.id for tally in known.contest.tallies if not tally.only)
        message = worded(
            "the column '%(text)s' is for '%(choice)s' but doesn't say what it counts", text=text, choice=choice
        )
        hint = worded(
            "name it in a mapping file: tallies: {%(doc)s: %(scalar)s}; the ids are %(ids)s",
            doc=ids.partition(",")[0],
            scalar=scalar(text),
            ids=ids,
        )
        table.fault("E802", row, index, message, hint=hint, report=report)
        return
    message = worded("the column '%(text)s' is not a candidate or option in the contest", text=text)
    table.fault("E804", row, index, message, hint=choice_hint(label[0], known), report=report)
