"""How figures moved: a place's own history over the releases, and what one release moved in sum and area by area."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from recanvass.core import urls
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, Number
from recanvass.core.kinds import ReleaseKind, ShareOf
from recanvass.core.model import Place
from recanvass.pages.context import ContestContext, area_link, file_href, link
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
from recanvass.pages.result_tables import tallies_of
from recanvass.results.figures import Figures, figures, passed_upward
from recanvass.results.histories import WholeCounts, entry, known, remainder
from recanvass.results.ranking import difference, lead, round_half_up
from recanvass.text import terms
from recanvass.text.catalogue import Catalogue


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
    file = file_href(context.shared, here, urls.download(context.contest, "changes.csv"))
    if not tables and not events:
        return None
    return History(file, tables, events, has_candidates=not context.contest.is_question)


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
    rows, in_all = [], context.catalogue.text("Total")
    for at, (release, shown) in enumerate(zip(releases, read, strict=True)):
        before = read[at - 1] if at else None
        cells = [_cell(context, index, tally, (before, shown)) for index in columns]
        then = before.total if before is not None else None
        moved = _moved(context.catalogue, (shown.total, then), tally.decimals, tally.show)
        exact = _exact(shown.total, tally.decimals, tally.show)
        total = HistoryCell(in_all, context.catalogue.number(shown.total, tally.show), moved, exact)
        rows.append(HistoryRow(_release_link(context, here, release), (*cells, total)))
    contest = context.contest
    has_shares = contest.share_of is ShareOf.VOTES and all(contest.choices[index].in_total for index in columns)
    return HistoryTable(
        tally.name,
        (*names, in_all),
        tuple(rows),
        show=tally.show,
        decimals=max(tally.decimals, tally.show),
        has_shares=has_shares,
        remark=_remark(context, tally, releases),
    )


def _remark(context: ContestContext, tally: Tally, releases: Sequence[int]) -> str:
    """Say which releases before the last of some were without figures of places, so that a change may be theirs."""
    catalogue, stated = context.catalogue, context.contest.releases
    silent = context.shared.once(("silent", context.contest.id, tally.id), lambda: _without_places(context, tally))
    said = []
    for before, after in pairwise(releases):
        names = [stated[index].title for index in range(before + 1, after) if index in silent]
        if names:
            listed = catalogue.listed([catalogue.text("“%(release)s”", release=name) for name in names])
            later = catalogue.text("“%(release)s”", release=stated[after].title)
            told = catalogue.plural(
                "%(releases)s has no %(tally)s for individual places. A change listed under %(release)s may have come "
                "with it.",
                "%(releases)s have no %(tally)s for individual places. A change listed under %(release)s may have come "
                "with one of them.",
                len(names),
                releases=listed,
                tally=catalogue.within(tally.name),
                release=later,
            )
            said.append(told)
    return " ".join(said)


def _without_places(context: ContestContext, tally: Tally) -> frozenset[int]:
    """Return the releases that published totals of a tally and no place's figure in it."""
    return frozenset(
        index
        for index, release in enumerate(context.contest.releases)
        if release.kind is not ReleaseKind.AUDIT
        and any(total.tally == tally.id for total in release.totals)
        and not any(tally.id in row.tallies for row in release.rows.values())
    )


def _cell(context: ContestContext, choice: int, tally: Tally, pair: tuple[Figures | None, Figures]) -> HistoryCell:
    before, shown = pair
    name = context.contest.choices[choice].short
    text = context.catalogue.number(shown.counts[choice], min(tally.show, shown.decimals[choice]))
    exact = _exact(shown.counts[choice], shown.decimals[choice], tally.show)
    if before is None:
        return HistoryCell(name, text, "", exact)
    stated = min(shown.decimals[choice], before.decimals[choice])
    counts = (shown.counts[choice], before.counts[choice])
    return HistoryCell(name, text, _moved(context.catalogue, counts, stated, tally.show), exact)


def _exact(value: Number | None, decimals: int, show: int) -> str:
    """Return a figure in plain digits where the page rounds it; empty where the page shows all of it."""
    if value is None or decimals <= show or round_half_up(value, show) == value:
        return ""
    return f"{round_half_up(value, decimals):f}"


def _moved(catalogue: Catalogue, counts: tuple[Number | None, Number | None], stated: int, show: int) -> str:
    """Return how far a figure moved, rounded once; empty where it did not, or where one of the two is missing."""
    now, then = counts
    moved = difference(now, then, stated) if now is not None and then is not None else None
    return catalogue.change(moved, min(stated, show)) if moved else ""


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
    catalogue, before = context.catalogue, ""
    for release in range(context.shown + 1):
        said = []
        if release in states:
            now = catalogue.text(terms.REPORTING[states[release]])
            if before or release:
                then = catalogue.within(before or catalogue.text("Not reported"))
                said.append(catalogue.text("%(state)s; before: %(before)s", state=now, before=then))
            before = now
        if release in notes:
            said.append(notes[release])
        if said:
            yield HistoryEvent(_release_link(context, here, release), ". ".join(said))


def moves_of(context: ContestContext, release: int) -> MoveTable | None:
    """Return by choice and tally how far the sums of all units moved with a release; None where none did."""
    catalogue, root = context.catalogue, context.contest.root
    by_tally = [(tally, _move(context, root, tally, release)) for tally in _moved_tallies(context, release)]
    known_moves = [(tally, counts) for tally, counts in by_tally if counts is not None]
    if not known_moves:
        return None
    tallies, moved = zip(*known_moves, strict=True)
    rows = tuple(
        MoveRow(
            choice.name,
            tuple(_change(catalogue, counts[index], tally) for counts, tally in zip(moved, tallies, strict=True)),
        )
        for index, choice in enumerate(context.contest.choices)
        if any(counts[index] for counts in moved)
    )
    totals = tuple(_change(catalogue, sum(counts), tally) for counts, tally in zip(moved, tallies, strict=True))
    earlier = context.contest.releases[:release]
    since = next((one for one in reversed(earlier) if one.rows), earlier[-1])
    return MoveTable(since.title, tuple(tally.name for tally in tallies), rows, totals)


def area_moves_of(context: ContestContext, here: str, release: int) -> AreaMoveTable | None:
    """Return the places right below the root that a release touched, with what it moved there."""
    changes = context.results.changes[release] if release else ()
    tallies = _moved_tallies(context, release)
    new = {change.area for change in changes if change.before is None}
    changed = {change.area for change in changes} - new
    rows = []
    for area in context.inside.get(context.contest.root, ()):
        units = context.results.areas.get(area, (area,))
        added, corrected = (sum(unit in some for unit in units) for some in (new, changed))
        if added or corrected or any(_move(context, area, tally, release) for tally in tallies):
            rows.append(_area_move(context, here, area, release, counts=(added, corrected)))
    heads = tuple(_head(context.catalogue, tally) for tally in tallies)
    return AreaMoveTable(heads, tuple(rows)) if rows else None


def _area_move(
    context: ContestContext, here: str, area: AreaId, release: int, *, counts: tuple[int, int]
) -> AreaMoveRow:
    catalogue = context.catalogue
    new, corrected = (catalogue.number(count) if count else "" for count in counts)
    tallies = _moved_tallies(context, release)
    totals = tuple(MoveCell(_head(catalogue, tally), _total_moved(context, area, tally, release)) for tally in tallies)
    name = area_link(context.shared, context.contest, here, area)
    return AreaMoveRow(name, new, corrected, totals, _lead_moved(context, area, release))


def _head(catalogue: Catalogue, tally: Tally) -> str:
    return catalogue.text("Total, %(tally)s", tally=catalogue.within(tally.name))


def _moved_tallies(context: ContestContext, release: int) -> list[Tally]:
    if not release:
        return []
    moved = {change.tally for change in context.results.changes[release]}
    root = context.contest.root
    inside = (root, *context.inside.get(root, ()))
    return [
        tally
        for tally in tallies_of(context, None)
        if tally.id in moved or any(_pair(context, area, tally, release) for area in inside)
    ]


def _pair(
    context: ContestContext, area: AreaId, tally: Tally, release: int
) -> tuple[WholeCounts | None, WholeCounts] | None:
    """Return what an area passes upward before and after a release; None if that is not known, or the same."""
    after = passed_upward(context.results, area, tally, release)
    touching = (find(context.results, area, tally.id, release) for find in (entry, remainder))
    if after is None or all(one is None or one.release != release for one in touching):
        return None
    if any(figures(context.results, area, tally, index).unknown for index in (release - 1, release)):
        return None
    before = passed_upward(context.results, area, tally, release - 1)
    return (known(before) if before is not None else None), known(after)


def _move(context: ContestContext, area: AreaId, tally: Tally, release: int) -> Sequence[Number] | None:
    pair = _pair(context, area, tally, release)
    if pair is None:
        return None
    before, after = pair
    return after if before is None else [now - then for now, then in zip(after, before, strict=True)]


def _total_moved(context: ContestContext, area: AreaId, tally: Tally, release: int) -> str:
    moved = _move(context, area, tally, release)
    return _change(context.catalogue, sum(moved), tally) if moved is not None else ""


def _change(catalogue: Catalogue, moved: Number, tally: Tally) -> str:
    return catalogue.change(moved, tally.show)


def _lead_moved(context: ContestContext, area: AreaId, release: int) -> str:
    """Say how far the lead of whoever is ahead in an area moved in the deciding tally, and whom they overtook."""
    pair = _pair(context, area, context.deciding, release)
    before, after = pair or (None, None)
    if before is None or after is None:
        return ""
    tolerance = context.deciding.tolerance
    old, new = (lead(context.contest, counts, tolerance=tolerance) for counts in (before, after))
    if old is None or new is None or not new.leaders:
        return ""
    if old.leaders != new.leaders:
        leaders, before_them = _names(context, new.leaders), _names(context, old.leaders)
        return context.catalogue.text("%(leaders)s; before, %(before)s", leaders=leaders, before=before_them)
    first, second = [*new.leaders, *new.runners_up, new.leaders[0]][:2]
    moved = (after[first] - after[second]) - (before[first] - before[second])
    catalogue, leaders = context.catalogue, _names(context, new.leaders)
    if not moved or len(new.leaders) > 1:
        return catalogue.text("%(leaders)s unchanged", leaders=leaders)
    return f"{leaders} {_change(catalogue, moved, context.deciding)}"


def _names(context: ContestContext, choices: Iterable[int]) -> str:
    return context.catalogue.listed([context.contest.choices[index].short for index in choices])
