"""The ladder of releases, and the page of each: the whole table as it stood, and what the release changed."""

from collections.abc import Iterable, Iterator

from recanvass.core import urls
from recanvass.core.model import AreaId
from recanvass.pages import sources
from recanvass.pages.areas import silence
from recanvass.pages.charts.margins import Race, lead_moved, margin_chart, race
from recanvass.pages.context import Stage, area_link, link, release_stamp
from recanvass.pages.findings import findings_at, release_rows_of_findings
from recanvass.pages.history import area_moves_of, moves_of
from recanvass.pages.models.movement import ChangeRow, ChangeTable
from recanvass.pages.models.pages import ReleasePage, ReleasesPage
from recanvass.pages.models.parts import Link, ReleaseRow
from recanvass.pages.offers import release_offer
from recanvass.pages.page_frame import contest_frame
from recanvass.pages.social_card import with_card
from recanvass.pages.tables import difference_table, lead_in_short, lead_line, lead_text, reporting_line, result_tables
from recanvass.results.ranking import lead
from recanvass.results.tabulate import Change, figures
from recanvass.text import formatting

CHART_HEIGHT = 220


def releases_page(stage: Stage) -> ReleasesPage:
    """Return the ladder, newest first."""
    here = urls.releases(stage.contest)
    frame = contest_frame(stage, here, ("Releases", f"Every published version of {stage.contest.title}"))
    intro = "Every version of the results that was published stays readable here, with what each changed."
    chart = margin_chart(stage, CHART_HEIGHT)
    return ReleasesPage(
        frame=frame,
        heading="Releases",
        intro=intro,
        chart=chart,
        rows=release_rows(stage, here),
        findings=release_rows_of_findings(stage, here),
    )


def release_rows(stage: Stage, here: str) -> tuple[ReleaseRow, ...]:
    """Return a rung a release up to the one shown, newest first."""
    found = race(stage)
    return tuple(_rung(stage, here, index, found) for index in reversed(range(stage.shown + 1)))


def _rung(stage: Stage, here: str, index: int, pair: Race | None) -> ReleaseRow:
    contest = stage.contest
    release = contest.releases[index]
    shown = figures(stage.results, contest.root, stage.deciding, index)
    found = lead(contest, shown.counts)
    leader, margin = lead_in_short(stage, shown, stage.deciding)
    new, moved = touched(stage.results.changes[index])
    return ReleaseRow(
        title=link(here, release.title, urls.release(contest, release)),
        kind=formatting.RELEASE_KINDS[release.kind],
        stamp=release_stamp(stage.edition, contest, release, here),
        lead=lead_text(stage, shown, stage.deciding),
        leader=leader,
        margin=margin,
        moved=lead_moved(pair, index),
        colour=stage.colours[found.leaders[0]] if found is not None and len(found.leaders) == 1 else 0,
        units=reporting_line(stage, contest.root, index).text,
        changed=changed_text(stage, index),
        new=f"{len(new):,}" if new else "",
        corrected=f"{len(moved):,}" if moved else "",
        is_shown=index == stage.shown,
    )


def changed_text(stage: Stage, index: int) -> str:
    """Say how many units a release added and changed."""
    release = stage.contest.releases[index]
    new, moved = touched(stage.results.changes[index])
    if not release.rows:
        return "Totals only, no figures for single units" if release.totals else "Changes no figure"
    parts = [f"{formatting.counted(len(new), 'unit', 'units')} new"] if new else []
    parts += [f"{formatting.counted(len(moved), 'unit', 'units')} changed"] if moved else []
    return ", ".join(parts) or "Changes no figure"


def touched(changes: Iterable[Change]) -> tuple[set[AreaId], set[AreaId]]:
    """Return the units that changes add figures to for the first time, and those they change."""
    new = {change.area for change in changes if change.before is None}
    return new, {change.area for change in changes} - new


def release_page(stage: Stage, index: int) -> ReleasePage:
    """Return the page of a release."""
    contest = stage.contest
    release = contest.releases[index]
    here = urls.release(contest, release)
    line = lead_line(stage, contest.root, index)
    titles = (release.title, f"{contest.title}, {release.title}: {line.text if line else 'no results'}")
    trail = (link(here, "Releases", urls.releases(contest)),)
    tables = result_tables(stage, here, contest.root, index)
    return ReleasePage(
        frame=with_card(stage, index, contest_frame(stage, here, titles, trail, release=release)),
        heading=release.title,
        kicker=formatting.RELEASE_KINDS[release.kind],
        note=release.note or "",
        lead=line,
        reporting=reporting_line(stage, contest.root, index),
        silence=unsaid(stage, index),
        tables=tables,
        differences=difference_table(stage, here, index),
        findings=findings_at(stage, here, index),
        sources=sources.of_release(stage, here, index),
        changed=changed_text(stage, index),
        moves=moves_of(stage, index),
        area_moves=area_moves_of(stage, here, index),
        changes=_change_table(stage, here, index),
        downloads=tuple(_downloads(stage, here, index)),
        embed=release_offer(stage, here, index, tables),
        older=_neighbour(stage, here, index - 1),
        newer=_neighbour(stage, here, index + 1),
    )


def unsaid(stage: Stage, index: int) -> str:
    """Say what a release left out: single units, a whole tally, or figures altogether."""
    release = stage.contest.releases[index]
    if not release.rows and not release.totals:
        return "No figures were published with this release. Those of the releases before it stand."
    stated = {tally for row in release.rows.values() for tally in row.tallies}
    left_out = [tally.name for tally in stage.contest.tallies if not tally.only and tally.id not in stated]
    if not stated or not left_out:
        return silence(stage, stage.contest.root, index)
    names = formatting.listed([formatting.lower_first(name) for name in left_out])
    stands = "; those of earlier releases stand" if index else ""
    return f"No figures of single units were published for: {names}{stands}."


def _downloads(stage: Stage, here: str, index: int) -> Iterator[Link]:
    contest, release = stage.contest, stage.contest.releases[index]
    yield link(here, "These figures (CSV)", urls.release_download(contest, release))
    if index:
        yield link(here, "What this release changed (CSV)", urls.release_changes(contest, release))
    if index in stage.reconciled:
        yield link(here, "Where its sources differ (CSV)", urls.release_sources(contest, release))
    yield link(here, "All changes (CSV)", urls.download(contest, "changes.csv"))


def _neighbour(stage: Stage, here: str, index: int) -> Link | None:
    if not 0 <= index <= stage.shown:
        return None
    release = stage.contest.releases[index]
    return link(here, release.title, urls.release(stage.contest, release))


def _change_table(stage: Stage, here: str, index: int) -> ChangeTable | None:
    """Return what a release changed of figures that stood before it; None where it changed none."""
    rows = tuple(_change(stage, here, change) for change in stage.results.changes[index] if change.before is not None)
    file = urls.root_from(here) + urls.release_changes(stage.contest, stage.contest.releases[index])
    return ChangeTable(file, rows) if rows else None


def _change(stage: Stage, here: str, change: Change) -> ChangeRow:
    tally = next(tally for tally in stage.contest.tallies if tally.id == change.tally)
    place = stage.site.places[change.area]
    before = change.before or change.after
    moves = []
    for choice, then, now in zip(stage.contest.choices, before, change.after, strict=True):
        if then != now:
            figures_text = f"{formatting.number(then, tally.decimals)} → {formatting.number(now, tally.decimals)}"
            moves.append(f"{choice.short} {figures_text} ({formatting.change(now - then, tally.decimals)})")
    moved = sum(change.after) - sum(before)
    return ChangeRow(
        area=area_link(stage.edition, stage.contest, here, change.area),
        within=stage.site.places[place.parent].name if place.parent is not None else "",
        tally=tally.name,
        moves=tuple(moves),
        total=formatting.change(moved, tally.decimals) if moved else "",
    )
