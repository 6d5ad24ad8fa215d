"""What commands say of the effect of an edit, and what `publish` wants confirmed.

Owns which published site is compared with, and how a change is confirmed. Importing it must take no time.
"""

import argparse
import shlex
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from recanvass.content.files import called
from recanvass.core.messages import worded

if TYPE_CHECKING:
    from recanvass.build.effects.edit import EditEffect
    from recanvass.build.pipeline import Loaded
    from recanvass.content.files import Gathered
    from recanvass.publish.published import SiteFiles
    from recanvass.publish.repository import TargetBranch

_NOTHING = worded("There is nothing published to compare with.\n")


class AgainstError(Exception):
    """The site that was named cannot be compared with; the text says why."""


class UnconfirmedError(Exception):
    """Numbers that readers have seen change, and nobody has said why; the text says which, and what to run."""


def add_against(command: argparse.ArgumentParser) -> None:
    """Add the option that names the published site."""
    command.add_argument(
        "--against",
        metavar="URL|DIR|BRANCH",
        help=worded("the published site to compare with (default: gh-pages as last fetched from origin)"),
    )


def of_check(options: argparse.Namespace, loaded: "Loaded") -> "EditEffect":
    """Return what the content as it was read changes for readers. Raises AgainstError."""
    return _effect(options, lambda: loaded, None)


def of_last_build(options: argparse.Namespace, gathered: "Gathered", out: Path) -> "EditEffect":
    """Return the same for a site that was built before; its content is read only if readers see other numbers.

    Raises AgainstError.
    """
    from recanvass.build import pipeline

    return _effect(options, lambda: pipeline.typed(gathered, drafts=options.drafts, as_of=options.as_of), out)


def _effect(options: argparse.Namespace, read: Callable[[], "Loaded"], out: Path | None) -> "EditEffect":
    from recanvass.build.effects import edit
    from recanvass.publish import published

    try:
        there = _published(options)
        if there is None or getattr(options, "as_of", None) is not None:
            if getattr(options, "verbose", False) and options.format == "text":
                sys.stdout.write(_NOTHING)
            return edit.EditEffect()
        new = published.in_folder(out) if out is not None else None
        if new is not None and edit.is_same(there, new):
            return edit.nothing(there)
        return edit.effect_of(read(), there, new)
    except published.PublishedError as error:
        raise AgainstError(str(error)) from error


def send_alerts(loaded: "Loaded", effect: "EditEffect", commit: str) -> None:
    """Tell the webhook of a site, if it has one, what was published; say so where it did not take it."""
    from recanvass.build.effects.alerts import alerts_of
    from recanvass.content.files import SETTINGS
    from recanvass.content.load.settings import load_settings
    from recanvass.content.schema.keys import SiteRecord
    from recanvass.core.diagnostics import Report
    from recanvass.publish import webhook

    settings = load_settings(loaded.files.get(SETTINGS), Report())
    alerts = settings.get(SiteRecord.alerts) if settings is not None else None
    if alerts is None or loaded.site is None:
        return
    found = alerts_of(loaded.site, effect.effect) if effect.effect is not None else ()
    documents = [{"kind": "published", "lines": list(effect.lines), "commit": commit}]
    documents += [{"kind": one.kind, "contest": one.contest, "about": one.about, "lines": [one.text]} for one in found]
    mark = {"rehearsal": True} if loaded.site.is_rehearsal else {}
    try:
        for document in documents:
            webhook.send(alerts, {**document, **mark})
    except webhook.AlertError as error:
        sys.stderr.write(worded("warning: an alert was not sent: %(error)s\n", error=error))


def _published(options: argparse.Namespace) -> "SiteFiles | None":
    from recanvass.publish import published

    root = options.directory
    return published.tracked(root) if options.against is None else published.against(root, options.against)


def after(options: argparse.Namespace, renew: Callable[["Loaded"], str]) -> Callable[["Loaded"], str]:
    """Return what the preview does with each sound state: `renew` the schemas, and say what the edit changes."""
    last = ""

    def said(loaded: "Loaded") -> str:
        nonlocal last
        told = renew(loaded)
        try:
            effect = "".join(f"{line}\n" for line in of_check(options, loaded).lines)
        except AgainstError as error:
            effect = worded("note: %(error)s\n", error=error)
        before, last = last, effect
        return told + (effect if effect != before else "")

    return said


def command_to_confirm(options: argparse.Namespace) -> str:
    """Return the command that publishes what was refused, to be pasted."""
    words = ["publish"]
    words += ["-C", str(options.directory)] if options.directory != Path() else []
    words += ["--branch", options.branch] if options.branch != "gh-pages" else []
    words += ["--remote", options.remote] if options.remote != "origin" else []
    words += ["--base-url", options.base_url] if options.base_url else []
    words += ["--allow-dirty"] if options.allow_dirty else []
    words += ["--force-older", options.force_older] if options.force_older else []
    words += ["--strict"] if options.strict else []
    if options.sign is not None:
        words += ["--sign", options.sign] if options.sign else ["--sign"]
    return worded(
        '%(command)s %(words)s --confirm "Say in one sentence why"', command=called(), words=shlex.join(words)
    )


def _refusal(options: argparse.Namespace, loaded: "Loaded", effect: "EditEffect") -> str:
    """Return why a site is not published before somebody confirms it; nothing if it may be."""
    from recanvass.build.effects import telling

    if not effect.broken or options.confirm or loaded.site is None:
        return ""
    said = "".join(f"  {line}\n" for line in telling.refusal(loaded.site, effect.broken))
    return worded(
        "this changes what readers have seen, so it needs a reason:\n"
        "%(said)s  hint: the reason goes into the corrections log; to publish, run: %(command)s",
        said=said,
        command=command_to_confirm(options),
    )


def before_publishing(options: argparse.Namespace, loaded: "Loaded", tip: str | None) -> "EditEffect":
    """Return what a site changes against the one that its branch has. Raises AgainstError and UnconfirmedError."""
    from recanvass.build.effects import edit
    from recanvass.publish import published

    try:
        where = worded("the branch %(branch)s of %(remote)s", branch=options.branch, remote=options.remote)
        there = published.on_branch(options.directory, tip, where) if tip is not None else None
        effect = edit.effect_of(loaded, there)
    except published.PublishedError as error:
        raise AgainstError(str(error)) from error
    if refusal := _refusal(options, loaded, effect):
        raise UnconfirmedError(refusal)
    return effect


def confirmed(options: argparse.Namespace, loaded: "Loaded", effect: "EditEffect", target: "TargetBranch") -> "Loaded":
    """Add what was confirmed to the corrections log, commit that alone, and return the site with it.

    With --allow-dirty, it is for the editor to commit. Raises AgainstError and BranchError, and then nothing is
    written.
    """
    from recanvass.build import pipeline

    if not options.confirm or loaded.site is None:
        return loaded
    if not effect.broken:
        sys.stdout.write(worded("Nothing had to be confirmed, so the reason was not recorded.\n"))
        return loaded
    _log(options, loaded, effect, target)
    return pipeline.read(options.directory, drafts=False)


def _log(options: argparse.Namespace, loaded: "Loaded", effect: "EditEffect", target: "TargetBranch") -> None:
    from recanvass.build.effects import log
    from recanvass.publish import git_branch, interrupts, state_files
    from recanvass.publish.repository import BranchError

    zone = ZoneInfo(loaded.site.timezone if loaded.site is not None else "UTC")
    published = datetime.now(zone).replace(second=0, microsecond=0)
    why = log.Why(options.confirm.strip(), git_branch.author(target), published)
    before, after = {}, {}
    for one in log.contests_to_log(effect.broken):
        path = log.path_of(one.contest)
        before[path] = loaded.files[path].text if path in loaded.files else None
        text = log.with_entries(before[path], one, why)
        if text is None:
            message = worded(
                "can't add to %(path)s; write its entries as a list, each after '- ' on its own line", path=path
            )
            raise AgainstError(message)
        after[path] = text
    # An interrupt waits, so that no log is left that is not committed.
    with interrupts.held():
        for path, text in after.items():
            state_files.write(str(loaded.root / path), text.encode())
        if options.allow_dirty:
            sys.stdout.writelines(worded("Added the correction to %(path)s; commit it\n", path=path) for path in after)
            return
        try:
            git_branch.commit_sources(target, tuple(after), f"Log a correction: {why.reason}")
        except BranchError:
            _put_back(loaded.root, before)
            raise
    sys.stdout.writelines(worded("Committed the correction in %(path)s\n", path=path) for path in after)


def _put_back(root: Path, before: Mapping[str, str | None]) -> None:
    from recanvass.publish import state_files

    for path, text in before.items():
        if text is None:
            state_files.remove(str(root / path))
        else:
            state_files.write(str(root / path), text.encode())
