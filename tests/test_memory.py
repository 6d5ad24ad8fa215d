"""What is read with what earlier readings left is what is read from nothing.

`make soak` tries many more edits.
"""

import os
import random
import re
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from recanvass.build import pipeline
from recanvass.cache.store import Memory
from recanvass.checks import engine as run
from recanvass.content import files
from recanvass.core.diagnostics import Report, Span, has_errors
from tests import edits
from tests.sites import ROOT
from tests.soaking import IS_SOAK

pytestmark = pytest.mark.soak
GOLDEN = Path(__file__).parent / "golden" / "caucus" / "site"
SEQUENCES = 500 if IS_SOAK else 20
EDITS_OF_IOWA = 60 if IS_SOAK else 6
STEPS = 6
RELEASES = "content/contests/president/releases"


def test_a_value_is_made_again_only_when_what_it_is_made_of_changed() -> None:
    memory = Memory()
    made: list[str] = []

    def make(of: str) -> str:
        made.append(of)
        return of.upper()

    def value(of: str) -> str:
        return memory.recall("name", of, lambda _: make(of), Report())

    assert [value(of) for of in ("a", "a", "b", "b", "a")] == ["A", "A", "B", "B", "A"]
    assert made == ["a", "b", "a"]


def test_what_was_reported_is_reported_each_time() -> None:
    memory = Memory()
    reports = [Report(), Report()]
    for report in reports:
        memory.recall("name", 1, lambda own: own.add("E201", Span("site.yml"), "wrong"), report)
    assert [[found.code for found in report.items] for report in reports] == [["E201"], ["E201"]]


class Reader:
    """Reads a folder again and again, each time with what the readings before left."""

    def __init__(self, root: Path) -> None:
        self.root, self.memory = root, Memory()
        self.gathered: files.Gathered | None = None

    def read(self) -> pipeline.Loaded:
        self.gathered = files.gather(self.root, self.gathered)
        return pipeline.typed(self.gathered, drafts=True, memory=self.memory)


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_whatever_was_edited_it_is_read_as_by_a_stranger(tmp_path: Path, seed: int) -> None:
    chance, site = random.Random(seed), tmp_path / "site"
    shutil.copytree(GOLDEN, site)
    reader = Reader(site)
    done: list[str] = []
    for _ in range(STEPS):
        found = reader.read()
        assert found == pipeline.read(site, drafts=True), done
        if has_errors(found.diagnostics):
            shutil.rmtree(site)
            shutil.copytree(GOLDEN, site)
        for edit in chance.choices(edits.CONTENT, k=chance.choice([1, 1, 2])):
            edit(chance, site)
            done.append(edit.__name__)
        if chance.randrange(2) == 0:
            age(site)


def age(folder: Path) -> None:
    """Make all files look as if they had lain unchanged for an hour."""
    sources_before = time.time() - 3600
    for path in folder.rglob("*"):
        os.utime(path, (sources_before, sources_before), follow_symlinks=False)


def figure(chance: random.Random, site: Path) -> None:
    replace(
        chance,
        (site / RELEASES).rglob("[a-q]*.yml"),
        r"(?<=: )\d+(?=[,}])",
        lambda old: str(int(old) + chance.choice([-1, 1, 10])),
    )


def figures_of_sites(chance: random.Random, site: Path) -> None:
    """Change figures that those of other sites are compared with."""
    for path in (site / RELEASES).rglob("satellites-*.yml"):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        changed = [line if chance.randrange(4) else re.sub(r"(?<=sde: {)(\w+: )\d", r"\g<1>9", line) for line in lines]
        path.write_text("".join(changed), "utf-8")


def place(chance: random.Random, site: Path) -> None:
    replace(chance, (site / "content/places").rglob("*.yml"), r"(?<=delegates: )\d+", lambda old: str(int(old) + 1))


def rule(chance: random.Random, site: Path) -> None:
    """Change how many people make a group viable."""
    replace(chance, (site / "content/rules").glob("*.yml"), r"(?<=: 1/)\d", lambda _: str(chance.randint(3, 9)))


def release(chance: random.Random, site: Path) -> None:
    replace(
        chance,
        (site / RELEASES).rglob("release.yml"),
        r"(?<=\nkind: )\w+",
        lambda _: chance.choice(["partial", "complete", "correction"]),
    )


def choice(chance: random.Random, site: Path) -> None:
    replace(chance, [site / "content/contests/president/contest.yml"], r"(?<=short: )\w+", lambda old: f"{old}x")


def file(chance: random.Random, site: Path) -> None:
    chance.choice(sorted((site / RELEASES).rglob("[a-q]*.yml"))).unlink()


def replace(chance: random.Random, paths: Iterable[Path], pattern: str, new: Callable[[str], str]) -> None:
    path = chance.choice([path for path in sorted(paths) if re.search(pattern, path.read_text("utf-8"))])
    text = path.read_text("utf-8")
    found = list(re.finditer(pattern, text))
    match = chance.choice(found)
    path.write_text(text[: match.start()] + new(match[0]) + text[match.end() :], "utf-8")


def test_the_findings_of_the_demonstration_follow_every_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BLOCK", 1)
    for name in ("content", "site.yml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    chance, reader = random.Random(7), Reader(tmp_path)
    done: list[str] = []
    ways = (figure, figures_of_sites, place, rule, release, choice, file)
    for number in range(EDITS_OF_IOWA):
        edit = ways[number % len(ways)]
        edit(chance, tmp_path)
        done.append(edit.__name__)
        found = reader.read()
        assert found.findings, done
        assert found == pipeline.read(tmp_path, drafts=True), done


def test_a_file_that_only_looks_unchanged_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "site.yml").write_text("title: One\n", "utf-8")
    before = files.gather(tmp_path)
    age(tmp_path)
    (tmp_path / "site.yml").write_text("title: Two\n", "utf-8")
    age(tmp_path)
    assert files.gather(tmp_path, before).files["site.yml"].text == "title: Two\n"


def test_a_settled_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site.yml").write_text("title: One\n", "utf-8")
    monkeypatch.setattr(files, "COARSEST_CLOCK_NS", -files.COARSEST_CLOCK_NS)
    before = files.gather(tmp_path)
    after = files.gather(tmp_path, before)
    assert after.files["site.yml"] is before.files["site.yml"]
    assert after.files == before.files
