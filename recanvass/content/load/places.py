"""The places files as one tree of places, with its kinds and groups.

Owns ids of kinds, places and groups. Must not know contests.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from recanvass.content.files import SourceFile
from recanvass.content.load.names import Known, declared, look_up, look_up_all, source
from recanvass.content.load.places_csv import csv_places
from recanvass.content.schema.keys import (
    GROUP,
    GROUP_KIND,
    GROUP_NAME,
    GROUP_NOTE,
    GROUP_SOURCE,
    GROUP_WORTH,
    KIND,
    KIND_NAME,
    KIND_PLURAL,
    MAX_DECIMALS,
    PLACE,
    PLACE_ALIASES,
    PLACE_ATTRIBUTES,
    PLACE_CODE,
    PLACE_GROUPS,
    PLACE_KIND,
    PLACE_NAME,
    PLACE_PARENT,
    PLACE_SHORT_WORTH,
    PLACE_WORTH,
    PLACES,
    PLACES_GROUPS,
    PLACES_KIND,
    PLACES_KINDS,
    PLACES_PARENT,
    PLACES_PLACES,
)
from recanvass.content.schema.records import Field, Values
from recanvass.content.schema.scalars import Figure, is_id
from recanvass.content.syntax import Mapping as Keys
from recanvass.content.syntax import Node, Scalar, read_yaml
from recanvass.core.diagnostics import Report, Span, has_errors
from recanvass.core.model import AreaId, Group, Kind, KindId, Number, Place

RESERVED_KINDS = frozenset({"group", "choice", "releases", "reviews", "findings", "statement", "embed"})
_MAX_CHAIN = 8


class Gazetteer(Struct, frozen=True):
    """All kinds, places and groups in the order of the files.

    `children` leads from a place to the places that lie in it. Where `is_sound` is False some place is
    faulty, and what lies where is not to be relied on.
    """

    kinds: Mapping[KindId, Kind]
    places: Mapping[AreaId, Place]
    groups: Mapping[AreaId, Group]
    children: Mapping[AreaId, tuple[AreaId, ...]]
    known_kinds: Known
    known_places: Known
    known_groups: Known
    known_areas: Known
    is_sound: bool


class _Section(Struct, frozen=True):
    """The places of one file with the kind and parent that hold for all of them."""

    kind: Scalar | None
    parent: Scalar | None
    entries: tuple[tuple[Scalar, Node], ...]


class _Figure(Struct, frozen=True):
    """A figure, and where it is stated."""

    number: Number
    span: Span


class _Names(Struct, frozen=True):
    """Everything a place or a group may refer to."""

    kinds: Known
    places: Known
    groups: Known


def gazetteer(files: Iterable[SourceFile], report: Report) -> Gazetteer:
    """Return what the places files declare; emits E301, E305, E306, E310, E311, E316 and E404."""
    mark = len(report.items)
    read = [_file(file, report) for file in files]
    whole = [values for values in read if values is not None]
    is_whole = len(whole) == len(read) and all(values.is_whole for values in whole)
    kind_entries = _entries(whole, PLACES_KINDS)
    group_entries = _entries(whole, PLACES_GROUPS)
    sections = [_section(values) for values in whole]
    kind_ids = declared((key for key, _ in kind_entries), "each kind", report)
    _refuse_reserved_kinds(kind_ids, report)
    place_keys = [key for section in sections for key, _ in section.entries]
    area_ids = declared([*(key for key, _ in group_entries), *place_keys], "each place and group", report)
    group_ids = dict.fromkeys(key.text for key, _ in group_entries)
    names = _names(kind_ids, group_ids, place_keys, is_whole=is_whole)
    kinds = {kind.id: kind for kind in _kinds(kind_entries, report)}
    groups = {group.id: group for group in _groups(group_entries, names, report)}
    places = _first_each(place for section in sections for place in _places(section, names, report))
    _refuse_cycles(places, report)
    return Gazetteer(
        kinds=kinds,
        places=places,
        groups=groups,
        children=_children(places),
        known_kinds=names.kinds,
        known_places=names.places,
        known_groups=names.groups,
        known_areas=Known("place or group", "E301", dict.fromkeys(area_ids), is_whole),
        is_sound=is_whole and not has_errors(report.items[mark:]),
    )


def _file(file: SourceFile, report: Report) -> Values | None:
    node = csv_places(file, report) if file.path.endswith(".csv") else read_yaml(file, report)
    return PLACES.read(node, report) if node is not None else None


def _entries(files: Iterable[Values], field: Field[Keys]) -> list[tuple[Scalar, Node]]:
    trees = [values.get(field) for values in files]
    return [entry for tree in trees if tree is not None for entry in tree.entries]


def _section(values: Values) -> _Section:
    tree = values.get(PLACES_PLACES)
    return _Section(values.get(PLACES_KIND), values.get(PLACES_PARENT), tuple(tree.entries) if tree else ())


def _names(
    kinds: Mapping[str, Scalar], groups: Mapping[str, object], places: Iterable[Scalar], *, is_whole: bool
) -> _Names:
    return _Names(
        kinds=Known("kind", "E306", dict.fromkeys(kinds), is_whole),
        places=Known("place", "E301", dict.fromkeys(key.text for key in places), is_whole),
        groups=Known("group", "E305", groups, is_whole),
    )


def _refuse_reserved_kinds(ids: Mapping[str, Scalar], report: Report) -> None:
    for name in RESERVED_KINDS & ids.keys():
        message = f"'{name}' cannot be the id of a kind: a contest has a page of that address"
        report.add("E404", ids[name].span, message, hint="choose another id; the name may stay")


def _kinds(entries: Iterable[tuple[Scalar, Node]], report: Report) -> Iterator[Kind]:
    for key, node in entries:
        values = KIND.read(node, report)
        if values is not None and values.is_complete:
            yield Kind(KindId(key.text), values[KIND_NAME], values[KIND_PLURAL])


def _groups(entries: Iterable[tuple[Scalar, Node]], names: _Names, report: Report) -> Iterator[Group]:
    for key, node in entries:
        values = GROUP.read(node, report)
        if values is None:
            continue
        kind = _kind(values.get(GROUP_KIND), names, report)
        worth = {name: figure.number for name, figure in _worth(values.get(GROUP_WORTH), report).items()}
        if values.is_complete:
            yield Group(
                AreaId(key.text),
                values[GROUP_NAME],
                kind,
                key.span,
                values.get(GROUP_NOTE),
                source(values.get(GROUP_SOURCE)),
                worth,
            )


def _kind(scalar: Scalar | None, names: _Names, report: Report) -> KindId | None:
    found = look_up(scalar, names.kinds, report) if scalar is not None else None
    return KindId(found) if found is not None else None


def _parent(scalar: Scalar | None, names: _Names, report: Report) -> AreaId | None:
    if scalar is None:
        return None
    if scalar.text in names.groups.ids and scalar.text not in names.places.ids:
        hint = f"put 'groups: [{scalar.text}]' on the place; its parent is a place"
        report.add("E301", scalar.span, f"'{scalar.text}' is a group, and a place lies in a place", hint=hint)
        return None
    found = look_up(scalar, names.places, report)
    return AreaId(found) if found is not None else None


def _places(section: _Section, names: _Names, report: Report) -> Iterator[Place]:
    kind = _kind(section.kind, names, report)
    parent = _parent(section.parent, names, report)
    for key, node in section.entries:
        values = PLACE.read(node, report)
        if values is None:
            continue
        own_kind = _kind(values.get(PLACE_KIND), names, report) or kind
        own_parent = _parent(values.get(PLACE_PARENT), names, report) or parent
        groups = look_up_all(values.get(PLACE_GROUPS), names.groups, report)
        if section.kind is None and values.get(PLACE_KIND) is None:
            hint = "add 'kind: …' to it, or at the head of the file for all its places"
            report.add("E202", key.span, f"the place '{key.text}' has no 'kind'", hint=hint)
        if values.is_complete and own_kind is not None:
            place = _place(key, values, own_kind, parent=own_parent, groups=groups)
            yield replace(place, worth=_worth_of_place(values, report))


def _place(key: Scalar, values: Values, kind: KindId, *, parent: AreaId | None, groups: tuple[str, ...]) -> Place:
    given = [(field.key, values.get(field)) for field in PLACE_ATTRIBUTES]
    return Place(
        id=AreaId(key.text),
        name=values[PLACE_NAME],
        kind=kind,
        parent=parent,
        span=key.span,
        code=values.get(PLACE_CODE),
        aliases=values.get(PLACE_ALIASES) or (),
        groups=tuple(AreaId(group) for group in groups),
        attributes=tuple((name, str(value)) for name, value in given if value is not None),
    )


def _worth_of_place(values: Values, report: Report) -> Mapping[str, Number]:
    """Return what a place has to award, in whichever way it is stated; emits E315."""
    stated = _worth(values.get(PLACE_WORTH), report)
    worth: dict[str, Number] = {}
    for name, field in PLACE_SHORT_WORTH.items():
        number, also = values.get(field), stated.get(name)
        if number is not None:
            worth[name] = number
        if number is not None and also is not None and number != also.number:
            message = f"'{field.key}' is {number} here, and '{name}' in its worth is {also.number}"
            hint = f"keep the right one: '{field.key}: …' is short for 'worth: {{{name}: …}}'"
            report.add("E315", values.at(field), message, hint=hint, related=[also.span])
    return {**worth, **{name: figure.number for name, figure in stated.items()}}


def _worth(tree: Keys | None, report: Report) -> Mapping[str, _Figure]:
    read = [(key, node, Figure(MAX_DECIMALS).read(node, report)) for key, node in tree.entries] if tree else []
    return {
        key.text: _Figure(int(number) if number == int(number) else number, node.span)
        for key, node, number in read
        if number is not None and is_id(key, report)
    }


def _first_each(places: Iterable[Place]) -> dict[AreaId, Place]:
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
    message = f"the parents of '{names[0]}' lead back to it: {chain}"
    report.add("E311", places[0].span, message, hint="correct one 'parent' of this chain", related=spans)


def below(gazetteer: Gazetteer, roots: Iterable[AreaId]) -> tuple[AreaId, ...]:
    """Return the places named and all that lie in them, in the order of the files."""
    found: set[AreaId] = set()
    pending = list(roots)
    while pending:
        place = pending.pop()
        if place not in found:
            found.add(place)
            pending += gazetteer.children.get(place, ())
    return tuple(place for place in gazetteer.places if place in found)


def members(gazetteer: Gazetteer, group: AreaId) -> frozenset[AreaId]:
    """Return the places that belong to a group: those on which it is stated, and all that lie in them."""
    stated = [place.id for place in gazetteer.places.values() if group in place.groups]
    return frozenset(below(gazetteer, stated))
