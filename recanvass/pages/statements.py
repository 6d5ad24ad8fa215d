"""Statements of results: all that a release says of a contest or of one place in it, made for paper.

Choices stand in the order of the ballot, not by rank, and zeros each in a row of their own: a statement is compared
line by line with other papers.
"""

from collections.abc import Iterator

from recanvass.core import urls
from recanvass.core.ballot import Tally
from recanvass.core.model import Place
from recanvass.pages.breakdowns import in_order, not_known, out_after
from recanvass.pages.context import ContestContext, area_link, file_href
from recanvass.pages.lead_lines import lead_line
from recanvass.pages.models.movement import MoveCell
from recanvass.pages.models.pages import StatementPage, StatementRow
from recanvass.pages.models.parts import Fact
from recanvass.pages.models.result_parts import ResultTable
from recanvass.pages.page_frame import contest_frame
from recanvass.pages.result_tables import reporting_line, result_table, tallies_of
from recanvass.results.figures import Basis, Figures, figures
from recanvass.text import terms
from recanvass.text.catalogue import Catalogue


def statement_page(context: ContestContext, place: Place, digest: str) -> StatementPage:
    """Return the statement of a place as of the release shown; `digest` is the SHA-256 of that release's download."""
    contest, release, catalogue = context.contest, context.release, context.catalogue
    here = urls.statement(contest, place)
    name = contest.title if place.id == contest.root else place.name
    heading = catalogue.text("Statement of results: %(name)s", name=name)
    description = catalogue.text(
        "%(name)s: all results of %(contest)s as of %(release)s",
        name=name,
        contest=contest.title,
        release=release.title,
    )
    trail = () if place.id == contest.root else (area_link(context.shared, contest, here, place.id),)
    frame = contest_frame(context, here, (heading, description), trail)
    read = [
        (tally, figures(context.results, place.id, tally, context.shown))
        for tally in in_order(tallies_of(context, place.kind))
    ]
    shown = [(tally, found) for tally, found in read if found.basis is not Basis.NONE]
    tables = [
        (tally, result_table(context, here, found, area=place.id, tally=tally, release=context.shown))
        for tally, found in shown
    ]
    lead = lead_line(context, place.id, context.shown)
    return StatementPage(
        frame=frame,
        kicker=f"{contest.title}, {context.catalogue.day(contest.date, context.site.timezone)}",
        heading=heading,
        lead=lead.text if lead is not None else "",
        facts=tuple(_facts(context, place)),
        columns=tuple(_column(tally) for tally, _ in shown),
        rows=tuple(
            StatementRow(choice.name, tuple(_cells(context, place, shown, index)))
            for index, choice in enumerate(contest.choices)
        ),
        totals=tuple(MoveCell(_column(tally), catalogue.number(found.total, tally.show)) for tally, found in shown),
        changed=tuple(_changed(catalogue, tables)) or (_unchanged(context),),
        remarks=tuple(f"{tally.name}: {remark}" for tally, table in tables for remark in table.remarks),
        address=frame.canonical or here.removesuffix(urls.HOME),
        release=release.id,
        file=urls.release_results(contest, release),
        file_href=file_href(context.shared, here, urls.release_results(contest, release)),
        digest=digest,
        page_href=urls.root_from(here)
        + (urls.contest(contest) if place.id == contest.root else urls.place(contest, place)),
    )


def _facts(context: ContestContext, place: Place) -> Iterator[Fact]:
    release, zone, text = context.release, context.site.timezone, context.catalogue.text
    yield Fact(text("Status"), text(terms.STATUSES[release.status]))
    yield Fact(text("Release"), release.title)
    yield Fact(text("As of"), context.catalogue.moment(release.as_of, zone))
    yield Fact(text("Source"), release.source.name)
    yield Fact(text("Reporting"), reporting_line(context, place.id, context.shown).text)


def _column(tally: Tally) -> str:
    return tally.name if tally.unit in tally.name else f"{tally.name} ({tally.unit})"


def _cells(
    context: ContestContext, place: Place, shown: list[tuple[Tally, Figures]], choice: int
) -> Iterator[MoveCell]:
    """Yield the figures of a choice; what is not known in full says so, since paper has no room beside it."""
    for tally, found in shown:
        count = found.counts[choice]
        figure = context.catalogue.number(count, min(tally.show, found.decimals[choice]))
        mark = not_known(context, place.id, context.shown, found, choice=choice)
        if mark:
            figure = mark if count is None else f"{mark} {figure}"
        elif count is None and tally.round is not None:
            figure = out_after(context, choice, tally, context.shown) or figure
        yield MoveCell(_column(tally), figure)


def _changed(catalogue: Catalogue, tables: list[tuple[Tally, ResultTable]]) -> Iterator[str]:
    for tally, table in tables:
        moves = [f"{row.name} {row.change}" for row in table.rows if row.direction]
        if moves:
            yield catalogue.text(
                "%(tally)s, since %(day)s: %(moves)s.",
                tally=tally.name,
                day=table.since,
                moves="; ".join(moves),
            )


def _unchanged(context: ContestContext) -> str:
    if not context.shown:
        return context.catalogue.text("This is the first release.")
    before = context.contest.releases[context.shown - 1]
    return context.catalogue.text("No number here has changed since %(release)s.", release=before.title)
