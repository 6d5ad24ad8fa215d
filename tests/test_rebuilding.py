"""A site that is built over an old one is the site built into an empty folder, byte for byte.

`make soak` tries 500 sequences of edits instead of a sample.
"""

import random
import shutil
from pathlib import Path

import pytest

from recanvass.build import pipeline
from recanvass.build.last_build import BuildOptions
from recanvass.cache.store import Memory
from recanvass.cli.main import FAULTS, OK, main
from tests import edits
from tests.soaking import IS_SOAK

pytestmark = pytest.mark.soak
SITE = Path(__file__).parent / "golden" / "caucus" / "site"
SEQUENCES = 500 if IS_SOAK else 8
STEPS = 3


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(SITE, tmp_path / "site")
    return tmp_path / "site"


def build(site: Path, out: Path, *options: str) -> int:
    return main(["build", "-C", str(site), "-o", str(out), "-q", *options])


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_whatever_was_edited_a_site_over_an_old_one_is_a_clean_one(site: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    out, clean = tmp_path / "out", tmp_path / "clean"
    assert build(site, out) == OK
    done: list[str] = []
    for _ in range(STEPS):
        before = tmp_path / "before"
        shutil.copytree(site, before)
        for edit in chance.choices(edits.CONTENT, k=chance.choice([0, 1, 1, 1, 2])):
            edit(chance, site)
            done.append(edit.__name__)
        if chance.randrange(3) == 0:
            for spoil in chance.choices(edits.OUTPUT, k=chance.choice([1, 1, 2])):
                spoil(chance, out)
                done.append(spoil.__name__)
        options = chance.choice(edits.OPTIONS)
        done.append(" ".join(("build", *options)))
        shown = tree(out)
        code = build(site, out, *options)
        assert build(site, clean, *options) == code, done
        assert code in (OK, FAULTS), done
        mine = {path: content for path, content in shown.items() if edits.MINE in path}
        assert tree(out) == ({**tree(clean), **mine} if code == OK else shown), done
        if code == FAULTS:
            shutil.rmtree(site)
            before.rename(site)
        shutil.rmtree(before, ignore_errors=True)
        for folder in (clean, tmp_path / ".clean.recanvass"):
            shutil.rmtree(folder, ignore_errors=True)


def told(capsys: pytest.CaptureFixture[str], site: Path, out: Path, *options: str) -> dict[str, set[str]]:
    """Build and return the paths that --why names, by what it says of them."""
    capsys.readouterr()
    assert main(["build", "-C", str(site), "-o", str(out), "--why", "-v", *options]) == OK
    said: dict[str, set[str]] = {"new": set(), "changed": set(), "removed": set()}
    for line in capsys.readouterr().out.splitlines():
        path, _, kind = line.partition(": ")
        if kind in said:
            said[kind].add(path)
    return said


def test_nothing_is_made_where_nothing_changed(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert build(site, out) == OK
    before = out.stat().st_ino
    assert main(["build", "-C", str(site), "-o", str(out), "--why"]) == OK
    said = capsys.readouterr().out
    assert "(0 changed)" in said
    assert "Nothing has changed since the last build" in said
    assert out.stat().st_ino == before
    assert told(capsys, site, out, "--drafts")["new"] == {"news/draft/index.html"}


def test_why_names_the_files_that_are_not_as_they_were(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert told(capsys, site, out)["new"] == tree(out).keys() - {"manifest.json"}
    (site / "content/pages/more.md").write_text("---\ntitle: More\nsummary: S\n---\nText\n", "utf-8")
    path = site / edits.CONTEST / "releases/2020-02-04-night/figures.yml"
    path.write_text(path.read_text().replace("first: {alder: 20, birch: 20}\n", "first: {alder: 20, birch: 21}\n"))
    before = tree(out)
    said = told(capsys, site, out)
    after = tree(out)
    assert said["new"] == after.keys() - before.keys() == {"more/index.html"}
    assert said["removed"] == before.keys() - after.keys() == set()
    both = (before.keys() & after.keys()) - {"manifest.json"}
    assert said["changed"] == {path for path in both if before[path] != after[path]}
    assert "president/precinct/012/index.html" in said["changed"]
    assert "president/precinct/011/index.html" not in said["changed"]
    (site / "content/pages/more.md").unlink()
    assert told(capsys, site, out)["removed"] == {"more/index.html"}


def test_a_file_with_the_bytes_it_had_stays_the_same_file(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert build(site, out) == OK
    files = {path: path.stat().st_ino for path in out.rglob("*") if path.is_file()}
    before = {path: path.read_bytes() for path in files}
    path = site / edits.CONTEST / "releases/2020-02-04-night/figures.yml"
    path.write_text(path.read_text().replace("first: {alder: 20, birch: 20}\n", "first: {alder: 20, birch: 21}\n"))
    assert build(site, out) == OK
    kept = {path for path, content in before.items() if path.exists() and path.read_bytes() == content}
    assert {path for path in files if path.exists() and path.stat().st_ino == files[path]} == kept
    assert out / "data/president/results.csv" not in kept
    assert out / "data/president/releases/2020-02-04-night.csv" not in kept
    assert {out / "404.html", out / "president/precinct/011/index.html"} <= kept


def test_any_file_can_be_made_alone(site: Path, tmp_path: Path) -> None:
    assert build(site, tmp_path / "out") == OK
    loaded = pipeline.read(site, drafts=False)
    made = tree(tmp_path / "out")
    del made["manifest.json"]
    opened = pipeline.opened(loaded, BuildOptions(), Memory())
    assert {path: opened.content(path) for path in opened.paths} == made
