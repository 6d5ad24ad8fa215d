"""The law of skipping: a site made from what an earlier build left is the site made from nothing, byte for byte.

`make soak` tries 500 sequences of edits instead of a sample.
"""

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from recanvass.build import pipeline
from recanvass.build.last_build import Options
from recanvass.cache.store import Memory
from recanvass.cli.main import FAULTS, OK, main
from recanvass.core.model import AreaId, Site
from recanvass.exports import cells, tables
from tests import edits
from tests.sites import ROOT
from tests.soaking import IS_SOAK

pytestmark = pytest.mark.soak
SITE = Path(__file__).parent / "golden" / "caucus" / "site"
SEQUENCES = 500 if IS_SOAK else 16
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
def test_whatever_was_edited_an_incremental_build_is_a_clean_one(
    site: Path, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "AREAS_AT_A_TIME", 2)
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


def made(capsys: pytest.CaptureFixture[str], site: Path, out: Path, *options: str) -> set[str]:
    """Build and return which files were made again."""
    capsys.readouterr()
    assert main(["build", "-C", str(site), "-o", str(out), "--why", "-v", *options]) == OK
    _, _, said = capsys.readouterr().out.partition("\nMade ")
    return {line.partition(": ")[0] for line in said.splitlines()[1:] if not line.startswith(" ")}


def test_nothing_is_made_again_where_nothing_changed(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert build(site, out) == OK
    assert made(capsys, site, out) == set()
    assert main(["build", "-C", str(site), "-o", str(out), "--why"]) == OK
    assert "(0 changed)" in capsys.readouterr().out
    assert made(capsys, site, out, "--drafts") > {"news/draft/index.html"}


def test_a_figure_reaches_only_the_pages_that_show_it(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert build(site, out) == OK
    path = site / edits.CONTEST / "releases/2020-02-04-night/figures.yml"
    path.write_text(path.read_text().replace("first: {alder: 20, birch: 20}\n", "first: {alder: 20, birch: 21}\n"))
    before = tree(out)
    again = made(capsys, site, out)
    changed = {path for path, content in tree(out).items() if before.get(path) != content} - {"manifest.json"}
    assert again == changed
    assert {"president/precinct/012/index.html", "president/county/linn/index.html"} <= changed
    assert not changed & {"president/precinct/011/index.html", "news/result/index.html", "find/index.html"}


def test_a_template_reaches_only_the_pages_it_makes(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert build(site, out) == OK
    own = site / "templates/components/downloads.html"
    own.parent.mkdir(parents=True)
    original = ROOT / "templates/components/downloads.html"
    own.write_text(original.read_text("utf-8").replace("<th", "<th data-x", 1), "utf-8")
    assert made(capsys, site, out) == {"data/index.html", "latest.json"}
    own.unlink()
    assert made(capsys, site, out) == {"data/index.html", "latest.json"}


def test_of_a_download_only_the_pieces_with_the_figure_are_made_again(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "AREAS_AT_A_TIME", 1)
    out, clean, asked = tmp_path / "out", tmp_path / "clean", list[str]()
    told = tables._told

    def noted(of: Site, areas: Sequence[AreaId]) -> Iterator[tuple[AreaId, str, str, str]]:
        asked.extend(areas)
        return told(of, areas)

    monkeypatch.setattr(tables, "_told", noted)
    assert build(site, out, "--workers", "1") == OK
    assert asked.count("012") == asked.count("011") == 2
    path = site / edits.CONTEST / "releases/2020-02-04-night/figures.yml"
    path.write_text(path.read_text().replace("first: {alder: 20, birch: 20}\n", "first: {alder: 20, birch: 21}\n"))
    asked.clear()
    assert build(site, out, "--workers", "1") == OK
    assert {"012", "linn", "iowa"} <= set(asked)
    assert "011" not in asked
    (out / "data/president/results.csv").write_bytes(b"altered")
    asked.clear()
    assert build(site, out, "--workers", "1") == OK
    assert "011" in asked
    assert build(site, clean) == OK
    assert tree(out) == tree(clean)


def test_any_file_can_be_made_alone(site: Path, tmp_path: Path) -> None:
    assert build(site, tmp_path / "out") == OK
    loaded = pipeline.read(site, drafts=False)
    made = tree(tmp_path / "out")
    del made["manifest.json"]
    shelf = pipeline.opened(loaded, Options(), Memory())
    assert {path: shelf.content(path) for path in shelf.artifacts} == made


def test_reasons_are_counted(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["build", "-C", str(site), "-o", str(out), "--why"]) == OK
    count = len(tree(out)) - 1
    assert f"Made {count} of {count} files:\n" in capsys.readouterr().out
    (out / "index.html").write_bytes(b"altered")
    (out / "404.html").unlink()
    assert main(["build", "-C", str(site), "-o", str(out), "--why"]) == OK
    said = capsys.readouterr().out
    assert f"Made 2 of {count} files:\n       2  the file in the output was missing or altered\n" in said
