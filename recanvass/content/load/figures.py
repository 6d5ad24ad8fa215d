"""YAML results files: what a release states about units.

Owns how figures of one place are typed. Must not add anything up.
"""

from collections.abc import Iterator
from decimal import Decimal

from recanvass.content.files import SourceFile
from recanvass.content.load.scope import Scope, choice_of, tally_for, unit_of
from recanvass.content.schema.keys import ROWS, RowRecord
from recanvass.content.schema.scalars import figure
from recanvass.content.syntax import Keys, Node, Scalar, read_yaml
from recanvass.core.diagnostics import Report
from recanvass.core.model import AreaId, Number, Row, Stated, Tally, TallyId

ZERO = Decimal(0)
_EXAMPLES = {"tallies": "for example {votes: {smith: 12}}", "choices": "for example {smith: 12}"}


def yaml_rows(file: SourceFile, scope: Scope, report: Report) -> Iterator[Row]:
    """Yield the rows of a YAML results file. A faulty row hides no other row, and none of its own faults.

    Emits E301 to E303, E312 to E314.
    """
    node = read_yaml(file, report)
    tree = ROWS.read(node, report) if node is not None else None
    for key, value in tree.entries if tree is not None else ():
        area = unit_of(key, scope, report)
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
    report.add("E201", node.span, f"{what} with their figures belong here", hint=f"write {_EXAMPLES[what]}")
    return None


def _row(area: AreaId, key: Scalar, keys: Keys, scope: Scope, *, report: Report) -> Row:
    tallies: dict[TallyId, Stated] = {}
    reporting = note = None
    for name, node in keys.entries:
        if name.text == RowRecord.status.key:
            reporting = RowRecord.status.type.read(node, report)
        elif name.text == RowRecord.note.key:
            note = RowRecord.note.type.read(node, report)
        else:
            tally = tally_for(name, area, scope, report)
            counts = _counts(node, tally, scope, report) if tally is not None else None
            if tally is not None and counts is not None:
                tallies[tally.id] = Stated(counts, name.span)
    return Row(area, key.span, tallies, reporting, note)


def _counts(node: Node, tally: Tally, scope: Scope, report: Report) -> tuple[Number, ...] | None:
    keys = keys_of(node, "choices", report)
    if keys is None:
        return None
    decimals = tally.decimals
    positions = scope.positions
    counts: list[Number] = [ZERO if decimals else 0] * len(positions)
    is_sound = True
    for name, value in keys.entries:
        position = positions.get(name.text)
        if position is None:
            choice_of(name, scope, report)
        number = figure_of(value, decimals, report)
        if position is None or number is None:
            is_sound = False
        else:
            counts[position] = number
    return tuple(counts) if is_sound else None


def figure_of(node: Node, decimals: int, report: Report) -> Number | None:
    """Return the figure that a node is; emits E201 and E210 to E220."""
    if isinstance(node, Scalar):
        return figure(node, decimals, report)
    report.add("E201", node.span, "keys or a list where a figure belongs", hint="write digits, for example 12")
    return None
