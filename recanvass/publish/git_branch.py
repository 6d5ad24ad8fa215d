"""The site put on a branch of a git remote, from which a static host shows it, and taken back to an earlier site.

Owns that branch, what has to be so before it moves, and that it did move. Every site that was published stays in its
history. The message of each commit says from which commit of the sources its site was made.
"""

import os
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from recanvass.core import urls
from recanvass.core.messages import worded
from recanvass.publish import ancestry, interrupts, temporary, trees
from recanvass.publish.branch_faults import check_repository, not_shown
from recanvass.publish.repository import (
    BranchError,
    TargetBranch,
    ask,
    commit_at,
    git,
    reason,
    run,
)
from recanvass.publish.trees import TreeEntry
from recanvass.publish.uncommitted import Uncommitted, named, uncommitted

_DOMAIN = "CNAME"
_KEPT = (_DOMAIN, ".nojekyll", ".well-known/")
"""What hosts ask for beside a site, which no publishing removes from the branch."""
_SOURCE, _BACK = "Published-From", "Rolled-Back-To"
_OURS = ("-E", "--grep=^(Publish the site|Go back to the site of )", "--first-parent")
_SOURCE_IN_SUBJECT = re.compile(r"^([0-9a-f]{40,64})$|Publish the site as of ([0-9a-f]{4,64})", re.MULTILINE)
_PAUSES_S = (0.0, 1.0, 2.0)
"""How long to wait before each look at a remote that has taken a branch and does not show it yet."""
_IS_OPEN = worded("error: interrupted while sending the site; publish again to see whether the remote has it\n")
"""What is said of an interrupt, from within its handler."""
_ON_GITHUB = re.compile(r"(?:https://(?:[^/@]+@)?|ssh://git@|git@)github\.com[:/]([^/]+)/(.+?)(?:\.git)?/?")


class PublishOptions(Struct, frozen=True):
    """What a publishing was asked for.

    `keep` are files and folders, which end in a slash, that stay on the branch though no build made them. `older` names
    the published commit that may be replaced by a site made from one that does not come after it.
    """

    allow_dirty: bool = False
    keep: tuple[str, ...] = ()
    older: str | None = None


class Publication(Struct, frozen=True):
    """A site on its way to the branch, whose tip is None where the remote does not have it yet.

    The site is made in `out`, a folder that is gone afterwards. `head` is the commit of the sources, None where there
    is none yet, and `uncommitted` what differs from it. Of the files that stand on the branch beside the site, `kept`
    stay and `dropped` go.
    """

    target: TargetBranch
    tip: str | None
    folder: Path
    head: str | None
    uncommitted: tuple[Uncommitted, ...]
    kept: Mapping[str, TreeEntry]
    dropped: tuple[str, ...]

    @property
    def was_signed(self) -> bool:
        """Tell whether the site on the branch has a signature."""
        return self.tip is not None and ask(self.target, "cat-file", "-e", f"{self.tip}:{urls.SIGNATURE}") is not None

    @property
    def out(self) -> Path:
        """The folder for the site, which is not there yet."""
        return self.folder / "site"

    def push(self) -> str | None:
        """Put the site in `out` on the branch and return the commit; None where the branch has this very site.

        It returns once the remote itself has shown that commit. Raises BranchError, which says what the remote has.
        """
        tree = _with_kept(self.target, trees.of_site(self.target, self.out, self.folder), self.folder, self.kept)
        if self.tip is not None and tree == git(self.target, "rev-parse", f"{self.tip}^{{tree}}"):
            _move_along(self.target, self.tip)
            return None
        changes = ", with changes" if self.uncommitted else ""
        short = git(self.target, "rev-parse", "--short", self.head) if self.head else ""
        message = f"Publish the site as of {short}{changes}\n\n{_SOURCE}: {self.head}" if short else "Publish the site"
        new = _committed(self.target, tree, self.tip, message)
        _push(self.target, self.tip, new)
        return new


@contextmanager
def publication(target: TargetBranch, asked: PublishOptions) -> Iterator[Publication]:
    """Check that a site can be published and yield a folder to make it in; raises BranchError."""
    check_repository(target)
    head, changed = commit_at(target, "HEAD"), uncommitted(target)
    if changed and not asked.allow_dirty:
        message = worded(
            "these files are not committed: %(named)s; commit them, or publish anyway with --allow-dirty",
            named=named(changed),
        )
        raise BranchError(message)
    tip = _fetch(target)
    if tip is not None:
        _refuse_older(target, tip, asked.older)
    beside = trees.foreign(target, tip) if tip is not None else {}
    kept = {path: entry for path, entry in beside.items() if _is_among(path, (*_KEPT, *asked.keep))}
    with _scratch() as folder:
        yield Publication(target, tip, folder, head, changed, kept, tuple(sorted(beside.keys() - kept.keys())))


def from_present_sources(publication: Publication) -> Publication:
    """Return a publication whose sources are those committed now: a correction may have been committed meanwhile."""
    return replace(publication, head=commit_at(publication.target, "HEAD"))


def _is_among(path: str, names: Collection[str]) -> bool:
    return any(path == name or (name.endswith("/") and path.startswith(name)) for name in names)


def refuse_rehearsal(publication: Publication, refusal: Callable[..., str]) -> None:
    """Raise BranchError where `refusal` has a reason against publishing here.

    It is asked with the addresses at which the branch is shown and whether the branch holds a site of real results.
    """
    target, tip = publication.target, publication.tip
    domain = run(target.root, "show", f"{tip}:{_DOMAIN}").output.strip() if tip is not None else ""
    shown = [one for one in (domain or address(target),) if one]
    is_rehearsal = tip is not None and ask(target, "cat-file", "-e", f"{tip}:{urls.REHEARSAL}") is not None
    against = refusal(shown, holds_results=tip is not None and not is_rehearsal)
    if against:
        raise BranchError(against)


def roll_back(target: TargetBranch) -> str:
    """Put the site before the present one on the branch, as a new commit, and return what its commit says.

    Done again it goes back one site further. What no build made stays as it is now. Raises BranchError where there is
    no site before.
    """
    check_repository(target)
    tip = _fetch(target)
    if tip is None:
        message = worded(
            "%(remote)s has no branch %(branch)s, so there is nothing to roll back",
            remote=target.remote,
            branch=target.branch,
        )
        raise BranchError(message)
    before = _site_before(target, tip)
    if before is None:
        raise BranchError(worded("the branch %(branch)s has no earlier version to roll back to", branch=target.branch))
    about = git(target, "log", "-1", "--date=iso-local", "--format=%cd, %s", before)
    source = _published_from(target, before)
    message = f"Go back to the site of {about}\n\n{_BACK}: {before}" + (f"\n{_SOURCE}: {source}" if source else "")
    with _scratch() as folder:
        old = trees.foreign(target, before)
        tree = trees.changed(target, before, folder, without=old, more={})
        ours = trees.entries(target, tree)
        kept = {path: one for path, one in trees.foreign(target, tip).items() if not _in_the_way(path, ours)}
        tree = _with_kept(target, tree, folder, kept)
    _push(target, tip, _committed(target, tree, tip, message))
    return about


def author(target: TargetBranch) -> str:
    """Return the name of whoever commits."""
    return os.environ.get("GIT_AUTHOR_NAME") or ask(target, "config", "user.name") or ""


def commit_sources(target: TargetBranch, paths: tuple[str, ...], message: str) -> None:
    """Commit some files of the site's sources and nothing else. Raises BranchError, and then nothing is staged."""
    if not paths:
        return
    git(target, "add", "--", *paths)
    done = run(target.root, "commit", "--quiet", f"--message={message}", "--only", "--", *paths)
    if done.code:
        ask(target, "reset", "--quiet", "--", *paths)
        raise BranchError(
            worded(
                "git could not commit %(paths)s: %(reason)s",
                paths=", ".join(paths),
                reason=reason(done.errors, worded("it stopped")),
            )
        )


def _site_before(target: TargetBranch, tip: str) -> str | None:
    """Return the newest commit below the present site, as of the last time we published, that has another site."""
    newest = ask(target, "log", "-1", *_OURS, f"--format=%H %(trailers:key={_BACK},valueonly)", tip)
    present, _, back_to = (newest or tip).partition(" ")
    here = ask(target, "rev-parse", "--verify", "--quiet", f"{tip}:{urls.MANIFEST}")
    for commit in git(target, "rev-list", "--first-parent", back_to.strip() or present).split()[1:]:
        manifest = ask(target, "rev-parse", "--verify", "--quiet", f"{commit}:{urls.MANIFEST}")
        if manifest not in (None, here) and trees.site_files(target, commit) is not None:
            return commit
    return None


def address(target: TargetBranch) -> str | None:
    """Return the address under which GitHub Pages shows a branch of a repository there, None for any other host."""
    match = _ON_GITHUB.fullmatch(git(target, "remote", "get-url", target.remote))
    if match is None:
        return None
    owner, name = match[1].lower(), match[2]
    return f"https://{owner}.github.io/" + ("" if name.lower() == f"{owner}.github.io" else f"{name}/")


def check_target(target: TargetBranch) -> None:
    """Raise BranchError where nothing could be published to a branch, whatever the site is."""
    check_repository(target)


def _fetch(target: TargetBranch) -> str | None:
    """Return the tip of the branch on the remote, which is fetched; None where the remote does not have it."""
    if _shown(target) is not None:
        git(target, "fetch", "--quiet", target.remote, f"+{target.local}:{target.tracking}")
    else:
        ask(target, "update-ref", "-d", target.tracking)
    for ref in (target.tracking, target.local):
        if commit_at(target, ref) is not None and trees.site_files(target, ref) is None:
            message = worded("the branch %(branch)s has something other than a Recanvass site", branch=target.branch)
            raise BranchError(worded("%(message)s; choose another with --branch", message=message))
    return commit_at(target, target.tracking)


def _shown(target: TargetBranch) -> str | None:
    """Return the commit that the remote itself shows on the branch; None where it has no such branch."""
    listed = run(target.root, "ls-remote", "--heads", target.remote, target.local)
    if listed.code:
        message = worded(
            "the remote '%(remote)s' did not answer: %(reason)s", remote=target.remote, reason=reason(listed.errors)
        )
        raise BranchError(message)
    found = {name: commit for commit, _, name in (line.partition("\t") for line in listed.output.splitlines())}
    return found.get(target.local)


def _published_from(target: TargetBranch, tip: str) -> str | None:
    """Return the commit of the sources from which a published site was made; None where none is recorded."""
    words = (*_OURS, f"--format=%(trailers:key={_SOURCE},valueonly)%n%s", tip)
    match = _SOURCE_IN_SUBJECT.search(ask(target, "log", "-1", *words) or "")
    return (match[1] or match[2]) if match is not None else None


def _refuse_older(target: TargetBranch, tip: str, older: str | None) -> None:
    """Raise BranchError unless the sources come after those of the published site, or that site is named as `older`."""
    recorded = _published_from(target, tip)
    if recorded is not None:
        ancestry.refuse_older(target, recorded, older, then=worded("run: git pull; then publish again"))


@contextmanager
def _scratch() -> Iterator[Path]:
    """Yield a folder that is gone afterwards. Raises BranchError if there can be none."""
    with ExitStack() as tidy:
        try:
            scratch = tidy.enter_context(temporary.folder())
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            message = worded(
                "can't create a temporary folder: %(why)s; set TMPDIR to a folder you can write to", why=why
            )
            raise BranchError(message) from error
        yield scratch


def _with_kept(target: TargetBranch, tree: str, folder: Path, kept: Mapping[str, TreeEntry]) -> str:
    """Return the tree of a site with the files that stay beside it; what the site has itself is the site's."""
    ours = trees.entries(target, tree)
    more = {path: entry for path, entry in kept.items() if path not in ours}
    for path in more:
        if _in_the_way(path, ours):
            message = worded(
                "the branch %(branch)s has a file %(path)s, and a page needs its place; rename it",
                branch=target.branch,
                path=path,
            )
            raise BranchError(message)
    return trees.changed(target, tree, folder, without=(), more=more) if more else tree


def _in_the_way(path: str, ours: Collection[str]) -> bool:
    """Tell whether a file stands where a page or a folder of pages belongs."""
    parts = path.split("/")
    above = {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return not above.isdisjoint(ours) or any(one.startswith(f"{path}/") for one in ours)


def _committed(target: TargetBranch, tree: str, before: str | None, message: str) -> str:
    parents = ("-p", before) if before is not None else ()
    return git(target, "commit-tree", tree, *parents, "-m", message)


def _push(target: TargetBranch, tip: str | None, new: str) -> None:
    with interrupts.undone_by(_say_that_it_is_open):
        pushed = run(target.root, "push", target.remote, f"{new}:{target.local}")
        try:
            shown = _shown_at_last(target, tip, is_awaited=pushed.code == 0)
        except BranchError as error:
            message = worded("%(error)s; publish again to see whether it has the new site", error=error)
            raise BranchError(message) from error
        if shown == new:
            interrupts.done()
    if shown != new:
        raise BranchError(not_shown(target, tip, shown, pushed.errors if pushed.code else None))
    _move_along(target, new)


def _shown_at_last(target: TargetBranch, tip: str | None, *, is_awaited: bool) -> str | None:
    """Return what the remote shows; a remote that is to show something new has a little time to."""
    shown = tip
    for pause in _PAUSES_S if is_awaited else _PAUSES_S[:1]:
        time.sleep(pause)
        shown = _shown(target)
        if shown != tip:
            break
    return shown


def _move_along(target: TargetBranch, new: str) -> None:
    """Let the branch here follow, which is a convenience; it stays where somebody has worked on it."""
    here = commit_at(target, target.local)
    if here is None or ask(target, "merge-base", "--is-ancestor", here, new) is not None:
        ask(target, "update-ref", target.local, new)


def _say_that_it_is_open() -> None:
    # Not by sys.stderr: this is called from within whatever was interrupted.
    os.write(2, _IS_OPEN.encode())
