"""Views of results: their tables, rounds and parts, thresholds, how much is in, and area by area."""

from msgspec import Struct

from recanvass.pages.models.parts import Link


class ResultRow(Struct, frozen=True):
    """One choice in a result table. `bar` is a width in percent of the widest; `direction` is up, down or empty.

    `colour` is the number of the choice's colour in the palette, from 1; 0 for options that are no candidates.
    `remark` says what is special about the figure, such as the release that it was carried over from. `marks` say what
    is special about the choice: that it is the incumbent, a write-in, elected. `is_ahead` is true of the first, and of
    all that are tied with it. `is_last_in` is the last row with a seat or a place in the next round.
    """

    name: str
    href: str
    party: str
    colour: int
    count: str
    percent: str
    printed_percent: str
    bar: str
    change: str
    direction: str
    remark: str
    marks: tuple[str, ...] = ()
    is_ahead: bool = False
    is_last_in: bool = False


class ZeroRow(Struct, frozen=True):
    """Several choices of which zero was reported, in one row of a result table."""

    choices: tuple[Link, ...]
    count: str
    percent: str


class ResultTable(Struct, frozen=True):
    """One tally of one area: its rows in rank order, options that are no candidates last, and the total.

    The `rows` after the first `few` may fold away under the words of `folds`; it is empty where nothing is to fold.
    `zeros` come after the rows: choices that have nothing there, and had nothing before. `file` is the download that
    holds the figures. `since` is the day that changes are counted from; empty where there are none.
    """

    id: str
    title: str
    short: str
    unit: str
    is_deciding: bool
    is_one_of_several: bool
    has_candidates: bool
    since: str
    has_percents: bool
    has_printed_percents: bool
    rows: tuple[ResultRow, ...]
    few: int
    folds: str
    zeros: tuple[ZeroRow, ...]
    file: str
    total: str
    total_change: str
    remarks: tuple[str, ...]


class BreakdownCell(Struct, frozen=True):
    """A figure in the column of a breakdown, or what stands in its place; `share` where shares are shown."""

    column: str
    figure: str
    share: str = ""


class BreakdownRow(Struct, frozen=True):
    """One choice in a breakdown, or what stands below the choices: the total, exhausted ballots."""

    name: str
    href: str
    colour: int
    cells: tuple[BreakdownCell, ...]


class Breakdown(Struct, frozen=True):
    """The tally that decides in its rounds, or in its parts, side by side.

    `foot` has the rows below the choices.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[BreakdownRow, ...]
    foot: tuple[BreakdownRow, ...]
    remarks: tuple[str, ...]


class ThresholdBar(Struct, frozen=True):
    """How far a choice is on its way to what it needs, both as widths in percent of the base; and that in words."""

    colour: int
    share: str
    needed: str
    text: str


class ReportingLine(Struct, frozen=True):
    """How many units are in. `width` is the share of a bar in percent."""

    text: str
    width: str
    is_complete: bool


class AreaRow(Struct, frozen=True):
    """A place in a list: who leads there in the deciding tally, by how much, and what readers should know of it.

    `within` is the place above it, empty where the list is of one such place. `marks` are short words such as
    "changed" or "recanvass requested".
    """

    name: Link
    code: str
    within: str
    leader: str
    colour: int
    margin: str
    total: str
    turnout: str
    reporting: str
    marks: tuple[str, ...]


class AreaTable(Struct, frozen=True):
    """A list of places of one kind, under the column heads it needs. `file` is the download that holds the figures."""

    id: str
    title: str
    within: str
    tally: str
    unit: str
    file: str
    has_codes: bool
    has_turnout: bool
    rows: tuple[AreaRow, ...]
