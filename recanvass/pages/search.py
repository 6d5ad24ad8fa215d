"""The index that the search field reads, and the word on what is newest that open pages ask for.

Owns the shape of both files; the scripts of the same name read them. Addresses in them are paths from the root.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import asdict

from recanvass.core.ids import AreaId
from recanvass.core.model import Place
from recanvass.pages.area_lists import groups_by_kind, kinds_of
from recanvass.pages.context import ContestContext, SharedContext
from recanvass.pages.requests.requests import requester
from recanvass.text import terms

Item = tuple[str, ...]
"""Id, name, where it lies, other names; what is empty at the end is left out."""


class SearchGroup(Struct, frozen=True):
    """What lies in one folder of the site: `at` is its path, `kind` what readers call it."""

    at: str
    kind: str
    items: tuple[Item, ...]


def search_index(shared: SharedContext, contexts: Sequence[ContestContext]) -> bytes:
    """Return everything with a page of its own: choices, requests, releases, areas, notes, standing pages.

    Of equal matches the one that comes first here is shown first. An area of several contests leads to the first.
    """
    seen: set[AreaId] = set()
    groups = [group for context in contexts for group in (*_contest(context), *_areas(context, seen))]
    site = shared.site
    notes = tuple(
        _item(note.slug, note.title, shared.catalogue.day(note.published, site.timezone)) for note in site.notes
    )
    pages = tuple(_item(page.slug, page.title) for page in site.pages)
    groups += [SearchGroup("news/", shared.catalogue.text("News"), notes), SearchGroup("", "", pages)]
    found = [asdict(group) for group in groups if group.items]
    return json.dumps({"groups": found}, ensure_ascii=False, separators=(",", ":")).encode()


def _contest(context: ContestContext) -> Iterator[SearchGroup]:
    contest, text = context.contest, context.catalogue.text
    around = contest.title if len(context.site.contests) > 1 else ""
    yield SearchGroup("", text("Contest"), (_item(contest.id, contest.title),))
    choices = tuple(_item(choice.id, choice.name, around, choice.party or "") for choice in contest.choices)
    noun = text("Option") if contest.is_question else text("Candidate")
    yield SearchGroup(f"{contest.id}/choice/", noun, choices)
    for kind, name in terms.REQUEST_KINDS.items():
        found = [request for request in contest.requests if request.kind is kind]
        titles = [terms.request_title(context.catalogue, request) for request in found]
        named = zip(found, titles, strict=True)
        items = tuple(_item(request.id, title, requester(context, request)) for request, title in named)
        yield SearchGroup(f"{contest.id}/reviews/", text(name), items)
    releases = contest.releases[: context.shown + 1]
    items = tuple(_item(one.id, one.title, around, text(terms.RELEASE_KINDS[one.kind])) for one in reversed(releases))
    yield SearchGroup(f"{contest.id}/releases/", text("Release"), items)


def _areas(context: ContestContext, seen: set[AreaId]) -> Iterator[SearchGroup]:
    contest, site = context.contest, context.site
    areas = [area for area in (*context.results.areas, *contest.units) if area not in seen]
    seen.update(areas)
    for kind in kinds_of(context):
        places = (site.places[area] for area in areas if area in site.places)
        items = tuple(_place(context, place) for place in places if place.kind == kind.id)
        yield SearchGroup(f"{contest.id}/{kind.id}/", kind.name, items)
    for _, title, groups in groups_by_kind(context):
        items = tuple(_item(group, site.groups[group].name) for group in groups if group in areas)
        yield SearchGroup(f"{contest.id}/group/", title, items)


def _place(context: ContestContext, place: Place) -> Item:
    above = context.site.places[place.parent].name if place.parent is not None else ""
    names = dict.fromkeys(name for name in (place.code, *place.aliases) if name and name not in place.name)
    return _item(place.id, place.name, above, " ".join(names))


def _item(*texts: str) -> Item:
    last = max(index for index, text in enumerate(texts) if text)
    return texts[: last + 1]


def latest(shared: SharedContext, contexts: Iterable[ContestContext]) -> bytes:
    """Return the newest release of each contest, and a hash of all that the site is made from."""
    contests = [
        {
            "id": context.contest.id,
            "release": context.release.id,
            "title": context.release.title,
            "time": context.release.as_of.isoformat(),
            "when": shared.catalogue.moment(context.release.as_of, shared.site.timezone),
            "status": context.release.status.value,
        }
        for context in contexts
    ]
    return json.dumps({"site": shared.inputs, "contests": contests}, ensure_ascii=False).encode()
