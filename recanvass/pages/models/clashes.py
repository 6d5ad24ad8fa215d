"""The parts of pages that show what the rules find, each the view of one component.

Owns their shape only. Every figure is text as it is shown; every link is complete and relative to its page.
"""

from msgspec import Struct

from recanvass.pages.models.parts import Link


class RuleCard(Struct, frozen=True):
    """A rule as readers see it: what it asks for, who says so, how a clash may be innocent, and how it weighs."""

    id: str
    code: str
    title: str
    level: str
    level_text: str
    text: str
    source: Link
    innocent: str


class FindingRow(Struct, frozen=True):
    """One finding of a place: the figures that clash, and from which release until which one.

    `level_text` says how it weighs, where that is not as its rule does.
    """

    place: Link
    text: str
    level_text: str
    life: str


class FindingGroup(Struct, frozen=True):
    """Findings of places that lie in the same one; their number alone where there are very many of a rule.

    `place` is that place, with a link where its page has them; None for findings that are of no place inside another.
    """

    place: Link | None
    count: str
    rows: tuple[FindingRow, ...]


class FindingSection(Struct, frozen=True):
    """All findings of one rule: those that stand, those that a later release ended, and a link to those looked into."""

    rule: RuleCard
    standing_title: str
    standing: tuple[FindingGroup, ...]
    ended_title: str
    ended: tuple[FindingGroup, ...]
    answered: Link | None


class AnsweredRow(Struct, frozen=True):
    """A finding that someone has looked into, and what was found out."""

    place: Link
    rule: Link
    text: str
    life: str
    reason: str
    source: Link | None
    by: str
    time: str


class FindingCountRow(Struct, frozen=True):
    """How many findings a release brought, how many it ended, and how many stood then."""

    release: Link
    came: str
    ended: str
    standing: str


class CodeCountRow(Struct, frozen=True):
    """How many findings of a rule stand, and how many a later release ended."""

    rule: Link
    code: str
    level_text: str
    standing: str
    ended: str


class PlaceFinding(Struct, frozen=True):
    """A finding on the page of its place. `answer` is what was found out about it, empty where nobody looked."""

    rule: Link
    level: str
    level_text: str
    text: str
    rule_text: str
    innocent: str
    life: str
    answer: str


class PlaceFindings(Struct, frozen=True):
    """What the rules find in one place and in those that lie in it: what stands, and what a later release ended.

    `inside` are findings that stand in places inside, by place.
    """

    intro: str
    standing: tuple[PlaceFinding, ...]
    ended_title: str
    ended: tuple[PlaceFinding, ...]
    inside_title: str
    inside: tuple[FindingRow, ...]
    all: Link


class ReleaseFindings(Struct, frozen=True):
    """What the rules find at a release: in words, and by rule what it brought and ended."""

    text: str
    codes: tuple[CodeCountRow, ...]
    all: Link
