"""The downloads of a site read back: figures and turnout of its releases, requests, and what its contests are.

Owns what is read of them. Where two downloads differ, only the places that differ are read.
"""

import csv
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar

from msgspec import Struct

from recanvass.core import urls
from recanvass.core.ids import Number
from recanvass.core.messages import worded
from recanvass.exports import rehearsals
from recanvass.publish.published import PublishedError, SiteFiles

_ID = r"[^/\\.][^/\\]*"
_RELEASE = re.compile(rf"data/({_ID})/releases/({_ID})\.csv")
_NOT_UNITS = ("-results", "-reporting", "-changes", "-sources")
_WHOLE = re.compile(r"-?[0-9]+")
_AFTER_HEAD = ',"places":['

LISTED = "listed"
"""What is known of a place that a request names, as long as no outcome is."""

T = TypeVar("T")
Figure = tuple[str, str]
"""The ids of a tally and a choice."""
Row = Mapping[str, str]
"""A row of a CSV file, by the names of its columns."""
Rows = Iterable[Row]


class AreaFigures(Struct, frozen=True):
    """What a download says of a place or group: its figures, those that are published totals, those with gaps."""

    counts: Mapping[Figure, Number | None]
    published: frozenset[Figure] = frozenset()
    unknown: frozenset[Figure] = frozenset()


class Differing(Struct, Generic[T], frozen=True):
    """The places and groups that differ in two downloads, by id; `lacking` are columns that the old one lacks."""

    old: Mapping[str, T]
    new: Mapping[str, T]
    lacking: tuple[str, ...] = ()


def releases(site: SiteFiles) -> Mapping[str, Collection[str]]:
    """Return the ids of the releases whose figures a site has as downloads, by contest."""
    paths = set(site.paths)
    found: dict[str, list[str]] = {}
    for path in paths:
        match = _RELEASE.fullmatch(path)
        if match is not None and not _is_beside(path, paths):
            found.setdefault(match[1], []).append(match[2])
    return found


def _is_beside(path: str, paths: Collection[str]) -> bool:
    """Tell whether a file belongs to the download of a release, such as its changes."""
    stem = path.removesuffix(".csv")
    return any(stem.endswith(end) and f"{stem.removesuffix(end)}.csv" in paths for end in _NOT_UNITS)


def differ(old: SiteFiles, new: SiteFiles, path: str) -> bool:
    """Tell whether both sites have a download, with other bytes."""
    return path in old.paths and path in new.paths and old.digest(path) != new.digest(path)


def unit_figures(old: SiteFiles, new: SiteFiles, path: str) -> Differing[AreaFigures]:
    """Return the figures of reporting places in two downloads of one release."""
    return _differing(old.read(path), new.read(path), ("place", "choice"), _units)


def area_figures(old: SiteFiles, new: SiteFiles, path: str) -> Differing[AreaFigures]:
    """Return the figures of the places and groups above the reporting ones in two downloads of one release."""
    needed = ("place", "choice", "tally", "count", "basis", "places_unknown")
    return _differing(old.read(path), new.read(path), needed, _areas)


def place_rows(old: SiteFiles, new: SiteFiles, path: str) -> Differing[Row]:
    """Return the rows of places that differ in two downloads of one row a place."""
    return _differing(old.read(path), new.read(path), ("place",), _only)


def _only(rows: Rows) -> Row:
    return next(iter(rows))


def _differing(old: bytes, new: bytes, needed: Collection[str], read: Callable[[Rows], T]) -> Differing[T]:
    sides = [_lines(content) for content in (old, new)]
    heads = [next(csv.reader(lines[:1]), []) for lines in sides]
    lacking = tuple(name for name in needed if name not in heads[0])
    if lacking:
        return Differing({}, {}, lacking)
    if heads[0] == heads[1]:
        places = {line.partition(",")[0] for line in set(sides[0]).symmetric_difference(sides[1])}
        sides = [[line for line in lines if line.partition(",")[0] in places] for lines in sides]
    else:
        sides = [lines[1:] for lines in sides]
    return Differing(_by_place(heads[0], sides[0], read), _by_place(heads[1], sides[1], read))


def _lines(content: bytes) -> list[str]:
    """Return the lines of a CSV file, as far as it is text."""
    return content.decode("utf-8", "replace").rstrip("\n").split("\n")


def _by_place(head: list[str], lines: list[str], read: Callable[[Rows], T]) -> Mapping[str, T]:
    places: dict[str, list[Row]] = {}
    for row in csv.DictReader(lines, head, restval=""):
        places.setdefault(row["place"], []).append(row)
    return {place: read(rows) for place, rows in places.items()}


def _units(rows: Rows) -> AreaFigures:
    counts = {
        (tally, row["choice"]): number(cell)
        for row in rows
        for tally, cell in row.items()
        if tally not in ("place", "choice", rehearsals.COLUMN[0]) and isinstance(tally, str)
    }
    reported = {tally for (tally, _), count in counts.items() if count is not None}
    gaps = (figure for figure, count in counts.items() if count is None and figure[0] in reported)
    return AreaFigures(counts, unknown=frozenset(gaps))


def _areas(rows: Rows) -> AreaFigures:
    counts: dict[Figure, Number | None] = {}
    published, unknown = set(), set()
    for row in rows:
        figure = (row["tally"], row["choice"])
        counts[figure] = number(row["count"])
        if row["basis"] in ("published", "mixed"):
            published.add(figure)
        if row["places_unknown"]:
            unknown.add(figure)
    return AreaFigures(counts, frozenset(published), frozenset(unknown))


def number(cell: str) -> Number | None:
    """Return the figure in a cell; None if it is empty."""
    if not cell:
        return None
    if _WHOLE.fullmatch(cell):
        return int(cell)
    try:
        return Decimal(cell)
    except InvalidOperation:
        message = worded("'%(cell)s' in a download is not a figure; publish the whole site again", cell=cell)
        raise PublishedError(message) from None


def requests(site: SiteFiles, path: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return what a site says of each request, by its id: its state, and the outcome at each place by its id.

    A request may list a place more than once, with an outcome each.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for row in csv.DictReader(_lines(site.read(path)), restval=""):
        about = found.setdefault(row.get("review", ""), {"": [row.get("state", "")]})
        if row.get("place"):
            about.setdefault(row["place"], []).append(row.get("disposition", "") or LISTED)
    return found


Facts = Mapping[str, object]
"""What a JSON object says of one thing, by key."""


class ContestFacts(Struct, frozen=True):
    """What a site says of a contest beside figures: of itself, and of each thing in the list of each name, by id.

    An older site says it of its newest release alone. Then it `is_partial`.
    """

    contest: Facts
    lists: Mapping[str, Mapping[str, Facts]]
    is_partial: bool = False


def contest_facts(site: SiteFiles, contest: str) -> ContestFacts | None:
    """Return what a site says of a contest; None if none of its files does."""
    path, older = (urls.download_of(contest, name) for name in ("contest.json", "results.json"))
    if path in site.paths:
        document = _document(site.read(path).decode("utf-8", "replace"))
        return _facts_of(document, is_partial=False) if document is not None else None
    if older not in site.paths:
        return None
    head, mark, _ = site.read(older).decode("utf-8", "replace").partition(_AFTER_HEAD)
    document = _document(f"{head}}}" if mark else head)
    if document is None or not isinstance(document.get("release"), dict):
        return None
    release = dict(document["release"])
    if "outcome" in document:
        release["outcome"] = document["outcome"]
    return _facts_of({**document, "releases": [release]}, is_partial=True)


def _document(text: str) -> dict[str, Any] | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _facts_of(document: Mapping[str, object], *, is_partial: bool) -> ContestFacts:
    about = document.get("contest")
    lists = {name: _by_id(value) for name, value in document.items() if isinstance(value, list)}
    return ContestFacts(about if isinstance(about, dict) else {}, lists, is_partial)


def _by_id(items: Sequence[object]) -> Mapping[str, Facts]:
    return {str(item["id"]): item for item in items if isinstance(item, dict) and "id" in item}
