"""The modes of a map: who leads, by which count, and which of the first two.

Owns how strong a lead is shown, and how ties are.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId
from recanvass.pages.context import ContestContext
from recanvass.pages.lead_lines import lead_in_short, level_with
from recanvass.pages.maps.themes import ANSWER, NOTHING, MappedPlaces, PlaceValue, Theme, level, silent
from recanvass.pages.models.pictures import LegendKey
from recanvass.results.figures import figures, lead_of
from recanvass.results.ranking import share, stated_decimals
from recanvass.results.shares import whole
from recanvass.text import formatting
from recanvass.text.catalogue import Catalogue

MARGINS = (Decimal("0.05"), Decimal("0.15"))
"""From which lead on, as a share of a place's total, a fill is stronger."""
LABEL = 4
"""How many letters have room in a place."""
TIE = "tie"
TIE_LABEL = "="
_MORE_THAN_TWO = 3


def modes(mapped: MappedPlaces) -> tuple[Theme, ...]:
    """Return who leads in the tally that decides, who leads in the other count, and the first two alone."""
    context = mapped.context
    others = (
        tally
        for tally in reversed(context.contest.tallies)
        if not tally.only and tally.part_of is None and tally.round is None and tally.unit != context.deciding.unit
    )
    other = next(others, None)
    several = [leaders(mapped)]
    if other is not None and other.id != context.deciding.id:
        several.append(leaders(mapped, other))
    pair = _pair(mapped)
    return (*several, pair) if pair is not None else tuple(several)


def first_mode(mapped: MappedPlaces) -> tuple[Theme, ...]:
    """Return who leads in the tally that decides, alone."""
    return (leaders(mapped),)


def leaders(mapped: MappedPlaces, count: Tally | None = None) -> Theme:
    """Return who leads in a tally, the one that decides if none is named, and by how much."""
    context, catalogue = mapped.context, mapped.context.catalogue
    tally, text = count or context.deciding, catalogue.text
    read = {area: _leader(context, tally, area) for area in mapped.places}
    readings = tuple(reading for _, reading in read.values())
    led = tuple(_led(context, [read[area] for area in read if area in mapped.drawn]))
    return Theme(
        id=ANSWER if count is None else f"lead-{tally.id}",
        name=tally.short,
        title=text("Who is ahead in %(tally)s, and by how much", tally=catalogue.within(tally.name)),
        description=text("How many places each leads. %(counts)s.", counts="; ".join(meaning for *_, meaning in led)),
        colour=0,
        legend=(*(LegendKey(*key) for key in led), *_margin_legend(catalogue)),
        columns=(text("Ahead"), text("Lead"), text("Lead as a share of all")),
        readings=readings,
    )


def _leader(context: ContestContext, tally: Tally, area: AreaId) -> tuple[int | None, PlaceValue]:
    """Return which choice alone is ahead in a place, None for no single one, and what is said of it."""
    shown = figures(context.results, area, tally, context.shown)
    found = lead_of(context.contest, shown)
    if found is None:
        return None, silent(context.catalogue, 3)
    said = " ".join(filter(None, lead_in_short(context, shown, tally)))
    if found.ahead is not None or len(found.leaders) > 1:
        tied = level_with(context, found.leaders, shown)
        name = context.contest.choices[found.ahead].name if found.ahead is not None else tied
        label = _label(context, found.ahead) if found.ahead is not None else TIE_LABEL
        return found.ahead, PlaceValue(
            said, label, TIE if found.ahead is None else "c0 s3", (name, formatting.MISSING, formatting.MISSING)
        )
    leader = found.leaders[0]
    base = whole(context.site, context.results, area, shown, release=context.shown)
    part = share(found.margin, base) if base is not None else None
    percent = context.catalogue.percent(found.margin, base)
    margin = context.catalogue.number(found.margin, stated_decimals(found, shown.decimals, tally.show))
    fill = f"c{context.colours[leader]} s{2 * level(part, MARGINS) - 1 if part is not None else 3}"
    name = context.contest.choices[leader].short
    said = context.catalogue.text("%(name)s ahead by %(margin)s", name=name, margin=margin)
    if part is not None:
        said = context.catalogue.text("%(lead)s, %(share)s of all", lead=said, share=percent)
    return leader, PlaceValue(
        said, _label(context, leader), fill, (context.contest.choices[leader].name, margin, percent)
    )


def _label(context: ContestContext, choice: int) -> str:
    """Return as few letters of a choice's short name as tell it from all others, two at least.

    Where that takes more than `LABEL` it is the choice's number on the ballot.
    """
    names = [one.short for one in context.contest.choices]
    own = names[choice]
    sizes = (size for size in (2, 3, LABEL) if sum(name.startswith(own[:size]) for name in names) == 1)
    size = next(sizes, None)
    return own[:size] if size is not None else str(choice + 1)


def _led(context: ContestContext, read: Sequence[tuple[int | None, PlaceValue]]) -> Iterator[tuple[str, str, str]]:
    """Yield fill, label and meaning, with the number of places: each choice that is ahead somewhere, ties, silence."""
    catalogue = context.catalogue
    for choice, count in Counter(choice for choice, _ in read).most_common():
        if choice is not None:
            fill = f"c{context.colours[choice]} s3"
            yield fill, _label(context, choice), f"{context.contest.choices[choice].name}: {catalogue.number(count)}"
    ties = sum(reading.label == TIE_LABEL for _, reading in read)
    silent = sum(reading.fill == NOTHING for _, reading in read)
    if ties:
        yield TIE, TIE_LABEL, catalogue.text("Tied: %(count)s", count=catalogue.number(ties))
    if silent:
        yield NOTHING, formatting.MISSING, catalogue.text("No results: %(count)s", count=catalogue.number(silent))


def _margin_legend(catalogue: Catalogue) -> Iterator[LegendKey]:
    low, high = (catalogue.percent(limit, 1, 0) for limit in MARGINS)
    texts = (
        catalogue.text("Lead under %(limit)s of all", limit=low),
        catalogue.text("%(low)s to %(high)s", low=low, high=high),
        catalogue.text("%(limit)s or more", limit=high),
    )
    for strength, text in enumerate(texts, 1):
        yield LegendKey(f"c0 s{2 * strength - 1}", "", text)


def _pair(mapped: MappedPlaces) -> Theme | None:
    """Return which of the first two of the contest is ahead in each place; None where only those two are running."""
    context, catalogue = mapped.context, mapped.context.catalogue
    race, choices = context.race, context.contest.choices
    if race is None or sum(choice.is_candidate for choice in choices) < _MORE_THAN_TWO:
        return None
    pair = (race.ahead, race.behind)
    read = {area: _ahead(context, area, pair) for area in mapped.places}
    first, second = (choices[index].short for index in pair)
    return Theme(
        id="pair",
        name=catalogue.text("Just these two"),
        title=catalogue.text("%(first)s against %(second)s only", first=first, second=second),
        description=catalogue.text("How many places each of the two leads."),
        colour=0,
        legend=tuple(LegendKey(*key) for key in _led(context, [read[area] for area in read if area in mapped.drawn])),
        columns=(catalogue.text("Ahead"), catalogue.text("Lead"), catalogue.text("Lead as a share of all")),
        readings=tuple(value for _, value in read.values()),
    )


def _ahead(context: ContestContext, area: AreaId, pair: tuple[int, int]) -> tuple[int | None, PlaceValue]:
    """Return which of two is ahead in a place, None where they are even, and what is said of it."""
    tally, catalogue = context.deciding, context.catalogue
    shown = figures(context.results, area, tally, context.shown)
    counts = [shown.counts[index] for index in pair]
    if counts[0] is None or counts[1] is None or not any(counts):
        return None, silent(catalogue, 3)
    margin = counts[0] - counts[1]
    size = margin if margin > 0 else -margin
    decimals = min(tally.show, *(shown.decimals[index] for index in pair))
    number = catalogue.number(size, decimals)
    if size <= tally.tolerance:
        said = level_with(context, pair, shown)
        return None, PlaceValue(said, TIE_LABEL, TIE, (said, formatting.MISSING, formatting.MISSING))
    leader = pair[0] if margin > 0 else pair[1]
    name = context.contest.choices[leader].short
    base = whole(context.site, context.results, area, shown, release=context.shown)
    part = share(size, base) if base is not None else None
    fill = f"c{context.colours[leader]} s{2 * level(part, MARGINS) - 1 if part is not None else 3}"
    said = catalogue.text("%(name)s ahead by %(margin)s", name=name, margin=number)
    percent = catalogue.percent(size, base)
    return leader, PlaceValue(
        said, _label(context, leader), fill, (context.contest.choices[leader].name, number, percent)
    )
