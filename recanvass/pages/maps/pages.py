"""The maps of a contest: its modes on the page of the contest, every other layer on a page of its own."""

from collections.abc import Iterable

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.pages.context import ContestContext, link
from recanvass.pages.maps.atlas import atlas
from recanvass.pages.maps.layers import layers
from recanvass.pages.maps.leaders import modes
from recanvass.pages.maps.themes import MappedPlaces, Theme
from recanvass.pages.models.pages import MapPage
from recanvass.pages.models.pictures import Atlas
from recanvass.pages.page_frame import contest_frame


def contest_map(context: ContestContext, here: str) -> Atlas | None:
    """Return the map of who leads, with links to the other maps."""
    found = atlas(context, here, context.contest.root, modes)
    if found is None:
        return None
    contest = context.contest
    return replace(
        found, more=tuple(link(here, one.name, urls.map_of(contest, one.id)) for one in other_layers(context))
    )


def other_layers(context: ContestContext) -> tuple[Theme, ...]:
    """Return the layers that have pages of their own."""

    def made() -> tuple[Theme, ...]:
        found: list[Theme] = []

        def kept(mapped: MappedPlaces) -> Iterable[Theme]:
            found.extend(layers(mapped))
            return found

        atlas(context, urls.contest(context.contest), context.contest.root, kept)
        return tuple(found)

    return context.shared.once(("layers", context.contest.id), made)


def map_page(context: ContestContext, layer: str) -> MapPage:
    """Return the page of one layer, with its table."""
    contest = context.contest
    here = urls.map_of(contest, layer)
    found = atlas(
        context,
        here,
        contest.root,
        lambda mapped: [one for one in layers(mapped) if one.id == layer],
        has_tables=True,
    )
    theme = next(one for one in other_layers(context) if one.id == layer)
    return MapPage(contest_frame(context, here, (theme.name, theme.title)), theme.title, found)
