"""What readers were told is corrected: corrections.yml.

Owns the names, types and descriptions of its keys.
"""

from recanvass.content.schema.days import Time
from recanvass.content.schema.figure_keys import MAX_DECIMALS
from recanvass.content.schema.records import Field, ListOf, Record, optional, required
from recanvass.content.schema.scalars import Figure, OneOf, Reference, Text
from recanvass.content.schema.translated import Translated
from recanvass.core.ids import Number
from recanvass.core.kinds import RequestAnswer, TurnoutKey


class CorrectedFigureRecord(Record, what="the corrected figure"):
    """One published figure that changed."""

    place = required(Reference("a place or group"), "The place, or the group.")
    tally = optional(
        Reference("a tally"), "The tally. For turnout: the part of the ballots, or the round that exhausted them."
    )
    choice = optional(Reference("a choice"), "The candidate or option. Leave it out for turnout.")
    turnout = optional(OneOf(TurnoutKey, "a key of turnout"), "What of the turnout changed, for example registered.")
    before: Field[Number | None] = optional(Figure(MAX_DECIMALS), "The figure that readers saw. Default: none.")
    after: Field[Number | None] = optional(
        Figure(MAX_DECIMALS), "The figure that replaced it. Default: none, so it was withdrawn."
    )


class CorrectedAnswerRecord(Record, what="the corrected answer"):
    """One answer to a request that changed."""

    request = required(Reference("a review"), "The request.")
    place = optional(Reference("a place or group"), "The place or group in the request. Default: the whole request.")
    before = optional(
        OneOf(RequestAnswer, "an answer"),
        "What readers saw: a state, a disposition, or listed for a place without one.",
    )
    after = optional(OneOf(RequestAnswer, "an answer"), "What replaced it. Default: none, so it was withdrawn.")


class CorrectionRecord(Record, what="the correction"):
    """One correction of a published release. `publish --confirm` adds it."""

    published = required(Time(), "When the correction was published.")
    release = optional(Reference("a release"), "The first release it changed. Default: the contest as a whole.")
    reason = required(Translated("a reason"), "Why the numbers changed, in one sentence for readers.")
    by = optional(Text("a name"), "Who made the correction.")
    figures = optional(ListOf(CorrectedFigureRecord, "corrected figures"), "The figures that changed.", default=())
    requests = optional(
        ListOf(CorrectedAnswerRecord, "corrected answers"), "The answers to requests that changed.", default=()
    )


CORRECTIONS = ListOf(CorrectionRecord, "corrections")
