"""The parts that pages are made of, each the view of one component.

Owns their shape only. Every figure is text as it is shown; every link is complete and relative to its page.
"""

from msgspec import Struct

from recanvass.text.developments import Marked


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


class LanguageLink(Struct, frozen=True):
    """A page in one language of the site: the language's code and own name, where it is, and its whole address."""

    code: str
    name: str
    href: str
    address: str
    is_current: bool


class Frame(Struct, frozen=True):
    """All that surrounds a page's own content.

    `sample` is 1234.5 as the page's language writes it, for scripts. `root` leads to the root of the site,
    `canonical` is the public address or empty where it is not known. `banner` says that the site stands at an
    earlier moment or is a rehearsal, which search engines pass over, and `current` leads to the newest results
    where their address is known. `find` is the index of all places, `index` what the search field reads. `latest`
    is where an open page asks for newer releases than those it has, `shown` (pairs of contest and release, as
    JSON); empty where it is not to ask.
    `image` is the public address of the card of the page's release, `image_text` what it says; empty without one.
    `icon` is that of the site, if content has one.
    `kind` is what cards call the page (ogp.me), `linked` what it says of itself to programs, made safe by
    `content.markdown`. `languages` are those in which the page can be read, the first of the site first; empty for a
    site of one language.
    """

    language: str
    sample: str
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
    languages: tuple[LanguageLink, ...] = ()
    kind: str = "website"
    linked: str = ""
    contest: str = ""
    banner: str = ""
    current: Link | None = None
    is_rehearsal: bool = False
    image: str = ""
    image_text: str = ""
    icon: str = ""


class Declared(Struct, frozen=True):
    """Who declared an outcome, when, and where that is published; `note` is what content says of it."""

    text: str
    source: str
    href: str
    note: str


class LeadLine(Struct, frozen=True):
    """The answer in words: who leads, by how much; how it came to that; and what puts it in proportion.

    `text` leaves out the unit where that has a long name.
    """

    text: str
    second: Marked
    context: str


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
    """One line of a request: the unit, where it lies, its name as printed, and its outcome.

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

    `is_one_place` says that all lines are of the place that the page is about.

    `parent_heading` and `district_heading` name the kinds of place above and of group around the units, as content
    does; empty where no line has any, and then without the column. `file` is the download that holds the lines.
    Rows after the first `few` fold away where `folds` says how many there are.
    """

    id: str
    title: str
    caption: str
    is_one_request: bool
    parent_heading: str
    district_heading: str
    file: str
    rows: tuple[LedgerRow, ...]
    few: int
    folds: str
    is_one_place: bool


class ReleaseRow(Struct, frozen=True):
    """A rung of the ladder of releases. `is_shown` marks the release the site stands on.

    `leader` and `margin` are the lead in short, `moved` how far it moved since the release before; `new` and
    `corrected` count the units of which figures were added and changed.
    """

    title: Link
    kind: str
    stamp: Stamp
    leader: str
    margin: str
    moved: str
    colour: int
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
