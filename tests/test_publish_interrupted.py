"""Publishing that is interrupted, or whose git breaks off: the branch is one of two sites, and the next run is fine."""

import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from recanvass.cli.main import OK, USAGE, main
from tests.processes import CODES, Seen, ended, moments, start
from tests.soaking import IS_SOAK

pytestmark = pytest.mark.soak
FIGURES = "content/contests/house-7/releases/2024-11-05-night/precincts.yml"
MANY = 40 if IS_SOAK else 6


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    folder = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", str(folder))
    return folder


@pytest.fixture
def site(tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with its repository, and a place for temporary folders of its own."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    folder = tmp_path / "site"
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    assert main(["new", str(folder)]) == OK
    # Every edit of these tests may be published unasked.
    (folder / "site.yml").write_text((folder / "site.yml").read_text() + "confirm_above: 100\n")
    git(folder, "config", "user.name", "Ed Itor")
    git(folder, "config", "user.email", "ed@example.org")
    git(folder, "remote", "add", "origin", str(remote))
    commit(folder, 412)
    return folder


def commit(site: Path, votes: int) -> None:
    path = site / FIGURES
    text = path.read_text()
    path.write_text(text.replace(text[text.index("okafor: ") :][:11], f"okafor: {votes}", 1))
    git(site, "add", "-A")
    git(site, "commit", "-q", "--allow-empty", "-m", f"{votes} votes")


def publishing(site: Path) -> list[str]:
    return ["publish", "-C", str(site)]


def tips(remote: Path) -> list[str]:
    """Return the commits of the published branch, the newest first; none where there is no branch."""
    listed = subprocess.run(["git", "rev-list", "gh-pages"], cwd=remote, capture_output=True, text=True, check=False)
    return listed.stdout.split()


def tree_of(folder: Path, revision: str) -> str:
    return git(folder, "rev-parse", f"{revision}^{{tree}}")


def is_sound(site: Path, remote: Path, trees: set[str]) -> None:
    """Every commit on the branch is one of the sites, and the repository has nothing left over."""
    assert {tree_of(remote, commit) for commit in tips(remote)} <= trees
    assert list((site.parent / "temporary").iterdir()) == []
    assert list((site / ".git").rglob("*.lock")) == []
    known = git(site, "for-each-ref", "--format=%(refname)").splitlines()
    assert set(known) <= {"refs/heads/main", "refs/heads/gh-pages", "refs/remotes/origin/gh-pages"}
    for name in known:
        if name.endswith("gh-pages"):
            assert tree_of(site, name) in trees


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_site_is_published_or_not_at_any_moment(site: Path, remote: Path, number: signal.Signals) -> None:
    delays = list(moments(MANY, publishing(site)))
    trees = {tree_of(remote, "gh-pages")}
    for votes, delay in enumerate(delays, 500):
        commit(site, votes)
        before = tips(remote)
        process = start(publishing(site))
        time.sleep(delay)
        process.send_signal(number)
        seen = ended(process)
        after = tips(remote)
        trees.add(tree_of(remote, "gh-pages"))
        assert after[-len(before) :] == before
        assert "Traceback" not in seen.err
        assert seen.code in (OK, CODES[number])
        if seen.code == OK:
            assert len(after) == len(before) + 1
            assert "Published on the branch gh-pages" in seen.out
        elif "interrupted while sending the site" not in seen.err:
            assert (after, seen.err) == (before, "")
        is_sound(site, remote, trees)
    assert ended(start(publishing(site))).code == OK
    trees.add(tree_of(remote, "gh-pages"))
    is_sound(site, remote, trees)
    assert ended(start([*publishing(site), "--rollback"])).code == OK
    assert tree_of(remote, "gh-pages") in trees


def test_a_publishing_that_is_killed_leaves_a_branch_to_go_on_with(site: Path, remote: Path) -> None:
    """Its git goes on alone for a moment, with what it has."""
    delays = list(moments(MANY, publishing(site)))
    trees = {tree_of(remote, "gh-pages")}
    for votes, delay in enumerate(delays, 500):
        commit(site, votes)
        process = start(publishing(site))
        time.sleep(delay)
        process.kill()
        ended(process)
        trees.add(tree_of(remote, "gh-pages"))
        shutil.rmtree(site.parent / "temporary")
        (site.parent / "temporary").mkdir()
        is_sound(site, remote, trees)
    assert ended(start(publishing(site))).code == OK
    is_sound(site, remote, {*trees, tree_of(remote, "gh-pages")})


def held(remote: Path, folder: Path) -> Path:
    """Let the remote wait before it takes anything, and return what it makes when it has begun to."""
    begun = folder / "begun"
    hook = remote / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\ntouch '{begun}'\nsleep 1\n")
    hook.chmod(0o755)
    return begun


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_an_interrupt_while_the_site_is_sent_says_that_it_is_open(
    site: Path, remote: Path, tmp_path: Path, number: signal.Signals
) -> None:
    begun = held(remote, tmp_path)
    process = start(publishing(site))
    while not begun.exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(number)
    seen = ended(process)
    said = "error: interrupted while sending the site; publish again to see whether the remote has it\n"
    assert (seen.code, seen.err) == (CODES[number], said)
    (remote / "hooks" / "pre-receive").unlink()
    again = ended(start(publishing(site)))
    assert again.code == OK, again
    assert len(tips(remote)) == 1
    is_sound(site, remote, {tree_of(remote, "gh-pages")})


def breaking(folder: Path, what: str, how: str) -> dict[str, str]:
    """Return variables by which a git is found that breaks off in one of its commands."""
    real = shutil.which("git")
    (folder / "bin").mkdir()
    fake = folder / "bin" / "git"
    fake.write_text(f'#!/bin/sh\nif [ "$1" = {what} ]; then {how}; fi\nexec {real} "$@"\n')
    fake.chmod(0o755)
    return {"PATH": f"{fake.parent}:/usr/bin:/bin"}


@pytest.mark.parametrize(
    ("what", "how", "said"),
    [
        ("fast-import", "kill -9 $$", "git could not make a commit of the site: it stopped; try again"),
        ("fast-import", "head -c 9000 > /dev/null; kill -9 $$", "git could not make a commit of the site"),
        ("fast-import", "echo 'fatal: no space left' >&2; exit 128", "commit of the site: fatal: no space left"),
        ("fast-import", "exec 0<&-; sleep 0.5; exit 0", "git could not make a commit of the site: it stopped"),
        ("fast-import", "cat > /dev/null; exit 0", "git could not make a commit of the site: it stopped"),
        (
            "push",
            "kill -9 $$",
            "origin did not take the branch gh-pages: no reason given; nothing is published; try again",
        ),
        ("push", "exit 0", "git sent the branch gh-pages, but origin does not show it: nothing is published"),
        ("commit-tree", "exit 128", "git commit-tree failed: no reason given"),
        ("ls-tree", "exit 0", "git made a commit of other files than those of the site"),
        ("init", "kill -15 $$", "git init failed: no reason given"),
    ],
)
def test_a_git_that_breaks_off_is_told(
    site: Path, remote: Path, tmp_path: Path, what: str, how: str, said: str
) -> None:
    """It is no fault of the program, and not what happens when a reader of its output goes away either."""
    variables = breaking(tmp_path, what, how)
    seen: Seen = ended(start(publishing(site), variables=variables))
    assert seen.code == USAGE, seen
    assert f"error: {said}" in seen.err or said in seen.err
    assert "Traceback" not in seen.err
    assert tips(remote) == []
    is_sound(site, remote, set())
    assert ended(start(publishing(site))).code == OK
    is_sound(site, remote, {tree_of(remote, "gh-pages")})
