"""What is in the way of publishing to a branch, and why a remote does not show what was sent.

Owns what is said of it. Must not change anything.
"""

import os

from recanvass.core.messages import worded
from recanvass.publish.repository import (
    IDENTITY,
    BranchError,
    TargetBranch,
    ask,
    git,
    reason,
)

SHORT = 7


def check_repository(target: TargetBranch) -> None:
    """Raise BranchError where nothing could be published to a branch, whatever the site is."""
    if ask(target, "rev-parse", "--show-toplevel") is None:
        raise BranchError(worded("%(folder)s is not in a git repository; run: git init", folder=target.root.resolve()))
    remotes = git(target, "remote").split()
    if target.remote not in remotes:
        known = (
            worded("known: %(remotes)s", remotes=", ".join(remotes))
            if remotes
            else worded("add it: git remote add %(remote)s ADDRESS", remote=target.remote)
        )
        raise BranchError(worded("unknown remote '%(remote)s'; %(known)s", remote=target.remote, known=known))
    if ask(target, "check-ref-format", "--branch", target.branch) is None:
        raise BranchError(worded("'%(branch)s' can't be a branch name", branch=target.branch))
    if ask(target, "symbolic-ref", "--quiet", "--short", "HEAD") == target.branch:
        message = worded(
            "the branch %(branch)s has the site's sources; choose another with --branch", branch=target.branch
        )
        raise BranchError(message)
    for key, variable in IDENTITY.items():
        if not os.environ.get(variable) and not ask(target, "config", key):
            raise BranchError(worded('git does not know who you are; run: git config %(key)s "…"', key=key))


def not_shown(target: TargetBranch, tip: str | None, shown: str | None, errors: str | None) -> str:
    """Return why a site is not the one that the remote shows; `errors` is what git said if it could not send it."""
    if shown != tip:
        now = (
            worded("%(remote)s now shows commit %(shown)s", remote=target.remote, shown=shown[:SHORT])
            if shown
            else worded("%(remote)s doesn't have that branch", remote=target.remote)
        )
        return worded(
            "another publish changed the branch %(branch)s at the same time: %(now)s; run publish again",
            branch=target.branch,
            now=now,
        )
    live = worded("the old site is still published") if tip is not None else worded("nothing is published")
    if errors is None:
        return worded(
            "git sent the branch %(branch)s, but %(remote)s does not show it: %(live)s; try again",
            branch=target.branch,
            remote=target.remote,
            live=live,
        )
    return worded(
        "%(remote)s did not take the branch %(branch)s: %(reason)s; %(live)s; try again",
        remote=target.remote,
        branch=target.branch,
        reason=reason(errors),
        live=live,
    )
