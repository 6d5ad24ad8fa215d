"""nist.json against the standard's own rules: which keys each class has and needs, which words it knows."""

import json
import sys
import time
from decimal import Decimal
from typing import Any

import pytest

from recanvass.core.ids import AreaId
from recanvass.core.model import Site
from recanvass.exports.nist import nist_json
from recanvass.results import histories
from recanvass.results.histories import Results
from tests.sites import election, iowa

# Of each class of SP 1500-100 version 2 that is used: keys that have to be there, then others that may be.
CLASSES: dict[str, tuple[set[str], set[str]]] = {
    "ElectionReport": (
        {"Format", "GeneratedDate", "Issuer", "IssuerAbbreviation", "SequenceEnd", "SequenceStart", "Status"}
        | {"VendorApplicationId"},
        {"@type", "Notes", "Election", "GpUnit", "Party"},
    ),
    "Election": (
        {"ElectionScopeId", "EndDate", "Name", "StartDate", "Type"},
        {"@type", "OtherType", "Candidate", "Contest"},
    ),
    "CandidateContest": (
        {"VotesAllowed", "ElectoralDistrictId", "Name", "@id"},
        {"@type", "SubUnitsReported", "TotalSubUnits", "BallotSelection"},
    ),
    "CandidateSelection": ({"CandidateIds", "@id"}, {"@type", "SequenceOrder", "VoteCounts"}),
    "VoteCounts": ({"Count", "Type"}, {"GpUnitId", "OtherType"}),
    "Candidate": ({"BallotName", "@id"}, {"@type", "PartyId"}),
    "Party": ({"Name", "@id"}, {"@type"}),
    "ReportingUnit": (
        {"Type", "@id"},
        {"@type", "Name", "OtherType", "ExternalIdentifier", "ComposingGpUnitIds", "SubUnitsReported", "TotalSubUnits"},
    ),
    "ExternalIdentifier": ({"Type", "Value"}, {"OtherType"}),
    "InternationalizedText": ({"Text"}, set()),
    "LanguageString": ({"Content", "Language"}, set()),
}
WORDS = {
    "Status": {"certified", "correction", "pre-election", "recount", "unofficial-complete", "unofficial-partial"},
    "CountItem": {"absentee", "absentee-mail", "early", "election-day", "other", "provisional", "total", "write-in"},
    "Unit": {"city", "congressional", "county", "other", "precinct", "state", "town", "ward"},
    "Identifier": {"fips", "local-level", "other", "state-level"},
}


def checked(thing: Any, name: str) -> Any:
    needed, more = CLASSES[name]
    assert isinstance(thing, dict)
    assert needed <= thing.keys() <= needed | more, name
    assert thing.get("@type", f"ElectionResults.{name}") == f"ElectionResults.{name}"
    assert ("OtherType" in thing) == (thing.get("Type") == "other")
    return thing


def text_of(thing: Any) -> str:
    (only,) = checked(thing, "InternationalizedText")["Text"]
    return str(checked(only, "LanguageString")["Content"])


def valid(site: Site, results: Results, release: int) -> dict[str, Any]:
    """Return a report of which every class, word and reference is right."""
    raw = b"".join(nist_json(site, results, release)).decode()
    report = checked(json.loads(raw, parse_float=Decimal), "ElectionReport")
    assert report["Format"] == "precinct-level"
    assert report["Status"] in WORDS["Status"]
    units = {checked(unit, "ReportingUnit")["@id"]: unit for unit in report["GpUnit"]}
    assert len(units) == len(report["GpUnit"])
    for unit in units.values():
        assert unit["Type"] in WORDS["Unit"]
        assert {checked(one, "ExternalIdentifier")["Type"] for one in unit["ExternalIdentifier"]} <= WORDS["Identifier"]
        assert set(unit.get("ComposingGpUnitIds", ())) <= units.keys()
    parties = {checked(party, "Party")["@id"]: text_of(party["Name"]) for party in report["Party"]}
    (stated,) = report["Election"]
    held = checked(stated, "Election")
    assert held["ElectionScopeId"] in units
    candidates = {checked(one, "Candidate")["@id"]: one for one in held["Candidate"]}
    assert {one["PartyId"] for one in candidates.values() if "PartyId" in one} == set(parties)
    (contest,) = held["Contest"]
    assert checked(contest, "CandidateContest")["ElectoralDistrictId"] in units
    for selection in contest["BallotSelection"]:
        assert set(checked(selection, "CandidateSelection")["CandidateIds"]) <= candidates.keys()
        for counts in selection["VoteCounts"]:
            assert checked(counts, "VoteCounts")["Type"] in WORDS["CountItem"]
            assert counts["GpUnitId"] in units
            assert isinstance(counts["Count"], int | Decimal)
    assert isinstance(report, dict)
    return report


def test_a_small_election() -> None:
    site, results = election(
        "n1: {votes: {ada: 10, bob: 5}, points: {ada: 1.5000, bob: 0.25}}\nn2: {status: not-reported}\n",
        totals={0: "{lake: {seats: {ada: 2}}}"},
    )
    report = valid(site, results, 0)
    assert report["GeneratedDate"] == "2020-01-01T00:00:00-06:00"
    assert report["Status"] == "unofficial-partial"
    assert report["Notes"] == "Release 0. Figures published by: The clerk."
    lake = next(unit for unit in report["GpUnit"] if unit["@id"] == "gp-lake")
    assert lake["ComposingGpUnitIds"] == ["gp-north", "gp-south"]
    assert (lake["Name"], lake["Type"], lake["SubUnitsReported"], lake["TotalSubUnits"]) == ("Lake", "state", 1, 4)
    ada = report["Election"][0]["Contest"][0]["BallotSelection"][0]
    assert [count for count in ada["VoteCounts"] if count["GpUnitId"] in ("gp-lake", "gp-n1", "gp-n2")] == [
        {"GpUnitId": "gp-lake", "Type": "other", "OtherType": "Votes", "Count": 10},
        {"GpUnitId": "gp-lake", "Type": "total", "Count": Decimal("1.5000")},
        {"GpUnitId": "gp-lake", "Type": "other", "OtherType": "Seats", "Count": 2},
        {"GpUnitId": "gp-n1", "Type": "other", "OtherType": "Votes", "Count": 10},
        {"GpUnitId": "gp-n1", "Type": "total", "Count": Decimal("1.5000")},
    ]


def test_every_release_of_the_real_caucuses() -> None:
    site, results = iowa()
    contest = results.contest
    report = valid(site, results, len(contest.releases) - 1)
    assert report["Status"] == "certified"
    found = {
        (counts["GpUnitId"], counts.get("OtherType", "")): counts["Count"]
        for counts in report["Election"][0]["Contest"][0]["BallotSelection"][3]["VoteCounts"]
    }
    last = len(contest.releases) - 1
    for unit in contest.units:
        for tally in contest.tallies:
            entry = histories.entry(results, unit, tally.id, last)
            expected = entry.counts[3] if entry is not None else None
            assert found.get((f"gp-{unit}", "" if tally.decides else tally.name)) == expected
    statuses = [valid(site, results, index)["Status"] for index in (0, 2, 5)]
    assert statuses == ["unofficial-partial", "unofficial-complete", "recount"]


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
