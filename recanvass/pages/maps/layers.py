"""The layers of a map or grid: what each place is filled with, labelled with and said to be.

Owns which layers there are; `layers` lists them. Knows nothing of shapes.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId
from recanvass.core.kinds import RequestKind
from recanvass.pages.context import ContestContext, link
from recanvass.pages.leads import lead_text
from recanvass.pages.models.parts import Link
from recanvass.pages.models.pictures import LegendKey
from recanvass.pages.turnout import turnout_rate
from recanvass.results.figures import Figures, figures, lead_of
from recanvass.results.ranking import share, stated_decimals
from recanvass.text import formatting, terms
from recanvass.text.catalogue import Catalogue, msgid

MARGINS = (Decimal("0.05"), Decimal("0.15"))
"""From which lead on, as a share of a place's total, a fill is stronger."""
COUNTS = (2, 5)
"""From how many units on a fill is stronger."""
SHARES = 6
"""Of how many choices at most there is a layer."""
LEAST_SHARE = Decimal("0.05")
"""Of all, for a choice to have a layer."""
STEPS = 5
"""How many fills there are, from s1 to s5; where three are needed, every other one."""
_NICE = tuple(Decimal(step) for step in (1, 2, 4, 5, 10, 15, 20))
USUAL = 95
"""How many in a hundred shares the fills have to tell apart; the strongest one takes those above."""
LABEL = 4
"""How many letters have room in a place."""
_LEAST_RATES = 2
ANSWER = "lead"
NOTHING = "none"
TIE_LABEL = "="
_FAIR = msgid(
    "No finding of wrongdoing: figures that do not go together, whichever of them is wrong. Each unit counts once. "
    "Notices do not count, nor does what was looked into. Where there are more units, more is found."
)


_REQUESTS = {
    RequestKind.RECANVASS: (msgid("Asked for recanvass"), msgid("Asked to be checked by recanvass")),
    RequestKind.RECOUNT: (msgid("Asked for recount"), msgid("Asked to be checked by recount")),
}


class PlaceValue(Struct, frozen=True):
    """What a layer says of one place: `cells` for its table, the others for its picture."""

    said: str
    label: str
    fill: str
    cells: tuple[str, ...]


class Theme(Struct, frozen=True):
    """A layer before it has shapes: one reading a place, in their order.

    `remark` says what the picture does not; `more` leads to what it is made from.
    """

    id: str
    name: str
    title: str
    description: str
    colour: int
    legend: tuple[LegendKey, ...]
    columns: tuple[str, ...]
    readings: tuple[PlaceValue, ...]
    remark: str = ""
    more: Link | None = None


class MappedPlaces(Struct, frozen=True):
    """The places that the page `here` shows, in the order of content, and the plural of what most of them are."""

    context: ContestContext
    here: str
    area: AreaId
    places: tuple[AreaId, ...]
    plural: str


def layers(mapped: MappedPlaces) -> tuple[Theme, ...]:
    """Return all layers that have anything to show, the answer first."""
    context, text = mapped.context, mapped.context.catalogue.text
    title = text("Changed with: %(release)s", release=_changing_release(context))
    counted = [_counted(mapped, ("changed", text("Changed last")), title, context.changed.keys())]
    for kind, (name, title) in _REQUESTS.items():
        counted.append(_counted(mapped, (str(kind.value), text(name)), text(title), _asked(context, kind)))
    counted.append(_findings(mapped))
    counted.insert(0, _turnout(mapped))
    return (leaders(mapped), *_shares(mapped), *(theme for theme in counted if theme is not None))


def leaders(mapped: MappedPlaces) -> Theme:
    """Return who leads in the deciding tally, and by how much."""
    context, catalogue = mapped.context, mapped.context.catalogue
    tally, text = context.deciding, catalogue.text
    read = [_leader(context, tally, area) for area in mapped.places]
    readings = tuple(reading for _, reading in read)
    led = tuple(_led(context, Counter(choice for choice, _ in read), readings))
    return Theme(
        id=ANSWER,
        name=text("Who leads"),
        title=text("Who leads in %(tally)s, and by how much", tally=catalogue.within(tally.name)),
        description=text(
            "Number of places by who is ahead. %(counts)s.", counts="; ".join(meaning for *_, meaning in led)
        ),
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
        return None, _silent(context.catalogue, 3)
    said = lead_text(context, shown, tally)
    if found.ahead is not None or len(found.leaders) > 1:
        names = context.catalogue.listed([context.contest.choices[index].short for index in found.leaders])
        tied = context.catalogue.text("Tied: %(names)s", names=names)
        name = context.contest.choices[found.ahead].name if found.ahead is not None else tied
        label = _label(context, found.ahead) if found.ahead is not None else TIE_LABEL
        return found.ahead, PlaceValue(said, label, "c0 s3", (name, formatting.MISSING, formatting.MISSING))
    leader = found.leaders[0]
    part = share(found.margin, shown.total) if shown.total is not None else None
    percent = context.catalogue.percent(found.margin, shown.total)
    margin = context.catalogue.number(found.margin, stated_decimals(found, shown.decimals, tally.show))
    fill = f"c{context.colours[leader]} s{2 * _level(part, MARGINS) - 1 if part is not None else 3}"
    if part is not None:
        said = context.catalogue.text("%(lead)s, %(share)s of all", lead=said, share=percent)
    return leader, PlaceValue(
        said, _label(context, leader), fill, (context.contest.choices[leader].name, margin, percent)
    )


def _silent(catalogue: Catalogue, columns: int) -> PlaceValue:
    return PlaceValue(catalogue.text("no results"), formatting.MISSING, NOTHING, (formatting.MISSING,) * columns)


def _level(value: Decimal | int, limits: Sequence[Decimal | int]) -> int:
    """Return how strong a fill is, from 1; a limit itself is within the stronger fill."""
    return 1 + sum(value >= limit for limit in limits)


def _label(context: ContestContext, choice: int) -> str:
    """Return as few letters of a choice's short name as tell it from all others, two at least.

    Where that takes more than `LABEL` it is the choice's number on the ballot.
    """
    names = [one.short for one in context.contest.choices]
    own = names[choice]
    sizes = (size for size in (2, 3, LABEL) if sum(name.startswith(own[:size]) for name in names) == 1)
    size = next(sizes, None)
    return own[:size] if size is not None else str(choice + 1)


def _led(
    context: ContestContext, ahead: Counter[int | None], read: Sequence[PlaceValue]
) -> Iterator[tuple[str, str, str]]:
    """Yield fill, label and meaning, with the number of places: each choice that is ahead somewhere, ties, silence."""
    catalogue = context.catalogue
    for choice, count in ahead.most_common():
        if choice is not None:
            fill = f"c{context.colours[choice]} s3"
            yield fill, _label(context, choice), f"{context.contest.choices[choice].name}: {catalogue.number(count)}"
    ties = sum(reading.label == TIE_LABEL for reading in read)
    silent = sum(reading.fill == NOTHING for reading in read)
    if ties:
        yield "c0 s3", TIE_LABEL, catalogue.text("Tied: %(count)s", count=catalogue.number(ties))
    if silent:
        yield NOTHING, formatting.MISSING, catalogue.text("No results: %(count)s", count=catalogue.number(silent))


def _margin_legend(catalogue: Catalogue) -> Iterator[LegendKey]:
    low, high = (catalogue.percent(limit, 1, 0) for limit in MARGINS)
    texts = (
        catalogue.text("Lead under %(limit)s of all", limit=low),
        catalogue.text("%(low)s to %(high)s", low=low, high=high),
        catalogue.text("%(limit)s or more", limit=high),
    )
    for level, text in enumerate(texts, 1):
        yield LegendKey(f"c0 s{2 * level - 1}", "", text)


def _shares(mapped: MappedPlaces) -> Iterator[Theme]:
    """Yield the share of each of the leading choices in the first tally that every place has."""
    context = mapped.context
    tally = next(tally for tally in context.contest.tallies if not tally.only)
    whole = figures(context.results, mapped.area, tally, context.shown)
    shown = tuple(figures(context.results, area, tally, context.shown) for area in mapped.places)
    shares = {
        choice: part for choice in range(len(context.contest.choices)) if (part := _share(whole, choice)) is not None
    }
    leading = sorted((one for one in shares if shares[one] >= LEAST_SHARE), key=lambda one: -shares[one])[:SHARES]
    parts = sorted(part for choice in leading for one in shown if (part := _share(one, choice)) is not None)
    usual = parts[len(parts) * USUAL // 100] if parts else Decimal(0)
    step = next((nice for nice in _NICE if nice * STEPS >= usual * 100), _NICE[-1])
    for choice in leading:
        yield _share_of(context, tally, choice, shown=shown, step=step)


def _turnout(mapped: MappedPlaces) -> Theme | None:
    """Return how many of those who could vote did; None where that is not known of two places at least."""
    context, text = mapped.context, mapped.context.catalogue.text
    rates = [turnout_rate(context, area) for area in mapped.places]
    parts = sorted(part for rate in rates if rate is not None and (part := share(*rate)) is not None)
    if len(parts) < _LEAST_RATES:
        return None
    usual = parts[len(parts) * USUAL // 100]
    step = next((nice for nice in _NICE if nice * STEPS >= usual * 100), _NICE[-1])
    limits = [step * number for number in range(1, STEPS)]
    low, high = (context.catalogue.percent(part, 1) for part in (parts[0], parts[-1]))
    return Theme(
        id="turnout",
        name=text("Turnout"),
        title=text("Turnout: who took part, of those registered"),
        description=text("From %(low)s to %(high)s.", low=low, high=high),
        colour=0,
        legend=tuple(_share_legend(context.catalogue, step)),
        columns=(text("Turnout"), text("Took part"), text("Registered voters")),
        readings=tuple(_turnout_reading(context.catalogue, rate, limits) for rate in rates),
    )


def _turnout_reading(catalogue: Catalogue, rate: tuple[int, int] | None, limits: Sequence[Decimal]) -> PlaceValue:
    if rate is None:
        return _silent(catalogue, 3)
    percent = catalogue.percent(*rate)
    part, whole = map(catalogue.number, rate)
    said = catalogue.text("%(share)s, %(part)s of %(whole)s registered voters", share=percent, part=part, whole=whole)
    label = formatting.percent(*rate, 0).removesuffix("%")
    fill = f"s{_level((share(*rate) or 0) * 100, limits)}"
    return PlaceValue(said, label, fill, (percent, part, whole))


def _share(shown: Figures, choice: int) -> Decimal | None:
    count = shown.counts[choice]
    return share(count, shown.total) if count is not None and shown.total is not None else None


def _share_of(context: ContestContext, tally: Tally, choice: int, *, shown: Sequence[Figures], step: Decimal) -> Theme:
    named = context.contest.choices[choice]
    limits = [step * number for number in range(1, STEPS)]
    text = context.catalogue.text
    readings = tuple(_share_reading(context, tally, (one, choice), limits) for one in shown)
    known = sorted((part, index) for index, one in enumerate(shown) if (part := _share(one, choice)) is not None)
    lowest, highest = (readings[known[end][1]].cells[0] if known else "" for end in (0, -1))
    return Theme(
        id=f"share-{named.id}",
        name=text("Share of %(name)s", name=named.short),
        title=text("%(name)s: share of %(tally)s", name=named.name, tally=context.catalogue.within(tally.name)),
        description=text("From %(low)s to %(high)s.", low=lowest, high=highest) if known else "",
        colour=context.colours[choice],
        legend=tuple(_share_legend(context.catalogue, step)),
        columns=(text("Share"), context.catalogue.unit(tally).capitalize(), text("Of all")),
        readings=readings,
    )


def _share_reading(
    context: ContestContext, tally: Tally, of: tuple[Figures, int], limits: Sequence[Decimal]
) -> PlaceValue:
    catalogue, (shown, choice) = context.catalogue, of
    part = _share(shown, choice)
    if part is None:
        return _silent(catalogue, 3)
    percent = catalogue.percent(shown.counts[choice], shown.total)
    count = catalogue.number(shown.counts[choice], min(tally.show, shown.decimals[choice]))
    total = catalogue.number(shown.total, tally.show)
    label = formatting.percent(shown.counts[choice], shown.total, 0).removesuffix("%")
    said = catalogue.text(
        "%(share)s, %(count)s of %(total)s %(unit)s",
        share=percent,
        count=count,
        total=total,
        unit=catalogue.unit(tally),
    )
    return PlaceValue(said, label, f"s{_level(part * 100, limits)}", (percent, count, total))


def _share_legend(catalogue: Catalogue, step: Decimal) -> Iterator[LegendKey]:
    for number in range(STEPS):
        low, high = step * number, step * (number + 1)
        if not number:
            text = catalogue.text("Under %(limit)s", limit=catalogue.hundredths(high))
        elif high == step * STEPS:
            text = catalogue.text("%(limit)s or more", limit=catalogue.hundredths(low))
        else:
            text = catalogue.text("%(low)s to %(high)s", low=catalogue.number(low), high=catalogue.hundredths(high))
        yield LegendKey(f"s{number + 1}", "", text)


def _counted(mapped: MappedPlaces, names: tuple[str, str], title: str, units: AbstractSet[AreaId]) -> Theme | None:
    """Return a layer that counts units of some property in each place; None where no place has any.

    `names` are its id and its name in the switch.
    """
    inside = [mapped.context.results.areas.get(area, (area,)) for area in mapped.places]
    counts = [len([unit for unit in within if unit in units]) for within in inside]
    if not any(counts):
        return None
    catalogue, text = mapped.context.catalogue, mapped.context.catalogue.text
    description = catalogue.plural(
        "%(count)s units in %(part)s of %(whole)s %(places)s.",
        "%(count)s units in %(part)s of %(whole)s %(places)s.",
        sum(counts),
        part=catalogue.number(len([count for count in counts if count])),
        whole=catalogue.number(len(counts)),
        places=mapped.plural,
    )
    return Theme(
        id=names[0],
        name=names[1],
        title=title,
        description=description,
        colour=0,
        legend=tuple(_count_legend(catalogue)),
        columns=(text("Units"), text("Of all")),
        readings=tuple(
            _count_reading(catalogue, count, len(within)) for count, within in zip(counts, inside, strict=True)
        ),
    )


def _findings(mapped: MappedPlaces) -> Theme | None:
    context, text = mapped.context, mapped.context.catalogue.text
    names = ("findings", text("Findings"))
    theme = _counted(mapped, names, text("Units with findings that stand"), context.standing.keys())
    more = link(mapped.here, text("All findings, and what the rules are"), urls.findings(context.contest))
    return replace(theme, remark=text(_FAIR), more=more) if theme is not None else None


def _count_reading(catalogue: Catalogue, count: int, of: int) -> PlaceValue:
    figure = catalogue.number(count)
    said = catalogue.plural("%(part)s of %(count)s unit", "%(part)s of %(count)s units", of, part=figure)
    fill = f"mark s{2 * _level(count, COUNTS) - 1}" if count else NOTHING
    return PlaceValue(said, figure if count else "", fill, (figure, catalogue.number(of)))


def _count_legend(catalogue: Catalogue) -> Iterator[LegendKey]:
    few, many = COUNTS
    texts = (
        terms.units(catalogue, 1),
        catalogue.plural(
            "%(low)s to %(count)s unit", "%(low)s to %(count)s units", many - 1, low=catalogue.number(few)
        ),
        catalogue.plural("%(count)s unit or more", "%(count)s units or more", many),
    )
    for level, text in enumerate(texts, 1):
        yield LegendKey(f"mark s{2 * level - 1}", "", text)


def _changing_release(context: ContestContext) -> str:
    index = context.newest_change
    return context.contest.releases[index].title if index is not None else ""


def _asked(context: ContestContext, kind: RequestKind) -> frozenset[AreaId]:
    """Return the units named in requests of a kind."""
    return frozenset(
        unit for unit, lines in context.request_lines.items() if any(line.request.kind is kind for line in lines)
    )
