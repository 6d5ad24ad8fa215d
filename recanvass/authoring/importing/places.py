"""A list of places as content/places/.

Owns the columns of such a list and the steps from it to the texts of files. Must not write them.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from recanvass.authoring.importing import texts
from recanvass.authoring.importing.areas import NewPlace, place_id
from recanvass.authoring.importing.collect import MAX_FAULTS
from recanvass.authoring.importing.column_names import OFFICES
from recanvass.authoring.importing.edits import Folder
from recanvass.authoring.importing.hints import mapping_line
from recanvass.authoring.importing.likeness import likely
from recanvass.authoring.importing.mapping import Meanings, SiteIds, load_meanings
from recanvass.authoring.importing.matching import Names, first_of, is_total, normal, quoted_list
from recanvass.authoring.importing.outcome import ImportOptions, ImportResult, errors, typed, with_texts
from recanvass.authoring.importing.place_files import place_texts
from recanvass.authoring.importing.reading import InputTable, TableRecord, other_delimiter, records
from recanvass.authoring.importing.writing import raw_texts
from recanvass.cache.store import Memory
from recanvass.content import files as sources
from recanvass.content.load.layout import layout
from recanvass.content.load.places import Gazetteer, gazetteer
from recanvass.content.load.unknown_ids import KnownIds
from recanvass.content.schema.keys import PLACE_COLUMNS, SHORT_WORTH, PlaceRecord
from recanvass.content.schema.records import ListOf
from recanvass.content.schema.scalars import is_id
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Report, Span, wrong_width
from recanvass.core.ids import AreaId, ChoiceId, KindId, TallyId
from recanvass.core.messages import worded, worded_plural
from recanvass.core.model import Place

_WORDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "place id", "precinct id"),
    "place": ("name", "place name", "precinct name", "place", "precinct", "ward", "polling place", "location"),
    "county": ("county", "county name", "parish", "parent", "jurisdiction", "municipality"),
}
_OF_RESULTS = (*("votes", "count", "total votes", "party"), *OFFICES)
"""Names of columns that stand beside candidates."""
_FURTHER = tuple(key for key in PLACE_COLUMNS if key not in ("name", "kind", "parent"))
_PLAIN = frozenset(field.key for field in SHORT_WORTH.values())


class Listing(Struct, frozen=True):
    """The kind of the places listed, where they lie, and the kind of counties that may be created."""

    kind: str
    parent: str | None
    parent_kind: str | None


class _Found(Struct):
    """What was read so far: new places by id, and those that are there, by parent and name."""

    known: dict[AreaId | None, Names[AreaId]]
    counties: Names[AreaId]
    new: dict[AreaId, NewPlace] = field(default_factory=dict)
    seen: dict[tuple[str, str, str], TableRecord] = field(default_factory=dict)
    lines: dict[AreaId, int] = field(default_factory=dict)
    there: set[AreaId] = field(default_factory=set)
    rows: int = 0
    left_out: int = 0
    read: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def import_places(options: ImportOptions, listing: Listing) -> ImportResult:
    """Return the files that a list of places makes, or every reason why it makes none."""
    report = Report()
    files = dict(sources.read(options.root, report))
    gazette = gazetteer(layout(files, Report()).places, report)
    told = _meanings(options, gazette, report)
    _check_kinds(listing, gazette, report)
    found = _Found(_by_parent(gazette), _counties(gazette, listing, told))
    if not errors(report.items):
        _read(options.table, found, gazette, listing, told=told, report=report)
    if errors(report.items):
        return ImportResult(report.ordered(), sources=files)
    raw = raw_texts(options.root, files)
    new = place_texts(found.new.values(), gazette.kinds, Folder(files, raw))
    made = {one.path: one.text for one in new}
    after = with_texts(files, made)
    memory = Memory()
    before_faults = set(errors(typed(options.root, files, memory).diagnostics))
    faults = [one for one in errors(typed(options.root, after, memory).diagnostics) if one not in before_faults]
    if faults:
        return ImportResult(tuple(faults), sources=after)
    done = {one.path: ("" if one.path in raw else worded("new, ")) + _places(one.places) for one in new}
    return ImportResult(report.ordered(), made, raw, tuple(_said(found)), done=done, sources=after)


def _said(found: _Found) -> Iterator[str]:
    yield worded(
        "Read %(rows)s: %(places)s new.",
        rows=worded_plural("%(count)s row", "%(count)s rows", found.rows),
        places=_places(len(found.new)),
    )
    yield worded("Columns: %(read)s.", read=", ".join(found.read))
    if found.there:
        yield worded("Already there and unchanged: %(places)s.", places=_places(len(found.there)))
    if found.unread:
        yield worded("Columns left out: %(unread)s.", unread=", ".join(found.unread))
    if found.left_out:
        yield worded(
            "Left out, as you asked: %(rows)s.", rows=worded_plural("%(count)s row", "%(count)s rows", found.left_out)
        )


def _places(count: int) -> str:
    return worded_plural("%(count)s place", "%(count)s places", count)


def _meanings(options: ImportOptions, gazette: Gazetteer, report: Report) -> Meanings:
    if options.mapping is None:
        return Meanings()
    file = sources.read_single(options.mapping, report)
    tallies: KnownIds[TallyId] = KnownIds("tally", "E303", {}, is_whole=False)
    choices: KnownIds[ChoiceId] = KnownIds("choice", "E302", {}, is_whole=False)
    return load_meanings(file, SiteIds(tallies, choices, gazette.known_places), report)


def _check_kinds(listing: Listing, gazette: Gazetteer, report: Report) -> None:
    for option, kind in (("--kind", listing.kind), ("--parent-kind", listing.parent_kind)):
        if kind is not None and kind not in gazette.kinds:
            hint = report.suggestion(kind, gazette.kinds) or worded("add it in content/places/")
            report.add("E306", Span(option), worded("unknown kind '%(kind)s'", kind=kind), hint=hint)
    if listing.parent is not None and listing.parent not in gazette.places:
        hint = report.suggestion(listing.parent, gazette.places)
        report.add("E301", Span("--parent"), worded("unknown place '%(listing)s'", listing=listing.parent), hint=hint)


def _by_parent(gazette: Gazetteer) -> dict[AreaId | None, Names[AreaId]]:
    found: dict[AreaId | None, Names[AreaId]] = {}
    for place in gazette.places.values():
        found.setdefault(place.parent, Names()).add(place.id, _names(place))
    return found


def _names(place: Place) -> tuple[str, ...]:
    return (place.name, *((place.code,) if place.code else ()), *place.aliases)


def _counties(gazette: Gazetteer, listing: Listing, told: Meanings) -> Names[AreaId]:
    names: Names[AreaId] = Names()
    for place in gazette.places.values():
        if place.kind != listing.kind and (listing.parent is None or place.parent == listing.parent):
            kind = gazette.kinds[place.kind].name
            names.add(place.id, (*_names(place), f"{place.name} {kind}", *told.places.get(place.id, ())))
    return names


def _read(
    table: InputTable, found: _Found, gazette: Gazetteer, listing: Listing, *, told: Meanings, report: Report
) -> None:
    """Read the whole list; emits E111, E122, E204, E315, E802, E803, E805 and E806."""
    header: TableRecord | None = None
    columns: dict[str, int] = {}
    for record in records(table, report):
        if header is None:
            header = record
            columns = _columns(table, record, told, report)
            found.read = [
                worded("%(role)s from '%(cells)s'", role=role, cells=record.cells[index])
                for role, index in columns.items()
            ]
            found.unread = _unread(record, columns)
            if "place" not in columns:
                return
        elif len(record.cells) != len(header.cells):
            count = len(record.cells)
            message = wrong_width(count, len(header.cells))
            table.fault("E122", record, None, message, hint=worded("write one cell per column"), report=report)
        else:
            found.rows += 1
            _take(table, record, columns, found, gazette=gazette, listing=listing, report=report)
        if len(report.items) >= MAX_FAULTS:
            return
    if header is not None and not found.rows and not report.items:
        message = worded("the file has a header but no rows")
        hint = worded("check the file you saved")
        report.add("E111", Span(table.name), message, hint=hint)


def _columns(table: InputTable, header: TableRecord, told: Meanings, report: Report) -> dict[str, int]:
    names = {normal(text): index for index, text in reversed(list(enumerate(header.cells))) if text}
    found: dict[str, int] = {}
    for role, words in _WORDS.items():
        asked = told.columns.get(role)
        position = first_of(names, (normal(asked),) if asked is not None else words)
        if position is not None:
            found[role] = position
    if "place" not in found:
        hint = other_delimiter(table, header) or worded("name it in a mapping file: columns: {place: …}")
        code = "E316" if "--delimiter" in hint else "E802"
        table.fault(
            code, header, None, worded("the header has no column for the name of the place"), hint=hint, report=report
        )
    elif told.columns.get("place") is None and normal(header.cells[found["place"]]) == "name":
        _refuse_people(table, header, found["place"], names, report=report)
    taken = set(found.values())
    further = {key: names[normal(key)] for key in _FURTHER if normal(key) in names}
    return found | {key: index for key, index in further.items() if index not in taken}


def _refuse_people(
    table: InputTable, header: TableRecord, cell: int, names: Mapping[str, int], *, report: Report
) -> None:
    """Report a table of results in which the column "name" may hold candidates (E802)."""
    beside = next((text for text in _OF_RESULTS if text in names), None)
    if beside is not None:
        message = worded(
            "the column '%(cells)s' was used for the places, but next to '%(beside)s' it may have candidates",
            cells=header.cells[cell],
            beside=beside,
        )
        hint = worded(
            "if it has places, write in a mapping file: columns: {place: %(scalar)s}",
            scalar=texts.scalar(header.cells[cell]),
        )
        table.fault("E802", header, cell, message, hint=hint, report=report)


def _unread(header: TableRecord, columns: Mapping[str, int]) -> list[str]:
    used = set(columns.values())
    return [text for index, text in enumerate(header.cells) if text and index not in used]


def _take(
    table: InputTable,
    record: TableRecord,
    columns: Mapping[str, int],
    found: _Found,
    *,
    gazette: Gazetteer,
    listing: Listing,
    report: Report,
) -> None:
    name = record.cells[columns["place"]]
    county = record.cells[columns["county"]] if "county" in columns else ""
    given = record.cells[columns["id"]] if "id" in columns else ""
    key = (given, county, name)
    first = found.seen.setdefault(key, record)
    if first is not record:
        _check_same(table, record, first, columns, report=report)
        return
    if name in table.reading.ignored:
        found.left_out += 1
        return
    if is_total(name) or not name:
        message = (
            worded("'%(name)s' is a row of totals, not a place", name=name or county)
            if name
            else worded("this row has no place")
        )
        hint = (
            worded("leave it out with --ignore %(name)s", name=texts.shell_word(name))
            if name
            else worded("add its name, or delete the row")
        )
        table.fault("E806", record, columns["place"], message, hint=hint, report=report)
        return
    parent = _parent(table, record, columns, county, found=found, gazette=gazette, listing=listing, report=report)
    if parent is None and (county or listing.parent is not None):
        return
    _add(table, record, columns, parent, found=found, gazette=gazette, listing=listing, report=report)


def _check_same(
    table: InputTable, record: TableRecord, first: TableRecord, columns: Mapping[str, int], *, report: Report
) -> None:
    for key, index in columns.items():
        if record.cells[index] != first.cells[index]:
            message = worded("this place appears again, with a different '%(key)s'", key=key)
            hint = worded("delete the wrong row")
            table.fault("E315", record, index, message, hint=hint, first=first.line, report=report)
            return


def _parent(
    table: InputTable,
    record: TableRecord,
    columns: Mapping[str, int],
    county: str,
    *,
    found: _Found,
    gazette: Gazetteer,
    listing: Listing,
    report: Report,
) -> AreaId | None:
    """Return where a place lies, creating its county where that is allowed; emits E803 and E805."""
    if not county:
        return AreaId(listing.parent) if listing.parent is not None else None
    named = found.counties.find(county)
    if len(named) == 1:
        return named[0]
    if named:
        hint = worded("say which in a mapping file: %(line)s", line=mapping_line("places", named[0], county))
        message = worded("'%(county)s' could be %(named)s", county=county, named=quoted_list(named))
        table.fault("E805", record, columns["county"], message, hint=hint, report=report)
        return None
    made = _county_id(county, listing, found)
    if made is None:
        hint = _county_hint(county, found, gazette, listing)
        message = worded("unknown place '%(county)s'", county=county)
        table.fault("E803", record, columns["county"], message, hint=hint, report=report)
        found.counties.add(AreaId(normal(county)), (county,))
        return None
    root = AreaId(listing.parent) if listing.parent is not None else None
    found.new[made] = NewPlace(made, county, KindId(listing.parent_kind or ""), root)
    found.counties.add(made, (county,))
    return made


def _county_hint(county: str, found: _Found, gazette: Gazetteer, listing: Listing) -> str:
    parent = gazette.places[AreaId(listing.parent)] if listing.parent is not None else None
    if parent is not None and parent.parent is not None and normal(county) in map(normal, _names(parent)):
        return worded("it is --parent itself; name the place it is in, --parent %(parent)s", parent=parent.parent)
    nearest = likely(county, found.counties)
    hint = worded("did you mean '%(nearest)s'? ", nearest=nearest) if nearest else ""
    return worded("%(hint)sadd it in content/places/, or create all missing ones with --parent-kind", hint=hint)


def _county_id(county: str, listing: Listing, found: _Found) -> AreaId | None:
    """Return an id for a new county; one of the state's name has its kind in it, as in iowa-county."""
    if listing.parent_kind is None:
        return None
    made = place_id(county, None, KindId(listing.parent_kind))
    if made is None or _is_free(made, found):
        return made
    longer = AreaId(f"{made}-{listing.parent_kind}")
    return longer if _is_free(longer, found) else None


def _is_free(name: AreaId, found: _Found) -> bool:
    return name not in found.new and not any(name in names.ids for names in found.known.values())


def _add(
    table: InputTable,
    record: TableRecord,
    columns: Mapping[str, int],
    parent: AreaId | None,
    *,
    found: _Found,
    gazette: Gazetteer,
    listing: Listing,
    report: Report,
) -> None:
    name = record.cells[columns["place"]]
    given = record.cells[columns["id"]] if "id" in columns else ""
    there = found.known.get(parent, Names[AreaId]()).find(given or name)
    if given in gazette.places or len(there) == 1:
        found.there.add(AreaId(given) if given in gazette.places else there[0])
        return
    made = (
        AreaId(given) if given else place_id(name, parent if parent != listing.parent else None, KindId(listing.kind))
    )
    cell = columns["id"] if given else columns["place"]
    faults = Report()
    if made is None or not is_id(Scalar(made, "", 0, 0, 1), faults):
        message = worded("can't make an id from '%(given)s'", given=given or name)
        hint = worded("an id has lowercase letters a to z, digits and hyphens; add the place in content/places/")
        table.fault("E204", record, cell, message, hint=hint, report=report)
    elif made in found.new or made in gazette.groups or made in gazette.places:
        message = worded("the id of '%(name)s' would be '%(made)s', which another place has", name=name, made=made)
        hint = worded("add a column 'id' that tells them apart")
        table.fault("E310", record, cell, message, hint=hint, first=found.lines.get(made, 0), report=report)
    else:
        further = _further(record, columns)
        found.new[made] = NewPlace(made, name, KindId(listing.kind), parent, further)
        found.lines[made] = record.line


def _further(record: TableRecord, columns: Mapping[str, int]) -> dict[str, str]:
    """Return the other keys of a place as YAML."""
    lists = {key for key, field in PlaceRecord.fields.items() if isinstance(field.type, ListOf)}
    found = {}
    for key in _FURTHER:
        text = record.cells[columns[key]] if key in columns else ""
        if text:
            found[key] = _list(text.split("|")) if key in lists else text if key in _PLAIN else texts.scalar(text)
    return found


def _list(items: Sequence[str]) -> str:
    return f"[{', '.join(texts.scalar(item.strip()) for item in items)}]"
