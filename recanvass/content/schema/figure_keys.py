"""The keys of what a release states: figures, totals, turnout and the outcome."""

from recanvass.content.schema import json_schema
from recanvass.content.schema.days import Day
from recanvass.content.schema.json_schema import JsonSchema, Vocabulary
from recanvass.content.schema.records import ListOf, Record, Tree, optional
from recanvass.content.schema.scalars import MAX_DIGITS, Figure, Flag, OneOf, Reference, Whole
from recanvass.content.schema.source_keys import SOURCE
from recanvass.content.schema.translated import Translated
from recanvass.content.syntax import Node, Scalar
from recanvass.core.diagnostics import Report
from recanvass.core.kinds import DecidedBy, Reporting

MAX_DECIMALS = 9
PERCENT_DECIMALS = 4
CSV_PLACE = "place"
CSV_CHOICE = "choice"
WITHHELD = "withheld"
EXHAUSTED = "exhausted"


class FigureOrWithheld(Figure, frozen=True):
    """A figure, or the word withheld for one that the source does not publish."""

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe either."""
        return json_schema.number(MAX_DIGITS, self.decimals, WITHHELD)


class BallotsByPart(Record, what="the ballots"):
    """Ballots by how they were cast. The ids of parts of the deciding tally stand beside `total`."""

    total = optional(Whole(), "The total, if the source prints it.")


class Ballots:
    """A whole number, or whole numbers by part of the deciding tally. The loader reads it."""

    def read(self, node: Node, report: Report) -> Node | None:
        """Return the node as it is."""
        del report
        return node

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe either."""
        by_part = Tree("parts", Whole(), "a tally", BallotsByPart)
        return {"anyOf": [Whole().json_schema(vocabulary), by_part.json_schema(vocabulary)]}


class TurnoutRecord(Record, what="the turnout"):
    """Who could vote and who did, at one place."""

    registered = optional(Whole(), "Number of registered voters.")
    voters = optional(Whole(), "Number of people who voted.")
    ballots = optional(Ballots(), "Number of ballots counted, in all or by part: {absentee: 463, …}.")
    outstanding = optional(Whole(), "Number of known ballots that are not counted yet.")
    rejected = optional(Whole(), "Number of rejected ballots.")
    spoiled = optional(Whole(), "Number of ballots that were replaced.")
    overvotes = optional(Whole(), "Ballots with too many choices, or their votes, as the source counts them.")
    undervotes = optional(Whole(), "Votes that voters could have cast but did not.")
    blank = optional(Whole(), "Ballots with no choice marked.")


class TotalsRecord(Record, what="the totals"):
    """The keys beside the totals of a place."""

    source = optional(SOURCE, "The source of these totals. Default: the release's source.")
    turnout = optional(TurnoutRecord, "How many people could vote and how many did.")


class PercentsRecord(Record, what="the percentages"):
    """The keys beside the percentages of a place."""

    source = TotalsRecord.source


class RowRecord(Record, what="the place"):
    """The keys beside the figures of a place."""

    status = optional(
        OneOf(Reporting, "a reporting status", (Reporting.REPORTED_WITH, Reporting.IN_TOTAL)),
        "Whether this place has reported.",
    )
    reported_with = optional(Reference("a place"), "The place whose figures include this one's.")
    note = optional(Translated("a note"), "Anything readers should know about this place in this release.")
    turnout = optional(TurnoutRecord, "How many people could vote and how many did.")
    lot = optional(ListOf(Reference("a choice"), "choices"), "Who won the drawing of lots here.", default=())


class RoundRecord(Record, what="the round"):
    """The keys beside the choices of a later round."""

    exhausted = optional(Figure(MAX_DECIMALS), "Ballots with no candidate left.")


RESERVED_TALLIES = frozenset({"source", "status", "note", CSV_PLACE, CSV_CHOICE})
"""Words that results files use beside the ids of tallies."""


def figures_by_choice(decimals: int, *, is_later_round: bool = False) -> Tree:
    """Return the figures of one tally by choice, with at most so many decimals."""
    beside = RoundRecord if is_later_round else None
    return Tree("choices", FigureOrWithheld(decimals), "a choice", beside)


def by_place(names: str, beside: type[Record], decimals: int) -> Tree:
    """Return figures by place, tally and choice."""
    return Tree("places", Tree("tallies", figures_by_choice(decimals), "a tally", beside), names)


ROWS = by_place("a place", RowRecord, MAX_DECIMALS)


class OutcomeRecord(Record, what="the outcome"):
    """What was declared."""

    winners = optional(ListOf(Reference("a choice"), "choices"), "Who was elected or nominated.")
    advancing = optional(ListOf(Reference("a choice"), "choices"), "Who goes on to the next contest.")
    passed = optional(Flag(), "Whether the measure passed, or the person was retained.")
    tie = optional(ListOf(Reference("a choice"), "choices"), "Who is tied, until the tie is broken.")
    void = optional(Flag(), "True if the election was annulled.")
    by = optional(OneOf(DecidedBy, "how it was decided"), "How it was decided. Default: count.")
    declared_by = optional(Translated("a name"), "Who declared it.")
    date = optional(Day(), "The date it was declared.")
    source = optional(SOURCE, "The source of the outcome. Default: the release's source.")
    note = optional(Translated("a note"), "Anything readers should know about the outcome.")

    is_withdrawal: bool = False


class OutcomeOrNone:
    """An outcome, or the word none for one that no longer holds."""

    def read(self, node: Node, report: Report) -> OutcomeRecord | None:
        """Return the record; that of `none` states nothing and is a withdrawal."""
        if isinstance(node, Scalar) and node.text == "none":
            record = OutcomeRecord(node.span, {})
            record.is_withdrawal = True
            return record
        return OutcomeRecord.read(node, report)

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe either."""
        return {"anyOf": [{"enum": ["none"]}, OutcomeRecord.json_schema(vocabulary)]}
