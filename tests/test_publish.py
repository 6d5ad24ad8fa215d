"""The output folder: what is refused, what is kept, and that the old site stands until the new one does."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Timer
from typing import IO

import pytest

from recanvass.content.files import SourceFile, input_hash
from recanvass.publish import output_folder, swap
from recanvass.publish.manifest import files_in, manifest
from recanvass.publish.output_folder import OutputError, OutputFolder
from tests.sites import ROOT

OLD = {"index.html": b"old", "news/index.html": b"news", "mayor/ward/n1/index.html": b"n1"}
NEW = {"index.html": b"new", "news/index.html": b"news", "about/index.html": b"about"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of a site's sources, with content in it."""
    folder = tmp_path / "project"
    (folder / "content").mkdir(parents=True)
    (folder / "content" / "places.yml").write_text("places: {}\n")
    return folder


@pytest.fixture
def out(root: Path) -> Path:
    """The output folder with the old site in it."""
    folder = root / "output"
    put(folder, OLD, root)
    return folder


def put(out: Path, files: Mapping[str, bytes], root: Path) -> None:
    """Publish a site as a build does: what is as it was is taken over, the rest is written."""
    with output_folder.taken(out, root=root) as folder:
        output_folder.prepare(folder, files)
        put_into(folder, files)


def put_into(folder: OutputFolder, files: Mapping[str, bytes]) -> None:
    hashes = {path: output_folder.write(folder, path, content).hash for path, content in files.items()}
    output_folder.put_in_place(folder, manifest("1", "hash", hashes))


def tree(folder: Path) -> dict[str, bytes | str]:
    """Return everything below a folder but the builds' own: bytes of files, targets of links, hidden files too."""
    found: dict[str, bytes | str] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if name.startswith(".output.recanvass/"):
            continue
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def site(folder: Path) -> dict[str, bytes | str]:
    return {path: content for path, content in tree(folder).items() if path != "manifest.json"}


def test_a_site_is_written_with_its_manifest(root: Path) -> None:
    out = root / "deep" / "output"
    put(out, NEW, root)
    assert site(out) == NEW
    hashes = {path: sha256(content).hexdigest() for path, content in NEW.items()}
    assert files_in((out / "manifest.json").read_bytes()) == hashes
    assert {path.name for path in out.parent.iterdir()} == {"output", ".output.recanvass"}


def test_stale_files_go(root: Path, out: Path) -> None:
    put(out, NEW, root)
    assert site(out) == NEW
    assert not (out / "mayor").exists()
    put(out, NEW, root)
    assert site(out) == NEW


def test_the_same_site_is_the_same_bytes(root: Path, out: Path) -> None:
    put(out, NEW, root)
    other = root / "other"
    put(other, dict(reversed(NEW.items())), root)
    assert tree(other) == tree(out)


def test_foreign_files_are_kept(root: Path, out: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "secret").write_bytes(b"secret")
    (out / "CNAME").write_bytes(b"example.org")
    (out / "mayor" / "ward" / "n1" / "notes.txt").write_bytes(b"mine")
    (out / "link").symlink_to(elsewhere / "secret")
    (out / "folder").symlink_to(elsewhere)
    put(out, NEW, root)
    assert site(out) == {
        **NEW,
        "CNAME": b"example.org",
        "mayor/ward/n1/notes.txt": b"mine",
        "link": str(elsewhere / "secret"),
        "folder": str(elsewhere),
    }
    assert tree(elsewhere) == {"secret": b"secret"}


@pytest.mark.parametrize("foreign", ["about/index.html", "about", "index.html/mine"])
def test_a_foreign_file_in_the_way_of_a_page_is_not_lost(root: Path, foreign: str) -> None:
    out = root / "output"
    put(out, {"page.html": b"p"}, root)
    (out / foreign).parent.mkdir(parents=True, exist_ok=True)
    (out / foreign).write_bytes(b"mine")
    before = tree(root)
    with pytest.raises(OutputError, match=f"Recanvass did not make .*output/{foreign}, "):
        put(out, NEW, root)
    assert tree(root) == before


def test_nothing_is_written_through_links(root: Path, out: Path, tmp_path: Path) -> None:
    for name in ("index.html", "manifest.json"):
        (out / name).rename(tmp_path / name)
        (out / name).symlink_to(tmp_path / name)
    before = (tmp_path / "manifest.json").read_bytes()
    put(out, NEW, root)
    assert site(out) == NEW
    assert (tmp_path / "index.html").read_bytes() == b"old"
    assert (tmp_path / "manifest.json").read_bytes() == before


def refused(out: Path, root: Path) -> str:
    before = tree(root)
    with pytest.raises(OutputError) as stop, output_folder.taken(out, root=root):
        raise AssertionError("a page was made")
    assert tree(root) == before
    return str(stop.value)


def test_home_the_root_and_folders_above_them_are_refused(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "people" / "me"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    for folder in (home, home.parent, Path("/"), root, root.parent, Path("/") / "tmp" / ".."):
        assert "can't be the output folder" in refused(folder, root)
    assert tree(tmp_path / "people") == {}


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch], ids=["clone", "worktree"])
def test_a_repository_is_refused(root: Path, out: Path, make: Callable[[Path], None]) -> None:
    make(out / ".git")
    assert "can't be the output folder" in refused(out, root)


@pytest.mark.parametrize("name", ["content", "content/output", "templates", "recanvass/x", "tests"])
def test_folders_of_sources_are_refused(root: Path, name: str) -> None:
    assert "is inside the site's sources" in refused(root / name, root)


def test_a_folder_of_somebody_else_is_refused(root: Path) -> None:
    out = root / "photos"
    out.mkdir()
    (out / "cat.jpg").write_bytes(b"cat")
    assert "has files that Recanvass did not make" in refused(out, root)
    (out / "manifest.json").write_bytes(b'{"name": "an app"}')
    assert "has files that Recanvass did not make" in refused(out, root)


def test_a_file_and_a_link_are_refused(root: Path, out: Path) -> None:
    (root / "file").write_bytes(b"mine")
    (root / "link").symlink_to(out)
    (root / "broken").symlink_to(root / "nowhere")
    assert refused(root / "file", root).endswith("is a file; name a folder")
    assert refused(root / "link", root).endswith("is a link; name the folder itself")
    assert refused(root / "broken", root).endswith("is a link; name the folder itself")


def test_an_empty_folder_and_a_missing_one_are_taken(root: Path) -> None:
    (root / "empty").mkdir()
    for out in (root / "empty", root / "missing"):
        put(out, NEW, root)
        assert site(out) == NEW


class PageFaultError(Exception):
    """Stands for whatever stops the making of a page."""


def put_then_stop(out: Path, root: Path, files: Mapping[str, bytes], stop: BaseException) -> None:
    with output_folder.taken(out, root=root) as folder:
        output_folder.prepare(folder, NEW)
        for path, content in files.items():
            output_folder.write(folder, path, content)
        raise stop


@pytest.mark.parametrize("stop", [PageFaultError(), KeyboardInterrupt()], ids=["fault", "interrupt"])
@pytest.mark.parametrize("made", [0, 2])
def test_a_fault_while_pages_are_made_changes_nothing(root: Path, out: Path, stop: BaseException, made: int) -> None:
    before = tree(root)
    with pytest.raises(type(stop)):
        put_then_stop(out, root, dict(list(NEW.items())[:made]), stop)
    assert tree(root) == before
    put(out, NEW, root)
    assert site(out) == NEW


def test_a_file_that_cannot_be_written_changes_nothing(root: Path, out: Path) -> None:
    before = tree(root)
    with pytest.raises(OutputError, match="file name too long; the old site is unchanged"):
        put(out, {**NEW, "x" * 300: b"x"}, root)
    assert tree(root) == before


@pytest.mark.parametrize("failing", [1, 2])
def test_a_rename_that_fails_leaves_the_old_site(
    root: Path, out: Path, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(root)
    calls = []
    rename = os.rename

    def full(path: str, target: str) -> None:
        calls.append(path)
        if len(calls) == failing:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rename(path, target)

    monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(OutputError, match="input/output error; the old site is unchanged"):
        put(out, NEW, root)
    assert tree(root) == before


KILLED = """
import os, sys
from pathlib import Path
from recanvass.publish import output_folder, swap
from recanvass.publish.manifest import manifest

rename = os.rename
def stop(path, target):
    rename(path, target)
    if str(target).endswith(sys.argv[3]):
        os._exit(9)

os.rename = stop
swap._exchange = lambda one, other: False
with output_folder.taken(Path(sys.argv[1]), root=Path(sys.argv[2])) as folder:
    output_folder.prepare(folder, ["index.html"])
    output_folder.write(folder, "index.html", b"lost")
    output_folder.put_in_place(folder, manifest("1", "hash", {"index.html": "hash"}))
"""
"""A build where the system cannot let two folders change places, killed after one of its renames."""


def kill_after_rename_to(name: str, out: Path, root: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED, out, root, name], env=environment, check=False)
    assert done.returncode == 9


def test_a_run_killed_between_renames_is_made_good_by_the_next(root: Path, out: Path) -> None:
    (out / "CNAME").write_bytes(b"example.org")
    before = tree(out)
    kill_after_rename_to("/old", out, root)
    assert not out.exists()
    assert tree(root / ".output.recanvass" / "old") == before
    with pytest.raises(PageFaultError), output_folder.taken(out, root=root):
        raise PageFaultError
    assert tree(out) == before
    kill_after_rename_to("/old", out, root)
    out.mkdir()
    put(out, NEW, root)
    assert site(out) == {**NEW, "CNAME": b"example.org"}


@pytest.mark.parametrize("name", ["/output", "/other"])
def test_a_run_killed_after_the_swap_leaves_the_new_site(root: Path, out: Path, name: str) -> None:
    kill_after_rename_to(name, out, root)
    assert site(out) == {"index.html": b"lost"}
    put(out, NEW, root)
    assert site(out) == NEW
    assert not (root / ".output.recanvass" / "old").exists()


def test_what_an_earlier_run_left_half_written_is_not_published(root: Path, out: Path) -> None:
    other = root / ".output.recanvass" / "other"
    (other / "news" / "index.html").mkdir(parents=True)
    (other / "half.html").write_bytes(b"ha")
    (other / "index.html").write_bytes(b"ha")
    (other / "about").write_bytes(b"ha")
    put(out, NEW, root)
    assert site(out) == NEW


def test_nothing_is_written_into_a_file_that_both_sites_share(root: Path, out: Path) -> None:
    put(out, OLD, root)
    with (out / "index.html").open("rb") as reader:
        put(out, NEW, root)
        assert (out / "news/index.html").samefile(root / ".output.recanvass/other/news/index.html")
        put(out, {**NEW, "news/index.html": b"later"}, root)
        assert reader.read() == b"old"
    assert (root / ".output.recanvass" / "other" / "news" / "index.html").read_bytes() == b"news"


def test_a_site_is_swapped_without_links_between_files(root: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    (out / "CNAME").write_bytes(b"example.org")
    monkeypatch.setattr(os, "link", refuse)
    put(out, NEW, root)
    assert site(out) == {**NEW, "CNAME": b"example.org"}
    assert not (out / "CNAME").samefile(root / ".output.recanvass/other/CNAME")


BUSY = """
import sys
from pathlib import Path
from recanvass.publish import output_folder
from recanvass.publish.manifest import manifest

with output_folder.taken(Path(sys.argv[1]), root=Path(sys.argv[2])) as folder:
    output_folder.prepare(folder, ["index.html", "a.html"])
    output_folder.write(folder, "index.html", b"first")
    print("writing", flush=True)
    sys.stdin.read()
    output_folder.write(folder, "a.html", b"first")
    output_folder.put_in_place(folder, manifest("1", "hash", {"index.html": "1", "a.html": "2"}))
"""


@contextmanager
def busy(out: Path, root: Path) -> Iterator[IO[bytes]]:
    """Have another process hold the output folder until what is yielded is closed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", BUSY, str(out), str(root)]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdin is not None
        assert first.stdout is not None
        assert first.stdout.readline() == b"writing\n"
        yield first.stdin
        first.stdin.close()
        assert first.wait(timeout=30) == 0


def test_a_build_is_refused_while_another_one_takes_too_long(
    root: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output_folder, "SILENT_S", 0.1)
    monkeypatch.setattr(output_folder, "PATIENCE_S", 0.2)
    with busy(out, root), pytest.raises(OutputError, match="another build is writing to"):
        put(out, NEW, root)
    assert site(out) == {"index.html": b"first", "a.html": b"first"}
    put(out, NEW, root)
    assert site(out) == NEW


def test_a_build_waits_for_another_one_and_says_so(root: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output_folder, "SILENT_S", 0.1)
    said: list[str] = []
    with busy(out, root) as stop:

        def wait() -> None:
            said.append("waiting")
            stop.close()

        with output_folder.taken(out, root=root, on_wait=wait) as folder:
            assert folder.files.keys() == {"index.html", "a.html"}
            output_folder.prepare(folder, NEW)
            put_into(folder, NEW)
    assert said == ["waiting"]
    assert site(out) == NEW


def test_a_build_says_nothing_of_one_that_is_ending(root: Path, out: Path) -> None:
    """As the processes that a killed build had made still are for a moment."""
    with busy(out, root) as stop:
        Timer(0.3, stop.close).start()
        with output_folder.taken(out, root=root, on_wait=lambda: pytest.fail("it waited too long")) as folder:
            output_folder.prepare(folder, NEW)
            put_into(folder, NEW)
    assert site(out) == NEW


def test_the_lock_of_a_killed_build_holds_nobody_up(root: Path, out: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", BUSY, str(out), str(root)]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"writing\n"
        first.kill()
    put(out, NEW, root)
    assert site(out) == NEW


def test_folders_of_others_beside_the_output_stay(root: Path, out: Path) -> None:
    for name in (".output.new", ".output.old"):
        (root / name).mkdir()
        (root / name / "mine").write_bytes(b"mine")
    put(out, NEW, root)
    assert site(out) == NEW
    assert (root / ".output.new" / "mine").read_bytes() == (root / ".output.old" / "mine").read_bytes() == b"mine"


def test_the_hash_of_the_inputs_tells_files_apart() -> None:
    def hash_of(texts: Mapping[str, str]) -> str:
        return input_hash(SourceFile(path, text) for path, text in texts.items())

    one = {"a": "1", "b": "2"}
    assert hash_of(one) == hash_of(dict(reversed(one.items())))
    others: list[dict[str, str]] = [
        {},
        {"a": "1"},
        {"a": "12", "b": ""},
        {"a": "1", "c": "2"},
        {"a": "1", "b": "2 "},
        {"a1": "", "b": "2"},
    ]
    assert len({hash_of(other) for other in (one, *others)}) == 1 + len(others)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs root")
def test_a_user_whom_the_system_does_not_know_can_build(tmp_path: Path) -> None:
    """As in a container that is run under a number: there is no HOME either."""
    check = (
        "import os; from pathlib import Path; from recanvass.publish import output_folder; os.setuid(987654); "
        "output_folder._refuse_danger(Path('output'), Path())"
    )
    variables = {name: value for name, value in os.environ.items() if name != "HOME"}
    variables["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, "-c", check], cwd="/", env=variables, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
