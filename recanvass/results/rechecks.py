"""Requests that one release settles together: one recanvass, or one recount.

Owns which requests go together, and from which release to which the count was checked. Must not know any page.
"""

from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.core.dates import in_order, is_before
from recanvass.core.ids import Moment, ReleaseId
from recanvass.core.kinds import RequestKind, RequestState
from recanvass.core.model import Request
from recanvass.results.histories import Results

_ENDED = frozenset({RequestState.REJECTED, RequestState.WITHDRAWN})


class Recheck(Struct, frozen=True):
    """A recanvass or a recount: the requests for it, in the order they were filed.

    `before` is the index of the last release before the first of them was filed, None if there was none. `settled` is
    the index of the release that has the outcome, None as long as there is none. `is_open` tells whether one may come.
    """

    kind: RequestKind
    requests: tuple[Request, ...]
    filed: Moment
    before: int | None
    settled: int | None
    is_open: bool


def rechecks(results: Results, zone: ZoneInfo, shown: int) -> tuple[Recheck, ...]:
    """Return the rechecks of a contest up to a release, in the order in which they were asked for."""
    together: dict[tuple[RequestKind, ReleaseId | None], list[Request]] = {}
    for request in results.contest.requests:
        together.setdefault((request.kind, request.resolved_by), []).append(request)
    found = (_recheck(results, tuple(requests), zone, shown) for requests in together.values())
    return tuple(sorted(found, key=lambda one: in_order(one.filed, zone)))


def _recheck(results: Results, requests: tuple[Request, ...], zone: ZoneInfo, shown: int) -> Recheck:
    releases = results.contest.releases[: shown + 1]
    ordered = tuple(sorted(requests, key=lambda one: in_order(one.filed, zone)))
    filed = ordered[0].filed
    earlier = [index for index, release in enumerate(releases) if is_before(release.as_of, filed, zone)]
    named = ordered[0].resolved_by
    settled = next((index for index, release in enumerate(releases) if release.id == named), None)
    is_open = settled is None and any(one.state not in _ENDED for one in ordered)
    return Recheck(ordered[0].kind, ordered, filed, earlier[-1] if earlier else None, settled, is_open)
