"""The document of an election night: its commands run as written, and end as it says."""

import os
import re
import shlex
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK, main
from tests.elections import LEE
from tests.nights import git
from tests.sites import ROOT
from tests.test_docs import blocks
from tests.test_night import free_port
from tests.test_night_ballot import Ballot

DOCUMENT = ROOT / "docs" / "night.md"
PORT = "8400"


def run(block: str, *, code: int = OK) -> None:
    """Run the lines of a block."""
    for line in block.splitlines():
        words = shlex.split(line)
        if words[:2] == ["python", "build.py"]:
            assert main(words[2:]) == code, line
        elif words[0] == "cd":
            os.chdir(words[1])
        else:
            assert words[0] == "git"
            git(Path(), *words[1:])


@contextmanager
def serving(command: str, port: str) -> Iterator[None]:
    words = shlex.split(command.replace(PORT, port))
    with subprocess.Popen([sys.executable, *words[1:]], stderr=subprocess.DEVNULL) as process:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/results.csv", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        try:
            yield
        finally:
            process.terminate()


TABLE = Path("../county/results.csv")


def published() -> str:
    return git(Path("../remote.git"), "show", "rehearsal:data/house-7/releases/2024-11-05-night.csv")


def put(text: str) -> None:
    time.sleep(1.1)  # the time of a file on a server has no fractions
    TABLE.write_text(text)


def growing(read: str, more: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Read what the site has already, then a place more; return what is published."""
    run(read)
    assert "no figure changed" in capsys.readouterr().out
    put(more)
    run(read)
    assert "1 place new." in capsys.readouterr().out
    assert "harbor-2,okafor,530" in published()
    return published()


def mistaken(read: str, held: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Read a figure that fell, which is held back as the document says."""
    put(TABLE.read_text().replace("530", "430"))
    run(read, code=FAULTS)
    said = [line.strip() for line in capsys.readouterr().err.splitlines()]
    assert [re.sub(r"^[\d:]{8}  ", "", line) for line in said] == held.splitlines()


def test_a_night_goes_as_its_document_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "recanvass").mkdir()
    monkeypatch.chdir(tmp_path / "recanvass")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    port = str(free_port())
    begin, commit, serve, read, release, back, replay, _ = blocks(DOCUMENT, "sh")
    read, release, replay = (text.replace(PORT, port) for text in (read, release, replay))
    run(begin)
    settings = Path("site.yml")
    rehearsal, _ = blocks(DOCUMENT, "yaml")
    settings.write_text(settings.read_text() + rehearsal)
    run(commit)
    TABLE.parent.mkdir()
    (rows,) = blocks(DOCUMENT, "csv")
    TABLE.write_text(rows)
    (added,) = re.findall(r"`(meadow-2,[\d,]+)`", DOCUMENT.read_text())
    (held,) = blocks(DOCUMENT, "text")
    with serving(serve, port):
        first = growing(read, f"{rows}{added}\n", capsys)
        mistaken(read, held.replace(PORT, port), capsys)
        run(release)
        assert "harbor-2,okafor,430" in published()
    run(back)
    assert published() == first
    assert "okafor: 530" in next(Path("content").rglob("2024-11-05-night/precincts.yml")).read_text()
    capsys.readouterr()
    run(replay)
    printed = capsys.readouterr()
    assert "Playing the night in ../recorded" in printed.out
    assert "1 place new. Okafor leads Lund by 140 votes" in printed.out
    assert len(list(Path("../recorded").iterdir())) == 3


def test_all_contests_of_a_file_are_followed_as_the_document_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    made = Ballot(tmp_path)
    monkeypatch.chdir(made.root)
    command, plan = blocks(DOCUMENT, "sh")[-1], blocks(DOCUMENT, "yaml")[-1]
    Path("plan.yml").write_text(plan)
    made.feed.write_text(LEE)
    words = shlex.split(command.replace("https://county.example.gov/results.csv", str(made.feed)))[2:]
    assert main([*words, "--once"]) == FAULTS
    assert "It has 4 contests that the site doesn't have: Sheriff" in capsys.readouterr().err
    assert main(["night", "--release-held", "1"]) == OK
    assert main([*words, "--once"]) == OK
    assert "4 of 4 contests changed" in capsys.readouterr().out
