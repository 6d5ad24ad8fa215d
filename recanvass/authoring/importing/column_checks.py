"""Columns that a table of results cannot be read with, or not as they stand: percentages, places, parts of names.

Owns what a header as a whole is taken for. Must not say which column holds which figure.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from recanvass.authoring.importing.areas import Areas
from recanvass.authoring.importing.ballots import Ballot, parted
from recanvass.authoring.importing.column_names import NAME_PARTS, is_percent, without_percent
from recanvass.authoring.importing.matching import first_of, normal, quoted_list
from recanvass.authoring.importing.tables import InputTable, TableRecord
from recanvass.authoring.importing.texts import shell_word
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded

_ENOUGH = 2


class Columns(Struct, frozen=True):
    """Which column holds what. `figures` are (column, position of the choice, tally); -1 where the row names it.

    `totals` are columns that hold the sum of a row, or of the rows of a place, in one tally. `names` hold a
    candidate's name in parts. `doubtful` are columns of figures whose name is none of the tally's own, such as "total
    votes". `turnout` are columns of turnout with its keys.
    """

    labels: tuple[str, ...]
    roles: Mapping[str, int]
    figures: tuple[tuple[int, int, Tally], ...] = ()
    totals: tuple[tuple[int, Tally], ...] = ()
    names: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()
    turnout: tuple[tuple[int, str], ...] = ()

    @property
    def unread(self) -> tuple[int, ...]:
        """The columns that nothing reads."""
        read = {*self.roles.values(), *self.names, *(index for index, _, _ in self.figures)}
        read |= {index for index, _ in (*self.totals, *self.turnout)}
        return tuple(index for index, label in enumerate(self.labels) if label and index not in read)

    @property
    def is_long(self) -> bool:
        """Whether each row names its choice."""
        return "choice" in self.roles


def is_left_out(table: InputTable, *names: str) -> bool:
    """Tell whether one of the names of a column is to be ignored."""
    ignored = {text.casefold() for text in table.reading.ignored}
    return any(name.casefold() in ignored for name in names)


def name_parts(named: Sequence[tuple[str, ...]], found: dict[str, int]) -> tuple[int, ...]:
    """Return the columns that hold a candidate's name in parts, where none holds it whole."""
    if "choice" in found:
        return ()
    places = {normal(text): index for index, texts in reversed(list(enumerate(named))) for text in texts}
    parts = [first_of(places, words) for words in NAME_PARTS]
    first, _, last, _ = parts
    if first is None or last is None:
        return ()
    found["choice"] = last
    return tuple(index for index in parts if index is not None)


def is_sideways(table: InputTable, rows: Sequence[TableRecord], base: Columns, areas: Areas, *, report: Report) -> bool:
    """Report a table whose columns are places and whose rows are choices (E821); tell whether it is one."""
    taken = set(base.roles.values())
    others = [(index, text) for index, text in enumerate(base.labels) if index and text and index not in taken]
    named = [(index, text) for index, text in others if areas.units.find(text)]
    if len(named) < _ENOUGH or len(named) * 2 < len(others):
        return False
    index = named[0][0]
    row = next((row for row in rows if index < len(row.cells) and row.cells[index]), rows[0])
    shown = quoted_list([text for _, text in named])
    message = worded("the columns are places (%(shown)s), so the table is sideways", shown=shown)
    hint = worded(
        "copy the table in a spreadsheet program and paste it with 'Transpose', so each place has its own row"
    )
    table.fault("E821", row, index, message, hint=hint, report=report)
    return True


def has_percents(
    table: InputTable,
    rows: Sequence[TableRecord],
    base: Columns,
    known: Ballot,
    *,
    named: Sequence[tuple[str, ...]],
    report: Report,
) -> bool:
    """Report columns of percentages that would be taken for counts (E820), all in one message; tell whether."""
    taken = set(base.roles.values())
    found = []
    for index, label in enumerate(named):
        if index in taken or not any(map(is_percent, label)) or is_left_out(table, *label, base.labels[index]):
            continue
        plain = [text for text in map(without_percent, label) if text]
        of_tally = any(text.casefold() in _own_names(known) for text in label)
        of_known = any(known.choices.find(text) or known.counted(text) or parted(text, known) for text in plain)
        if not of_tally and of_known:
            found.append(index)
    if not found:
        return False
    words = dict.fromkeys(next(text for text in named[index] if is_percent(text)) for index in found)
    options = " ".join(f"--ignore {shell_word(text)}" for text in words)
    is_one = len(found) == 1
    hint = worded("leave it out: %(options)s" if is_one else "leave them out: %(options)s", options=options)
    message = worded("%(found)s: percentages, not counts", found=quoted_list([base.labels[index] for index in found]))
    row = next((row for row in rows if found[0] < len(row.cells) and row.cells[found[0]]), rows[0])

    table.fault("E820", row, found[0], message, hint=hint, report=report)
    return True


def _own_names(known: Ballot) -> set[str]:
    return {text.casefold() for tally in known.contest.tallies for text in (tally.id, tally.name, tally.short)}
