"""The election as a Recanvass site: its content as CSV or as one YAML file a county.

Owns what an editor would write, and the edits that are measured.
"""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from bench.data import UNITS_OF_IOWA, County, Election, Request, Unit

TEMPLATES = Path(__file__).parent / "site" / "templates"
CONTEST = "president"
RELEASE = Path("content", "contests", CONTEST, "releases", "2020-02-29-certification")


def write(root: Path, election: Election, *, as_yaml: bool = False, own_templates: bool = True) -> None:
    """Write the site's folder. `own_templates` are those of the pages that the peers make too."""
    contest = root / RELEASE.parent.parent
    (root / RELEASE).mkdir(parents=True)
    (root / "content" / "places" / "counties").mkdir(parents=True)
    (contest / "reviews").mkdir()
    (root / "site.yml").write_text(_SETTINGS, encoding="utf-8")
    (root / "content" / "places" / "kinds.yml").write_text(_KINDS.format(name=election.state), encoding="utf-8")
    (contest / "contest.yml").write_text("".join(_contest(election)), encoding="utf-8")
    (root / RELEASE / "release.yml").write_text(_RELEASE, encoding="utf-8")
    for request in election.requests:
        (contest / "reviews" / f"{request.id}.yml").write_text("".join(_request(request)), encoding="utf-8")
    (_write_yaml if as_yaml else _write_csv)(root, election)
    if own_templates:
        shutil.copytree(TEMPLATES, root / "templates")


def change_figure(root: Path, election: Election) -> None:
    """Change one figure of the last unit in the last tally: none for the last choice but one, then some, in turn."""
    unit = election.counties[-1].units[-1].id
    choice, tally = election.choices[-2].id, election.tallies[-1]
    path = max((root / RELEASE).glob("*.csv"))
    head, found, rest = path.read_text(encoding="utf-8").rpartition(f"{unit},{choice},")
    line, end, after = rest.partition("\n")
    cells = line.split(",")
    some = "0.5" if tally.decimals else "5"
    cells[-1] = "0" if cells[-1] == some else some
    path.write_text(f"{head}{found}{','.join(cells)}{end}{after}", encoding="utf-8")


def change_template(root: Path) -> None:
    """Change a word of the template of areas, or change it back."""
    path = root / "templates" / "pages" / "area.html"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"Share|Part", lambda match: {"Share": "Part", "Part": "Share"}[match[0]], text), "utf-8")


_SETTINGS = """\
title: Iowa 2020
description: Results of every precinct.
timezone: America/Chicago
publisher: {name: The bench}
"""
_KINDS = """\
kinds:
  state: {{name: State, plural: States}}
  county: {{name: County, plural: Counties}}
  precinct: {{name: Precinct, plural: Precincts}}
places:
  state: {{name: {name}, kind: state}}
"""
_RELEASE = """\
title: As certified
kind: certification
status: certified
as_of: 2020-02-29
source: {name: Iowa Democratic Party}
"""


def _contest(election: Election) -> Iterator[str]:
    yield f"title: {election.title}\ndate: 2020-02-03\nplace: state\ntallies:\n"
    for tally in election.tallies:
        decimals = f", decimals: {tally.decimals}" if tally.decimals else ""
        decides = ", decides: true" if tally.decides else ""
        yield f"  - {{id: {tally.id}, name: {tally.name}, unit: {tally.unit}{decimals}{decides}}}\n"
    yield "choices:\n"
    for choice in election.choices:
        option = "" if choice.is_candidate else ", candidate: false"
        yield f"  - {{id: {choice.id}, name: {choice.name}, short: {choice.short}{option}}}\n"


def _request(request: Request) -> Iterator[str]:
    yield f"kind: {request.kind}\ntitle: {json.dumps(request.title)}\nrequested_by: {request.requested_by}\n"
    yield f"filed: {request.filed}\nstate: accepted\nsource: {{name: Iowa Democratic Party}}\nplaces:\n"
    for unit in request.units:
        yield f"  - {{place: {unit}}}\n"


def _write_csv(root: Path, election: Election) -> None:
    """Write places as two files, figures as a file for each copy of the real units: none grows over the size limit."""
    with (root / "content" / "places" / "places.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("id", "name", "kind", "parent"))
        out.writerows((county.id, county.name, "county", "state") for county in election.counties)
        out.writerows(
            (unit.id, unit.name, "precinct", county.id) for county in election.counties for unit in county.units
        )
    units = tuple(election.units)
    for number, start in enumerate(range(0, len(units), UNITS_OF_IOWA), 1):
        path = root / RELEASE / f"results-{number:03}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(("place", "choice", *(tally.id for tally in election.tallies)))
            for unit in units[start : start + UNITS_OF_IOWA]:
                out.writerows(_lines(election, unit))


def _lines(election: Election, unit: Unit) -> Iterator[tuple[str, ...]]:
    for choice, figures in zip(election.choices, zip(*unit.figures, strict=True), strict=True):
        yield unit.id, choice.id, *figures


def _write_yaml(root: Path, election: Election) -> None:
    """Write two files a county: its places, and their figures without the zeros, as an editor would."""
    lines = [
        f"  {county.id}: {{name: {json.dumps(county.name, ensure_ascii=False)}}}\n" for county in election.counties
    ]
    text = f"kind: county\nparent: state\nplaces:\n{''.join(lines)}"
    (root / "content" / "places" / "counties.yml").write_text(text, encoding="utf-8")
    for county in election.counties:
        path = root / "content" / "places" / "counties" / f"{county.id}.yml"
        path.write_text("".join(_places(county)), encoding="utf-8")
        (root / RELEASE / f"{county.id}.yml").write_text("".join(_rows(election, county)), encoding="utf-8")


def _places(county: County) -> Iterator[str]:
    yield f"kind: precinct\nparent: {county.id}\nplaces:\n"
    for unit in county.units:
        yield f'  "{unit.id}": {{name: {json.dumps(unit.name, ensure_ascii=False)}}}\n'


def _rows(election: Election, county: County) -> Iterator[str]:
    for unit in county.units:
        yield f'"{unit.id}":\n'
        for tally, figures in zip(election.tallies, unit.figures, strict=True):
            stated = (
                f"{choice.id}: {figure}"
                for choice, figure in zip(election.choices, figures, strict=True)
                if figure.strip("0.")
            )
            yield f"  {tally.id}: {{{', '.join(stated)}}}\n"
