"""The parts of pages that are pictures of places: maps and grids of tiles in layers, and the flow between two tallies.

Owns their shape only. Every figure is text as it is shown; places in a picture are in its user units.
"""

from msgspec import Struct

from recanvass.pages.models.parts import Link


class Outline(Struct, frozen=True):
    """A shape that all layers share: its id on the page, and its path."""

    id: str
    path: str


class Spot(Struct, frozen=True):
    """A place in a layer: what is said of it, and how it is filled and labelled, for colour is never the only sign.

    `outline` is the id of its shape where several layers share it, otherwise `path` is the shape itself; both are empty
    for a place that is listed beside the picture. `caption` is its name in short at the foot of a tile, empty on a map.
    """

    name: Link
    said: str
    label: str
    fill: str
    outline: str
    path: str
    x: int
    y: int
    caption: str
    foot: int


class LegendKey(Struct, frozen=True):
    """One entry of a legend: the fill and the label as in the picture, and what they mean."""

    fill: str
    label: str
    text: str


class LayerRow(Struct, frozen=True):
    """A place in the table of a layer: a cell a column."""

    name: Link
    cells: tuple[str, ...]


class Layer(Struct, frozen=True):
    """One way of looking at the places, with its table.

    `name` stands in the switch between layers; the one that `is_answer` is shown until another is chosen.
    `description` says the picture in words, `remark` what it does not; `more` leads to what it is made from. `colour`
    is that of the one choice it is about, 0 for none. `spots` are in the reading order of the picture, `rows` in the
    order of content.
    """

    id: str
    name: str
    is_answer: bool
    title: str
    description: str
    remark: str
    more: Link | None
    colour: int
    legend: tuple[LegendKey, ...]
    spots: tuple[Spot, ...]
    beside: tuple[Spot, ...]
    columns: tuple[str, ...]
    rows: tuple[LayerRow, ...]


class Atlas(Struct, frozen=True):
    """The places of an area as a map or as a grid of tiles, in layers.

    `source` is who drew the outlines; `more` leads to maps of something else.
    """

    id: str
    title: str
    source: Link | None
    width: int
    height: int
    is_grid: bool
    has_switch: bool
    outlines: tuple[Outline, ...]
    layers: tuple[Layer, ...]
    more: tuple[Link, ...]


class FlowLine(Struct, frozen=True):
    """A choice in a flow, from its height on the left to that on the right; labels stand where they do not overlap."""

    name: str
    colour: int
    before: str
    after: str
    change: str
    start: int
    end: int
    start_label: int
    end_label: int


class FlowRow(Struct, frozen=True):
    """A choice in the table of a flow; `direction` is up, down or empty."""

    name: str
    colour: int
    before: str
    after: str
    change: str
    direction: str


class Flow(Struct, frozen=True):
    """What two tallies of people gave each choice, one after the other: what is known is the net change alone."""

    id: str
    title: str
    description: str
    notes: tuple[str, ...]
    before: str
    after: str
    height: int
    lines: tuple[FlowLine, ...]
    rows: tuple[FlowRow, ...]
    total: FlowRow
