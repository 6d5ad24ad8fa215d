"""YAML results files: what a release states about places.

Owns how figures of one place are typed. Must not add anything up.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from recanvass.content.files import SourceFile
from recanvass.content.load.scope import Scope, area_inside, choice_of, place_of, tally_for
from recanvass.content.load.turnout import turnout_of
from recanvass.content.schema.figure_keys import EXHAUSTED, RESERVED_TALLIES, ROWS, WITHHELD, RowRecord
from recanvass.content.schema.scalars import figure
from recanvass.content.syntax import Keys, Node, Scalar, read_yaml
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import AreaId, Number, TallyId
from recanvass.core.kinds import Reporting
from recanvass.core.messages import worded
from recanvass.core.model import Row, Stated

ZERO = Decimal(0)
_MASK = rf"{WITHHELD}|suppressed|masked|redacted|\*+|[<≤] ?[0-9]+"
"""What sources print in place of a figure that they don't publish."""
_EXAMPLES = {"tallies": worded("for example {votes: {smith: 12}}"), "choices": worded("for example {smith: 12}")}


def yaml_rows(file: SourceFile, scope: Scope, report: Report) -> Iterator[Row]:
    """Yield the rows of a YAML results file. A faulty row hides no other row, and none of its own faults.

    Emits E301 to E303, E312 to E314.
    """
    node = read_yaml(file, report)
    tree = ROWS.read(node, report) if node is not None else None
    for key, value in tree.entries if tree is not None else ():
        area = place_of(key, scope, report)
        keys = keys_of(value, "tallies", report)
        if keys is None:
            continue
        row = _row(area or AreaId(key.text), key, keys, scope, report=report)
        if area is not None:
            yield row


def keys_of(node: Node, what: str, report: Report) -> Keys | None:
    """Return a node that is keys and values; emits E201 for any other."""
    if isinstance(node, Keys):
        return node
    message = worded("expected %(what)s with their figures", what=what)
    hint = worded("write %(examples)s", examples=_EXAMPLES[what])
    report.add("E201", node.span, message, hint=hint)
    return None


def _row(area: AreaId, key: Scalar, keys: Keys, scope: Scope, *, report: Report) -> Row:
    tallies: dict[TallyId, Stated] = {}
    beside: dict[str, Node] = {}
    is_unit = area in scope.units
    for name, node in keys.entries:
        # A tally of that id from before these keys were known keeps its meaning.
        if name.text in RowRecord.fields and (name.text in RESERVED_TALLIES or name.text not in scope.tallies):
            beside[name.text] = node
            continue
        tally = tally_for(name, area, scope, report)
        stated = stated_of(name, node, tally, scope, report=report, is_whole=is_unit) if tally is not None else None
        if tally is not None and stated is not None:
            tallies[tally.id] = stated
    record = RowRecord(key.span, beside)
    for word in beside:
        record.read_field(RowRecord.fields[word], report)
    with_place = _reported_with(record, area, scope, report)
    return Row(
        place=area,
        span=key.span,
        tallies=tallies,
        reporting=Reporting.REPORTED_WITH if with_place is not None else record.status,
        note=record.note,
        turnout=turnout_of(record.turnout, scope, report),
        reported_with=with_place,
        lot=tuple(choice for name in record.lot if (choice := choice_of(name, scope, report)) is not None),
    )


def _reported_with(record: RowRecord, area: AreaId, scope: Scope, report: Report) -> AreaId | None:
    """Return the place whose figures hold those of this one; emits E301, E313 and E447."""
    if record.reported_with is None:
        return None
    found = area_inside(record.reported_with, scope, report)
    hint = worded("name the place whose figures include this one's")
    if found == area:
        report.add(
            "E447", record.reported_with.span, worded("'%(area)s' is reported with itself", area=area), hint=hint
        )
        return None
    if found in scope.gazetteer.groups:
        report.add(
            "E447", record.reported_with.span, worded("'%(found)s' is a group, not a place", found=found), hint=hint
        )
        return None
    if record.status is not None:
        message = worded("'%(area)s' has a status but is reported with '%(found)s'", area=area, found=found)
        report.add("E315", record.at(RowRecord.status), message, hint=worded("delete 'status' or 'reported_with'"))
    return found


def stated_of(
    key: Scalar, node: Node, tally: Tally, scope: Scope, *, report: Report, is_whole: bool, decimals: int | None = None
) -> Stated | None:
    """Return the figures of one tally; None after reporting a fault in them.

    If they are the `is_whole` row of a unit, a choice left out has 0, or is out of a later round. Otherwise it keeps
    what it had.
    """
    keys = keys_of(node, "choices", report)
    if keys is None:
        return None
    decimals = tally.decimals if decimals is None else decimals
    positions = scope.positions
    is_later_round = tally.round is not None and tally.round > 1
    empty = None if is_later_round or not is_whole else ZERO if decimals else 0
    counts: list[Number | None] = [empty] * len(positions)
    known: set[int] = set()
    exhausted: Number | None = None
    is_sound = True
    for name, value in keys.entries:
        if name.text == EXHAUSTED and name.text not in positions:
            exhausted = exhausted_of(name, value, tally, report)
            is_sound = is_sound and exhausted is not None
            continue
        position = positions.get(name.text)
        if position is None:
            choice_of(name, scope, report)
        is_withheld = isinstance(value, Scalar) and value.text == WITHHELD
        if is_withheld and is_later_round:
            refuse_withheld(value.span, tally, report)
            is_sound = False
        number = None if is_withheld else figure_of(value, decimals, report)
        if position is None or (number is None and not is_withheld):
            is_sound = False
        else:
            # A choice has nothing in a later round only if it is out of the count.
            counts[position] = None if is_later_round and not number else number
            known.add(position)
    left_out = frozenset() if is_whole or is_later_round else frozenset(range(len(positions))) - known
    return Stated(tuple(counts), key.span, left_out, exhausted) if is_sound else None


def refuse_withheld(span: Span, tally: Tally, report: Report) -> None:
    """Report a figure that is withheld in a later round, where it would be taken for a choice that is out (E442)."""
    hint = worded("leave out '%(tally)s' for this place", tally=tally.id)
    report.add("E442", span, worded("round %(round)s can't withhold individual figures", round=tally.round), hint=hint)


def exhausted_of(name: Scalar, node: Node, tally: Tally, report: Report) -> Number | None:
    """Return the ballots without a choice left in a round; emits E442 where there can be none."""
    if tally.round is None or tally.round == 1:
        why = worded("the first round") if tally.round else worded("'%(tally)s', which is not a round", tally=tally.id)
        hint = worded("put it in a later round of a ranked count")
        report.add("E442", name.span, worded("no ballot is exhausted in %(why)s", why=why), hint=hint)
        return None
    return figure_of(node, tally.decimals, report)


def number_of(scalar: Scalar, decimals: int, report: Report) -> Number | None:
    """Return a figure as typed; emits E210 to E220, and for a mask such as * says how to write it."""
    if not re.fullmatch(_MASK, scalar.text, re.IGNORECASE):
        return figure(scalar, decimals, report)
    hint = worded("if the source doesn't publish it, write %(withheld)s", withheld=WITHHELD)
    report.add("E210", scalar.span, worded("'%(text)s' is not a number", text=scalar.text), hint=hint)
    return None


def figure_of(node: Node, decimals: int, report: Report) -> Number | None:
    """Return the figure that a node is; emits E201 and E210 to E220."""
    if isinstance(node, Scalar):
        return number_of(node, decimals, report)
    message = worded("found keys or a list where a figure should be")
    hint = worded("write digits, for example 12")
    report.add("E201", node.span, message, hint=hint)
    return None
