"""The parts that pages are made of, each the view of one component.

Owns their shape only. Every figure is text as it is shown; every link is complete and relative to its page.
"""

from msgspec import Struct


class Link(Struct, frozen=True):
    """A text that leads somewhere; `is_current` marks the page the reader is on."""

    text: str
    href: str
    is_current: bool = False


class Stamp(Struct, frozen=True):
    """What every figure needs beside it: its release, how final that is, when, from whom. `status` is the badge."""

    release: Link
    status: str
    status_text: str
    time: str
    machine_time: str
    source: str
    source_href: str | None


class FeedLink(Struct, frozen=True):
    """A feed that programs find in the head of every page."""

    title: str
    href: str
    type: str


class Frame(Struct, frozen=True):
    """All that surrounds a page's own content.

    `root` leads to the root of the site, `canonical` is the public address or empty where it is not known. `banner`
    says that the site stands at an earlier moment or is a rehearsal, which search engines pass over, and `current`
    leads to the newest results where their address is known. `find` is the index of all places, `index` what the search
    field reads. `latest` is where an open page asks for newer releases than those it has, `shown` (pairs of contest and
    release, as JSON); empty where it is not to ask.
    `image` is the public address of the card of the page's release, `image_text` what it says; empty without one.
    `kind` is what cards call the page (ogp.me), `linked` what it says of itself to programs, made safe by
    `content.markdown`.
    """

    language: str
    site_title: str
    title: str
    description: str
    root: str
    home: str
    canonical: str
    style: str
    script: str
    policy: str
    find: str
    index: str
    latest: str
    shown: str
    navigation: tuple[Link, ...]
    breadcrumbs: tuple[Link, ...]
    stamp: Stamp | None
    publisher: Link
    feeds: tuple[FeedLink, ...]
    kind: str = "website"
    linked: str = ""
    contest: str = ""
    banner: str = ""
    current: Link | None = None
    is_rehearsal: bool = False
    image: str = ""
    image_text: str = ""


class ResultRow(Struct, frozen=True):
    """One choice in a result table. `bar` is a width in percent of the widest; `direction` is up, down or empty.

    `colour` is the number of the choice's colour in the palette, from 1; 0 for options that are no candidates.
    `remark` says what is special about the figure, such as the release that it was carried over from. `marks` say what
    is special about the choice: that it is the incumbent, a write-in, elected. `is_last_in` is the last row with a seat
    or a place in the next round.
    """

    rank: str
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
    is_last_in: bool = False


class ZeroRow(Struct, frozen=True):
    """Several choices of which zero was reported, in one row of a result table; candidates among them share a rank."""

    rank: str
    choices: tuple[Link, ...]
    count: str
    percent: str


class ResultTable(Struct, frozen=True):
    """One tally of one area: its rows in rank order, options that are no candidates last, and the total.

    `zeros` come after the rows: choices that have nothing there, and had nothing before. `file` is the download that
    holds the figures.
    `since` names the release that changes are counted from; empty where there is none.
    """

    id: str
    title: str
    unit: str
    is_deciding: bool
    since: str
    has_percents: bool
    has_printed_percents: bool
    rows: tuple[ResultRow, ...]
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


class Declared(Struct, frozen=True):
    """Who declared an outcome, when, and where that is published; `note` is what content says of it."""

    text: str
    source: str
    href: str
    note: str


class LeadLine(Struct, frozen=True):
    """The answer in words: who leads, by how much, in which unit; and the sentence that puts it in proportion."""

    text: str
    context: str
    colour: int


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


class Fact(Struct, frozen=True):
    """A labelled fact about a place or a request; `href` where it leads somewhere."""

    label: str
    value: str
    href: str = ""


class Superseded(Struct, frozen=True):
    """The release whose figures a note holds, and the newest one, which came after it."""

    release: Link
    newest: Link


class NoteCard(Struct, frozen=True):
    """A news note in a list. `superseded` is the title of its release where there is a newer one."""

    title: Link
    time: str
    machine_time: str
    summary: str
    is_draft: bool
    superseded: str


class RequestCard(Struct, frozen=True):
    """A request in a list: who asked for what, when, where it stands."""

    title: Link
    kind: str
    requested_by: str
    colour: int
    filed: str
    state: str
    state_text: str
    scope: str
    stakes: str
    alert: str


class Step(Struct, frozen=True):
    """One step of a request. `is_late` marks an answer that is overdue or came late, `is_open` what is still due."""

    label: str
    time: str
    machine_time: str
    note: str
    href: str
    is_late: bool
    is_open: bool


class RequestStory(Struct, frozen=True):
    """A request in the ledger: its card, its way through time, and how many units came to which end."""

    card: RequestCard
    steps: tuple[Step, ...]
    dispositions: tuple[Fact, ...]


class StakesRow(Struct, frozen=True):
    """What the units of a request held of one choice: one figure a column."""

    name: str
    colour: int
    figures: tuple[str, ...]


class StakesTable(Struct, frozen=True):
    """What was at stake in a request: which units, how they stood in `release`, and the lead with and without them."""

    scope: str
    release: Link
    columns: tuple[str, ...]
    rows: tuple[StakesRow, ...]
    totals: tuple[str, ...]
    before: tuple[Fact, ...]
    after_title: str
    after: tuple[Fact, ...]
    remarks: tuple[str, ...]


class LedgerRow(Struct, frozen=True):
    """One line of a request: the unit, where it lies, its name as printed, and what came of it.

    `id` is its anchor, empty where nothing leads to it. `via` names the group through which alone the request
    covers it. `others` names everyone else whose request of the same kind names the unit.
    """

    id: str
    unit: Link
    unit_id: str
    via: str
    parent: str
    district: str
    printed: str
    requester: str
    colour: int
    review: Link
    disposition: str
    reason: str
    others: str


class LedgerTable(Struct, frozen=True):
    """Lines of requests under one heading. `is_one_request` leaves out the columns that would repeat it.

    `parent_heading` and `district_heading` name the kinds of place above and of group around the units, as content
    does; empty where no line has any, and then without the column. `file` is the download that holds the lines.
    """

    id: str
    title: str
    caption: str
    is_one_request: bool
    parent_heading: str
    district_heading: str
    file: str
    rows: tuple[LedgerRow, ...]


class ReleaseRow(Struct, frozen=True):
    """A rung of the ladder of releases. `is_shown` marks the release the site stands on.

    `leader` and `margin` are the lead in short, `moved` how far it moved since the release before; `new` and
    `corrected` count the units of which figures were added and changed.
    """

    title: Link
    kind: str
    stamp: Stamp
    lead: str
    leader: str
    margin: str
    moved: str
    colour: int
    units: str
    changed: str
    new: str
    corrected: str
    is_shown: bool


class Embed(Struct, frozen=True):
    """The figures of a page for pages of others: the HTML to put there, to be shown as text.

    `note` says which release it shows, `page` leads to it from here.
    """

    code: str
    note: str
    page: str


class Download(Struct, frozen=True):
    """A file to download, with what its columns mean (name, meaning)."""

    title: Link
    description: str
    size: str
    columns: tuple[tuple[str, str], ...]
