"""How figures moved: a place's own history over the releases, and what one release moved in sum and area by area."""

from collections.abc import Iterable, Iterator, Sequence

from recanvass.core import urls
from recanvass.core.model import AreaId, Number, Place, Tally
from recanvass.pages.context import ContestContext, area_link, link
from recanvass.pages.models.movement import (
    AreaMoveRow,
    AreaMoveTable,
    History,
    HistoryCell,
    HistoryEvent,
    HistoryRow,
    HistoryTable,
    MoveCell,
    MoveRow,
    MoveTable,
)
from recanvass.pages.models.parts import Link
from recanvass.pages.tables import tallies_of
from recanvass.results.ranking import difference, lead
from recanvass.results.tabulate import Counts, Figures, entry, figures
from recanvass.text import formatting


def history_of(context: ContestContext, here: str, area: AreaId) -> History | None:
    """Return what each release up to the one shown made of an area; None where only one release touched it."""
    found = context.shared.area(area)
    tallies = tallies_of(context, found.kind if isinstance(found, Place) else None)
    touched = {tally.id: _releases_of(context, area, tally) for tally in tallies}
    tables = tuple(_history_table(context, here, area, tally) for tally in tallies if len(touched[tally.id]) > 1)
    states = [state.release for state in context.results.reporting.get(area, ()) if state.release <= context.shown]
    notes = _notes(context, area)
    of_figures = (release for releases in touched.values() for release in releases)
    if not notes and len({*states, *of_figures}) <= 1:
        return None
    events = tuple(_events(context, here, area))
    file = urls.root_from(here) + urls.download(context.contest, "changes.csv")
    return History(file, tables, events) if tables or events else None


def _releases_of(context: ContestContext, area: AreaId, tally: Tally) -> list[int]:
    """Return the releases that gave an area other figures, or a total as published, oldest first."""
    tallies = context.results.entries.get(area)
    summed = tallies.get(tally.id, ()) if tallies is not None else ()
    stated = context.results.published.get((area, tally.id), ())
    releases = {*(one.release for one in summed), *(one.release for one in stated)}
    return sorted(release for release in releases if release <= context.shown)


def _history_table(context: ContestContext, here: str, area: AreaId, tally: Tally) -> HistoryTable:
    releases = _releases_of(context, area, tally)
    read = [figures(context.results, area, tally, release) for release in releases]
    columns = [index for index in range(len(context.contest.choices)) if any(one.counts[index] for one in read)]
    names = tuple(context.contest.choices[index].short for index in columns)
    rows = []
    for at, (release, shown) in enumerate(zip(releases, read, strict=True)):
        before = read[at - 1] if at else None
        cells = [_cell(context, index, tally, (before, shown)) for index in columns]
        then = before.total if before is not None else None
        moved = _moved(shown.total, then, tally.decimals, tally.show)
        total = HistoryCell("Total", formatting.number(shown.total, tally.show), moved)
        rows.append(HistoryRow(_release_link(context, here, release), (*cells, total)))
    return HistoryTable(tally.name, (*names, "Total"), tuple(rows))


def _cell(context: ContestContext, choice: int, tally: Tally, pair: tuple[Figures | None, Figures]) -> HistoryCell:
    before, shown = pair
    name = context.contest.choices[choice].short
    text = formatting.number(shown.counts[choice], min(tally.show, shown.decimals[choice]))
    if before is None:
        return HistoryCell(name, text, "")
    stated = min(shown.decimals[choice], before.decimals[choice])
    return HistoryCell(name, text, _moved(shown.counts[choice], before.counts[choice], stated, tally.show))


def _moved(now: Number | None, then: Number | None, stated: int, show: int) -> str:
    """Return how far a figure moved, rounded once; empty where it did not, or where one of the two is missing."""
    moved = difference(now, then, stated) if now is not None and then is not None else None
    return formatting.change(moved, min(stated, show)) if moved else ""


def _release_link(context: ContestContext, here: str, release: int) -> Link:
    found = context.contest.releases[release]
    return link(here, found.title, urls.release(context.contest, found))


def _notes(context: ContestContext, area: AreaId) -> dict[int, str]:
    rows = (
        (index, release.rows.get(area)) for index, release in enumerate(context.contest.releases[: context.shown + 1])
    )
    return {index: row.note for index, row in rows if row is not None and row.note}


def _events(context: ContestContext, here: str, area: AreaId) -> Iterator[HistoryEvent]:
    notes = _notes(context, area)
    states = {one.release: one.reporting for one in context.results.reporting.get(area, ())}
    before = ""
    for release in range(context.shown + 1):
        said = []
        if release in states:
            now = formatting.REPORTING[states[release]]
            if before or release:
                said.append(f"{now}, until then: {formatting.lower_first(before or 'Not reported')}")
            before = now
        if release in notes:
            said.append(notes[release])
        if said:
            yield HistoryEvent(_release_link(context, here, release), ". ".join(said))


def moves_of(context: ContestContext, release: int) -> MoveTable | None:
    """Return by choice and tally how far the sums of all units moved with a release; None where none did."""
    tallies = _moved_tallies(context, release)
    moved = [_move(context, context.contest.root, tally, release) or () for tally in tallies]
    if not moved:
        return None
    rows = tuple(
        MoveRow(choice.name, tuple(_change(counts[index], tally) for counts, tally in zip(moved, tallies, strict=True)))
        for index, choice in enumerate(context.contest.choices)
        if any(counts[index] for counts in moved)
    )
    totals = tuple(_change(sum(counts), tally) for counts, tally in zip(moved, tallies, strict=True))
    return MoveTable(tuple(tally.name for tally in tallies), rows, totals)


def area_moves_of(context: ContestContext, here: str, release: int) -> AreaMoveTable | None:
    """Return the places right below the root that a release touched, with what it moved there."""
    changes = context.results.changes[release] if release else ()
    new = {change.area for change in changes if change.before is None}
    changed = {change.area for change in changes} - new
    rows = []
    for area in context.inside.get(context.contest.root, ()):
        units = context.results.areas.get(area, (area,))
        added, corrected = (sum(unit in some for unit in units) for some in (new, changed))
        if added or corrected:
            rows.append(_area_move(context, here, area, release, counts=(added, corrected)))
    heads = tuple(_head(tally) for tally in _moved_tallies(context, release))
    return AreaMoveTable(heads, tuple(rows)) if rows else None


def _area_move(
    context: ContestContext, here: str, area: AreaId, release: int, *, counts: tuple[int, int]
) -> AreaMoveRow:
    new, corrected = (f"{count:,}" if count else "" for count in counts)
    tallies = _moved_tallies(context, release)
    totals = tuple(MoveCell(_head(tally), _total_moved(context, area, tally, release)) for tally in tallies)
    name = area_link(context.shared, context.contest, here, area)
    return AreaMoveRow(name, new, corrected, totals, _lead_moved(context, area, release))


def _head(tally: Tally) -> str:
    return f"Total, {formatting.lower_first(tally.name)}"


def _moved_tallies(context: ContestContext, release: int) -> list[Tally]:
    if not release:
        return []
    moved = {change.tally for change in context.results.changes[release]}
    return [tally for tally in tallies_of(context, None) if tally.id in moved]


def _pair(context: ContestContext, area: AreaId, tally: Tally, release: int) -> tuple[Counts | None, Counts] | None:
    """Return the sums of an area before and after a release; None where it did not touch them."""
    after = entry(context.results, area, tally.id, release)
    if after is None or after.release != release:
        return None
    before = entry(context.results, area, tally.id, release - 1)
    return (before.counts if before is not None else None), after.counts


def _move(context: ContestContext, area: AreaId, tally: Tally, release: int) -> Sequence[Number] | None:
    pair = _pair(context, area, tally, release)
    if pair is None:
        return None
    before, after = pair
    return after if before is None else [now - then for now, then in zip(after, before, strict=True)]


def _total_moved(context: ContestContext, area: AreaId, tally: Tally, release: int) -> str:
    moved = _move(context, area, tally, release)
    return _change(sum(moved), tally) if moved is not None else ""


def _change(moved: Number, tally: Tally) -> str:
    return formatting.change(moved, tally.show)


def _lead_moved(context: ContestContext, area: AreaId, release: int) -> str:
    """Say how far the lead of whoever is ahead in an area moved in the deciding tally, and whom they overtook."""
    pair = _pair(context, area, context.deciding, release)
    before, after = pair or (None, None)
    if before is None or after is None:
        return ""
    old, new = lead(context.contest, before), lead(context.contest, after)
    if old is None or new is None or not new.leaders:
        return ""
    if old.leaders != new.leaders:
        return f"{_names(context, new.leaders)}, until then {_names(context, old.leaders)}"
    first, second = [*new.leaders, *new.runners_up, new.leaders[0]][:2]
    moved = (after[first] - after[second]) - (before[first] - before[second])
    return f"{_names(context, new.leaders)} {_change(moved, context.deciding) if moved else 'unchanged'}"


def _names(context: ContestContext, choices: Iterable[int]) -> str:
    return formatting.listed([context.contest.choices[index].short for index in choices])
