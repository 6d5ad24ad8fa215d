"""Each call of the system fails once, and all from one on: what a command says is what is on disk and on the remote.

Real processes, with the git that they start. `make soak` lets calls of every kind fail instead of one.
"""

import random
import shutil
from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK, USAGE, main
from recanvass.publish import state_files
from tests import corpus, importing
from tests.failing_calls import CALLS, Disk, library
from tests.nights import FIRST, Site, command, new_site, table
from tests.processes import Seen, ended, start
from tests.soaking import IS_SOAK
from tests.test_import_dress import PLAIN
from tests.test_publish_interrupted import commit, git, is_sound, publishing, remote, site, tips, tree_of

__all__ = ["remote", "site"]
pytestmark = pytest.mark.soak
OF_A_KIND = 2
TRIED = tuple(CALLS) if IS_SOAK else ("write", "rename")


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = library(tmp_path_factory.mktemp("library"))
    if made is None:
        pytest.skip("needs a compiler of C, and Linux")
    return made


def some(disk: Disk) -> list[int]:
    """Return which of the calls of the last command are to fail."""
    found = disk.chosen(OF_A_KIND)
    return found if IS_SOAK or not found else [random.Random(len(found)).choice(found)]


def is_said(seen: Seen) -> None:
    assert "internal error" not in seen.err, seen
    assert "Traceback" not in seen.err, seen
    assert (seen.code == OK) or "error" in seen.err, seen


# --- publishing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize("call", TRIED)
def test_what_publish_says_is_what_the_remote_has(
    site: Path, remote: Path, tmp_path: Path, failing: Path, call: str, *, for_good: bool
) -> None:
    """The remote is on the same disk, so its own calls fail too."""
    disk = Disk(failing, tmp_path, tmp_path.parent / f"{tmp_path.name}-count")
    for folder in (site, remote):
        git(folder, "config", "gc.auto", "0")  # git tidies up in the background, which may begin and end at any time
    assert ended(start(publishing(site))).code == OK
    trees = {tree_of(remote, "gh-pages")}
    commit(site, 500)
    assert disk.run(publishing(site), call, 0).code == OK
    trees.add(tree_of(remote, "gh-pages"))
    for votes, at in enumerate(some(disk), 501):
        commit(site, votes)
        before = tips(remote)
        seen = disk.run(publishing(site), call, at, for_good=for_good)
        is_said(seen)
        after = tips(remote)
        if seen.code == OK:
            assert "Published on the branch gh-pages" in seen.out, seen
            assert after[1:] == before
        else:
            assert seen.code in ((USAGE,) if call != "close" else (FAULTS, USAGE)), seen  # sources are closed too
            assert "Published on" not in seen.out
            if "publish again to see whether" not in seen.err:
                assert after == before, seen
        for left in (tmp_path / "temporary").iterdir():  # what could not be removed, since that failed
            state_files.remove(str(left))
        unlocked(site, remote)
        assert ended(start(publishing(site))).code == OK
        assert git(remote, "log", "-1", "--format=%(trailers:key=Published-From,valueonly)", "gh-pages") == git(
            site, "rev-parse", "HEAD"
        )
        trees.add(tree_of(remote, "gh-pages"))
        is_sound(site, remote, trees)


def unlocked(*folders: Path) -> None:
    """Remove the locks that git could not remove, as it says to."""
    for folder in folders:
        for lock in folder.rglob("*.lock"):
            lock.unlink()


# --- building ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize("call", TRIED)
def test_what_build_says_is_what_the_folder_has(tmp_path: Path, failing: Path, call: str, *, for_good: bool) -> None:
    root, out, clean = tmp_path / "site", tmp_path / "site" / "output", tmp_path / "clean"
    shutil.copytree(corpus.FOLDER.parent / "golden" / "caucus" / "site", root)
    words = ["build", "-C", str(root), "--workers", "1"]
    assert main([*words, "-q"]) == OK
    before, kept = corpus.contents(out), tmp_path / "kept"
    shutil.copytree(root, kept)
    retitle(root)
    assert main([*words, "-q", "-o", str(clean)]) == OK
    wanted = corpus.contents(clean)
    disk = Disk(failing, root, tmp_path / "count")
    assert disk.run(words, call, 0).code == OK
    for at in some(disk):
        shutil.rmtree(root)
        shutil.copytree(kept, root)
        retitle(root)
        seen = disk.run(words, call, at, for_good=for_good)
        is_said(seen)
        assert seen.code in ((OK, USAGE) if call != "close" else (OK, FAULTS, USAGE)), seen  # sources are closed too
        is_aside = "the next build puts it back" in seen.err
        assert corpus.contents(out) == (wanted if seen.code == OK else {} if is_aside else before), seen
        assert main([*words, "-q"]) == OK
        assert corpus.contents(out) == wanted


def retitle(root: Path) -> None:
    settings = root / "site.yml"
    settings.write_text(settings.read_text().replace("title: ", "title: New ", 1))


# --- importing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize("call", TRIED)
@pytest.mark.parametrize("is_new", [True, False], ids=["new", "edited"])
def test_what_import_says_is_what_the_files_have(
    tmp_path: Path, failing: Path, call: str, *, for_good: bool, is_new: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = importing.lay_out(tmp_path / "site")
    monkeypatch.chdir(root)
    table, words = PLAIN + "Alder,Ballots Cast,11\n", importing.TO
    if not is_new:
        assert importing.bring(table) == OK
        table, words = table.replace(",3", ",4").replace(",11", ",12"), importing.TO[:4]
    (root / "table.csv").write_text(table)
    command = ["import", "results", "table.csv", *words]
    kept = tmp_path / "kept"
    shutil.copytree(root, kept)
    before = corpus.contents(root)
    disk = Disk(failing, root, tmp_path / "count")
    assert run(disk, command, root, 0, call).code == OK
    wanted = corpus.contents(root)
    assert wanted != before
    for at in some(disk):
        empty(root)
        shutil.copytree(kept, root, dirs_exist_ok=True)
        seen = run(disk, command, root, at, call, for_good=for_good)
        is_said(seen)
        now = corpus.contents(root)
        assert seen.code in (OK, FAULTS, USAGE), seen
        if seen.code == OK:
            assert now == wanted, seen
        elif "nothing was written" in seen.err:
            assert now == before, seen
        else:
            assert without_left(now) == before or "could not be put back" in seen.err, seen


def run(disk: Disk, command: list[str], root: Path, at: int, call: str, *, for_good: bool = False) -> Seen:
    return disk.run(command, call, at, for_good=for_good, folder=root)


def empty(root: Path) -> None:
    for path in root.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def without_left(found: dict[str, bytes]) -> dict[str, bytes]:
    """Return files without those that were to become others."""
    return {path: text for path, text in found.items() if not any(part.endswith(".tmp") for part in path.split("/"))}


# --- a night ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize("call", TRIED)
def test_what_a_night_says_is_what_is_committed_and_published(
    tmp_path: Path, failing: Path, call: str, *, for_good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source is elsewhere: what fails is the site, its repository and the remote."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    below, feed = tmp_path / "below", tmp_path / "feed.csv"
    below.mkdir()
    made = new_site(below)
    words = command(made, str(feed), "--once", "--publish")[3:]
    disk = Disk(failing, below, tmp_path / "count")
    for votes in (412, 413):
        feed.write_text(table({**FIRST, "harbor-1": (votes, 388, 4)}))
        assert disk.run(words, call, 0).code == OK
        for folder in (made.root, made.remote):
            git(folder, "config", "gc.auto", "0")
    for votes, at in enumerate(some(disk), 501):
        feed.write_text(table({**FIRST, "harbor-1": (votes, 388, 4)}))
        before, content = tips(made.remote), git(made.root, "rev-parse", "HEAD")
        seen = disk.run(words, call, at, for_good=for_good)
        is_told(made, seen, votes, before)
        if "Could not write the reading" in seen.err:
            assert git(made.root, "rev-parse", "HEAD") == content, seen
        unlocked(below)
        following = ended(start(words))
        assert following.code == OK, following
        assert made.votes()["harbor-1"]["okafor"] == votes
        assert made.is_clean()
        assert list((made.root / ".recanvass/night/scratch").iterdir()) == []


def is_told(made: Site, seen: Seen, votes: int, before: list[str]) -> None:
    """Hold what a night says against what the remote shows: the figures of this reading, or what it had `before`."""
    assert "internal error" not in seen.err, seen
    assert "Traceback" not in seen.err, seen
    after, shown = tips(made.remote), made.votes()["harbor-1"]["okafor"]
    assert (shown == votes) == (after != before), seen
    if seen.code == OK:
        assert shown == votes, seen
        assert "The site is on the branch" in seen.out, seen
    else:
        assert seen.err, seen
        if "publish again to see whether" not in seen.err:
            assert after == before or "The site is on the branch" in seen.out, seen
