"""What requests for a recanvass or a recount cover, and the outcome at each unit.

Owns how entries for groups, for places and for single units go together. Must not know figures.
"""

from msgspec.structs import replace

from recanvass.core.ids import AreaId
from recanvass.core.kinds import Disposition
from recanvass.core.model import Request, RequestItem
from recanvass.results.histories import Results


def units_of_item(results: Results, item: RequestItem) -> tuple[AreaId, ...]:
    """Return the units that one line of a request covers: the unit itself, or all units of the group or place."""
    return results.areas.get(item.area, (item.area,))


def units_of_request(results: Results, request: Request) -> tuple[AreaId, ...]:
    """Return the units a request lists, each once, in the order listed."""
    return tuple(dict.fromkeys(unit for item in request.items for unit in units_of_item(results, item)))


def lines_of_request(request: Request) -> tuple[RequestItem, ...]:
    """Return the entries of a request, then a line for each unit whose outcome alone is stated.

    An entry without a disposition takes the one that is stated apart for its unit.
    """
    apart = {outcome.area: outcome for outcome in request.outcomes}
    lines = []
    for item in request.items:
        outcome = apart.get(item.area)
        if outcome is not None and item.disposition is None:
            lines.append(replace(item, disposition=outcome.disposition, reason=item.reason or outcome.reason))
        else:
            lines.append(item)
    listed = {item.area for item in request.items}
    return (*lines, *(outcome for outcome in request.outcomes if outcome.area not in listed))


def dispositions_of_request(results: Results, request: Request) -> dict[AreaId, Disposition | None]:
    """Return the outcome at each unit of a request, in the order listed; None where that was not published.

    What is stated for the unit itself comes before what is stated for a group or place around it.
    """
    found: dict[AreaId, Disposition | None] = dict.fromkeys(units_of_request(results, request))
    stated = [item for item in reversed(lines_of_request(request)) if item.disposition is not None]
    for item in (*(item for item in stated if item.area not in found), *(i for i in stated if i.area in found)):
        found.update(dict.fromkeys(units_of_item(results, item), item.disposition))
    return found
