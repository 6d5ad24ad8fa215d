"""No key of the content changes what readers have seen in silence: each is edited, and `check` says what changes.

Keys are edited in the examples and in a site with what no example sets. `make soak` tries each of them in every site.
"""

import html
import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from msgspec.structs import replace

from recanvass.build import pipeline
from recanvass.build.effects import edit
from recanvass.build.effects.edit import EditEffect
from recanvass.build.last_build import BuildOptions
from recanvass.build.pipeline import Loaded
from recanvass.cache.store import Memory
from recanvass.content import files as sources
from recanvass.core.diagnostics import has_errors
from tests.keyed import FIGURES, KEYS, Key, Value, edits, values_of
from tests.sites import ROOT, SITES
from tests.soaking import IS_SOAK

FOLDERS = {
    "tiny": ROOT / "tests/golden/tiny/site",
    "caucus": ROOT / "tests/golden/caucus/site",
    "all_keys": ROOT / "tests/files/all_keys",
    **{name: SITES[name] for name in ("plain", "kentucky-2019", "famous-counts", "ballot", "iowa-2020-general")},
}
"""The sites, the small ones first; the demonstration sets no key that they don't."""
SILENT = "no published number changes"
UNEDITED: Mapping[Key, str] = {
    ("ChoiceRecord", "id"): "everything that names the choice would have to change with it",
    ("TallyRecord", "id"): "everything that names the tally would have to change with it",
    ("TallyRecord", "round"): "rounds are numbered without gaps, so one alone can't change",
    ("ChosenRecord", "source"): "the other source has files of its own, which have to change with it",
    ("FurtherSourceRecord", "files"): "the files would have to change with it",
    ("FurtherSourceRecord", "id"): "only `chosen` may name another source",
    ("ReleaseSourceRecord", "id"): "only `chosen` may name another source",
    ("ContestRecord", "units"): "figures of the other kinds would have to change with it",
    ("MovedRecord", "from"): "leads from an address that the site doesn't have",
    ("MovedRecord", "to"): "leads to a page that has to be there",
    ("OutcomeRecord", "void"): "true alone says something; the outcome has nothing else then",
    ("RulesRecord", "pack"): "there is one pack",
    ("SiteRecord", "languages"): "every text would have to be translated; the numbers are those of the first language",
}
"""Keys of which no other value makes a site, and why."""
WITHOUT_EFFECT: Mapping[Key, str] = {
    ("NoteRecord", "contest"): "moves a note, with the numbers in its text, to other pages",
    ("NoteRecord", "draft"): "publishes a note or takes it back",
    ("NoteRecord", "places"): "moves a note to other pages",
    ("NoteRecord", "release"): "names another release beside a note",
    ("NoteRecord", "reviews"): "moves a note to other pages",
    ("PartyRecord", "colour"): "is no number, though it has digits in nist.json",
    ("ChoiceRecord", "colour"): "is no number",
    ("PublisherRecord", "name"): "is who issues nist.json, which is no result",
    ("SiteRecord", "timezone"): "shows the same moments on another clock",
    ("SiteRecord", "rehearsal"): "marks all downloads; a rehearsal and a site are never compared in earnest",
}
"""Keys that change pages or downloads, but nothing that was counted or decided, and why."""


class _Site:
    """A site as it is published, with what its pages and downloads say."""

    def __init__(self, name: str) -> None:
        self.gathered = sources.gather(FOLDERS[name])
        self.memory = Memory()
        self.loaded = pipeline.typed(self.gathered, drafts=False, memory=self.memory)
        self.values = list(values_of(self.gathered.files))
        self.published = edit.downloads_of(self.loaded)
        self._numbers: dict[str, list[str]] = {}

    @property
    def numbers(self) -> Mapping[str, list[str]]:
        """The numbers on each page."""
        self._numbers = self._numbers or dict(_numbers(self.loaded))
        return self._numbers

    def edited(self, value: Value, text: str) -> Loaded | None:
        """Return the site with another text in the file of a value; None if that is no sound content."""
        path = value.scalar.path
        changed = replace(self.gathered.files[path], text=text)
        gathered = replace(self.gathered, files={**self.gathered.files, path: changed}, inputs=text)
        loaded = pipeline.typed(gathered, drafts=False, memory=self.memory)
        is_sound = loaded.site is not None and loaded.results and not has_errors(loaded.diagnostics)
        return loaded if is_sound else None


_site = cache(_Site)


def _numbers(loaded: Loaded) -> Iterator[tuple[str, list[str]]]:
    site = pipeline.opened(loaded, BuildOptions(), Memory())
    for path in site.paths:
        if path.endswith(".html"):
            page = site.content(path).decode()
            text = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
            yield path, re.findall(r"\d[\d.,]*", html.unescape(text))


def _differing(site: _Site, after: Loaded) -> list[str]:
    """Return the downloads that differ, and the pages with other numbers."""
    new, old = edit.downloads_of(after), site.published
    numbers = dict(_numbers(after))
    same = {path for path in new.paths if path in old.paths and old.digest(path) == new.digest(path)}
    same |= {path for path, found in numbers.items() if site.numbers.get(path) == found}
    return sorted({*new.paths, *old.paths, *numbers, *site.numbers} - same)


def _edits(key: Key) -> Iterator[tuple[str, _Site, Value, Loaded]]:
    """Yield edits of a key that make sound content: the first, or one in every site."""
    for name in FOLDERS:
        site = _site(name)
        assert site.loaded.site is not None
        for value in (one for one in site.values if one.key == key):
            text = site.gathered.files[value.scalar.path].text
            tried = (site.edited(value, other) for other in edits(text, value, site.loaded.site, site.values))
            after = next((one for one in tried if one is not None), None)
            if after is not None:
                yield name, site, value, after
                break


def _effect(site: _Site, after: Loaded) -> EditEffect:
    effect = edit.effect_of(after, site.published)
    assert effect.lines
    return effect


@pytest.mark.soak
@pytest.mark.parametrize("key", sorted({*KEYS, FIGURES} - UNEDITED.keys()), ids=".".join)
def test_no_key_changes_what_readers_have_seen_in_silence(key: Key) -> None:
    found = _edits(key)
    first = next(found, None)
    assert first is not None, "no site sets this key so that it can be edited: add it to tests/files/all_keys"
    for name, site, value, after in (first, *found) if IS_SOAK else (first,):
        effect = _effect(site, after)
        if SILENT in effect.lines[0] and key not in WITHOUT_EFFECT:
            assert _differing(site, after) == [], (name, value.scalar.span)


@pytest.mark.parametrize("key", sorted(UNEDITED), ids=".".join)
def test_what_is_not_edited_is_a_key_that_a_site_may_set(key: Key) -> None:
    assert key in KEYS
    assert UNEDITED[key]


@pytest.mark.parametrize("key", sorted(WITHOUT_EFFECT), ids=".".join)
def test_what_changes_in_silence_is_a_key_that_a_site_may_set(key: Key) -> None:
    assert key in KEYS - UNEDITED.keys()
