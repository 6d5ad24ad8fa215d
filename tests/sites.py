"""Small sites for tests, loaded from texts as they would stand in files, and the real one."""

import functools
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from recanvass.checks.acknowledgements import load_acknowledgements
from recanvass.checks.engine import Finding, run
from recanvass.content import files as sources
from recanvass.content import load
from recanvass.content.files import SourceFile
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Diagnostic, Report
from recanvass.core.ids import AreaId, TallyId
from recanvass.core.model import Contest, Site
from recanvass.results import histories, tabulate
from recanvass.results.histories import Results

ROOT = Path(__file__).parent.parent
SITES = {"demonstration": ROOT, **{path.parent.name: path.parent for path in sorted(ROOT.glob("examples/*/site.yml"))}}
"""The folders of the demonstration and of the examples."""

SETTINGS = "title: Lake County votes\ndescription: D\ntimezone: America/Chicago\npublisher: {name: The Paper}\n"
PLACES = """\
kinds:
  state: {name: State, plural: States}
  county: {name: County, plural: Counties}
  ward: {name: Ward, plural: Wards}
  district: {name: District, plural: Districts}
groups:
  coast: {name: Coast, kind: district}
places:
  lake: {name: Lake, kind: state}
  north: {name: North, kind: county, parent: lake}
  south: {name: South, kind: county, parent: lake, groups: [coast]}
  n1: {name: North 1, kind: ward, parent: north, groups: [coast]}
  n2: {name: North 2, kind: ward, parent: north}
  s1: {name: South 1, kind: ward, parent: south}
  s2: {name: South 2, kind: ward, parent: south}
"""
CONTEST = """\
title: Mayor
date: 2020-01-01
place: lake
tallies:
  - {id: votes, name: Votes, unit: votes}
  - {id: points, name: Points, unit: points, decimals: 4, show: 3, decides: true}
  - {id: seats, name: Seats, unit: seats, only: [state]}
choices:
  - {id: ada, name: Ada Byron}
  - {id: bob, name: Bob Stone}
  - {id: cy, name: Cy Young}
  - {id: none, name: None of them, candidate: false}
"""
FOLDER = "content/contests/mayor"


def read(files: Mapping[str, str], *, drafts: bool = False) -> tuple[Site | None, tuple[Diagnostic, ...]]:
    """Load a site from texts by path, with every fault."""
    report = Report()
    found = load.site({path: SourceFile(path, text) for path, text in files.items()}, report, drafts=drafts)
    return found, report.ordered()


def loaded(files: Mapping[str, str]) -> Site:
    """Load a site that has no fault."""
    site, faults = read(files)
    assert faults == ()
    assert site is not None
    return site


def release_folder(index: int) -> str:
    """Return the folder of a release of the small election; they are a day apart."""
    return f"{FOLDER}/releases/r{index}"


def release_text(index: int, body: str = "") -> str:
    """Return release.yml of a release of the small election."""
    head = f"title: Release {index}\nkind: partial\nstatus: unofficial-partial\nas_of: 2020-01-{index + 1:02}\n"
    return f"{head}source: {{name: The clerk}}\n{body}"


def files_of(
    *rows: str, totals: Mapping[int, str] | None = None, extra: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the files of the small election: one YAML text of rows a release, published totals by release."""
    files = {"site.yml": SETTINGS, "content/places/places.yml": PLACES, f"{FOLDER}/contest.yml": CONTEST}
    for index, text in enumerate(rows):
        stated = (totals or {}).get(index)
        body = f"totals: {stated}\n" if stated else ""
        files[f"{release_folder(index)}/release.yml"] = release_text(index, body)
        if text:
            files[f"{release_folder(index)}/rows.yml"] = text
    return {**files, **(extra or {})}


def election(
    *rows: str, totals: Mapping[int, str] | None = None, extra: Mapping[str, str] | None = None
) -> tuple[Site, Results]:
    """Load and fold the small election."""
    site = loaded(files_of(*rows, totals=totals, extra=extra))
    return site, tabulate.results(site, site.contests[0])


def folded(*rows: str, totals: Mapping[int, str] | None = None) -> Results:
    """Fold the small election."""
    return election(*rows, totals=totals)[1]


def tally_of(contest: Contest, name: str) -> Tally:
    """Return a tally by its id."""
    return next(tally for tally in contest.tallies if tally.id == name)


def counts(results: Results, area: str, tally: str, release: int) -> histories.Counts | None:
    """Return what an area adds up to at a release, None before the first report."""
    found = histories.entry(results, AreaId(area), TallyId(tally), release)
    return found.counts if found is not None else None


def decimals(*texts: str) -> tuple[Decimal, ...]:
    """Return figures of a tally with decimals."""
    return tuple(Decimal(text) for text in texts)


@functools.cache
def contests_of(folder: Path) -> tuple[tuple[Site, Results], ...]:
    """Load and fold all contests of a site in a folder."""
    report = Report()
    site = load.site(sources.read(folder, report), report, drafts=False)
    assert report.ordered() == ()
    assert site is not None
    return tuple((site, tabulate.results(site, contest)) for contest in site.contests)


def iowa() -> tuple[Site, Results]:
    """Load and fold the demonstration site."""
    return contests_of(ROOT)[0]


@functools.cache
def iowa_findings() -> tuple[Finding, ...]:
    """Return what the rules find on the demonstration site, with what was found out about it."""
    site, results = iowa()
    answers = load_acknowledgements(sources.read(ROOT, Report()), site, Report())
    return run(site, results, answers[results.contest.id])
