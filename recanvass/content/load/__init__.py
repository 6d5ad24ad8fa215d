"""Sources turned into one Site: the only place that knows names of files, keys and columns.

Owns what content means. Must not read files or compute results. Everything typed wrongly ends in the report;
a fault in one file hides none in another.
"""

from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

from recanvass.cache.store import Memory
from recanvass.content.files import SETTINGS, SourceFile
from recanvass.content.load.contests import Around, contest
from recanvass.content.load.layout import Layout, layout, stem
from recanvass.content.load.maps import maps
from recanvass.content.load.names import Known, look_up_all
from recanvass.content.load.notes import notes, pages, topics
from recanvass.content.load.places import gazetteer
from recanvass.content.load.rules import check_worth, rule_files, titles
from recanvass.content.load.settings import is_readable, settings
from recanvass.core.diagnostics import Report, Span
from recanvass.core.model import Site

RESERVED = frozenset({"news", "find", "data", "assets", "404"})


def site(files: Mapping[str, SourceFile], report: Report, *, drafts: bool, memory: Memory | None = None) -> Site | None:
    """Return the site, or None when site.yml leaves none or is in a format that is not read.

    With an error in the report the site is not whole.

    What `memory` holds of files that are as they were is not read again.
    """
    if not is_readable(files.get(SETTINGS), report):
        return None
    known = memory if memory is not None else Memory()
    found = layout(files, report)
    _refuse_collisions(found, report)
    chosen = settings(found.settings, report)
    zone = chosen.zone if chosen is not None else ZoneInfo("UTC")
    places = known.recall(("places",), found.places, partial(gazetteer, found.places), report)
    rules = known.recall(("rules",), found.rules, partial(rule_files, found.rules), report)
    around = Around(places, rules)
    contests = [contest(folder, around, zone, report, memory=known) for folder in found.contests]
    sound = tuple(contest for contest in contests if contest is not None)
    if len(sound) == len(contests):
        check_worth((*places.places.values(), *places.groups.values()), sound, report)
    about = topics(found.contests, places.known_areas)
    author = chosen.publisher.name if chosen is not None else ""
    news = notes(found.news, about, report, author=author, zone=zone, drafts=drafts)
    standing = pages(found.pages, report)
    drawn = known.recall(("maps",), (found.maps, places), partial(maps, found.maps, places), report)
    known_pages = Known("page", "E309", dict.fromkeys(stem(file.path) for file in found.pages))
    if chosen is None:
        return None
    return Site(
        title=chosen.title,
        description=chosen.description,
        language=chosen.language,
        timezone=chosen.zone.key,
        base_url=chosen.base_url,
        publisher=chosen.publisher,
        kinds=places.kinds,
        places=places.places,
        groups=places.groups,
        contests=sound,
        notes=news,
        pages=standing,
        navigation=look_up_all(chosen.navigation, known_pages, report),
        corrections=chosen.corrections,
        is_rehearsal=chosen.is_rehearsal,
        has_cards=chosen.has_cards,
        maps=drawn,
        rules=titles(rules),
    )


def _refuse_collisions(found: Layout, report: Report) -> None:
    """Report contests and pages of which two would have one address (E404)."""
    slugs = {stem(file.path): file.path for file in found.pages}
    named = [(folder.id, folder.folder, "folder") for folder in found.contests]
    for name, path, what in [*named, *((slug, path, "file") for slug, path in slugs.items())]:
        hint = f"rename the {what}: its name is part of the address"
        if name in RESERVED:
            message = f"the address /{name}/ belongs to another page of the site"
            report.add("E404", Span(path), message, hint=hint)
        elif what == "folder" and name in slugs:
            message = f"a contest and a page both have the address /{name}/"
            report.add("E404", Span(path), message, hint=hint, related=[Span(slugs[name])])
