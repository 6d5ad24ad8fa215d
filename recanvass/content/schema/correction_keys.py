"""What readers were told is corrected: corrections.yml.

Owns the names, types and descriptions of its keys.
"""

from recanvass.content.schema.days import Time
from recanvass.content.schema.figure_keys import MAX_DECIMALS
from recanvass.content.schema.records import Field, ListOf, Record, optional, required
from recanvass.content.schema.scalars import Figure, Reference, Text
from recanvass.content.schema.translated import Translated
from recanvass.core.ids import Number


class CorrectedFigureRecord(Record, what="the corrected figure"):
    """One published figure that changed."""

    place = required(Reference("a place or group"), "The place, or the group.")
    tally = required(Reference("a tally"), "The tally.")
    choice = required(Reference("a choice"), "The candidate or option.")
    before: Field[Number | None] = optional(Figure(MAX_DECIMALS), "The figure that readers saw. Default: none.")
    after: Field[Number | None] = optional(
        Figure(MAX_DECIMALS), "The figure that replaced it. Default: none, so it was withdrawn."
    )


class CorrectionRecord(Record, what="the correction"):
    """One correction of a published release. `publish --confirm` adds it."""

    published = required(Time(), "When the correction was published.")
    release = optional(Reference("a release"), "The first release it changed. Default: the contest as a whole.")
    reason = required(Translated("a reason"), "Why the numbers changed, in one sentence for readers.")
    by = optional(Text("a name"), "Who made the correction.")
    figures = optional(ListOf(CorrectedFigureRecord, "corrected figures"), "The figures that changed.", default=())


CORRECTIONS = ListOf(CorrectionRecord, "corrections")
