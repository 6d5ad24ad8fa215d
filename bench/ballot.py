"""A whole ballot of 131 contests: how much home weighs, and what a page costs beside one contest.

Owns the election, which is invented, and is brought in by `import election` as an editor would.
"""

import csv
import gzip
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import measure
from bench.cases import MADE_BY_US, build_call
from bench.measure import Task
from bench.report import Part, Say, Table, Target, ratios, spread
from recanvass.authoring.scaffold import EMPTY
from recanvass.cli.main import main

STATEWIDE = ("President", "U.S. Senate", "Governor", "Secretary of State", "Treasurer", "Auditor")
HOUSE, SENATE = 100, 25
CONTESTS = len(STATEWIDE) + HOUSE + SENATE
COUNTIES, PRECINCTS = 20, 10
"""So many counties, and precincts in each."""
MOST_KB = 40
"""What home may weigh, compressed."""
HEAD = (
    *("--date", "2024-11-05", "--title", "Results", "--kind", "complete", "--status", "unofficial-complete"),
    *("--as-of", "2024-11-06", "--source", "Secretary of State", "--place", "Lakeland", "--yes", "-q"),
)
_ALL, _ONE = f"{CONTESTS} contests", "one contest"
_GIVEN = ("Ann", "Bob", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo")
_FAMILY = ("Gray", "Moss", "Young", "Ash", "Fox", "Hay", "Reed", "Stone", "Wood", "Lake")
_COLUMNS = ("county", "precinct", "office", "district", "party", "candidate", "votes")


@dataclass(frozen=True, slots=True)
class Precinct:
    """A precinct with the districts that it lies in."""

    county: str
    name: str
    house: int
    senate: int

    @property
    def contests(self) -> tuple[str, ...]:
        """The offices on its ballot, each with its district if it has one."""
        return (*STATEWIDE, f"State House {self.house}", f"State Senate {self.senate}")


def precincts() -> list[Precinct]:
    """Return all precincts; neighbors lie in one district."""
    count = COUNTIES * PRECINCTS
    return [
        Precinct(
            f"County {at // PRECINCTS + 1}", f"Precinct {at + 1}", at * HOUSE // count + 1, at * SENATE // count + 1
        )
        for at in range(count)
    ]


def rows(*, is_whole: bool) -> Iterator[tuple[str, ...]]:
    """Yield the file of the state, or of its first contest alone."""
    votes = random.Random(1)  # noqa: S311 -- figures that nobody has to guess
    for one in precincts():
        for contest in one.contests if is_whole else one.contests[:1]:
            office, _, number = contest.rpartition(" ")
            office, district = (office, number) if number.isdecimal() else (contest, "")
            people = random.Random(contest)  # noqa: S311 -- names that stay the same
            for party in ("DEM", "REP", "LIB"):
                name = f"{people.choice(_GIVEN)} {people.choice(_FAMILY)}-{party.title()}"
                yield one.county, one.name, office, district, party, name, str(votes.randrange(20, 900))


def site(root: Path, *, is_whole: bool) -> Path:
    """Write an empty site and bring the file into it."""
    for path, text in EMPTY.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    table = root / "state.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((_COLUMNS, *rows(is_whole=is_whole)))
    if main(["import", "election", str(table), "-C", str(root), *HEAD]):
        message = "the election was not imported"
        raise measure.FailedError(message)
    return root


def ballot(rounds: int, say: Say) -> Part:
    """Measure the site of all contests beside that of one contest with the same places."""
    with measure.workplace() as work:
        say(f"ballot: {CONTESTS} contests in {COUNTIES * PRECINCTS} precincts")
        roots = {_ALL: site(work / "all", is_whole=True), _ONE: site(work / "one", is_whole=False)}
        tasks = [Task(name, build_call(root), root, measure.clear(root, MADE_BY_US)) for name, root in roots.items()]
        for task in tasks:
            measure.run(task)
        costs = measure.alternate(tasks, rounds, say)
        pages = {name: len(list((root / "output").rglob("*.html"))) for name, root in roots.items()}
        home = weight(roots[_ALL] / "output/index.html")
        check_ballots(roots[_ALL] / "output")
    each = {name: [one.wall_s / pages[name] * 1000 for one in runs] for name, runs in costs.items()}
    lines = tuple(
        (name, f"{pages[name]:,}", spread([one.wall_s for one in costs[name]]), spread(each[name])) for name in roots
    )
    remark = (
        f"{CONTESTS} contests in {COUNTIES * PRECINCTS} precincts, invented and brought in by `import election`. "
        f"The page of each precinct was looked through for all of its {len(precincts()[0].contests)} contests. The "
        "second site has the first of the contests alone, in the same places."
    )
    targets = (
        Target("home, compressed", MOST_KB, home / 1000, " kB"),
        Target("a page of many contests beside a page of one", 1, median(ratios(each[_ALL], each[_ONE])), " ×"),
    )
    table = Table(("", "pages", "wall s", "ms a page"), lines)
    return Part("ballot", "A whole ballot", (table,), targets, (remark,))


def weight(page: Path) -> int:
    """Return how many bytes a page has, compressed as servers do."""
    return len(gzip.compress(page.read_bytes(), 6))


def check_ballots(out: Path) -> None:
    """Make sure that the page of each precinct links to all contests on its ballot."""
    by_name = {one.name: one for one in precincts()}
    for folder in sorted((out / "places/precinct").iterdir()):
        name = folder.name.partition("precinct-")[2]
        one = by_name[f"Precinct {name}"]
        text = (folder / "index.html").read_text(encoding="utf-8")
        names = {contest.lower().replace(".", "").replace(" ", "-") for contest in one.contests}
        missing = [contest for contest in names if f"../../../{contest}/" not in text]
        if missing:
            raise measure.FailedError(f"{folder.name} does not name {', '.join(missing)}")
