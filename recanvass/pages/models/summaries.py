"""Contests and checks of counts in short: facts, bars from request to correction, lines in lists of contests.

Owns their shape only. Every figure is text as it is shown.
"""

from msgspec import Struct

from recanvass.pages.models.parts import Link


class KeyFact(Struct, frozen=True):
    """One of the facts that stand side by side under an answer: a label, a large figure, and a sentence or two.

    If the text is about one place, that is the `example`.
    """

    label: str
    figure: str
    text: str
    example: Link | None = None


class FunnelRow(Struct, frozen=True):
    """A bar of a funnel: solid, then in outline, both as widths in percent, empty for none; `text` has the figures.

    The colour of one that `is_of_choice` is that of a choice.
    """

    label: str
    is_of_choice: bool
    colour: int
    solid: str
    outlined: str
    text: str


class Funnel(Struct, frozen=True):
    """A recanvass or a recount from request to correction, and the lead `before` and `after` it."""

    title: str
    days: str
    rows: tuple[FunnelRow, ...]
    before: str
    after: str
    is_open: bool


class RaceRow(Struct, frozen=True):
    """A contest in a list: who is ahead or won, by what, and how far the count is."""

    title: Link
    leader: str
    colour: int
    figures: str
    status: str
    is_settled: bool


class RaceCard(Struct, frozen=True):
    """A close contest: its sentence and how far the count is."""

    title: Link
    sentence: str
    status: str
    colour: int


class OfficeSection(Struct, frozen=True):
    """The contests for one office, and who won how many of them in a line."""

    id: str
    title: Link
    counts: str
    rows: tuple[RaceRow, ...]


class BallotRow(Struct, frozen=True):
    """A contest on the ballot of a place: who is ahead there, by how much, and what the whole contest says."""

    title: Link
    leader: str
    colour: int
    margin: str
    whole: str
