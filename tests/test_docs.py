"""What the documents say is so: their commands run, their links lead somewhere, their examples are read."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from recanvass import derive, syntax
from recanvass.diagnostics import Report
from recanvass.sources import SourceFile
from tests import sites
from tests.sites import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"`(python build\.py[^`\n]*)`")
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(path.read_text()) if kind == language]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_to_files(path: Path) -> None:
    broken = [link for link in LINK.findall(path.read_text()) if not (path.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_make_targets_exist(path: Path) -> None:
    text = path.read_text()
    lines = [line for block in blocks(path, "sh") for line in block.splitlines()]
    targets = {line.split()[1] for line in lines if line.startswith("make ")}
    targets |= set(re.findall(r"`make (\w+)", text))
    for target in targets:
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_commands_run(path: Path, tmp_path: Path) -> None:
    commands = set(COMMAND.findall(path.read_text()))
    for command in sorted(commands):
        words = command.split()[2:]
        if any(word.isupper() and word != "E210" for word in words) or words[:1] == ["serve"]:
            words = [*words[:1], "--help"]
        elif words[:1] in ([], ["build"]):
            words = [*words, "-o", str(tmp_path / "output")]
        run = [sys.executable, "build.py", *words]
        done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_yaml_examples_are_read(path: Path) -> None:
    for block in blocks(path, "yaml"):
        report = Report()
        assert syntax.read_yaml(SourceFile(name_of(path), block), report) is not None
        assert report.items == []


REQUESTS = blocks(ROOT / "docs" / "requests.md", "yaml")


@pytest.mark.parametrize("text", REQUESTS, ids=["filed", "answered", "settled"])
def test_the_request_of_the_document_loads_at_each_time(text: str) -> None:
    folder = "content/contests/mayor"
    settled = f"{folder}/releases/2020-02-18-recanvass/release.yml"
    head = "title: After\nkind: recanvass\nstatus: certified\nas_of: 2020-02-18\nsource: {name: Clerk}\n"
    places = sites.PLACES.replace("coast:", "shore:").replace("[coast]", "[shore]").replace("  n1:", "  mill:")
    places = places.replace("  s1:", "  west:").replace("north", "n").replace("south", "s")
    places = places.replace("  n2:", "  north:").replace("  s2:", "  south:")
    files = sites.files_of("north: {points: {ada: 1}}\n", extra={settled: head, f"{folder}/reviews/jones.yml": text})
    site = sites.loaded({**files, "content/places/places.yml": places})
    (review,) = site.contests[0].reviews
    results = derive.results(site, site.contests[0])
    assert derive.units_of_review(results, review) == ("north", "mill", "west", "south")
    known = {unit: one.value for unit, one in derive.dispositions_of_review(results, review).items() if one}
    outcome = {"north": "corrected-rules", "south": "accurate", "mill": "ineligible"}
    assert known == (outcome if text is REQUESTS[-1] else {})


def test_the_exit_codes_of_the_readme_are_those_of_the_program() -> None:
    text = " ".join((ROOT / "README.md").read_text().split())
    assert "0 fine, 1 errors in content or templates, 2 wrong usage, 3 a fault of the program, 130 interrupted" in text
