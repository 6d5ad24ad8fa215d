"""Maps and grids of tiles: the places of an area with their outlines, joined with the layers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from recanvass import maps, wording
from recanvass.maps import Drawing, Point, Shape
from recanvass.model import AreaId, KindId, Map
from recanvass.views.edition import Stage, area_link
from recanvass.views.layers import ANSWER, Ground, Reading, Theme, layers, leaders
from recanvass.views.parts import Link
from recanvass.views.pictures import Atlas, Layer, LayerRow, Outline, Spot

FEWEST = 3
"""With fewer places a picture says nothing that the table does not."""
MOST = 400
"""With more places a page would grow too large, and a tile too small."""
CAPTION = 8
"""How many letters of a name have room in a tile."""
LABEL_UP = 14
CAPTION_DOWN = 22


def atlas(stage: Stage, here: str, area: AreaId, *, has_all_layers: bool, number: int = 0) -> Atlas | None:
    """Return the places right inside an area as a map, or as tiles where no map has their outlines.

    None where they are too few or too many. `number` tells several pictures of a page apart.
    """
    places = stage.inside.get(area, ())
    if not FEWEST <= len(places) <= MOST:
        return None
    kind = Counter(stage.site.places[place].kind for place in places).most_common(1)[0][0]
    drawn = _map_of(stage, places)
    drawing = _drawing(drawn, places)
    ground = Ground(stage, area, places, wording.lower_first(stage.site.kinds[kind].plural))
    themes = layers(ground) if has_all_layers else (leaders(ground),)
    prefix = f"_p{number}"
    return Atlas(
        id=prefix,
        title=_title(stage, drawn, kind),
        source=_source(drawn),
        width=maps.WIDTH,
        height=drawing.height,
        is_grid=drawn is None,
        has_switch=len(themes) > 1,
        outlines=tuple(Outline(f"{prefix}-{shape.key}", "".join(map(_path, shape.rings))) for shape in drawing.shapes),
        layers=tuple(
            _layer(ground, here, prefix, theme=theme, drawing=drawing, is_grid=drawn is None) for theme in themes
        ),
    )


def _map_of(stage: Stage, places: Iterable[AreaId]) -> Map | None:
    """Return the map that has outlines of most of the places."""
    known = Counter(
        {index: sum(place in found.outlines.regions for place in places) for index, found in enumerate(stage.site.maps)}
    )
    best = known.most_common(1)
    return stage.site.maps[best[0][0]] if best and best[0][1] >= FEWEST else None


def _drawing(drawn: Map | None, places: Sequence[AreaId]) -> Drawing:
    if drawn is None:
        return maps.tiles(places)
    return maps.drawing(drawn.outlines, [place for place in places if place in drawn.outlines.regions])


def _title(stage: Stage, drawn: Map | None, kind: KindId) -> str:
    plural = stage.site.kinds[drawn.kind if drawn is not None else kind].plural
    return f"{plural} on the map" if drawn is not None else f"{plural} at a glance"


def _source(drawn: Map | None) -> Link | None:
    return Link(drawn.source.name, drawn.source.url or "") if drawn is not None and drawn.source is not None else None


def _path(ring: Sequence[Point]) -> str:
    """Return a ring as the commands of a path: its first corner, then the steps to the others."""
    (x, y), *_ = ring
    steps = [f"{right - left} {below - above}" for (left, above), (right, below) in pairwise(ring)]
    return f"M{x} {y}l{' '.join(steps).replace(' -', '-')}z"


def _layer(ground: Ground, here: str, prefix: str, *, theme: Theme, drawing: Drawing, is_grid: bool) -> Layer:
    read = dict(zip(ground.places, theme.readings, strict=True))
    links = {place: area_link(ground.stage.edition, ground.stage.contest, here, place) for place in ground.places}
    drawn = {shape.key for shape in drawing.shapes}
    return Layer(
        id=f"{prefix}-{theme.id}",
        name=theme.name,
        is_answer=theme.id == ANSWER,
        title=theme.title,
        description=theme.description,
        colour=theme.colour,
        legend=theme.legend,
        spots=tuple(
            _spot(shape, prefix, links[AreaId(shape.key)], read[AreaId(shape.key)], is_tile=is_grid)
            for shape in drawing.shapes
        ),
        beside=tuple(_beside(links[place], read[place]) for place in ground.places if place not in drawn),
        columns=theme.columns,
        rows=tuple(LayerRow(links[place], read[place].cells) for place in ground.places),
    )


def _spot(shape: Shape, prefix: str, link: Link, reading: Reading, *, is_tile: bool) -> Spot:
    x, y = shape.label
    return Spot(
        name=link,
        said=reading.said,
        label=reading.label,
        fill=reading.fill,
        outline=f"{prefix}-{shape.key}",
        x=x,
        y=y - LABEL_UP if is_tile else y,
        caption=wording.shortened(link.text, CAPTION) if is_tile else "",
        foot=y + CAPTION_DOWN,
    )


def _beside(name: Link, reading: Reading) -> Spot:
    return Spot(name, reading.said, reading.label, reading.fill, "", 0, 0, "", 0)
