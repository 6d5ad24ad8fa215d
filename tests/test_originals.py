"""The comparisons with the published files are a set of their own, which says where those files are missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import ROOT


def collected(folder: Path) -> "subprocess.CompletedProcess[str]":
    words = ["tests_originals", "--collect-only", "-q", "-p", "no:cacheprovider"]
    environment = {**os.environ, "RECANVASS_ORIGINALS": str(folder)}
    command = [sys.executable, "-m", "pytest", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_they_are_collected_only_where_the_files_are(tmp_path: Path) -> None:
    done = collected(tmp_path)
    assert done.returncode == 0, done.stdout
    files = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    assert files == {f"tests_originals/{path.name}" for path in (ROOT / "tests_originals").glob("test_*.py")}
    done = collected(tmp_path / "none")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert done.stdout == ""
    assert done.stderr.strip() == (
        f"ERROR: There are no published files in {tmp_path / 'none'}; "
        "say where they are with: make originals ORIGINALS=FOLDER"
    )
