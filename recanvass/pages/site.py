"""Pages of the site as a whole: home, find, downloads, and the page for addresses that do not exist."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from recanvass.content import markdown
from recanvass.core import urls
from recanvass.core.model import Place
from recanvass.pages.areas import answer, silence
from recanvass.pages.charts.margins import margin_chart
from recanvass.pages.context import ContestContext, SharedContext, link, release_stamp
from recanvass.pages.leads import lead_line
from recanvass.pages.maps.atlas import Detail, atlas
from recanvass.pages.models.pages import (
    ContestSummary,
    DataPage,
    FindEntry,
    FindPage,
    FindSection,
    HomePage,
    NotFoundPage,
)
from recanvass.pages.models.parts import Download, Frame, Link
from recanvass.pages.notes import note_cards
from recanvass.pages.page_frame import frame, publisher
from recanvass.pages.releases import release_rows
from recanvass.pages.requests.requests import request_cards
from recanvass.pages.tables import reporting_line, result_tables
from recanvass.results.chambers import chambers
from recanvass.results.figures import Basis, figures
from recanvass.text.chambers import chamber_line

if TYPE_CHECKING:
    from recanvass.core.ids import AreaId

NOTES_ON_HOME = 5
ANSWERS_IN_CARD = 3
TYPES = {"csv": "text/csv", "json": "application/json", "xml": "application/xml"}
CHART_HEIGHT_ON_HOME = 170


def home_page(shared: SharedContext, contexts: Iterable[ContestContext]) -> HomePage:
    """Return the home page: the answer of each contest, then the newest notes."""
    here = urls.HOME
    site, text = shared.site, shared.catalogue.text
    contexts = tuple(contexts)
    answers = [
        answer(context, lead_line(context, context.contest.root, context.shown))
        for context in contexts[:ANSWERS_IN_CARD]
    ]
    return HomePage(
        frame=frame(shared, here, (site.title, f"{' '.join(answers)} {site.description}".strip())),
        heading=site.title,
        summary=site.description,
        chambers=tuple(_chambers(shared, contexts)),
        find=link(here, text("Find a place, and remember it as yours"), urls.FIND),
        contests=tuple(_summary(context, here, number) for number, context in enumerate(contexts)),
        notes=note_cards(shared, site.notes[:NOTES_ON_HOME], here),
        all_notes=link(here, text("All notes"), urls.NEWS),
    )


def _chambers(shared: SharedContext, contexts: Iterable[ContestContext]) -> Iterator[str]:
    """Yield how each chamber stands that contests of the site fill."""
    folded = ((context.results, context.shown) for context in contexts)
    yield from (chamber_line(shared.catalogue, shared.site, found) for found in chambers(shared.site, folded))


def _summary(context: ContestContext, here: str, number: int) -> ContestSummary:
    contest, text = context.contest, context.catalogue.text
    shown = figures(context.results, contest.root, context.deciding, context.shown)
    return ContestSummary(
        title=link(here, contest.title, urls.contest(contest)),
        date=context.catalogue.day(contest.date, context.site.timezone),
        stamp=release_stamp(context.shared, contest, context.release, here),
        lead=lead_line(context, contest.root, context.shown),
        reporting=reporting_line(context, contest.root, context.shown),
        tables=result_tables(context, here, contest.root, context.shown),
        differs=silence(context, contest.root, context.shown) if shown.basis is not Basis.UNITS else "",
        atlas=atlas(context, here, contest.root, Detail.ANSWER, number=number),
        chart=margin_chart(context, CHART_HEIGHT_ON_HOME),
        releases=release_rows(context, here),
        reviews=request_cards(context, here),
        links=(
            link(here, text("All results: %(contest)s", contest=contest.title), urls.contest(contest)),
            link(here, text("Downloads"), urls.DATA),
        ),
    )


def find_page(shared: SharedContext, contexts: Iterable[ContestContext]) -> FindPage:
    """Return the index of all places with results, A to Z; a place of several contests links to the first."""
    here = urls.FIND
    entries = sorted(_entries(shared, contexts, here), key=lambda entry: _sort_key(entry.name.text))
    sections: dict[str, list[FindEntry]] = {}
    for entry in entries:
        first = _sort_key(entry.name.text)[0][:1].upper()
        sections.setdefault(first if first.isalpha() else "#", []).append(entry)
    named = {letter: f"letter-{letter.lower()}" if letter != "#" else "digits" for letter in sections}
    text = shared.catalogue.text
    title, description = text("Find a place"), text("Every place of %(site)s, A to Z", site=shared.site.title)
    return FindPage(
        frame=frame(shared, here, (title, description)),
        heading=title,
        intro=shared.catalogue.plural(
            "%(count)s place, A to Z, with the other names it was printed under.",
            "%(count)s places, A to Z, with the other names they were printed under.",
            len(entries),
        ),
        contents=tuple(Link(letter, f"#{named[letter]}") for letter in sections),
        sections=tuple(FindSection(named[letter], letter, tuple(found)) for letter, found in sections.items()),
    )


def _entries(shared: SharedContext, contexts: Iterable[ContestContext], here: str) -> Iterator[FindEntry]:
    seen: set[AreaId] = set()
    for context in contexts:
        for area in (*context.results.areas, *context.contest.units):
            if area in seen:
                continue
            seen.add(area)
            found = shared.area(area)
            also = ""
            within = (
                shared.site.kinds[found.kind].name
                if found.kind is not None
                else shared.catalogue.text("Group of places")
            )
            if isinstance(found, Place):
                also = "; ".join(_other_names(found))
                parent = shared.site.places[found.parent] if found.parent is not None else None
                within = f"{within}, {parent.name}" if parent is not None else within
            yield FindEntry(link(here, found.name, urls.area(context.contest, found)), within, also)


def _other_names(place: Place) -> list[str]:
    """Return a place's code and aliases, but those that are part of another of its names but for capitals."""
    told = [place.name.casefold()]
    others = []
    for name in (place.code or "", *place.aliases):
        if not any(name.casefold() in known for known in told):
            told.append(name.casefold())
            others.append(name)
    return others


def _sort_key(name: str) -> tuple[str, str]:
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(char for char in folded if char.isalnum() or char == " ")
    return plain.lstrip() or folded, name


def data_page(shared: SharedContext, downloads: Iterable[Download]) -> DataPage:
    """Return the list of downloads."""
    here = urls.DATA
    listed = tuple(downloads)
    text = shared.catalogue.text
    title = text("Data")
    description = text("Downloads of %(site)s, with every column explained", site=shared.site.title)
    around = frame(shared, here, (title, description))
    return DataPage(
        frame=replace(around, linked=_dataset(shared, around, listed)),
        heading=title,
        intro=text(
            "Every table of this site as a file. Figures are as reported by their sources; an empty cell means that "
            "nothing was reported, which is not zero."
        ),
        downloads=listed,
    )


def _dataset(shared: SharedContext, around: Frame, downloads: Iterable[Download]) -> str:
    """Describe the downloads to programs; only where the site's public address is known."""
    if not around.canonical:
        return ""
    files = [urls.public(file.title.href.removeprefix(around.root), shared.base_url) for file in downloads]
    return markdown.linked_data(
        {
            "@type": "Dataset",
            "name": shared.site.title,
            "description": shared.site.description,
            "url": around.canonical,
            "isAccessibleForFree": True,
            "creator": publisher(shared),
            "distribution": [
                {"@type": "DataDownload", "encodingFormat": TYPES[file.rpartition(".")[2]], "contentUrl": file}
                for file in files
            ],
        }
    )


def not_found_page(shared: SharedContext) -> NotFoundPage:
    """Return the page for addresses that do not exist; shown anywhere, its links start from the base path."""
    path = "/" + "/".join(shared.base_url.split("/")[3:]).strip("/") if shared.base_url else "/"
    root = path if path.endswith("/") else f"{path}/"
    here = urls.NOT_FOUND
    text = shared.catalogue.text
    heading = text("There is no page at this address")
    around = frame(shared, here, (text("Page not found"), heading), root=root)
    ways = ((text("Home"), urls.HOME), (text("Find a place"), urls.FIND), (text("Data"), urls.DATA))
    return NotFoundPage(around, heading, tuple(Link(name, root if to == urls.HOME else root + to) for name, to in ways))
