"""The releases of the demonstration played as nights: the site is the one that its content makes, byte for byte."""

import hashlib
import json
import re
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from recanvass.cli.main import FAULTS, OK, main
from tests.nights import git
from tests.sites import ROOT
from tests.soaking import IS_SOAK

RELEASES = Path("content/contests/president/releases")
MOST = 7 if IS_SOAK else 2
AS_OF = re.compile(r"^as_of: (\S+)$", re.MULTILINE)
NO_MEETING = re.compile(r'^"?\w+"?: \{status: no-meeting\}$', re.MULTILINE)
pytestmark = pytest.mark.soak


def demonstration(folder: Path) -> Path:
    """Copy the demonstration without what names single releases."""
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "site.yml", folder)
    settings = (folder / "site.yml").read_text().replace("navigation: [about]", "rehearsal: true")
    (folder / "site.yml").write_text(settings)
    contest = folder / "content/contests/president"
    for path in (folder / "content/news", folder / "content/pages", contest / "reviews"):
        shutil.rmtree(path)
    (contest / "acknowledged.yml").unlink()
    for path in sorted((folder / RELEASES).iterdir())[MOST:]:
        shutil.rmtree(path)
    return folder


def record(folder: Path, table: bytes, as_of: str) -> None:
    """Write a recorded night of one reading."""
    at = datetime.fromisoformat(as_of).replace(tzinfo=ZoneInfo("America/Chicago")).isoformat()
    reading = {"at": at, "name": "results.csv", "modified": at, "modified_by": "the server's Last-Modified"}
    (folder / "00001").mkdir(parents=True)
    (folder / "00001/data").write_bytes(table)
    (folder / "00001/about.json").write_text(json.dumps({**reading, "sha256": hashlib.sha256(table).hexdigest()}))


def files_of(out: Path) -> dict[str, str]:
    """Return the hashes of a site's files, but for the one that names the sources it was made of."""
    found: dict[str, str] = json.loads((out / "manifest.json").read_bytes())["files"]
    inputs = json.loads((out / "manifest.json").read_bytes())["inputs"]
    assert inputs[:8] in (out / "latest.json").read_text()
    return {path: digest for path, digest in found.items() if path != "latest.json"}


def test_a_night_makes_the_site_that_its_content_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    whole, site = demonstration(tmp_path / "whole"), demonstration(tmp_path / "night")
    assert main(["build", "-C", str(whole), "-q"]) == OK
    git(site, "init", "-q", "-b", "main")
    git(site, "config", "user.name", "Ed Itor")
    git(site, "config", "user.email", "ed@example.org")
    (site / ".gitignore").write_text("/output/\n/.output.recanvass/\n/.recanvass/\n")
    shutil.rmtree(site / RELEASES)
    for folder in sorted((whole / RELEASES).iterdir()):
        mine = site / RELEASES / folder.name
        mine.mkdir(parents=True)
        text = (folder / "release.yml").read_text()
        (mine / "release.yml").write_text(text)
        git(site, "add", "-A")
        git(site, "commit", "-q", "-m", folder.name)
        (as_of,) = AS_OF.findall(text)
        if len(list(folder.iterdir())) > 1:
            table = (whole / f"output/data/president/releases/{folder.name}.csv").read_bytes()
            record(tmp_path / folder.name, table, as_of)
            played(site, tmp_path / folder.name, folder.name)
            add_meetings(folder, mine)
        stamped = (mine / "release.yml").read_text()
        assert AS_OF.findall(stamped)[0].startswith(as_of)
        # The times of reading apart: the demonstration has days.
        (mine / "release.yml").write_text(AS_OF.sub(f"as_of: {as_of}", stamped))
        assert (mine / "release.yml").read_text() == text
        git(site, "add", "-A")
        git(site, "commit", "-q", "--allow-empty", "-m", "What a table cannot say")
    assert main(["build", "-C", str(site), "-q"]) == OK
    assert files_of(site / "output") == files_of(whole / "output")


def add_meetings(whole: Path, mine: Path) -> None:
    """Add the places that never met, as an editor does: a table of votes cannot say that."""
    for path in whole.iterdir():
        lines = NO_MEETING.findall(path.read_text())
        if lines:
            kept = (mine / path.name).read_text() if (mine / path.name).exists() else ""
            (mine / path.name).write_text(kept + "".join(f"{line}\n" for line in lines))


def played(site: Path, recording: Path, release: str) -> None:
    """Play a night. What a review or a recount takes from places is held back, and is released here."""
    words = ["night", "-C", str(site), "--contest", "president", "--release", release, "--replay", str(recording)]
    words += ["--speed", "1000000", "--no-page", "--ignore", "rehearsal"]
    code = main(words)
    assert code in (OK, FAULTS)
    for folder in sorted((site / ".recanvass/night/held").glob("[0-9]*")):
        about = json.loads((folder / "about.json").read_text())
        if "ended" not in about:
            assert main(["night", "-C", str(site), "--release-held", str(about["number"])]) == OK
            assert main([*words, "--once"]) == OK
            assert json.loads((folder / "about.json").read_text())["ended"] == "released"
