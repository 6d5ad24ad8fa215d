"""Several sources of one release: which figures stand, how the others are compared, and where readers see it."""

import csv
import io
from pathlib import Path

import html5lib
import pytest

from recanvass.authoring.explain.asking import Asked, ask
from recanvass.authoring.explain.telling import as_record, text
from recanvass.authoring.explain.tracing import Texts, trace
from recanvass.cli.main import main
from recanvass.content.files import SourceFile
from recanvass.core.model import Site
from recanvass.exports import sources
from recanvass.pages import sources as view
from recanvass.results import tabulate
from recanvass.results.compare_sources import Reconciliation, Verdict, disputes, reconciliations, verdicts
from recanvass.results.histories import Results
from tests.sites import PLACES, counts, decimals, files_of, loaded, read, release_folder

CLERK = "n1: {votes: {ada: 10, bob: 5}, points: {ada: 1.5}}\nn2: {votes: {ada: 3}}\ns1: {votes: {ada: 1}}\n"
WIRE = "place,choice,votes,points\nn1,ada,10,1.50\nn1,bob,6,0\nn2,ada,3,\ns2,cy,0,\n"
STATED_BY = """\
title: Release 0
kind: partial
status: unofficial-partial
as_of: 2020-01-01
source: {id: clerk, name: The clerk}
sources:
  - {id: wire, name: The wire, url: "https://example.org/wire", files: [wire.csv]}
"""
REASON = "chosen: {source: SOURCE, reason: It counts the ballots.}\n"


def several(chosen: str = "clerk", *, rows: str = CLERK, wire: str = WIRE, later: str = "") -> dict[str, str]:
    """Return the small election with a release of two sources, and a later one of one source."""
    folder = release_folder(0)
    extra = {f"{folder}/release.yml": STATED_BY + REASON.replace("SOURCE", chosen), f"{folder}/wire.csv": wire}
    return files_of(rows, *([later] if later else []), extra=extra)


def folded(files: dict[str, str]) -> tuple[Site, Results]:
    site = loaded(files)
    return site, tabulate.results(site, site.contests[0])


def compared(files: dict[str, str], release: int = 0) -> tuple[Reconciliation, ...]:
    return reconciliations(folded(files)[1], release)


def test_the_figures_of_the_source_chosen_are_those_of_the_release() -> None:
    alone = folded(files_of(CLERK))[1]
    site, clerk = folded(several())
    assert clerk.entries == alone.entries
    assert clerk.changes == alone.changes
    assert site.contests[0].releases[0].source.name == "The clerk"
    site, wire = folded(several("wire"))
    assert counts(wire, "lake", "votes", 0) == (13, 6, 0, 0)
    assert counts(wire, "lake", "points", 0) == decimals("1.50", "0", "0", "0")
    assert site.contests[0].releases[0].source.name == "The wire"


def test_sources_are_compared_exactly_and_missing_is_not_zero() -> None:
    (found,) = compared(several())
    assert {(one.area, one.tally): one.verdict for one in found.comparisons} == {
        ("n1", "votes"): Verdict.DIFFERS,
        ("n1", "points"): Verdict.AGREES,
        ("n2", "votes"): Verdict.AGREES,
        ("s1", "votes"): Verdict.ONLY_CHOSEN,
        ("s2", "votes"): Verdict.ONLY_OTHER,
    }
    assert verdicts(found) == {
        "n1": Verdict.DIFFERS,
        "n2": Verdict.AGREES,
        "s1": Verdict.ONLY_CHOSEN,
        "s2": Verdict.ONLY_OTHER,
    }
    assert found.silent == ()
    near = compared(several(wire="place,choice,points\nn1,ada,1.4999\n"))[0]
    assert verdicts(near) == {"n1": Verdict.DIFFERS}
    assert near.silent == ("votes",)


def test_a_comparison_turned_round_is_the_same() -> None:
    turned = {Verdict.ONLY_CHOSEN: Verdict.ONLY_OTHER, Verdict.ONLY_OTHER: Verdict.ONLY_CHOSEN}
    (found,), (back,) = compared(several()), compared(several("wire"))
    assert {(one.area, one.tally, one.verdict, one.chosen, one.other) for one in found.comparisons} == {
        (one.area, one.tally, turned.get(one.verdict, one.verdict), one.other, one.chosen) for one in back.comparisons
    }


def test_another_source_is_held_against_the_figures_in_force() -> None:
    folder = release_folder(1)
    head = STATED_BY.replace("Release 0", "Release 1").replace("2020-01-01", "2020-01-02")
    extra = {
        f"{folder}/release.yml": head + REASON.replace("SOURCE", "clerk"),
        f"{folder}/rows.yml": "n2: {votes: {ada: 4}}\n",
        f"{folder}/wire.csv": "place,choice,votes\nn1,ada,10\nn1,bob,5\nn2,ada,3\n",
    }
    (found,) = compared(files_of(CLERK, extra=extra), 1)
    assert verdicts(found) == {"n1": Verdict.AGREES, "n2": Verdict.DIFFERS}


def test_several_others_are_one_row_where_any_is_apart() -> None:
    files = several()
    head = files[f"{release_folder(0)}/release.yml"]
    files[f"{release_folder(0)}/release.yml"] = head.replace(
        "sources:\n", "sources:\n  - {id: party, name: The party, files: [party.yml]}\n"
    )
    files[f"{release_folder(0)}/party.yml"] = "s1: {votes: {ada: 2}}\n"
    site, results = folded(files)
    found = reconciliations(results, 0)
    assert [one.account.id for one in found] == ["party", "wire"]
    rows = [
        (one.area, [other.verdict.value if other else None for other in one.comparisons])
        for one in disputes(results, found)
    ]
    assert rows == [
        ("n1", ["only-chosen", "differs"]),
        ("n2", ["only-chosen", "agrees"]),
        ("s1", ["differs", "only-chosen"]),
        ("s2", [None, "only-other"]),
    ]
    lines = list(csv.reader(io.StringIO(sources.sources_csv(site, results, found).decode())))
    assert tuple(lines[0]) == tuple(name for name, _ in sources.SOURCES)
    assert ["s1", "South 1", "ada", "votes", "party", "The party", "1", "2", "differs"] in lines
    assert ["n1", "North 1", "bob", "votes", "wire", "The wire", "5", "6", "differs"] in lines
    assert ["s2", "South 2", "ada", "votes", "wire", "The wire", "", "0", "only-other"] in lines
    assert not [line for line in lines if line[0] == "n2" and line[4] == "wire"]


def test_files_of_other_sources_do_not_count_as_given_twice() -> None:
    twice = several(wire=WIRE + "n1,ada,10,1.5\n")
    _, faults = read(twice)
    assert [(fault.code, fault.span.line) for fault in faults] == [("E315", 6)]
    _, faults = read({path: body for path, body in several().items() if not path.endswith("contest.yml")})
    assert [fault.code for fault in faults] == ["E401"]


def test_where_all_files_belong_to_further_sources_the_release_needs_no_id() -> None:
    files = several("wire")
    head = files[f"{release_folder(0)}/release.yml"].replace("id: clerk, ", "")
    head = head.replace("sources:\n", "sources:\n  - {id: count, name: The count, files: [rows.yml]}\n")
    site, _ = folded({**files, f"{release_folder(0)}/release.yml": head})
    release = site.contests[0].releases[0]
    assert (release.source.name, [one.id for one in release.accounts]) == ("The wire", ["count", "wire"])


def test_explain_shows_what_other_sources_state() -> None:
    files = several()
    site, results = folded(files)
    texts = Texts({path: SourceFile(path, body) for path, body in files.items()})
    asked = ask(site, [results], ("n1", "votes", "bob"), None)
    assert isinstance(asked, Asked)
    found = trace(asked, 0, texts)
    told = text(site, found)
    assert "5  Release 0" in told
    assert "6  from another source, not used: Release 0" in told
    assert f"{release_folder(0)}/wire.csv:3:8" in told
    record = as_record(site, found)["values"]
    assert isinstance(record, list)
    assert [other["figure"] for one in record for other in one["others"]] == ["6"]
    alone = ask(site, [results], ("s2", "votes", "cy"), None)
    assert isinstance(alone, Asked)
    assert trace(alone, 0, texts).figure is None
    assert "0  from another source, not used" in text(site, trace(alone, 0, texts))


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return build(tmp_path, several(later="n1: {votes: {ada: 11, bob: 5}}\n"))


def build(root: Path, files: dict[str, str], *options: str) -> Path:
    for path, body in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(body)
    assert main(["build", "-C", str(root), "-o", str(root / "output"), "-q", *options]) == 0
    return root / "output"


def section(out: Path, page: str) -> list[str]:
    """Return the words of each paragraph, line and row about sources on a page; none where there is no such part."""
    tree = html5lib.parse((out / page / "index.html").read_text(), namespaceHTMLElements=False)
    parts = [one for one in tree.iter("section") if one.get("id") == "_sources"]
    tags = ("h2", "p", "li", "caption", "tr")
    return [" ".join("".join(one.itertext()).split()) for part in parts for one in part.iter() if one.tag in tags]


def test_the_page_of_the_release_counts_and_lists_the_differences(built: Path) -> None:
    assert section(built, "mayor/releases/r0") == [
        "Sources that differ",
        view.INTRO,
        "The clerk Chosen It counts the ballots.",
        "The wire: 1 place agrees, 1 place differs, 1 place only here, 1 place only with The clerk.",
        "3 counts where they disagree",
        "PlaceWithinCount The clerk chosenThe wire",
        "North 1NorthVotesStone 5 Stone 6 (+1)",
        "South 1SouthVotesByron 1 not reported",
        "South 2SouthVotesnot reported nobody has any",
        "Where the sources differ (CSV)",
    ]
    assert section(built, "mayor/releases/r1") == []


def test_the_page_of_a_unit_says_that_sources_differ_on_it(built: Path) -> None:
    said = section(built, "mayor/ward/n1")
    assert said[0] == "Sources that differ"
    assert "Release 0: we use the numbers from The clerk. It counts the ballots." in said
    assert section(built, "mayor/ward/n2") == []
    assert section(built, "mayor/county/north") == []
    assert "sources differ" in (built / "mayor/county/north/index.html").read_text()


def test_an_earlier_state_has_the_sources_known_by_then(tmp_path: Path) -> None:
    files = several(later="n1: {votes: {ada: 11, bob: 5}}\n")
    out = build(tmp_path, files, "--as-of", "r0")
    assert section(out, "mayor/ward/n1")[0] == "Sources that differ"
    assert (out / "data/mayor/releases/r0-sources.csv").is_file()
    last = f"{release_folder(1)}/release.yml"
    files[last] = STATED_BY.replace("Release 0", "Release 1").replace("01-01", "01-02") + REASON.replace(
        "SOURCE", "clerk"
    )
    files[f"{release_folder(1)}/wire.csv"] = "place,choice,votes\nn1,ada,99\n"
    (tmp_path / "later").mkdir()
    out = build(tmp_path / "later", files, "--as-of", "r0")
    assert "99" not in " ".join(section(out, "mayor/ward/n1"))


def test_many_differences_are_counted_by_area_and_the_file_has_all(tmp_path: Path) -> None:
    wards = range(view.MAX_ROWS + 20)
    places = PLACES + "".join(f"  w{i}: {{name: Ward {i}, kind: ward, parent: south}}\n" for i in wards)
    rows = "".join(f"w{i}: {{votes: {{ada: {i}}}}}\n" for i in wards)
    wire = "place,choice,votes\n" + "".join(f"w{i},ada,{i + 1}\n" for i in wards)
    out = build(tmp_path, {**several(rows=rows, wire=wire), "content/places/places.yml": places})
    said = section(out, "mayor/releases/r0")
    assert f"South {len(wards)} places" in said
    assert f"Showing the first {view.MAX_ROWS} of {len(wards)}. The file has all of them." in said
    assert len([line for line in said if line.startswith("Ward ")]) == view.MAX_ROWS
    lines = (out / "data/mayor/releases/r0-sources.csv").read_text().splitlines()
    assert len(lines) == 1 + len(wards)
    listed = (out / "data/index.html").read_text()
    assert "releases/r0-sources.csv" in listed
    assert all(meaning.split(";")[0] in listed for _, meaning in sources.SOURCES)


def test_sources_that_agree_say_so(tmp_path: Path) -> None:
    out = build(tmp_path, several(wire="place,choice,votes\nn2,ada,3\ns1,ada,1\nn1,ada,10\nn1,bob,5\n"))
    assert section(out, "mayor/releases/r0") == [
        "The sources agree",
        view.INTRO,
        "The clerk Chosen It counts the ballots.",
        "The wire: 3 places agree. It doesn’t report points.",
    ]
    assert not section(out, "mayor/ward/n1")
