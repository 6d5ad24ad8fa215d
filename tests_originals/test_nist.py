"""nist.json of every release against the schema that NIST published for version 2 of SP 1500-100."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from recanvass.core.model import Site
from recanvass.exports.nist import nist_json
from recanvass.results.histories import Results
from tests.nist_rules import CLASSES, MISSING, PREFIX, WORDS, damage, objects
from tests.sites import SITES, contests_of
from tests_originals.originals import NIST

CONTEST = ("Election", 0, "Contest", 0)
COUNTS = (*CONTEST, "ContestSelection", 0, "VoteCounts")
LISTS = {
    "Format": "ReportDetailLevel",
    "Results": "ResultsStatus",
    "Unit": "ReportingUnitType",
    "Count": "CountItemType",
    "Counting": "CountItemStatus",
    "Election": "ElectionType",
    "Identifier": "IdentifierType",
    "Variation": "VoteVariation",
    "After": "CandidatePostElectionStatus",
    "Before": "CandidatePreElectionStatus",
}


@cache
def schema() -> Draft4Validator:
    content = json.loads(NIST.read_text(encoding="utf-8"))
    Draft4Validator.check_schema(content)
    return Draft4Validator(content, format_checker=FormatChecker())


@cache
def definitions() -> Mapping[str, Any]:
    """Return what the schema says of each class and list of words, by its name."""
    return {name.removeprefix(PREFIX): rule for name, rule in json.loads(NIST.read_bytes())["definitions"].items()}


def read(site: Site, results: Results, release: int) -> Any:
    return json.loads(b"".join(nist_json(site, results, release)))


def errors(report: Any) -> list[str]:
    """Return what the schema does not allow. Keeps, of the counts of a choice that it cannot tell apart, one alone.

    It tries each count once for every kind of contest and of selection, which takes more than a minute for a release of
    the demonstration, and looks at nothing of the place and of the figure but their types.
    """
    found = list(wrong_references(report))
    for selection in (thing for thing in objects(report) if "VoteCounts" in thing):
        alike = {
            repr([(key, type(value) if key in ("GpUnitId", "Count") else value) for key, value in one.items()]): one
            for one in selection["VoteCounts"]
        }
        selection["VoteCounts"] = list(alike.values())
    return [*found, *(error.message for error in schema().iter_errors(report))]


def wrong_references(report: Any) -> Iterator[str]:
    """Yield what names no object of a class that the schema, in a key of its own, says it has to be of."""
    types = {thing["@id"]: thing.get("@type") for thing in objects(report) if "@id" in thing}
    for thing in objects(report):
        known = definitions().get(str(thing.get("@type")).removeprefix(PREFIX), {}).get("properties", {})
        for key in thing.keys() & known.keys():
            wanted = {**known[key], **known[key].get("items", {})}.get("refTypes")
            if wanted is not None:
                named = thing[key] if isinstance(thing[key], list) else [thing[key]]
                yield from (f"{key}: {one}" for one in named if types.get(one) not in wanted)


@pytest.mark.parametrize("name", SITES)
def test_every_release_is_valid(name: str) -> None:
    for site, results in contests_of(SITES[name]):
        for release in range(len(results.contest.releases)):
            assert errors(read(site, results, release)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("GpUnit", 0, "Name", "@type"), MISSING),
        (("GpUnit", 0, "Name"), "Harbor"),
        (("GpUnit", 0, "Type"), "parish"),
        (("GpUnit", 0, "ComposingGpUnitIds"), ["party-1"]),
        (("IssuerAbbreviation",), MISSING),
        (("Election", 0, "StartDate"), "November 5"),
        ((*CONTEST, "ElectoralDistrictId"), "gp-harbor"),
        ((*CONTEST, "ElectionDistrictId"), "gp-nowhere"),
        ((*COUNTS, 0, "@type"), MISSING),
        ((*COUNTS, 3, "@type"), MISSING),
        ((*COUNTS, 3, "Count"), "412"),
        ((*COUNTS, 3, "GpUnitId"), "party-1"),
    ],
)
def test_the_schema_finds_what_is_damaged(path: Sequence[str | int], value: Any) -> None:
    site, results = contests_of(SITES["plain"])[0]
    report = read(site, results, 0)
    damage(report, path, value)
    assert errors(report) != []


def test_the_rules_that_make_test_checks_are_those_of_the_schema() -> None:
    assert {name: frozenset(definitions()[LISTS[name]]["enum"]) for name in WORDS} == WORDS
    for name, (needed, more) in CLASSES.items():
        assert set(definitions()[name]["required"]) == {"@type", *needed}
        assert definitions()[name]["properties"].keys() >= {**needed, **more}.keys()
