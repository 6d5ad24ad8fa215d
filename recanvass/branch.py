"""The site put on a branch of a git remote, from which a static host shows it, and taken back to an earlier site.

Owns that branch and what has to be so before it moves. Every site that was published stays in its history.
"""

import contextlib
import os
import re
import subprocess
import tempfile
from pathlib import Path

from msgspec import Struct

from recanvass import pipeline, sources, urls
from recanvass.cards import CardError
from recanvass.diagnostics import Diagnostic
from recanvass.pipeline import Loaded
from recanvass.record import Options

MAX_NAMED = 8
_SOURCES = (sources.SETTINGS, sources.CONTENT, sources.TEMPLATES)
_DOMAIN = "CNAME"
_TRAILER = "Rolled-Back-To"
_ON_GITHUB = re.compile(r"(?:https://(?:[^/@]+@)?|ssh://git@|git@)github\.com[:/]([^/]+)/(.+?)(?:\.git)?/?")


class BranchError(Exception):
    """The site cannot be published; the text says why and what to do."""


class Target(Struct, frozen=True):
    """Where a site is published: a branch of a remote of the repository that holds the site's folder."""

    root: Path
    remote: str
    branch: str


class Done(Struct, frozen=True):
    """What came of publishing: the commit on the branch, None where it had this very site, or faults of templates."""

    commit: str | None
    diagnostics: tuple[Diagnostic, ...] = ()


def publish(loaded: Loaded, target: Target, *, base_url: str | None, allow_dirty: bool) -> Done:
    """Build the site into a fresh folder and put it on the branch; raises BranchError, and then nothing is published.

    A custom domain that the branch names stays. Nothing is pushed where the branch holds the same site.
    """
    _check_repository(target)
    if not allow_dirty:
        _refuse_uncommitted(target.root)
    tip = _fetch(target)
    with tempfile.TemporaryDirectory(prefix="recanvass-") as folder:
        out = Path(folder) / "site"
        try:
            built = pipeline.build(loaded, out, Options(base_url))
        except CardError as error:
            raise BranchError(str(error)) from error
        if not built.files:
            return Done(None, built.diagnostics)
        new = _commit(out, target, tip)
    if tip is not None and _tree(target, new) == _tree(target, tip):
        _git(target, "update-ref", _local(target), tip)
        return Done(None, built.diagnostics)
    _push(target, new, before=tip)
    return Done(new, built.diagnostics)


def roll_back(target: Target) -> str:
    """Put the site before the present one on the branch, as a new commit, and return what its commit says.

    Done again it goes back one site further. Raises BranchError where there is no site before.
    """
    _check_repository(target)
    tip = _fetch(target)
    if tip is None:
        raise BranchError(f"{target.remote} has no branch {target.branch}: nothing is published there")
    said = _git(target, "log", "-1", f"--format=%(trailers:key={_TRAILER},valueonly)", tip)
    before = _ask(target, "rev-parse", "--verify", "--quiet", f"{said or tip}^")
    if before is None:
        raise BranchError(f"there is no site before this one on the branch {target.branch}")
    about = _git(target, "log", "-1", "--date=iso-local", "--format=%cd, %s", before)
    message = f"Go back to the site of {about}\n\n{_TRAILER}: {before}"
    new = _git(target, "commit-tree", _tree(target, before), "-p", tip, "-m", message)
    _push(target, new, before=tip)
    return about


def address(target: Target) -> str | None:
    """Return the address under which GitHub Pages shows a branch of a repository there, None for any other host."""
    match = _ON_GITHUB.fullmatch(_git(target, "remote", "get-url", target.remote))
    if match is None:
        return None
    owner, name = match[1].lower(), match[2]
    return f"https://{owner}.github.io/" + ("" if name.lower() == f"{owner}.github.io" else f"{name}/")


def _check_repository(target: Target) -> None:
    if _ask(target, "rev-parse", "--show-toplevel") is None:
        raise BranchError(f"{target.root.resolve()} is not in a git repository; make it one: git init")
    remotes = _git(target, "remote").split()
    if target.remote not in remotes:
        known = f"known: {', '.join(remotes)}" if remotes else f"add it: git remote add {target.remote} ADDRESS"
        raise BranchError(f"there is no remote '{target.remote}'; {known}")
    if _ask(target, "check-ref-format", "--branch", target.branch) is None:
        raise BranchError(f"'{target.branch}' cannot be the name of a branch")
    if _ask(target, "symbolic-ref", "--quiet", "--short", "HEAD") == target.branch:
        raise BranchError(f"the branch {target.branch} holds the sources of the site; name another one with --branch")
    for key, variable in (("user.name", "GIT_COMMITTER_NAME"), ("user.email", "GIT_COMMITTER_EMAIL")):
        if not os.environ.get(variable) and not _ask(target, "config", key):
            raise BranchError(f"git does not know who you are; say it: git config {key} …")


def _refuse_uncommitted(root: Path) -> None:
    listed = _run(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *_SOURCES)
    changed = [line[3:] for line in listed.stdout.split("\0") if line]
    if changed:
        shown = ", ".join(changed[:MAX_NAMED])
        more = f" and {len(changed) - MAX_NAMED} more" if len(changed) > MAX_NAMED else ""
        message = f"these files are not committed: {shown}{more}; commit them, or publish all the same: --allow-dirty"
        raise BranchError(message)


def _fetch(target: Target) -> str | None:
    """Return the tip of the branch on the remote, which is fetched; None where the remote does not have it."""
    listed = _run(target.root, "ls-remote", "--heads", target.remote, f"refs/heads/{target.branch}")
    if listed.returncode:
        raise BranchError(f"the remote '{target.remote}' does not answer: {_last_line(listed.stderr)}")
    tracking = f"refs/remotes/{target.remote}/{target.branch}"
    if listed.stdout:
        _git(target, "fetch", "--quiet", target.remote, f"+refs/heads/{target.branch}:{tracking}")
    else:
        _ask(target, "update-ref", "-d", tracking)
    for ref in (tracking, _local(target)):
        tip = _ask(target, "rev-parse", "--verify", "--quiet", ref)
        if tip is not None and _ask(target, "cat-file", "-e", f"{tip}:{urls.MANIFEST}") is None:
            message = f"the branch {target.branch} holds something else than a site of this program"
            raise BranchError(f"{message}; name another one with --branch")
    return _ask(target, "rev-parse", "--verify", "--quiet", tracking)


def _commit(out: Path, target: Target, tip: str | None) -> str:
    """Commit a folder onto the branch, after its tip, and return the commit."""
    from ghp_import import ghp_import

    head = _ask(target, "rev-parse", "--short", "HEAD")
    domain = _run(target.root, "show", f"{tip}:{_DOMAIN}").stdout if tip is not None else ""
    with contextlib.chdir(target.root):
        ghp_import(
            str(out),
            remote=target.remote,
            branch=target.branch,
            mesg=f"Publish the site as of {head}" if head else "Publish the site",
            nojekyll=True,
            cname=domain or None,
        )
    return _git(target, "rev-parse", _local(target))


def _push(target: Target, new: str, *, before: str | None) -> None:
    pushed = _run(target.root, "push", target.remote, f"{new}:refs/heads/{target.branch}")
    if pushed.returncode:
        _ask(target, "update-ref", *((_local(target), before) if before else ("-d", _local(target))))
        reason = _last_line(pushed.stderr)
        raise BranchError(f"{target.remote} did not take the branch {target.branch}: {reason}; try again")
    _git(target, "update-ref", _local(target), new)


def _local(target: Target) -> str:
    return f"refs/heads/{target.branch}"


def _tree(target: Target, commit: str) -> str:
    return _git(target, "rev-parse", f"{commit}^{{tree}}")


def _git(target: Target, *words: str) -> str:
    """Return what a git command prints; raises BranchError where it fails."""
    done = _run(target.root, *words)
    if done.returncode:
        raise BranchError(f"git {words[0]} failed: {_last_line(done.stderr)}")
    return done.stdout.strip()


def _ask(target: Target, *words: str) -> str | None:
    """Return what a git command prints, None where it says no."""
    done = _run(target.root, *words)
    return done.stdout.strip() if done.returncode == 0 else None


def _run(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = ["git", *words]
    try:
        return subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", errors="replace", check=False)
    except FileNotFoundError:
        raise BranchError("git is not installed; publishing to a branch needs it") from None


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("fatal:", "error:", "!"))]
    return (errors or lines or ["no reason given"])[0]
