"""What the card of a release says, and the page of whom shows which."""

from decimal import Decimal

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.pages import card_image
from recanvass.pages.charts.lead_chart import lead_chart
from recanvass.pages.context import ContestContext, declared_colours, release_stamp
from recanvass.pages.leads import lead_line
from recanvass.pages.models.movement import ChartColumn, LeadChart
from recanvass.pages.models.parts import Frame
from recanvass.pages.models.result_parts import ResultRow
from recanvass.pages.tables import result_tables
from recanvass.text import terms

MOST_BARS = 5


def has_card(context: ContestContext, index: int) -> bool:
    """Tell whether a release gets a card: where the site asks for them, and its letters suffice for all of it."""
    site, contest, release = context.site, context.contest, context.contest.releases[index]
    if not site.has_cards or context.shared.is_preview:
        return False
    names = (site.title, contest.title, release.title, *(one.name for one in contest.choices))
    return all(map(card_image.can_show, (*names, context.deciding.unit, *_about(context, index))))


def _about(context: ContestContext, index: int) -> tuple[str, str, str]:
    """Return how final a release is, when it came and from whom."""
    release, catalogue = context.contest.releases[index], context.catalogue
    return (
        catalogue.text(terms.STATUSES[release.status]),
        catalogue.moment(release.as_of, context.site.timezone),
        catalogue.text("Source: %(source)s", source=release.source.name),
    )


def with_card(context: ContestContext, index: int, frame: Frame) -> Frame:
    """Return the frame of a page with the card of a release, where there is one and the public address is known."""
    if not context.shared.base_url or not has_card(context, index):
        return frame
    card = card_of(context, index)
    text = context.catalogue.text(
        "%(contest)s: %(lead)s %(status)s, %(release)s, %(time)s. %(source)s.",
        contest=card.contest,
        lead=card.lead,
        status=card.status_text,
        release=card.release,
        time=card.time,
        source=card.source,
    )
    path = urls.card(context.contest, context.contest.releases[index])
    return replace(frame, image=urls.public(path, context.shared.base_url), image_text=text)


def card_of(context: ContestContext, index: int) -> card_image.Card:
    """Return what the card of a release says."""
    contest, release, text = context.contest, context.contest.releases[index], context.catalogue.text
    status_text, time, source = _about(context, index)
    here = urls.card(contest, release)
    stamp = release_stamp(context.shared, contest, release, here)
    lead = lead_line(context, contest.root, index)
    chart = lead_chart(context, here, index)
    tables = result_tables(context, here, contest.root, index)
    rows = tables[0].rows if tables else ()
    return card_image.Card(
        site=context.site.title,
        contest=contest.title,
        lead=f"{lead.text} {lead.second.whole}".strip() if lead is not None else text("No results reported yet"),
        line=_line(context, chart) if chart is not None else None,
        bars=tuple(_bar(context, row) for row in rows[:MOST_BARS]),
        status=stamp.status,
        status_text=status_text,
        release=release.title,
        time=time,
        source=source,
        warning=text("Rehearsal. These are not election results.") if context.site.is_rehearsal else "",
    )


def png(context: ContestContext, index: int) -> bytes:
    """Return the card of a release as PNG."""
    return card_image.png(card_of(context, index))


def _line(context: ContestContext, chart: LeadChart) -> card_image.CardLine:
    """Return the chart of the lead as a card draws it."""
    palette = (*card_image.COLOURS, *declared_colours(context.site))
    drawn = [column for column in chart.columns if not column.is_missing]
    return card_image.CardLine(
        f"{chart.title} ({chart.unit})",
        Decimal(chart.zero),
        tuple(
            card_image.CardStep(
                left=Decimal(one.left),
                right=Decimal(one.right),
                y=Decimal(one.y),
                before=_before(one),
                label=one.label,
                date=one.date,
                colour=palette[one.colour],
                is_beyond=one.is_beyond,
                is_marked=one.is_lowest,
            )
            for one in drawn
        ),
    )


def _before(column: ChartColumn) -> Decimal | None:
    if not column.riser_top:
        return None
    return Decimal(column.riser_top if column.riser_bottom == column.y else column.riser_bottom)


def _bar(context: ContestContext, row: ResultRow) -> card_image.Bar:
    palette = (*card_image.COLOURS, *declared_colours(context.site))
    figure = f"{row.count}  ({row.percent})" if row.percent else row.count
    return card_image.Bar(row.name, figure, palette[row.colour], Decimal(row.bar) if row.bar else None)
