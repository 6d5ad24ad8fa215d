"""CSV of every place and group of the site.

Owns its columns, which are a contract.
"""

from collections.abc import Iterator, Mapping

from recanvass.core.ids import Number
from recanvass.core.model import Group, Place, Site
from recanvass.exports import cells
from recanvass.text.catalogue import ENGLISH, Catalogue, msgid

WHAT = msgid("Every place and group.")
_WORTH = "worth_"
_FIXED = (
    ("place", msgid("id of the place or group")),
    ("place_name", msgid("its name")),
    ("kind", msgid("its kind, such as county or precinct; group for a group")),
    ("parent", msgid("id of the place that contains it")),
    ("groups", msgid("ids of the groups it is listed in, separated by spaces")),
    ("code", msgid("the code that officials use for it")),
    ("fips", msgid("its U.S. Census Bureau code")),
    ("ocd_id", msgid("its Open Civic Data id")),
    ("aliases", msgid("other names that sources use for it, separated by semicolons")),
    ("since", msgid("the first day it existed")),
    ("until", msgid("the last day it existed")),
    ("succeeds", msgid("ids of the places it replaced, separated by spaces")),
)


def columns(site: Site, catalogue: Catalogue = ENGLISH) -> tuple[tuple[str, str], ...]:
    """Return the columns; the last say what a place awards, by tally or by a key of the rules."""
    text = catalogue.text
    return (
        *((name, text(meaning)) for name, meaning in _FIXED),
        *((f"{_WORTH}{key}", text("what the place awards: %(what)s", what=key)) for key in _keys(site)),
    )


def _keys(site: Site) -> tuple[str, ...]:
    worths = (*(place.worth for place in site.places.values()), *(group.worth for group in site.groups.values()))
    return tuple(sorted({key for worth in worths for key in worth}))


def places_csv(site: Site) -> Iterator[bytes]:
    """Return one row a place in the order of content, then one a group."""
    return cells.chunks(_lines(site), head=cells.head(columns(site)))


def _lines(site: Site) -> Iterator[list[str]]:
    keys = _keys(site)
    for place in site.places.values():
        yield [_line((*_place(place), *_worth(place.worth, keys)))]
    for group in site.groups.values():
        yield [_line((*_group(group), *_worth(group.worth, keys)))]


def _line(row: tuple[str, ...]) -> str:
    return ",".join(cells.field(cell) for cell in row) + "\n"


def _worth(worth: Mapping[str, Number], keys: tuple[str, ...]) -> Iterator[str]:
    return (cells.number(worth.get(key)) for key in keys)


def _place(place: Place) -> tuple[str, ...]:
    attributes = dict(place.attributes)
    days = (day.isoformat() if day is not None else "" for day in (place.since, place.until))
    texts = (place.code or "", attributes.get("fips", ""), attributes.get("ocd_id", ""), "; ".join(place.aliases))
    return (
        place.id,
        cells.text(place.name),
        place.kind,
        place.parent or "",
        " ".join(place.groups),
        *map(cells.text, texts),
        *days,
        " ".join(place.succeeds),
    )


def _group(group: Group) -> tuple[str, ...]:
    return (group.id, cells.text(group.name), group.kind or "group", *("",) * (len(_FIXED) - 3))
