"""The script that every change has to pass, run in a small repository of git whose Makefile notes what it is asked."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sites import ROOT
from tests_originals.originals import DEFAULT

MAKEFILE = """\
check:
	@ls -A > "$$SEEN/files"; ls -A .. > "$$SEEN/beside"; pwd > "$$SEEN/folder"; cp state "$$SEEN/state"
	@env | grep -E "^(GIT_|RECANVASS_)" > "$$SEEN/variables" || true
	@exit $${CHECK:-0}
test:
	@if [ -n "$$ENDLESS" ]; then echo $$$$ > "$$SEEN/process"; while sleep 0.1; do touch made; done; fi
	@echo "$${TEST:-0}" > "$(STATUS_FILE)"; echo "1 test run"; exit $${TEST:-0}
originals:
	@printf "%s" "$(ORIGINALS)" > "$$SEEN/originals"
	@if [ "$$COMPARED" = unready ]; then exit 1; fi; echo "$${COMPARED:-0}" > "$(STATUS_FILE)"; exit $${COMPARED:-0}
"""

OURS = ("GIT_", "MAKE", "RECANVASS_")
"""Variables that whoever runs the tests may have set for this repository."""
SETTINGS = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}


@dataclass(frozen=True)
class Checkout:
    """A repository with the script, and the folder in which its Makefile notes what it sees."""

    root: Path
    seen: Path
    variables: Mapping[str, str]

    def run(self, given: Mapping[str, str] = {}, *, root: Path | None = None) -> "subprocess.CompletedProcess[str]":
        run = [(root or self.root) / ".ci" / "run"]
        environment = {**self.variables, **given}
        return subprocess.run(run, env=environment, cwd="/", capture_output=True, text=True, check=False)

    def git(self, *words: str, root: Path | None = None) -> str:
        command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *words]
        done = subprocess.run(
            command, cwd=root or self.root, env=self.variables, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def note(self, name: str) -> str:
        return (self.seen / name).read_text().strip()

    @property
    def is_clean(self) -> bool:
        return not list(Path(self.variables["TMPDIR"]).iterdir())


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root, seen, temporary = tmp_path / "a checkout", tmp_path / "seen", tmp_path / "temporary"
    for folder in (root / ".ci", seen, temporary):
        folder.mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", root / ".ci")
    (root / "Makefile").write_text(MAKEFILE)
    (root / "state").write_text("committed\n")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    found = Checkout(root, seen, {**inherited, **SETTINGS, "SEEN": str(seen), "TMPDIR": str(temporary)})
    found.git("init", "-q", "-b", "main")
    found.git("add", ".")
    found.git("commit", "-q", "-m", "First")
    return found


def test_what_is_committed_is_tested_alone_and_nothing_is_left(checkout: Checkout) -> None:
    (checkout.root / "state").write_text("changed\n")
    (checkout.root / "forgotten").touch()
    done = checkout.run()
    assert done.returncode == 0
    assert done.stdout == "1 test run\n"
    commit = checkout.git("rev-parse", "HEAD")[:12]
    assert done.stderr == (
        f"There is no folder {DEFAULT}: the content is not compared with the files as they were published.\n"
        f"Uncommitted changes are not part of this run, which tests the commit {commit}.\n"
    )
    assert checkout.note("files").split() == [".ci", ".git", "Makefile", "state"]
    assert checkout.note("state") == "committed"
    assert checkout.note("beside") == Path(checkout.note("folder")).name == "recanvass"
    assert not (checkout.seen / "originals").exists()
    assert checkout.is_clean


def test_the_originals_are_passed_on_where_they_are(checkout: Checkout, tmp_path: Path) -> None:
    beside = (checkout.root / DEFAULT).resolve()
    beside.mkdir(parents=True)
    (tmp_path / "of others").mkdir()
    done = checkout.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert checkout.note("originals") == str(beside)
    for given in ("../of others", str(tmp_path / "of others")):
        done = checkout.run({"RECANVASS_ORIGINALS": given})
        assert (done.returncode, done.stderr) == (0, "")
        assert checkout.note("originals") == str(tmp_path / "of others")
        assert "RECANVASS" not in checkout.note("variables")


@pytest.mark.parametrize(
    ("variables", "status", "is_compared"),
    [
        ({"TEST": "1"}, 1, False),
        ({"TEST": "5"}, 5, False),
        ({"CHECK": "3"}, 2, False),
        ({"COMPARED": "1"}, 1, True),
        ({"COMPARED": "unready"}, 2, True),
    ],
)
def test_it_ends_with_the_code_of_pytest_or_else_of_make(
    checkout: Checkout, tmp_path: Path, variables: Mapping[str, str], status: int, *, is_compared: bool
) -> None:
    assert checkout.run({"RECANVASS_ORIGINALS": str(tmp_path), **variables}).returncode == status
    assert (checkout.seen / "originals").exists() is is_compared
    assert checkout.is_clean


def test_clones_worktrees_and_single_commits_are_tested_as_they_are(checkout: Checkout, tmp_path: Path) -> None:
    worktree, clone = tmp_path / "a worktree", tmp_path / "a clone"
    checkout.git("worktree", "add", "-q", "-b", "other", str(worktree))
    (worktree / "state").write_text("on a branch\n")
    checkout.git("commit", "-q", "-a", "-m", "Second", root=worktree)
    checkout.git("clone", "-q", "--depth", "1", f"file://{worktree}", str(clone))
    for root in (worktree, clone):
        done = checkout.run({"GIT_DIR": str(checkout.root / ".git"), "GIT_INDEX_FILE": "none"}, root=root)
        assert done.returncode == 0, done.stderr
        assert checkout.note("state") == "on a branch"
        assert {line.partition("=")[0] for line in checkout.note("variables").splitlines()} == SETTINGS.keys()
        checkout.git("checkout", "-q", "--detach", root=root)
        (root / "state").write_text("on none\n")
        checkout.git("commit", "-q", "-a", "-m", "Third", root=root)
        assert checkout.run(root=root).returncode == 0
        assert checkout.note("state") == "on none"
    assert checkout.run().returncode == 0
    assert checkout.note("state") == "committed"
    assert checkout.is_clean


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_what_was_started_and_leaves_nothing(
    checkout: Checkout, sent: signal.Signals, status: int
) -> None:
    script, note = checkout.root / ".ci" / "run", checkout.seen / "process"
    environment = {**checkout.variables, "ENDLESS": "1"}
    with subprocess.Popen([script], env=environment, stderr=subprocess.DEVNULL) as process:
        while not note.exists() or not note.read_text():
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(sent)
        assert process.wait() == status
    with pytest.raises(ProcessLookupError):
        os.kill(int(checkout.note("process")), 0)
    assert checkout.is_clean
