"""contest.yml as a contest, and the contest joined with its releases and reviews.

Owns which places take part and which are units. Must not read figures.
"""

from collections.abc import Iterable
from functools import partial
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from recanvass.cache.store import Memory
from recanvass.content.files import SourceFile, called
from recanvass.content.load.ballot import choices, tallies
from recanvass.content.load.layout import ContestFiles
from recanvass.content.load.names import Known, look_up, look_up_all, missing, path_id, record
from recanvass.content.load.places import Gazetteer, below, members
from recanvass.content.load.releases import releases
from recanvass.content.load.reviews import reviews
from recanvass.content.load.rules import RuleFiles, check_delegates, rules
from recanvass.content.load.scope import Scope
from recanvass.content.schema.keys import (
    CLOSEST_LABEL,
    CLOSEST_MARGIN,
    CLOSEST_TALLY,
    CONTEST,
    CONTEST_CONTEXT,
    CONTEST_DATE,
    CONTEST_GROUP,
    CONTEST_PLACE,
    CONTEST_RULES,
    CONTEST_TITLE,
    CONTEST_UNITS,
    CONTEXT_CLOSEST,
    CONTEXT_TEXT,
)
from recanvass.content.schema.records import Values
from recanvass.content.schema.scalars import figure
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Report, Span, has_errors
from recanvass.core.model import AreaId, Choice, ClosestBefore, Contest, ContestId, Tally, TallyId


class Around(Struct, frozen=True):
    """What every contest of a site may refer to."""

    gazetteer: Gazetteer
    rule_files: RuleFiles


def contest(files: ContestFiles, around: Around, zone: ZoneInfo, report: Report, *, memory: Memory) -> Contest | None:
    """Return a contest with its releases, oldest first, and its reviews by the time they were filed.

    Where contest.yml is faulty its releases and reviews are read for their own faults only. Emits E401,
    E402, E406, E407 and what ballot, releases and reviews emit.
    """
    mark = len(report.items)
    path_id(files.id, files.folder, report)
    scope = None
    if files.head is None:
        missing(f"{files.folder}/contest.yml", "write it with title, date, place, tallies and choices", report)
    else:
        make = partial(_scope, files.id, files.head, around)
        scope = memory.recall(("scope", files.id), (files.head, around), make, report)
    if files.head is not None and not files.releases:
        hint = f"add the first one: {called()} new release ID --contest {files.id}, with an ID such as 2024-11-05-night"
        report.add("E402", Span(files.head.path), "this contest has no releases", hint=hint)
    if has_errors(report.items[mark:]):
        scope = None
    published = releases(files.releases, scope, zone, report, memory=memory)
    asked = reviews(files, scope, zone, report, released={release.id: release.as_of for release in published})
    return replace(scope.contest, releases=published, reviews=asked) if scope is not None else None


def _scope(name: str, file: SourceFile, around: Around, report: Report) -> Scope | None:
    mark, gazetteer = len(report.items), around.gazetteer
    values = record(file, CONTEST, report)
    if values is None:
        return None
    counted = tallies(values, gazetteer.known_kinds, report)
    ballot = choices(values, report)
    root = _area(values.get(CONTEST_PLACE), gazetteer.known_places, report)
    group = _area(values.get(CONTEST_GROUP), gazetteer.known_groups, report)
    kinds = look_up_all(values.get(CONTEST_UNITS), gazetteer.known_kinds, report)
    known_tallies = _known_tallies(counted)
    deciding = next((str(tally.id) for tally in counted if tally.decides), "")
    stated = rules(values.get(CONTEST_RULES), around.rule_files, known_tallies, report, deciding=deciding)
    closest = _closest(values, counted, known_tallies, report)
    if root is None or has_errors(report.items[mark:]):
        return None
    taking_part = _taking_part(root, group, gazetteer)
    units = _units(taking_part, kinds, gazetteer)
    if gazetteer.is_sound:
        _check_units(units, root, gazetteer, report, at=values)
        check_delegates(stated, [gazetteer.places[unit] for unit in units], values.at(CONTEST_RULES), report)
    context = values.get(CONTEST_CONTEXT)
    return Scope(
        contest=Contest(
            id=ContestId(name),
            title=values[CONTEST_TITLE],
            date=values[CONTEST_DATE],
            root=root,
            tallies=counted,
            choices=ballot,
            units=units,
            releases=(),
            reviews=(),
            span=values.span,
            group=group,
            rules=stated,
            context=context.get(CONTEXT_TEXT) if context is not None else None,
            closest_before=closest,
        ),
        gazetteer=gazetteer,
        tallies={tally.id: tally for tally in counted},
        positions={choice.id: position for position, choice in enumerate(ballot)},
        units=dict.fromkeys(units),
        inside=dict.fromkeys((*taking_part, *_around(units, root, gazetteer), *_groups_around(units, gazetteer))),
        known_tallies=known_tallies,
        known_choices=_known_choices(ballot),
    )


def _groups_around(units: Iterable[AreaId], gazetteer: Gazetteer) -> Iterable[AreaId]:
    """Return the groups stated on the units and on all places above them; places may lie in a circle here."""
    seen: dict[AreaId, None] = {}
    pending = list(units)
    while pending:
        place = gazetteer.places.get(pending.pop())
        if place is not None and place.id not in seen:
            seen[place.id] = None
            pending += [place.parent] if place.parent is not None else []
    return dict.fromkeys(group for area in seen for group in gazetteer.places[area].groups)


def _area(scalar: Scalar | None, known: Known, report: Report) -> AreaId | None:
    found = look_up(scalar, known, report) if scalar is not None else None
    return AreaId(found) if found is not None else None


def _known_tallies(counted: Iterable[Tally]) -> Known:
    names = {name.casefold(): tally.id for tally in counted for name in (tally.name, tally.short)}
    return Known("tally", "E303", {tally.id: tally for tally in counted}, names=names)


def _known_choices(ballot: Iterable[Choice]) -> Known:
    names = {name.casefold(): choice.id for choice in ballot for name in (*choice.aliases, choice.short, choice.name)}
    return Known("choice", "E302", {choice.id: choice for choice in ballot}, names=names)


def _closest(values: Values, counted: Iterable[Tally], known: Known, report: Report) -> ClosestBefore | None:
    context = values.get(CONTEST_CONTEXT)
    closest = context.get(CONTEXT_CLOSEST) if context is not None else None
    if closest is None or not closest.is_complete:
        return None
    name = look_up(closest[CLOSEST_TALLY], known, report)
    tally = next((tally for tally in counted if tally.id == name), None)
    margin = figure(closest[CLOSEST_MARGIN], tally.decimals, report) if tally is not None else None
    if tally is None or margin is None:
        return None
    return ClosestBefore(margin, TallyId(tally.id), closest[CLOSEST_LABEL])


def _taking_part(root: AreaId, group: AreaId | None, gazetteer: Gazetteer) -> tuple[AreaId, ...]:
    places = below(gazetteer, [root])
    if group is None:
        return places
    within = members(gazetteer, group)
    return tuple(place for place in places if place in within)


def _units(places: Iterable[AreaId], kinds: tuple[str, ...], gazetteer: Gazetteer) -> tuple[AreaId, ...]:
    if kinds:
        return tuple(place for place in places if gazetteer.places[place].kind in kinds)
    return tuple(place for place in places if place not in gazetteer.children)


def _around(places: Iterable[AreaId], root: AreaId, gazetteer: Gazetteer) -> Iterable[AreaId]:
    """Return the places and all in which they lie, up to the contest's own."""
    found: dict[AreaId, None] = {root: None}
    for start in places:
        place: AreaId | None = start
        while place is not None and place not in found:
            found[place] = None
            place = gazetteer.places[place].parent if place in gazetteer.places else None
    return found


def _check_units(units: tuple[AreaId, ...], root: AreaId, gazetteer: Gazetteer, report: Report, *, at: Values) -> None:
    if not units:
        hint = "declare places in it, or correct 'place', 'group' or 'units'"
        report.add("E406", at.at(CONTEST_PLACE), "this contest has no place that states figures", hint=hint)
    parents = [gazetteer.places[unit].parent for unit in units if unit != root]
    above = _around([parent for parent in parents if parent is not None], root, gazetteer)
    inner = next((unit for unit in units if unit in above and len(units) > 1), None)
    if inner is not None:
        message = f"places that lie in '{inner}' are units, and so is '{inner}': its figures would count twice"
        report.add("E407", at.at(CONTEST_UNITS), message, hint="name kinds of which none lies in another")
