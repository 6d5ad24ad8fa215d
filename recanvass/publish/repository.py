"""Git, asked about the repository that holds a site's folder.

Owns how git is run and what is said where it fails. Must not know what is published.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from recanvass.core.messages import worded
from recanvass.publish import subprocesses

IDENTITY = {"user.name": "GIT_COMMITTER_NAME", "user.email": "GIT_COMMITTER_EMAIL"}
"""What git has to know of who commits, with the variable that says it otherwise."""
_OF_A_REPOSITORY = frozenset({"GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX"})
"""Variables that name parts of a repository, as git sets them where it runs hooks."""


class BranchError(Exception):
    """The site cannot be published; the text says why and what to do."""


class TargetBranch(Struct, frozen=True):
    """Where a site is published: a branch of a remote of the repository that holds the site's folder."""

    root: Path
    remote: str
    branch: str

    @property
    def local(self) -> str:
        """The branch as a whole name, here and on the remote."""
        return f"refs/heads/{self.branch}"

    @property
    def tracking(self) -> str:
        """The name under which the branch of the remote is known here."""
        return f"refs/remotes/{self.remote}/{self.branch}"


def git(target: TargetBranch, *words: str) -> str:
    """Return what a git command prints; raises BranchError where it fails."""
    return checked(run(target.root, *words), words[0])


def checked(done: subprocesses.Ended, what: str) -> str:
    """Return what a git command printed; raises BranchError where it failed."""
    if done.code:
        raise BranchError(worded("git %(what)s failed: %(reason)s", what=what, reason=reason(done.errors)))
    return done.output.strip()


def ask(target: TargetBranch, *words: str) -> str | None:
    """Return what a git command prints, None where it says no."""
    done = run(target.root, *words)
    return done.output.strip() if done.code == 0 else None


def run(
    folder: Path, *words: str, variables: Mapping[str, str] | None = None, given: Path | None = None
) -> subprocesses.Ended:
    """Run git in a folder and return how it ended; `given` is a file that it reads as its input."""
    try:
        return subprocesses.run(["git", *words], folder, variables, given=given)
    except FileNotFoundError:
        raise BranchError(worded("git is not installed; publishing to a branch needs it")) from None
    except OSError as error:
        raise BranchError(worded("can't run git: %(reason)s", reason=(error.strerror or str(error)).lower())) from error


def reason(text: str, otherwise: str | None = None) -> str:
    """Return what git says is wrong; where it does not say so, the last line, or whatever is to be said instead."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("fatal:", "error:", "!"))]
    return errors[0] if errors else otherwise or (lines or [worded("no reason given")])[0]


def with_own_index(index: Path) -> Mapping[str, str]:
    """Return variables by which git uses an index of its own, beside that of the repository."""
    return {**os.environ, "GIT_INDEX_FILE": str(index.absolute())}


def workshop(path: Path, target: TargetBranch) -> Mapping[str, str]:
    """Make a bare repository that shares the objects of the site's, and return by which variables git works in it."""
    objects = (target.root / git(target, "rev-parse", "--git-path", "objects")).resolve()
    variables = {name: value for name, value in os.environ.items() if name not in _OF_A_REPOSITORY}
    variables |= {"GIT_DIR": str(path), "GIT_OBJECT_DIRECTORY": str(objects)}
    form = f"--object-format={object_format(target)}"
    checked(run(path.parent, "init", "--quiet", "--bare", form, variables=variables), "init")
    return variables


def object_format(target: TargetBranch) -> str:
    """Return the name of the hash by which the repository knows its objects."""
    return git(target, "rev-parse", "--show-object-format")


def commit_at(target: TargetBranch, name: str) -> str | None:
    """Return the commit that a name stands for; None where there is none of it here."""
    return ask(target, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
