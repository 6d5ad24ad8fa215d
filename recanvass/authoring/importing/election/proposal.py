"""What an import would make of election files, before anything of it is text.

Owns the ids of contests, offices, parties and groups, which places a contest has, and which contest states the turnout.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from recanvass.authoring.importing.areas import slug_of
from recanvass.authoring.importing.election.contests import Cells, Counted, total_of
from recanvass.authoring.importing.election.offices import PRIMARY, ContestRows
from recanvass.authoring.importing.election.places import CENTRAL, PlaceBook, kind_of
from recanvass.authoring.importing.election.plan import ElectionPlan, PlannedContest, PlannedParty
from recanvass.authoring.importing.election.words import are_answers, district, same
from recanvass.authoring.importing.turnout import Values
from recanvass.content.load import RESERVED
from recanvass.core.ids import AreaId, ContestId, KindId, Number
from recanvass.core.kinds import ContestKind
from recanvass.core.model import Contest, Kind, Site

_MAX_ID = 60
_SPECIAL = {"special": "special election"}
_RETENTION = re.compile(r"\bretain|\bretention", re.IGNORECASE)
_PERSON = (
    re.compile(r"\bshall\s+(?:judge\s+|justice\s+)?(.+?)\s+be\s+retained", re.IGNORECASE),
    re.compile(
        r"\b(?:retain(?:ed)?|retention)\b(?:\s+of)?\s*[:,–—-]?\s*(.+?)(?:\s+(?:as|to|in|on)\s.*)?[?.]?$", re.IGNORECASE
    ),
    re.compile(r"^(.+?)\s*[:,–—-]?\s*\(?\bretention\)?$", re.IGNORECASE),
)


class ProposedGroup(Struct, frozen=True):
    """A set of places in which a contest is held, such as a district."""

    id: AreaId
    name: str
    kind: KindId | None
    leaves: frozenset[AreaId]


class ProposedContest(Struct):
    """A contest as it is to be. `existing` is the one that the site has; nothing of its contest.yml changes."""

    id: ContestId
    counted: Counted
    title: str
    kind: ContestKind = ContestKind.CANDIDATES
    office: str = ""
    person: str | None = None
    party: str | None = None
    seats: int = 1
    vote_for: int | None = None
    root: AreaId = AreaId("")
    group: AreaId | None = None
    units: KindId | None = None
    turnout: dict[AreaId, Values] = field(default_factory=dict)
    turnout_from: ContestId | None = None
    existing: Contest | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def by_place(self) -> Mapping[AreaId, Cells]:
        """The figures by place."""
        return self.counted.figures.by_place

    @property
    def total(self) -> Number | None:
        """The sum of all votes."""
        return total_of(self.counted)


class Proposal(Struct):
    """All that an import would make. `offices` and `parties` are those that are new, by id; pages have `taken` ids."""

    day: date
    book: PlaceBook
    contests: list[ProposedContest] = field(default_factory=list)
    parties: dict[str, PlannedParty] = field(default_factory=dict)
    party_ids: dict[str, str] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    groups: dict[AreaId, ProposedGroup] = field(default_factory=dict)
    more_groups: dict[AreaId, list[AreaId]] = field(default_factory=dict)
    kinds: dict[KindId, Kind] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    turnout: dict[AreaId, Values] = field(default_factory=dict)
    worth: dict[AreaId, dict[str, str]] = field(default_factory=dict)
    taken: frozenset[str] = RESERVED


def short_slug(text: str) -> str:
    """Return a text as an id: dots of initials join letters."""
    return slug_of(text.replace(".", ""))[:_MAX_ID].strip("-")


def add_parties(found: Proposal, counted: Iterable[Counted], plan: ElectionPlan, site: Site | None) -> None:
    """Give each party an id; one that the site or the plan declares keeps the one it has."""
    known: dict[str, str] = {}
    for party in (*plan.parties, *(site.parties.values() if site is not None else ())):
        for name in (party.id, party.name, *([party.short] if party.short else []), *party.aliases):
            known.setdefault(same(name), party.id)
    declared = site.parties if site is not None else {}
    planned = {party.id: party for party in plan.parties}
    for one in counted:
        texts = [party for choice in one.choices for party in choice.parties]
        for text in dict.fromkeys([*([one.of.party] if one.of.key[3] else []), *texts]):
            name = same(text)
            if name in found.party_ids:
                continue
            party = known.get(name) or short_slug(text) or "party"
            found.party_ids[name] = party
            if party not in declared and party not in found.parties:
                shown = text.title() if text.isupper() and len(text) > len("ABCD") else text
                found.parties[party] = planned.get(party) or PlannedParty(party, shown)


def add_contest(found: Proposal, one: Counted, plan: ElectionPlan, site: Site | None) -> None:
    """Add a contest with its id, kind and title, unless the plan leaves it out."""
    of = one.of
    office = short_slug(of.office)
    name = contest_id(of, found.party_ids, found.taken)
    told = plan.contests.get(name, PlannedContest())
    if told.leave_out:
        found.left_out[of.name] = len(of.rows) + len(of.turnout) + len(of.sums)
        return
    title = _title(of, found)
    made = ProposedContest(ContestId(told.id or name), one, told.title or title)
    made.existing = _existing(made, of, found, site)
    if made.existing is not None:
        made.id = made.existing.id
    if of.key[3]:
        made.party = found.party_ids[same(of.party)]
    _kind(made, told)
    _seats(made, told)
    if made.kind is ContestKind.CANDIDATES and of.key[2] in ("", PRIMARY):
        made.office = _office(found, office, of.office, plan, site=site)
    found.contests.append(made)


def contest_id(of: ContestRows, parties: Mapping[str, str], taken: Collection[str]) -> str:
    """Return the id that a contest gets from its office, district and party; other pages have `taken` addresses."""
    parts = [
        short_slug(of.office),
        slug_of(of.district),
        of.key[2] if of.key[2] != PRIMARY else "",
        parties.get(same(of.party), "") if of.key[3] else "",
    ]
    name = "-".join(part for part in parts if part)[: _MAX_ID + 4].strip("-") or "contest"
    return name if name not in taken else f"{name}-contest"


def _title(of: ContestRows, found: Proposal) -> str:
    title = f"{of.name}, {_SPECIAL.get(of.key[2], of.key[2])}" if of.key[2] not in ("", PRIMARY) else of.name
    if of.key[3]:
        party = found.party_ids[same(of.party)]
        title += f", {found.parties[party].name if party in found.parties else of.party} primary"
    return title


def _existing(made: ProposedContest, of: ContestRows, found: Proposal, site: Site | None) -> Contest | None:
    """Return the contest that the site has: of the same day, and of its id, its office and district, or its title."""
    listed = [one for one in (site.contests if site is not None else ()) if one.date == found.day]
    party = found.party_ids.get(same(of.party)) if of.key[3] else None
    for contest in listed:
        if contest.id == made.id:
            return contest
    for contest in listed:
        office = site.offices.get(contest.office) if site is not None and contest.office is not None else None
        is_office = office is not None and same(office.name) == of.key[0]
        if is_office and district(contest.district or "") == of.key[1] and contest.party == party:
            return contest
        if same(contest.title) == same(made.title):
            return contest
    return None


def _kind(made: ProposedContest, told: PlannedContest) -> None:
    """Set what a contest decides: by the words of its choices, and by its office if someone stays or goes."""
    names = [choice.name for choice in made.counted.choices]
    if told.kind is not None:
        made.kind, made.person = told.kind, told.person
        return
    if not are_answers(names):
        return
    made.kind = ContestKind.MEASURE
    whole = made.counted.of.name
    if _RETENTION.search(whole):
        person = told.person or next((match[1] for one in _PERSON if (match := one.search(whole)) and match[1]), None)
        if person:
            made.kind, made.person = ContestKind.RETENTION, person.strip(" ,:-")
        else:
            made.notes.append("who stays or goes")


def _seats(made: ProposedContest, told: PlannedContest) -> None:
    rows = made.counted.of.rows
    seats = Counter(int(row.seats) for row in rows if row.seats.isdigit())
    vote_for = Counter(int(row.vote_for) for row in rows if row.vote_for.isdigit())
    if told.seats is not None:
        made.seats = told.seats
    elif seats:
        made.seats = seats.most_common(1)[0][0] or 1
    elif vote_for:
        made.seats = vote_for.most_common(1)[0][0] or 1
    said = vote_for.most_common(1)[0][0] if vote_for else None
    made.vote_for = told.vote_for or (said if said != made.seats else None)
    if told.seats is None and not seats and not vote_for and made.kind is ContestKind.CANDIDATES:
        made.notes.append("seats")


def _office(found: Proposal, name: str, text: str, plan: ElectionPlan, *, site: Site | None) -> str:
    for known, shown in plan.offices.items():
        if same(shown) == same(text):
            name = known
    for office in site.offices.values() if site is not None else ():
        if same(office.name) == same(text):
            return office.id
    found.offices.setdefault(name, plan.offices.get(name, text))
    return name


def place_contests(found: Proposal) -> None:
    """Give each contest its place and, if it is held in some of the places there, its group."""
    book = found.book
    leaves = book.leaves()
    by_leaves: dict[frozenset[AreaId], AreaId] = {}
    for one in found.contests:
        if one.existing is not None:
            continue
        areas = list(one.by_place)
        own = frozenset(leaf for area in areas for leaf in leaves.get(area, [area]))
        kinds = {book.kind[area] for area in areas}
        one.root = book.root if one.counted.of.district else _root(areas, book)
        if len(kinds) == 1 and not own <= set(areas) and areas != [one.root]:
            one.units = next(iter(kinds))
        if own == frozenset(leaves[one.root]):
            continue
        name = by_leaves.get(own)
        if name is None:
            name = _group_id(one, found)
            by_leaves[own] = name
            is_district = bool(one.counted.of.district)
            kind = KindId("district") if is_district else None
            if kind is not None and kind not in book.kinds:
                found.kinds[kind] = kind_of("district")
            found.groups[name] = ProposedGroup(name, one.title, kind, own)
        one.group = name


def _root(areas: Sequence[AreaId], book: PlaceBook) -> AreaId:
    """Return the smallest place that has all of several in it, and may have more of them in a later file."""
    common = book.chain(areas[0])
    for area in areas[1:]:
        chain = set(book.chain(area))
        common = [place for place in common if place in chain]
    is_smallest = book.kind[common[0]] in (book.levels.precinct, CENTRAL)
    return common[1] if is_smallest and len(common) > 1 else common[0]


def _group_id(one: ProposedContest, found: Proposal) -> AreaId:
    name, number = AreaId(one.id), 2
    while name in found.book.taken or name in found.groups:
        name = AreaId(f"{one.id}-district" if number == 2 else f"{one.id}-{number}")  # noqa: PLR2004 -- the second try
        number += 1
    return name


def place_turnout(found: Proposal) -> None:
    """State turnout once, in a contest that all its places belong to; the others of the day refer to it."""
    if not found.turnout:
        return
    leaves = found.book.leaves()
    areas = set(found.turnout)
    host = next((one for one in found.contests if _covers(one, areas, found, leaves)), None)
    for one in found.contests:
        own = _areas_of(one, found, leaves)
        if one is host:
            for area, values in found.turnout.items():
                one.turnout[area] = values | one.turnout.get(area, {})
        elif host is None:
            for area in areas & own:
                one.turnout[area] = found.turnout[area] | one.turnout.get(area, {})
        elif one.existing is None and areas & own:
            one.turnout_from = host.id


def _covers(
    one: ProposedContest, areas: set[AreaId], found: Proposal, leaves: Mapping[AreaId, Sequence[AreaId]]
) -> bool:
    if one.existing is not None and one.existing.turnout_from is not None:
        return False
    return areas <= _areas_of(one, found, leaves)


def _areas_of(one: ProposedContest, found: Proposal, leaves: Mapping[AreaId, Sequence[AreaId]]) -> set[AreaId]:
    """Return the places that a contest is held in, and those above them up to its own."""
    own = {leaf for area in one.by_place for leaf in leaves.get(area, [area])}
    root = one.root
    if one.existing is not None:
        own, root = own | set(one.existing.units), one.existing.root
    above = set()
    for leaf in own:
        chain = found.book.chain(leaf)
        above.update(chain[: chain.index(root) + 1] if root in chain else chain[:1])
    return own | above


def extend_groups(found: Proposal) -> None:
    """Note places that a contest of the site is held in from now on, since a file has figures of them."""
    leaves = found.book.leaves()
    for one in found.contests:
        contest = one.existing
        if contest is None or contest.group is None:
            continue
        known = set(contest.units)
        for area in one.by_place:
            for leaf in leaves.get(area, [area]):
                if leaf not in known and not known & set(found.book.chain(leaf)):
                    found.more_groups.setdefault(leaf, []).append(contest.group)


def said_of_kind(one: ProposedContest) -> str:
    """Return in a word what a contest is."""
    if one.kind is not ContestKind.CANDIDATES:
        return str(one.kind.value)
    return "primary" if one.party else ""
