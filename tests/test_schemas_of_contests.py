"""The schemas know every key of contests, parties and outcomes, and offer the ids that a site has."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from recanvass.content.files import SourceFile
from tests.ballots import FOLDER, Published, files_of
from tests.sites import ROOT, read
from tests.test_schemas import all_faults, faults, name_of, schemas_of

OFFICES = "mayor: {name: Mayor, order: 10, chamber: {seats: 5, majority: 3, held: {dem: 1, vacant: 1}}}\n"
CONTEST = """\
title: Mayor
date: 2025-11-04
place: lee
office: mayor
district: 05
party: DEM
seats: 1
vote_for: 1
share_of: votes
threshold: [majority, {share: 3/5, of: ballots, reach: more-than}, {count: 500, of: registered, by: ballots}]
advance: 2
next: runoff
held_by: rep
turnout_from: runoff
tallies:
  - {id: r1, name: First choices, unit: votes, round: 1, tolerance: 0, parts: some}
  - {id: r2, round: 2}
  - {id: absentee, name: Absentee, unit: votes, part_of: r1, party: dem}
  - {id: bonus, name: Bonus, unit: points, award: {from: r1, by: proportional, threshold: 15%}}
choices:
  - {id: gray, ticket: [Ann Gray, Ada Okafor], party: [dem, lib], incumbent: true}
  - {id: moss, name: Bob Moss, party: Forward, withdrawn: 2025-10-01}
  - {id: lund, name: Peter Lund, withdrawn: true, write_in: true}
  - {id: void, name: Void, candidate: false, in_total: false}
"""
ROWS = """\
harbor-1:
  r1: {gray: 5, moss: withheld}
  r2: {gray: 6, exhausted: 2}
  turnout: {registered: 90, voters: 60, ballots: {absentee: 12, total: 50}, outstanding: 1, rejected: 2, spoiled: 3}
  lot: [gray]
harbor-2: {reported_with: harbor-1}
meadow: {r1: {gray: 3}, turnout: {ballots: 40, overvotes: 0, undervotes: 1, blank: 2}}
meadow-1: {status: disputed, r1: {}}
"""
HEAD = """\
outcome: {winners: [gray], by: court, declared_by: The court, date: 2025-12-01, source: {name: C}, note: N}
quota: 34
"""
NO_OUTCOME = "outcome: none\n"


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    """A site that uses every key."""
    first = Published(
        "2025-11-05", "certified", "{lee: {turnout: {registered: 900}}}", kind="court", more=HEAD, rows=ROWS
    )
    runoff = CONTEST.replace("next: runoff\n", "").replace("turnout_from: runoff\n", "").replace("office: mayor\n", "")
    second = Published("2025-11-06", "certified", kind="audit")
    third = Published("2025-11-07", "certified", more=NO_OUTCOME)
    files = files_of(CONTEST, first, second, third, extra={"content/offices.yml": OFFICES})
    return {**files, f"{FOLDER}/runoff/contest.yml": runoff, **Published("2025-11-05", "certified").files("runoff")}


@pytest.fixture(scope="module")
def schemas(site: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Draft7Validator]:
    """The schemas of that site."""
    root = tmp_path_factory.mktemp("site")
    for path, text in site.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return schemas_of(root, tmp_path_factory.mktemp("schemas"))


def test_what_the_loader_takes_fits(site: dict[str, str], schemas: dict[str, Draft7Validator]) -> None:
    assert [fault for fault in read(site)[1] if fault.code.startswith("E")] == []
    for path, text in site.items():
        name = name_of(path)
        assert name is not None
        assert faults(SourceFile(path, text), schemas[name]) == []


def test_what_the_loader_refuses_does_not_fit(site: dict[str, str], schemas: dict[str, Draft7Validator]) -> None:
    wrong = {
        f"{FOLDER}/mayor/contest.yml": [
            ("threshold: [majority, ", "threshold: [60, "),
            ("share_of: votes", "share_of: people"),
            ("by: proportional", "by: luck"),
            ("office: mayor", "office: sheriff"),
            ("parts: some", "parts: few"),
            ("write_in: true", "write_in: maybe"),
        ],
        f"{FOLDER}/mayor/releases/2025-11-05-r0/rows.yml": [
            ("moss: withheld", "moss: hidden"),
            ("spoiled: 3", "spoilt: 3"),
            ("{gray: 5,", "{grey: 5,"),
            ("meadow:", "millbrook:"),
            ("exhausted: 2", "exhausted: many"),
            ("r1: {gray: 5,", "r1: {exhausted: 5,"),
        ],
        f"{FOLDER}/mayor/releases/2025-11-05-r0/release.yml": [
            ("winners: [gray]", "winners: [grey]"),
            ("by: court", "by: coin"),
            ("outcome: {", "outcome: {who: me, "),
        ],
        "content/offices.yml": [("order: 10", "order: first"), ("seats: 5, ", "")],
        "content/parties.yml": [("short: D", "abbreviation: D")],
    }
    for path, changes in wrong.items():
        name = name_of(path)
        assert name is not None
        for old, new in changes:
            assert old in site[path]
            assert faults(SourceFile(path, site[path].replace(old, new)), schemas[name]), new


def listed(schema: Any, *path: str) -> list[object]:
    """Return the words that a schema offers somewhere below a path."""
    for step in path:
        schema = schema[step]
    found: list[object] = []
    pending = [schema]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            found += one.get("enum", [])
            pending += one.values()
        elif isinstance(one, list):
            pending += one
    return found


def test_ids_are_offered(schemas: dict[str, Draft7Validator]) -> None:
    contest = schemas["mayor/contest.json"].schema
    assert {"dem", "rep", "lib"} <= set(listed(contest, "properties", "party"))
    assert listed(contest, "properties", "office") == ["mayor"]
    assert {"mayor", "runoff"} <= set(listed(contest, "properties", "next"))
    assert {"r1", "absentee"} <= set(listed(contest, "properties", "tallies", "items", "properties", "part_of"))
    figures: Any = schemas["mayor/figures.json"].schema
    assert list(figures["properties"])[:4] == ["harbor-1", "harbor-2", "meadow-1", "meadow-2"]
    assert {"harbor", "meadow", "lee"} <= set(figures["properties"])
    row = figures["$defs"]["each"]["properties"]
    assert {"r1", "r2", "turnout", "reported_with", "lot", "status"} <= set(row)
    assert "exhausted" in row["r2"]["properties"]
    assert "exhausted" not in row["r1"]["properties"]
    release: Any = schemas["mayor/release.json"].schema
    outcome = release["properties"]["outcome"]
    assert {"none", "gray", "moss", "lot", "court"} <= set(listed(outcome))


@pytest.mark.parametrize("name", ["ballot", "famous-counts", "kentucky-2019"])
def test_the_examples_fit_their_schemas(name: str, tmp_path: Path) -> None:
    root = ROOT / "examples" / name
    count, found = all_faults(root, schemas_of(root, tmp_path))
    assert found == []
    assert count > 10
