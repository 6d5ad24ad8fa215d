"""The bench compares like with like: every generator makes the same pages, and what is written stays in its place."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from bench import ballot, data, equal, importing, measure, ours, peers, profile, report
from bench.data import Election, Request
from recanvass.build import pipeline
from recanvass.cli.main import main
from recanvass.core.diagnostics import Severity
from tests import sites
from tests.sites import ROOT


@pytest.fixture(scope="module")
def election() -> Election:
    """Two counties and a copy of each, with the real figures of their precincts, and a request."""
    few = replace(data.iowa(), requests=())
    few = replace(few, counties=few.counties[:2])
    copied = data.replicated(few, 2 * len(tuple(few.units)))
    asked = tuple(unit.id for unit in copied.counties[-1].units)
    return replace(copied, requests=(Request("r", "A request", "recanvass", "sanders", "2020-02-10", asked),))


@pytest.fixture(scope="module")
def outs(election: Election, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """What Recanvass makes of both forms of the data."""
    work = tmp_path_factory.mktemp("bench")
    for name in ("csv", "yaml"):
        ours.write(work / name, election, as_yaml=name == "yaml")
        assert main(["build", "-C", str(work / name), "-q", "--strict"]) == 0
    return {name: work / name / "output" for name in ("csv", "yaml")}


def test_the_election_is_the_real_one() -> None:
    whole = data.iowa()
    units = {unit.id: unit for unit in whole.units}
    assert len(units) == data.UNITS_OF_IOWA
    assert units["947861"].name == "Blue Grass Township"
    sde = dict(zip((choice.id for choice in whole.choices), units["947861"].figures[2], strict=True))
    assert {choice: figure for choice, figure in sde.items() if figure != "0.0000"} == dict.fromkeys(
        ("biden", "buttigieg", "klobuchar", "sanders"), "0.4133"
    )
    twice = data.replicated(whole, data.UNITS_OF_IOWA + 1)
    assert len({unit.id for unit in twice.units}) == 2 * data.UNITS_OF_IOWA
    assert len({county.id for county in twice.counties}) == 2 * len(whole.counties)


def test_both_forms_of_the_data_make_the_same_site(election: Election, outs: Mapping[str, Path]) -> None:
    pages = equal.paths(election)
    assert len(pages) == 2 + 4 + len(tuple(election.units))
    assert equal.check(outs["csv"], [outs["yaml"]], pages) == len(pages)


@pytest.mark.parametrize("peer", [peers.hugo, peers.eleventy, peers.hugo_finished])
def test_the_pages_of_the_peers_are_ours(
    peer: peers.Make, election: Election, outs: Mapping[str, Path], tmp_path: Path
) -> None:
    needed = ("Node", "Eleventy") if peer is peers.eleventy else ("Hugo",)
    lacking = [what for what in peers.missing() if what.startswith(needed)]
    if lacking:
        pytest.skip(f"there is no {'; '.join(lacking)}")
    made = peer(tmp_path / "peer", election)
    measure.run(measure.Task(made.name, made.call, made.root))
    pages = equal.paths(election)
    assert equal.check(outs["csv"], [made.out], pages) == len(pages)


def test_the_table_that_is_imported_is_all_of_iowa_in_both_sites(tmp_path: Path) -> None:
    election = data.iowa()
    assert importing.write(tmp_path / "table.csv", election) == 24_710
    for task in importing.tasks_in(tmp_path):
        measure.run(task)
        loaded = pipeline.read(task.root, drafts=False)
        assert [one for one in loaded.diagnostics if one.severity is Severity.ERROR] == []
        (results,) = loaded.results.values()
        last = len(results.contest.releases) - 1
        assert results.contest.releases[last].id == importing.RELEASE
        for unit in election.units:
            for tally, figures in zip(election.tallies, unit.figures, strict=True):
                assert sites.counts(results, unit.id, tally.id, last) == tuple(map(Decimal, figures)), unit.id
        assert any(path.name == importing.RELEASE for path in task.root.rglob("*"))
        task.prepare()
        assert not any(path.name == importing.RELEASE for path in task.root.rglob("*"))


def test_a_page_that_differs_is_named(election: Election, outs: Mapping[str, Path], tmp_path: Path) -> None:
    shutil.copytree(outs["csv"], tmp_path / "other")
    page = equal.paths(election)[-1]
    path = tmp_path / "other" / page
    text = path.read_text()
    path.write_text(text.replace("  ", "\n").replace("><", ">\n <"))
    assert equal.check(outs["csv"], [tmp_path / "other"], [page]) == 1
    path.write_text(text.replace("Joe Biden", "Joe", 1))
    with pytest.raises(equal.NotEqualError, match=r"\n-Joe Biden\n\+Joe\n"):
        equal.check(outs["csv"], [tmp_path / "other"], [page])
    path.unlink()
    with pytest.raises(equal.NotEqualError, match=f"there is no .*{page}"):
        equal.check(outs["csv"], [tmp_path / "other"], [page])


def test_edits_change_the_site_and_back(election: Election, tmp_path: Path) -> None:
    root = tmp_path / "site"
    ours.write(root, election)

    def built() -> str:
        assert main(["build", "-C", str(root), "-q"]) == 0
        return (root / "output" / equal.paths(election)[-1]).read_text()

    first = built()
    ours.change_template(root)
    assert built() == first.replace(">Share<", ">Part<") != first
    ours.change_template(root)
    ours.change_figure(root, election)
    changed = built()
    ours.change_figure(root, election)
    assert built() != changed


def test_a_task_that_fails_says_what_it_printed(tmp_path: Path) -> None:
    task = measure.Task("cat", ("cat", "nowhere"), tmp_path)
    with pytest.raises(measure.FailedError, match="cat ended with 1:\ncat: nowhere: No such file"):
        measure.run(task)


def test_tasks_take_turns_to_begin(tmp_path: Path) -> None:
    seen: list[str] = []
    tasks = [measure.Task(name, ("true",), tmp_path, partial(seen.append, name)) for name in "abc"]
    costs = measure.alternate(tasks, 2, lambda _: None)
    assert seen == [*"abc", *"bca"]
    assert {name: len(runs) for name, runs in costs.items()} == {"a": 2, "b": 2, "c": 2}


def test_memory_of_all_processes_counts(tmp_path: Path) -> None:
    hold = "import time; held = b'x' * 60_000_000; time.sleep(1)"
    python = sys.executable
    one = measure.peak_memory(measure.Task("one", (python, "-c", hold), tmp_path))
    nested = f"import subprocess, sys; held = b'x' * 60_000_000; subprocess.run([sys.executable, '-c', {hold!r}])"
    two = measure.peak_memory(measure.Task("two", (python, "-c", nested), tmp_path))
    assert 60e6 < one < 100e6
    assert two > 120e6


def test_the_floor_writes_as_many_bytes_and_leaves_nothing(outs: Mapping[str, Path], tmp_path: Path) -> None:
    assert measure.floor(outs["csv"], tmp_path / "floor") > 0
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_the_document_is_replaced_alone() -> None:
    text = report.replace(report.replace("# Speed\n", "one", "1"), "two", "2")
    changed = report.replace(text, "one", "a\\1")
    assert changed == text.replace("\n\n1\n\n", "\n\na\\1\n\n")
    assert report.replace(changed, "two", "2") == changed
    with pytest.raises(ValueError, match="the part one does not end"):
        report.replace("<!-- one: written by make bench -->", "one", "1")


def test_a_sample_counts_to_the_stage_whose_work_it_is() -> None:
    head = "<module> (build.py:40);build (/r/recanvass/build/pipeline.py:9);"
    head += "publish (/r/recanvass/publish/output_folder.py:50);"
    pages = "pages (/r/recanvass/pages/templates.py:80);"
    views = f"{head}{pages}_pages (/r/recanvass/build/plan.py:5);area (/r/recanvass/pages/areas.py:9)"
    record = (
        f"{head}_write (/r/recanvass/publish/output_folder.py:150) 4\n"
        f"{views};figures (/r/recanvass/results/tabulate.py:70) 5\n"
        f"{head}{pages}render (/r/recanvass/pages/templates.py:90);root (templates/pages/area.html:3) 6\n"
        f"{head}_pages (/r/recanvass/build/plan.py:5);_find_and_load (<frozen importlib._bootstrap>:7) 1\n"
        "<module> (build.py:40);make (/r/recanvass/build/builder.py:7) 3\n"
        "<module> (build.py:40) 2\n"
    )
    found = profile.counted(record)
    assert [found.get(name, 0) for name, _ in profile.STAGES] == [1, 0, 5, 6, 0, 0, 7]
    assert found[profile.REST] == 2


def test_verdicts() -> None:
    assert report.Target("cold", 3, 2.54, " s").row == ("cold", "≤ 3 s", "2.54 s", "met")
    assert report.Target("peak", 400, 440, " MB").row == ("peak", "≤ 400 MB", "440 MB", "missed by 10%")
    assert report.spread([0.5]) == "0.50"
    assert report.spread([0.5, 0.75, 0.25]) == "0.50 (0.25–0.75)"


def test_the_document_names_no_folder_of_the_machine_it_was_measured_on() -> None:
    text = (ROOT / "docs" / "performance.md").read_text()
    assert str(Path.home()) not in text
    assert "/dev/shm" not in text  # noqa: S108 -- looked for, not written to


def test_a_whole_ballot_is_light_and_every_precinct_has_all_of_its_contests(tmp_path: Path) -> None:
    root = ballot.site(tmp_path, is_whole=True)
    assert main(["build", "-C", str(root), "-q"]) == 0
    assert len(list((root / "content/contests").iterdir())) == ballot.CONTESTS
    assert ballot.weight(root / "output/index.html") < ballot.MOST_KB * 1000
    ballot.check_ballots(root / "output")
    page = root / "output/places/precinct/county-1-precinct-1/index.html"
    text = page.read_text()
    page.unlink()
    page.write_text(text.replace("../../../state-house-1/", "../../../state-house-2/"))
    with pytest.raises(measure.FailedError, match="county-1-precinct-1 does not name state-house-1"):
        ballot.check_ballots(root / "output")
