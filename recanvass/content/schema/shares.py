"""Shares, and what a contest says a choice needs: `threshold` and `vote_for`.

Owns how they are written. Must not know what follows from them.
"""

import re
from fractions import Fraction

from msgspec import Struct

from recanvass.content.schema import json_schema
from recanvass.content.schema.json_schema import JsonSchema, Vocabulary
from recanvass.content.schema.records import Record, optional
from recanvass.content.schema.scalars import OneOf, Whole
from recanvass.content.syntax import Items, Keys, Node, Scalar
from recanvass.core.ballot import MAJORITY, Requirement
from recanvass.core.diagnostics import Report
from recanvass.core.kinds import Base, Needed, Reach
from recanvass.core.messages import worded

_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%")
_FRACTION = re.compile(r"([0-9]{1,4})/([1-9][0-9]{0,3})")
_WORD = "majority"
_THRESHOLD = worded("write majority, or a share such as 60%")
ANY = 0
"""What `vote_for: any` is read as."""


def share(text: str) -> Fraction | None:
    """Return a share from 0 to 1 that is written as a percentage or a fraction; None if it is not one."""
    percent, fraction = _PERCENT.fullmatch(text), _FRACTION.fullmatch(text)
    if percent:
        found = Fraction(percent[1]) * Fraction(1, 100)
    elif fraction:
        found = Fraction(int(fraction[1]), int(fraction[2]))
    else:
        return None
    return found if found <= 1 else None


class Share(Struct, frozen=True):
    """A share: 60% or 3/5."""

    def read(self, node: Node, report: Report) -> Fraction | None:
        """Return the share; emits E440."""
        found = share(node.text) if isinstance(node, Scalar) else None
        if found is None:
            report.add("E440", node.span, worded("%(node)s is not a share", node=_quoted(node)), hint=_hint(node))
        return found

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe either form."""
        return json_schema.text_like(f"^({_PERCENT.pattern}|{_FRACTION.pattern})$", worded("write 60% or 3/5"))


def _quoted(node: Node) -> str:
    return f"'{node.text}'" if isinstance(node, Scalar) else worded("this")


def _hint(node: Node) -> str:
    text = node.text if isinstance(node, Scalar) else ""
    if re.fullmatch(r"[0-9]{1,2}(\.[0-9]+)?", text):
        exact = Fraction(text) * (1 if Fraction(text) > 1 else 100)
        return (
            worded("write %(share)s%%", share=exact.numerator)
            if exact.denominator == 1
            else worded("write %(text)s%%", text=text)
        )
    return worded("write a percentage or a fraction of at most 1, for example 60% or 3/5")


class RequirementRecord(Record, what=worded("the threshold")):
    """What a choice needs, in full."""

    share = optional(Share(), "The share needed, for example 60%.")
    count = optional(Whole(), "The number needed, instead of a share.")
    of = optional(OneOf(Base, "what a share is of"), "The base of the share. Default: votes.", default=Base.VOTES)
    reach = optional(
        OneOf(Reach, "how it is reached"), "Whether the share itself is enough, or more is needed. Default: at-least."
    )
    by = optional(
        OneOf(Needed, "who has to reach it"),
        "What must reach it: the candidate or option, or the ballots cast (a quorum). Default: choice.",
    )


class Threshold(Struct, frozen=True):
    """What a choice needs: the word majority, a share, a record, or a list of them that must all hold."""

    def read(self, node: Node, report: Report) -> tuple[Requirement, ...] | None:
        """Return the requirements in the order typed; emits E440."""
        if isinstance(node, Items):
            if not node.items:
                report.add("E440", node.span, worded("the list is empty"), hint=_THRESHOLD)
                return None
            read = [self._one(item, report) for item in node.items]
            known = tuple(one for one in read if one is not None)
            return known if len(known) == len(read) else None
        one = self._one(node, report)
        return (one,) if one is not None else None

    def _one(self, node: Node, report: Report) -> Requirement | None:
        if isinstance(node, Scalar):
            if node.text == _WORD:
                return MAJORITY
            found = Share().read(node, report)
            return Requirement(Base.VOTES, found) if found is not None else None
        record = RequirementRecord.read(node, report) if isinstance(node, Keys) else None
        if record is None:
            if not isinstance(node, Keys):
                report.add("E201", node.span, worded("expected a threshold"), hint=_THRESHOLD)
            return None
        if record.faulty:
            return None
        if (record.share is None) == (record.count is None):
            hint = worded("write one of them, for example {share: 60%, of: ballots}")
            report.add("E440", node.span, worded("a threshold needs either a 'share' or a 'count'"), hint=hint)
            return None
        return Requirement(
            base=record.of,
            share=record.share,
            count=record.count,
            is_more_than=record.reach is Reach.MORE_THAN,
            of_ballots_cast=record.by is Needed.BALLOTS,
        )

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe every form."""
        brief = json_schema.text_like(
            f"^({_WORD}|{_PERCENT.pattern}|{_FRACTION.pattern})$", worded("write majority or 60%")
        )
        one: JsonSchema = {"anyOf": [brief, RequirementRecord.json_schema(vocabulary)]}
        return {"anyOf": [one, {"type": "array", "items": one}]}


class VoteFor(Struct, frozen=True):
    """How many a ballot may choose: a whole number, or the word any."""

    def read(self, node: Node, report: Report) -> int | None:
        """Return the number, `ANY` for any; emits E443 for zero."""
        if isinstance(node, Scalar) and node.text == "any":
            return ANY
        number = Whole().read(node, report)
        if number == 0:
            hint = worded("write how many a voter may choose, or any")
            report.add("E443", node.span, worded("a voter must be able to choose at least one"), hint=hint)
            return None
        return number

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe either."""
        return {"anyOf": [{"enum": ["any"]}, Whole().json_schema(vocabulary)]}
