"""The schemas for editors' programs agree with the loader, as a program reads YAML and as the loader does."""

import itertools
import json
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from msgspec.structs import fields

from recanvass.authoring.editor_schemas import globs
from recanvass.cli.main import main
from recanvass.content import files as sources
from recanvass.content import syntax
from recanvass.content.files import SourceFile
from recanvass.content.load.layout import ContestFiles, Layout, ReleaseFiles, layout
from recanvass.content.schema import days, figure_keys, json_schema, keys, records, scalars
from recanvass.content.schema.records import Type
from recanvass.core.diagnostics import Report
from recanvass.core.kinds import ReleaseKind
from tests import sites
from tests.sites import ROOT
from tests.test_scalars import COERCED

CORE: dict[re.Pattern[str], Callable[[str], object]] = {
    re.compile(r"null|Null|NULL|~|"): lambda text: None,
    re.compile(r"true|True|TRUE"): lambda text: True,
    re.compile(r"false|False|FALSE"): lambda text: False,
    re.compile(r"[-+]?[0-9]+"): int,
    re.compile(r"0o[0-7]+"): lambda text: int(text, 0),
    re.compile(r"0x[0-9a-fA-F]+"): lambda text: int(text, 0),
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"): Decimal,
    re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"): lambda text: Decimal(text.replace(".", "")),
}
"""The core schema of YAML 1.2, by which editors' programs give plain scalars their types."""


def as_a_program_reads(node: syntax.Node) -> Any:
    match node:
        case syntax.Keys(entries):
            return {key.text: as_a_program_reads(value) for key, value in entries}
        case syntax.Items(items):
            return [as_a_program_reads(item) for item in items]
        case syntax.Scalar(text, is_plain=True):
            return next((read(text) for form, read in CORE.items() if form.fullmatch(text)), text)
        case syntax.Scalar(text):
            return text


def tree_of(text: str) -> syntax.Node:
    report = Report()
    node = syntax.read_yaml(SourceFile("a.yml", text), report)
    assert node is not None
    assert report.items == []
    return node


def validator(described: json_schema.JsonSchema) -> Draft7Validator:
    Draft7Validator.check_schema(described)
    return Draft7Validator(described)


def schemas_of(root: Path, out: Path) -> dict[str, Draft7Validator]:
    assert main(["schema", "-C", str(root), "--out", str(out)]) == 0
    files = (path for path in out.rglob("*.json"))
    return {path.relative_to(out).as_posix(): validator(json.loads(path.read_text())) for path in files}


@pytest.fixture(scope="session")
def iowa_schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Draft7Validator]:
    return schemas_of(ROOT, tmp_path_factory.mktemp("schemas"))


def name_of(path: str) -> str | None:
    """Return which schema a content file is described by."""
    named = {
        r"site\.yml": "site",
        r"content/places/.+\.yml": "places",
        r"content/rules/.+\.yml": "rules",
        r"content/(parties|offices)\.yml": r"\1",
        r"content/news/.+": "note",
        r"content/pages/.+": "page",
        r"content/contests/([^/]+)/contest\.yml": r"\1/contest",
        r"content/contests/([^/]+)/acknowledged\.yml": r"\1/acknowledged",
        r"content/contests/([^/]+)/corrections\.yml": r"\1/corrections",
        r"content/contests/([^/]+)/reviews/.+": r"\1/review",
        r"content/contests/([^/]+)/releases/[^/]+/release\.yml": r"\1/release",
        r"content/contests/([^/]+)/releases/[^/]+/(?!release\.)[^/]+\.yml": r"\1/figures",
    }
    found = (re.fullmatch(form, path) for form in named)
    return next((f"{hit.expand(name)}.json" for hit, name in zip(found, named.values(), strict=True) if hit), None)


def faults(file: SourceFile, described: Draft7Validator) -> list[str]:
    report = Report()
    if file.path.endswith(".md"):
        document = syntax.read_front_matter(file, report)
        node: syntax.Node | None = document.front if document is not None else None
    else:
        node = syntax.read_yaml(file, report)
    assert node is not None
    return [f"{file.path}: {fault.message}" for fault in described.iter_errors(as_a_program_reads(node))]


def all_faults(root: Path, described: dict[str, Draft7Validator]) -> tuple[int, list[str]]:
    files = sources.read(root, Report()).values()
    named = [(file, name) for file in files if (name := name_of(file.path)) is not None]
    return len(named), [fault for file, name in named for fault in faults(file, described[name])]


def test_all_of_iowa_fits_its_schemas(iowa_schemas: dict[str, Draft7Validator]) -> None:
    count, found = all_faults(ROOT, iowa_schemas)
    assert count == 373
    assert found == []


@pytest.mark.parametrize("name", ["tiny", "caucus"])
def test_every_golden_site_fits_its_schemas(name: str, tmp_path: Path) -> None:
    root = ROOT / "tests" / "golden" / name / "site"
    count, found = all_faults(root, schemas_of(root, tmp_path))
    assert count > 2
    assert found == []


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("president/figures.json", '"947861": {first: {buttigeg: 1}}', "buttigeg"),
        ("president/figures.json", '"947861": {first: {buttigieg: 1.5}}', "1.5"),
        ("president/figures.json", '"947861": {first: {buttigieg: -1}}', "-1"),
        ("president/figures.json", '"947861": {electors: {buttigieg: 1}}', "electors"),
        ("president/figures.json", "scott: {first: {buttigieg: 1}}", None),
        ("president/figures.json", '"947861": {status: lost}', "lost"),
        ("president/release.json", "kind: recunt", "recunt"),
        ("president/release.json", "title: After", "'as_of' is a required property"),
        ("president/release.json", "as_of: 2020-02-27T18:00", "2020-02-27T18:00"),
        ("president/release.json", "totals: {iowa: {sde: {buttigieg: 1.23456}}}", None),
        ("president/release.json", 'totals: {iowa: {sde: {buttigieg: "1.23456"}}}', "1.23456"),
        ("president/release.json", "totals: {iowas: {sde: {buttigieg: 1}}}", "iowas"),
        ("president/release.json", "expect: {leader: butigieg}", "butigieg"),
        ("president/review.json", "resolved_by: 2020-02-18", "2020-02-18"),
        ("president/review.json", "requested_by: The party itself", None),
        ("president/review.json", "places: [{group: in-state}]", "in-state"),
        ("president/review.json", "dispositions: {947861: accurate, 947885: {disposition: accurate}}", None),
        ("president/contest.json", "choices: [{id: Jones, name: Ann Jones}]", "Jones"),
        ("president/contest.json", "choices: [{id: jones, name: NO, party: 011}]", None),
        ("president/contest.json", "tallies: [{id: votes, name: Votes, unit: votes, only: [sate]}]", "sate"),
        ("president/acknowledged.json", '[{finding: C305, place: "1141", release: 2020-02-27-recount}]', None),
        ("president/acknowledged.json", "[{finding: C305, place: in-state-satellites}]", None),
        ("president/acknowledged.json", "[{finding: C35, place: scott}]", "C35"),
        ("president/acknowledged.json", "[{finding: C305, place: scot}]", "scot"),
        ("president/acknowledged.json", "[{finding: C305, release: 2020-02-27}]", "2020-02-27"),
        ("president/acknowledged.json", "[{finding: C305, place: scott}]", "'reason' is a required property"),
        ("president/acknowledged.json", "[{place: scott, date: 7 February}]", "7 February"),
        ("president/acknowledged.json", "[{place: scott, why: x}]", "why"),
        ("president/mapping.json", 'places: {"947861": [Blue Grass], iowa: [State]}', None),
        ("president/mapping.json", "{choices: {uncommitted: [No preference]}, header_rows: 2}", None),
        ("president/mapping.json", "choices: {nobody: [No preference]}", "nobody"),
        ("president/mapping.json", "columns: {places: Bureau}", "places"),
        ("note.json", "places: [scott, tv6-viewing-area]", None),
        ("note.json", "reviews: [sanders]", "sanders"),
        ("note.json", "draft: yes", "yes"),
        ("note.json", "author: null", "None"),
        ("site.json", "navigation: [abut]", "abut"),
        ("site.json", "publisher: {name: A, url: example.org}", "example.org"),
        ("president/contest.json", "rules: iowa-caucus-2020", None),
        ("president/contest.json", "rules: {pack: iowa-caucus-2020, people: first, viability: {2: 1/3}}", None),
        ("president/contest.json", "rules: iowa-caucus-2002", "iowa-caucus-2002"),
        ("president/contest.json", "rules: {pack: caucus, final: last}", "last"),
        ("president/contest.json", "rules: {pack: caucus, allocation: fair}", "fair"),
        ("rules.json", "{pack: caucus, title: T, viability: {2: 1/4}}", None),
        ("rules.json", "{pack: caucuses, viability: {2: 1/4}}", "caucuses"),
        ("rules.json", "pack: caucus", "'viability' is a required property"),
        ("places.json", "places: {a: {name: A, worth: {delegates: 5, sde: 1.24}}}", None),
        ("places.json", "places: {a: {name: A, worth: {delegates: five}}}", "five"),
        ("places.json", "groups: {a: {name: A, worth: {sde: -1}}}", "-1"),
        ("places.json", "places: {A1: {name: A}}", "A1"),
        ("places.json", "places: {011: {name: 011, delegates: four}}", "four"),
    ],
)
def test_what_does_not_belong_is_named(
    name: str, text: str, expected: str | None, iowa_schemas: dict[str, Draft7Validator]
) -> None:
    found = list(iowa_schemas[name].iter_errors(as_a_program_reads(tree_of(text))))
    messages = [str(cause.message) for fault in found for cause in (fault, *(fault.context or ()))]
    if expected is None:
        assert [message for message in messages if "is a required property" not in message] == []
    else:
        assert any(expected in message for message in messages)


TYPES: dict[str, Type[object]] = {
    "text": scalars.Text(),
    "reference": scalars.Reference("a place"),
    "id": scalars.Id("a tally"),
    "word": scalars.OneOf(ReleaseKind, "a kind of release"),
    "flag": scalars.Flag(),
    "day": days.Day(),
    "time": days.Time(),
    "url": scalars.Url(),
    "colour": scalars.Colour(),
    "count": scalars.Figure(),
    "figure": scalars.Figure(4),
    "whole": scalars.Whole(),
    "digits": scalars.Digits(),
    "list": records.ListOf(scalars.Text(), "names"),
    "outcome": keys.OUTCOME,
}
FORMS = [
    *COERCED,
    *("recount", "accurate", "{disposition: accurate}", "[]", "[NO, 011, A]", "{}", "12.3456", "12.34567", "041"),
    *("2020-02-10T12:00-06:00", "2020-02-10T12:00:30Z", "https://example.org/", '"#1f77b4"', '""', "Ann Jones"),
]


def is_refused(report: Report) -> bool:
    return any(item.code.startswith("E") for item in report.items)


def look_up(kind: str, value: object, report: Report) -> None:
    """Read on where a type leaves the rest to the loader."""
    if kind == "id" and isinstance(value, syntax.Scalar):
        scalars.is_id(value, report)
    elif kind == "digits" and isinstance(value, syntax.Scalar):
        scalars.figure(value, figure_keys.MAX_DECIMALS, report)


@pytest.mark.parametrize("kind", TYPES)
def test_a_program_accepts_whatever_the_loader_takes(kind: str) -> None:
    described = validator(json_schema.whole(TYPES[kind].json_schema(json_schema.NOTHING)))
    taken = 0
    quoted = [f'"{form}"' for form in FORMS if form[0] not in '{["']
    for form in itertools.chain(FORMS, quoted):
        node = tree_of(f"value: {form}\n")
        assert isinstance(node, syntax.Keys)
        report = Report()
        value = TYPES[kind].read(node.entries[0][1], report)
        look_up(kind, value, report)
        if value is None or is_refused(report):
            continue
        taken += 1
        found = list(described.iter_errors(as_a_program_reads(node.entries[0][1])))
        assert found == [], form
    assert taken


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("text", "[a]"),
        ("text", "null"),
        ("text", '""'),
        ("text", "{a: 1}"),
        ("reference", "{a: 1}"),
        ("id", "Ann"),
        ("word", "recunt"),
        ("flag", "yes"),
        ("flag", "1"),
        ("day", "2020-2-3"),
        ("time", "2020-02-10T12:00"),
        ("url", "example.org"),
        ("colour", "red"),
        ("count", "12.5"),
        ("count", "twelve"),
        ("count", "-1"),
        ("count", '"1,000"'),
        ("count", '""'),
        ("figure", '"12.34567"'),
        ("figure", "true"),
        ("whole", "null"),
        ("digits", "1_000"),
        ("list", "A"),
        ("outcome", "accurat"),
    ],
)
def test_a_program_refuses_what_the_loader_refuses(kind: str, form: str) -> None:
    node = tree_of(f"value: {form}\n")
    assert isinstance(node, syntax.Keys)
    report = Report()
    value = TYPES[kind].read(node.entries[0][1], report)
    look_up(kind, value, report)
    assert is_refused(report)
    described = validator(json_schema.whole(TYPES[kind].json_schema(json_schema.NOTHING)))
    assert not described.is_valid(as_a_program_reads(node.entries[0][1]))


def test_ids_that_look_like_truth_values_are_accepted_bare() -> None:
    names = json_schema.Vocabulary({"a place": {"true": "True Township", "011": "Ward 11"}})
    described = validator(json_schema.whole(scalars.Reference("a place").json_schema(names)))
    assert [described.is_valid(value) for value in (True, "true", 11, "011", False, "11")] == [
        *(True, True, True, True),
        *(False, False),
    ]


def site_in(folder: Path) -> Path:
    site = Path(shutil.copytree(ROOT / "tests" / "golden" / "tiny" / "site", folder))
    (site / ".gitignore").write_text("/.recanvass/\n")
    return site


def test_the_command_writes_where_programs_look(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = site_in(tmp_path / "site")
    assert main(["schema", "-C", str(site)]) == 0
    settings = site / ".vscode" / "settings.json"
    told = json.loads(settings.read_text())["yaml.schemas"]
    files = sources.read(site, Report())
    matched = {name: {path for path in files for glob in globs if matches(path, glob)} for name, globs in told.items()}
    for name, paths in matched.items():
        assert (site / name).is_file()
        assert all(f"./.recanvass/schema/{name_of(path)}" == name for path in paths)
    assert set().union(*matched.values()) == {path for path in files if path.endswith(".yml")}
    assert capsys.readouterr().out == f"Wrote 15 schemas: {site / '.recanvass' / 'schema'}\n"


def matches(path: str, glob: str) -> bool:
    pattern = re.escape(glob).replace(r"!\(release\)", "(?!release[.])[^/]*")
    return re.fullmatch(pattern.replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*"), path) is not None


def test_settings_of_an_editor_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = site_in(tmp_path / "site")
    settings = site / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{\n  // mine\n  "yaml.schemas": {"./.recanvass/schema/site.json": ["site.yml"]}\n}\n')
    before = settings.read_bytes()
    assert main(["schema", "-C", str(site)]) == 0
    assert settings.read_bytes() == before
    printed = capsys.readouterr().out
    assert 'Add to "yaml.schemas" in .vscode/settings.json:\n  "./.recanvass/schema/places.json": [' in printed
    assert "schema/site.json" not in printed


def test_with_faults_in_the_content_other_ids_are_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site, out = site_in(tmp_path / "site"), tmp_path / "out"
    (site / "site.yml").write_text((site / "site.yml").read_text() + "navigation: [nowhere]\n")
    described = schemas_of(site, out)
    assert "Some ids may be missing because the content has 1 error." in capsys.readouterr().out
    assert described["site.json"].is_valid({**as_a_program_reads(tree_of(sites.SETTINGS)), "navigation": ["new"]})
    (site / "site.yml").unlink()
    described = schemas_of(site, out)
    contest = next(path.parent.name for path in site.glob("content/contests/*/contest.yml"))
    assert described[f"{contest}/figures.json"].is_valid({"any": {"tally": {"choice": 1}}})


def demonstration_in(folder: Path) -> Path:
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "site.yml", folder)
    return folder


def test_the_settings_of_this_repository_are_those_that_are_written(tmp_path: Path) -> None:
    site = demonstration_in(tmp_path / "site")
    assert main(["schema", "-C", str(site)]) == 0
    written = (site / ".vscode" / "settings.json").read_bytes()
    assert (ROOT / ".vscode" / "settings.json").read_bytes() == written


def test_every_kind_of_file_that_is_written_as_yaml_has_one_schema(iowa_schemas: dict[str, Draft7Validator]) -> None:
    """The kinds are those that the layout knows, so that a new one cannot be forgotten."""
    base = "content/contests/president"
    paths = {
        "site.yml": "site",
        "content/places/iowa.yml": "places",
        "content/places/precincts/scott.yml": "places",
        "content/rules/lake-caucus.yml": "rules",
        "content/parties.yml": "parties",
        "content/offices.yml": "offices",
        f"{base}/contest.yml": "president/contest",
        f"{base}/acknowledged.yml": "president/acknowledged",
        f"{base}/corrections.yml": "president/corrections",
        f"{base}/releases/2020-02-27-recount/release.yml": "president/release",
        f"{base}/releases/2020-02-27-recount/scott.yml": "president/figures",
        f"{base}/reviews/jones.yml": "president/review",
        "content/news/note.md": "note",
        "content/pages/about.md": "page",
    }
    found = layout({path: SourceFile(path, "") for path in paths}, report := Report())
    assert report.items == []
    parts: list[Layout | ContestFiles | ReleaseFiles] = [found, *found.contests, *found.contests[0].releases]
    assert {field.name for part in parts for field in fields(part) if not getattr(part, field.name)} == {
        "maps",
        "published",
    }
    told = globs(["president"])
    for path, name in paths.items():
        assert f"{name}.json" in iowa_schemas
        known = [name for name, patterns in told.items() if any(matches(path, glob) for glob in patterns)]
        assert known == ([f"{name}.json"] if path.endswith(".yml") else [])


def schemas_in(site: Path) -> dict[str, str]:
    return {path.relative_to(site).as_posix(): path.read_text() for path in site.glob(".recanvass/schema/**/*.json")}


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_a_build_brings_the_ids_up_to_date_where_there_are_schemas(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert main(["new", str(site)]) == 0
    build = ["build", "-C", str(site), "-q"]
    contest = site / "content/contests/house-7/contest.yml"
    before = schemas_in(site)
    assert main(build) == 0
    assert schemas_in(site) == before
    replaced(contest, "  - {id: write-in", "  - {id: moss, name: Ann Moss}\n  - {id: write-in")
    assert main([*build, "--as-of", "2024-11-06"]) == 0
    assert schemas_in(site) == before
    assert main(build) == 0
    changed = {name for name, text in schemas_in(site).items() if text != before[name]}
    assert ".recanvass/schema/house-7/figures.json" in changed
    assert all("Ann Moss" in schemas_in(site)[name] for name in changed)
    assert main(["schema", "-C", str(site)]) == 0
    after = schemas_in(site)
    shutil.rmtree(site / ".recanvass" / "schema")
    replaced(contest, "Ann Moss", "Anna Moss")
    assert main(build) == 0
    assert schemas_in(site) == {}
    assert main(["schema", "-C", str(site)]) == 0
    assert {name: text.replace("Anna Moss", "Ann Moss") for name, text in schemas_in(site).items()} == after


def test_lists_that_faults_left_open_are_closed_by_the_next_build(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert main(["new", str(site)]) == 0
    whole = schemas_in(site)
    (figures,) = site.glob("content/contests/house-7/releases/*/precincts.yml")
    text = figures.read_text()
    figures.write_text(text.replace("okafor: 412", "okafor: many"))
    assert main(["schema", "-C", str(site)]) == 0
    assert schemas_in(site) != whole
    assert main(["build", "-C", str(site), "-q"]) == 1
    figures.write_text(text)
    assert main(["build", "-C", str(site), "-q"]) == 0
    assert schemas_in(site) == whole


def test_a_build_does_not_need_to_write_beside_the_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert main(["new", str(site)]) == 0
    contest = site / "content/contests/house-7/contest.yml"
    replaced(contest, "Peter Lund", "Petra Lund")
    shutil.rmtree(site / ".recanvass" / "schema" / "house-7")
    (site / ".recanvass" / "schema" / "house-7").write_text("no folder")
    assert main(["build", "-C", str(site), "-q"]) == 0
    assert "Petra Lund" in (site / "output" / "index.html").read_text()


def test_the_settings_that_are_ours_follow_the_contests(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert main(["new", str(site)]) == 0
    assert main(["new", "-C", str(site), "contest", "sheriff", "Sheriff"]) == 0
    settings = site / ".vscode" / "settings.json"
    told = json.loads(settings.read_text())["yaml.schemas"]
    assert told["./.recanvass/schema/sheriff/contest.json"] == ["content/contests/sheriff/contest.yml"]
    settings.write_text(json.dumps({"yaml.schemas": told, "editor.tabSize": 2}, indent=1) + "\n")
    before = settings.read_bytes()
    assert main(["new", "-C", str(site), "contest", "mayor", "Mayor"]) == 0
    assert settings.read_bytes() == before


def test_every_key_of_the_content_is_described(iowa_schemas: dict[str, Draft7Validator]) -> None:
    for described in iowa_schemas.values():
        assert isinstance(described.schema, dict)
        for name, value in described.schema.get("properties", {}).items():
            assert value["description"].strip(), name


def test_a_plan_has_a_schema_that_knows_its_keys(iowa_schemas: dict[str, Draft7Validator]) -> None:
    """The plan of the guide is right; a wrong key, day and kind are found by an editor's program."""
    text = (ROOT / "docs/import-election.md").read_text()
    (plan,) = re.findall(r"^`plan\.yml`\n\n```yaml\n(.*?)```", text, re.MULTILINE | re.DOTALL)
    schema = iowa_schemas["plan.json"]
    assert list(schema.iter_errors(as_a_program_reads(tree_of(plan)))) == []
    for right, wrong in (("release:", "relase:"), ("kind: complete", "kind: finished"), ("seats", "seats")):
        changed = plan.replace(right, wrong) if right != wrong else f"{plan}  council: {{seats: many}}\n"
        assert len(list(schema.iter_errors(as_a_program_reads(tree_of(changed))))) == 1, changed
