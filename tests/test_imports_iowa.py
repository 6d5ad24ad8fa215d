"""Imports of all of Iowa over the real command: tables of several layouts become the release that the content has."""

import csv
import io
import itertools
import re
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recanvass.build import pipeline
from recanvass.cli.main import FAULTS, OK, main
from recanvass.exports import openelections, tables
from recanvass.results import histories
from tests import party, sites
from tests.sites import ROOT

if TYPE_CHECKING:
    from recanvass.core.ids import Number

CAUCUS = "content/contests/president"
RECOUNT = "2020-02-27-recount"
HEAD = ["--title", "T", "--kind", "recount", "--status", "certified", "--as-of", "2020-02-27", "--source", "IDP"]
Figures = Mapping[tuple[str, str], histories.Counts | None]
"""The figures of a unit and tally, in ballot order."""


def without_recount(root: Path) -> Path:
    """Copy the demonstration as it was before the recount, without its texts."""
    for folder in ("places", "rules"):
        shutil.copytree(ROOT / "content" / folder, root / "content" / folder)
    shutil.copytree(ROOT / CAUCUS, root / CAUCUS, ignore=shutil.ignore_patterns("2020-02-2*", "reviews"))
    settings = (ROOT / "site.yml").read_text().split("\n")
    (root / "site.yml").write_text("\n".join(line for line in settings if not line.startswith("navigation")))
    return root


def import_iowa(root: Path, table: Path, *words: str) -> int:
    to = ["-C", str(root), "--contest", "president", "--release", RECOUNT, *HEAD]
    return main(["import", "results", str(table), *to, *words])


def figures_of(root: Path) -> Figures:
    """Return what a site has at its last release."""
    loaded = pipeline.read(root, drafts=True)
    assert [one for one in loaded.diagnostics if one.code.startswith("E")] == []
    (results,) = loaded.results.values()
    last = len(results.contest.releases) - 1
    keys = itertools.product(results.contest.units, party.COLUMNS)
    return {(unit, tally): sites.counts(results, unit, tally, last) for unit, tally in keys}


def figures_in(table: Path) -> Figures:
    """Return the figures of a table of the party, in ballot order."""
    choices = [str(choice.id) for choice in sites.iowa()[1].contest.choices]
    found: dict[tuple[str, str], list[Number]] = {}
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for tally, column in party.COLUMNS.items():
                cells = found.setdefault((row["precinct_id"], tally), [0] * len(choices))
                cells[choices.index(row["candidate"].lower())] = Decimal(row[column])
    return {key: tuple(figures) for key, figures in found.items()}


NOT_WRITTEN = re.compile(r"^#.*\n|^.*:(\n  \w+: {})+\n", re.MULTILINE)
"""Comments, and sites without any figure."""


def files_of_recount(root: Path) -> dict[str, str]:
    """Return the figures of the recount as they stand in files, without zeros at their ends."""
    paths = [path for path in (root / CAUCUS / "releases" / RECOUNT).iterdir() if path.name != "release.yml"]
    texts = {path.name: NOT_WRITTEN.sub("", path.read_text()) for path in paths}
    return {name: re.sub(r"\d+\.\d+", shortest, text) for name, text in texts.items() if text}


def shortest(found: re.Match[str]) -> str:
    return f"{Decimal(found[0]).normalize():f}"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return party.write(tmp_path / "table.csv", party.results(RECOUNT))


@pytest.mark.parametrize("form", ["yaml", "csv"])
def test_the_table_of_the_party_becomes_the_release_it_was(tmp_path: Path, table: Path, form: str) -> None:
    root = without_recount(tmp_path / "site")
    assert import_iowa(root, table, "--as", form) == OK
    mine, kept = figures_of(root), figures_of(ROOT)
    assert mine == figures_in(table)
    assert {key for key, figures in mine.items() if figures != kept[key]} == {
        (unit, tally) for unit in ("1141", "1152", "1200", "1207") for tally in party.COLUMNS
    }, "the sites that never met, which the party printed with zeros"
    if form == "yaml":
        assert files_of_recount(root) == files_of_recount(ROOT)


def test_the_wide_page_of_the_party_is_read_by_names(
    tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = without_recount(tmp_path / "site")
    site, results = sites.iowa()
    figures = figures_in(table)
    choices = results.contest.choices
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["County", "Precinct", *(text for choice in choices for text in (choice.name, "", ""))])
    writer.writerow(["", "", *(["First Alignment", "Final Alignment", "SDE"] * len(choices))])
    for unit in results.contest.units:
        place = site.places[unit]
        parent = site.places[place.parent].name if place.parent and place.parent != "iowa" else ""
        columns = zip(*(figures[unit, tally] or () for tally in party.COLUMNS), strict=True)
        name = place.name if parent else place.id
        county = f"{parent} County" if place.kind == "precinct" else parent
        writer.writerow([county.upper(), f" {name.upper()} ", *itertools.chain(*columns)])
    writer.writerow(["Polk", "Total", *([1] * 3 * len(choices))])
    (tmp_path / "wide.csv").write_text(out.getvalue(), newline="")
    assert import_iowa(root, tmp_path / "wide.csv") == FAULTS
    printed = capsys.readouterr().err
    assert "'Total' is a row of totals (for 'polk'), not a place" in printed
    assert import_iowa(root, tmp_path / "wide.csv", "--totals", "skip") == OK, capsys.readouterr().err
    assert figures_of(root) == figures


def test_what_is_exported_is_read_back(tmp_path: Path) -> None:
    site, results = sites.iowa()
    last = len(results.contest.releases) - 1
    made: Mapping[str, tuple[bytes, list[str]]] = {
        "release.csv": (b"".join(tables.release_csv(results, last)), []),
        "results.csv": (b"".join(tables.results_csv(site, results, last)), ["--totals", "skip"]),
        "openelections.csv": (b"".join(openelections.openelections_csv(site, results, last)), []),
    }
    expected = figures_of(ROOT)
    for name, (content, words) in made.items():
        root = without_recount(tmp_path / name.partition(".")[0])
        (root / name).write_bytes(content)
        assert import_iowa(root, root / name, "-q", *words) == OK
        assert figures_of(root) == expected
