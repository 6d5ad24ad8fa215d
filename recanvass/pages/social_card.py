"""What the card of a release or of a place says, and which page shows which."""

from decimal import Decimal

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ids import AreaId
from recanvass.pages import card_image
from recanvass.pages.charts.lead_chart import lead_chart
from recanvass.pages.context import ContestContext, declared_colours, release_stamp
from recanvass.pages.lead_lines import lead_line
from recanvass.pages.models.movement import ChartColumn, LeadChart
from recanvass.pages.models.parts import Frame
from recanvass.pages.models.result_parts import ResultRow
from recanvass.pages.result_tables import result_tables
from recanvass.text import terms

MOST_BARS = 5


def has_card(context: ContestContext, index: int, area: AreaId) -> bool:
    """Tell whether a contest or a place in it gets a card as of a release.

    It does where the site asks for cards, and their letters suffice for all of it. Of places, only sums have one: a
    card takes longer than a page, and a state has thousands of precincts.
    """
    site, contest, release = context.site, context.contest, context.contest.releases[index]
    if not site.has_cards or context.shared.is_preview or area not in (contest.root, *context.results.areas):
        return False
    found = site.places.get(area)
    if found is None:
        return False
    names = (site.title, contest.title, found.name, release.title, *(one.name for one in contest.choices))
    return all(map(card_image.can_show, (*names, context.deciding.unit, *_about(context, index))))


def _about(context: ContestContext, index: int) -> tuple[str, str, str]:
    """Return how final a release is, when it came and from whom."""
    release, catalogue = context.contest.releases[index], context.catalogue
    return (
        catalogue.text(terms.STATUSES[release.status]),
        catalogue.moment(release.as_of, context.site.timezone),
        catalogue.text("Source: %(source)s", source=release.source.name),
    )


def with_card(context: ContestContext, index: int, frame: Frame, area: AreaId | None = None) -> Frame:
    """Return the frame of a page with a card as of a release, where there is one and the public address is known.

    Without an `area`, it is the card of the contest.
    """
    area = area or context.contest.root
    if not context.shared.base_url or not has_card(context, index, area):
        return frame
    card = card_of(context, index, area)
    text = context.catalogue.text(
        "%(contest)s: %(lead)s %(status)s, %(release)s, %(time)s. %(source)s.",
        contest=card.contest,
        lead=card.lead,
        status=card.status_text,
        release=card.release,
        time=card.time,
        source=card.source,
    )
    return replace(frame, image=urls.public(_path(context, index, area), context.shared.base_url), image_text=text)


def _path(context: ContestContext, index: int, area: AreaId) -> str:
    contest = context.contest
    if area == contest.root:
        return urls.card(contest, contest.releases[index])
    return urls.area_card(contest, context.site.places[area], contest.releases[index])


def card_of(context: ContestContext, index: int, area: AreaId) -> card_image.Card:
    """Return what the card of a contest or a place says as of a release."""
    contest, release, text = context.contest, context.contest.releases[index], context.catalogue.text
    status_text, time, source = _about(context, index)
    is_whole = area == contest.root
    here = _path(context, index, area)
    stamp = release_stamp(context.shared, contest, release, here)
    lead = lead_line(context, area, index)
    chart = lead_chart(context, here, index) if is_whole else None
    tables = result_tables(context, here, area, index)
    rows = tables[0].rows if tables else ()
    return card_image.Card(
        site=context.site.title,
        contest=contest.title if is_whole else f"{context.site.places[area].name}, {contest.title}",
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


def png(context: ContestContext, index: int, area: AreaId) -> bytes:
    """Return the card of a contest or a place as PNG."""
    return card_image.png(card_of(context, index, area))


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
