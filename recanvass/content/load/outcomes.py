"""The outcome that a release declares.

Owns what may be declared together. Must not compare it with any figure.
"""

from collections.abc import Iterable

from recanvass.content.load.scope import Scope, choice_of
from recanvass.content.schema.figure_keys import OutcomeRecord
from recanvass.content.schema.keys import ReleaseRecord
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Report
from recanvass.core.ids import ChoiceId
from recanvass.core.kinds import DecidedBy, ReleaseKind
from recanvass.core.messages import worded, worded_plural
from recanvass.core.model import Outcome

_WHAT = (OutcomeRecord.winners, OutcomeRecord.advancing, OutcomeRecord.passed, OutcomeRecord.tie, OutcomeRecord.void)
_NOT_VOID = (OutcomeRecord.void, False)
_LEAST_TIE = 2


def load_outcome(record: OutcomeRecord, release: ReleaseRecord, scope: Scope, report: Report) -> Outcome | None:
    """Return the outcome; None for the withdrawal of one, or after a fault. Emits E202, E302 and E444."""
    if record.is_withdrawal:
        return None
    mark = len(report.items)
    span = release.at(ReleaseRecord.outcome)
    said = [field for field in _WHAT if record.get(field) not in (None, ()) and (field, record.void) != _NOT_VOID]
    if release.get(ReleaseRecord.kind) is ReleaseKind.AUDIT:
        hint = worded("delete it, or declare the outcome in another release")
        report.add("E444", span, worded("an audit checks a count; it declares no outcome"), hint=hint)
    if set(said) != {OutcomeRecord.winners, OutcomeRecord.advancing} and len(said) != 1 and not record.faulty:
        shown = worded("two things") if said else worded("nothing")
        hint = worded("write one of: winners, advancing, passed, tie, void; combine only winners and advancing")
        report.add("E444", span, worded("the outcome says %(shown)s", shown=shown), hint=hint)
    winners = _choices(record.winners, scope, report)
    advancing = _choices(record.advancing, scope, report)
    tie = _choices(record.tie, scope, report)
    _check_choices(record, winners, advancing, tie, scope=scope, report=report)
    by = record.by or DecidedBy.COUNT
    if by in (DecidedBy.COURT, DecidedBy.PROJECTION) and record.declared_by is None:
        hint = worded("add 'declared_by: …' (who declared it)")
        report.add("E202", span, worded("'by: %(by)s' needs 'declared_by'", by=by.value), hint=hint)
    if by in (DecidedBy.LOT, DecidedBy.UNCONTESTED) and record.passed is not None:
        hint = worded("write 'by: count' or delete 'by'")
        how = worded("by lot") if by is DecidedBy.LOT else worded("without opposition")
        message = worded("a %(kind)s does not pass %(how)s", kind=scope.contest.kind.value, how=how)
        report.add("E444", record.at(OutcomeRecord.by), message, hint=hint)
    if len(report.items) > mark or record.faulty:
        return None
    return Outcome(
        by=by,
        span=span,
        winners=winners,
        advancing=advancing,
        passed=record.passed,
        tie=tie,
        is_void=bool(record.void),
        declared_by=record.declared_by,
        day=record.date,
        source=record.source,
        note=record.note,
    )


def _choices(names: Iterable[Scalar] | None, scope: Scope, report: Report) -> tuple[ChoiceId, ...]:
    found = [choice_of(name, scope, report) for name in names or ()]
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _check_choices(
    record: OutcomeRecord,
    winners: tuple[ChoiceId, ...],
    advancing: tuple[ChoiceId, ...],
    tie: tuple[ChoiceId, ...],
    *,
    scope: Scope,
    report: Report,
) -> None:
    contest = scope.contest
    if len(winners) > contest.seats:
        seats = worded_plural("%(count)s seat", "%(count)s seats", contest.seats)
        message = worded("%(count)s winners for %(seats)s", count=len(winners), seats=seats)
        hint = worded("correct 'winners', or 'seats' in contest.yml")
        report.add("E444", record.at(OutcomeRecord.winners), message, hint=hint)
    both = [name for name in winners if name in advancing]
    if both:
        message = worded("'%(both)s' can't both win and advance", both=both[0])
        report.add("E444", record.at(OutcomeRecord.advancing), message, hint=worded("name each candidate once"))
    if record.tie is not None and len(tie) < _LEAST_TIE:
        message = worded("a tie needs at least two choices")
        hint = worded("name everyone who is tied")
        report.add("E444", record.at(OutcomeRecord.tie), message, hint=hint)
    options = {choice.id for choice in contest.choices if not choice.is_candidate}
    for name in (*winners, *advancing, *tie):
        if name in options:
            message = worded("'%(name)s' is an option, not a candidate", name=name)
            report.add("E444", record.span, message, hint=worded("name candidates, or delete 'candidate: false'"))
    if contest.is_question and (winners or advancing):
        hint = worded("write 'passed: true' or 'passed: false'")
        report.add("E444", record.span, worded("a %(kind)s has no winners", kind=contest.kind.value), hint=hint)
    if not contest.is_question and record.passed is not None:
        hint = worded("write 'winners: [...]', or 'kind: measure' in contest.yml")
        report.add("E444", record.at(OutcomeRecord.passed), worded("only a measure or a retention can pass"), hint=hint)
