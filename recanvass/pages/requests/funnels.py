"""Each recanvass and recount from request to correction: what was asked, checked and corrected, and the lead."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from recanvass.core.model import Request
from recanvass.pages.context import ContestContext
from recanvass.pages.models.summaries import Funnel, FunnelRow
from recanvass.pages.requests.requests import colour, listed_alone, requester
from recanvass.results.rechecks import Recheck
from recanvass.results.request_units import units_of_item
from recanvass.text import formatting, terms

_STEPS = 1000
"""A bar is measured in thousandths of its column."""


class _Size(Struct, frozen=True):
    """How many places a bar stands for: solid, and beyond that in outline. `text` says it in figures."""

    label: str
    colour: int
    solid: int
    outlined: int
    text: str


def funnels(context: ContestContext) -> tuple[Funnel, ...]:
    """Return a funnel for each recanvass and recount of a contest, all bars on one scale."""
    sizes = [(recheck, tuple(_sizes(context, recheck))) for recheck in context.rechecks]
    widest = max((size.solid + size.outlined for _, some in sizes for size in some), default=0)
    return tuple(_funnel(context, recheck, some, widest) for recheck, some in sizes)


def _funnel(context: ContestContext, recheck: Recheck, sizes: Sequence[_Size], widest: int) -> Funnel:
    text = context.catalogue.text
    before, after = _lead(context, recheck.before), _lead(context, recheck.settled)
    return Funnel(
        title=text(terms.REQUEST_KINDS[recheck.kind]),
        days=_days(context, recheck),
        rows=tuple(_row(size, widest) for size in sizes),
        before=before,
        after=after if before else "",
        is_open=recheck.is_open,
    )


def _days(context: ContestContext, recheck: Recheck) -> str:
    catalogue, zone = context.catalogue, context.site.timezone
    first = catalogue.day_of_month(recheck.filed, zone)
    if recheck.settled is None:
        return first
    last = catalogue.day_of_month(context.contest.releases[recheck.settled].as_of, zone)
    return catalogue.text("%(first)s to %(last)s", first=first, last=last)


def _lead(context: ContestContext, release: int | None) -> str:
    """Return the lead at a release; empty where it is not known, and with the name where it was somebody else's."""
    margin = context.race.margins[release] if context.race is not None and release is not None else None
    if margin is None or context.race is None:
        return ""
    size = -margin.value if margin.value < 0 else margin.value
    number = context.catalogue.number(size, margin.decimals)
    if margin.value >= 0:
        return number
    name = context.contest.choices[context.race.behind].short
    return context.catalogue.text("%(name)s %(margin)s", name=name, margin=number)


def _sizes(context: ContestContext, recheck: Recheck) -> Iterator[_Size]:
    text, number = context.catalogue.text, context.catalogue.number
    yield from (_asked(context, request) for request in recheck.requests)
    checked = context.contest.releases[recheck.settled].checked if recheck.settled is not None else None
    if checked is not None:
        yield _Size(text("Checked"), -1, checked.places, 0, number(checked.places))
        if checked.corrected is not None:
            yield _Size(text("Corrected"), -1, checked.corrected, 0, number(checked.corrected))


def _asked(context: ContestContext, request: Request) -> _Size:
    """Return what one request asked for: accepted places solid, others in outline, places of a group added."""
    catalogue = context.catalogue
    groups = [item for item in request.items if item.area in context.results.areas]
    spread = len({unit for item in groups for unit in units_of_item(context.results, item)})
    announced = request.announced
    named = announced.places if announced is not None else len(listed_alone(context, request))
    accepted = announced.accepted if announced is not None else None
    name = next((one.short for one in context.contest.choices if one.id == request.requester), None)
    label = name or formatting.shortened(requester(context, request), _LABEL)
    said = catalogue.number(named)
    if accepted is not None:
        said = catalogue.text("%(part)s of %(whole)s", part=catalogue.number(accepted), whole=said)
    if spread:
        said = catalogue.text("%(named)s + %(group)s", named=said, group=catalogue.number(spread))
    solid = named if accepted is None else accepted
    return _Size(label, colour(context, request), solid, named - solid + spread, said)


_LABEL = 14


def _row(size: _Size, widest: int) -> FunnelRow:
    solid, outlined = (_share(part, widest) for part in (size.solid, size.outlined))
    return FunnelRow(
        label=size.label,
        is_of_choice=size.colour >= 0,
        colour=max(size.colour, 0),
        solid=solid,
        outlined=outlined,
        text=size.text,
    )


def _share(part: int, whole: int) -> str:
    steps = part * _STEPS // whole if whole else 0
    return f"{steps // 10}.{steps % 10}" if steps else ""
