"""Turn source files into one Site. No other package knows the names of files, keys and columns.

Owns what content means. Must not read files or compute results. Everything typed wrongly ends in the report; a fault in
one file hides none in another.
"""

from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from recanvass.cache.store import Memory
from recanvass.content.files import SETTINGS, SourceFile
from recanvass.content.load.contests import Declarations, load_contest
from recanvass.content.load.decisions import check_links, in_order
from recanvass.content.load.layout import Layout, layout, stem
from recanvass.content.load.maps import load_maps
from recanvass.content.load.notes import load_notes, load_pages, topics
from recanvass.content.load.parties import load_parties
from recanvass.content.load.places import gazetteer
from recanvass.content.load.published_files import load_files
from recanvass.content.load.rules import check_worth, load_rule_files, titles
from recanvass.content.load.settings import former_addresses, is_readable, languages, load_settings
from recanvass.content.load.translations import TextFiles, texts
from recanvass.content.load.unknown_ids import KnownIds, look_up_all
from recanvass.content.schema.keys import SiteRecord
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import ContestId
from recanvass.core.languages import Languages
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Site

RESERVED = frozenset({"news", "find", "data", "assets", "404", "offices", "places"})


def languages_of(files: Mapping[str, SourceFile]) -> Languages:
    """Return the languages of a site, of which the first is read."""
    known = languages(files.get(SETTINGS))
    return Languages(known, known[0])


def site(
    files: Mapping[str, SourceFile],
    report: Report,
    *,
    drafts: bool,
    memory: Memory | None = None,
    language: Languages | None = None,
) -> Site | None:
    """Return the site in one of its languages; None if site.yml leaves none, or if the content's format is not read.

    With an error in the report, parts may be missing. Files that are as `memory` has them are not read again.
    """
    if not is_readable(files.get(SETTINGS), report):
        return None
    memory, language = memory or Memory(), language or languages_of(files)
    folders = layout(_in_language(files, language), report)
    news, standing = texts(folders.news, report), texts(folders.pages, report)
    _refuse_collisions(folders, standing, language, report)
    settings = load_settings(folders.settings, report)
    zone, author = _zone_and_author(settings)
    places = memory.recall(("places",), folders.places, partial(gazetteer, folders.places), report)
    rules = memory.recall(("rules",), folders.rules, partial(load_rule_files, folders.rules), report)
    parties = load_parties(folders.parties, folders.offices, report)
    contests = _contests(folders, Declarations(places, rules, parties), zone, report, memory=memory)
    about = topics(folders.contests, places.known_areas)
    notes = load_notes(news, about, report, author=author, zone=zone, drafts=drafts)
    maps = memory.recall(("maps",), (folders.maps, places), partial(load_maps, folders.maps, places), report)
    if settings is None:
        return None
    return Site(
        title=settings.title,
        description=settings.description,
        languages=language,
        timezone=settings.timezone,
        base_url=settings.base_url,
        publisher=settings.publisher,
        kinds=places.kinds,
        places=places.places,
        groups=places.groups,
        contests=in_order(contests, parties.offices),
        notes=notes,
        pages=load_pages(standing, report),
        navigation=look_up_all(settings.navigation, _known_pages(standing), report),
        corrections=settings.corrections,
        is_rehearsal=settings.rehearsal,
        rehearsal_url=settings.rehearsal_url,
        has_cards=settings.cards,
        has_place_feeds=settings.place_feeds,
        maps=maps,
        rules=titles(rules),
        parties=parties.parties,
        offices=parties.offices,
        confirm_above=settings.confirm_above,
        keep=settings.keep,
        moved=former_addresses(settings),
        files=load_files(folders.published, report),
    )


def _zone_and_author(settings: SiteRecord | None) -> tuple[ZoneInfo, str]:
    return (ZoneInfo(settings.timezone), settings.publisher.name) if settings is not None else (ZoneInfo("UTC"), "")


def _contests(
    folders: Layout, declarations: Declarations, zone: ZoneInfo, report: Report, *, memory: Memory
) -> tuple[Contest, ...]:
    """Return the contests, each checked by itself and with the others."""
    loaded = (load_contest(folder, declarations, zone, report, memory=memory) for folder in folders.contests)
    contests = tuple(contest for contest in loaded if contest is not None)
    check_links(contests, (ContestId(folder.id) for folder in folders.contests), report)
    if len(contests) == len(folders.contests):
        places = declarations.gazetteer
        check_worth((*places.places.values(), *places.groups.values()), contests, report)
    return contests


def _known_pages(standing: TextFiles) -> KnownIds[str]:
    return KnownIds("page", "E309", dict.fromkeys(stem(file.path) for file in standing.originals))


def _in_language(files: Mapping[str, SourceFile], language: Languages) -> Mapping[str, SourceFile]:
    if language == Languages():
        return files
    return {path: replace(file, languages=language) for path, file in files.items()}


def _refuse_collisions(folders: Layout, standing: TextFiles, language: Languages, report: Report) -> None:
    """Report contests and pages of which two would have one address (E404)."""
    slugs = {stem(file.path): file.path for file in standing.originals}
    named = [(folder.id, folder.folder, "folder") for folder in folders.contests]
    for name, path, what in [*named, *((slug, path, "file") for slug, path in slugs.items())]:
        hint = worded("rename the %(what)s; its name is part of the address", what=what)
        if name in RESERVED or f"{name}/" in map(language.folder, language.others):
            message = worded("another page already uses the address /%(name)s/", name=name)
            report.add("E404", Span(path), message, hint=hint)
        elif what == "folder" and name in slugs:
            message = worded("a contest and a page both use the address /%(name)s/", name=name)
            report.add("E404", Span(path), message, hint=hint, related=[Span(slugs[name])])
