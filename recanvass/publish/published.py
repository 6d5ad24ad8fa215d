"""The site as readers have it: on a branch, in a folder or at an address, to compare with what is about to follow it.

Owns how the files of such a site are read. Nothing on the network is asked unless an address is named.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

from msgspec import Struct

from recanvass.core import urls
from recanvass.core.messages import worded
from recanvass.publish import subprocesses
from recanvass.publish.manifest import commit_in, files_in

BRANCH, REMOTE = "gh-pages", "origin"
"""Where a site is published unless something else is asked for."""
_WEB = re.compile(r"https?://", re.IGNORECASE)


class PublishedError(Exception):
    """What was named cannot be compared with; the text says why."""


class SiteFiles(Struct, frozen=True):
    """The files of a site: `name` is what messages call it, and `version` tells one state of it from another.

    `digest` gives the SHA-256 of a file in hexadecimal digits, `read` its bytes, both for any of the `paths`.
    """

    name: str
    version: str
    paths: Collection[str]
    digest: Callable[[str], str]
    read: Callable[[str], bytes]


def on_branch(root: Path, revision: str, name: str = "") -> SiteFiles | None:
    """Return the site that a commit of the repository around `root` holds; None if there is no such commit or site."""
    commit = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        return None
    commit = commit.strip()
    listed = _git(root, "cat-file", "blob", f"{commit}:{urls.MANIFEST}")
    files = files_in(listed.encode()) if listed is not None else None
    if files is None:
        return None
    return _site(
        name or worded("the branch %(revision)s", revision=revision), commit, files, partial(_blob, root, commit)
    )


def tracked(root: Path, *, remote: str = REMOTE, branch: str = BRANCH) -> SiteFiles | None:
    """Return the site that the remote's branch had when it was last fetched; None if there is none."""
    if not any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        return None
    return on_branch(
        root,
        f"refs/remotes/{remote}/{branch}",
        worded("the branch %(branch)s of %(remote)s", branch=branch, remote=remote),
    )


def in_folder(folder: Path) -> SiteFiles:
    """Return the site that a folder holds. Raises PublishedError."""
    try:
        manifest = (folder / urls.MANIFEST).read_bytes()
    except OSError as error:
        message = worded(
            "no %(manifest)s in %(folder)s, so there is nothing to compare with", manifest=urls.MANIFEST, folder=folder
        )
        raise PublishedError(message) from error
    return _site(str(folder), _hash(manifest), _named(manifest, folder / urls.MANIFEST), partial(_file, folder))


def at_address(address: str) -> SiteFiles:
    """Return the site that is published at an address; its files are fetched when they are read.

    Raises PublishedError, also later.
    """
    manifest = _fetched(address, urls.MANIFEST)
    return _site(address, _hash(manifest), _named(manifest, address), partial(_fetched, address))


def source_at_address(address: str) -> str | None:
    """Return the commit that the site at an address was made from; None where none is known. Raises PublishedError."""
    from recanvass.publish import verify

    try:
        manifest = verify.found(address, urls.MANIFEST)
    except verify.VerifyError as error:
        raise PublishedError(str(error)) from error
    return commit_in(manifest) if manifest is not None else None


def against(root: Path, named: str) -> SiteFiles:
    """Return the site that is named: by an address, a folder or a branch. Raises PublishedError."""
    if _WEB.match(named):
        return at_address(named)
    if Path(named).is_dir():
        return in_folder(Path(named))
    for revision in (f"refs/remotes/{named}", f"refs/remotes/{REMOTE}/{named}", named):
        found = on_branch(root, revision, worded("the branch %(named)s", named=named))
        if found is not None:
            return found
    message = worded("'%(named)s' is not a web address, a folder or a branch that has a Recanvass site", named=named)
    raise PublishedError(message)


def _site(name: str, version: str, files: Mapping[str, str], read: Callable[[str], bytes]) -> SiteFiles:
    return SiteFiles(name, version, files.keys(), files.__getitem__, partial(_sound, name, files, read))


def _sound(name: str, files: Mapping[str, str], read: Callable[[str], bytes], path: str) -> bytes:
    content = read(path)
    if _hash(content) != files[path]:
        message = worded(
            "%(path)s in %(name)s isn't the file that its manifest lists; publish the whole site again",
            path=path,
            name=name,
        )
        raise PublishedError(message)
    return content


def _blob(root: Path, commit: str, path: str) -> bytes:
    text = _git(root, "cat-file", "blob", f"{commit}:{path}")
    if text is None:
        message = worded("the commit %(commit)s has no %(path)s, which its manifest lists", commit=commit, path=path)
        raise PublishedError(message)
    return text.encode()


def _file(folder: Path, path: str) -> bytes:
    try:
        return (folder / path).read_bytes()
    except OSError as error:
        message = worded(
            "can't read %(folder)s: %(reason)s", folder=folder / path, reason=(error.strerror or str(error)).lower()
        )
        raise PublishedError(message) from error


def _fetched(address: str, path: str) -> bytes:
    from recanvass.publish import verify

    try:
        return verify.fetched(address, path)
    except verify.VerifyError as error:
        raise PublishedError(str(error)) from error


def _named(manifest: bytes, where: object) -> Mapping[str, str]:
    files = files_in(manifest)
    if files is None:
        raise PublishedError(worded("%(where)s is not a Recanvass manifest", where=where))
    return files


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocesses.run(["git", *words], root)
    except FileNotFoundError:
        return None
    return done.output if done.code == 0 else None
