"""The parts of pages that show figures moving: the chart of the lead, histories, what a release changed.

Owns their shape only. Every figure is text as it is shown.
"""

from msgspec import Struct

from recanvass.pages.models.parts import Link


class ChartStep(Struct, frozen=True):
    """A figure in a step chart: where it stands, how it is labelled, under which date. Places across are in percent.

    `status` marks how final it was, `units` counts what it rests on. The label of one that `is_minor` gives way where
    there is little room.
    """

    left: str
    right: str
    middle: str
    y: int
    label: str
    label_y: int
    date: str
    units: str
    status: str
    colour: int
    is_beyond: bool
    is_minor: bool


class ChartLine(Struct, frozen=True):
    """A line of a chart: up and down at `x` from `top` to `bottom`, or across at `top` under a label."""

    x: str
    top: int
    bottom: int
    label: str


class MarginChart(Struct, frozen=True):
    """The lead over the releases as steps. `description` says it all in words, `note` where the scale is broken.

    `above` and `below` say who is ahead on either side of the zero line. `keys` are the marks of status with their
    meaning, in the order in which they first stand; `foot_note` says what stands below the dates.
    """

    title: str
    description: str
    note: str
    height: int
    foot: int
    second_foot: int
    zero: int
    above: str
    below: str
    below_y: int
    keys: tuple[tuple[str, str], ...]
    foot_note: str
    steps: tuple[ChartStep, ...]
    risers: tuple[ChartLine, ...]
    scale: tuple[ChartLine, ...]
    breaks: tuple[ChartLine, ...]


class HistoryCell(Struct, frozen=True):
    """A figure in a history under its column's `label`; `change` is how far it moved since the row above, if it did."""

    label: str
    figure: str
    change: str


class HistoryRow(Struct, frozen=True):
    """An area's figures from one release on."""

    release: Link
    cells: tuple[HistoryCell, ...]


class HistoryTable(Struct, frozen=True):
    """One tally of one area over the releases that touched it, oldest first; a column a choice, and the total."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[HistoryRow, ...]


class HistoryEvent(Struct, frozen=True):
    """What a release says of a unit beside figures: that results came in, a remark of its source."""

    release: Link
    text: str


class History(Struct, frozen=True):
    """What the releases made of one area. `file` is the download that holds every change."""

    file: str
    tables: tuple[HistoryTable, ...]
    events: tuple[HistoryEvent, ...]


class MoveRow(Struct, frozen=True):
    """How far the sum of all units moved for one choice: a cell a tally."""

    choice: str
    cells: tuple[str, ...]


class MoveTable(Struct, frozen=True):
    """What a release moved in sum, by choice and tally, and how far each tally's total moved."""

    tallies: tuple[str, ...]
    rows: tuple[MoveRow, ...]
    totals: tuple[str, ...]


class MoveCell(Struct, frozen=True):
    """How far a total moved, under its column's `label`."""

    label: str
    figure: str


class AreaMoveRow(Struct, frozen=True):
    """What a release moved in one area: units added and changed, each tally's total, the lead in the deciding tally."""

    name: Link
    new: str
    corrected: str
    totals: tuple[MoveCell, ...]
    lead: str


class AreaMoveTable(Struct, frozen=True):
    """What a release moved, area by area."""

    tallies: tuple[str, ...]
    rows: tuple[AreaMoveRow, ...]


class ChangeRow(Struct, frozen=True):
    """What a release changed in one tally of one unit, choices that moved in rank order of the move."""

    area: Link
    within: str
    tally: str
    moves: tuple[str, ...]
    total: str


class ChangeTable(Struct, frozen=True):
    """What a release changed, one row a unit and tally; `file` is the download that holds the same."""

    file: str
    rows: tuple[ChangeRow, ...]


class DifferenceRow(Struct, frozen=True):
    """A published total that is not the sum of the units."""

    area: Link
    tally: str
    choice: str
    published: str
    total_of_units: str
    difference: str


class DifferenceTable(Struct, frozen=True):
    """Where published totals are not the sums of their units; `file` is the download that holds all of them."""

    file: str
    rows: tuple[DifferenceRow, ...]
