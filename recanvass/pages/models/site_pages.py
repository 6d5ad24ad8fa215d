"""The views of pages about the site as a whole, under the one name `page`: home, offices, ballots, notes, lists.

Owns the shape of pages only.
"""

from msgspec import Struct

from recanvass.pages.models.movement import LeadChart
from recanvass.pages.models.parts import Download, Frame, LeadLine, Link, NoteCard, Stamp, Superseded
from recanvass.pages.models.pictures import Atlas
from recanvass.pages.models.result_parts import ReportingLine, ResultTable
from recanvass.pages.models.summaries import BallotRow, Funnel, KeyFact, OfficeSection, RaceCard


class ContestStory(Struct, frozen=True):
    """The only contest of a site on its home page: the answer, how the count came to it, and the ways on."""

    title: str
    stamp: Stamp
    lead: LeadLine | None
    chart: LeadChart | None
    facts: tuple[KeyFact, ...]
    date: str
    context: str
    reporting: ReportingLine
    tables: tuple[ResultTable, ...]
    differs: str
    atlas: Atlas | None
    funnels: tuple[Funnel, ...]
    requests: Link | None
    links: tuple[Link, ...]


class CorrectedRow(Struct, frozen=True):
    """A corrected figure: the place, what is counted, the candidate, and the figure before and after.

    A figure of turnout has no candidate.
    """

    area: Link
    tally: str
    choice: str
    before: str
    after: str


class CorrectedAnswerRow(Struct, frozen=True):
    """A corrected answer to a request: the place if it is about one, and what readers were told before and after."""

    request: Link
    area: Link | None
    before: str
    after: str


class CorrectionSection(Struct, frozen=True):
    """One correction: when it was published, why, of which release and by whom. `id` is its part of the address."""

    id: str
    heading: str
    reason: str
    release: Link | None
    by: str
    rows: tuple[CorrectedRow, ...]
    answers: tuple[CorrectedAnswerRow, ...]


class CorrectionsPage(Struct, frozen=True):
    """corrections.html: what was corrected after readers had seen it, newest first."""

    frame: Frame
    heading: str
    intro: str
    sections: tuple[CorrectionSection, ...]
    download: Link
    has_candidates: bool


class HomePage(Struct, frozen=True):
    """home.html: the story of the only contest, or all contests by office with the closest first; the newest notes."""

    frame: Frame
    heading: str
    summary: str
    story: ContestStory | None
    chambers: tuple[str, ...]
    closest: tuple[RaceCard, ...]
    offices: tuple[OfficeSection, ...]
    places: tuple[Link, ...]
    notes: tuple[NoteCard, ...]
    all_notes: Link


class OfficePage(Struct, frozen=True):
    """office.html: every contest for one office, and how the chamber stands that they fill."""

    frame: Frame
    heading: str
    chambers: tuple[str, ...]
    section: OfficeSection


class BallotPage(Struct, frozen=True):
    """ballot.html: every contest on the ballot of a place. `is_place` as for the page of a place."""

    frame: Frame
    heading: str
    kicker: str
    rows: tuple[BallotRow, ...]


class NewsPage(Struct, frozen=True):
    """news.html: all notes, newest first."""

    frame: Frame
    heading: str
    notes: tuple[NoteCard, ...]


class NotePage(Struct, frozen=True):
    """note.html: a news note. `body` is safe HTML, made and cleaned by `content.markdown`.

    `language` is that of the body where it is not translated.
    """

    frame: Frame
    heading: str
    time: str
    machine_time: str
    author: str
    summary: str
    body: str
    language: str
    source: Link | None
    is_draft: bool
    superseded: Superseded | None
    related: tuple[Link, ...]


class StandingPage(Struct, frozen=True):
    """page.html: a standing page. `body` and `language` are those of a note."""

    frame: Frame
    heading: str
    summary: str
    body: str
    language: str


class FindEntry(Struct, frozen=True):
    """A place in the index: its names and where it lies, under every name it is known by."""

    name: Link
    within: str
    also: str


class FindSection(Struct, frozen=True):
    """The entries that begin with one letter, or with a digit or sign under `#`."""

    id: str
    letter: str
    entries: tuple[FindEntry, ...]


class FindPage(Struct, frozen=True):
    """find.html: every place by name, A to Z; a filter narrows it where scripts run."""

    frame: Frame
    heading: str
    intro: str
    contents: tuple[Link, ...]
    sections: tuple[FindSection, ...]


class DataPage(Struct, frozen=True):
    """data.html: every download with its columns explained."""

    frame: Frame
    heading: str
    intro: str
    downloads: tuple[Download, ...]


class MovedPage(Struct, frozen=True):
    """The page at a former address, with a link to where it is now."""

    frame: Frame
    heading: str
    to: Link


class NotFoundPage(Struct, frozen=True):
    """404.html: works at any depth, so its links start from the base path of the site."""

    frame: Frame
    heading: str
    links: tuple[Link, ...]
