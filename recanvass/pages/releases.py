"""The ladder of releases, and the page of each: the whole table as it stood, and what the release changed."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ids import AreaId
from recanvass.core.kinds import ReleaseKind
from recanvass.core.model import Release, Row
from recanvass.pages import sources
from recanvass.pages.areas import silence
from recanvass.pages.breakdowns import breakdown, threshold_bars
from recanvass.pages.changes import change_table
from recanvass.pages.charts.dumbbells import dumbbells
from recanvass.pages.charts.lead_chart import lead_chart, lead_moved
from recanvass.pages.context import ContestContext, file_link, link, release_stamp
from recanvass.pages.corrections import links_to_corrections
from recanvass.pages.findings import findings_at, release_rows_of_findings
from recanvass.pages.history import area_moves_of, history_of, moves_of
from recanvass.pages.lead_lines import declared_line, lead_in_short, lead_line, release_sentence
from recanvass.pages.models.pages import ReleasePage, ReleasesPage
from recanvass.pages.models.parts import Link, ReleaseRow
from recanvass.pages.offers import release_offer
from recanvass.pages.page_frame import contest_frame
from recanvass.pages.result_tables import difference_table, reporting_line, result_tables
from recanvass.pages.social_card import with_card
from recanvass.results.figures import Basis, audited, baseline, deciding, figures
from recanvass.results.histories import Change
from recanvass.results.races import Race
from recanvass.text import terms


def releases_page(context: ContestContext) -> ReleasesPage:
    """Return the ladder, newest first."""
    here = urls.releases(context.contest)
    text = context.catalogue.text
    title = text("Releases")
    description = text("Every release of the results: %(contest)s", contest=context.contest.title)
    chart = lead_chart(context, here)
    return ReleasesPage(
        frame=contest_frame(context, here, (title, description)),
        heading=title,
        intro=text("Every release of the results, with what it changed."),
        chart=chart,
        rows=release_rows(context, here),
        history=history_of(context, here, context.contest.root),
        findings=release_rows_of_findings(context, here),
    )


def release_rows(context: ContestContext, here: str) -> tuple[ReleaseRow, ...]:
    """Return a rung a release up to the one shown, newest first."""
    found = context.race
    return tuple(_rung(context, here, index, found) for index in reversed(range(context.shown + 1)))


def _rung(context: ContestContext, here: str, index: int, pair: Race | None) -> ReleaseRow:
    contest = context.contest
    release = contest.releases[index]
    tally = deciding(context.results, index)
    shown = figures(context.results, contest.root, tally, index)
    _, colour = release_sentence(context, index)
    leader, margin = lead_in_short(context, shown, tally)
    new, moved = touched(context.results.changes[index])
    return ReleaseRow(
        title=link(here, release.title, urls.release(contest, release)),
        kind=context.catalogue.text(terms.RELEASE_KINDS[release.kind]),
        stamp=release_stamp(context.shared, contest, release, here),
        leader=leader,
        margin=margin,
        moved=lead_moved(context.catalogue, pair, index),
        colour=colour,
        new=context.catalogue.number(len(new)) if new else "",
        corrected=context.catalogue.number(len(moved)) if moved else "",
        is_shown=index == context.shown,
    )


def changed_text(context: ContestContext, index: int) -> str:
    """Say how many units a release added and changed."""
    release, catalogue = context.contest.releases[index], context.catalogue
    new, moved = touched(context.results.changes[index])
    if release.totals and not release.rows:
        return catalogue.text("Totals only, no results for individual places")
    parts = []
    if release.rows and new:
        parts.append(catalogue.plural("%(count)s place new", "%(count)s places new", len(new)))
    if release.rows and moved:
        parts.append(catalogue.plural("%(count)s place changed", "%(count)s places changed", len(moved)))
    turnout_alone = _states_turnout(release) and not release.totals and not any(row.tallies for row in _rows(release))
    if turnout_alone and not parts:
        return catalogue.text("Turnout only")
    return ", ".join(parts) or catalogue.text("No numbers changed")


def _rows(release: Release) -> tuple[Row, ...]:
    return (*release.rows.values(), *release.higher.values())


def _states_turnout(release: Release) -> bool:
    return any(row.turnout is not None for row in _rows(release))


def touched(changes: Iterable[Change]) -> tuple[set[AreaId], set[AreaId]]:
    """Return the units that changes add figures to for the first time, and those they change."""
    new = {change.area for change in changes if change.before is None}
    return new, {change.area for change in changes} - new


def release_page(context: ContestContext, index: int) -> ReleasePage:
    """Return the page of a release."""
    contest, text = context.contest, context.catalogue.text
    release = contest.releases[index]
    here = urls.release(contest, release)
    line = lead_line(context, contest.root, index, of_release=True)
    no_results = text("no results")
    titles = (release.title, f"{contest.title}, {release.title}: {line.text if line else no_results}")
    trail = (link(here, text("Releases"), urls.releases(contest)),)
    tables = result_tables(as_counted(context, index), here, contest.root, index)
    return ReleasePage(
        frame=with_card(context, index, contest_frame(context, here, titles, trail, release=release)),
        heading=release.title,
        kicker=text(terms.RELEASE_KINDS[release.kind]),
        note=release.note or "",
        lead=line,
        chart=lead_chart(context, here, index),
        reporting=reporting_line(as_counted(context, index), contest.root, index),
        silence=unsaid(context, index),
        declared=declared_line(context, index),
        tables=tables,
        thresholds=threshold_bars(as_counted(context, index), index),
        breakdown=breakdown(as_counted(context, index), urls.root_from(here), contest.root, index),
        differences=difference_table(context, here, index),
        findings=findings_at(context, here, index),
        sources=sources.of_release(context, here, index),
        changed=changed_text(context, index),
        dumbbells=dumbbells(context, here, index),
        moves=moves_of(context, index) if not _is_of_sums(context, index) else None,
        area_moves=area_moves_of(context, here, index),
        changes=change_table(context, here, index),
        downloads=tuple(_downloads(context, here, index)),
        embed=release_offer(context, here, index, tables),
        older=_neighbour(context, here, index - 1),
        newer=_neighbour(context, here, index + 1),
    )


def as_counted(context: ContestContext, index: int) -> ContestContext:
    """Return the context of a release's own figures: an audit's alone, for all others those in force."""
    if context.contest.releases[index].kind is not ReleaseKind.AUDIT:
        return context
    return replace(context, results=audited(context.site, context.contest, index))


def unsaid(context: ContestContext, index: int) -> str:
    """Say what a release left out: single units, a whole tally, or figures altogether."""
    release = context.contest.releases[index]
    is_silent = not release.totals and not any(row.tallies for row in _rows(release))
    if is_silent and _states_turnout(release):
        return context.catalogue.text("This release has turnout only.")
    if is_silent and not release.rows:
        return context.catalogue.text("This release changed no numbers. Results carry over from earlier releases.")
    stated = {tally for row in release.rows.values() for tally in row.tallies}
    left_out = [tally.name for tally in context.contest.tallies if not tally.only and tally.id not in stated]
    if not stated or not left_out:
        return silence(context, context.contest.root, index)
    catalogue = context.catalogue
    names = catalogue.listed([catalogue.within(name) for name in left_out])
    if not index:
        return catalogue.text("No results for individual places were published for %(tallies)s.", tallies=names)
    return catalogue.text(
        "No results for individual places were published for %(tallies)s. Numbers carry over from earlier releases.",
        tallies=names,
    )


def _is_of_sums(context: ContestContext, index: int) -> bool:
    """Tell whether the figures of the whole are sums before and after a release, so that they show its moves."""
    root, tally = context.contest.root, context.deciding
    if baseline(context.results, root, tally, index) != index - 1:
        return False
    return all(figures(context.results, root, tally, one).basis is Basis.UNITS for one in (index - 1, index))


def _downloads(context: ContestContext, here: str, index: int) -> Iterator[Link]:
    contest, release, text = context.contest, context.contest.releases[index], context.catalogue.text
    yield file_link(context.shared, here, text("These results (CSV)"), urls.release_results(contest, release))
    yield file_link(context.shared, here, text("Results by place (CSV)"), urls.release_download(contest, release))
    if index:
        yield file_link(
            context.shared, here, text("What this release changed (CSV)"), urls.release_changes(contest, release)
        )
    if index in context.reconciled:
        yield file_link(
            context.shared, here, text("Where the sources differ (CSV)"), urls.release_sources(contest, release)
        )
    yield file_link(context.shared, here, text("All changes (CSV)"), urls.download(contest, "changes.csv"))
    yield from links_to_corrections(context, here, release.id)


def _neighbour(context: ContestContext, here: str, index: int) -> Link | None:
    if not 0 <= index <= context.shown:
        return None
    release = context.contest.releases[index]
    return link(here, release.title, urls.release(context.contest, release))
