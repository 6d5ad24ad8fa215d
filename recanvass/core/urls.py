"""Addresses: one function per kind of page, and the link from one page to another.

Addresses are permanent. Each is a path from the root of the site that ends in the name of a file; links are relative,
so that the site works under any base path and from a folder on disk.
"""

import re
import unicodedata

from recanvass.core.ballot import Choice
from recanvass.core.ids import AreaId, KindId, OfficeId
from recanvass.core.model import Contest, Group, Note, Page, Place, Release, Request

HOME = "index.html"
NEWS = "news/index.html"
FIND = "find/index.html"
DATA = "data/index.html"
ALL_PLACES = "data/places.csv"
NOT_FOUND = "404.html"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
REHEARSAL = "rehearsal.json"
"""The file by which programs know a rehearsal."""
FEED = "feed.xml"
JSON_FEED = "feed.json"
CHANGES_FEED = "changes.xml"
CORRECTIONS_FEED = "corrections.xml"
SITEMAP = "sitemap.xml"
SEARCH = "search.json"
LATEST = "latest.json"
OFFICES = "offices"
PLACES = "places"
MAX_SLUG = 100
_OF_WINDOWS = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


def slug(text: str) -> str:
    """Return a text as a part of an address: lower-case letters and digits with hyphens between them, or nothing."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:MAX_SLUG].strip("-")


def can_name_a_file(name: str) -> bool:
    """Tell whether an id is none of the names that Windows keeps for itself."""
    return _OF_WINDOWS.fullmatch(name) is None


def office(office: OfficeId) -> str:
    """Return the page of an office, with all contests for it."""
    return f"{OFFICES}/{office}/index.html"


def ballot(place: Place) -> str:
    """Return the page of a place with every contest on its ballot."""
    return f"{PLACES}/{place.kind}/{place.id}/index.html"


def contest(contest: Contest) -> str:
    """Return the page of a contest."""
    return f"{contest.id}/index.html"


def kind(contest: Contest, kind: KindId) -> str:
    """Return the list of all places of one kind."""
    return f"{contest.id}/{kind}/index.html"


def place(contest: Contest, place: Place) -> str:
    """Return the page of a place."""
    return f"{contest.id}/{place.kind}/{place.id}/index.html"


def group(contest: Contest, group: AreaId) -> str:
    """Return the page of a group."""
    return f"{contest.id}/group/{group}/index.html"


def map_of(contest: Contest, layer: str) -> str:
    """Return the page of one layer of a contest's map."""
    return f"{contest.id}/map/{layer}/index.html"


def groups(contest: Contest) -> str:
    """Return the list of groups."""
    return f"{contest.id}/group/index.html"


def area(contest: Contest, area: Place | Group) -> str:
    """Return the page of a place or a group."""
    return place(contest, area) if isinstance(area, Place) else group(contest, area.id)


def statement(contest: Contest, place: Place) -> str:
    """Return the statement of results of a place, or of the whole contest, made for paper."""
    return f"{_above(contest, place)}statement/index.html"


def embed(contest: Contest, place: Place) -> str:
    """Return the answer of a place, or of the whole contest, for the pages of others."""
    return f"{_above(contest, place)}embed/index.html"


def _above(contest: Contest, place: Place) -> str:
    return f"{contest.id}/" if place.id == contest.root else f"{contest.id}/{place.kind}/{place.id}/"


def choice(contest: Contest, choice: Choice) -> str:
    """Return the page of a choice."""
    return f"{contest.id}/choice/{choice.id}/index.html"


def releases(contest: Contest) -> str:
    """Return the ladder of releases."""
    return f"{contest.id}/releases/index.html"


def release(contest: Contest, release: Release) -> str:
    """Return the page of a release."""
    return f"{contest.id}/releases/{release.id}/index.html"


def release_embed(contest: Contest, release: Release) -> str:
    """Return the answer of a contest as of a release, for the pages of others."""
    return f"{contest.id}/releases/{release.id}/embed/index.html"


def card(contest: Contest, release: Release) -> str:
    """Return the picture that messengers and networks show of a release."""
    return f"{contest.id}/releases/{release.id}/card.png"


def area_card(contest: Contest, place: Place, release: Release) -> str:
    """Return the picture that networks show of a place. They keep it, so each release has an address of its own."""
    return f"{_above(contest, place)}card-{release.id}.png"


def requests(contest: Contest) -> str:
    """Return the ledger of recanvass and recount requests."""
    return f"{contest.id}/reviews/index.html"


def findings(contest: Contest) -> str:
    """Return what the rules find in a contest's results."""
    return f"{contest.id}/findings/index.html"


def corrections(contest: Contest) -> str:
    """Return what was corrected after readers had seen it."""
    return f"{contest.id}/corrections/index.html"


def request(contest: Contest, request: Request) -> str:
    """Return the page of a request."""
    return f"{contest.id}/reviews/{request.id}/index.html"


def feed_of(page: str) -> str:
    """Return the feed of what a page is about."""
    return f"{page.removesuffix('index.html')}feed.xml"


def deadlines(contest: Contest) -> str:
    """Return the calendar of the days on which answers to requests are due."""
    return f"{contest.id}/reviews/deadlines.ics"


def note(note: Note) -> str:
    """Return the page of a news note."""
    return f"news/{note.slug}/index.html"


def page(page: Page) -> str:
    """Return a standing page."""
    return f"{page.slug}/index.html"


def download(contest: Contest, name: str) -> str:
    """Return a download of a contest, such as results.csv."""
    return download_of(contest.id, name)


def download_of(contest: str, name: str) -> str:
    """Return a download of the contest with an id, which the site may no longer have."""
    return f"data/{contest}/{name}"


def release_download(contest: Contest, release: Release) -> str:
    """Return the figures as they stood on a release."""
    return f"data/{contest.id}/releases/{release.id}.csv"


def release_results(contest: Contest, release: Release) -> str:
    """Return the figures of all places above the units as they stood on a release, as a file."""
    return f"data/{contest.id}/releases/{release.id}-results.csv"


def release_reporting(contest: Contest, release: Release) -> str:
    """Return how far places were in, and turnout, as of a release, as a file."""
    return f"data/{contest.id}/releases/{release.id}-reporting.csv"


def release_changes(contest: Contest, release: Release) -> str:
    """Return what a release changed, as a file."""
    return f"data/{contest.id}/releases/{release.id}-changes.csv"


def release_sources(contest: Contest, release: Release) -> str:
    """Return the path of the file that says where the sources of a release disagree."""
    return f"data/{contest.id}/releases/{release.id}-sources.csv"


def sitemap_part(number: int) -> str:
    """Return one of several files of a sitemap that is too long for one."""
    return f"sitemap-{number}.xml"


def root_from(path: str) -> str:
    """Return the prefix that leads from a page to the root: `../../` from two folders down, empty at the root."""
    return "../" * path.count("/")


def public(path: str, base_url: str) -> str:
    """Return the absolute address under which a page is published; folders end in a slash."""
    base = base_url if base_url.endswith("/") else f"{base_url}/"
    return base + path.removesuffix(HOME)
