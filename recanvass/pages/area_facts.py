"""What is known of an area beside its results: where it lies, its codes, what it has to award, its turnout."""

from collections.abc import Iterator

from recanvass.core.ids import AreaId, KindId
from recanvass.core.model import Group, Place
from recanvass.pages.context import ContestContext, SharedContext, area_link
from recanvass.pages.models.parts import Fact, Link
from recanvass.pages.turnout import turnout_facts
from recanvass.results.areas import areas_above
from recanvass.text import formatting
from recanvass.text.catalogue import msgid

ATTRIBUTES = {"fips": msgid("FIPS code")}


def within(shared: SharedContext, place: Place) -> str:
    """Return the name of the place that a place is in."""
    parent = shared.site.places[place.parent] if place.parent is not None else None
    return parent.name if parent is not None else ""


def trail(context: ContestContext, here: str, place: Place) -> Iterator[Link]:
    """Yield the places around a place, from the largest."""
    above = [place.id, *areas_above(context.site, context.contest, place.id)]
    for area in reversed(above):
        found = context.site.places.get(area)
        if found is not None and found.id not in (place.id, context.contest.root):
            yield area_link(context.shared, context.contest, here, area)


def kicker(shared: SharedContext, place: Place) -> str:
    """Return what a place is and where."""
    kind = shared.site.kinds[place.kind].name
    if place.parent is None:
        return kind
    return shared.catalogue.text("%(kind)s in %(place)s", kind=kind, place=within(shared, place))


def group_kicker(shared: SharedContext, kind: KindId | None) -> str:
    """Return what a group is."""
    return shared.site.kinds[kind].name if kind is not None else shared.catalogue.text("Group of places")


def facts(context: ContestContext, here: str, area: AreaId) -> Iterator[Fact]:
    """Yield what is known of an area."""
    found, text = context.shared.area(area), context.catalogue.text
    if not isinstance(found, Place):
        yield from _worth(context, found)
        yield from turnout_facts(context, area)
        if found.source is not None:
            yield Fact(text("Source"), found.source.name, found.source.url or "")
        return
    yield Fact(text("Id"), found.id)
    if found.code is not None:
        yield Fact(text("Code"), found.code)
    yield from _worth(context, found)
    yield from turnout_facts(context, area)
    shown_by_turnout = ("registered", "ballots")
    for key, value in found.attributes:
        if key in shown_by_turnout:
            continue
        yield Fact(text(ATTRIBUTES[key]) if key in ATTRIBUTES else key, value)
    for above in areas_above(context.site, context.contest, found.id):
        way = area_link(context.shared, context.contest, here, above)
        around = context.shared.area(above)
        label = context.site.kinds[around.kind].name if around.kind is not None else text("Group")
        yield Fact(label, way.text, way.href)
    also = [alias for alias in found.aliases if alias not in (found.name, found.code)]
    if also:
        yield Fact(text("Also printed as"), "; ".join(also))


def _worth(context: ContestContext, area: Place | Group) -> Iterator[Fact]:
    """Yield what an area has to award, under the names that the contest gives it."""
    rules = context.contest.rules.caucus
    tallies = [tally for tally in context.contest.tallies if not tally.only or area.kind in tally.only]
    text = context.catalogue.text
    names = {
        str(tally.id): text("Apportioned %(tally)s", tally=formatting.lower_first(tally.short)) for tally in tallies
    }
    if rules is not None:
        names[rules.delegates] = text("Delegates to be elected")
    for key, figure in area.worth.items():
        yield Fact(names.get(key, key.replace("-", " ").capitalize()), str(figure))
