"""The parts of the ledger beside its lines: deadlines, units asked for by several, ways of sorting the lines.

Owns their shape only. Every figure is text as it is shown.
"""

from msgspec import Struct

from recanvass.pages.models.parts import Link


class DeadlineRow(Struct, frozen=True):
    """A day on which an answer was due, and the answer."""

    time: str
    machine_time: str
    review: Link
    colour: int
    outcome: str
    is_late: bool


class OverlapRow(Struct, frozen=True):
    """A unit that several requests of one kind name, with the requests."""

    unit: Link
    unit_id: str
    within: str
    kind: str
    requests: tuple[Link, ...]


class IndexGroup(Struct, frozen=True):
    """Lines of the ledger that have something in common, as links to them; `count` says how many units they are."""

    id: str
    title: str
    count: str
    links: tuple[Link, ...]


class LedgerIndex(Struct, frozen=True):
    """One way of sorting the lines of the ledger."""

    id: str
    title: str
    groups: tuple[IndexGroup, ...]
