"""contest.yml as a contest, and the contest joined with its releases and requests.

Owns which places take part and which are units. Must not read figures.
"""

from collections.abc import Iterable
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from recanvass.cache.store import Memory
from recanvass.content.files import SourceFile, called
from recanvass.content.load.choices import load_choices
from recanvass.content.load.corrections import load_corrections
from recanvass.content.load.decisions import decided, load_decision, spans_of
from recanvass.content.load.layout import ContestFiles
from recanvass.content.load.parties import Parties
from recanvass.content.load.places import Gazetteer, below, members
from recanvass.content.load.releases import load_releases
from recanvass.content.load.requests import load_requests
from recanvass.content.load.rules import RuleFiles, check_delegates, load_rules
from recanvass.content.load.scope import Scope
from recanvass.content.load.tallies import load_tallies
from recanvass.content.load.unknown_ids import KnownIds, look_up, look_up_all, path_id, read_record, report_missing
from recanvass.content.schema.keys import ContestRecord
from recanvass.content.schema.scalars import figure
from recanvass.core.ballot import Choice, ClosestBefore, Tally
from recanvass.core.diagnostics import Report, Span, has_errors
from recanvass.core.ids import AreaId, ChoiceId, ContestId, KindId, TallyId
from recanvass.core.messages import worded
from recanvass.core.model import Contest


class Declarations(Struct, frozen=True):
    """What every contest of a site may refer to."""

    gazetteer: Gazetteer
    rule_files: RuleFiles
    parties: Parties


def load_contest(
    files: ContestFiles, declarations: Declarations, zone: ZoneInfo, report: Report, *, memory: Memory
) -> Contest | None:
    """Return a contest with its releases, oldest first, and its requests by the time they were filed.

    If contest.yml is faulty, its releases and requests are read only for their own faults. Emits E401, E402, E406, E407
    and what ballot, releases and requests emit.
    """
    mark = len(report.items)
    path_id(files.id, files.folder, report)
    scope = None
    if files.head is None:
        hint = worded("create it with title, date, place, tallies and choices")
        report_missing(f"{files.folder}/contest.yml", hint, report)
    else:
        make = partial(_scope, files.id, files.head, declarations)
        scope = memory.recall(("scope", files.id), (files.head, declarations), make, report)
    if files.head is not None and not files.releases:
        hint = worded(
            "add the first one: %(command)s new release ID --contest %(files)s, with an ID such as 2024-11-05-night",
            command=called(),
            files=files.id,
        )
        report.add("E402", Span(files.head.path), worded("this contest has no releases"), hint=hint)
    if has_errors(report.items[mark:]):
        scope = None
    releases = load_releases(files.releases, scope, zone, report, memory=memory)
    published = {release.id: release.as_of for release in releases}
    requests = load_requests(files, scope, zone, report, published=published)
    corrections = load_corrections(files, scope, zone, report)
    if scope is None:
        return None
    return replace(scope.contest, releases=releases, requests=requests, corrections=corrections)


def _scope(name: str, file: SourceFile, declarations: Declarations, report: Report) -> Scope | None:
    mark, gazetteer = len(report.items), declarations.gazetteer
    record = read_record(file, ContestRecord, report)
    if record is None:
        return None
    tallies = load_tallies(record, gazetteer.known_kinds, declarations.parties, report)
    choices = load_choices(record, declarations.parties, report)
    is_ranked = any(tally.round is not None for tally in tallies)
    decision = load_decision(record, choices, declarations.parties, report, is_ranked=is_ranked)
    root = look_up(record.get(ContestRecord.place), gazetteer.known_places, report)
    group = look_up(record.group, gazetteer.known_groups, report)
    kinds = look_up_all(record.units, gazetteer.known_kinds, report)
    known_tallies = _known_tallies(tallies)
    deciding = next((str(tally.id) for tally in tallies if tally.decides), "")
    rules = load_rules(record.rules, declarations.rule_files, known_tallies, report, deciding=deciding)
    closest = _closest_before(record, tallies, known_tallies, report)
    if root is None or has_errors(report.items[mark:]):
        return None
    places = _places(root, group, gazetteer, record.date)
    units = _units(places, kinds, gazetteer)
    if gazetteer.is_sound:
        _check_units(units, root, gazetteer, report, contest=record)
        check_delegates(rules, [gazetteer.places[unit] for unit in units], record.at(ContestRecord.rules), report)
    contest = Contest(
        id=ContestId(name),
        title=record.title,
        date=record.date,
        root=root,
        tallies=tallies,
        choices=choices,
        leaves_out=not all(choice.in_total for choice in choices),
        units=units,
        releases=(),
        requests=(),
        span=record.span,
        spans=spans_of(record),
        group=group,
        rules=rules,
        context=record.context.text if record.context is not None else None,
        closest_before=closest,
    )
    return Scope(
        contest=decided(contest, record, decision),
        gazetteer=gazetteer,
        tallies={tally.id: tally for tally in tallies},
        positions={choice.id: position for position, choice in enumerate(choices)},
        units=dict.fromkeys(units),
        above=dict.fromkeys(_places_above(units, root, gazetteer)),
        inside=dict.fromkeys((*places, *_places_above(units, root, gazetteer), *_groups_of(units, gazetteer))),
        known_tallies=known_tallies,
        known_choices=_known_choices(choices),
    )


def _groups_of(units: Iterable[AreaId], gazetteer: Gazetteer) -> Iterable[AreaId]:
    """Return the groups stated on the units and on all places above them; here, parents may lead back to a place."""
    seen: dict[AreaId, None] = {}
    pending = list(units)
    while pending:
        place = gazetteer.places.get(pending.pop())
        if place is not None and place.id not in seen:
            seen[place.id] = None
            pending += [place.parent] if place.parent is not None else []
    return dict.fromkeys(group for area in seen for group in gazetteer.places[area].groups)


def _known_tallies(tallies: Iterable[Tally]) -> KnownIds[TallyId]:
    names = {name.casefold(): tally.id for tally in tallies for name in (tally.name, tally.short)}
    return KnownIds("tally", "E303", {tally.id: tally for tally in tallies}, names=names)


def _known_choices(choices: Iterable[Choice]) -> KnownIds[ChoiceId]:
    names = {name.casefold(): choice.id for choice in choices for name in (*choice.aliases, choice.short, choice.name)}
    return KnownIds("choice", "E302", {choice.id: choice for choice in choices}, names=names)


def _closest_before(
    contest: ContestRecord, tallies: Iterable[Tally], known: KnownIds[TallyId], report: Report
) -> ClosestBefore | None:
    record = contest.context.closest_before if contest.context is not None else None
    if record is None or not record.is_complete:
        return None
    name = look_up(record.tally, known, report)
    tally = next((tally for tally in tallies if tally.id == name), None)
    margin = figure(record.margin, tally.decimals, report) if tally is not None else None
    return ClosestBefore(margin, tally.id, record.label) if tally is not None and margin is not None else None


def _places(root: AreaId, group: AreaId | None, gazetteer: Gazetteer, day: date) -> tuple[AreaId, ...]:
    """Return the places that take part: those that exist on the day of the election."""
    places = tuple(place for place in below(gazetteer, [root]) if gazetteer.places[place].exists_on(day))
    if group is None:
        return places
    within = members(gazetteer, group)
    return tuple(place for place in places if place in within)


def _units(places: Iterable[AreaId], kinds: tuple[KindId, ...], gazetteer: Gazetteer) -> tuple[AreaId, ...]:
    if kinds:
        return tuple(place for place in places if gazetteer.places[place].kind in kinds)
    return tuple(place for place in places if place not in gazetteer.children)


def _places_above(units: Iterable[AreaId], root: AreaId, gazetteer: Gazetteer) -> Iterable[AreaId]:
    """Return the units and the places they lie in, up to the contest's own."""
    above: dict[AreaId, None] = {root: None}
    for unit in units:
        place: AreaId | None = unit
        while place is not None and place not in above:
            above[place] = None
            place = gazetteer.places[place].parent if place in gazetteer.places else None
    return above


def _check_units(
    units: tuple[AreaId, ...], root: AreaId, gazetteer: Gazetteer, report: Report, *, contest: ContestRecord
) -> None:
    if not units:
        message, hint = (
            worded("no place in this contest reports figures"),
            worded("add places to it, or correct 'place', 'group' or 'units'"),
        )
        report.add("E406", contest.at(ContestRecord.place), message, hint=hint)
    parents = [gazetteer.places[unit].parent for unit in units if unit != root]
    above = _places_above([parent for parent in parents if parent is not None], root, gazetteer)
    inner = next((unit for unit in units if unit in above and len(units) > 1), None)
    if inner is not None:
        message = worded("both '%(inner)s' and places in it report figures, so votes would count twice", inner=inner)
        hint = worded("under 'units', name kinds that don't contain each other")
        report.add("E407", contest.at(ContestRecord.units), message, hint=hint)
