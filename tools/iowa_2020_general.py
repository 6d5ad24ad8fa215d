"""Import the example in examples/iowa-2020-general/ from the OpenElections file of the 2020 general election in Iowa.

Owns which rows of the file belong to the example. Everything else is done by the command `import`.

Usage: python3 tools/iowa_2020_general.py FILE [DIR]
"""

import csv
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from recanvass.cli.main import main  # noqa: E402 -- found by way of the line above

EXAMPLE = ROOT / "examples" / "iowa-2020-general"
RELEASE = (
    "--release=2020-11-10-canvass",
    "--title=After the county canvass",
    "--kind=complete",
    "--status=unofficial-complete",
    "--as-of=2020-11-10",
    "--source=OpenElections, from results of the counties",
    "--source-url=https://github.com/openelections/openelections-data-ia",
)
Row = dict[str, str]


def places(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield every precinct of the congressional district, with the State House district it lies in."""
    rows = list(rows)
    inside = {
        (row["county"], row["precinct"]) for row in rows if row["office"] == "State House" and row["district"] == "82"
    }
    for row in rows:
        if row["office"] == "U.S. House" and row["district"] == "2":
            name = (row["county"], row["precinct"])
            groups = "state-house-82" if name in inside else ""
            yield {"county": name[0], "precinct": name[1], "groups": groups}


def write(path: Path, rows: Iterable[Row]) -> str:
    """Write rows as CSV and return the path."""
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)
    return str(path)


def run(source: Path, site: Path) -> int:
    """Import places and three contests into a site's folder; stop at the first fault."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    common = ("-q", "-C", str(site))
    with tempfile.TemporaryDirectory() as folder:
        precincts = write(Path(folder) / "precincts.csv", places(rows))
        scott = write(Path(folder) / "scott.csv", (row for row in rows if row["county"] == "Scott"))
        steps = (
            ("places", precincts, "--kind=precinct", "--parent=iowa-2", "--parent-kind=county"),
            ("results", str(source), "--contest=us-house-2", "--office=U.S. House", "--district=2", *RELEASE),
            ("results", str(source), "--contest=state-house-82", "--office=State House", "--district=82", *RELEASE),
            ("results", scott, "--contest=president", "--office=President", *RELEASE),
        )
        return next((status for step in steps if (status := main(["import", *step, *common]))), 0)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        print("usage: python3 tools/iowa_2020_general.py FILE [DIR]", file=sys.stderr)
        raise SystemExit(2)
    raise SystemExit(run(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else EXAMPLE))
