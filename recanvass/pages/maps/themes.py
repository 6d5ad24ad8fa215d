"""A layer of a map or grid before it has shapes: what each place is filled with, labelled with and said to be.

Owns what every layer is made of. Knows nothing of shapes.
"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from recanvass.core.ids import AreaId
from recanvass.pages.context import ContestContext
from recanvass.pages.models.parts import Link
from recanvass.pages.models.pictures import LegendKey
from recanvass.text import formatting
from recanvass.text.catalogue import Catalogue

ANSWER = "lead"
NOTHING = "none"


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
    """The places that the page `here` shows, in the order of content, and the plural of what most of them are.

    `drawn` are those that the picture has, which the counts of its legend are of.
    """

    context: ContestContext
    here: str
    area: AreaId
    places: tuple[AreaId, ...]
    plural: str
    drawn: frozenset[AreaId]


def silent(catalogue: Catalogue, columns: int) -> PlaceValue:
    """Return what is said of a place without results, in a table of so many columns."""
    return PlaceValue(catalogue.text("no results"), formatting.MISSING, NOTHING, (formatting.MISSING,) * columns)


def level(value: Decimal | int, limits: Sequence[Decimal | int]) -> int:
    """Return how strong a fill is, from 1; a limit itself is within the stronger fill."""
    return 1 + sum(value >= limit for limit in limits)
