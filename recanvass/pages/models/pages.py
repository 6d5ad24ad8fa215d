"""The views of a contest's pages: exactly what the template shows, under the one name `page`.

Owns the shape of pages only; the other modules of this package fill them.
"""

from msgspec import Struct

from recanvass.pages.models.clashes import (
    AnsweredRow,
    CodeCountRow,
    FindingCountRow,
    FindingSection,
    ReleaseFindings,
)
from recanvass.pages.models.ledger_parts import DeadlineRow, LedgerIndex, OverlapRow
from recanvass.pages.models.movement import (
    AreaMoveTable,
    ChangeTable,
    DifferenceTable,
    Dumbbells,
    History,
    LeadChart,
    MoveCell,
    MoveTable,
)
from recanvass.pages.models.parts import (
    Declared,
    Embed,
    Fact,
    Frame,
    LeadLine,
    LedgerTable,
    Link,
    NoteCard,
    ReleaseRow,
    RequestStory,
    StakesTable,
    Step,
)
from recanvass.pages.models.pictures import Atlas
from recanvass.pages.models.result_parts import AreaTable, Breakdown, ReportingLine, ResultTable, ThresholdBar
from recanvass.pages.models.source_comparison import SourceTable
from recanvass.pages.models.summaries import Funnel, KeyFact


class AreaListPage(Struct, frozen=True):
    """areas.html: all places of one kind, or all groups, in tables by the place they lie in.

    `jump` is what a long table of contents folds under, `file` the download where the tables name none of their own.
    """

    frame: Frame
    heading: str
    intro: str
    file: str
    jump: str
    contents: tuple[Link, ...]
    tables: tuple[AreaTable, ...]


class ChoiceArea(Struct, frozen=True):
    """One area's figures for one choice: (count, percent) a tally, in the order of the page's tallies."""

    name: Link
    rank: str
    figures: tuple[tuple[str, str], ...]


class ChoicePage(Struct, frozen=True):
    """choice.html: one choice in all tallies, and area by area. `file` is the download that holds the figures."""

    frame: Frame
    heading: str
    kicker: str
    colour: int
    standing: tuple[Fact, ...]
    tallies: tuple[str, ...]
    atlas: Atlas | None
    areas_title: str
    file: str
    areas: tuple[ChoiceArea, ...]


class MapPage(Struct, frozen=True):
    """map.html: one layer of a contest's map, with its table."""

    frame: Frame
    heading: str
    atlas: Atlas | None


class ReleasesPage(Struct, frozen=True):
    """releases.html: the ladder of releases, newest first."""

    frame: Frame
    heading: str
    intro: str
    chart: LeadChart | None
    rows: tuple[ReleaseRow, ...]
    history: History | None
    findings: tuple[FindingCountRow, ...]


class ReleasePage(Struct, frozen=True):
    """release.html: the whole table as it stood then, and what this release changed."""

    frame: Frame
    heading: str
    kicker: str
    note: str
    lead: LeadLine | None
    chart: LeadChart | None
    reporting: ReportingLine
    silence: str
    declared: Declared | None
    tables: tuple[ResultTable, ...]
    thresholds: tuple[ThresholdBar, ...]
    breakdown: Breakdown | None
    differences: DifferenceTable | None
    findings: ReleaseFindings | None
    sources: SourceTable | None
    changed: str
    dumbbells: Dumbbells | None
    moves: MoveTable | None
    area_moves: AreaMoveTable | None
    changes: ChangeTable | None
    downloads: tuple[Link, ...]
    embed: Embed | None
    older: Link | None
    newer: Link | None


class RequestsPage(Struct, frozen=True):
    """reviews.html: the ledger of all requests with their way through time, their lines, and ways to find a line.

    `indexes` sort the lines by requester, kind, place above, group and disposition; `as_of` says by which moment an
    answer counts as overdue.
    """

    frame: Frame
    heading: str
    intro: str
    funnels: tuple[Funnel, ...]
    stories: tuple[RequestStory, ...]
    counts: tuple[Fact, ...]
    deadlines: tuple[DeadlineRow, ...]
    as_of: str
    contents: tuple[Link, ...]
    overlaps: tuple[OverlapRow, ...]
    all_rows: LedgerTable
    indexes: tuple[LedgerIndex, ...]


class RequestPage(Struct, frozen=True):
    """review.html: one request. `no_stakes` says why nothing can be put in figures, where `stakes` is None."""

    frame: Frame
    heading: str
    kicker: str
    note: str
    state: str
    state_text: str
    alert: str
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    listed: str
    stakes: StakesTable | None
    no_stakes: str
    dispositions: tuple[Fact, ...]
    ledger: LedgerTable | None
    notes: tuple[NoteCard, ...]


class FindingsPage(Struct, frozen=True):
    """findings.html: all that the rules find in a contest, by rule, by release and by the place around.

    `corrections` is whom readers tell of a mistake, without a link where the site names no address.
    """

    frame: Frame
    heading: str
    intro: str
    totals: str
    examples: tuple[KeyFact, ...]
    notes: tuple[str, ...]
    corrections: Link
    codes: tuple[CodeCountRow, ...]
    releases: tuple[FindingCountRow, ...]
    around_title: str
    around: tuple[Fact, ...]
    sections: tuple[FindingSection, ...]
    answered: tuple[AnsweredRow, ...]
    few_answered: int
    more_answered: str
    download: Link


class StatementRow(Struct, frozen=True):
    """A choice in a statement of results: a figure a column."""

    name: str
    cells: tuple[MoveCell, ...]


class StatementPage(Struct, frozen=True):
    """statement.html: all results of a contest or of a place in it on one sheet of paper, in the order of the ballot.

    `address` is where it is published, `digest` the SHA-256 of `file`, the download of the units' figures.
    """

    frame: Frame
    kicker: str
    heading: str
    lead: str
    facts: tuple[Fact, ...]
    columns: tuple[str, ...]
    rows: tuple[StatementRow, ...]
    totals: tuple[MoveCell, ...]
    changed: tuple[str, ...]
    remarks: tuple[str, ...]
    address: str
    release: str
    file: str
    file_href: str
    digest: str
    page_href: str


class EmbedPage(Struct, frozen=True):
    """embed.html: the answer and the table that decides, for the pages of others.

    `newer` is the newest release where this embed stands on an older one, `full` the page that has all the rest.
    """

    frame: Frame
    kicker: str
    heading: Link
    newer: Link | None
    lead: LeadLine | None
    reporting: ReportingLine
    silence: str
    table: ResultTable | None
    full: Link
