"""What is measured: each function here is one part of docs/performance.md.

To measure something else, write a function that returns a Part and yield it in __main__.
"""

import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench import data, equal, measure, ours, peers
from bench.data import ROOT, Election
from bench.measure import Cost, Task
from bench.report import Part, Say, Table, Target, ratios, spread

COLD = "Recanvass, cold, from CSV"
ALIKE = "Recanvass, cold, only the pages that the others make"
COLD_YAML = "Recanvass, cold, from YAML per county"
NOTHING = "Recanvass, nothing changed"
FIGURE = "Recanvass, one figure changed"
TEMPLATE = "Recanvass, one template changed"
SMALLER = "Recanvass, cold, a tenth of the size"
PEERS = ("Hugo", "Eleventy", "Hugo, given finished tables")
SMALL, MIDDLE, LARGE = 1_765, 17_650, 176_500
MADE_BY_US = ("output", ".output.recanvass", ".recanvass")
MEGA = 1e6


def precincts(size: int, rounds: int, say: Say) -> Part:
    """Measure all generators on the same pages, after making sure that the pages are the same."""
    election = data.replicated(data.iowa(), size)
    with measure.workplace() as work:
        tasks = _tasks(work, election, size)
        say(f"{size:,} precincts: every generator builds once, then the pages are compared")
        first = {task.name: [measure.run(task)] for task in tasks}
        outs = {name: work / name / out for name, out in _OUTPUTS.items()}
        compared = _compared(outs, election, size)
        say(f"  {compared:,} pages of the others are those of Recanvass")
        costs = measure.alternate(tasks, rounds, say) if rounds > 1 else first
        peaks = {task.name: measure.peak_memory(task) for task in tasks if size < LARGE or task.name in (COLD, *PEERS)}
        floors = [measure.floor(outs["csv"], work / "floor") for _ in range(rounds)]
        files, apparent, _ = measure.sizes(outs["csv"])
        theirs, their_bytes, _ = measure.sizes(outs["Hugo"])
    remarks = (
        f"{compared:,} pages compared and found equal"
        + ("." if size <= SMALL else ", chosen by lot.")
        + f" Recanvass writes {files:,} files with {apparent / MEGA:,.0f} MB, the peers {theirs:,} with "
        + f"{their_bytes / MEGA:,.0f} MB. Writing the files of Recanvass with a bare loop takes {spread(floors)} s; "
        + f"a cold build takes {spread(ratios(_walls(costs[COLD]), floors), 1)} times that.",
    )
    found = tuple(_targets(size, costs, peaks))
    return Part(f"{size} precincts", f"{size:,} precincts", (_table(costs, peaks),), found, remarks)


_OUTPUTS = {"csv": "output", "yaml": "output", "Hugo": "public", "Eleventy": "public", "finished": "public"}


def _tasks(work: Path, election: Election, size: int) -> tuple[Task, ...]:
    """Return the tasks of a round; the first leaves a finished site for the next ones."""
    csv, yaml = work / "csv", work / "yaml"
    ours.write(csv, election)
    cold = Task(COLD, build_call(csv), csv, measure.clear(csv, MADE_BY_US))
    figure = Task(FIGURE, build_call(csv), csv, lambda: ours.change_figure(csv, election))
    found = [peers.hugo(work / "Hugo", election), peers.eleventy(work / "Eleventy", election)]
    if size < LARGE:
        found.append(peers.hugo_finished(work / "finished", election))
    alike = Task(ALIKE, build_call(csv, str(ROOT / "bench" / "alike.py")), csv, measure.clear(csv, MADE_BY_US))
    others = tuple(Task(one.name, one.call, one.root, measure.clear(one.root, one.leftovers)) for one in found)
    if size >= LARGE:
        smaller = work / "smaller"
        ours.write(smaller, data.replicated(data.iowa(), size // 10))
        less = Task(SMALLER, build_call(smaller), smaller, measure.clear(smaller, MADE_BY_US))
        return cold, alike, figure, *others, less
    ours.write(yaml, election, as_yaml=True)
    cold_yaml = Task(COLD_YAML, build_call(yaml), yaml, measure.clear(yaml, MADE_BY_US))
    nothing = Task(NOTHING, build_call(csv), csv)
    template = Task(TEMPLATE, build_call(csv), csv, lambda: ours.change_template(csv))
    return cold, *others, nothing, figure, template, cold_yaml, alike


def build_call(root: Path, *program: str) -> tuple[str, ...]:
    """Return the words of a build, by the program itself if no other is named."""
    return sys.executable, *(program or (str(ROOT / "build.py"),)), "build", "-C", str(root), "-q"


def _compared(outs: Mapping[str, Path], election: Election, size: int) -> int:
    """Hold the pages of all outputs against each other; the site made from CSV is built afresh, free of edits."""
    root = outs["csv"].parent
    shutil.rmtree(root)
    ours.write(root, election)
    measure.run(Task(COLD, build_call(root), root))
    pages = equal.paths(election, None if size <= SMALL else SMALL)
    return equal.check(outs["csv"], [out for name, out in outs.items() if name != "csv" and out.is_dir()], pages)


def _table(costs: Mapping[str, Sequence[Cost]], peaks: Mapping[str, int]) -> Table:
    found = [peer for peer in PEERS if peer in costs]
    heads = ("", "wall s", "processor s", *(f"× {peer}" for peer in found), "peak MB")
    rows = []
    for name, runs in costs.items():
        against = ["" if name in (peer, SMALLER) else _ratio(runs, costs[peer]) for peer in found]
        peak = f"{peaks[name] / MEGA:,.0f}" if name in peaks else ""
        rows.append((name, spread(_walls(runs)), spread([run.cpu_s for run in runs]), *against, peak))
    return Table(heads, tuple(rows))


def _ratio(runs: Sequence[Cost], others: Sequence[Cost]) -> str:
    return spread(ratios(_walls(runs), _walls(others)))


def _targets(size: int, costs: Mapping[str, Sequence[Cost]], peaks: Mapping[str, int]) -> Sequence[Target]:
    def ratio(what: str, ours_name: str, peer: str, most: float) -> Target:
        return Target(what, most, median(ratios(_walls(costs[ours_name]), _walls(costs[peer]))), f" × {peer}")

    def seconds(what: str, name: str, most: float) -> Target:
        return Target(what, most, median(_walls(costs[name])), " s")

    if size == SMALL:
        return (
            ratio("cold, everything", COLD, "Hugo", 0.55),
            ratio("cold, everything", COLD, "Eleventy", 1),
            ratio("cold, only the pages that the others make", ALIKE, "Hugo", 0.42),
            ratio("cold, only the pages that the others make", ALIKE, "Eleventy", 0.75),
            seconds("nothing changed", NOTHING, 0.2),
        )
    if size == MIDDLE:
        return (
            ratio("cold, everything", COLD, "Hugo", 0.43),
            ratio("cold, only the pages that the others make", ALIKE, "Hugo", 0.33),
        )
    if size == LARGE:
        growth = median(ratios(_walls(costs[COLD]), _walls(costs[SMALLER])))
        return (
            ratio("cold, everything", COLD, "Hugo", 0.45),
            Target("peak of all processes", 1200, peaks[COLD] / MEGA, " MB"),
            Target("growth from 17,650 to 176,500", 10.5, growth, " ×"),
        )
    return ()


def plain(size: int, say: Say) -> Part:
    """Measure what a plain contest takes on disk: one tally, five choices, the templates that come with the program."""
    election = data.plain(data.replicated(data.iowa(), size))
    with measure.workplace() as work:
        ours.write(work / "plain", election, own_templates=False)
        task = Task("Recanvass, plain contest, cold", build_call(work / "plain"), work / "plain")
        cost = measure.run(task)
        out = work / "plain" / "output"
        files, apparent, allocated = measure.sizes(out)
        pages = [(out / page).stat().st_size for page in equal.paths(election) if "/precinct/" in page]
        _, downloads, _ = measure.sizes(out / "data")
    say(f"plain contest: {files:,} files, {apparent / MEGA:,.0f} MB, {allocated / MEGA:,.0f} MB set aside")
    heads = ("", "files", "MB", "MB set aside", "median precinct page, bytes", "wall s")
    row = (
        "plain contest",
        f"{files:,}",
        f"{apparent / MEGA:,.0f}",
        f"{allocated / MEGA:,.0f}",
        f"{median(pages):,.0f}",
        f"{cost.wall_s:.1f}",
    )
    found = (
        (
            Target("all files", 900, apparent / MEGA, " MB"),
            Target("set aside by the file system", 900, allocated / MEGA, " MB"),
        )
        if size >= LARGE
        else ()
    )
    kinds = {
        "pages of precincts": sum(pages),
        "downloads": downloads,
        "all other pages, search, manifest": apparent - sum(pages) - downloads,
    }
    parts = tuple((kind, f"{part / MEGA:,.0f}", f"{part / size:,.0f}") for kind, part in kinds.items())
    tables = (Table(heads, (row,)), Table(("where the bytes are", "MB", "bytes a precinct"), parts))
    return Part(f"plain {size}", f"A plain contest with {size:,} precincts", tables, found)


def iowa(rounds: int, say: Say) -> Part:
    """Measure the site of this repository, the checking of its content, and how long the command takes to start."""
    with measure.workplace() as work:
        root = work / "iowa"
        shutil.copytree(ROOT / "content", root / "content")
        shutil.copy(ROOT / "site.yml", root)
        check = (sys.executable, str(ROOT / "build.py"), "check", "-C", str(root), "-q")
        cold, nothing, figure = "cold", "nothing changed", "one figure changed"
        start, checked = "--help", "check, which writes nothing"
        tasks = (
            Task(cold, build_call(root), root, measure.clear(root, MADE_BY_US)),
            Task(nothing, build_call(root), root),
            Task(figure, build_call(root), root, lambda: _edit(root)),
            Task(checked, check, root),
            Task(start, (sys.executable, str(ROOT / "build.py"), "--help"), root),
        )
        measure.run(tasks[0])
        costs = measure.alternate(tasks, rounds, say)
        peak = measure.peak_memory(tasks[0])
        files, apparent, _ = measure.sizes(root / "output")
        floors = [measure.floor(root / "output", work / "floor") for _ in range(rounds)]
    rows = tuple((name, spread(_walls(runs)), spread([run.cpu_s for run in runs])) for name, runs in costs.items())
    found = (
        Target("cold", 1.1, median(_walls(costs[cold])), " s"),
        Target("nothing changed", 0.2, median(_walls(costs[nothing])), " s"),
        Target("check", 0.45, median(_walls(costs[checked])), " s"),
        Target("--help", 120, 1000 * median(_walls(costs[start])), " ms"),
    )
    remark = (
        f"{files:,} files, {apparent / MEGA:,.0f} MB; {peak / MEGA:,.0f} MB of memory at the peak of a cold build, "
        f"which takes {spread(ratios(_walls(costs[cold]), floors), 1)} times as long as a loop that writes its files."
    )
    return Part(
        "Iowa", "The whole Iowa site, and the command", (Table(("", "wall s", "processor s"), rows),), found, (remark,)
    )


def _edit(root: Path) -> None:
    path = root / "content/contests/president/releases/2020-02-27-recount/scott.yml"
    text = path.read_text(encoding="utf-8")
    there = {"0.4133": "0.4134", "0.4134": "0.4133"}
    edited = re.sub(r"biden: (0\.413[34])", lambda found: f"biden: {there[found[1]]}", text, count=1)
    if edited == text:
        raise SystemExit(f"The figure that is to be changed is not in {path.name} any more")
    path.write_text(edited, encoding="utf-8")


def _walls(costs: Sequence[Cost]) -> list[float]:
    return [cost.wall_s for cost in costs]
