"""The content of a night in git: each accepted reading is one commit of the files that it changed.

Owns these commits, and the way back to the last one after a night was killed. Touches no other file of the repository.
"""

import time
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from recanvass.core.messages import worded
from recanvass.publish import state_files, subprocesses

_TRIES = 5
_BETWEEN_TRIES_S = 0.4
_STALE_S = 60
_LOCK = "index.lock"


class CommitError(Exception):
    """Git did not do what it was asked for; the text says why."""


def check(root: Path) -> None:
    """Raise CommitError where the content of a site cannot be committed."""
    try:
        _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
        _git(root, "var", "GIT_COMMITTER_IDENT")
    except FileNotFoundError:
        raise CommitError(worded("git is not installed; a night commits each reading")) from None
    except CommitError as error:
        message = worded("the site is not in a git repository with a commit, or git does not know who you are")
        message = worded("%(message)s; a night commits each reading (%(error)s)", message=message, error=error)
        raise CommitError(message) from error


def commit(root: Path, paths: Sequence[str], message: str) -> None:
    """Commit some files of the content, whatever else has changed."""
    _patient(root, "add", "--", *paths)
    # Nothing to commit where the files are as they were, as after a night that was killed behind its commit.
    if _is_committed(root, paths):
        return
    try:
        _patient(root, "commit", "--quiet", f"--message={message}", "--only", "--", *paths)
    except CommitError:
        if not _is_committed(root, paths):  # git may fail at what it does afterwards
            raise


def _is_committed(root: Path, paths: Sequence[str]) -> bool:
    return not subprocesses.run(["git", "diff", "--cached", "--quiet", "HEAD", "--", *paths], root).code


def restore(root: Path, paths: Sequence[str]) -> None:
    """Put files back as they were committed, and remove those that were not; the traces of writing them go too."""
    if not paths:
        return
    _clear_lock(root)
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", *paths)
    known = [path for path in paths if path in set(listed.split("\0"))]
    others = [path for path in paths if path not in known]
    for path in paths:
        for part in (PurePosixPath(path), *PurePosixPath(path).parents[:-1]):
            state_files.remove(str(root / part.with_name(f".{part.name}.tmp")))
    if known:
        _patient(root, "restore", "--source=HEAD", "--staged", "--worktree", "--", *known)
    if others:
        _patient(root, "rm", "--cached", "--quiet", "--force", "--ignore-unmatch", "--", *others)
    for path in others:
        state_files.remove(str(root / path))
        _remove_empty(root, root / path)


def _remove_empty(root: Path, path: Path) -> None:
    for folder in path.parents:
        if folder == root or (folder.exists() and any(folder.iterdir())):
            return
        if folder.exists():
            folder.rmdir()


def _clear_lock(root: Path) -> None:
    """Remove the lock of a git that was killed with the night; one that is young may be at work."""
    lock = root / _git(root, "rev-parse", "--git-path", _LOCK)
    try:
        age = time.time() - lock.stat().st_mtime
    except OSError:
        return
    if age > _STALE_S:
        state_files.remove(str(lock))


def _patient(root: Path, *words: str) -> None:
    """Run git, again where another git is just at it."""
    for attempt in range(_TRIES):
        try:
            _git(root, *words)
        except CommitError as error:
            if _LOCK not in str(error) or attempt == _TRIES - 1:
                raise
            time.sleep(_BETWEEN_TRIES_S)
        else:
            return


def _git(root: Path, *words: str) -> str:
    done = subprocesses.run(["git", *words], root)
    if done.code:
        said = " ".join(done.errors.split()) or worded("no reason given")
        raise CommitError(worded("git %(words)s failed: %(said)s", words=words[0], said=said))
    return done.output.strip()
