"""The keys of what is on the ballot: tallies and choices, content/parties.yml and content/offices.yml."""

from datetime import date

from msgspec import Struct

from recanvass.content.schema.json_schema import JsonSchema, Vocabulary
from recanvass.content.schema.records import Field, ListOf, Record, Tree, optional, required
from recanvass.content.schema.scalars import Colour, Day, Digits, Flag, Id, OneOf, Reference, Text, Whole
from recanvass.content.schema.shares import Share
from recanvass.content.schema.translated import Translated
from recanvass.content.syntax import Items, Node, Scalar
from recanvass.core.diagnostics import Report
from recanvass.core.kinds import AwardedBy, PartsCover

MAX_TICKET = 4


class DayOrFlag(Struct, frozen=True):
    """A day, or true where the day is not known."""

    def read(self, node: Node, report: Report) -> date | bool | None:
        """Return the day or the truth value."""
        if isinstance(node, Scalar) and node.text in ("true", "false"):
            return Flag().read(node, report)
        return Day().read(node, report)

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe either."""
        return {"anyOf": [Flag().json_schema(vocabulary), Day().json_schema(vocabulary)]}


class PartyNames(Struct, frozen=True):
    """One party, or a list of them. The loader looks them up, so the scalars keep their positions."""

    def read(self, node: Node, report: Report) -> tuple[Scalar, ...] | None:
        """Return the scalars as typed."""
        if isinstance(node, Items):
            return ListOf(Reference("a party", is_open=True), "parties").read(node, report)
        # Read as a text first: a party that is not declared is shown as it is typed.
        if Text("a party").read(node, report) is None or not isinstance(node, Scalar):
            return None
        return (node,)

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe either."""
        one = Reference("a party", is_open=True)
        return {"anyOf": [one.json_schema(vocabulary), ListOf(one, "parties").json_schema(vocabulary)]}


class PartyRecord(Record, what="the party"):
    """A party."""

    name = required(Translated("a name"), "Name as shown, for example Democratic.")
    short = optional(Translated("a short name"), "Name where room is scarce, for example D. Default: the name.")
    colour = optional(Colour(), 'Colour of its candidates, for example "#1f5fa8".')
    aliases = optional(ListOf(Text("a name"), "names"), "Other names under which sources list it.", default=())


class HeldRecord(Record, what="the seats that are held"):
    """The keys beside the parties."""

    vacant = optional(Whole(), "Seats of nobody.")


class ChamberRecord(Record, what="the chamber"):
    """The body in which an office has its seats."""

    seats = required(Whole(), "How many seats it has.")
    majority = optional(Whole(), "How many seats control it. Default: more than half.")
    held = optional(
        Tree("seats", Whole(), "a party", HeldRecord),
        "Seats that are not up now, by party; those of nobody under vacant.",
    )


class OfficeRecord(Record, what="the office"):
    """An office."""

    name = required(Translated("a name"), "Name as shown, for example State Senate.")
    order = optional(Whole(), "Its place among the offices. Default: as in the file.")
    chamber = optional(ChamberRecord, "The body in which it has its seats.")


class AwardRecord(Record, what="the award"):
    """How a tally follows from another."""

    from_ = required(Reference("a tally"), "The tally that decides who is awarded how much.")
    by = required(
        OneOf(AwardedBy, "a way to award"), "All to the leader of a place, or by its votes (largest remainder)."
    )
    threshold = optional(Share(), "Share of the votes below which a choice is awarded nothing.")


class TallyRecord(Record, what="the tally"):
    """What is counted."""

    id = required(Id("a tally"), "Id by which releases name it.")
    name = optional(Translated("a name"), "Name as shown. Needed, unless the tally is a round.")
    short = optional(Translated("a short name"), "Name where room is scarce. Default: the name.")
    unit = optional(Translated("a unit"), "What is counted, for example votes. Needed, unless it is a later round.")
    decimals = optional(Whole(), "How many decimals figures may have. Default: 0.", default=0)
    show = optional(Whole(), "How many decimals are shown. Default: as many as are stated.")
    decides = optional(Flag(), "Whether this tally decides the contest; exactly one does.", default=False)
    only = optional(
        ListOf(Reference("a kind"), "kinds"), "Kinds of places for which alone it exists. Default: all.", default=()
    )
    part_of = optional(Reference("a tally"), "The tally of which this is a part, for example absentee votes.")
    party = optional(
        Reference("a party", is_open=True), "The party on whose line these votes were cast. Only for a part."
    )
    parts = optional(
        OneOf(PartsCover, "how far parts cover a tally"),
        "Whether its parts make it up. Default: all, if two or more are declared.",
    )
    round = optional(Whole(), "Round of a ranked count, from 1.")
    tolerance = optional(Digits(), "Differences up to this are rounding of the source, and count as even. Default: 0.")
    award = optional(AwardRecord, "How it follows from another tally, at places with a worth in it.")


class ChoiceRecord(Record, what="the choice"):
    """What can be chosen."""

    id = required(Id("a choice"), "Id by which releases name it.")
    name = optional(Translated("a name"), "Name as shown. Default: the names of the ticket.")
    short = optional(Translated("a short name"), "Name in tables. Default: a candidate's last name.")
    ticket = optional(ListOf(Text("a name"), "names"), "The persons of a ticket, its head first.", default=())
    candidate = optional(Flag(), "False for an option such as Uncommitted. Default: true.", default=True)
    party = optional(
        PartyNames(), "Party: an id from content/parties.yml, a list of them (fusion), or a text to show.", default=()
    )
    colour = optional(Colour(), "Colour of bars and maps, for example #1f77b4. Default: that of the party.")
    aliases = optional(ListOf(Text("a name"), "names"), "Other names under which sources list it.", default=())
    incumbent = optional(Flag(), "True for who holds the office now.", default=False)
    write_in = optional(Flag(), "True for a write-in, or for write-ins as one sum.", default=False)
    withdrawn: Field[date | bool] = optional(
        DayOrFlag(), "The day on which the candidate withdrew, or true.", default=False
    )
    in_total = optional(
        Flag(), "False for votes that the source leaves out of its total, such as void ones.", default=True
    )


PARTIES = Tree("parties", PartyRecord)
OFFICES = Tree("offices", OfficeRecord)
