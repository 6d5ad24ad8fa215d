"""The keys of what is on the ballot: tallies and choices, content/parties.yml and content/offices.yml."""

from datetime import date

from msgspec import Struct

from recanvass.content.schema.days import Day
from recanvass.content.schema.json_schema import JsonSchema, Vocabulary
from recanvass.content.schema.records import Field, ListOf, Record, Tree, optional, required
from recanvass.content.schema.scalars import Colour, Digits, Flag, Id, OneOf, Reference, Text, Whole
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
    short = optional(Translated("a short name"), "Short name for narrow columns, for example D. Default: the name.")
    colour = optional(Colour(), 'Color of its candidates, for example "#1f5fa8".')
    aliases = optional(ListOf(Text("a name"), "names"), "Other names that sources use.", default=())


class HeldRecord(Record, what="the seats that are held"):
    """The keys beside the parties."""

    vacant = optional(Whole(), "Number of vacant seats.")


class ChamberRecord(Record, what="the chamber"):
    """The body in which an office has its seats."""

    seats = required(Whole(), "Number of seats in the chamber.")
    majority = optional(Whole(), "Number of seats needed for control. Default: more than half.")
    held = optional(
        Tree("seats", Whole(), "a party", HeldRecord),
        "Seats not up for election, by party. List empty seats under vacant.",
    )


class OfficeRecord(Record, what="the office"):
    """An office."""

    name = required(Translated("a name"), "Name as shown, for example State Senate.")
    order = optional(Whole(), "Position among the offices. Default: the order of the file.")
    chamber = optional(ChamberRecord, "The chamber this office belongs to.")


class AwardRecord(Record, what="the award"):
    """How a tally follows from another."""

    from_ = required(Reference("a tally"), "The tally that decides who gets how much.")
    by = required(
        OneOf(AwardedBy, "a way to award"), "All to the place's leader, or by share of its votes (largest remainder)."
    )
    threshold = optional(Share(), "Share of the votes that a candidate needs to get anything.")


class TallyRecord(Record, what="the tally"):
    """What is counted."""

    id = required(Id("a tally"), "The id that releases use.")
    name = optional(Translated("a name"), "Name as shown. Needed unless the tally is a round.")
    short = optional(Translated("a short name"), "Short name for narrow columns. Default: the name.")
    unit = optional(Translated("a unit"), "What is counted, for example votes. Needed unless this is a later round.")
    decimals = optional(Whole(), "The most decimals a figure can have. Default: 0.", default=0)
    show = optional(Whole(), "Number of decimals shown. Default: as many as the figures have.")
    decides = optional(
        Flag(), "True for the tally that decides the contest. If there are several tallies, mark one.", default=False
    )
    only = optional(
        ListOf(Reference("a kind"), "kinds"),
        "Kinds of places that have figures for this tally. Default: all.",
        default=(),
    )
    part_of = optional(
        Reference("a tally"), "The tally this is part of. For example, absentee votes are part of votes."
    )
    party = optional(
        Reference("a party", is_open=True), "The party whose line these votes were cast on. Only for a part."
    )
    parts = optional(
        OneOf(PartsCover, "how far parts cover a tally"),
        "Whether its parts add up to it. Default: all, if it has two or more parts.",
    )
    round = optional(Whole(), "Round of a ranked count, starting at 1.")
    tolerance = optional(
        Digits(), "The largest difference that is only the source's rounding, so figures count as tied. Default: 0."
    )
    award = optional(AwardRecord, "How this tally follows from another one, in places that award it.")


class ChoiceRecord(Record, what="the choice"):
    """What can be chosen."""

    id = required(Id("a choice"), "The id that releases use.")
    name = optional(Translated("a name"), "Name as shown. Default: the names of the ticket.")
    short = optional(Translated("a short name"), "Name in tables. Default: a candidate's last name.")
    ticket = optional(ListOf(Text("a name"), "names"), "The people on a ticket, with the head first.", default=())
    candidate = optional(Flag(), "False for an option such as Uncommitted. Default: true.", default=True)
    party = optional(
        PartyNames(), "An id from content/parties.yml, a list of ids (fusion), or any text to show.", default=()
    )
    colour = optional(Colour(), "Color of bars and maps, for example #1f77b4. Default: the party's color.")
    aliases = optional(ListOf(Text("a name"), "names"), "Other names that sources use.", default=())
    incumbent = optional(Flag(), "True for the person who holds the office now.", default=False)
    write_in = optional(Flag(), "True for a write-in candidate, or for all write-ins as one sum.", default=False)
    withdrawn: Field[date | bool] = optional(DayOrFlag(), "The date the candidate withdrew, or true.", default=False)
    in_total = optional(
        Flag(), "False for votes that the source leaves out of its total, such as void votes.", default=True
    )


PARTIES = Tree("parties", PartyRecord)
OFFICES = Tree("offices", OfficeRecord)
