"""Which of two sites was made from later sources, as the history of their repository has it.

Owns the refusal to put older figures over newer ones. Must not know how a site gets online.
"""

from recanvass.publish.repository import BranchError, TargetBranch, ask, commit_at

_SHORT = 7


def refuse_older(target: TargetBranch, recorded: str, older: str | None, *, then: str) -> None:
    """Raise BranchError unless HEAD comes after the commit that the published site was made from.

    It may be replaced all the same where `older` names it. `then` is what to do where the history is complete.
    """
    published, head = commit_at(target, recorded), commit_at(target, "HEAD")
    is_later = published and head and ask(target, "merge-base", "--is-ancestor", published, head) is not None
    if is_later or (older is not None and len(older) >= _SHORT and (published or recorded).startswith(older)):
        return
    short = recorded[:_SHORT]
    if older is not None:
        raise BranchError(f"--force-older names {older}, but the published site was made from commit {short}")
    if ask(target, "rev-parse", "--is-shallow-repository") == "true":
        what = "may not come before yours, since this clone lacks history"
        then = "run: git fetch --unshallow; then try again"
    elif published is None:
        what = "is not in this clone"
    else:
        what = "is not part of your history, so older figures could replace newer ones"
    message = f"the published site was made from commit {short}, which {what}; {then}"
    raise BranchError(f"{message}, or replace the site anyway with --force-older {short}")
