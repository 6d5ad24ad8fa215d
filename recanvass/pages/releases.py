"""The ladder of releases, and the page of each: the whole table as it stood, and what the release changed."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ids import AreaId
from recanvass.core.kinds import ReleaseKind
from recanvass.pages import sources
from recanvass.pages.areas import silence
from recanvass.pages.breakdowns import breakdown, threshold_bars
from recanvass.pages.charts.margins import Race, lead_moved, margin_chart, race
from recanvass.pages.context import ContestContext, area_link, link, release_stamp
from recanvass.pages.findings import findings_at, release_rows_of_findings
from recanvass.pages.history import area_moves_of, moves_of
from recanvass.pages.leads import declared_line, lead_in_short, lead_line, release_sentence
from recanvass.pages.models.movement import ChangeRow, ChangeTable
from recanvass.pages.models.pages import ReleasePage, ReleasesPage
from recanvass.pages.models.parts import Link, ReleaseRow
from recanvass.pages.offers import release_offer
from recanvass.pages.page_frame import contest_frame
from recanvass.pages.social_card import with_card
from recanvass.pages.tables import difference_table, reporting_line, result_tables
from recanvass.results.figures import audited, figures
from recanvass.results.histories import Change, known
from recanvass.results.ranking import has_gaps
from recanvass.text import terms

CHART_HEIGHT = 220


def releases_page(context: ContestContext) -> ReleasesPage:
    """Return the ladder, newest first."""
    here = urls.releases(context.contest)
    text = context.catalogue.text
    title = text("Releases")
    description = text("Every published version of %(contest)s", contest=context.contest.title)
    chart = margin_chart(context, CHART_HEIGHT)
    return ReleasesPage(
        frame=contest_frame(context, here, (title, description)),
        heading=title,
        intro=text("Every version of the results that was published stays readable here, with what each changed."),
        chart=chart,
        rows=release_rows(context, here),
        findings=release_rows_of_findings(context, here),
    )


def release_rows(context: ContestContext, here: str) -> tuple[ReleaseRow, ...]:
    """Return a rung a release up to the one shown, newest first."""
    found = race(context)
    return tuple(_rung(context, here, index, found) for index in reversed(range(context.shown + 1)))


def _rung(context: ContestContext, here: str, index: int, pair: Race | None) -> ReleaseRow:
    contest = context.contest
    release = contest.releases[index]
    shown = figures(context.results, contest.root, context.deciding, index)
    said, colour = release_sentence(context, index)
    leader, margin = lead_in_short(context, shown, context.deciding)
    new, moved = touched(context.results.changes[index])
    return ReleaseRow(
        title=link(here, release.title, urls.release(contest, release)),
        kind=context.catalogue.text(terms.RELEASE_KINDS[release.kind]),
        stamp=release_stamp(context.shared, contest, release, here),
        lead=said,
        leader=leader,
        margin=margin,
        moved=lead_moved(context.catalogue, pair, index),
        colour=colour,
        units=reporting_line(context, contest.root, index).text,
        changed=changed_text(context, index),
        new=context.catalogue.number(len(new)) if new else "",
        corrected=context.catalogue.number(len(moved)) if moved else "",
        is_shown=index == context.shown,
    )


def changed_text(context: ContestContext, index: int) -> str:
    """Say how many units a release added and changed."""
    release, catalogue = context.contest.releases[index], context.catalogue
    new, moved = touched(context.results.changes[index])
    if release.totals and not release.rows:
        return catalogue.text("Totals only, no figures for single units")
    parts = []
    if release.rows and new:
        parts.append(catalogue.plural("%(count)s unit new", "%(count)s units new", len(new)))
    if release.rows and moved:
        parts.append(catalogue.plural("%(count)s unit changed", "%(count)s units changed", len(moved)))
    return ", ".join(parts) or catalogue.text("Changes no figure")


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
    tables = result_tables(_counted(context, index), here, contest.root, index)
    return ReleasePage(
        frame=with_card(context, index, contest_frame(context, here, titles, trail, release=release)),
        heading=release.title,
        kicker=text(terms.RELEASE_KINDS[release.kind]),
        note=release.note or "",
        lead=line,
        reporting=reporting_line(_counted(context, index), contest.root, index),
        silence=unsaid(context, index),
        declared=declared_line(context, index),
        tables=tables,
        thresholds=threshold_bars(context, index),
        breakdown=breakdown(_counted(context, index), urls.root_from(here), contest.root, index),
        differences=difference_table(context, here, index),
        findings=findings_at(context, here, index),
        sources=sources.of_release(context, here, index),
        changed=changed_text(context, index),
        moves=moves_of(context, index),
        area_moves=area_moves_of(context, here, index),
        changes=_change_table(context, here, index),
        downloads=tuple(_downloads(context, here, index)),
        embed=release_offer(context, here, index, tables),
        older=_neighbour(context, here, index - 1),
        newer=_neighbour(context, here, index + 1),
    )


def _counted(context: ContestContext, index: int) -> ContestContext:
    """Return the context of a release's own figures: an audit's alone, for all others those in force."""
    if context.contest.releases[index].kind is not ReleaseKind.AUDIT:
        return context
    return replace(context, results=audited(context.site, context.contest, index))


def unsaid(context: ContestContext, index: int) -> str:
    """Say what a release left out: single units, a whole tally, or figures altogether."""
    release = context.contest.releases[index]
    if not release.rows and not release.totals:
        return context.catalogue.text(
            "No figures were published with this release. Those of the releases before it stand."
        )
    stated = {tally for row in release.rows.values() for tally in row.tallies}
    left_out = [tally.name for tally in context.contest.tallies if not tally.only and tally.id not in stated]
    if not stated or not left_out:
        return silence(context, context.contest.root, index)
    catalogue = context.catalogue
    names = catalogue.listed([catalogue.within(name) for name in left_out])
    if not index:
        return catalogue.text("No figures of single units were published for: %(tallies)s.", tallies=names)
    return catalogue.text(
        "No figures of single units were published for: %(tallies)s; those of earlier releases stand.", tallies=names
    )


def _downloads(context: ContestContext, here: str, index: int) -> Iterator[Link]:
    contest, release, text = context.contest, context.contest.releases[index], context.catalogue.text
    yield link(here, text("These figures (CSV)"), urls.release_download(contest, release))
    if index:
        yield link(here, text("What this release changed (CSV)"), urls.release_changes(contest, release))
    if index in context.reconciled:
        yield link(here, text("Where its sources differ (CSV)"), urls.release_sources(contest, release))
    yield link(here, text("All changes (CSV)"), urls.download(contest, "changes.csv"))


def _neighbour(context: ContestContext, here: str, index: int) -> Link | None:
    if not 0 <= index <= context.shown:
        return None
    release = context.contest.releases[index]
    return link(here, release.title, urls.release(context.contest, release))


def _change_table(context: ContestContext, here: str, index: int) -> ChangeTable | None:
    """Return what a release changed of figures that stood before it; None where it changed none."""
    rows = tuple(
        _change(context, here, change) for change in context.results.changes[index] if change.before is not None
    )
    file = urls.root_from(here) + urls.release_changes(context.contest, context.contest.releases[index])
    return ChangeTable(file, rows) if rows else None


def _change(context: ContestContext, here: str, change: Change) -> ChangeRow:
    tally = next(tally for tally in context.contest.tallies if tally.id == change.tally)
    place = context.site.places[change.area]
    before = change.before or change.after
    moves = []
    for choice, then, now in zip(context.contest.choices, before, change.after, strict=True):
        if then != now:
            figures_text = (
                f"{context.catalogue.number(then, tally.decimals)} → {context.catalogue.number(now, tally.decimals)}"
            )
            by = context.catalogue.change(now - then, tally.decimals) if now is not None and then is not None else ""
            moves.append(f"{choice.short} {figures_text} ({by})" if by else f"{choice.short} {figures_text}")
    is_known = (tally.round or 1) > 1 or not (has_gaps(change.after) or has_gaps(before))
    moved = sum(known(change.after)) - sum(known(before)) if is_known else 0
    return ChangeRow(
        area=area_link(context.shared, context.contest, here, change.area),
        within=context.site.places[place.parent].name if place.parent is not None else "",
        tally=tally.name,
        moves=tuple(moves),
        total=context.catalogue.change(moved, tally.decimals) if moved else "",
    )
