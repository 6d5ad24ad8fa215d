"""Turnout as a release states it: who could vote, who did, and what became of the ballots.

Must not compare it with any figure.
"""

from collections.abc import Iterator

from recanvass.content.load.scope import Scope
from recanvass.content.schema.figure_keys import BallotsByPart, TurnoutRecord
from recanvass.content.schema.scalars import Whole
from recanvass.content.syntax import Keys, Node
from recanvass.core.diagnostics import Report
from recanvass.core.ids import TallyId
from recanvass.core.messages import worded
from recanvass.core.model import Turnout

TOTAL = BallotsByPart.total.key


def turnout_of(record: TurnoutRecord | None, scope: Scope, report: Report) -> Turnout | None:
    """Return the turnout of a place; emits E445 for a part that the contest does not have."""
    if record is None:
        return None
    given = record.given()
    node = given.pop(TurnoutRecord.ballots.key, None)
    by_part, ballots = ballots_of(node, scope, report) if node is not None else ({}, None)
    return Turnout(**given, ballots=ballots, by_part=by_part)


def ballots_of(node: Node, scope: Scope, report: Report) -> tuple[dict[TallyId, int], int | None]:
    """Return the ballots by part, and the whole: as stated, or their sum."""
    if not isinstance(node, Keys):
        return {}, Whole().read(node, report)
    total: int | None = None
    by_part: dict[TallyId, int] = {}
    parts = dict.fromkeys(parts_of(scope))
    for key, value in node.entries:
        number = Whole().read(value, report)
        if key.text == TOTAL:
            total = number
        elif key.text not in parts:
            hint = report.suggestion(key.text, parts) if parts else worded("write the whole number of ballots")
            message = worded("'%(key)s' isn't a part of the tally that decides", key=key.text)
            report.add("E445", key.span, message, hint=hint)
        elif number is not None:
            by_part[TallyId(key.text)] = number
    # Ballots of one way of voting alone are not all ballots.
    is_whole = bool(by_part) and by_part.keys() == parts.keys()
    return by_part, sum(by_part.values()) if total is None and is_whole else total


def parts_of(scope: Scope) -> Iterator[TallyId]:
    """Yield the parts of the tally that decides."""
    deciding = scope.deciding.id
    return (tally.id for tally in scope.contest.tallies if tally.part_of == deciding)
