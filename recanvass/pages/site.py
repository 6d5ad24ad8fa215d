"""Pages of the site as a whole: find, downloads, and the page for addresses that do not exist."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from recanvass.content import markdown
from recanvass.core import urls
from recanvass.core.model import Place
from recanvass.pages.area_rows import MOST_LISTED
from recanvass.pages.context import ContestContext, SharedContext, link
from recanvass.pages.models.parts import Download, Frame, Link
from recanvass.pages.models.site_pages import DataPage, FindEntry, FindPage, FindSection, NotFoundPage
from recanvass.pages.page_frame import frame, publisher

if TYPE_CHECKING:
    from recanvass.core.ids import AreaId

TYPES = {"csv": "text/csv", "json": "application/json", "xml": "application/xml"}


def find_page(shared: SharedContext, contexts: Iterable[ContestContext]) -> FindPage:
    """Return the index of places with results, A to Z; a place of several contests links to the first.

    Beyond `MOST_LISTED`, units stand on the page of the place they are in and not here: nobody reads a list that long.
    """
    here, contexts = urls.FIND, tuple(contexts)
    areas = {area for context in contexts for area in (*context.results.areas, *context.contest.units)}
    is_whole = len(areas) <= MOST_LISTED
    found = _entries(shared, contexts, here, has_units=is_whole)
    entries = sorted(found, key=lambda entry: _sort_key(entry.name.text))
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
        intro="" if is_whole else text("Find a place by name, or start from the list below."),
        contents=tuple(Link(letter, f"#{named[letter]}") for letter in sections),
        sections=tuple(FindSection(named[letter], letter, tuple(found)) for letter, found in sections.items()),
    )


def _entries(
    shared: SharedContext, contexts: Iterable[ContestContext], here: str, *, has_units: bool
) -> Iterator[FindEntry]:
    seen: set[AreaId] = set()
    for context in contexts:
        for area in (*context.results.areas, *context.contest.units):
            found = shared.area(area)
            is_inside = isinstance(found, Place) and found.parent not in (None, context.contest.root)
            if area in seen or (is_inside and not has_units and area not in context.results.areas):
                continue
            seen.add(area)
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
            "Every table on this site as a file. Numbers are as their sources reported them. An empty cell means "
            "“not published,” not zero."
        ),
        downloads=listed,
    )


def _dataset(shared: SharedContext, around: Frame, downloads: Iterable[Download]) -> str:
    """Describe the downloads to programs; only where the site's public address is known."""
    if not around.canonical:
        return ""
    root = shared.above(around.root)
    files = [urls.public(file.title.href.removeprefix(root), shared.site_address) for file in downloads]
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
    heading = text("Page not found")
    around = frame(shared, here, (text("Page not found"), heading), root=root)
    ways = ((text("Home"), urls.HOME), (text("Find a place"), urls.FIND), (text("Data"), urls.DATA))
    return NotFoundPage(around, heading, tuple(Link(name, root if to == urls.HOME else root + to) for name, to in ways))
