"""Corrections of what readers have seen: which published figures changed, when and why.

Owns frozen values only.
"""

from msgspec import Struct

from recanvass.core.diagnostics import Span
from recanvass.core.ids import AreaId, ChoiceId, Moment, Number, ReleaseId, TallyId


class CorrectedFigure(Struct, frozen=True):
    """A published figure before and after its correction; None is no figure."""

    area: AreaId
    tally: TallyId
    choice: ChoiceId
    before: Number | None
    after: Number | None


class Correction(Struct, frozen=True):
    """A correction of published figures of a release; None is the contest as a whole. It may change no figure."""

    published: Moment
    reason: str
    span: Span
    release: ReleaseId | None = None
    by: str | None = None
    figures: tuple[CorrectedFigure, ...] = ()
