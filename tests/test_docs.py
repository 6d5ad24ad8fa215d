"""What the documents say is so: their commands run, their links lead somewhere, their examples are read."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from recanvass import syntax
from recanvass.diagnostics import Report
from recanvass.sources import SourceFile
from tests.sites import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"`(python3? build\.py[^`\n]*)`")
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
