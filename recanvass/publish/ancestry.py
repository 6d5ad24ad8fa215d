"""Which of two sites was made from later sources, as the history of their repository has it.

Owns the refusal to put older figures over newer ones. Must not know how a site gets online.
"""

from recanvass.core.messages import worded
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
        raise BranchError(
            worded(
                "--force-older names %(older)s, but the published site was made from commit %(short)s",
                older=older,
                short=short,
            )
        )
    if ask(target, "rev-parse", "--is-shallow-repository") == "true":
        what = worded("may not come before yours, since this clone lacks history")
        then = worded("run: git fetch --unshallow; then try again")
    elif published is None:
        what = worded("is not in this clone")
    else:
        what = worded("is not part of your history, so older figures could replace newer ones")
    message = worded(
        "the published site was made from commit %(short)s, which %(what)s; %(then)s", short=short, what=what, then=then
    )
    raise BranchError(
        worded("%(message)s, or replace the site anyway with --force-older %(short)s", message=message, short=short)
    )
