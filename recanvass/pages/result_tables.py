"""The tables of results of an area, one for each tally, and how many of its units are in."""

import itertools
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, KindId, Number
from recanvass.core.kinds import ReleaseKind, Reporting
from recanvass.core.model import Place, Published
from recanvass.pages.breakdowns import detail_remarks, not_known, out_after
from recanvass.pages.choice_marks import choice_marks
from recanvass.pages.context import ContestContext, area_link, choice_links, file_href
from recanvass.pages.models.movement import DifferenceRow, DifferenceTable
from recanvass.pages.models.parts import Link
from recanvass.pages.models.result_parts import ReportingLine, ResultRow, ResultTable, ZeroRow
from recanvass.results.figures import (
    Basis,
    Difference,
    Figures,
    baseline,
    deciding,
    differences,
    figures,
    standing_of,
)
from recanvass.results.histories import published, reporting_counts
from recanvass.results.ranking import (
    decimals_of,
    difference,
    in_decimals,
    share_in_steps,
)
from recanvass.results.reporting import expected, reported
from recanvass.results.shares import whole
from recanvass.text import terms
from recanvass.text.catalogue import Catalogue, msgids

_REPORTING_CLAUSES = {
    Reporting.PARTIAL: msgids("%(count)s partly reported", "%(count)s partly reported"),
    Reporting.NOT_REPORTED: msgids("%(count)s not reported", "%(count)s not reported"),
    Reporting.NO_MEETING: msgids("%(count)s did not meet", "%(count)s did not meet"),
    Reporting.EXCLUDED: msgids("%(count)s excluded", "%(count)s excluded"),
    Reporting.DISPUTED: msgids("%(count)s disputed", "%(count)s disputed"),
    Reporting.WILL_NOT_REPORT: msgids("%(count)s will not report", "%(count)s will not report"),
    Reporting.REPORTED_WITH: msgids("%(count)s reported with another", "%(count)s reported with another"),
    Reporting.IN_TOTAL: msgids("%(count)s only in a total", "%(count)s only in totals"),
}
FEW = 5
"""How many rows of a table stand first where the others may fold away."""
LEAST_FOLDED = 2


def tallies_of(context: ContestContext, kind: KindId | None) -> tuple[Tally, ...]:
    """Return the tallies that exist for a kind of place, the deciding one first."""
    existing = [tally for tally in context.contest.tallies if not tally.only or kind in tally.only]
    return tuple(sorted(existing, key=lambda tally: tally.id != context.deciding.id))


def result_tables(context: ContestContext, here: str, area: AreaId, release: int) -> tuple[ResultTable, ...]:
    """Return one table a tally that has any figure at a release, the deciding tally first.

    Parts and rounds of the deciding tally stand side by side in a breakdown instead.
    """
    found = context.shared.area(area)
    kind = found.kind if isinstance(found, Place) else None
    shown = deciding(context.results, release) if context.contest.is_ranked else context.deciding
    alone = [
        one for one in tallies_of(context, kind) if one.id == shown.id or (one.round is None and one.part_of is None)
    ]
    read = ((tally, figures(context.results, area, tally, release)) for tally in alone)
    return tuple(
        result_table(context, here, shown, area=area, tally=tally, release=release)
        for tally, shown in read
        if shown.basis is not Basis.NONE
    )


def result_table(
    context: ContestContext, here: str, shown: Figures, *, area: AreaId, tally: Tally, release: int
) -> ResultTable:
    """Return the table of one tally of one area at a release, with changes since an earlier one with such figures."""
    contest, catalogue = context.contest, context.catalogue
    before = _before(context, area, tally, release)
    changes = _changes(shown, before)
    printed, links = _printed(context, area, tally, release), choice_links(context, urls.root_from(here))
    decimals, widest = _printed_decimals(printed), max([count for count in shown.counts if count], default=None)
    folds = widest is not None and printed is None and shown.basis is not Basis.MIXED
    rows: list[ResultRow] = []
    zeros: list[tuple[int | None, int, Link]] = []
    total = whole(context.site, context.results, area, shown, release=release)
    marks, last_in = choice_marks(context, area, tally, release), _last_in(context, area, tally)
    for ranked in standing_of(contest, shown):
        index = ranked.choice
        choice, count, moved, to = contest.choices[index], shown.counts[index], changes[index], links[index]
        shows = min(tally.show, shown.decimals[index])
        if folds and count == 0 and not (moved or marks[index] or (shown.unknown and shown.unknown[index])):
            zeros.append((ranked.rank, shows, to))
            continue
        rows.append(
            ResultRow(
                name=choice.name,
                href=to.href,
                party=choice.party or "",
                colour=context.colours[index],
                count=catalogue.number(count, shows),
                percent=catalogue.percent(count, total if choice.in_total else None, decimals),
                printed_percent=_printed_percent(catalogue, printed, choice.id) if printed is not None else "",
                bar=_bar(count, widest) if count and shown.basis is not Basis.MIXED else "",
                change=_change(catalogue, tally, moved),
                direction=("up" if moved > 0 else "down") if moved else "",
                remark=_remark(context, area, release, shown, choice=index),
                marks=marks[index],
                is_ahead=ranked.rank == 1 and bool(count),
                is_last_in=ranked.rank is not None and len(rows) + 1 == last_in,
            )
        )
    few = FEW if len(rows) > FEW + 1 else len(rows)
    return ResultTable(
        id=tally.id,
        title=tally.name,
        short=tally.short,
        unit=tally.unit,
        is_deciding=tally.decides or tally.id == context.deciding.id,
        is_one_of_several=len(contest.tallies) > 1,
        has_candidates=not contest.is_question,
        since=_since(context, before) if any(changes) else "",
        has_percents=not tally.only and total is not None,
        has_printed_percents=printed is not None,
        rows=tuple(rows),
        few=few,
        folds=_folds(catalogue, len(rows) - few + len(zeros)),
        zeros=_together(catalogue, zeros, catalogue.percent(0, total, decimals)),
        file=file_href(context.shared, here, results_file(context, release)),
        total=catalogue.number(shown.total, tally.show),
        total_change=_total_change(catalogue, tally, shown, before) if any(changes) else "",
        remarks=_remarks(context, area, tally, shown, release=release),
    )


def _folds(catalogue: Catalogue, count: int) -> str:
    """Say what folds away under the first rows; nothing where that is next to nothing."""
    if count < LEAST_FOLDED:
        return ""
    return catalogue.plural("%(count)s more and the total", "%(count)s more and the total", count)


def results_file(context: ContestContext, release: int) -> str:
    """Return the download that holds the figures of a release."""
    contest, stated = context.contest, context.contest.releases[release]
    is_in_force = release == context.shown and stated.kind is not ReleaseKind.AUDIT
    return urls.download(contest, "results.csv") if is_in_force else urls.release_results(contest, stated)


def _together(catalogue: Catalogue, rows: Iterable[tuple[int | None, int, Link]], percent: str) -> tuple[ZeroRow, ...]:
    """Join neighbouring rows of equal rank that are shown with as many decimals into one."""
    joined = itertools.groupby(rows, key=itemgetter(0, 1))
    return tuple(
        ZeroRow(tuple(to for *_, to in alike), catalogue.number(0, shows), percent) for (_, shows), alike in joined
    )


def _before(context: ContestContext, area: AreaId, tally: Tally, release: int) -> Figures | None:
    """Return the figures that those of a release are compared with."""
    since = baseline(context.results, area, tally, release)
    return figures(context.results, area, tally, since) if since is not None else None


def _changes(shown: Figures, before: Figures | None) -> tuple[Number | None, ...]:
    if before is None:
        return (None,) * len(shown.counts)
    if shown.unknown or before.unknown:
        known = (one.unknown or (0,) * len(one.counts) for one in (shown, before))
        hidden = [any(gaps) for gaps in zip(*known, strict=True)]
        both = (replace(one, unknown=()) for one in (shown, before))
        return tuple(None if gap else moved for gap, moved in zip(hidden, _changes(*both), strict=True))
    if shown.counts is before.counts and shown.decimals == before.decimals:
        return tuple(0 if count is not None else None for count in shown.counts)
    pairs = zip(shown.counts, before.counts, map(min, shown.decimals, before.decimals), strict=True)
    return tuple(
        difference(now, then, decimals) if now is not None and then is not None else None
        for now, then, decimals in pairs
    )


def _change(catalogue: Catalogue, tally: Tally, moved: Number | None) -> str:
    return catalogue.change(moved, min(tally.show, decimals_of(moved))) if moved is not None else ""


def _total_change(catalogue: Catalogue, tally: Tally, shown: Figures, before: Figures | None) -> str:
    """Return how far the total moved, empty where one of the two is not known."""
    if before is None or shown.total is None or before.total is None:
        return ""
    return catalogue.change(shown.total - before.total, tally.show)


def _since(context: ContestContext, before: Figures | None) -> str:
    """Return the day of the release that last changed the figures before."""
    known = [release for release in before.releases if release is not None] if before is not None else []
    if not known:
        return ""
    return context.catalogue.day_of_month(context.contest.releases[max(known)].as_of, context.site.timezone)


@lru_cache(1 << 14)
def _bar(count: Number | None, total: Number | None) -> str:
    steps = share_in_steps(count, total, 3) if count is not None and total else 0
    return in_decimals(steps, 1) if steps else ""


def _printed(context: ContestContext, area: AreaId, tally: Tally, release: int) -> Published | None:
    percents = context.contest.releases[release].percents
    return next((found for found in percents if found.area == area and found.tally == tally.id), None)


def _printed_decimals(printed: Published | None) -> int:
    return max(map(decimals_of, printed.figures.values()), default=1) if printed is not None else 1


def _printed_percent(catalogue: Catalogue, printed: Published | None, choice: str) -> str:
    value = next((value for key, value in printed.figures.items() if key == choice), None) if printed else None
    return catalogue.hundredths(value) if value is not None else ""


def _last_in(context: ContestContext, area: AreaId, tally: Tally) -> int:
    """Return after how many rows of a contest's own table the seats, or the places in the next round, are filled."""
    contest = context.contest
    if area != contest.root or tally.id != context.deciding.id or tally.round is not None:
        return 0
    places = contest.advance if contest.advance is not None and not contest.requirements else contest.seats
    return places if places > 1 else 0


def _remark(context: ContestContext, area: AreaId, release: int, shown: Figures, *, choice: int) -> str:
    """Say what is special about a figure: from where it was carried over, that it is withheld or only a part."""
    if shown.unknown and shown.unknown[choice]:
        return not_known(context, area, release, shown, choice=choice)
    if shown.counts[choice] is None and shown.basis is not Basis.NONE:
        tally = next(tally for tally in context.contest.tallies if tally.id == shown.tally)
        return out_after(context, choice, tally, release) if tally.round is not None else ""
    stated = shown.releases[choice]
    if stated is None or shown.basis is not Basis.MIXED or stated == _newest(shown):
        return ""
    return context.catalogue.text("from: %(release)s", release=context.contest.releases[stated].title)


def _newest(shown: Figures) -> int:
    """Return the newest release that any of the figures is from."""
    return max(release for release in set(shown.releases) if release is not None)


def _remarks(context: ContestContext, area: AreaId, tally: Tally, shown: Figures, *, release: int) -> tuple[str, ...]:
    """Return what is to be said of the figures of a table as a whole."""
    return (
        *_basis_remarks(context, shown, release),
        *_other_source(context, area, tally, shown),
        *detail_remarks(context, area, tally, release),
    )


def _basis_remarks(context: ContestContext, shown: Figures, release: int) -> tuple[str, ...]:
    releases, text = context.contest.releases, context.catalogue.text
    newest = _newest(shown)
    remarks = []
    if shown.basis is Basis.MIXED:
        remarks.append(
            text(
                "%(source)s gave this count for some candidates only. The rest are from the release shown beside "
                "them, so we give no percentages.",
                source=releases[newest].source.name if newest == release else releases[newest].title,
            )
        )
    if shown.basis is Basis.PUBLISHED:
        day = context.catalogue.day_of_month(releases[newest].as_of, context.site.timezone)
        remarks.append(text("Totals as published %(day)s: “%(release)s.”", day=day, release=releases[newest].title))
    elif newest < release:
        day = context.catalogue.day_of_month(releases[newest].as_of, context.site.timezone)
        remarks.append(text("No change since %(day)s: “%(release)s.”", day=day, release=releases[newest].title))
    return tuple(remarks)


def _other_source(context: ContestContext, area: AreaId, tally: Tally, shown: Figures) -> tuple[str, ...]:
    """Name who published the totals shown, where that is not the source of the release they came with."""
    newest = _newest(shown)
    found = published(context.results, area, tally.id, newest)
    if found is None or found.release != newest or found.published.source == context.contest.releases[newest].source:
        return ()
    return (context.catalogue.text("Totals reported by %(source)s.", source=found.published.source.name),)


def reporting_line(context: ContestContext, area: AreaId, release: int) -> ReportingLine:
    """Return how many of the units of an area that are expected to report have done so, and what the others do."""
    counts = reporting_counts(context.results, area, release)
    total, settled = expected(counts), reported(counts)
    catalogue = context.catalogue
    # Every page of a sum asks for it, and it depends on the kinds of all places.
    noun = context.shared.once(
        ("noun", context.contest.id), lambda: terms.units_noun(catalogue, context.site, context.contest)
    )
    if settled < total or not total:
        values = {"reported": catalogue.number(settled), "count": catalogue.number(total), "places": noun}
        parts = [catalogue.text("%(reported)s of %(count)s %(places)s reported", **values)]
    elif total == 1:
        parts = [catalogue.text("Reported")]
    else:
        parts = [catalogue.text("All %(count)s %(places)s have reported", count=catalogue.number(total), places=noun)]
    parts += [catalogue.plural(*clause, counts[state]) for state, clause in _REPORTING_CLAUSES.items() if counts[state]]
    is_complete = not counts[Reporting.PARTIAL] and not counts[Reporting.NOT_REPORTED]
    return ReportingLine("; ".join(parts), _bar(settled, total), is_complete)


def difference_table(
    context: ContestContext, here: str, release: int, area: AreaId | None = None
) -> DifferenceTable | None:
    """Return where a release's published totals, of one area or of all, are not the sums of its units, if anywhere."""
    rows = tuple(_difference(context, here, found) for found in differences(context.results, release, area))
    return (
        DifferenceTable(file_href(context.shared, here, urls.download(context.contest, "totals.csv")), rows)
        if rows
        else None
    )


def _difference(context: ContestContext, here: str, found: Difference) -> DifferenceRow:
    tally = next(tally for tally in context.contest.tallies if tally.id == found.tally)
    shown = max(decimals_of(found.published), tally.show)
    return DifferenceRow(
        area=area_link(context.shared, context.contest, here, found.area),
        tally=tally.name,
        choice=context.contest.choices[found.choice].name,
        published=context.catalogue.number(found.published, decimals_of(found.published)),
        total_of_units=context.catalogue.number(found.total_of_units, tally.decimals),
        difference=context.catalogue.change(Decimal(found.published) - Decimal(found.total_of_units), shown),
    )
