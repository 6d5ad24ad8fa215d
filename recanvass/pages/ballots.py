"""The ballot of a place: every contest that its voters decided, on a site of several contests."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.ids import AreaId
from recanvass.core.model import Place
from recanvass.pages.area_rows import area_row
from recanvass.pages.context import ContestContext, SharedContext, link
from recanvass.pages.lead_lines import lead_line
from recanvass.pages.models.site_pages import BallotPage
from recanvass.pages.models.summaries import BallotRow
from recanvass.pages.page_frame import frame
from recanvass.pages.races import race_row


def ballots(contexts: Sequence[ContestContext]) -> Mapping[AreaId, tuple[ContestContext, ...]]:
    """Return the contests on the ballot of each place, in their order; nothing on a site of one contest."""
    if len(contexts) < len(("one", "another")):
        return {}
    found: dict[AreaId, list[ContestContext]] = defaultdict(list)
    for context in contexts:
        for area in dict.fromkeys((*context.results.areas, *context.contest.units)):
            if area in context.site.places:
                found[area].append(context)
    return {area: tuple(some) for area, some in found.items()}


def ballot_page(shared: SharedContext, contexts: Sequence[ContestContext], place: Place) -> BallotPage:
    """Return the page of a place with all its contests."""
    here, text = urls.ballot(place), shared.catalogue.text
    parent = shared.site.places[place.parent].name if place.parent is not None else ""
    kind = shared.site.kinds[place.kind].name
    titles = (place.name, text("Every contest on the ballot in %(place)s", place=place.name))
    return BallotPage(
        frame=replace(frame(shared, here, titles), title=f"{place.name}, {parent}" if parent else place.name),
        heading=place.name,
        kicker=text("%(kind)s in %(place)s", kind=kind, place=parent) if parent else kind,
        rows=tuple(_row(context, here, place) for context in contexts),
    )


def _row(context: ContestContext, here: str, place: Place) -> BallotRow:
    row = area_row(context, here, place.id)
    is_whole = place.id == context.contest.root
    whole = lead_line(context, context.contest.root, context.shown)
    there = urls.contest(context.contest) if is_whole else urls.place(context.contest, place)
    return BallotRow(
        title=link(here, context.contest.title, there),
        leader=row.leader,
        colour=row.colour,
        margin=row.margin,
        whole=(whole.text if whole is not None else "") if not is_whole else race_row(context, here).status,
    )
