"""What of a site's sources is not as the last commit has it: nobody else could make the same site.

Owns the comparison. It is made with an index of its own, read from the commit. So nothing that was said to git about a
file counts: that it is to be ignored, taken as unchanged, or left out of the working tree.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from recanvass.content import files
from recanvass.core.messages import worded
from recanvass.publish import temporary
from recanvass.publish.repository import BranchError, TargetBranch, ask, checked, git, run, with_own_index

MAX_NAMED = 8
_SOURCES = (files.SETTINGS, files.CONTENT, files.TEMPLATES)
_STATES = {"??": worded("never added"), "!!": worded("ignored by git"), " D": "deleted"}
_PLAIN = ("-c", "core.fsmonitor=false", "-c", "core.sparseCheckout=false")


class Uncommitted(Struct, frozen=True):
    """A file that is published, or missed, and is not so in the last commit."""

    path: str
    why: str


def uncommitted(target: TargetBranch) -> tuple[Uncommitted, ...]:
    """Return the files of the site that differ from those of the last commit; of files that no build reads, none."""
    try:
        with temporary.folder() as folder:
            listed = _status(target, folder)
    except OSError as error:
        message = worded(
            "can't compare the content with git: %(reason)s", reason=(error.strerror or str(error)).lower()
        )
        raise BranchError(message) from error
    above = git(target, "rev-parse", "--show-prefix")
    return tuple(one for one in _found(listed) if _is_read(one.path.removeprefix(above)))


def _status(target: TargetBranch, folder: Path) -> str:
    index = with_own_index(folder / "index")
    if ask(target, "rev-parse", "--verify", "--quiet", "HEAD") is not None:
        checked(run(target.root, *_PLAIN, "read-tree", "HEAD", variables=index), "read-tree")
    how = ("--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored=traditional")
    status = run(target.root, *_PLAIN, "status", *how, "--ignore-submodules=none", "--", *_SOURCES, variables=index)
    if status.code:
        return checked(status, "status")
    return status.output


def _found(listed: str) -> Iterator[Uncommitted]:
    for line in listed.split("\0"):
        if line:
            yield Uncommitted(line[3:], _STATES.get(line[:2], "changed"))


def _is_read(path: str) -> bool:
    return not any(files.is_ignored(part) for part in path.rstrip("/").split("/"))


def named(found: Sequence[Uncommitted]) -> str:
    """Return the first of some files, each with what is so of it, and how many more there are."""
    shown = ", ".join(f"{one.path} ({one.why})" for one in found[:MAX_NAMED])
    return shown + (worded(" and %(count)s more", count=len(found) - MAX_NAMED) if len(found) > MAX_NAMED else "")
