"""What the card of a release says, and the page of whom shows which."""

from decimal import Decimal

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.pages import card_image
from recanvass.pages.context import ContestContext, declared_colours, release_stamp
from recanvass.pages.models.parts import Frame, ResultRow
from recanvass.pages.tables import lead_line, result_tables
from recanvass.text import formatting

MOST_BARS = 5


def has_card(context: ContestContext, index: int) -> bool:
    """Tell whether a release gets a card: where the site asks for them, and its letters suffice for all of it."""
    site, contest, release = context.site, context.contest, context.contest.releases[index]
    if not site.has_cards or context.shared.is_preview:
        return False
    texts = (site.title, contest.title, release.title, release.source.name, *(one.name for one in contest.choices))
    return all(map(card_image.can_show, (*texts, context.deciding.unit)))


def with_card(context: ContestContext, index: int, frame: Frame) -> Frame:
    """Return the frame of a page with the card of a release, where there is one and the public address is known."""
    if not context.shared.base_url or not has_card(context, index):
        return frame
    card = card_of(context, index)
    text = f"{card.contest}: {card.lead}. {card.status_text}, {card.release}, {card.time}. Source: {card.source}."
    path = urls.card(context.contest, context.contest.releases[index])
    return replace(frame, image=urls.public(path, context.shared.base_url), image_text=text)


def card_of(context: ContestContext, index: int) -> card_image.Card:
    """Return what the card of a release says."""
    contest, release = context.contest, context.contest.releases[index]
    here = urls.card(contest, release)
    stamp = release_stamp(context.shared, contest, release, here)
    lead = lead_line(context, contest.root, index)
    tables = result_tables(context, here, contest.root, index)
    rows = tables[0].rows if tables else ()
    return card_image.Card(
        site=context.site.title,
        contest=contest.title,
        lead=lead.text if lead is not None else "No results reported yet",
        bars=tuple(_bar(context, row) for row in rows[:MOST_BARS]),
        status=stamp.status,
        status_text=stamp.status_text,
        release=release.title,
        time=formatting.moment(release.as_of, context.site.timezone),
        source=release.source.name,
        warning="A rehearsal: none of these figures are results." if context.site.is_rehearsal else "",
    )


def png(context: ContestContext, index: int) -> bytes:
    """Return the card of a release as PNG."""
    return card_image.png(card_of(context, index))


def _bar(context: ContestContext, row: ResultRow) -> card_image.Bar:
    palette = (*card_image.COLOURS, *declared_colours(context.site))
    figure = f"{row.count}  ({row.percent})" if row.percent else row.count
    return card_image.Bar(row.name, figure, palette[row.colour], Decimal(row.bar) if row.bar else None)
