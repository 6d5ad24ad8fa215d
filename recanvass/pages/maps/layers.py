"""What else a map can show: turnout, what changed, what was asked for, findings, the share of one choice.

Owns which layers there are. Knows nothing of shapes.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId
from recanvass.core.kinds import RequestKind, ShareOf
from recanvass.pages.context import ContestContext, link
from recanvass.pages.maps.themes import NOTHING, MappedPlaces, PlaceValue, Theme, level, silent
from recanvass.pages.models.pictures import LegendKey
from recanvass.pages.turnout import turnout_rate
from recanvass.results.figures import Figures, figures
from recanvass.results.ranking import share
from recanvass.results.shares import whole
from recanvass.text import formatting, terms
from recanvass.text.catalogue import Catalogue, msgid

COUNTS = (2, 5)
"""From how many units on a fill is stronger."""
LEAST_SHARE = Decimal("0.01")
"""Of all in some place, for a choice to have a layer."""
STEPS = 5
"""How many fills there are, from s1 to s5; where three are needed, every other one."""
_NICE = tuple(Decimal(step) for step in (1, 2, 4, 5, 10, 15, 20))
USUAL = 95
"""How many in a hundred shares the fills have to tell apart; the strongest one takes those above."""
_LEAST_RATES = 2
_FAIR = msgid(
    "A finding means numbers disagree, not that anyone did wrong. Each place counts once. Explained findings and "
    "those for information are left out. Larger places tend to have more findings."
)


_REQUESTS = {
    RequestKind.RECANVASS: (msgid("Recanvass requested"), msgid("Places named in recanvass requests")),
    RequestKind.RECOUNT: (msgid("Recount requested"), msgid("Places named in recount requests")),
}


def layers(mapped: MappedPlaces) -> tuple[Theme, ...]:
    """Return what else a map can show of a contest, each on a page of its own."""
    context, text = mapped.context, mapped.context.catalogue.text
    title = text("Places changed in “%(release)s”", release=_changing_release(context))
    counted = [_counted(mapped, ("changed", text("Latest changes")), title, context.changed.keys())]
    for kind, (name, title) in _REQUESTS.items():
        counted.append(_counted(mapped, (str(kind.value), text(name)), text(title), _asked(context, kind)))
    counted.append(_findings(mapped))
    counted.insert(0, _turnout(mapped))
    return tuple(theme for theme in counted if theme is not None)


def share_layer(mapped: MappedPlaces, choice: int) -> Theme | None:
    """Return the share of one choice in the tally that decides; None where it is next to nothing everywhere."""
    context = mapped.context
    tally = context.deciding
    read = ((area, figures(context.results, area, tally, context.shown)) for area in mapped.places)
    shown = tuple(
        replace(one, total=whole(context.site, context.results, area, one, release=context.shown)) for area, one in read
    )
    parts = sorted(part for one in shown if (part := _share(one, choice)) is not None)
    usual = parts[len(parts) * USUAL // 100] if parts else Decimal(0)
    if not parts or parts[-1] < LEAST_SHARE:
        return None
    step = next((nice for nice in _NICE if nice * STEPS >= usual * 100), _NICE[-1])
    return _share_of(context, tally, choice, shown=shown, step=step)


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
        title=text("Turnout: people who voted, as a share of registered voters"),
        description=text("From %(low)s to %(high)s.", low=low, high=high),
        colour=0,
        legend=tuple(_share_legend(context.catalogue, step)),
        columns=(text("Turnout"), text("Turnout"), text("Registered voters")),
        readings=tuple(_turnout_reading(context.catalogue, rate, limits) for rate in rates),
    )


def _turnout_reading(catalogue: Catalogue, rate: tuple[int, int] | None, limits: Sequence[Decimal]) -> PlaceValue:
    if rate is None:
        return silent(catalogue, 3)
    percent = catalogue.percent(*rate)
    part, every = map(catalogue.number, rate)
    said = catalogue.text("%(share)s, %(part)s of %(whole)s registered voters", share=percent, part=part, whole=every)
    label = formatting.percent(*rate, 0).removesuffix("%")
    fill = f"s{level((share(*rate) or 0) * 100, limits)}"
    return PlaceValue(said, label, fill, (percent, part, every))


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
        return silent(catalogue, 3)
    percent = catalogue.percent(shown.counts[choice], shown.total)
    count = catalogue.number(shown.counts[choice], min(tally.show, shown.decimals[choice]))
    total = catalogue.number(shown.total, tally.show)
    label = formatting.percent(shown.counts[choice], shown.total, 0).removesuffix("%")
    said = catalogue.text(
        "%(share)s, %(count)s of %(total)s %(unit)s",
        share=percent,
        count=count,
        total=total,
        unit=catalogue.text("ballots") if context.contest.share_of is ShareOf.BALLOTS else catalogue.unit(tally),
    )
    return PlaceValue(said, label, f"s{level(part * 100, limits)}", (percent, count, total))


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
        "%(count)s places in %(part)s of %(whole)s %(places)s.",
        "%(count)s places in %(part)s of %(whole)s %(places)s.",
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
        columns=(text("Places"), text("Of all")),
        readings=tuple(
            _count_reading(catalogue, count, len(within)) for count, within in zip(counts, inside, strict=True)
        ),
    )


def _findings(mapped: MappedPlaces) -> Theme | None:
    context, text = mapped.context, mapped.context.catalogue.text
    names = ("findings", text("Findings"))
    theme = _counted(mapped, names, text("Places with open findings"), context.standing.keys())
    more = link(mapped.here, text("All findings and rules"), urls.findings(context.contest))
    return replace(theme, remark=text(_FAIR), more=more) if theme is not None else None


def _count_reading(catalogue: Catalogue, count: int, of: int) -> PlaceValue:
    figure = catalogue.number(count)
    said = catalogue.plural("%(part)s of %(count)s place", "%(part)s of %(count)s places", of, part=figure)
    fill = f"mark s{2 * level(count, COUNTS) - 1}" if count else NOTHING
    return PlaceValue(said, figure if count else "", fill, (figure, catalogue.number(of)))


def _count_legend(catalogue: Catalogue) -> Iterator[LegendKey]:
    few, many = COUNTS
    texts = (
        terms.units(catalogue, 1),
        catalogue.plural(
            "%(low)s to %(count)s place", "%(low)s to %(count)s places", many - 1, low=catalogue.number(few)
        ),
        catalogue.plural("%(count)s place or more", "%(count)s places or more", many),
    )
    for strength, text in enumerate(texts, 1):
        yield LegendKey(f"mark s{2 * strength - 1}", "", text)


def _changing_release(context: ContestContext) -> str:
    index = context.newest_change
    return context.contest.releases[index].title if index is not None else ""


def _asked(context: ContestContext, kind: RequestKind) -> frozenset[AreaId]:
    """Return the units named in requests of a kind."""
    return frozenset(
        unit for unit, lines in context.request_lines.items() if any(line.request.kind is kind for line in lines)
    )
