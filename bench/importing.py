"""What an editor waits for who brings in a table: the command `import` as a whole process.

Owns the table, which is the whole of Iowa with one row a precinct and candidate, and the sites that it is brought into.
"""

import csv
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench import data, measure
from bench.data import ROOT, Election
from bench.measure import Task
from bench.report import Part, Say, Table, Target, spread

CONTEST = Path("content", "contests", "president")
RELEASE = "2020-04-07-imported"
HEAD = (
    *("--title", "Imported", "--kind", "complete", "--status", "certified"),
    *("--as-of", "2020-04-07", "--source", "Iowa Democratic Party"),
)
FIRST, LATER = "into a site without results", "into the demonstration, compared with its releases"


def importing(rounds: int, say: Say) -> Part:
    """Measure the import of all of Iowa, as the first release and after all others."""
    with measure.workplace() as work:
        rows = write(work / "table.csv", data.iowa())
        tasks = tasks_in(work)
        say(f"import: a table of {rows:,} rows")
        for task in tasks:
            measure.run(task)
        costs = measure.alternate(tasks, rounds, say)
        peak = max(measure.peak_memory(task) for task in tasks)
    walls = {name: [cost.wall_s for cost in runs] for name, runs in costs.items()}
    lines = tuple((name, spread(walls[name]), spread([one.cpu_s for one in runs])) for name, runs in costs.items())
    targets = tuple(Target(f"import {name}", 1, median(walls[name]), " s") for name in walls)
    remark = (
        f"{rows:,} rows, one a precinct and candidate, with three tallies; {peak / 1e6:,.0f} MB of memory at the peak. "
        "What is to be written is checked as a whole before it is."
    )
    return Part("import", "The import of a table", (Table(("", "wall s", "processor s"), lines),), targets, (remark,))


def write(path: Path, election: Election) -> int:
    """Write the election as one table and return how many rows it has."""
    heads = ("county", "precinct", "candidate", *(tally.name for tally in election.tallies))
    lines = [
        (county.name, unit.id, choice.name, *figures)
        for county in election.counties
        for unit in county.units
        for choice, figures in zip(election.choices, zip(*unit.figures, strict=True), strict=True)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((heads, *lines))
    return len(lines)


def tasks_in(work: Path) -> tuple[Task, ...]:
    """Return the imports of the table in a folder, each into a site of its own that is put back before."""
    roots = {FIRST: work / "first", LATER: work / "later"}
    for root in roots.values():
        shutil.copytree(ROOT / "content", root / "content")
        shutil.copy(ROOT / "site.yml", root)
    first = roots[FIRST]
    texts = ("content/news", "content/pages")
    measure.clear(first, (*texts, *(f"{CONTEST}/{name}" for name in ("releases", "reviews", "acknowledged.yml"))))()
    lines = (first / "site.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    (first / "site.yml").write_text("".join(line for line in lines if not line.startswith("navigation:")), "utf-8")
    return tuple(Task(name, _call(work, root), root, _put_back(root)) for name, root in roots.items())


def _call(work: Path, root: Path) -> tuple[str, ...]:
    words = ("import", "results", str(work / "table.csv"), "-C", str(root), "--contest", CONTEST.name)
    return sys.executable, str(ROOT / "build.py"), *words, "--release", RELEASE, *HEAD, "-q"


def _put_back(root: Path) -> Callable[[], None]:
    return measure.clear(root, (f"{CONTEST}/releases/{RELEASE}",))
