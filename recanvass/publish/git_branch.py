"""The site put on a branch of a git remote, from which a static host shows it, and taken back to an earlier site.

Owns that branch and what has to be so before it moves. Every site that was published stays in its history.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from msgspec import Struct

from recanvass.content import files
from recanvass.core import urls
from recanvass.publish import interrupts, subprocesses

MAX_NAMED = 8
_SOURCES = (files.SETTINGS, files.CONTENT, files.TEMPLATES)
_DOMAIN = "CNAME"
_IDENTITY = {"user.name": "GIT_COMMITTER_NAME", "user.email": "GIT_COMMITTER_EMAIL"}
"""What git has to know of who commits, with the variable that says it otherwise."""
_OF_A_REPOSITORY = frozenset({"GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX"})
"""Variables that name parts of a repository, as git sets them where it runs hooks."""
_TRAILER = "Rolled-Back-To"
_ON_GITHUB = re.compile(r"(?:https://(?:[^/@]+@)?|ssh://git@|git@)github\.com[:/]([^/]+)/(.+?)(?:\.git)?/?")


class BranchError(Exception):
    """The site cannot be published; the text says why and what to do."""


class TargetBranch(Struct, frozen=True):
    """Where a site is published: a branch of a remote of the repository that holds the site's folder."""

    root: Path
    remote: str
    branch: str


class Publication(Struct, frozen=True):
    """A site on its way to the branch, whose tip is None where the remote does not have it yet.

    The site is made in `out`, a folder that is gone afterwards.
    """

    target: TargetBranch
    tip: str | None
    folder: Path

    @property
    def out(self) -> Path:
        """The folder for the site, which is not there yet."""
        return self.folder / "site"

    def push(self) -> str | None:
        """Put the site in `out` on the branch and return the commit; None where the branch has this very site.

        A custom domain that the branch names stays. Raises BranchError, and then nothing is published.
        """
        new = _commit(self)
        if self.tip is not None and _tree(self.target, new) == _tree(self.target, self.tip):
            _git(self.target, "update-ref", _local(self.target), self.tip)
            return None
        _push(self.target, new)
        return new


@contextmanager
def publication(target: TargetBranch, *, allow_dirty: bool) -> Iterator[Publication]:
    """Check that a site can be published and yield a folder to make it in; raises BranchError."""
    _check_repository(target)
    if not allow_dirty:
        _refuse_uncommitted(target.root)
    tip = _fetch(target)
    with _scratch() as folder:
        yield Publication(target, tip, folder)


def refuse_rehearsal(publication: Publication, refusal: Callable[..., str]) -> None:
    """Raise BranchError where `refusal` has a reason against publishing here.

    It is asked with the addresses at which the branch is shown and whether the branch holds a site of real results.
    """
    target, tip = publication.target, publication.tip
    domain = _run(target.root, "show", f"{tip}:{_DOMAIN}").output.strip() if tip is not None else ""
    shown = [one for one in (domain or address(target),) if one]
    is_rehearsal = tip is not None and _ask(target, "cat-file", "-e", f"{tip}:{urls.REHEARSAL}") is not None
    reason = refusal(shown, holds_results=tip is not None and not is_rehearsal)
    if reason:
        raise BranchError(reason)


def roll_back(target: TargetBranch) -> str:
    """Put the site before the present one on the branch, as a new commit, and return what its commit says.

    Done again it goes back one site further. Raises BranchError where there is no site before.
    """
    _check_repository(target)
    tip = _fetch(target)
    if tip is None:
        raise BranchError(f"{target.remote} has no branch {target.branch}, so there is nothing to roll back")
    said = _git(target, "log", "-1", f"--format=%(trailers:key={_TRAILER},valueonly)", tip)
    before = _ask(target, "rev-parse", "--verify", "--quiet", f"{said or tip}^")
    if before is None:
        raise BranchError(f"the branch {target.branch} has no earlier version to roll back to")
    about = _git(target, "log", "-1", "--date=iso-local", "--format=%cd, %s", before)
    message = f"Go back to the site of {about}\n\n{_TRAILER}: {before}"
    new = _git(target, "commit-tree", _tree(target, before), "-p", tip, "-m", message)
    _push(target, new)
    return about


def author(target: TargetBranch) -> str:
    """Return the name of whoever commits."""
    return os.environ.get("GIT_AUTHOR_NAME") or _ask(target, "config", "user.name") or ""


def commit_sources(target: TargetBranch, paths: tuple[str, ...], message: str) -> None:
    """Commit some files of the site's sources and nothing else. Raises BranchError, and then nothing is staged."""
    if not paths:
        return
    _git(target, "add", "--", *paths)
    done = _run(target.root, "commit", "--quiet", f"--message={message}", "--only", "--", *paths)
    if done.code:
        _ask(target, "reset", "--quiet", "--", *paths)
        raise BranchError(f"git could not commit {', '.join(paths)}: {_reason(done.errors, 'it stopped')}")


def address(target: TargetBranch) -> str | None:
    """Return the address under which GitHub Pages shows a branch of a repository there, None for any other host."""
    match = _ON_GITHUB.fullmatch(_git(target, "remote", "get-url", target.remote))
    if match is None:
        return None
    owner, name = match[1].lower(), match[2]
    return f"https://{owner}.github.io/" + ("" if name.lower() == f"{owner}.github.io" else f"{name}/")


def check_target(target: TargetBranch) -> None:
    """Raise BranchError where nothing could be published to a branch, whatever the site is."""
    _check_repository(target)


def _check_repository(target: TargetBranch) -> None:
    if _ask(target, "rev-parse", "--show-toplevel") is None:
        raise BranchError(f"{target.root.resolve()} is not in a git repository; run: git init")
    remotes = _git(target, "remote").split()
    if target.remote not in remotes:
        known = f"known: {', '.join(remotes)}" if remotes else f"add it: git remote add {target.remote} ADDRESS"
        raise BranchError(f"unknown remote '{target.remote}'; {known}")
    if _ask(target, "check-ref-format", "--branch", target.branch) is None:
        raise BranchError(f"'{target.branch}' can't be a branch name")
    if _ask(target, "symbolic-ref", "--quiet", "--short", "HEAD") == target.branch:
        raise BranchError(f"the branch {target.branch} has the site's sources; choose another with --branch")
    for key, variable in _IDENTITY.items():
        if not os.environ.get(variable) and not _ask(target, "config", key):
            raise BranchError(f'git does not know who you are; run: git config {key} "…"')


def _uncommitted(root: Path) -> list[str]:
    """Return the files of the site that differ from those of the last commit."""
    listed = _run(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *_SOURCES)
    return [line[3:] for line in listed.output.split("\0") if line]


def _refuse_uncommitted(root: Path) -> None:
    changed = _uncommitted(root)
    if changed:
        shown = ", ".join(changed[:MAX_NAMED])
        more = f" and {len(changed) - MAX_NAMED} more" if len(changed) > MAX_NAMED else ""
        message = f"these files are not committed: {shown}{more}; commit them, or publish anyway with --allow-dirty"
        raise BranchError(message)


def _fetch(target: TargetBranch) -> str | None:
    """Return the tip of the branch on the remote, which is fetched; None where the remote does not have it."""
    listed = _run(target.root, "ls-remote", "--heads", target.remote, f"refs/heads/{target.branch}")
    if listed.code:
        raise BranchError(f"the remote '{target.remote}' did not answer: {_reason(listed.errors)}")
    tracking = f"refs/remotes/{target.remote}/{target.branch}"
    if listed.output:
        _git(target, "fetch", "--quiet", target.remote, f"+refs/heads/{target.branch}:{tracking}")
    else:
        _ask(target, "update-ref", "-d", tracking)
    for ref in (tracking, _local(target)):
        tip = _ask(target, "rev-parse", "--verify", "--quiet", ref)
        if tip is not None and _ask(target, "cat-file", "-e", f"{tip}:{urls.MANIFEST}") is None:
            message = f"the branch {target.branch} has something other than a Recanvass site"
            raise BranchError(f"{message}; choose another with --branch")
    return _ask(target, "rev-parse", "--verify", "--quiet", tracking)


@contextmanager
def _scratch() -> Iterator[Path]:
    """Yield a folder that is gone afterwards, also when an interrupt ends the program."""
    with ExitStack() as tidy:
        with interrupts.held():
            try:
                scratch = tempfile.TemporaryDirectory(prefix="recanvass-")
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise BranchError(
                    f"can't create a temporary folder: {reason}; set TMPDIR to a folder you can write to"
                ) from error
            # The undo is taken back last, since an interrupt may come while the folder is being removed.
            tidy.enter_context(interrupts.undone_by(partial(shutil.rmtree, scratch.name, ignore_errors=True)))
            tidy.callback(scratch.cleanup)
        yield Path(scratch.name)


def _commit(publication: Publication) -> str:
    """Commit the site after the tip of the branch, and return the commit.

    No branch moves by that, even where it is stopped halfway: it is made in a repository of its own, which shares the
    objects of the real one and nothing else, and is gone afterwards.
    """
    target, tip, folder = publication.target, publication.tip, publication.folder
    variables = _workshop(folder / "repository", target)
    before = tip or _ask(target, "rev-parse", "--verify", "--quiet", _local(target))
    if before:
        _checked(_run(folder, "update-ref", _local(target), before, variables=variables), "update-ref")
    head = _ask(target, "rev-parse", "--short", "HEAD")
    changes = ", with changes" if head and _uncommitted(target.root) else ""
    domain = _run(target.root, "show", f"{tip}:{_DOMAIN}").output if tip is not None else ""
    # In a process of its own: what it starts can be ended with it, and where it fails that is no fault of this program.
    importing = [sys.executable, "-P", "-m", "ghp_import", "--no-jekyll", f"--branch={target.branch}"]
    importing += [f"--message=Publish the site as of {head}{changes}" if head else "--message=Publish the site"]
    importing += [f"--cname={domain}"] if domain else []
    done = subprocesses.run([*importing, str(publication.out)], folder, variables)
    if done.code:
        raise BranchError(f"git could not make a commit of the site: {_reason(done.errors, 'it stopped')}; try again")
    return _checked(_run(folder, "rev-parse", "--verify", _local(target), variables=variables), "rev-parse")


def _workshop(path: Path, target: TargetBranch) -> Mapping[str, str]:
    """Make a bare repository that shares the objects of the site's, and return by which variables git works in it."""
    objects = (target.root / _git(target, "rev-parse", "--git-path", "objects")).resolve()
    form = _git(target, "rev-parse", "--show-object-format")
    variables = {name: value for name, value in os.environ.items() if name not in _OF_A_REPOSITORY}
    variables |= {"GIT_DIR": str(path), "GIT_OBJECT_DIRECTORY": str(objects)}
    for key, name in _IDENTITY.items():
        if not variables.get(name):
            variables[name] = _git(target, "config", key)
    _checked(_run(path.parent, "init", "--quiet", "--bare", f"--object-format={form}", variables=variables), "init")
    return variables


def _push(target: TargetBranch, new: str) -> None:
    with interrupts.undone_by(_say_that_it_is_open):
        pushed = _run(target.root, "push", target.remote, f"{new}:{_local(target)}")
        if not pushed.code:
            interrupts.done()
    if pushed.code:
        reason = _reason(pushed.errors)
        raise BranchError(f"{target.remote} did not take the branch {target.branch}: {reason}; try again")
    # The site is published. That the branch here moves along is a convenience.
    _ask(target, "update-ref", _local(target), new)


def _say_that_it_is_open() -> None:
    # Not by sys.stderr: this is called from within whatever was interrupted.
    os.write(2, b"error: interrupted while sending the site; publish again to see whether the remote has it\n")


def _local(target: TargetBranch) -> str:
    return f"refs/heads/{target.branch}"


def _tree(target: TargetBranch, commit: str) -> str:
    return _git(target, "rev-parse", f"{commit}^{{tree}}")


def _git(target: TargetBranch, *words: str) -> str:
    """Return what a git command prints; raises BranchError where it fails."""
    return _checked(_run(target.root, *words), words[0])


def _checked(done: subprocesses.Ended, what: str) -> str:
    if done.code:
        raise BranchError(f"git {what} failed: {_reason(done.errors)}")
    return done.output.strip()


def _ask(target: TargetBranch, *words: str) -> str | None:
    """Return what a git command prints, None where it says no."""
    done = _run(target.root, *words)
    return done.output.strip() if done.code == 0 else None


def _run(folder: Path, *words: str, variables: Mapping[str, str] | None = None) -> subprocesses.Ended:
    try:
        return subprocesses.run(["git", *words], folder, variables)
    except FileNotFoundError:
        raise BranchError("git is not installed; publishing to a branch needs it") from None


def _reason(text: str, otherwise: str | None = None) -> str:
    """Return what git says is wrong; where it does not say so, the last line, or whatever is to be said instead."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("fatal:", "error:", "!"))]
    return errors[0] if errors else otherwise or (lines or ["no reason given"])[0]
