"""The plan of an import: what the editor says about the file, and what is proposed otherwise.

Owns how a plan is read, and how a proposal is written as one. What a plan leaves out is proposed.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from recanvass.authoring.importing.election.words import same
from recanvass.content import files as sources
from recanvass.content.files import SourceFile
from recanvass.content.load.unknown_ids import read_record
from recanvass.content.schema.ballot_keys import OfficeRecord, PartyRecord
from recanvass.content.schema.plan_keys import PlanContestRecord, PlanRecord, PlanReleaseRecord
from recanvass.content.schema.scalars import Text
from recanvass.content.syntax import Keys
from recanvass.core.diagnostics import Report
from recanvass.core.kinds import ContestKind

NEEDED = ("title", "kind", "status", "as_of", "source")
"""What release.yml needs."""
HEAD = (*NEEDED, "url")


class PlannedTally(Struct, frozen=True):
    """A tally that the plan declares."""

    id: str
    name: str
    unit: str
    column: str | None = None
    decimals: int = 0
    decides: bool = False
    part_of: str | None = None


class Alike(Struct, frozen=True):
    """Names that look alike, and whether they are one; None is not answered."""

    names: tuple[str, ...]
    contest: str | None = None
    same: bool | None = None


class PlannedContest(Struct, frozen=True):
    """What the plan says of one contest."""

    id: str | None = None
    title: str | None = None
    kind: ContestKind | None = None
    person: str | None = None
    seats: int | None = None
    vote_for: int | None = None
    leave_out: bool = False


class PlannedParty(Struct, frozen=True):
    """A party that the plan declares."""

    id: str
    name: str
    short: str | None = None
    colour: str | None = None
    aliases: tuple[str, ...] = ()


class ElectionPlan(Struct, frozen=True):
    """What the editor says, by option or in a plan file. `known` keeps names that were looked up."""

    day: date | None = None
    place: tuple[str | None, str, str] | None = None
    release: Mapping[str, str] = field(default_factory=dict)
    stage: str | None = None
    office: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    tallies: tuple[PlannedTally, ...] = ()
    turnout: Mapping[str, str] = field(default_factory=dict)
    worth: Mapping[str, str] = field(default_factory=dict)
    alike: tuple[Alike, ...] = ()
    parties: tuple[PlannedParty, ...] = ()
    offices: Mapping[str, str] = field(default_factory=dict)
    contests: Mapping[str, PlannedContest] = field(default_factory=dict)
    known: dict[tuple[str, str | None], str] = field(default_factory=dict)

    def answer(self, names: tuple[str, ...], contest: str | None = None) -> bool | None:
        """Return whether names are said to be one or not, None if nothing is said of all of them."""
        wanted = set(map(same, names))
        for alike in self.alike:
            if wanted <= set(map(same, alike.names)) and alike.contest in (None, contest):
                return alike.same
        return None

    def shown(self, name: str, contest: str | None = None) -> str:
        """Return the name that is shown for one of several that are said to be one."""
        if not self.alike:
            return name
        known = self.known.get((name, contest))
        if known is None:
            known = self.known[name, contest] = self._shown(name, contest)
        return known

    def _shown(self, name: str, contest: str | None) -> str:
        wanted = same(name)
        for alike in self.alike:
            if alike.same and alike.contest in (None, contest) and wanted in map(same, alike.names):
                return alike.names[0]
        return name


def load_plan(path: Path, report: Report) -> tuple[ElectionPlan, SourceFile]:
    """Return what a plan file says; emits what the shape of the file emits."""
    file = sources.read_single(path, report)
    record = read_record(file, PlanRecord, report)
    if record is None:
        return ElectionPlan(), file
    place = record.place
    plan = ElectionPlan(
        day=record.date,
        place=(place.id.text if place.id else None, place.name, place.kind) if place and place.is_complete else None,
        release=_release(record.release),
        stage=record.stage.value if record.stage else None,
        office=record.office,
        columns=_texts(record.columns, report),
        tallies=tuple(
            PlannedTally(
                one.id.text,
                one.name,
                one.unit,
                one.column,
                one.decimals,
                one.decides,
                one.part_of.text if one.part_of else None,
            )
            for one in record.tallies
            if one.is_complete
        ),
        turnout=_texts(record.turnout, report),
        worth=_texts(record.worth, report),
        alike=tuple(Alike(tuple(one.names), one.contest, one.same) for one in record.alike if one.is_complete),
        parties=tuple(_parties(record.parties, report)),
        offices=dict(_offices(record.offices, report)),
        contests=dict(_contests(record.contests, report)),
    )
    return plan, file


def _release(record: PlanReleaseRecord | None) -> dict[str, str]:
    """Return what is said of the release, as text."""
    if record is None:
        return {}
    kind, status = record.get(PlanReleaseRecord.kind), record.get(PlanReleaseRecord.status)
    told = {
        "id": record.id.text if record.id else None,
        "title": record.title,
        "kind": kind.value if kind is not None else None,
        "status": status.value if status is not None else None,
        "as_of": record.as_of,
        "source": record.source,
        "url": record.url,
    }
    return {key: text for key, text in told.items() if text is not None}


def _texts(tree: Keys | None, report: Report) -> dict[str, str]:
    found = {}
    for key, node in tree.entries if tree is not None else ():
        text = Text("a header").read(node, report)
        if text is not None:
            found[key.text] = text
    return found


def _parties(tree: Keys | None, report: Report) -> list[PlannedParty]:
    found = []
    for key, node in tree.entries if tree is not None else ():
        record = PartyRecord.read(node, report)
        if record is not None and record.is_complete:
            found.append(PlannedParty(key.text, record.name, record.short, record.colour, record.aliases))
    return found


def _offices(tree: Keys | None, report: Report) -> list[tuple[str, str]]:
    found = []
    for key, node in tree.entries if tree is not None else ():
        record = OfficeRecord.read(node, report)
        if record is not None and record.is_complete:
            found.append((key.text, record.name))
    return found


def _contests(tree: Keys | None, report: Report) -> list[tuple[str, PlannedContest]]:
    found = []
    for key, node in tree.entries if tree is not None else ():
        record = PlanContestRecord.read(node, report)
        if record is not None:
            name = record.id.text if record.id else None
            kind = record.kind if record.get(PlanContestRecord.kind) is not None else None
            found.append(
                (
                    key.text,
                    PlannedContest(
                        name, record.title, kind, record.person, record.seats, record.vote_for, record.leave_out
                    ),
                )
            )
    return found
