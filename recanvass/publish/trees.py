"""Trees of git made of a site: its files as they were built, and what stood on the branch beside them.

Owns the making, and that a tree holds just what it was made of. No branch moves by it: git works in a repository of its
own, which shares the objects of the real one and nothing else.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from recanvass.core import urls
from recanvass.core.messages import worded
from recanvass.publish.manifest import files_in
from recanvass.publish.repository import (
    BranchError,
    TargetBranch,
    checked,
    object_format,
    reason,
    run,
    with_own_index,
    workshop,
)

_REF = "refs/heads/site"
_PLAIN_FILE = "100644"
_ABOUT_THE_SITE = frozenset({urls.MANIFEST, urls.SIGNATURE})


class TreeEntry(Struct, frozen=True):
    """A file of a tree: its mode and the hash that git knows its content by."""

    mode: str
    id: str


def entries(target: TargetBranch, revision: str) -> Mapping[str, TreeEntry]:
    """Return the files of a tree or a commit by path."""
    listed = run(target.root, "ls-tree", "-r", "-z", "--full-tree", revision)
    checked(listed, "ls-tree")
    found = (line.partition("\t") for line in listed.output.split("\0") if line)
    return {path: TreeEntry(*about.split()[::2]) for about, _, path in found}


def site_files(target: TargetBranch, revision: str) -> Mapping[str, str] | None:
    """Return the files that the manifest of a published site names; None where there is no site of ours."""
    shown = run(target.root, "show", f"{revision}:{urls.MANIFEST}")
    return files_in(shown.output.encode()) if shown.code == 0 else None


def foreign(target: TargetBranch, revision: str) -> Mapping[str, TreeEntry]:
    """Return the files of a published site that no build made, such as the name of a domain."""
    ours = {*(site_files(target, revision) or {}), *_ABOUT_THE_SITE}
    return {path: entry for path, entry in entries(target, revision).items() if path not in ours}


def of_site(target: TargetBranch, site: Path, folder: Path) -> str:
    """Return a tree of the files of a site as they are on the disk; raises BranchError where git cannot make it.

    `folder` is for what is needed in between.
    """
    variables = workshop(folder / "repository", target)
    stream, form = folder / "stream", object_format(target)
    with _told(), stream.open("wb") as file:
        wanted = dict(_written(file, site, form))
    done = run(folder, "fast-import", "--quiet", "--done", variables=variables, given=stream)
    made = run(folder, "rev-parse", "--verify", "--quiet", f"{_REF}^{{tree}}", variables=variables)
    tree = made.output.strip()
    if done.code or made.code:
        message = worded(
            "git could not make a commit of the site: %(reason)s; try again",
            reason=reason(done.errors, worded("it stopped")),
        )
        raise BranchError(message)
    if entries(target, tree) != wanted:
        raise BranchError(worded("git made a commit of other files than those of the site; try again"))
    return tree


def _written(stream: BinaryIO, site: Path, form: str) -> Iterator[tuple[str, TreeEntry]]:
    """Write the files of a site as `git fast-import` reads them, and yield each as git is to know it."""
    stream.write(b"commit %s\ncommitter Recanvass <> 0 +0000\ndata 0\n" % _REF.encode())
    for path in _paths(str(site)):
        content = (site / path).read_bytes()
        stream.write(b"M %s inline %s\ndata %d\n" % (_PLAIN_FILE.encode(), path.encode(), len(content)))
        stream.write(content)
        stream.write(b"\n")
        yield path, TreeEntry(_PLAIN_FILE, hashlib.new(form, b"blob %d\0" % len(content) + content).hexdigest())
    stream.write(b"done\n")


@contextmanager
def _told() -> Iterator[None]:
    """Say what is wrong with the disk as a fault of the publishing."""
    try:
        yield
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise BranchError(worded("can't get the site ready: %(why)s; nothing was published", why=why)) from error


def _paths(site: str) -> Iterator[str]:
    for folder, _, names in os.walk(site):
        for name in names:
            yield os.path.relpath(f"{folder}/{name}", site).replace(os.sep, "/")


def changed(
    target: TargetBranch, tree: str, folder: Path, *, without: Iterable[str], more: Mapping[str, TreeEntry]
) -> str:
    """Return a tree without some files and with others."""
    index = with_own_index(folder / "index")
    checked(run(target.root, "read-tree", tree, variables=index), "read-tree")
    empty = "0" * len(tree)
    lines = [f"0 {empty}\t{path}" for path in without]
    lines += [f"{entry.mode} {entry.id}\t{path}" for path, entry in more.items()]
    given = folder / "changes"
    with _told():
        given.write_bytes("".join(f"{line}\0" for line in lines).encode())
    words = ("update-index", "-z", "--add", "--replace", "--index-info")
    checked(run(target.root, *words, variables=index, given=given), "update-index")
    return checked(run(target.root, "write-tree", variables=index), "write-tree")
