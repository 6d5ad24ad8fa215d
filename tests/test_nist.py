"""nist.json against the rules of the standard that it needs, and against the figures that it is made from."""

import json
import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from recanvass.core.ids import AreaId
from recanvass.core.model import Site
from recanvass.exports.nist import nist_json
from recanvass.results import histories
from recanvass.results.histories import Results
from tests.nist_rules import MISSING, damage, faults
from tests.sites import CONTEST, FOLDER, PLACES, SITES, contests_of, election, iowa, release_folder, release_text


def read(site: Site, results: Results, release: int) -> Any:
    return json.loads(b"".join(nist_json(site, results, release)), parse_float=Decimal)


def valid(site: Site, results: Results, release: int) -> Any:
    """Return a report in which no rule finds a fault."""
    report = read(site, results, release)
    assert faults(report) == []
    return report


def unit_of(report: Any, area: str) -> Any:
    return next(unit for unit in report["GpUnit"] if unit["@id"] == f"gp-{area}")


def contest_of(report: Any) -> Any:
    return report["Election"][0]["Contest"][0]


def text(content: str) -> dict[str, Any]:
    return {
        "@type": "ElectionResults.InternationalizedText",
        "Text": [{"@type": "ElectionResults.LanguageString", "Content": content, "Language": "en"}],
    }


def counted(status: str) -> list[dict[str, str]]:
    return [{"@type": "ElectionResults.CountStatus", "Type": "total", "Status": status}]


@pytest.mark.parametrize("name", SITES)
def test_the_rules_find_none_in_the_examples(name: str) -> None:
    for site, results in contests_of(SITES[name]):
        last = len(results.contest.releases) - 1
        for release in (
            (0, last) if name == "demonstration" else range(last + 1)
        ):  # each of the demonstration takes a second
            assert valid(site, results, release)["Format"] in ("precinct-level", "summary-contest")


NAME = ("GpUnit", 0, "Name")
ELECTION = ("Election", 0)
CONTEST_AT = (*ELECTION, "Contest", 0)
SELECTION = (*CONTEST_AT, "ContestSelection", 0)
COUNT = (*SELECTION, "VoteCounts", 0)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ((*NAME, "@type"), MISSING, "ReportingUnit.Name: no InternationalizedText"),
        ((*NAME, "Text", 0, "@type"), MISSING, "InternationalizedText.Text: no LanguageString"),
        (NAME, "Harbor", "ReportingUnit.Name: no InternationalizedText"),
        (("Issuer",), MISSING, "ElectionReport without Issuer"),
        (("Status",), "recanvass", "ElectionReport.Status is none of its words: recanvass"),
        (("GeneratedDate",), "2024-11-05T22:30:00.5-06:00", "ElectionReport.GeneratedDate is no moment"),
        (("GpUnit", 0, "Type"), "other", "ReportingUnit: OtherType goes with the type other"),
        (("GpUnit", 0, "Type"), "parish", "ReportingUnit.Type is none of its words: parish"),
        (("GpUnit", 0, "SubUnitsReported"), 4, "ReportingUnit: more units reported than there are"),
        (
            ("GpUnit", 0, "ComposingGpUnitIds"),
            ["gp-no"],
            "ReportingUnit.ComposingGpUnitIds names no ReportingUnit: gp-no",
        ),
        (("GpUnit", 0, "ComposingGpUnitIds"), ["gp-district-7"], "a unit lies in itself"),
        (("GpUnit", 0, "ExternalIdentifier"), "harbor", "ReportingUnit.ExternalIdentifier is no list"),
        ((*SELECTION, "@id"), "selection-house-7-lund", "an id appears twice"),
        ((*ELECTION, "EndDate"), "November 5", "Election.EndDate is no day"),
        ((*ELECTION, "StartDate"), "2024-11-06", "Election ends before it starts"),
        ((*ELECTION, "Candidate", 0, "PartyId"), "gp-harbor", "Candidate.PartyId names no Party: gp-harbor"),
        ((*CONTEST_AT, "ElectoralDistrictId"), "gp-harbor", "CandidateContest has no ElectoralDistrictId"),
        ((*CONTEST_AT, "ElectionDistrictId"), MISSING, "CandidateContest without ElectionDistrictId"),
        ((*CONTEST_AT, "VotesAllowed"), True, "CandidateContest.VotesAllowed is no whole"),
        (
            (*SELECTION, "CandidateIds"),
            ["candidate-no"],
            "CandidateSelection.CandidateIds names no Candidate: candidate-no",
        ),
        ((*COUNT, "@type"), MISSING, "CandidateSelection.VoteCounts: no VoteCounts"),
        ((*COUNT, "Count"), "1090", "VoteCounts.Count is no number"),
        ((*COUNT, "GpUnitId"), "gp-meadow", "gp-meadow is counted twice in one way"),
    ],
)
def test_the_rules_find_a_fault(path: Sequence[str | int], value: Any, fault: str) -> None:
    (site, results), *_ = contests_of(SITES["plain"])
    report = read(site, results, 0)
    damage(report, path, value)
    assert faults(report) == [fault]


def test_a_small_election() -> None:
    site, results = election(
        "n1: {votes: {ada: 10, bob: 5}, points: {ada: 1.5000, bob: 0.25}}\nn2: {status: not-reported}\n"
        "s1: {status: no-meeting}\ns2: {status: partial}\n",
        totals={0: "{lake: {seats: {ada: 2}}}"},
    )
    report = valid(site, results, 0)
    assert report["GeneratedDate"] == "2020-01-01T00:00:00-06:00"
    assert report["Status"] == "unofficial-partial"
    assert report["Notes"] == "Release 0. Kind of release: partial. Figures published by: The clerk."
    assert unit_of(report, "lake") == {
        "@type": "ElectionResults.ReportingUnit",
        "@id": "gp-lake",
        "Name": text("Lake"),
        "Type": "state",
        "ExternalIdentifier": [
            {"@type": "ElectionResults.ExternalIdentifier", "Type": "other", "OtherType": "recanvass", "Value": "lake"}
        ],
        "IsDistricted": True,
        "ComposingGpUnitIds": ["gp-north", "gp-south"],
        "SubUnitsReported": 1,
        "TotalSubUnits": 3,
    }
    status = {unit: unit_of(report, unit)["CountStatus"] for unit in ("n1", "n2", "s1", "s2")}
    assert status == {
        "n1": counted("completed"),
        "n2": counted("unknown"),
        "s1": counted("completed"),
        "s2": counted("in-process"),
    }
    contest = contest_of(report)
    assert contest["CountStatus"] == counted("in-process")
    ada = contest["ContestSelection"][0]
    head = {"@type": "ElectionResults.VoteCounts"}
    assert [count for count in ada["VoteCounts"] if count["GpUnitId"] in ("gp-lake", "gp-n1", "gp-n2")] == [
        {**head, "GpUnitId": "gp-lake", "Type": "other", "OtherType": "Votes", "Count": 10},
        {**head, "GpUnitId": "gp-lake", "Type": "total", "Count": Decimal("1.5000")},
        {**head, "GpUnitId": "gp-lake", "Type": "other", "OtherType": "Seats", "Count": 2},
        {**head, "GpUnitId": "gp-n1", "Type": "other", "OtherType": "Votes", "Count": 10},
        {**head, "GpUnitId": "gp-n1", "Type": "total", "Count": Decimal("1.5000")},
    ]


def test_a_group_whose_voters_decide_is_the_district() -> None:
    contest = CONTEST.replace("place: lake\n", "place: lake\ngroup: coast\nrules: {votes_each: 2}\n")
    places = PLACES.replace("name: District, plural", "name: Harbor district, plural")
    files = {f"{FOLDER}/contest.yml": contest, "content/places/places.yml": places}
    site, results = election("n1: {points: {ada: 1}}\ns1: {points: {ada: 2}}\n", extra=files)
    report = valid(site, results, 0)
    coast = unit_of(report, "coast")
    assert (coast["Type"], coast["OtherType"], coast["IsDistricted"]) == ("other", "Harbor district", True)
    assert coast["ComposingGpUnitIds"] == ["gp-n1", "gp-s1", "gp-s2"]
    assert (coast["SubUnitsReported"], coast["TotalSubUnits"]) == (2, 3)
    stated = contest_of(report)
    assert (stated["ElectionDistrictId"], stated["VotesAllowed"]) == ("gp-coast", 2)
    assert (stated["SubUnitsReported"], stated["TotalSubUnits"]) == (2, 3)
    assert report["Election"][0]["ElectionScopeId"] == "gp-lake"
    assert "IsDistricted" not in unit_of(report, "lake")
    counts = {count["GpUnitId"]: count["Count"] for count in stated["ContestSelection"][0]["VoteCounts"]}
    assert counts["gp-coast"] == counts["gp-lake"] == Decimal(3)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("ward", ("ward", None)),
        ("congressional-district", ("congressional", None)),
        ("state-house", ("state-house", None)),
        ("city-district", ("other", "Ward")),  # the standard's city is no part of one
    ],
)
def test_kinds_that_the_standard_knows(kind: str, expected: tuple[str, str | None]) -> None:
    places = PLACES.replace("kind: ward", f"kind: {kind}").replace("  ward:", f"  {kind}:")
    site, results = election("n1: {points: {ada: 1}}\n", extra={"content/places/places.yml": places})
    unit = unit_of(valid(site, results, 0), "n1")
    assert (unit["Type"], unit.get("OtherType")) == expected


def test_codes_and_voters_of_a_place() -> None:
    places = PLACES.replace("parent: lake}", 'parent: lake, code: "07", fips: "19007"}', 1).replace(
        "kind: ward, parent: north}", "kind: ward, parent: north, code: N2, registered: 200, ballots: 110}"
    )
    site, results = election("n1: {points: {ada: 1}}\n", extra={"content/places/places.yml": places})
    report = valid(site, results, 0)
    found = [
        [(one["Type"], one["Value"]) for one in unit_of(report, area)["ExternalIdentifier"]] for area in ("north", "n2")
    ]
    assert found == [
        [("other", "north"), ("fips", "19007"), ("state-level", "07")],
        [("other", "n2"), ("local-level", "N2")],
    ]
    assert unit_of(report, "n2")["VotersRegistered"] == 200
    assert report["Election"][0]["BallotCounts"] == [
        {"@type": "ElectionResults.BallotCounts", "GpUnitId": "gp-n2", "Type": "total", "BallotsCast": 110}
    ]


def test_totals_without_units_are_a_summary() -> None:
    site, results = election("", totals={0: "{lake: {points: {ada: 3, bob: 2}}}"})
    report = valid(site, results, 0)
    assert report["Format"] == "summary-contest"
    assert unit_of(report, "n1")["CountStatus"] == counted("unknown")


def test_a_time_has_seconds_and_no_part_of_one() -> None:
    timed = release_text(0).replace("as_of: 2020-01-01", "as_of: 2020-01-01T20:15-06:00")
    site, results = election("n1: {points: {ada: 1}}\n", extra={f"{release_folder(0)}/release.yml": timed})
    assert valid(site, results, 0)["GeneratedDate"] == "2020-01-01T20:15:00-06:00"


def test_the_figures_of_the_real_caucuses() -> None:
    site, results = iowa()
    contest = results.contest
    last = len(contest.releases) - 1
    report = read(site, results, last)
    found = {
        (counts["GpUnitId"], counts.get("OtherType", "")): counts["Count"]
        for counts in contest_of(report)["ContestSelection"][3]["VoteCounts"]
    }
    for unit in contest.units:
        for tally in contest.tallies:
            entry = histories.entry(results, unit, tally.id, last)
            expected = entry.counts[3] if entry is not None else None
            assert found.get((f"gp-{unit}", "" if tally.decides else tally.name)) == expected
    for index, status in ((0, "unofficial-partial"), (2, "unofficial-complete"), (5, "recount"), (last, "certified")):
        assert f'"Status":"{status}"'.encode() in next(nist_json(site, results, index))


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC"])
def test_the_machine_has_no_say(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    site, results = election("n1: {votes: {ada: 10}}\n")
    before = b"".join(nist_json(site, results, 0))
    if sys.platform != "win32":
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        try:
            assert b"".join(nist_json(site, results, 0)) == before
        finally:
            monkeypatch.undo()
            time.tzset()
    assert AreaId("lake") in results.areas
