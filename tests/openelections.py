"""The table of the general election in the layout of OpenElections, written again from the example's content.

The real file holds 131 contests in all counties of Iowa. Here, rows of other contests and counties are made up, which
the import has to pass over. That the other rows are those of the real file is compared in tests_originals/.
"""

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

from recanvass.build import pipeline
from recanvass.core.ballot import Choice
from recanvass.core.ids import AreaId, Number, TallyId
from recanvass.core.model import Site
from recanvass.results.histories import Results, entry, known
from tests.sites import ROOT

EXAMPLE = ROOT / "examples" / "iowa-2020-general"
HEAD = ("county", "precinct", "office", "district", "candidate", "party", "votes", "absentee", "election_day")
TALLIES = ("votes", "absentee", "election-day")
OFFICES = {"us-house-2": ("U.S. House", "2"), "state-house-82": ("State House", "82"), "president": ("President", "")}
"""Office and district of each contest of the example."""
OTHERS = (
    ("Polk", "Des Moines 1", "President", "", "Joseph R. Biden and Kamala D. Harris", "DEM", "900", "700", "200"),
    ("Polk", "Des Moines 1", "U.S. House", "3", "Another Candidate", "DEM", "880", "690", "190"),
    ("Cedar", "INLAND", "President", "", "Joseph R. Biden and Kamala D. Harris", "DEM", "70", "50", "20"),
    ("Scott", "D11 City of Davenport", "U.S. Senate", "", "Another Candidate", "DEM", "600", "400", "200"),
    ("Davis", "Bloomfield", "State House", "81", "Another Candidate", "", "1", "1", "0"),
)
"""Rows that belong to no contest of the example, made up."""

Row = tuple[str, ...]


def example() -> tuple[Site, dict[str, Results]]:
    """Load and fold the example."""
    loaded = pipeline.read(EXAMPLE, drafts=True)
    assert loaded.diagnostics == ()
    assert loaded.site is not None
    return loaded.site, {results.contest.id: results for results in loaded.results.values()}


def rows() -> Iterator[Row]:
    """Yield the rows of the three contests county by county, in each candidate by candidate, as OpenElections does."""
    site, contests = example()
    for contest, (office, district) in OFFICES.items():
        results = contests[contest]
        for county in (place for place in site.places.values() if place.kind == "county"):
            units = [unit for unit in results.contest.units if site.places[unit].parent == county.id]
            for (index, choice), unit in itertools.product(enumerate(results.contest.choices), units):
                about = (county.name, site.places[unit].name, office, district, *printed(choice))
                yield (*about, *map(str, figures(results, unit, index)))


def printed(choice: Choice) -> tuple[str, str]:
    """Return the name and the party of a choice as OpenElections has them."""
    return (*choice.aliases, choice.name)[0], (choice.party or "")[:3].upper()


def figures(results: Results, unit: AreaId, choice: int) -> Iterator[Number]:
    """Yield the figures of one choice in the release of the canvass, tally by tally."""
    for tally in TALLIES:
        found = entry(results, unit, TallyId(tally), 0)
        yield known(found.counts)[choice] if found is not None else 0


def write(path: Path) -> Path:
    """Write the table, the rows of others between those of the example, and return its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows((HEAD, *OTHERS[:3], *rows(), *OTHERS[3:]))
    return path
