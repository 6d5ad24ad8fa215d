"""content/parties.yml and content/offices.yml: the parties and offices that contests name.

Owns under which names a party is found. Must not know contests.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from recanvass.content.files import SourceFile
from recanvass.content.load.unknown_ids import KnownIds, declare_ids, look_up
from recanvass.content.schema.ballot_keys import OFFICES, PARTIES, ChamberRecord, HeldRecord, OfficeRecord, PartyRecord
from recanvass.content.schema.records import Tree
from recanvass.content.schema.scalars import Whole
from recanvass.content.syntax import Keys, Node, Scalar, read_yaml
from recanvass.core.ballot import Chamber, Office, Party
from recanvass.core.diagnostics import Report
from recanvass.core.ids import OfficeId, PartyId
from recanvass.core.messages import worded

VACANT = HeldRecord.vacant.key


class Parties(Struct, frozen=True):
    """All parties and offices by id; `names` leads from every name of a party, without case or dots, to its id."""

    parties: Mapping[PartyId, Party]
    offices: Mapping[OfficeId, Office]
    names: Mapping[str, PartyId]
    known_parties: KnownIds[PartyId]
    known_offices: KnownIds[OfficeId]

    def find(self, scalar: Scalar | None, report: Report, *, may_be_text: bool = False) -> PartyId | None:
        """Return the party that is meant; None for a plain text, or after reporting an unknown id (E331)."""
        found = self.names.get(_plain(scalar.text)) if scalar is not None else None
        if scalar is None or found is not None:
            return found
        if not may_be_text:
            return look_up(scalar, self.known_parties, report)
        is_text = not self.parties or scalar.text != scalar.text.lower() or " " in scalar.text
        return None if is_text else look_up(scalar, self.known_parties, report)


def load_parties(parties: SourceFile | None, offices: SourceFile | None, report: Report) -> Parties:
    """Return what the two files declare; emits E204, E310, E331 and E443."""
    party_entries = _entries(parties, PARTIES, report)
    office_entries = _entries(offices, OFFICES, report)
    declared = [party for key, node in party_entries if (party := _party(key, node, report)) is not None]
    _check_names(declared, {key.text: key for key, _ in party_entries}, report)
    by_id = {party.id: party for party in reversed(declared)}
    names = {
        _plain(name): party.id
        for party in reversed(declared)
        for name in (*party.aliases, party.short, party.name, party.id)
    }
    known = KnownIds(
        "party",
        "E331",
        dict.fromkeys(PartyId(key.text) for key, _ in party_entries),
        is_whole=parties is None or bool(party_entries),
        declared_in="content/parties.yml",
        names={party.name.casefold(): party.id for party in declared},
    )
    read = [
        office
        for order, (key, node) in enumerate(office_entries, 1)
        if (office := _office(key, node, order, known, report=report)) is not None
    ]
    known_offices = KnownIds(
        "office",
        "E330",
        dict.fromkeys(OfficeId(key.text) for key, _ in office_entries),
        is_whole=offices is None or bool(office_entries),
        declared_in="content/offices.yml",
        names={office.name.casefold(): office.id for office in read},
    )
    return Parties(
        parties={party.id: by_id[party.id] for party in declared},
        offices={office.id: office for office in sorted(read, key=lambda office: office.order)},
        names=names,
        known_parties=known,
        known_offices=known_offices,
    )


def _check_names(parties: Iterable[Party], keys: Mapping[str, Scalar], report: Report) -> None:
    """Report a name that two parties share (E310)."""
    first: dict[str, Party] = {}
    for party in parties:
        for name in dict.fromkeys(_plain(name) for name in (party.id, party.name, *party.aliases)):
            known = first.setdefault(name, party)
            if known is not party:
                message = worded(
                    "both '%(known)s' and '%(party)s' use the name '%(name)s'",
                    known=known.id,
                    party=party.id,
                    name=name,
                )
                hint = worded("give each party its own id, name and aliases")
                report.add("E310", keys[party.id].span, message, hint=hint, related=[keys[known.id].span])


def _plain(name: str) -> str:
    return name.casefold().replace(".", "").strip()


def _entries(file: SourceFile | None, tree: Tree, report: Report) -> list[tuple[Scalar, Node]]:
    node = read_yaml(file, report) if file is not None else None
    keys = tree.read(node, report) if node is not None else None
    if keys is None:
        return []
    what = worded("each of the %(what)s", what=worded(tree.what))
    declare_ids((key for key, _ in keys.entries), what, report, name_files=False)
    return keys.entries


def _party(key: Scalar, node: Node, report: Report) -> Party | None:
    record = PartyRecord.read(node, report)
    if record is None or not record.is_complete:
        return None
    return Party(PartyId(key.text), record.name, record.short or record.name, record.colour, record.aliases)


def _office(key: Scalar, node: Node, order: int, known: KnownIds[PartyId], *, report: Report) -> Office | None:
    record = OfficeRecord.read(node, report)
    if record is None or not record.is_complete:
        return None
    chamber = _chamber(record.chamber, known, report) if record.chamber is not None else None
    return Office(OfficeId(key.text), record.name, order if record.order is None else record.order, chamber)


def _chamber(record: ChamberRecord, known: KnownIds[PartyId], report: Report) -> Chamber | None:
    if not record.is_complete:
        return None
    majority = record.seats // 2 + 1 if record.majority is None else record.majority
    if not 0 < majority <= record.seats:
        message = worded(
            "%(majority)s of %(seats)s seats cannot control a chamber", majority=majority, seats=record.seats
        )
        report.add("E443", record.at(ChamberRecord.majority), message, hint=worded("correct 'seats' or 'majority'"))
    held = dict(_held(record.held, known, report))
    return Chamber(record.seats, majority, held)


def _held(tree: Keys | None, known: KnownIds[PartyId], report: Report) -> Iterable[tuple[str, int]]:
    for key, node in tree.entries if tree is not None else ():
        number = Whole().read(node, report)
        name = key.text if key.text == VACANT else look_up(key, known, report)
        if name is not None and number is not None:
            yield name, number
