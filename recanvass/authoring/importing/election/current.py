"""The site as it is before an election comes in: its places, contests and figures.

Owns which files are the ones that a new site starts with, so that an import may replace them.
"""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from recanvass.authoring.importing import texts
from recanvass.authoring.importing.election.plan import NEEDED
from recanvass.authoring.importing.outcome import errors
from recanvass.authoring.importing.writing import raw_texts
from recanvass.authoring.scaffold import EMPTY
from recanvass.build import pipeline
from recanvass.build.pipeline import Loaded
from recanvass.cache.store import Memory
from recanvass.content import files as sources
from recanvass.content.files import CONTENT, Gathered, SourceFile
from recanvass.content.load.layout import layout
from recanvass.content.load.places import Gazetteer, gazetteer
from recanvass.core.diagnostics import Diagnostic, Report

PLACES = f"{CONTENT}/places/places.yml"


class SiteBefore(Struct, frozen=True):
    """The files of a site, its places, and all that is on it; `raw` are the texts with their own line ends."""

    files: Mapping[str, SourceFile]
    raw: Mapping[str, str]
    gazette: Gazetteer | None
    loaded: Loaded | None
    faults: tuple[Diagnostic, ...] = ()


def current_site(root: Path, memory: Memory, release: Mapping[str, str]) -> SiteBefore:
    """Return the site of a folder. Its faults are those that stand in the way of any import.

    A contest without a release may be about to get its first one: what is known of that `release` stands in for it.
    """
    report = Report()
    files = dict(sources.read(root, report))
    raw = raw_texts(root, files)
    is_started = any(path.startswith(f"{CONTENT}/contests/") for path in files)
    if not is_started and PLACES in files and files[PLACES].text == EMPTY[PLACES]:
        # The two places of an empty site are there to be replaced.
        del files[PLACES]
    if not any(path.startswith(f"{CONTENT}/places/") for path in files):
        return SiteBefore(files, raw, None, None, errors(report.ordered()))
    gazette = gazetteer(layout(files, Report()).places, report)
    if not is_started:
        return SiteBefore(files, raw, gazette, None, errors(report.ordered()))
    first = _first_releases(files, release)
    loaded = pipeline.typed(
        Gathered(root, dict(sorted({**files, **first}.items())), "", ()), drafts=True, memory=memory
    )
    faults = [one for one in (*report.ordered(), *loaded.diagnostics) if one.span.path not in first]
    return SiteBefore(files, raw, gazette, loaded, errors(faults))


def _first_releases(files: Mapping[str, SourceFile], release: Mapping[str, str]) -> dict[str, SourceFile]:
    """Return a release for each contest that has none yet, without which it would not be read.

    It is not written: a contest that gets no figures still lacks one afterwards.
    """
    if any(key not in release for key in NEEDED):
        return {}
    parts = [path.split("/") for path in files if path.startswith(f"{CONTENT}/contests/")]
    released = {words[2] for words in parts if words[3:4] == ["releases"]}
    text = texts.release({key: release[key] for key in NEEDED[:-1]}, {"name": release["source"]})
    paths = [f"{'/'.join(words[:3])}/releases/{release.get('id', 'first')}/release.yml" for words in parts]
    return {path: SourceFile(path, text) for path in paths if path.split("/")[2] not in released}
