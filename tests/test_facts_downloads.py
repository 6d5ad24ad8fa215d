"""The downloads beside figures: places, how far they are in and their turnout, and what a contest is."""

import csv
import io
import json
from pathlib import Path

import pytest

from recanvass.core.ids import AreaId
from recanvass.exports import contest, places, reporting, tables
from recanvass.results.figures import exhausted
from recanvass.results.histories import reporting_of
from recanvass.results.turnout import KEYS, turnout
from tests.sites import ROOT, SITES, contests_of, iowa

ALL_KEYS = ROOT / "tests/files/all_keys"
FOLDERS = {name: folder for name, folder in SITES.items() if name != "demonstration"}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_turnout_is_that_of_each_place_at_each_release(folder: Path) -> None:
    for site, results in contests_of(folder):
        for release in range(len(results.contest.releases)):
            found = rows_of(b"".join(reporting.reporting_csv(site, results, release)))
            head = [name for name, _ in reporting.columns(results.contest)]
            rows = {AreaId(row["place"]): row for row in found}
            assert all(list(row) == head for row in found)
            assert len(rows) == len(found)
            assert rows.keys() >= results.areas.keys()
            for area in (*results.areas, *results.contest.units):
                told = turnout(site, results, area, release)
                stated = {key: str(count) for key in KEYS if (count := getattr(told, key)) is not None}
                stated |= {f"ballots_{part}": str(count) for part, count in told.by_part.items()}
                for tally in results.contest.tallies:
                    left = exhausted(results, area, tally, release)
                    stated |= {f"exhausted_{tally.id}": str(left[0])} if left is not None else {}
                row = rows.get(area, {})
                assert {key: row[key] for key in row if key in stated or (key not in PLACE and row[key])} == stated


PLACE = {name for name, _ in reporting.PLACE}


def test_a_place_that_reports_has_a_row_if_there_is_more_to_say_of_it_than_its_figures() -> None:
    site, results = iowa()
    rows = rows_of(b"".join(reporting.reporting_csv(site, results, 0)))
    units = [row for row in rows if not row["places"]]
    assert units
    assert {row["status"] for row in units}.isdisjoint({"", "reported", "not-reported"})
    assert all(reporting_of(results, AreaId(row["place"]), 0).value == row["status"] for row in units)
    assert next(row for row in rows if row["place"] == "iowa")["places"] == "1762"


def test_what_a_source_states_for_a_place_is_told_from_sums() -> None:
    (site, council), *_ = (one for one in contests_of(ALL_KEYS) if one[1].contest.id == "council")
    rows = {row["place"]: row for row in rows_of(b"".join(reporting.reporting_csv(site, council, 0)))}
    assert rows["lee"]["stated"] == "registered ballots outstanding rejected spoiled blank"
    assert (rows["lee"]["registered"], rows["lee"]["places_reported"], rows["lee"]["places"]) == ("1900", "3", "3")
    assert (rows["alder"]["registered"], rows["alder"]["stated"], rows["dale"]["status"]) == (
        "401",
        "",
        "reported-with",
    )


def test_every_place_and_group_is_listed_with_what_it_awards() -> None:
    site, _ = contests_of(ALL_KEYS)[0]
    found = rows_of(b"".join(places.places_csv(site)))
    assert [row["place"] for row in found] == [*site.places, *site.groups]
    rows = {row["place"]: row for row in found}
    assert (rows["cedar"]["code"], rows["cedar"]["aliases"], rows["cedar"]["worth_sde"]) == ("C1", "Cedar Ward", "1.5")
    assert (rows["birch"]["since"], rows["birch"]["succeeds"], rows["alder"]["groups"]) == (
        "2022-01-01",
        "old-birch",
        "coast shore",
    )
    assert (rows["coast"]["kind"], rows["coast"]["worth_delegates"], rows["shore"]["worth_delegates"]) == (
        "group",
        "2",
        "",
    )


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_contest_json_says_what_results_json_says_of_the_newest_release(folder: Path) -> None:
    for site, results in contests_of(folder):
        document = json.loads(contest.contest_json(site, results.contest))
        newest = json.loads(b"".join(tables.results_json(site, results, len(results.contest.releases) - 1)))
        *_, release = document["releases"]
        assert newest["release"].items() <= release.items()
        assert newest["outcome"] == release["outcome"]
        assert newest["contest"].items() <= document["contest"].items()
        for name in ("tallies", "choices"):
            assert all(old.items() <= new.items() for old, new in zip(newest[name], document[name], strict=True))


def test_contest_json_holds_no_rounded_figure() -> None:
    council = next(one for one in contests_of(ALL_KEYS) if one[1].contest.id == "council")
    document = json.loads(contest.contest_json(council[0], council[1].contest))
    assert document["contest"]["thresholds"] == [
        {"share": "1/2", "of": "votes", "count": None, "more_than": True, "by": "choice"},
        {"share": "1/5", "of": "registered", "count": None, "more_than": False, "by": "ballots"},
        {"share": None, "of": None, "count": 10, "more_than": False, "by": "choice"},
    ]
    assert document["contest"]["office"]["chamber"] == {"seats": 5, "majority": 3, "held": {"dem": 2, "vacant": 1}}
    assert document["releases"][0]["printed_percents"]["lee votes gray"] == "50"
    assert document["releases"][1]["declared"] == {"by": "the board", "on": "2024-11-13"}
    assert document["requests"][0]["announced"]["incomplete"] == 1
