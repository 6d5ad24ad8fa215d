"""The parts of pages that show figures moving: the chart of the lead, histories, what a release changed.

Owns their shape only. Every figure is text as it is shown.
"""

from msgspec import Struct

from recanvass.pages.models.parts import Link


class ChartColumn(Struct, frozen=True):
    """A release in the chart of the lead. Places across and down are in percent of the picture.

    `text` says it in words. `riser_top` is empty where the step before is not known. `label` stands above the step, or
    `is_below` it. `tag` says in a word what the release was. The label of one that `is_minor` gives way where there is
    little room, `is_lowest` is ringed, and `is_shown` is the release of the page. The tag of one that `is_check` is
    also that of the span before it.
    """

    href: str
    text: str
    left: str
    right: str
    width: str
    middle: str
    y: str
    top: str
    height: str
    riser_top: str
    riser_bottom: str
    label: str
    is_below: bool
    date: str
    tag: str
    colour: int
    is_beyond: bool
    is_missing: bool
    is_minor: bool
    is_shown: bool
    is_last: bool
    is_check: bool
    is_lowest: bool


class ChartSpan(Struct, frozen=True):
    """The time in which a recanvass or a recount went on."""

    label: str
    days: str
    left: str
    right: str
    width: str
    middle: str


class LeadChart(Struct, frozen=True):
    """The lead over the releases as steps. `description` says it all in words, `note` what is off the scale."""

    title: str
    unit: str
    description: str
    note: str
    zero: str
    columns: tuple[ChartColumn, ...]
    spans: tuple[ChartSpan, ...]


class HistoryCell(Struct, frozen=True):
    """A figure in a history under its column's `label`; `change` is how far it moved since the row above, if it did.

    `exact` has all decimals in plain digits where the page shows fewer.
    """

    label: str
    figure: str
    change: str
    exact: str = ""


class HistoryRow(Struct, frozen=True):
    """An area's figures from one release on."""

    release: Link
    cells: tuple[HistoryCell, ...]


class HistoryTable(Struct, frozen=True):
    """One tally of one area over the releases that touched it, oldest first; a column a choice, and the total.

    `show` and `decimals` are how many decimals the page shows and figures have; `has_shares` if they are of the total.
    `remark` names releases in between that could have changed the figures and have none of places.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[HistoryRow, ...]
    show: int
    decimals: int
    has_shares: bool
    remark: str


class HistoryEvent(Struct, frozen=True):
    """What a release says of a unit beside figures: that results came in, a remark of its source."""

    release: Link
    text: str


class History(Struct, frozen=True):
    """What the releases made of one area. `file` is the download that holds every change."""

    file: str
    tables: tuple[HistoryTable, ...]
    events: tuple[HistoryEvent, ...]
    has_candidates: bool


class MoveRow(Struct, frozen=True):
    """How far the sum of all units moved for one choice: a cell a tally."""

    choice: str
    cells: tuple[str, ...]


class Dumbbell(Struct, frozen=True):
    """What a choice had and has. `start` and `end` are where both stand on the scale of changes, in percent."""

    name: str
    href: str
    colour: int
    before: str
    after: str
    change: str
    start: str
    end: str


class Dumbbells(Struct, frozen=True):
    """Who gained and who lost in a tally between two days; `note` says it if there was a release between them."""

    unit: str
    before: str
    after: str
    rows: tuple[Dumbbell, ...]
    note: str
    unchanged: str


class MoveTable(Struct, frozen=True):
    """What a release moved in sum, by choice and tally, and how far each tally's total moved.

    `since` is the title of the last release before it with figures of single places.
    """

    since: str
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
    """What a release changed in one tally of one unit, in the order of the ballot, and what that did to the lead."""

    area: Link
    within: str
    tally: str
    moves: tuple[str, ...]
    total: str
    effect: str


class ChangeTable(Struct, frozen=True):
    """What a release changed, one row a unit and tally, the largest effect on the lead first.

    `file` is the download that holds the same. The rows after the first `few` fold away under the words of `folds`;
    it is empty where nothing is to fold. `effect` says
    whose lead the last column is about; it is empty where there are no two.
    """

    file: str
    few: int
    folds: str
    effect: str
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
