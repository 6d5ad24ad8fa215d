"""What NIST SP 1500-100 version 2 asks of the classes that nist.json is made of, and a check of it.

Written from the text of the standard, and for these classes alone: a report with any other class or key is at fault.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any

PREFIX = "ElectionResults."
_OF_CONTEST: Mapping[str, str] = {
    "CountStatus": "[CountStatus",
    "OtherCounts": "[OtherCounts",
    "SubUnitsReported": "whole",
    "TotalSubUnits": "whole",
    "VoteVariation": "=Variation",
}
"""Keys that every class of contest may have."""
ABSTRACT: Mapping[str, tuple[str, ...]] = {
    "Contest": ("CandidateContest", "BallotMeasureContest", "RetentionContest"),
}
"""Classes of which an object is always one of several others."""
CLASSES: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "ElectionReport": (
        {
            "Format": "=Format",
            "Status": "=Results",
            "GeneratedDate": "moment",
            "Issuer": "text",
            "IssuerAbbreviation": "text",
            "VendorApplicationId": "text",
            "SequenceStart": "whole",
            "SequenceEnd": "whole",
        },
        {
            "Notes": "text",
            "IsTest": "flag",
            "Office": "[Office",
            "GpUnit": "[ReportingUnit",
            "Party": "[Party",
            "Election": "[Election",
        },
    ),
    "ReportingUnit": (
        {"@id": "text", "Type": "=Unit"},
        {
            "OtherType": "text",
            "Name": "InternationalizedText",
            "ExternalIdentifier": "[ExternalIdentifier",
            "ComposingGpUnitIds": "[>ReportingUnit",
            "IsDistricted": "flag",
            "CountStatus": "[CountStatus",
            "SubUnitsReported": "whole",
            "TotalSubUnits": "whole",
            "VotersRegistered": "whole",
            "VotersParticipated": "whole",
        },
    ),
    "ExternalIdentifier": ({"Type": "=Identifier", "Value": "text"}, {"OtherType": "text"}),
    "CountStatus": ({"Type": "=Count", "Status": "=Counting"}, {"OtherType": "text"}),
    "Party": (
        {"@id": "text", "Name": "InternationalizedText"},
        {"Abbreviation": "InternationalizedText", "Color": "colour"},
    ),
    "Office": ({"@id": "text", "Name": "InternationalizedText"}, {}),
    "Election": (
        {
            "Name": "InternationalizedText",
            "Type": "=Election",
            "ElectionScopeId": ">ReportingUnit",
            "StartDate": "day",
            "EndDate": "day",
        },
        {
            "OtherType": "text",
            "BallotCounts": "[BallotCounts",
            "Candidate": "[Candidate",
            "Contest": "[Contest",
        },
    ),
    "BallotCounts": (
        {"GpUnitId": ">ReportingUnit", "Type": "=Count"},
        {
            "OtherType": "text",
            "Round": "whole",
            "BallotsCast": "whole",
            "BallotsOutstanding": "whole",
            "BallotsRejected": "whole",
        },
    ),
    "OtherCounts": ({"GpUnitId": ">ReportingUnit"}, {"Overvotes": "number", "Undervotes": "number"}),
    "Candidate": (
        {"@id": "text", "BallotName": "InternationalizedText"},
        {
            "PartyId": ">Party",
            "IsIncumbent": "flag",
            "IsTopTicket": "flag",
            "PostElectionStatus": "=After",
            "PreElectionStatus": "=Before",
        },
    ),
    "CandidateContest": (
        {"@id": "text", "Name": "text", "ElectionDistrictId": ">ReportingUnit", "VotesAllowed": "whole"},
        {
            **_OF_CONTEST,
            "ContestSelection": "[CandidateSelection",
            "NumberElected": "whole",
            "NumberRunoff": "whole",
            "PrimaryPartyIds": "[>Party",
            "OfficeIds": "[>Office",
        },
    ),
    "BallotMeasureContest": (
        {"@id": "text", "Name": "text", "ElectionDistrictId": ">ReportingUnit"},
        {
            **_OF_CONTEST,
            "ContestSelection": "[BallotMeasureSelection",
            "PassageThreshold": "InternationalizedText",
        },
    ),
    "RetentionContest": (
        {"@id": "text", "Name": "text", "ElectionDistrictId": ">ReportingUnit", "CandidateId": ">Candidate"},
        {
            **_OF_CONTEST,
            "ContestSelection": "[BallotMeasureSelection",
            "PassageThreshold": "InternationalizedText",
            "OfficeId": ">Office",
        },
    ),
    "CandidateSelection": (
        {"@id": "text"},
        {
            "CandidateIds": "[>Candidate",
            "EndorsementPartyIds": "[>Party",
            "IsWriteIn": "flag",
            "SequenceOrder": "whole",
            "VoteCounts": "[VoteCounts",
        },
    ),
    "BallotMeasureSelection": (
        {"@id": "text", "Selection": "InternationalizedText"},
        {"SequenceOrder": "whole", "VoteCounts": "[VoteCounts"},
    ),
    "VoteCounts": (
        {"GpUnitId": ">ReportingUnit", "Type": "=Count", "Count": "number"},
        {"OtherType": "text", "Round": "whole", "IsSuppressedForPrivacy": "flag"},
    ),
    "InternationalizedText": ({"Text": "[LanguageString"}, {}),
    "LanguageString": ({"Content": "text", "Language": "text"}, {}),
}
"""Of each class the keys that have to be there, then those that may be.

A value is a text, a number, …, an object of the class that is named, the id of one (>), a word of a list (=), or a list
of any of these ([). Each object names its class as `@type`, too.
"""
WORDS: Mapping[str, frozenset[str]] = {
    "Format": frozenset({"precinct-level", "summary-contest"}),
    "Results": frozenset(
        {"pre-election", "unofficial-partial", "unofficial-complete", "certified", "recount", "correction"}
    ),
    "Counting": frozenset({"not-processed", "in-process", "completed", "unknown"}),
    "Election": frozenset(
        {"general", "special", "runoff", "primary", "partisan-primary-open", "partisan-primary-closed", "other"}
    ),
    "Identifier": frozenset({"ocd-id", "fips", "national-level", "state-level", "local-level", "other"}),
    "Variation": frozenset(
        {
            *("approval", "borda", "cumulative", "majority", "n-of-m", "other", "plurality", "proportional", "range"),
            *("rcv", "super-majority"),
        }
    ),
    "After": frozenset({"advanced-to-runoff", "defeated", "projected-winner", "winner", "withdrawn"}),
    "Before": frozenset({"filed", "qualified", "withdrawn"}),
    "Count": frozenset(
        {
            *("total", "election-day", "early", "provisional", "write-in", "seats", "other", "uocava"),
            *("absentee", "absentee-in-person", "absentee-mail", "absentee-fwab"),
        }
    ),
    "Unit": frozenset(
        {
            *("country", "state", "county", "municipality", "city", "town", "township", "village", "borough", "ward"),
            *("precinct", "combined-precinct", "split-precinct", "polling-place", "vote-center", "drop-box"),
            *("congressional", "state-senate", "state-house", "county-council", "city-council", "judicial", "school"),
            *("water", "utility", "special", "ballot-batch", "ballot-style-area", "other"),
        }
    ),
}
MISSING: Any = ...
"""Stands for no value."""
_PATTERNS = {
    "colour": re.compile("[0-9a-f]{6}"),
    "day": re.compile(r"\d{4}-\d\d-\d\d"),
    "moment": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"),
}


def faults(report: Any) -> list[str]:
    """Return what is wrong with a report, each fault once."""
    found: dict[str, None] = dict.fromkeys(_faults_of(report, "ElectionReport"))
    if not found:
        found.update(dict.fromkeys(_faults_between(report)))
    return list(found)


def damage(report: Any, path: Sequence[str | int], value: Any) -> None:
    """Put a value, or MISSING, in the place of one deep in a report."""
    thing = report
    for step in path[:-1]:
        thing = thing[step]
    thing[path[-1]] = value
    if value is MISSING:
        del thing[path[-1]]


def objects(thing: Any) -> Iterator[dict[str, Any]]:
    """Yield an object and all objects within it."""
    if isinstance(thing, dict):
        yield thing
    if isinstance(thing, dict | list):
        for value in thing.values() if isinstance(thing, dict) else thing:
            yield from objects(value)


def _faults_of(thing: Any, name: str) -> Iterator[str]:
    """Yield what is wrong with one object and all within it."""
    if name in ABSTRACT and isinstance(thing, dict):
        own = str(thing.get("@type")).removeprefix(PREFIX)
        name = own if own in ABSTRACT[name] else name
    if not isinstance(thing, dict) or thing.get("@type") != PREFIX + name or name in ABSTRACT:
        yield f"no {name}"
        return
    needed, more = CLASSES[name]
    yield from (f"{name} without {key}" for key in needed if key not in thing)
    for key, value in thing.items():
        kind = needed.get(key) or more.get(key)
        if kind is not None:
            yield from _faults_of_value(value, kind, f"{name}.{key}")
        elif key != "@type":
            yield f"{name} has no {key}"
    if ("OtherType" in thing) != (thing.get("Type") == "other"):
        yield f"{name}: OtherType goes with the type other"
    if thing.get("SubUnitsReported", 0) > thing.get("TotalSubUnits", 0):
        yield f"{name}: more units reported than there are"


def _faults_of_value(value: Any, kind: str, where: str) -> Iterator[str]:
    if kind.startswith("["):
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for one in value:
            yield from _faults_of_value(one, kind[1:], where)
    elif kind in CLASSES or kind in ABSTRACT:
        yield from (f"{where}: {fault}" if fault == f"no {kind}" else fault for fault in _faults_of(value, kind))
    elif kind.startswith("="):
        if value not in WORDS[kind[1:]]:
            yield f"{where} is none of its words: {value}"
    elif not _is(value, kind):
        yield f"{where} is no {'text' if kind.startswith('>') else kind}"


def _is(value: Any, kind: str) -> bool:
    match kind:
        case "flag":
            return isinstance(value, bool)
        case "whole":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | Decimal) and not isinstance(value, bool)
        case "colour" | "day" | "moment":
            return isinstance(value, str) and _PATTERNS[kind].fullmatch(value) is not None
        case _:
            return isinstance(value, str) and value != ""


def _faults_between(report: Any) -> Iterator[str]:
    """Yield what is wrong between objects, each of which is right by itself."""
    things = list(objects(report))
    ids = {thing["@id"]: str(thing["@type"]).removeprefix(PREFIX) for thing in things if "@id" in thing}
    if len(ids) != sum("@id" in thing for thing in things):
        yield "an id appears twice"
    for thing in things:
        name = str(thing["@type"]).removeprefix(PREFIX)
        rules = {**CLASSES[name][0], **CLASSES[name][1]}
        for key in (key for key in thing if ">" in rules.get(key, "")):
            named = thing[key] if isinstance(thing[key], list) else [thing[key]]
            wanted = rules[key].rpartition(">")[2]
            yield from (f"{name}.{key} names no {wanted}: {one}" for one in named if ids.get(one) != wanted)
        if "VoteCounts" in thing:
            counted = Counter(
                (counts["GpUnitId"], counts["Type"], counts.get("OtherType"), counts.get("Round"))
                for counts in thing["VoteCounts"]
            )
            yield from (f"{key[0]} is counted twice in one way" for key, times in counted.items() if times > 1)
    if report["SequenceStart"] > report["SequenceEnd"]:
        yield "a part of the report comes after the last"
    if any(election["EndDate"] < election["StartDate"] for election in report["Election"]):
        yield "Election ends before it starts"
    yield from _circles(report)


def _circles(report: Any) -> Iterator[str]:
    inside = {unit["@id"]: unit.get("ComposingGpUnitIds", ()) for unit in report["GpUnit"]}
    try:
        TopologicalSorter(inside).prepare()
    except CycleError:
        yield "a unit lies in itself"
