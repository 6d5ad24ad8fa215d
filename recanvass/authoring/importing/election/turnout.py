"""Turnout in election files: ballots cast, registered voters, over- and undervotes, blank ballots.

Owns which rows are turnout, of which place, and that they are in no share and no sum of votes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from recanvass.authoring.importing.cells import MASK, Absent
from recanvass.authoring.importing.election.columns import VOTES
from recanvass.authoring.importing.election.places import PlaceBook
from recanvass.authoring.importing.election.plan import ElectionPlan
from recanvass.authoring.importing.election.rows import ElectionRow, ReadRows
from recanvass.authoring.importing.turnout import Values
from recanvass.authoring.importing.words import turnout_key
from recanvass.core.ids import AreaId
from recanvass.core.messages import worded

_PLAIN = re.compile(r"\d{1,15}(?:\.\d+)?")


class TurnoutFigures(Struct):
    """Turnout by place, and two rows that state one figure differently.

    `used` counts figures, those among them that became nothing are counted in `unused` by what they are.
    """

    by_place: dict[AreaId, Values] = field(default_factory=dict)
    clashes: list[tuple[ElectionRow, ElectionRow]] = field(default_factory=list)
    used: int = 0
    unused: dict[str, int] = field(default_factory=dict)


class ColumnFigures(Struct):
    """What columns state of each place: its worth by tally, and its turnout.

    `strange` has rows by column and text of cells that hold no figure, `unused` columns that differ within a place.
    """

    worth: dict[AreaId, dict[str, str]] = field(default_factory=dict)
    turnout: dict[AreaId, Values] = field(default_factory=dict)
    clashes: list[tuple[ElectionRow, ElectionRow]] = field(default_factory=list)
    strange: dict[tuple[str, str], list[ElectionRow]] = field(default_factory=dict)
    unused: dict[str, str] = field(default_factory=dict)


def turnout_of(rows: Iterable[ElectionRow], read: ReadRows, book: PlaceBook) -> TurnoutFigures:
    """Return what rows state of turnout. Figures by party, or by way to vote without a total, are added."""
    found = TurnoutFigures()
    cells: dict[tuple[AreaId, str], dict[tuple[str, str], tuple[int, ElectionRow]]] = defaultdict(dict)
    for row in rows:
        key = turnout_key(row.choice) or turnout_key(row.office)
        area = book.stand(row.where).area
        for (_, tally), count in zip(read.headers[row.table].counts, row.counts, strict=True):
            if count is None or count is Absent.MISSING:
                continue
            found.used += 1
            if key is None or not isinstance(count, int):
                name = ", ".join(filter(None, (row.office, row.choice))) + worded(", masked") * (
                    count is Absent.WITHHELD
                )
                found.unused[name] = found.unused.get(name, 0) + 1
                continue
            own = row.part if row.part and tally == VOTES else tally
            first = cells[area, key].setdefault((own, row.party), (count, row))
            if first[1] is not row and first[0] != count:
                found.clashes.append((first[1], row))
    for (area, key), stated in cells.items():
        values = found.by_place.setdefault(area, {})
        values.update(_values(key, {name: count for name, (count, _) in stated.items()}))
    return found


def _values(key: str, stated: Mapping[tuple[str, str], int]) -> Values:
    whole = [count for (tally, _), count in stated.items() if tally == VOTES]
    by_part: dict[str, int] = {}
    for (tally, _), count in stated.items():
        if tally != VOTES:
            by_part[tally] = by_part.get(tally, 0) + count
    values = {key: sum(whole) if whole else sum(by_part.values())}
    if key == "ballots":
        values |= {f"ballots.{part}": count for part, count in by_part.items()}
    return values


def columns_of(read: ReadRows, book: PlaceBook, plan: ElectionPlan) -> ColumnFigures:
    """Return what columns state of each place: those that the plan names, and those of turnout with known names.

    A column of the second kind that differs within a place is of something else, and is not used.
    """
    found = ColumnFigures()
    seen: dict[tuple[AreaId, str], tuple[str, ElectionRow]] = {}
    for row in read.rows:
        head = read.headers[row.table]
        columns = [*head.turnout, *((index, f"worth.{key}") for index, key in head.worth)]
        for (index, key), text in zip(columns, row.extra, strict=True):
            if not text or text in read.tables[row.table].reading.missing or MASK.fullmatch(text):
                continue
            area, label = book.stand(row.where).area, head.labels[index]
            is_told = key.startswith("worth.") or key in plan.turnout
            plain = text.removesuffix(".0")
            first = seen.setdefault((area, key), (plain, row))
            if not _PLAIN.fullmatch(plain) or ("." in plain and not key.startswith("worth.")):
                found.strange.setdefault((label, text), []).append(row)
            elif first[0] == plain:
                _put(found, area, key, plain)
            elif is_told:
                found.clashes.append((first[1], row))
            else:
                found.unused.setdefault(label, key)
    for key in found.unused.values():
        for values in found.turnout.values():
            values.pop(key, None)
    found.turnout = {area: values for area, values in found.turnout.items() if values}
    return found


def _put(found: ColumnFigures, area: AreaId, key: str, text: str) -> None:
    if key.startswith("worth."):
        found.worth.setdefault(area, {})[key.removeprefix("worth.")] = text
    else:
        found.turnout.setdefault(area, {})[key] = int(text)
