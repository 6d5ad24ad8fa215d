"""Requests for a recanvass or a recount.

Owns the files of reviews. Must not decide whether what a request says is right: lists are kept as printed,
with places named twice.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from recanvass.content.files import SourceFile
from recanvass.content.load.layout import ContestFiles, stem
from recanvass.content.load.names import Known, look_up, path_id, record, source
from recanvass.content.load.places import below, members
from recanvass.content.load.scope import Scope, area_inside, choice_of
from recanvass.content.schema.keys import (
    ANNOUNCED_ACCEPTED,
    ANNOUNCED_CORRECTED,
    ANNOUNCED_INCOMPLETE,
    ANNOUNCED_INELIGIBLE,
    ANNOUNCED_PLACES,
    ITEM_DISPOSITION,
    ITEM_GROUP,
    ITEM_PLACE,
    ITEM_PRINTED,
    ITEM_REASON,
    OUTCOME,
    OUTCOME_DISPOSITION,
    REVIEW,
    REVIEW_ANNOUNCED,
    REVIEW_ANSWER_DUE,
    REVIEW_ANSWERED,
    REVIEW_COMPLETED,
    REVIEW_DISPOSITIONS,
    REVIEW_FILED,
    REVIEW_KIND,
    REVIEW_NOTE,
    REVIEW_PLACES,
    REVIEW_REQUESTED_BY,
    REVIEW_RESOLVED_BY,
    REVIEW_SOURCE,
    REVIEW_STATE,
    REVIEW_TITLE,
)
from recanvass.content.schema.records import Values
from recanvass.content.syntax import Scalar
from recanvass.core.dates import in_order, is_before
from recanvass.core.diagnostics import Report
from recanvass.core.model import (
    Announced,
    AreaId,
    ChoiceId,
    Moment,
    ReleaseId,
    Review,
    ReviewId,
    ReviewItem,
    ReviewKind,
)

_WORD = re.compile(r"[a-z0-9-]+")
_NEAR = 0.75
_ASKED_FOR = {ReviewKind.RECANVASS: "Recanvass", ReviewKind.RECOUNT: "Recount"}


class _Ladder(Struct, frozen=True):
    """The releases that a request may name, when the sound ones were published, and the site's time zone."""

    known: Known
    released: Mapping[ReleaseId, Moment]
    zone: ZoneInfo


def reviews(
    files: ContestFiles, scope: Scope | None, zone: ZoneInfo, report: Report, *, released: Mapping[ReleaseId, Moment]
) -> tuple[Review, ...]:
    """Return the sound requests by the time they were filed, then by id.

    `released` says when each sound release was published. Without a scope only faults of their own are found.
    Emits E204, E301, E302, E304, E305, E313, E409, E412 and E413.
    """
    known = Known("release", "E304", dict.fromkeys(release.id for release in files.releases))
    ladder = _Ladder(known, released, zone)
    found = [_review(file, ladder, scope, report) for file in files.reviews]
    sound = [review for review in found if review is not None]
    return tuple(sorted(sound, key=lambda review: (in_order(review.filed, zone), review.id)))


def _review(file: SourceFile, ladder: _Ladder, scope: Scope | None, report: Report) -> Review | None:
    name = path_id(stem(file.path), file.path, report)
    values = record(file, REVIEW, report)
    if values is None:
        return None
    release = _resolved_by(values, ladder, report)
    if scope is None:
        return None
    requester, requested_by = _requester(values, scope, report)
    items = tuple(_items(values.get(REVIEW_PLACES) or (), scope, report))
    outcomes = _outcomes(values, items, scope, report)
    stated_by = source(values.get(REVIEW_SOURCE))
    if name is None or stated_by is None or not values.is_complete:
        return None
    return Review(
        id=ReviewId(name),
        title=values.get(REVIEW_TITLE) or f"{_ASKED_FOR[values[REVIEW_KIND]]} asked for by {requested_by}",
        kind=values[REVIEW_KIND],
        requested_by=requested_by,
        requester=requester,
        filed=values[REVIEW_FILED],
        state=values[REVIEW_STATE],
        source=stated_by,
        span=values.span,
        items=items,
        outcomes=outcomes,
        answer_due=values.get(REVIEW_ANSWER_DUE),
        answered=values.get(REVIEW_ANSWERED),
        completed=values.get(REVIEW_COMPLETED),
        announced=_announced(values.get(REVIEW_ANNOUNCED)),
        resolved_by=release,
        note=values.get(REVIEW_NOTE),
    )


def _resolved_by(values: Values, ladder: _Ladder, report: Report) -> ReleaseId | None:
    """Return the release that settled a request; emits E304, and E413 where it is older than the request."""
    scalar, filed = values.get(REVIEW_RESOLVED_BY), values.get(REVIEW_FILED)
    name = look_up(scalar, ladder.known, report) if scalar is not None else None
    if scalar is None or name is None:
        return None
    release = ReleaseId(name)
    published = ladder.released.get(release)
    if filed is not None and published is not None and is_before(published, filed, ladder.zone):
        message = f"the release '{release}' is of {published.isoformat()}, before the request was filed"
        hint = "name the release that came of the request, or correct 'filed'"
        report.add("E413", scalar.span, message, hint=hint, related=[values.at(REVIEW_FILED)])
    return release


def _requester(values: Values, scope: Scope, report: Report) -> tuple[ChoiceId | None, str]:
    """Return the choice that asks and its name, or the free text; a word that nearly is an id is reported."""
    scalar = values.get(REVIEW_REQUESTED_BY)
    if scalar is None:
        return None, ""
    for choice in scope.contest.choices:
        if choice.id == scalar.text:
            return choice.id, choice.name
    is_word = _WORD.fullmatch(scalar.text)
    if is_word and difflib.get_close_matches(scalar.text, scope.positions, n=1, cutoff=_NEAR):
        choice_of(scalar, scope, report)
    return None, scalar.text.strip()


def _items(listed: Iterable[Values], scope: Scope, report: Report) -> Iterator[ReviewItem]:
    for values in listed:
        place, group = values.get(ITEM_PLACE), values.get(ITEM_GROUP)
        if (place is None) == (group is None):
            count = "both 'place' and 'group'" if place is not None else "neither 'place' nor 'group'"
            hint = "write the id of one place, or of one group"
            report.add("E409", values.span, f"the entry has {count}", hint=hint)
        area = _place(place, scope, report) if place is not None else _group(group, scope, report)
        if area is not None:
            yield ReviewItem(
                area, values.span, values.get(ITEM_PRINTED), values.get(ITEM_DISPOSITION), values.get(ITEM_REASON)
            )


def _outcomes(values: Values, items: Iterable[ReviewItem], scope: Scope, report: Report) -> tuple[ReviewItem, ...]:
    """Return what came of units that the request covers; emits E301, E313 and E412."""
    tree = values.get(REVIEW_DISPOSITIONS)
    if tree is None:
        return ()
    covered = _covered(items, scope)
    stated = {item.area: item for item in reversed(tuple(items)) if item.disposition is not None}
    found = []
    for key, node in tree.entries:
        outcome = OUTCOME.read(node, report)
        area = area_inside(key, scope, report)
        if area is None or outcome is None or not outcome.is_complete or not scope.gazetteer.is_sound:
            continue
        if area not in covered:
            hint = "correct the id, or list the place under 'places'; a group stands for the units in it"
            report.add("E412", key.span, f"the request does not cover a unit '{area}'", hint=hint)
            continue
        disposition, first = outcome[OUTCOME_DISPOSITION], stated.get(area)
        if first is not None and first.disposition is not None and first.disposition is not disposition:
            message = f"'{area}' is '{disposition.value}' here and '{first.disposition.value}' under 'places'"
            hint = "keep the disposition that is right, in one of the two"
            report.add("E412", outcome.at(OUTCOME_DISPOSITION), message, hint=hint, related=[first.span])
        found.append(ReviewItem(area, key.span, None, disposition, outcome.get(ITEM_REASON)))
    return tuple(found)


def _covered(items: Iterable[ReviewItem], scope: Scope) -> set[str]:
    """Return the units that entries cover: by themselves, through a group, or through a place above them."""
    gazetteer = scope.gazetteer
    covered: set[AreaId] = set()
    for item in items:
        covered.update(
            members(gazetteer, item.area) if item.area in gazetteer.groups else below(gazetteer, [item.area])
        )
    return scope.units.keys() & covered


def _place(scalar: Scalar, scope: Scope, report: Report) -> AreaId | None:
    places = scope.gazetteer.known_places
    if scalar.text in places.ids:
        return area_inside(scalar, scope, report)
    look_up(scalar, places, report)
    return None


def _group(scalar: Scalar | None, scope: Scope, report: Report) -> AreaId | None:
    known = look_up(scalar, scope.gazetteer.known_groups, report) if scalar is not None else None
    return area_inside(scalar, scope, report) if scalar is not None and known is not None else None


def _announced(values: Values | None) -> Announced | None:
    if values is None or not values.is_complete:
        return None
    return Announced(
        places=values[ANNOUNCED_PLACES],
        accepted=values.get(ANNOUNCED_ACCEPTED),
        incomplete=values.get(ANNOUNCED_INCOMPLETE),
        ineligible=values.get(ANNOUNCED_INELIGIBLE),
        corrected=values.get(ANNOUNCED_CORRECTED),
    )
