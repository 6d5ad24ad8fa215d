"""The tables of the Iowa Democratic Party, written again from the text of the content, in the layout they came in.

What a test needs of a table from elsewhere is made here, so that the repository is enough. That these tables are those
that were published is compared in tests_originals/. Nothing of the package is used.
"""

import csv
import runpy
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from tests import caucus_again
from tests.caucus_again import CONTENT
from tests.sites import ROOT

RESULTS: Mapping[str, str] = {
    "2020-02-06-92-percent": "results-2020-02-06-partial-92-percent.csv",
    "2020-02-06-97-percent": "results-2020-02-06-partial-97-percent.csv",
    "2020-02-07-all-precincts": "results-2020-02-08-all-precincts.csv",
    "2020-02-09-review": "results-2020-02-10-votes-after-review.csv",
    "2020-02-27-recount": "results-2020-04-07-after-recount.csv",
}
"""The file of each release that has figures of units."""
NO_SDE = "2020-02-09-review"
"""The release whose file leaves the column of SDE empty."""
COLUMNS: Mapping[str, str] = {
    "first": "first_alignment",
    "final": "final_alignment",
    "sde": "state_delegate_equivalents",
}
SATELLITES: Mapping[str, str] = {
    "satellites-cd-1": "CD1 Satellite",
    "satellites-cd-2": "CD2 Satellite",
    "satellites-cd-3": "CD3 Satellite",
    "satellites-cd-4": "CD4 Satellite",
    "satellites-out-of-state": "Out of State Satellite",
}
PRECINCTS, REQUESTS = "precincts.csv", "recanvass-requests.csv"

Row = dict[str, str]


@cache
def choices() -> tuple[str, ...]:
    """Return the ids of the choices as the party's files order them: the two that are no candidates change places."""
    *candidates, uncommitted, other = (
        one["id"] for one in caucus_again.read(CONTENT / "contests/president/contest.yml")["choices"]
    )
    return (*candidates, other, uncommitted)


@cache
def counties() -> Mapping[str, Any]:
    found: Mapping[str, Any] = caucus_again.read(CONTENT / "places/counties.yml")["places"]
    return found


@cache
def units() -> Mapping[str, tuple[str, Mapping[str, Any]]]:
    """Return the parent and the entry of each unit, county by county as the counties are listed, satellites last."""
    order = [*counties(), *SATELLITES]
    return dict(sorted(caucus_again.places().items(), key=lambda item: order.index(item[1][0])))


def results(release: str) -> Iterator[Row]:
    """Yield the rows of the file of a release: one a choice for every unit that is listed by then."""
    stands = caucus_again.stood(release)
    for unit in units():
        for choice in choices() if unit in stands else ():
            figures = {
                column: figure(stands[unit].get(tally, {}).get(choice, Fraction(0)))
                for tally, column in COLUMNS.items()
            }
            if release == NO_SDE:
                figures[COLUMNS["sde"]] = ""
            yield {"precinct_id": unit, "candidate": choice.capitalize(), **figures}


def figure(value: Fraction) -> str:
    """Return a figure without zeros at its end."""
    whole, part = divmod(value.numerator * 10_000 // value.denominator, 10_000)
    return f"{whole}.{part:04}".rstrip("0").rstrip(".")


def precincts() -> Iterator[Row]:
    """Yield the row of each unit, its name as printed; SDE have the four decimals that the content keeps."""
    for unit, (parent, entry) in units().items():
        printed, code = printed_forms(entry)
        county = counties().get(parent)
        yield {
            "precinct_id": unit,
            "code": code,
            "name": printed,
            "kind": "precinct" if county else "satellite",
            "county": county["name"] if county else "",
            "county_fips": county["fips"] if county else "",
            "satellite_group": SATELLITES.get(parent, ""),
            "congressional_district": district(parent),
            "county_delegates": entry.get("delegates", ""),
            "state_delegate_equivalents": entry.get("apportioned_sde", ""),
        }


def printed_forms(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name and the code of a unit as printed, which are its first aliases where they are not its name."""
    code, name, forms = entry.get("code"), entry["name"], [*entry.get("aliases", ())]
    printed = forms.pop(0) if forms and forms[0] != code else name
    return printed, code or (forms[0] if forms else printed)


def district(parent: str) -> str:
    """Return the number of the congressional district that a county or a group of satellite sites lies in."""
    groups = counties()[parent]["groups"] if parent in counties() else [parent.removeprefix("satellites-")]
    return next((group.removeprefix("cd-") for group in groups if group.startswith("cd-")), "")


def requests() -> Iterator[Row]:
    """Yield the units that requests list, one a printed name."""
    for path in sorted((CONTENT / "contests/president/reviews").glob("*.yml"), reverse=True):
        request = caucus_again.read(path)
        for item in request["places"]:
            if "place" in item:
                parent = units()[item["place"]][0]
                yield {
                    "requested_by": request["requested_by"].capitalize(),
                    "precinct_id": item["place"],
                    "congressional_district": district(parent),
                    "county": counties()[parent]["name"] if parent in counties() else "",
                    "satellite": "yes" if parent in SATELLITES else "",
                    "name_as_printed": item["printed"],
                }


def write(path: Path, rows: Iterable[Row]) -> Path:
    """Write rows as CSV and return the path."""
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
    return path


def write_all(folder: Path) -> None:
    """Write all tables that tools/iowa_2020.py reads."""
    write(folder / PRECINCTS, precincts())
    write(folder / REQUESTS, requests())
    for release, name in RESULTS.items():
        write(folder / name, results(release))


def written_by_script(tables: Path, content: Path) -> dict[str, bytes]:
    """Run tools/iowa_2020.py from the tables in a folder, where a file of an earlier run is left; return its files."""
    (content / "places" / "precincts").mkdir(parents=True)
    (content / "places" / "precincts" / "gone.yml").write_text("places: {}\n")
    script = runpy.run_path(str(ROOT / "tools" / "iowa_2020.py"))
    assert script["main"]([str(tables), str(content)]) == 0
    return {path.relative_to(content).as_posix(): path.read_bytes() for path in content.rglob("*.yml")}


def bulk_of_content() -> dict[str, bytes]:
    """Return the files of the content that the script has to write, and all that stand beside them."""
    folders = [CONTENT / "places/precincts", CONTENT / "places/satellites"]
    folders += [CONTENT / "contests/president/releases" / release for release in RESULTS]
    paths = [CONTENT / "places/counties.yml", *(path for folder in folders for path in folder.iterdir())]
    return {path.relative_to(CONTENT).as_posix(): path.read_bytes() for path in paths if path.name != "release.yml"}
