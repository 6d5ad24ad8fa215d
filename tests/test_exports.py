"""Downloads, byte by byte: their columns are a contract, and each can be read back."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from recanvass.cli.main import OK, main
from recanvass.content import files as sources
from recanvass.content import load
from recanvass.content.files import SourceFile
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, ChoiceId, Number, TallyId
from recanvass.core.model import Site
from recanvass.exports import tables
from recanvass.publish.manifest import files_in, manifest
from recanvass.results import histories, tabulate
from recanvass.results.histories import Results
from tests.sites import CONTEST, FOLDER, ROOT, election, files_of, folded, iowa, loaded, release_folder

ROWS = (
    "n1: {votes: {ada: 10, bob: 5}, points: {ada: 1.5, bob: 0.25}}\nn2: {votes: {}}\n",
    "n1: {points: {ada: 1.2500}}\ns1: {votes: {none: 3}}\n",
    "n1: {votes: {ada: 10, bob: 5}}\nn2: {points: {cy: 0.0001}}\n",
)
REQUEST = """\
kind: recanvass
requested_by: "=Ada"
filed: 2020-01-02T09:30-06:00
state: filed
source: {name: "@clerk"}
announced: {places: 3}
resolved_by: r1
places:
  - {place: n1, printed: "-N, \\"1\\"", disposition: accurate, reason: "+1"}
  - {group: coast}
"""
ASKED = "kind: recount\nrequested_by: bob\nfiled: 2020-01-03\nstate: filed\nsource: {name: The clerk}\n"

Cell = tuple[AreaId, TallyId, ChoiceId]


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


def figures_at(results: Results, release: int) -> dict[Cell, Number | None]:
    """Return every figure of every unit at a release."""
    found: dict[Cell, Number | None] = {}
    for unit in results.contest.units:
        for tally in results.contest.tallies:
            entry = histories.entry(results, unit, tally.id, release)
            if entry is not None:
                pairs = zip(results.contest.choices, entry.counts, strict=True)
                found |= {(unit, tally.id, choice.id): count for choice, count in pairs}
    return found


def test_results() -> None:
    site, results = election(*ROWS[:2], totals={1: "{lake: {seats: {ada: 2, bob: 1, cy: 0, none: 0}}}"})
    lines = b"".join(tables.results_csv(site, results, 1)).decode().split("\n")
    assert (
        lines[0]
        == "place,place_name,kind,parent,choice,choice_name,tally,count,share,release,basis,sum_of_units,places_unknown"
    )
    assert lines[-1] == ""
    north = [line for line in lines if line.startswith("north,")]
    assert north == [
        "north,North,county,lake,ada,Ada Byron,votes,10,0.666667,r0,units,10,",
        "north,North,county,lake,bob,Bob Stone,votes,5,0.333333,r0,units,5,",
        "north,North,county,lake,cy,Cy Young,votes,0,0.000000,r0,units,0,",
        "north,North,county,lake,none,None of them,votes,0,0.000000,r0,units,0,",
        "north,North,county,lake,ada,Ada Byron,points,1.2500,1.000000,r1,units,1.2500,",
        "north,North,county,lake,bob,Bob Stone,points,0.00,0.000000,r1,units,0.00,",
        "north,North,county,lake,cy,Cy Young,points,0,0.000000,r1,units,0,",
        "north,North,county,lake,none,None of them,points,0,0.000000,r1,units,0,",
    ]
    assert "lake,Lake,state,,ada,Ada Byron,seats,2,0.666667,r1,published,," in lines
    assert "coast,Coast,group,,none,None of them,votes,3,0.166667,r1,units,3," in lines
    assert "n2,North 2,ward,north,ada,Ada Byron,votes,0,,r0,units,," in lines
    assert "s2,South 2,ward,south,ada,Ada Byron,votes,,,,,," in lines
    assert not [line for line in lines if line.startswith("n1,") and ",seats," in line]


def test_results_as_json_hold_no_binary_fractions() -> None:
    site, results = election(*ROWS)

    def refuse(text: str) -> None:
        raise AssertionError(text)

    document = json.loads(b"".join(tables.results_json(site, results, 1)), parse_float=refuse)
    places = {place["id"]: place for place in document["places"]}
    assert [choice["id"] for choice in document["choices"]] == ["ada", "bob", "cy", "none"]
    assert places["n1"]["counts"] == {
        "votes": {"release": "r0", "counts": [10, 5, 0, 0], "basis": "units"},
        "points": {"release": "r1", "counts": ["1.2500", "0", "0", "0"], "basis": "units"},
    }
    assert places["s2"] == {"id": "s2", "name": "South 2", "kind": "ward", "parent": "south", "counts": {}}
    assert document["release"]["as_of"] == "2020-01-02"


def test_a_contest_of_one_place_alone_is_built_whole(tmp_path: Path) -> None:
    alone = CONTEST.replace("place: lake", "place: n2")
    for path, text in files_of("n2: {votes: {ada: 10, bob: 5}}\n", extra={f"{FOLDER}/contest.yml": alone}).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert main(["build", "-C", str(tmp_path), "-q"]) == OK
    (place,) = json.loads((tmp_path / "output/data/mayor/results.json").read_text("utf-8"))["places"]
    assert (place["id"], place["counts"]["votes"]["counts"]) == ("n2", [10, 5, 0, 0])


def test_changes() -> None:
    assert tables.changes_csv(folded(*ROWS), 2).decode() == (
        "release,place,choice,tally,before,after\n"
        "r1,n1,ada,points,1.5,1.2500\n"
        "r1,n1,bob,points,0.25,0\n"
        "r1,s1,ada,votes,,0\n"
        "r1,s1,bob,votes,,0\n"
        "r1,s1,cy,votes,,0\n"
        "r1,s1,none,votes,,3\n"
        "r2,n2,ada,points,,0\n"
        "r2,n2,bob,points,,0\n"
        "r2,n2,cy,points,,0.0001\n"
        "r2,n2,none,points,,0\n"
    )
    assert tables.changes_csv(folded(*ROWS), 0) == b"release,place,choice,tally,before,after\n"


def test_totals_stand_beside_the_sums() -> None:
    totals = {0: "{lake: {points: {bob: 0.2, ada: 1.5}, seats: {ada: 1}}}", 1: "{coast: {votes: {none: 3}}}"}
    site, results = election(*ROWS, totals=totals)
    assert tables.totals_csv(site, results, 1).decode() == (
        "release,place,place_name,choice,tally,published,sum_of_units,agrees,source\n"
        "r0,lake,Lake,ada,points,1.5,1.5,yes,The clerk\n"
        "r0,lake,Lake,bob,points,0.2,0.25,no,The clerk\n"
        "r0,lake,Lake,ada,seats,1,,,The clerk\n"
        "r1,coast,Coast,none,votes,3,3,yes,The clerk\n"
    )


def test_requests() -> None:
    requests = {f"{FOLDER}/reviews/ada.yml": REQUEST, f"{FOLDER}/reviews/bob.yml": ASKED}
    site, results = election(*ROWS, extra=requests)
    header, *lines = rows_of(tables.requests_csv(site, results))
    assert header == [name for name, _ in tables.REQUESTS]
    ada = ["ada", "recanvass", "'=Ada", "2020-01-02T09:30:00-06:00", "filed", "3"]
    assert lines == [
        [*ada, "n1", "North 1", "coast", "north", '\'-N, "1"', "accurate", "'+1", "r1", "'@clerk"],
        [*ada, "coast", "Coast", "", "", "", "", "", "r1", "'@clerk"],
        ["bob", "recount", "Bob Stone", "2020-01-03", "filed", "", *[""] * 8, "The clerk"],
    ]


def test_requests_have_a_line_a_unit_of_which_the_outcome_alone_is_stated() -> None:
    text = f"{ASKED}places: [{{group: coast}}, {{place: n2}}]\ndispositions: {{s1: accurate, n2: ineligible}}\n"
    site, results = election(*ROWS, extra={f"{FOLDER}/reviews/bob.yml": text})
    _, *lines = rows_of(tables.requests_csv(site, results))
    assert [(line[6], line[7], line[11]) for line in lines] == [
        ("coast", "Coast", ""),
        ("n2", "North 2", "ineligible"),
        ("s1", "South 1", "accurate"),
    ]


def test_no_cell_is_read_as_a_formula() -> None:
    files = files_of(
        "n1: {votes: {ada: 1}}\n",
        "",
        totals={0: '{lake: {votes: {ada: 1}, source: {name: "=cmd"}}}'},
        extra={f"{FOLDER}/reviews/ada.yml": REQUEST},
    )
    for old, new in (("name: North 1", 'name: "=1+1"'), ("name: Lake", 'name: "@lake"'), ("name: Coast", 'name: "-c"')):
        files["content/places/places.yml"] = files["content/places/places.yml"].replace(old, new)
    contest = f"{FOLDER}/contest.yml"
    files[contest] = files[contest].replace("name: Ada Byron", 'name: "+Ada"')
    site = loaded(files)
    results = tabulate.results(site, site.contests[0])
    contents = (
        b"".join(tables.results_csv(site, results, 0)),
        tables.totals_csv(site, results, 0),
        tables.requests_csv(site, results),
        tables.changes_csv(results, 0),
        b"".join(tables.release_csv(results, 0)),
    )
    cells = [cell for content in contents for row in rows_of(content) for cell in row]
    assert {"'=1+1", "'@lake", "'-c", "'+Ada", "'=cmd"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_figures_of_many_decimals_have_no_exponent() -> None:
    files = files_of("n1: {points: {ada: 0.000000010, bob: 0.000000000}}\n", "n1: {points: {}}\n")
    contest = f"{FOLDER}/contest.yml"
    files[contest] = files[contest].replace("decimals: 4", "decimals: 9")
    site = loaded(files)
    results = tabulate.results(site, site.contests[0])
    assert "n1,ada,,0.000000010\nn1,bob,,0.000000000\n" in b"".join(tables.release_csv(results, 0)).decode()
    assert "r1,n1,ada,points,0.000000010,0\n" in tables.changes_csv(results, 1).decode()
    assert ",points,0.000000000,," in b"".join(tables.results_csv(site, results, 1)).decode()
    assert b"E-" not in b"".join(tables.results_json(site, results, 0))


@pytest.mark.parametrize("release", range(len(ROWS)))
def test_a_release_read_back_gives_the_same_figures(release: int) -> None:
    before = folded(*ROWS)
    files = files_of(
        "", extra={f"{release_folder(0)}/rows.csv": b"".join(tables.release_csv(before, release)).decode()}
    )
    site = loaded(files)
    assert figures_at(tabulate.results(site, site.contests[0]), 0) == figures_at(before, release)


def read_back(content: bytes) -> Site:
    """Load the demonstration with one release, whose figures are a download."""
    report = Report()
    folder = "content/contests/president/releases/"
    files = sources.read(ROOT, report)
    dropped = (folder, "content/contests/president/reviews/", "content/news/")
    kept = {path: file for path, file in files.items() if not path.startswith(dropped)}
    head = files[f"{folder}2020-02-27-recount/release.yml"].text
    texts = {f"{folder}all/release.yml": head, f"{folder}all/rows.csv": content.decode()}
    made = {path: SourceFile(path, text) for path, text in texts.items()}
    site = load.site({**kept, **made}, report, drafts=False)
    assert report.ordered() == ()
    assert site is not None
    return site


@pytest.mark.parametrize("release", [0, 3, -1])
def test_a_real_release_read_back_gives_the_same_figures(release: int) -> None:
    _, results = iowa()
    index = range(len(results.contest.releases))[release]
    site = read_back(b"".join(tables.release_csv(results, index)))
    again = figures_at(tabulate.results(site, site.contests[0]), 0)
    assert len(again) >= 14 * 3 * 1_621
    assert again == figures_at(results, index)


def replayed(results: Results) -> Iterator[Mapping[Cell, Number]]:
    """Yield the figures after each release: those of the first, then with each release's changes."""
    _, *first = rows_of(b"".join(tables.release_csv(results, 0)))
    stated = [tally.id for tally in tables.stated_tallies(results.contest)]
    figures: dict[Cell, Number] = {}
    for place, choice, *cells in first:
        for column, cell in zip(stated, cells, strict=True):
            if cell:
                figures[AreaId(place), column, ChoiceId(choice)] = Decimal(cell)
    last = len(results.contest.releases) - 1
    _, *changes = rows_of(tables.changes_csv(results, last))
    yield dict(figures)
    for release in results.contest.releases[1:]:
        for name, place, choice, tally, before, after in changes:
            if name == release.id:
                key = AreaId(place), TallyId(tally), ChoiceId(choice)
                assert figures.get(key) == (Decimal(before) if before else None)
                figures[key] = Decimal(after)
        yield dict(figures)


def test_changes_replayed_on_the_first_release_give_each_later_one() -> None:
    for results in (folded(*ROWS), iowa()[1]):
        for index, figures in enumerate(replayed(results)):
            assert figures == figures_at(results, index)


def test_the_changes_of_each_release_together_are_all_changes() -> None:
    for results in (folded(*ROWS), iowa()[1]):
        last = len(results.contest.releases) - 1
        head, *whole = rows_of(tables.changes_csv(results, last))
        parts = [rows_of(tables.release_changes_csv(results, index)) for index in range(1, last + 1)]
        assert [part[0] for part in parts] == [head] * last
        assert [row for part in parts for row in part[1:]] == whole


@pytest.mark.parametrize("columns", [tables.RESULTS, tables.CHANGES, tables.TOTALS, tables.REQUESTS])
def test_every_column_is_explained(columns: tuple[tuple[str, str], ...]) -> None:
    assert len({name for name, _ in columns}) == len(columns)
    assert all(text and not text.endswith(".") for _, text in columns)


def test_the_manifest_names_every_file_by_its_hash() -> None:
    made = manifest("1.0", "abc", {"b": "2", "a": "1"})
    head = b'{\n"format": 1,\n"tool": "recanvass 1.0",\n"inputs": "abc",\n'
    assert made == head + b'"files": {\n"a": "1",\n"b": "2"\n}\n}\n'
    assert files_in(made) == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"format": 2, "files": {}}',
        b'{"format": 1, "files": []}',
        b'{"format": 1, "files": {"a": 1}}',
        b'{"name": "an app", "start_url": "/"}',
    ],
    ids=range(9),
)
def test_a_manifest_of_others_is_not_ours(content: bytes) -> None:
    assert files_in(content) is None
