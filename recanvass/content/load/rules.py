"""What a contest tells the checks of its results.

Owns `rules` in contest.yml. Must not know what a rule makes of it.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from recanvass.content.load.names import Known, look_up
from recanvass.content.schema.records import Values
from recanvass.content.schema.rule_keys import (
    RULES_AWARDS,
    RULES_BY_ATTENDANCE,
    RULES_FINAL,
    RULES_FIRST,
    RULES_OF_CAUCUS,
    RULES_PACK,
    RULES_TALLIES,
    RULES_VIABILITY,
    RULES_VOTES_EACH,
)
from recanvass.content.schema.scalars import Whole
from recanvass.content.syntax import Mapping, Node, Scalar
from recanvass.core.contest_rules import AWARDS, FINAL, FIRST, GENERAL, PackName, Rules
from recanvass.core.diagnostics import Report

_SHARE = re.compile(r"([0-9]{1,4})/([1-9][0-9]{0,3})", re.ASCII)
_CAUCUS = (*RULES_OF_CAUCUS, RULES_VIABILITY, RULES_BY_ATTENDANCE)
_BY_DEFAULT = {RULES_FIRST.key: FIRST, RULES_FINAL.key: FINAL, RULES_AWARDS.key: AWARDS}


def rules(values: Values | None, known: Known, report: Report) -> Rules:
    """Return the rules of a contest; emits E203, E210 and E303."""
    if values is None:
        return GENERAL
    pack = values.get(RULES_PACK)
    given = [(field, scalar) for field in RULES_TALLIES if (scalar := values.get(field)) is not None]
    tallies = {field.key: look_up(scalar, known, report) for field, scalar in given}
    if pack is PackName.IOWA_CAUCUS_2020:
        _check_tallies(values, known, report)
    elif values.is_whole:
        for field in _CAUCUS:
            if values.get(field) is not None:
                hint = f"add 'pack: {PackName.IOWA_CAUCUS_2020.value}', or remove the key"
                report.add("E203", values.at(field), f"without a pack the rules have no key '{field.key}'", hint=hint)
    return Rules(
        pack=pack,
        tallies={part: name for part, name in tallies.items() if name is not None},
        viability=tuple(sorted(_shares(values.get(RULES_VIABILITY), report))),
        by_attendance=tuple(sorted(_counts(values.get(RULES_BY_ATTENDANCE), report))),
        votes_each=values.get(RULES_VOTES_EACH) or 1,
    )


def _check_tallies(values: Values, known: Known, report: Report) -> None:
    """Report tallies that the pack needs, under its own names, and the contest does not have."""
    for field in RULES_OF_CAUCUS:
        name = _BY_DEFAULT[field.key]
        if values.get(field) is None and name not in known.ids:
            message = f"the pack needs a tally '{name}', which this contest does not have"
            hint = f"name the contest's own: {field.key}: {next(iter(known.ids), '…')}"
            report.add("E303", values.at(RULES_PACK), message, hint=hint)


def _least(key: Scalar, report: Report) -> int | None:
    return Whole().read(key, report)


def _shares(tree: Mapping | None, report: Report) -> Iterator[tuple[int, Fraction]]:
    for key, node in tree.entries if tree is not None else ():
        least = _least(key, report)
        match = _SHARE.fullmatch(node.text) if isinstance(node, Scalar) else None
        if match is None or int(match[1]) > int(match[2]):
            hint = "write a fraction of at most 1, for example 3/20 for 15 percent"
            report.add("E210", node.span, f"{_quoted(node)} is not a share", hint=hint)
        elif least is not None:
            yield least, Fraction(int(match[1]), int(match[2]))


def _quoted(node: Node) -> str:
    return f"'{node.text}'" if isinstance(node, Scalar) else "this"


def _counts(tree: Mapping | None, report: Report) -> Iterator[tuple[int, int]]:
    for key, node in tree.entries if tree is not None else ():
        least, count = _least(key, report), Whole().read(node, report)
        if least is not None and count is not None:
            yield least, count
