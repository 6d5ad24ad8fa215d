"""Elections brought in by the command: an empty site, one call, and the figures that come of it."""

import contextlib
import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from recanvass.authoring.scaffold import EMPTY
from recanvass.build import pipeline
from recanvass.cli.main import main
from recanvass.core.ids import AreaId, ContestId, TallyId
from recanvass.core.model import Contest, Site, Turnout
from recanvass.exports import tables
from recanvass.results import histories

if TYPE_CHECKING:
    from recanvass.results.histories import Results

HEAD = ["--date", "2024-11-05", "--title", "Night", "--kind", "complete", "--status", "unofficial-complete"]
HEAD += ["--as-of", "2024-11-06", "--source", "County clerk"]
LATER = ["--date", "2024-11-05", "--title", "Canvass", "--kind", "certification", "--status", "certified"]
LATER += ["--as-of", "2024-11-20", "--source", "County clerk"]
LEE = """\
county,precinct,office,district,party,candidate,votes
Lee,Alder,Sheriff,,DEM,Ann Gray,30
Lee,Alder,Sheriff,,REP,Bob Moss,20
Lee,Birch,Sheriff,,DEM,Ann Gray,11
Lee,Birch,Sheriff,,REP,Bob Moss,12
Lee,Alder,State House,05,DEM,Cy Young,25
Lee,Alder,State House,05,REP,"Lee, Ann",26
Lee,Birch,State House,7,REP,Robert F. Kennedy Jr.,14
Lee,Birch,State House,7,,Write-ins,1
Lee,Alder,Question 1,,,Yes,40
Lee,Alder,Question 1,,,No,9
Lee,Birch,Question 1,,,Yes,8
Lee,Birch,Question 1,,,No,15
Lee,Alder,Ballots Cast,,,,52
Lee,Birch,Ballots Cast,,,,24
Lee,Alder,Registered Voters,,,,80
Lee,Birch,Registered Voters,,,,31
"""
"""The whole ballot of a county of two precincts: an office, two districts, a question, and turnout."""
WHO = "precinct,office,candidate,votes\n"


def start(root: Path) -> Path:
    """Write the files of an empty site, as the command `new` does."""
    for path, text in EMPTY.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def take(table: str | bytes, *words: str, head: Sequence[str] = HEAD, name: str = "table.csv") -> int:
    """Import an election into the site in the current folder, and return the exit code."""
    Path(name).write_bytes(table if isinstance(table, bytes) else table.encode())
    return main(["import", "election", name, *head, *words])


def take_lee(rows: str, *words: str, header: str = WHO, head: Sequence[str] = HEAD) -> int:
    """Import rows of a place called Lee County without being asked for anything."""
    return take(header + rows, "--place", "Lee County", "--place-kind", "county", "--yes", *words, head=head)


class Elected:
    """The site in a folder, as it reads after an import."""

    def __init__(self, root: Path) -> None:
        """Read the site; it has no error."""
        loaded = pipeline.read(root, drafts=True)
        assert [one for one in loaded.diagnostics if one.code.startswith("E")] == []
        assert loaded.site is not None
        self.site: Site = loaded.site
        self.results: dict[ContestId, Results] = dict(loaded.results)

    def contest(self, name: str) -> Contest:
        """Return a contest."""
        return self.results[ContestId(name)].contest

    def votes(self, contest: str, area: str, tally: str = "votes") -> dict[str, int | Decimal | None]:
        """Return what is known of a place after the last release, by choice; None for a masked figure."""
        results = self.results[ContestId(contest)]
        last = len(results.contest.releases) - 1
        one = histories.entry(results, AreaId(area), TallyId(tally), last)
        assert one is not None
        return {str(choice.id): count for choice, count in zip(results.contest.choices, one.counts, strict=True)}

    def turnout(self, contest: str, area: str) -> Turnout | None:
        """Return the turnout that the last release states of a place."""
        release = self.contest(contest).releases[-1]
        row = release.rows.get(AreaId(area)) or release.higher.get(AreaId(area))
        return row.turnout if row is not None else None

    def rows(self, contest: str) -> list[dict[str, str]]:
        """Return the rows of the download of all results."""
        results = self.results[ContestId(contest)]
        last = len(results.contest.releases) - 1
        text = b"".join(tables.results_csv(self.site, results, last)).decode()
        return list(csv.DictReader(text.splitlines()))


def files_below(root: Path) -> dict[str, bytes]:
    """Return every file of a folder, that of the table among them."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@contextlib.contextmanager
def nothing_written(root: Path) -> Iterator[None]:
    """Make sure that no file of a folder is new, gone or different at the end, but for the table itself."""
    before = files_below(root)
    yield
    after = files_below(root)
    assert {path for path in after if not path.startswith("table")} == {
        path for path in before if not path.startswith("table")
    }
    assert {path: text for path, text in after.items() if path in before and not path.startswith("table")} == {
        path: text for path, text in before.items() if not path.startswith("table")
    }
