"""Maps and grids of tiles: the places of an area with their outlines, joined with the layers."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core import topology
from recanvass.core.ids import AreaId, KindId
from recanvass.core.model import Map
from recanvass.core.topology import Drawing, Point, Shape
from recanvass.pages.context import ContestContext, area_link
from recanvass.pages.maps.themes import ANSWER, MappedPlaces, PlaceValue, Theme
from recanvass.pages.models.parts import Link
from recanvass.pages.models.pictures import Atlas, Layer, LayerRow, Outline, Spot
from recanvass.text import formatting

PREFIX = "_map"
"""What the ids of shapes begin with."""
FEWEST = 3
"""With fewer places a picture says nothing that the table does not."""
MOST = 400
MOST_TILES = 150
"""With more places a page would grow too large, and a tile too small."""
CAPTION = 8
"""How many letters of a name have room in a tile."""
LABEL_UP = 17
CAPTION_DOWN = 22


class _Sheet(Struct, frozen=True):
    """What all layers of a picture share; `captions` are those of tiles, `is_shared` if outlines are."""

    mapped: MappedPlaces
    drawing: Drawing
    links: Mapping[AreaId, Link]
    captions: Mapping[AreaId, str]
    has_tables: bool
    is_shared: bool


def atlas(
    context: ContestContext,
    here: str,
    area: AreaId,
    themes: Callable[[MappedPlaces], Iterable[Theme]],
    *,
    has_tables: bool = False,
) -> Atlas | None:
    """Return the places right inside an area as a map, or as tiles where no map has their outlines.

    None where they are too few or too many, and where no theme has anything to show.
    """
    places = context.inside.get(area, ())
    if not FEWEST <= len(places) <= MOST:
        return None
    kind = Counter(context.site.places[place].kind for place in places).most_common(1)[0][0]
    found = _map_of(context, places)
    if found is None and len(places) > MOST_TILES:
        return None
    sheet = _Sheet(
        mapped=MappedPlaces(
            context,
            here,
            area,
            places,
            context.catalogue.within(context.site.kinds[kind].plural),
            frozenset(places if found is None else (one for one in places if one in found.outlines.regions)),
        ),
        drawing=_drawing(found, places),
        links={place: area_link(context.shared, context.contest, here, place) for place in places},
        captions={place: _caption(context, place) for place in places} if found is None else {},
        has_tables=has_tables,
        is_shared=True,
    )
    shown = tuple(themes(sheet.mapped))
    if not shown:
        return None
    if found is None and not has_tables:
        sheet, shown = _grouped(sheet, shown)
    sheet = replace(sheet, is_shared=len(shown) > 1)
    return Atlas(
        id=PREFIX,
        title=_title(context, found, kind),
        source=_source(found),
        width=topology.WIDTH,
        height=sheet.drawing.height,
        is_grid=found is None,
        has_switch=len(shown) > 1,
        outlines=tuple(_outline(shape) for shape in sheet.drawing.shapes) if sheet.is_shared else (),
        layers=tuple(_layer(sheet, theme) for theme in shown),
        more=(),
    )


def _grouped(sheet: _Sheet, themes: Sequence[Theme]) -> tuple[_Sheet, tuple[Theme, ...]]:
    """Return tiles in the order of the first theme's legend, the strongest first.

    Nobody knows where a tile lies. In the order of the alphabet, the eye can't tell how many lead where.
    """
    first = themes[0]
    ranks = {key.label: rank for rank, key in enumerate(first.legend) if key.label}

    def key(at: int) -> tuple[int, str]:
        reading = first.readings[at]
        strength = reading.fill.rpartition(" s")[2]
        return ranks.get(reading.label, len(ranks)), f"{9 - int(strength)}" if strength.isdigit() else ""

    order = sorted(range(len(first.readings)), key=key)
    places = tuple(sheet.mapped.places[at] for at in order)
    ordered = tuple(replace(one, readings=tuple(one.readings[at] for at in order)) for one in themes)
    return replace(sheet, mapped=replace(sheet.mapped, places=places), drawing=topology.tiles(places)), ordered


def _map_of(context: ContestContext, places: Iterable[AreaId]) -> Map | None:
    """Return the map that has outlines of most of the places."""
    known = Counter(
        {
            index: sum(place in found.outlines.regions for place in places)
            for index, found in enumerate(context.site.maps)
        }
    )
    best = known.most_common(1)
    return context.site.maps[best[0][0]] if best and best[0][1] >= FEWEST else None


def _drawing(drawn: Map | None, places: Sequence[AreaId]) -> Drawing:
    if drawn is None:
        return topology.tiles(places)
    return topology.drawing(drawn.outlines, [place for place in places if place in drawn.outlines.regions])


def _title(context: ContestContext, drawn: Map | None, kind: KindId) -> str:
    plural = context.site.kinds[drawn.kind if drawn is not None else kind].plural
    if drawn is not None:
        return context.catalogue.text("%(places)s on the map", places=plural)
    return context.catalogue.text("%(places)s at a glance", places=plural)


def _source(drawn: Map | None) -> Link | None:
    return Link(drawn.source.name, drawn.source.url or "") if drawn is not None and drawn.source is not None else None


def _path(ring: Sequence[Point]) -> str:
    """Return a ring as the commands of a path: its first corner, then the steps to the others."""
    (x, y), *_ = ring
    steps = [f"{right - left} {below - above}" for (left, above), (right, below) in pairwise(ring)]
    return f"M{x} {y}l{' '.join(steps).replace(' -', '-')}z"


def _outline(shape: Shape) -> Outline:
    return Outline(f"{PREFIX}-{shape.key}", _drawn(shape))


def _drawn(shape: Shape) -> str:
    return "".join(map(_path, shape.rings))


def _layer(sheet: _Sheet, theme: Theme) -> Layer:
    places, links = sheet.mapped.places, sheet.links
    read = dict(zip(places, theme.readings, strict=True))
    drawn = {shape.key for shape in sheet.drawing.shapes}
    return Layer(
        id=f"{PREFIX}-{theme.id}",
        name=theme.name,
        is_answer=theme.id == ANSWER,
        title=theme.title,
        description=theme.description,
        remark=theme.remark,
        more=theme.more,
        colour=theme.colour,
        legend=theme.legend,
        spots=tuple(_spot(sheet, shape, read[AreaId(shape.key)]) for shape in sheet.drawing.shapes),
        beside=tuple(_beside(links[place], read[place]) for place in places if place not in drawn),
        columns=theme.columns,
        rows=tuple(LayerRow(links[place], read[place].cells) for place in places) if sheet.has_tables else (),
    )


def _spot(sheet: _Sheet, shape: Shape, reading: PlaceValue) -> Spot:
    place = AreaId(shape.key)
    caption = sheet.captions.get(place, "")
    x, y = shape.label
    return Spot(
        name=sheet.links[place],
        said=reading.said,
        label=reading.label,
        fill=reading.fill,
        outline=f"{PREFIX}-{shape.key}" if sheet.is_shared else "",
        path="" if sheet.is_shared else _drawn(shape),
        x=x,
        y=y - LABEL_UP if caption else y,
        caption=caption,
        foot=y + CAPTION_DOWN,
    )


def _caption(context: ContestContext, area: AreaId) -> str:
    place = context.site.places[area]
    return formatting.shortened(place.code or place.name, CAPTION)


def _beside(name: Link, reading: PlaceValue) -> Spot:
    return Spot(name, reading.said, reading.label, reading.fill, "", "", 0, 0, "", 0)
