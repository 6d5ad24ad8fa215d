"""The places files as one tree of places, with its kinds and groups.

Owns ids of kinds, places and groups. Must not know contests.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import fields, replace

from recanvass.content.files import SourceFile
from recanvass.content.load.places_csv import csv_places
from recanvass.content.load.unknown_ids import KnownIds, declare_ids, look_up, look_up_all
from recanvass.content.schema.figure_keys import MAX_DECIMALS
from recanvass.content.schema.keys import SHORT_WORTH, GroupRecord, KindRecord, PlaceRecord, PlacesFileRecord
from recanvass.content.schema.scalars import Figure, is_id
from recanvass.content.syntax import Keys, Node, Scalar, read_yaml
from recanvass.core.diagnostics import Report, Span, has_errors
from recanvass.core.ids import AreaId, KindId, Number
from recanvass.core.messages import worded
from recanvass.core.model import Group, Kind, Place

RESERVED_KINDS = frozenset({"group", "choice", "releases", "reviews", "findings", "corrections", "statement", "embed"})
_MAX_CHAIN = 8
_ATTRIBUTES = (
    PlaceRecord.fields.keys() - {field.name for field in fields(Place)} - {field.key for field in SHORT_WORTH.values()}
)
"""Keys that a place has no field for: its page shows them, and the checks of turnout use some."""


class Gazetteer(Struct, frozen=True):
    """All kinds, places and groups in the order of the files.

    `children` leads from a place to the places that lie in it. If `is_sound` is False, some place is faulty, and the
    tree may be wrong.
    """

    kinds: Mapping[KindId, Kind]
    places: Mapping[AreaId, Place]
    groups: Mapping[AreaId, Group]
    children: Mapping[AreaId, tuple[AreaId, ...]]
    known_kinds: KnownIds[KindId]
    known_places: KnownIds[AreaId]
    known_groups: KnownIds[AreaId]
    known_areas: KnownIds[AreaId]
    is_sound: bool


class _Figure(Struct, frozen=True):
    """A figure and its position."""

    number: Number
    span: Span


class _References(Struct, frozen=True):
    """Everything that a place or a group may refer to."""

    kinds: KnownIds[KindId]
    places: KnownIds[AreaId]
    groups: KnownIds[AreaId]


def gazetteer(files: Iterable[SourceFile], report: Report) -> Gazetteer:
    """Return what the places files declare; emits E301, E305, E306, E310, E311, E316 and E404."""
    mark = len(report.items)
    read = [_read_file(file, report) for file in files]
    records = [record for record in read if record is not None]
    is_whole = len(records) == len(read) and not any(record.faulty for record in records)
    kind_entries = [entry for record in records for entry in _entries(record.kinds)]
    group_entries = [entry for record in records for entry in _entries(record.groups)]
    place_keys = [key for record in records for key, _ in _entries(record.places)]
    kind_ids = declare_ids((key for key, _ in kind_entries), worded("each kind"), report)
    _refuse_reserved_kinds(kind_ids, report)
    area_ids = declare_ids([*(key for key, _ in group_entries), *place_keys], worded("each place and group"), report)
    known = _References(
        kinds=KnownIds("kind", "E306", dict.fromkeys(map(KindId, kind_ids)), is_whole),
        places=KnownIds("place", "E301", dict.fromkeys(AreaId(key.text) for key in place_keys), is_whole),
        groups=KnownIds("group", "E305", dict.fromkeys(AreaId(key.text) for key, _ in group_entries), is_whole),
    )
    kinds = {kind.id: kind for kind in _kinds(kind_entries, report)}
    groups = {group.id: group for group in _groups(group_entries, known, report)}
    places = _first_by_id(place for record in records for place in _places(record, known, report))
    _refuse_cycles(places, report)
    _check_succession(places, report)
    return Gazetteer(
        kinds=kinds,
        places=places,
        groups=groups,
        children=_children(places),
        known_kinds=known.kinds,
        known_places=known.places,
        known_groups=known.groups,
        known_areas=KnownIds("place or group", "E301", dict.fromkeys(map(AreaId, area_ids)), is_whole),
        is_sound=is_whole and not has_errors(report.items[mark:]),
    )


def _read_file(file: SourceFile, report: Report) -> PlacesFileRecord | None:
    node = csv_places(file, report) if file.path.endswith(".csv") else read_yaml(file, report)
    return PlacesFileRecord.read(node, report) if node is not None else None


def _entries(tree: Keys | None) -> list[tuple[Scalar, Node]]:
    return tree.entries if tree is not None else []


def _refuse_reserved_kinds(ids: Mapping[str, Scalar], report: Report) -> None:
    for name in RESERVED_KINDS & ids.keys():
        message = worded("'%(name)s' can't be the id of a kind; a contest has a page at that address", name=name)
        report.add("E404", ids[name].span, message, hint=worded("choose another id; you can keep the name"))


def _kinds(entries: Iterable[tuple[Scalar, Node]], report: Report) -> Iterator[Kind]:
    for key, node in entries:
        record = KindRecord.read(node, report)
        if record is not None and record.is_complete:
            yield Kind(KindId(key.text), record.name, record.plural)


def _groups(entries: Iterable[tuple[Scalar, Node]], known: _References, report: Report) -> Iterator[Group]:
    for key, node in entries:
        record = GroupRecord.read(node, report)
        if record is None:
            continue
        kind = look_up(record.kind, known.kinds, report)
        worth = {name: figure.number for name, figure in _worth(record.worth, report).items()}
        if record.is_complete:
            yield Group(AreaId(key.text), record.name, kind, key.span, record.note, record.source, worth)


def _parent(scalar: Scalar | None, known: _References, report: Report) -> AreaId | None:
    if scalar is not None and scalar.text in known.groups.ids and scalar.text not in known.places.ids:
        hint = worded("write 'groups: [%(text)s]' on the place instead", text=scalar.text)
        report.add(
            "E301", scalar.span, worded("'%(text)s' is a group; a parent must be a place", text=scalar.text), hint=hint
        )
        return None
    return look_up(scalar, known.places, report)


def _places(file: PlacesFileRecord, known: _References, report: Report) -> Iterator[Place]:
    kind = look_up(file.kind, known.kinds, report)
    parent = _parent(file.parent, known, report)
    for key, node in _entries(file.places):
        record = PlaceRecord.read(node, report)
        if record is None:
            continue
        own_kind = look_up(record.kind, known.kinds, report) or kind
        own_parent = _parent(record.parent, known, report) or parent
        groups = look_up_all(record.groups, known.groups, report)
        if file.kind is None and record.kind is None:
            hint = worded("add 'kind: …' to it, or at the top of the file for all its places")
            report.add("E202", key.span, worded("the place '%(key)s' has no 'kind'", key=key.text), hint=hint)
        if record.is_complete and own_kind is not None:
            worth = _worth_of_place(record, report)
            succeeds = _succeeds(key, record, known, report)
            place = _place(key, record, own_kind, parent=own_parent, groups=groups, worth=worth)
            yield replace(place, succeeds=succeeds) if succeeds else place


def _place(
    key: Scalar,
    record: PlaceRecord,
    kind: KindId,
    *,
    parent: AreaId | None,
    groups: tuple[AreaId, ...],
    worth: Mapping[str, Number],
) -> Place:
    return Place(
        id=AreaId(key.text),
        name=record.name,
        kind=kind,
        parent=parent,
        span=key.span,
        code=record.code,
        aliases=record.aliases,
        groups=groups,
        attributes=tuple((key, str(value)) for key, value in record.given().items() if key in _ATTRIBUTES),
        worth=worth,
        since=record.since,
        until=record.until,
    )


def _succeeds(key: Scalar, record: PlaceRecord, known: _References, report: Report) -> tuple[AreaId, ...]:
    """Return the places that a place came from; emits E447 for days or names that cannot be."""
    if record.since is not None and record.until is not None and record.until < record.since:
        message = worded(
            "'%(key)s' ends on %(until)s, before it starts on %(since)s",
            key=key.text,
            until=record.until,
            since=record.since,
        )
        report.add("E447", record.at(PlaceRecord.until), message, hint=worded("correct 'since' or 'until'"))
    for name in record.succeeds:
        if name.text == key.text:
            message = worded("'%(key)s' succeeds itself", key=key.text)
            hint = worded("name the places it came from")
            report.add("E447", name.span, message, hint=hint)
    return look_up_all([name for name in record.succeeds if name.text != key.text], known.places, report)


def _comes_from(place: Place, before: AreaId, places: Mapping[AreaId, Place]) -> bool:
    """Tell whether a place came from another, directly or through places between them."""
    seen: set[AreaId] = set()
    pending = list(place.succeeds)
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending += places[name].succeeds if name in places else ()
    return before in seen


def _check_succession(places: Mapping[AreaId, Place], report: Report) -> None:
    """Report places that succeed each other, or one that began later (E447)."""
    for place in places.values():
        for before in place.succeeds:
            old = places.get(before)
            if old is None:
                continue
            is_circle = _comes_from(old, place.id, places)
            is_later = place.since is not None and old.since is not None and old.since > place.since
            if is_circle or is_later:
                why = (
                    worded("each succeeds the other")
                    if is_circle
                    else worded("'%(old)s' starts on %(since)s", old=old.id, since=old.since)
                )
                hint = worded("correct 'succeeds' or the dates")
                message = worded("'%(place)s' cannot succeed '%(old)s': %(why)s", place=place.id, old=old.id, why=why)
                report.add("E447", place.span, message, hint=hint, related=[old.span])


def _worth_of_place(record: PlaceRecord, report: Report) -> Mapping[str, Number]:
    """Return what a place has to award, in whichever way it is stated; emits E315."""
    stated = _worth(record.worth, report)
    worth: dict[str, Number] = {}
    for name, field in SHORT_WORTH.items():
        number, also = record.get(field), stated.get(name)
        if number is not None:
            worth[name] = number
        if number is not None and also is not None and number != also.number:
            message = worded(
                "'%(field)s' is %(number)s here, but '%(name)s' under 'worth' is %(other_number)s",
                field=field.key,
                number=number,
                name=name,
                other_number=also.number,
            )
            hint = worded(
                "keep the right one: '%(field)s: …' is short for 'worth: {%(name)s: …}'", field=field.key, name=name
            )
            report.add("E315", record.at(field), message, hint=hint, related=[also.span])
    return {**worth, **{name: figure.number for name, figure in stated.items()}}


def _worth(tree: Keys | None, report: Report) -> Mapping[str, _Figure]:
    read = [(key, node, Figure(MAX_DECIMALS).read(node, report)) for key, node in tree.entries] if tree else []
    return {
        key.text: _Figure(int(number) if number == int(number) else number, node.span)
        for key, node, number in read
        if number is not None and is_id(key, report)
    }


def _first_by_id(places: Iterable[Place]) -> dict[AreaId, Place]:
    first: dict[AreaId, Place] = {}
    for place in places:
        first.setdefault(place.id, place)
    return first


def _children(places: Mapping[AreaId, Place]) -> dict[AreaId, tuple[AreaId, ...]]:
    children: dict[AreaId, list[AreaId]] = {}
    for place in places.values():
        if place.parent is not None:
            children.setdefault(place.parent, []).append(place.id)
    return {parent: tuple(ids) for parent, ids in children.items()}


def _refuse_cycles(places: Mapping[AreaId, Place], report: Report) -> None:
    done: set[AreaId] = set()
    for start in places:
        chain: dict[AreaId, None] = {}
        place: AreaId | None = start
        while place is not None and place in places and place not in done and place not in chain:
            chain[place] = None
            place = places[place].parent
        if place is not None and place in chain:
            walked = list(chain)
            _report_cycle([places[name] for name in walked[walked.index(place) :]], report)
        done.update(chain)


def _report_cycle(places: list[Place], report: Report) -> None:
    names = [place.id for place in places]
    shown = names if len(names) <= _MAX_CHAIN else [*names[:_MAX_CHAIN], "…"]
    chain = " → ".join([*shown, names[0]])
    spans: list[Span] = [place.span for place in places[1:_MAX_CHAIN]]
    message = worded("the parents of '%(names)s' lead back to it: %(chain)s", names=names[0], chain=chain)
    report.add("E311", places[0].span, message, hint=worded("correct one 'parent' in this chain"), related=spans)


def below(gazetteer: Gazetteer, roots: Iterable[AreaId]) -> tuple[AreaId, ...]:
    """Return places and all places in them, in the order of the files."""
    inside: set[AreaId] = set()
    pending = list(roots)
    while pending:
        place = pending.pop()
        if place not in inside:
            inside.add(place)
            pending += gazetteer.children.get(place, ())
    return tuple(place for place in gazetteer.places if place in inside)


def members(gazetteer: Gazetteer, group: AreaId) -> frozenset[AreaId]:
    """Return the places that belong to a group: the places that list it, and all places in them."""
    stated = [place.id for place in gazetteer.places.values() if group in place.groups]
    return frozenset(below(gazetteer, stated))
