"""Whatever stands where the program keeps files of its own: it is healed or told, and never waited for or followed.

`make soak` tries everything everywhere, `make test` a third of it.
"""

import ctypes
import itertools
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Protocol

import pytest

from recanvass.authoring import editor_schemas
from recanvass.cli.main import BUG, FAULTS, OK, USAGE, main
from tests.sites import ROOT
from tests.soaking import IS_SOAK

if os.name == "nt":
    pytest.skip("Windows has no such files", allow_module_level=True)
assert sys.platform != "win32"  # mypy reads on only where this holds

pytestmark = pytest.mark.soak
SITE = ROOT / "tests" / "golden" / "caucus" / "site"
SECONDS = 60
SECRET = b"not ours"


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- what may stand in the place of a file ----------------------------------------------------------


def a_folder(path: Path, _: Path) -> None:
    (path / "in it").mkdir(parents=True)
    (path / "in it" / "file").write_bytes(SECRET)


def an_empty_folder(path: Path, _: Path) -> None:
    path.mkdir()


def a_closed_folder(path: Path, elsewhere: Path) -> None:
    a_folder(path, elsewhere)
    (path / "in it").chmod(0)
    path.chmod(0)


def a_pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path, _: Path) -> None:
    os.mknod(path, stat.S_IFSOCK | 0o600)


def a_device(path: Path, _: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only the administrator can make devices")


def a_link_to_nothing(path: Path, elsewhere: Path) -> None:
    path.symlink_to(elsewhere / "nothing")


def a_link_to_itself(path: Path, _: Path) -> None:
    path.symlink_to(path)


def a_link_to_a_file(path: Path, elsewhere: Path) -> None:
    path.symlink_to(elsewhere / "file")


def a_link_to_a_folder(path: Path, elsewhere: Path) -> None:
    path.symlink_to(elsewhere)


def a_closed_file(path: Path, _: Path) -> None:
    path.write_bytes(SECRET)
    path.chmod(0)


def garbage(path: Path, _: Path) -> None:
    path.write_bytes(bytes(range(255, 0, -1)) * 40)


def deep_nesting(path: Path, _: Path) -> None:
    path.write_bytes(b"[" * 200_000)


def nothing_in_it(path: Path, _: Path) -> None:
    path.touch()


class Maker(Protocol):
    """Lets something stand at a path; the other one is a folder of somebody's, to which links lead."""

    __name__: str

    def __call__(self, path: Path, elsewhere: Path, /) -> None: ...


KINDS: tuple[Maker, ...] = (
    *(a_folder, an_empty_folder, a_closed_folder, a_pipe, a_socket, a_device),
    *(a_link_to_nothing, a_link_to_itself, a_link_to_a_file, a_link_to_a_folder),
    *(a_closed_file, garbage, deep_nesting, nothing_in_it),
)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


def each(**values: Iterable[str]) -> pytest.MarkDecorator:
    """Try every kind with all these values: a third of all cases, in which each value meets other kinds, or all."""
    cases = [(case, kind) for case in itertools.product(*values.values()) for kind in KINDS][:: 1 if IS_SOAK else 3]
    ids = ["-".join((*(name or "itself" for name in case), kind.__name__)) for case, kind in cases]
    return pytest.mark.parametrize((*values, "kind"), [(*case, kind) for case, kind in cases], ids=ids)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder of somebody's, to which links lead; it is as it was afterwards."""
    folder = tmp_path / "elsewhere"
    (folder / "in it").mkdir(parents=True)
    for name in ("file", "index.html", "in it/file"):
        (folder / name).write_bytes(SECRET)
    before = tree(folder)
    yield folder
    assert tree(folder) == before


def put(kind: Maker, path: Path, elsewhere: Path) -> None:
    """Let something stand at a path, in place of what is there."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    kind(path, elsewhere)


# --- running a command ------------------------------------------------------------------------------


def without_rights() -> None:
    """Give up what lets an administrator read every file, so that he is told no like anybody else."""
    drop, passing_over, reading = 24, 1, 2
    for right in (passing_over, reading):
        ctypes.CDLL(None).prctl(drop, right, 0, 0, 0)


def run(words: list[str], kind: Maker, capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command; in a process of its own, where files are closed and who runs the tests could read them."""
    if kind in (a_closed_file, a_closed_folder) and os.geteuid() == 0:
        done = subprocess.run(
            [sys.executable, "-m", "recanvass", *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            preexec_fn=without_rights,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr

    def stop(number: int, frame: FrameType | None) -> None:
        raise AssertionError("the command waits for something")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    capfd.readouterr()
    try:
        code = main(words)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    said = capfd.readouterr().err
    assert code in (OK, FAULTS, USAGE), said
    return code, said


# --- beside the output ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was built twice, so that all that builds keep is there; and what is to come of a third time."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(SITE, folder / "site")
    for name in ("One", "Two"):
        titled(folder / "site", name)
        assert main(["build", "-C", str(folder / "site"), "-o", str(folder / "out"), "-q"]) == OK
    titled(folder / "site", "Three")
    assert main(["build", "-C", str(folder / "site"), "-o", str(folder / "wanted"), "-q"]) == OK
    return folder


def titled(site: Path, title: str) -> None:
    path = site / "site.yml"
    path.write_text(re.sub(r"^title: .*$", f"title: {title}", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


BESIDE = (
    *("", "lock", "note", "other", "old", "other-0123456789abcdef"),
    *("note.new", "other/index.html", "other/president", "other/manifest.json"),
)


@each(name=BESIDE)
def test_what_builds_keep_is_made_anew(
    built: Path, tmp_path: Path, elsewhere: Path, name: str, kind: Maker, capfd: pytest.CaptureFixture[str]
) -> None:
    out, site = tmp_path / "out", built / "site"
    for folder in ("out", ".out.recanvass"):
        shutil.copytree(built / folder, tmp_path / folder)
    assert {path.name for path in (tmp_path / ".out.recanvass").iterdir()} == {"lock", "note", "other"}
    put(kind, tmp_path / ".out.recanvass" / name, elsewhere)
    command = ["build", "-C", str(site), "-o", str(out), "-q", "--workers", "1"]
    assert run(command, kind, capfd) == (OK, "")
    assert tree(out) == tree(built / "wanted")
    kept = {path.name: path for path in (tmp_path / ".out.recanvass").iterdir() if path.name != "in it"}
    assert kept.keys() == {"lock", "note", "other"}
    assert all(stat.S_ISREG(path.lstat().st_mode) for one, path in kept.items() if one != "other")
    assert stat.S_ISDIR(kept["other"].lstat().st_mode)


@every_kind
def test_a_first_build_finds_something_in_the_place_of_its_folder(
    built: Path, tmp_path: Path, elsewhere: Path, kind: Maker, capfd: pytest.CaptureFixture[str]
) -> None:
    put(kind, tmp_path / ".out.recanvass", elsewhere)
    assert run(["build", "-C", str(built / "site"), "-o", str(tmp_path / "out"), "-q"], kind, capfd) == (OK, "")
    assert tree(tmp_path / "out") == tree(built / "wanted")


@every_kind
def test_an_output_without_its_manifest_is_told(
    built: Path, tmp_path: Path, elsewhere: Path, kind: Maker, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing says then that the files in it are ours."""
    out = tmp_path / "out"
    shutil.copytree(built / "out", out)
    put(kind, out / "manifest.json", elsewhere)
    before = {path.name: path.lstat()[:3] for path in out.iterdir()}
    code, said = run(["build", "-C", str(built / "site"), "-o", str(out), "-q"], kind, capfd)
    assert code == USAGE
    assert said.endswith("has files that Recanvass did not make; empty it or choose another folder\n")
    assert {path.name: path.lstat()[:3] for path in out.iterdir()} == before


@every_kind
def test_an_output_that_is_no_folder_is_told(
    built: Path, tmp_path: Path, elsewhere: Path, kind: Maker, capfd: pytest.CaptureFixture[str]
) -> None:
    put(kind, tmp_path / "out", elsewhere)
    code, said = run(["build", "-C", str(built / "site"), "-o", str(tmp_path / "out"), "-q"], kind, capfd)
    assert code == (OK if kind is an_empty_folder else USAGE)
    assert said.startswith("error: ") or code == OK


@every_kind
def test_a_page_that_is_something_else_is_made_again(
    built: Path, tmp_path: Path, elsewhere: Path, kind: Maker, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    shutil.copytree(built / "out", out)
    put(kind, out / "index.html", elsewhere)
    code, said = run(["build", "-C", str(built / "site"), "-o", str(out), "-q"], kind, capfd)
    if kind in (a_folder, a_closed_folder):
        assert code == USAGE
        assert re.search("a page needs its place; move it|permission denied", said)
        return
    assert (code, said) == (OK, "")
    assert tree(out) == tree(built / "wanted")


# --- schemas for editors' programs ------------------------------------------------------------------


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with its schemas, and forms for its content."""
    site = tmp_path_factory.mktemp("described") / "site"
    shutil.copytree(SITE, site)
    assert main(["new", "cms", "-C", str(site)]) == OK
    return site


SCHEMAS = (
    editor_schemas.FOLDER,
    *(f"{editor_schemas.FOLDER}/{name}" for name in ("made-of", "site.json", "president")),
)
SCHEMAS += (f"{editor_schemas.FOLDER}/president/contest.json",)


@each(command=["schema", "build"], name=SCHEMAS)
def test_schemas_are_made_anew(
    described: Path,
    tmp_path: Path,
    elsewhere: Path,
    name: str,
    kind: Maker,
    command: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    site = Path(shutil.copytree(described, tmp_path / "site"))
    wanted = tree(site / editor_schemas.FOLDER)
    put(kind, site / name, elsewhere)
    words = [command, "-C", str(site), *(["-q"] if command == "build" else [])]
    assert run(words, kind, capfd) == (OK, "")
    if command == "schema" or (site / editor_schemas.FOLDER / "made-of").exists():
        found = tree(site / editor_schemas.FOLDER)
        changed = {f"{editor_schemas.FOLDER}/{one}" for one in wanted if found.get(one) != wanted[one]}
        # A build writes them again where one was in the way; it does not look into each of them.
        assert command == "build" or changed == set()
        assert all(one.startswith(name) for one in changed)
        assert not (site / name).is_symlink()


@each(command=["schema", "build", "new"])
def test_something_in_the_place_of_the_hidden_folder(
    described: Path, tmp_path: Path, elsewhere: Path, kind: Maker, command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    site = Path(shutil.copytree(described, tmp_path / "site"))
    wanted = tree(site / editor_schemas.FOLDER)
    put(kind, site / ".recanvass", elsewhere)
    words = {"schema": ["schema"], "build": ["build", "-q"], "new": ["new", "note", "A late word"]}[command]
    code, said = run([*words, "-C", str(site)], kind, capfd)
    if command == "build":
        assert (code, said) == (OK, "")
    elif kind.__name__.startswith("a_link"):
        assert code == USAGE
        assert said == f"error: {site}/.recanvass is a link; delete it, or replace it with a folder\n"
    else:
        assert (code, said) == (OK, "")
        assert tree(site / editor_schemas.FOLDER).keys() >= wanted.keys()


EDITORS = (".vscode", ".vscode/settings.json", "admin/config.yml")


@each(command=["schema", "new", "build"], name=EDITORS)
def test_files_of_the_editor_are_left_as_they_are(
    described: Path,
    tmp_path: Path,
    elsewhere: Path,
    name: str,
    kind: Maker,
    command: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    site = Path(shutil.copytree(described, tmp_path / "site"))
    put(kind, site / name, elsewhere)
    before, content = (site / name).lstat(), set((site / "content").rglob("*"))
    (site / editor_schemas.FOLDER / "made-of").write_text("something else\n")
    words = {"schema": ["schema"], "build": ["build", "-q"], "new": ["new", "note", "A late word"]}[command]
    code, said = run([*words, "-C", str(site)], kind, capfd)
    is_fine = kind in (an_empty_folder, a_folder) if name == ".vscode" else kind is nothing_in_it
    is_fine |= name == "admin/config.yml" and kind in (garbage, deep_nesting)
    if is_fine:
        assert (code, said) == (OK, "")
        return
    if command == "build":
        assert code == OK
        assert said == "" or said.startswith("note: could not update the schemas for your editor: ")
        assert said or kind in (a_closed_file, a_closed_folder)
    else:
        assert code == USAGE
        assert set((site / "content").rglob("*")) == content or kind in (a_closed_file, a_closed_folder)
        assert said.startswith("error: ")
    assert not said or f"{site / name}" in said
    assert (site / name).lstat().st_ino == before.st_ino


@each(name=["", "site.json", "president", "president/contest.json"])
def test_schemas_in_a_folder_of_the_users_own(
    described: Path, tmp_path: Path, elsewhere: Path, name: str, kind: Maker, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "schemas"
    assert main(["schema", "-C", str(described), "--out", str(out)]) == OK
    put(kind, out / name if name else out, elsewhere)
    code, said = run(["schema", "-C", str(described), "--out", str(out)], kind, capfd)
    if code == OK:
        assert (
            tree(out)
            == {one: text for one, text in tree(described / editor_schemas.FOLDER).items() if one != "made-of"}
            or kind is a_folder
        )
        return
    assert code == USAGE
    assert said.startswith("error: ")
    assert str(out) in said


# --- elsewhere --------------------------------------------------------------------------------------


@every_kind
def test_a_trace_is_told_where_it_cannot_be_kept(tmp_path: Path, elsewhere: Path, kind: Maker) -> None:
    """In whatever the folder for temporary files is; the system has others, or the trace is printed."""
    put(kind, tmp_path / "temporary", elsewhere)
    broken = (
        "import sys, tempfile; from recanvass.build import pipeline; from recanvass.cli.main import main\n"
        "pipeline.typed = None\n"
        "tempfile._candidate_tempdir_list = lambda: [sys.argv[1]]\n"
        "raise SystemExit(main(['check']))"
    )
    command = [sys.executable, "-c", broken, str(tmp_path / "temporary")]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False, preexec_fn=without_rights
    )
    assert done.returncode == BUG
    kept = re.search(r"Please report it and attach (.*)\.\n", done.stderr)
    if kept is None:
        assert "Could not save the details" in done.stderr
        assert "TypeError" in done.stderr
    else:
        assert "TypeError" in Path(kept[1]).read_text()
        Path(kept[1]).unlink()


@each(name=[".release.yml.tmp", ".2020-11-05-second.tmp"])
def test_what_an_import_writes_first_is_made_anew(
    tmp_path: Path,
    elsewhere: Path,
    name: str,
    kind: Maker,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tests import corpus

    root = tmp_path / "lakeside"
    corpus.lay_out("_base", root)
    (root / "table.csv").write_text(
        "precinct,candidate,votes\nnorth,Jane Smith,13\nnorth,Robert Jones,20\nnorth,Write-in,1\n"
    )
    releases = root / "content/contests/mayor/releases"
    put(kind, (releases if "second" in name else releases / "2020-11-05-second") / name, elsewhere)
    monkeypatch.chdir(root)
    head = ["--title", "Second count", "--kind", "correction", "--status", "certified", "--as-of", "2020-11-05"]
    words = ["import", "results", str(root / "table.csv"), "-C", str(root), "--contest", "mayor", *head]
    words += ["--release", "2020-11-05-second", "--source", "City Clerk"]
    code, said = run(words, kind, capfd)
    assert (code, said) == (OK, "")
    assert list(releases.rglob("*.tmp")) == []


def test_a_real_socket_is_as_good_as_any(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody listens at it, and is asked nothing."""
    shutil.copytree(built / "out", tmp_path / "out")
    (tmp_path / ".out.recanvass").mkdir()
    monkeypatch.chdir(tmp_path / ".out.recanvass")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("lock")
        listening.listen()
        assert main(["build", "-C", str(built / "site"), "-o", str(tmp_path / "out"), "-q"]) == OK
        listening.settimeout(0)
        with pytest.raises(BlockingIOError):
            listening.accept()
