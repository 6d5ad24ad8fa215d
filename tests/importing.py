"""A small site for imports: the county Lee with the precincts Alder and Birch, and a race of two with one tally."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from recanvass.cli.main import main
from recanvass.content import files, load
from recanvass.core.diagnostics import Report
from recanvass.results import histories, tabulate
from tests import sites

HEAD = ["--title", "Night", "--kind", "complete", "--status", "unofficial-complete", "--as-of", "2024-11-05"]
TO = ["--contest", "clerk", "--release", "night", *HEAD, "--source", "Clerk"]
PLACES = """kinds:
  state: {name: State, plural: States}
  county: {name: County, plural: Counties}
  precinct: {name: Precinct, plural: Precincts}
places:
  iowa: {name: Iowa, kind: state}
  lee: {name: Lee, kind: county, parent: iowa}
  alder: {name: Alder, kind: precinct, parent: lee}
  birch: {name: Birch, kind: precinct, parent: lee}
"""
SITE = """title: Results
description: Results of Lee County.
timezone: America/Chicago
publisher: {name: Clerk}
"""
CLERK = """title: County clerk
date: 2024-11-05
place: lee
tallies:
  - {id: votes, name: Votes, unit: votes, decides: true}
choices:
  - {id: gray, name: Ann Gray}
  - {id: moss, name: Bob Moss}
"""
FOLDER = "content/contests/clerk/releases/night"


def lay_out(root: Path, contest: str = CLERK, places: str = PLACES) -> Path:
    """Write the site into an empty folder."""
    texts = {
        "site.yml": SITE,
        "content/places/places.yml": places,
        "content/contests/clerk/contest.yml": contest,
    }
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def bring(table: str | bytes, *words: str, to: Sequence[str] = TO, name: str = "table.csv") -> int:
    """Import a table of results into the site in the current folder, and return the exit code."""
    Path(name).write_bytes(table if isinstance(table, bytes) else table.encode())
    return main(["import", "results", name, *to, *words])


def written(root: Path) -> dict[str, str]:
    """Return the files of figures that an import made."""
    paths = sorted((root / FOLDER).iterdir()) if (root / FOLDER).is_dir() else []
    return {path.name: path.read_text(encoding="utf-8") for path in paths if path.name != "release.yml"}


def votes(root: Path, unit: str) -> tuple[int | Decimal | None, ...] | None:
    """Return the figures that a precinct has on the site."""
    report = Report()
    found = load.site(files.read(root, report), report, drafts=True)
    assert [one for one in report.ordered() if one.code.startswith("E")] == []
    assert found is not None
    results = tabulate.results(found, found.contests[0])
    counts: histories.Counts | None = sites.counts(results, unit, "votes", len(results.contest.releases) - 1)
    return counts
