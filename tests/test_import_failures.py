"""A disk that fails: an import then leaves every file as it was, whichever call of the system it is."""

import errno
import functools
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from recanvass.cli.main import FAULTS, OK
from tests import corpus, importing
from tests.importing import TO, bring
from tests.test_import_dress import PLAIN

CALLS: tuple[tuple[ModuleType, str, int], ...] = (
    (io, "open", errno.EACCES),
    (os, "mkdir", errno.ENOSPC),
    (os, "replace", errno.EIO),
    (os, "fsync", errno.EIO),
    (os, "chmod", errno.EPERM),
)


@contextmanager
def failing(module: ModuleType, name: str, number: int, at: int) -> Iterator[list[int]]:
    """Let one call of a function fail: the one of this number, if it writes to the current folder."""
    real = getattr(module, name)
    calls = [0]
    here = Path.cwd()

    @functools.wraps(real)
    def call(*given: Any, **named: Any) -> Any:
        is_reading = name == "open" and "r" in (given[1] if len(given) > 1 else "r")
        path = here / given[0] if isinstance(given[0], str | Path) else here
        if path.is_relative_to(here) and not is_reading:
            calls[0] += 1
            if calls[0] == at:
                raise OSError(number, os.strerror(number), str(given[0]))
        return real(*given, **named)

    setattr(module, name, call)
    try:
        yield calls
    finally:
        setattr(module, name, real)


@pytest.mark.parametrize(("module", "name", "number"), CALLS, ids=[name for _, name, _ in CALLS])
@pytest.mark.parametrize("is_new", [True, False], ids=["new", "edited"])
def test_each_call_that_fails_leaves_every_file_as_it_was(
    tmp_path: Path,
    module: ModuleType,
    name: str,
    number: int,
    *,
    is_new: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(importing.lay_out(tmp_path))
    table = PLAIN + "Alder,Ballots Cast,11\n"
    Path("table.csv").write_text(table)
    words = TO
    if not is_new:
        assert bring(table) == OK
        table, words = table.replace(",3", ",4").replace(",11", ",12"), TO[:4]
        Path("table.csv").write_text(table)
    before = corpus.contents(tmp_path)
    at = 1
    while True:
        with failing(module, name, number, at + (name == "open")) as calls:
            code = bring(table, to=words)
        is_harmless = name == "mkdir" and code == OK  # the folder is there
        if calls[0] < at + (name == "open") or is_harmless:
            break
        told = capsys.readouterr().err
        assert code == FAULTS, (at, told)
        assert os.strerror(number).lower() in told
        assert "nothing was written" in told
        assert corpus.contents(tmp_path) == before
        at += 1
    assert code == OK
    assert at > 1 or (name, is_new) in {("mkdir", False), ("chmod", True)}


@pytest.mark.parametrize("name", ["missing.csv", "folder"])
def test_a_file_that_cannot_be_opened_is_named(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from recanvass.cli.main import main

    monkeypatch.chdir(importing.lay_out(tmp_path))
    (tmp_path / "folder").mkdir()
    assert main(["import", "results", name, *TO]) == FAULTS
    assert f"{name}: error[E100]: can't read this file: " in capsys.readouterr().err
