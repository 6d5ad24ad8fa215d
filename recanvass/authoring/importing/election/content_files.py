"""A proposal as the texts of new files: places, parties, offices, contests and one release of each.

Owns what stands in each file and where it goes. A file that is there only gets lines at its end.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from recanvass.authoring.importing import texts
from recanvass.authoring.importing.areas import NewPlace
from recanvass.authoring.importing.cells import Absent, Found
from recanvass.authoring.importing.edits import Edit, EditedText, Folder, NotEditableError, appended, insertion
from recanvass.authoring.importing.election.choices import ProposedChoice
from recanvass.authoring.importing.election.contests import Cells, ProposedTally
from recanvass.authoring.importing.election.plan import PlannedParty
from recanvass.authoring.importing.election.proposal import Proposal, ProposedContest
from recanvass.authoring.importing.election.words import same
from recanvass.authoring.importing.outcome import with_texts
from recanvass.authoring.importing.place_files import place_texts
from recanvass.content.files import CONTENT
from recanvass.content.load.short_names import short_name
from recanvass.content.schema.figure_keys import CSV_CHOICE, CSV_PLACE, WITHHELD
from recanvass.content.schema.keys import PlaceRecord
from recanvass.content.syntax import Items, Keys, Scalar, read_yaml
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId
from recanvass.core.kinds import ContestKind
from recanvass.core.messages import worded
from recanvass.core.model import Kind, Place

PLACES = f"{CONTENT}/places/places.yml"
PARTIES = f"{CONTENT}/parties.yml"
_OFFICES = f"{CONTENT}/offices.yml"


def declarations(found: Proposal, folder: Folder, places: Mapping[AreaId, Place], stem: str) -> dict[str, str]:
    """Return the files that declare places, kinds, groups, parties and offices; raises NotEditableError."""
    made: dict[str, str] = {}
    new = _with_groups(found, made, folder, places)
    # A file can get both groups for its places and new places at its end.
    folder = Folder(with_texts(folder.files, made), {**folder.raw, **made})
    kinds = {**found.book.new_kinds, **found.kinds}
    top = [place for place in new if place.parent is None]
    rest = [place for place in new if place.parent is not None]
    lines = [*_kinds(kinds.values()), *_groups(found), *_top(top)]
    if lines:
        path = PLACES if PLACES not in folder.files else _free(f"{CONTENT}/places/{stem}", folder)
        # The places of an empty site are replaced, but not the line by which an editor finds the schema.
        first = folder.raw.get(path, "").partition("\n")[0]
        lines = [first, *lines] if first.startswith("# yaml-language-server") else lines
        made[path] = "".join(f"{line}\n" for line in lines)
    for one in place_texts(rest, {**found.book.kinds, **kinds}, folder):
        made[one.path] = one.text
    for path, added in ((PARTIES, list(map(party_line, found.parties.values()))), (_OFFICES, list(_offices(found)))):
        if added:
            text = folder.text(path)
            made[path] = text.applied([appended(text, "".join(f"{line}\n" for line in added))])
    return made


def _free(stem: str, folder: Folder) -> str:
    path, number = f"{stem}.yml", 2
    while path in folder.files:
        path = f"{stem}-{number}.yml"
        number += 1
    return path


def _kinds(kinds: Iterable[Kind]) -> Iterable[str]:
    lines = [
        f"  {texts.scalar(kind.id)}: {{name: {texts.scalar(kind.name)}, plural: {texts.scalar(kind.plural)}}}"
        for kind in kinds
    ]
    return ["kinds:", *lines] if lines else []


def _groups(found: Proposal) -> Iterable[str]:
    lines = []
    for group in found.groups.values():
        kind = f", kind: {texts.scalar(group.kind)}" if group.kind is not None else ""
        lines.append(f"  {texts.scalar(group.id)}: {{name: {texts.scalar(group.name)}{kind}}}")
    return ["groups:", *lines] if lines else []


def _top(places: Sequence[NewPlace]) -> Iterable[str]:
    lines = []
    for place in places:
        pairs = [("name", texts.scalar(place.name)), ("kind", texts.scalar(place.kind)), *place.further.items()]
        lines.append(f"  {texts.scalar(place.id)}: {{{', '.join(f'{key}: {text}' for key, text in pairs)}}}")
    return ["places:", *lines] if lines else []


def party_line(party: PlannedParty) -> str:
    """Return what parties.yml says of a party."""
    pairs = [f"name: {texts.scalar(party.name)}"]
    pairs += [f"short: {texts.scalar(party.short)}"] if party.short else []
    pairs += [f'colour: "{party.colour}"'] if party.colour else []
    pairs += [f"aliases: [{', '.join(map(texts.scalar, party.aliases))}]"] if party.aliases else []
    return f"{texts.scalar(party.id)}: {{{', '.join(pairs)}}}"


def _offices(found: Proposal) -> Iterable[str]:
    return (f"{texts.scalar(name)}: {{name: {texts.scalar(text)}}}" for name, text in found.offices.items())


def _with_groups(
    found: Proposal, made: dict[str, str], folder: Folder, places: Mapping[AreaId, Place]
) -> list[NewPlace]:
    """Return the new places with their groups and worth; those that are there get their groups by an edit."""
    groups: dict[AreaId, list[AreaId]] = defaultdict(list)
    leaves = {area: frozenset(own) for area, own in found.book.leaves().items()}
    for group in found.groups.values():
        for area in _cover(group.leaves, found, leaves):
            groups[area].append(group.id)
    for area, more in found.more_groups.items():
        groups[area] += [group for group in more if group not in groups[area]]
    new = []
    for place in found.book.new.values():
        further = dict(place.further)
        if groups.get(place.id):
            further["groups"] = f"[{', '.join(map(texts.scalar, groups[place.id]))}]"
        if found.worth.get(place.id):
            pairs = [f"{texts.scalar(key)}: {text}" for key, text in found.worth[place.id].items()]
            further["worth"] = f"{{{', '.join(pairs)}}}"
        new.append(NewPlace(place.id, place.name, place.kind, place.parent, further))
    old = {area: more for area, more in groups.items() if area not in found.book.new and more}
    _edit_places(old, made, folder, places)
    return new


def _cover(
    wanted: frozenset[AreaId], found: Proposal, leaves: Mapping[AreaId, frozenset[AreaId]]
) -> dict[AreaId, None]:
    """Return the largest places that lie in a set of places as a whole, and make it up."""
    covered: dict[AreaId, None] = {}
    for leaf in wanted:
        fitting = [place for place in found.book.chain(leaf) if leaves.get(place, frozenset([place])) <= wanted]
        covered[fitting[-1] if fitting else leaf] = None
    return dict.fromkeys(area for area in found.book.above if area in covered)


def _edit_places(
    groups: Mapping[AreaId, Sequence[AreaId]], made: dict[str, str], folder: Folder, places: Mapping[AreaId, Place]
) -> None:
    by_file: dict[str, list[AreaId]] = defaultdict(list)
    for area, more in groups.items():
        if not set(more) <= set(places[area].groups):
            by_file[places[area].span.path].append(area)
    for path, areas in by_file.items():
        if path.endswith(".csv"):
            message = worded(
                "%(path)s: add the groups of %(areas)s by hand: %(groups)s",
                path=path,
                areas=areas[0],
                groups="|".join(groups[areas[0]]),
            )
            raise NotEditableError(message)
        text = folder.text(path)
        nodes = _places_in(path, folder)
        edits = [_groups_edit(text, nodes[area], groups[area]) for area in areas if area in nodes]
        made[path] = text.applied(edits)


def _places_in(path: str, folder: Folder) -> Mapping[str, Keys]:
    root = read_yaml(folder.files[path], Report())
    entries = root.entries if isinstance(root, Keys) else []
    listed = next((value for key, value in entries if key.text == "places"), None)
    pairs = listed.entries if isinstance(listed, Keys) else []
    return {key.text: value for key, value in pairs if isinstance(value, Keys)}


def _groups_edit(text: EditedText, node: Keys, groups: Sequence[AreaId]) -> Edit:
    key = PlaceRecord.groups.key
    given = next((value for name, value in node.entries if name.text == key), None)
    shown = ", ".join(map(texts.scalar, groups))
    if given is None:
        last = node.entries[-1][0].text
        return insertion(text, node, (key, f"[{shown}]"), [last, key])
    item = given.items[-1] if isinstance(given, Items) and given.items else None
    if not isinstance(item, Scalar) or text.text[text.offset(given.line, given.column)] != "[":
        message = worded(
            "%(path)s: the groups on line %(line)s are not a list in brackets", path=node.path, line=node.line
        )
        raise NotEditableError(message)
    end = text.offset(item.line, item.column) + item.length
    already = {one.text for one in given.items if isinstance(one, Scalar)} if isinstance(given, Items) else set()
    more = ", ".join(texts.scalar(group) for group in groups if group not in already)
    return Edit(end, end, f", {more}" if more else "")


def contest_text(one: ProposedContest, found: Proposal) -> str:
    """Return contest.yml of a new contest."""
    of = one.counted.of
    head: list[tuple[str, str]] = [
        ("title", texts.scalar(one.title)),
        ("date", found.day.isoformat()),
        ("place", texts.scalar(one.root)),
    ]
    head += [("group", texts.scalar(one.group))] if one.group is not None else []
    head += [("units", f"[{texts.scalar(one.units)}]")] if one.units is not None else []
    head += [("office", texts.scalar(one.office))] if one.office else []
    head += [("district", texts.scalar(of.district))] if of.district and one.office else []
    head += [("party", texts.scalar(one.party))] if one.party else []
    head += [("kind", one.kind.value)] if one.kind is not ContestKind.CANDIDATES else []
    head += [("person", texts.scalar(one.person))] if one.person else []
    head += [("seats", str(one.seats))] if one.seats != 1 else []
    head += [("vote_for", str(one.vote_for))] if one.vote_for is not None else []
    head += [("turnout_from", texts.scalar(one.turnout_from))] if one.turnout_from else []
    lines = [f"{key}: {text}" for key, text in head]
    tallies = [tally for tally in one.counted.tallies if len(one.counted.tallies) > 1 or tally.id != "votes"]
    lines += ["tallies:", *(f"  - {{{_tally(tally, found)}}}" for tally in tallies)] if tallies else []
    lines += ["choices:", *(f"  - {choice_line(choice, one, found)}" for choice in one.counted.choices)]
    return "".join(f"{line}\n" for line in lines)


def _tally(tally: ProposedTally, found: Proposal) -> str:
    name = tally.name
    if tally.party is not None:
        party = found.party_ids[same(tally.party)]
        name = f"{found.parties[party].name} line" if party in found.parties else name
    pairs = [("id", tally.id), ("name", name), ("unit", tally.unit)]
    pairs += [("part_of", tally.part_of)] if tally.part_of else []
    pairs += [("party", found.party_ids[same(tally.party)])] if tally.party is not None else []
    pairs += [("decimals", str(tally.decimals))] if tally.decimals else []
    pairs += [("parts", "some")] if tally.covers_some else []
    shown = [f"{key}: {text if key == 'decimals' else texts.scalar(text)}" for key, text in pairs]
    return ", ".join([*shown, *(["decides: true"] if tally.decides else [])])


def choice_line(choice: ProposedChoice, one: ProposedContest, found: Proposal) -> str:
    """Return what contest.yml says of a choice."""
    pairs = [f"id: {texts.scalar(choice.id)}"]
    if choice.ticket:
        pairs.append(f"ticket: [{', '.join(map(texts.scalar, choice.ticket))}]")
    else:
        pairs.append(f"name: {texts.scalar(choice.name)}")
        short = short_name(choice.name)
        if short.is_doubtful and not short.ticket and short.text != choice.name:
            # "Lee, Ann": the family name is first, so that nothing is in doubt.
            pairs.append(f"short: {texts.scalar(short.text)}")
    is_question = one.kind is not ContestKind.CANDIDATES
    parties = [texts.scalar(found.party_ids[same(party)]) for party in choice.parties]
    if parties and not one.party and not is_question:
        pairs.append(f"party: {parties[0]}" if len(parties) == 1 else f"party: [{', '.join(parties)}]")
    pairs += ["incumbent: true"] if choice.is_incumbent else []
    pairs += ["write_in: true"] if choice.is_write_in else []
    pairs += ["candidate: false"] if not choice.is_candidate and not is_question else []
    if choice.aliases:
        pairs.append(f"aliases: [{', '.join(map(texts.scalar, choice.aliases))}]")
    return f"{{{', '.join(pairs)}}}"


def figures_text(one: ProposedContest, by_place: Mapping[AreaId, Cells], choices: Sequence[str]) -> str:
    """Return the figures of a release as CSV, one line a place and choice; a row of an empty cell states nothing."""
    stated = dict.fromkeys(tally for cells in by_place.values() for tally in cells)
    tallies = [tally.id for tally in one.counted.tallies if tally.id in stated]
    rows = [[CSV_PLACE, CSV_CHOICE, *tallies]]
    for area, cells in by_place.items():
        for index, choice in enumerate(choices):
            figures = [_cell(cells[tally][index]) if tally in cells else "" for tally in tallies]
            if any(figures):
                rows.append([area, choice, *figures])
    return texts.csv_lines(rows)


def _cell(found: Found) -> str:
    if found is Absent.WITHHELD:
        return WITHHELD
    return "" if found is None or isinstance(found, Absent) else texts.number(found)


def totals_lines(totals: Mapping[AreaId, Cells], choices: Sequence[str]) -> str:
    """Return the published totals for the end of release.yml."""
    lines = ["totals:\n"]
    for area, cells in totals.items():
        shown = {}
        for tally, counts in cells.items():
            pairs = [
                f"{texts.scalar(choice)}: {_cell(count)}"
                for choice, count in zip(choices, counts, strict=True)
                if count is not None
            ]
            shown[tally] = f"{{{', '.join(pairs)}}}"
        lines.append(texts.row(area, shown, 2))
    return "".join(lines)
