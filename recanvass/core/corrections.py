"""Corrections of what readers have seen: which figures and answers to requests changed, when and why.

Owns frozen values only.
"""

from msgspec import Struct

from recanvass.core.diagnostics import Span
from recanvass.core.ids import AreaId, ChoiceId, Moment, Number, ReleaseId, RequestId, TallyId
from recanvass.core.kinds import RequestAnswer, TurnoutKey


class CorrectedFigure(Struct, frozen=True):
    """A published figure before and after its correction; None is no figure.

    It is of a tally and a choice, or of `turnout`: then there is no choice, and a tally only for ballots by part and
    for those that a round exhausted.
    """

    area: AreaId
    tally: TallyId | None
    choice: ChoiceId | None
    before: Number | None
    after: Number | None
    turnout: TurnoutKey | None = None


class CorrectedAnswer(Struct, frozen=True):
    """What readers were told of a request, or of a place that it names, and what replaced it; None is nothing."""

    request: RequestId
    area: AreaId | None
    before: RequestAnswer | None
    after: RequestAnswer | None


class Correction(Struct, frozen=True):
    """A correction of what a release said; None is the contest as a whole. It may name neither figures nor answers."""

    published: Moment
    reason: str
    span: Span
    release: ReleaseId | None = None
    by: str | None = None
    figures: tuple[CorrectedFigure, ...] = ()
    answers: tuple[CorrectedAnswer, ...] = ()
