"""The command `publish`: the site put on a git branch, and taken back.

Owns its arguments, what it prints and its exit codes, which are those of `main`.
"""

import argparse
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from recanvass.cli import effects
from recanvass.content.files import called
from recanvass.core.diagnostics import Diagnostic, has_errors, tally, texts
from recanvass.core.messages import worded

if TYPE_CHECKING:
    from recanvass.build.pipeline import Loaded
    from recanvass.publish.git_branch import Publication
    from recanvass.publish.repository import TargetBranch

OK, FAULTS, USAGE = 0, 1, 2
_AFTER_ROLLBACK = worded("Your content is unchanged. Fix it before you publish again.")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", web_address: Callable[[str], str]) -> None:
    """Add the command to those of the command line; `web_address` reads an address or refuses it."""
    publish = commands.add_parser("publish", help=worded("publish the site to a git branch, or roll it back"))
    publish.add_argument("--branch", default="gh-pages", help=worded("the branch to publish to (default: gh-pages)"))
    publish.add_argument("--remote", default="origin", help=worded("the remote to push to (default: origin)"))
    publish.add_argument(
        "--base-url", metavar="URL", type=web_address, help=worded("the web address of the published site")
    )
    publish.add_argument(
        "--allow-dirty", action="store_true", help=worded("publish even if some content is not committed")
    )
    publish.add_argument(
        "--force-older", metavar="COMMIT", help=worded("replace the site made from COMMIT even if yours may be older")
    )
    publish.add_argument("--rollback", action="store_true", help=worded("go back to the previously published version"))
    publish.add_argument(
        "--sign",
        metavar="KEY",
        nargs="?",
        const="",
        help=worded("sign the manifest with this SSH key (default: git's key)"),
    )
    publish.add_argument(
        "--confirm",
        metavar="SENTENCE",
        help=worded("say why numbers change that readers have seen, for the corrections log"),
    )
    publish.add_argument("--strict", action="store_true", help=worded("treat warnings as errors"))
    publish.add_argument(
        "-C", dest="directory", metavar="DIR", type=Path, default=Path(), help=worded("the site's folder")
    )
    publish.set_defaults(run=_run)


def source(options: argparse.Namespace) -> str | None:
    """Return the commit of the sources of a public build, None where there is none; raises AgainstError.

    A site that is to be replaced must not have been made from newer sources.
    """
    from recanvass.publish import ancestry, published
    from recanvass.publish.repository import BranchError, TargetBranch, commit_at

    for option, other in (("replacing", "public"), ("force_older", "replacing")):
        if getattr(options, option) and not getattr(options, other):
            raise effects.AgainstError(
                worded("--%(option)s goes with --%(other)s", option=option.replace("_", "-"), other=other)
            )
    if not options.public:
        return None
    target = TargetBranch(options.directory, "", "")
    try:
        recorded = published.source_at_address(options.replacing) if options.replacing else None
        if recorded is not None:
            ancestry.refuse_older(target, recorded, options.force_older, then=worded("build the newest commit instead"))
        return commit_at(target, "HEAD")
    except (published.PublishedError, BranchError) as error:
        if not options.replacing:
            return None  # without git
        raise effects.AgainstError(worded("%(error)s; nothing was built", error=error)) from error


def _run(options: argparse.Namespace) -> int:
    from recanvass.pages.card_image import CardError
    from recanvass.publish import git_branch
    from recanvass.publish.output_folder import OutputError
    from recanvass.publish.repository import BranchError, TargetBranch
    from recanvass.publish.signatures import SignatureError

    target = TargetBranch(options.directory, options.remote, options.branch)
    try:
        if options.rollback:
            sys.stdout.write(
                worded(
                    "Rolled back to the site published %(published)s. %(after_rollback)s\n",
                    published=git_branch.roll_back(target),
                    after_rollback=_AFTER_ROLLBACK,
                )
            )
            return OK
        return _publish(target, options)
    except OutputError as error:
        return _refuse(worded("%(error)s; nothing was published", error=error))
    except (BranchError, CardError, SignatureError) as error:
        return _refuse(str(error))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return _refuse(
            worded("can't publish: %(reason)s; publish again to see whether the remote has the new site", reason=reason)
        )


def _publish(target: "TargetBranch", options: argparse.Namespace) -> int:
    from recanvass.build import links, pipeline, rehearsal
    from recanvass.build.last_build import BuildOptions
    from recanvass.content import files
    from recanvass.publish import git_branch, signatures

    wanted = BuildOptions(options.base_url)
    loaded = links.checked(pipeline.read(options.directory, drafts=False), wanted)
    private, site = pipeline.why_private(loaded, options.base_url), loaded.site
    if site is None or private or has_errors(loaded.diagnostics) or (options.strict and loaded.diagnostics):
        _print(loaded, loaded.diagnostics)
        return _refuse(private, FAULTS) if private else FAULTS
    asked = git_branch.PublishOptions(options.allow_dirty, site.keep, options.force_older)
    with git_branch.publication(target, asked) as publication:
        if files.gather(options.directory).inputs != loaded.inputs:
            return _refuse(
                worded("the content changed while it was compared with git; nothing was published; try again")
            )
        git_branch.refuse_rehearsal(publication, partial(rehearsal.refusal, site, options.base_url))
        effect = effects.before_publishing(options, loaded, publication.tip)
        loaded = effects.confirmed(options, loaded, effect, target)
        ready = git_branch.from_present_sources(publication)
        built = pipeline.build(loaded, ready.out, wanted)
        if options.sign is not None and built.files:
            signatures.sign(ready.out, options.sign, options.directory)
        commit = ready.push() if built.files else None
    _print(loaded, (*loaded.diagnostics, *built.diagnostics))
    if has_errors(built.diagnostics):
        return FAULTS
    address = rehearsal.address(site, options.base_url) or git_branch.address(target)
    lines = (*pipeline.summary(loaded).impacts, *effect.lines)
    _say(ready, commit, lines, address, is_signed=options.sign is not None)
    if commit is not None:
        effects.send_alerts(loaded, effect, commit)
    return OK


def _say(
    publication: "Publication", commit: str | None, lines: Iterable[str], address: str | None, *, is_signed: bool
) -> None:
    from recanvass.publish import uncommitted

    target = publication.target
    where = worded("the branch %(branch)s of %(remote)s", branch=target.branch, remote=target.remote) + (
        worded(", shown at %(address)s", address=address) if address else ""
    )
    if commit is None:
        sys.stdout.write(worded("Nothing to publish: %(where)s already has this version\n", where=where))
        return
    if publication.uncommitted:
        sys.stderr.write(
            worded("note: published without a commit: %(named)s\n", named=uncommitted.named(publication.uncommitted))
        )
    if publication.dropped:
        names = ", ".join(publication.dropped)
        sys.stderr.write(
            worded(
                "note: removed from the branch: %(names)s; to keep files there, list them under 'keep'\n", names=names
            )
        )
    if publication.was_signed and not is_signed:
        sys.stderr.write(
            worded("note: the last published site was signed, and this one is not; to sign it, add --sign\n")
        )
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.write(worded("Published on %(where)s\n", where=where))
    if publication.tip is not None:
        sys.stdout.write(worded("To roll back: %(command)s publish --rollback\n", command=called()))


def _refuse(reason: str, code: int = USAGE) -> int:
    sys.stderr.write(f"error: {reason}\n")
    return code


def _print(loaded: "Loaded", found: Iterable[Diagnostic]) -> None:
    said = tuple(found)
    if said:
        sys.stderr.write(f"{texts(said, loaded.line)}\n\n{tally(said)}\n")
