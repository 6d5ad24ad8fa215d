"""What the files of one contest may refer to.

Owns the lookups that releases and requests share: places within the contest, its tallies and choices.
"""

import re
from collections.abc import Mapping

from msgspec import Struct

from recanvass.content.load.places import Gazetteer
from recanvass.content.load.unknown_ids import KnownIds, look_up
from recanvass.content.syntax import Scalar
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, ChoiceId, KindId, TallyId
from recanvass.core.messages import worded
from recanvass.core.model import Contest

_REST_OF_THOUSANDS = "[0-9]{3}"
"""What follows the comma of 1,050, if YAML takes it for the next key."""


class Scope(Struct, frozen=True):
    """A contest without its releases and requests, made ready for lookups.

    `positions` leads from a choice to its place in ballot order. `above` has the units and the places above them, up to
    the contest's own. `inside` has those, all places that take part, and the groups that any of them belongs to.
    """

    contest: Contest
    gazetteer: Gazetteer
    tallies: Mapping[str, Tally]
    positions: Mapping[str, int]
    units: Mapping[str, None]
    above: Mapping[AreaId, None]
    inside: Mapping[AreaId, None]
    known_tallies: KnownIds[TallyId]
    known_choices: KnownIds[ChoiceId]

    @property
    def deciding(self) -> Tally:
        """The tally that decides."""
        return next(tally for tally in self.contest.tallies if tally.decides)


def place_of(scalar: Scalar, scope: Scope, report: Report) -> AreaId | None:
    """Return the place that a scalar names, a unit or one above units; emits E301, E312 and E313."""
    if scalar.text in scope.units:
        return AreaId(scalar.text)
    area = area_inside(scalar, scope, report)
    if area is None or not scope.gazetteer.is_sound or area in scope.above:
        return area
    if area in scope.gazetteer.places:
        hint = worded("give the larger place's figures, or correct 'units' in contest.yml")
        message = worded("'%(area)s' is part of a place that reports for it in this contest", area=area)
        report.add("E312", scalar.span, message, hint=hint)
        return None
    hint = worded("give the figures of its places, or a published total under 'totals' in release.yml")
    report.add("E312", scalar.span, worded("'%(area)s' is a group, not a place", area=area), hint=hint)
    return None


def area_inside(scalar: Scalar, scope: Scope, report: Report) -> AreaId | None:
    """Return the place or group that a scalar names; emits E301, and E313 if it has no unit of the contest."""
    area = look_up(scalar, scope.gazetteer.known_areas, report)
    if area is None or area in scope.inside:
        return area
    if scope.gazetteer.is_sound:
        contest = scope.contest
        place = scope.gazetteer.places.get(area)
        if place is not None and not place.exists_on(contest.date):
            is_early = place.since is not None and contest.date < place.since
            days = f"since: {place.since}" if is_early else f"until: {place.until}"
            message = worded(
                "'%(area)s' doesn't exist on %(date)s, the date of this contest (%(days)s)",
                area=area,
                date=contest.date,
                days=days,
            )
            hint = worded("use the place that existed then, or correct 'since' and 'until'")
            report.add("E313", scalar.span, message, hint=hint)
            return None
        bounds = f"'{contest.root}'" + (
            worded(" and the group '%(group)s'", group=contest.group) if contest.group else ""
        )
        hint = worded("delete it or correct the id; contest.yml has the contest's place")
        message = worded("'%(area)s' is outside this contest, which covers %(bounds)s", area=area, bounds=bounds)
        report.add("E313", scalar.span, message, hint=hint)
    return None


def tally_of(scalar: Scalar, scope: Scope, report: Report) -> Tally | None:
    """Return the tally that a scalar names; emits E303."""
    name = look_up(scalar, scope.known_tallies, report)
    return scope.tallies[name] if name is not None else None


def choice_of(scalar: Scalar, scope: Scope, report: Report) -> ChoiceId | None:
    """Return the choice that a scalar names; emits E302."""
    if scalar.text not in scope.positions and re.fullmatch(_REST_OF_THOUSANDS, scalar.text):
        hint = worded("write figures without thousands separators, for example 1050")
        report.add("E302", scalar.span, worded("unknown choice '%(text)s'", text=scalar.text), hint=hint)
        return None
    return look_up(scalar, scope.known_choices, report)


def is_stated_for(tally: Tally, area: AreaId, key: Scalar, scope: Scope, *, report: Report) -> bool:
    """Tell whether a tally exists for a place or group; emits E314 when not."""
    kind = kind_of(area, scope)
    is_known = area in scope.gazetteer.known_areas.ids
    if not tally.only or kind in tally.only or not scope.gazetteer.is_sound or not is_known:
        return True
    kinds = ", ".join(tally.only)
    hint = worded(
        "give it only for places of kind %(kinds)s; put published totals under 'totals' in release.yml", kinds=kinds
    )
    message = worded(
        "'%(area)s' (%(kind_name)s) doesn't report the tally '%(tally)s'",
        area=area,
        kind_name=_kind_name(area, scope),
        tally=tally.id,
    )
    report.add("E314", key.span, message, hint=hint)
    return False


def kind_of(area: AreaId, scope: Scope) -> KindId | None:
    """Return the kind of a place or group, if it has one."""
    place = scope.gazetteer.places.get(area)
    if place is not None:
        return place.kind
    group = scope.gazetteer.groups.get(area)
    return group.kind if group is not None else None


def _kind_name(area: AreaId, scope: Scope) -> str:
    kind = kind_of(area, scope)
    known = scope.gazetteer.kinds.get(kind) if kind is not None else None
    return known.name.lower() if known is not None else worded("group")


def tally_for(key: Scalar, area: AreaId, scope: Scope, report: Report) -> Tally | None:
    """Return the tally that a scalar names if it exists for the place; emits E303 and E314."""
    tally = tally_of(key, scope, report)
    return tally if tally is not None and is_stated_for(tally, area, key, scope, report=report) else None
