"""What becomes of content that a night has changed: the site built in its folder, or published to a branch.

Owns how often a site is published, and what its host takes. Must not know why the content changed.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from recanvass.authoring.night.state import NightState
from recanvass.build import pipeline, rehearsal
from recanvass.build.effects import edit, guards, telling
from recanvass.build.effects.alerts import Alert, alerts_of
from recanvass.build.effects.changes import ContestEffect
from recanvass.build.last_build import BuildOptions
from recanvass.core.diagnostics import has_errors, texts
from recanvass.core.messages import worded
from recanvass.pages.card_image import CardError
from recanvass.publish import git_branch, interrupts, published
from recanvass.publish.output_folder import OutputError
from recanvass.publish.repository import BranchError, TargetBranch

HOUR = timedelta(hours=1)
BUILDS_AN_HOUR = 10
"""How many builds an hour GitHub Pages asks for at most, of a site that it shows from a branch."""
MAX_SITE = 1_000_000_000
"""How large a site on GitHub Pages may be, in bytes."""
MAX_FILE = 100 * 1024 * 1024
"""How large a file in a repository on GitHub may be, in bytes."""
_NEARLY = 0.8


class SendingError(Exception):
    """The site could not be built or published; the text says why. What was published before still is."""


class Sent(Struct, frozen=True):
    """Where the site went, the commit if the branch moved, and what to warn of."""

    where: str
    commit: str = ""
    warnings: tuple[str, ...] = ()
    alerts: tuple[Alert, ...] = ()


class NightReleases(Struct, frozen=True):
    """The releases that a night writes: one, and those that begin at stated times; `contest` is None for all."""

    contest: str | None
    first: str

    def has(self, release: str) -> bool:
        """Tell whether a release is one of them."""
        return re.fullmatch(rf"{re.escape(self.first)}(-\d{{4}})?", release) is not None


class Outlet(Protocol):
    """Where a site goes."""

    def due(self, state: NightState, now: datetime) -> datetime:
        """Return when it may go there next."""

    def send(self, loaded: pipeline.Loaded) -> Sent:
        """Send it; raises SendingError."""


class LocalOutput:
    """The site's own folder for what is built."""

    def __init__(self, out: Path, base_url: str | None) -> None:
        """Remember the folder."""
        self._out = out
        self._base_url = base_url

    def due(self, state: NightState, now: datetime) -> datetime:  # noqa: ARG002 -- all outlets are asked alike
        """Return that it may be built at once."""
        return now

    def send(self, loaded: pipeline.Loaded) -> Sent:
        """Build the site."""
        try:
            _built(loaded, self._out, self._base_url)
        except (OutputError, CardError) as error:
            raise SendingError(str(error)) from error
        return Sent(worded("in %(out)s", out=self._out))


class Branch:
    """A branch of a git remote, which a host shows."""

    def __init__(
        self,
        target: TargetBranch,
        night: NightReleases,
        base_url: str | None,
        *,
        every: float | None,
        speed: float,
    ) -> None:
        """Remember the branch; raises BranchError where there is none to publish to.

        `every` is the least time between two publications in seconds, None for what the host allows, and `speed` how
        much faster than the host's the clock of the night runs.
        """
        git_branch.check_target(target)
        self._target = target
        self._night = night
        self._base_url = base_url
        self._shown_at = git_branch.address(target)
        least = HOUR / BUILDS_AN_HOUR if self._shown_at is not None else timedelta(0)
        asked = timedelta(seconds=every) if every is not None else least
        self.is_limited = self._shown_at is not None
        self.is_too_often = asked < least
        self.pause = asked * speed

    def due(self, state: NightState, now: datetime) -> datetime:
        """Return when it may be published next: once the pause after the last time is over."""
        moved = [one.at for one in state.published if one.commit]
        return max(now, moved[-1] + self.pause) if moved else now

    def send(self, loaded: pipeline.Loaded) -> Sent:
        """Publish the site."""
        site = loaded.site
        if site is None:
            raise SendingError(worded("the content has errors"))
        try:
            with git_branch.publication(self._target, git_branch.PublishOptions(keep=site.keep)) as publication:
                built = _built(loaded, publication.out, self._base_url)
                warnings = self._limits(built)
                git_branch.refuse_rehearsal(publication, partial(rehearsal.refusal, site, self._base_url))
                alerts = self._check(loaded, publication)
                commit = publication.push()
        except (BranchError, published.PublishedError, CardError, OutputError, OSError) as error:
            raise SendingError(str(error)) from error
        finally:
            interrupts.go_on()
        shown = rehearsal.address(site, self._base_url) or self._shown_at
        where = worded(
            "on the branch %(branch)s of %(remote)s", branch=self._target.branch, remote=self._target.remote
        ) + (worded(", at %(shown)s", shown=shown) if shown else "")
        return Sent(where, commit or "", warnings, alerts if commit else ())

    def _check(self, loaded: pipeline.Loaded, publication: git_branch.Publication) -> tuple[Alert, ...]:
        """Refuse a site that changes what readers have seen anywhere but in the releases of the night.

        Returns what of the changes is worth an alert.
        """
        root, tip = self._target.root, publication.tip
        if tip is None or loaded.site is None:
            return ()
        there = published.on_branch(root, tip, self._target.branch)
        effect = edit.effect_of(loaded, there, published.in_folder(publication.out)).effect
        if effect is None:
            return ()
        others = replace(effect, contests=tuple(self._without_night(one) for one in effect.contests))
        broken = guards.broken(others, loaded.site.confirm_above)
        if broken:
            said = "\n".join(telling.refusal(loaded.site, broken))
            raise SendingError(worded("other figures that readers have seen would change.\n%(said)s", said=said))
        return alerts_of(loaded.site, effect)

    def _without_night(self, effect: ContestEffect) -> ContestEffect:
        """Return an effect without figures that change in releases of the night alone: each was judged when it came."""
        contest = effect.contest
        if self._night.contest not in (None, contest.id):
            return effect
        own = {number for number, one in enumerate(contest.releases) if self._night.has(one.id)}
        return replace(effect, figures=tuple(one for one in effect.figures if not own.issuperset(one.releases)))

    def _limits(self, built: pipeline.Built) -> tuple[str, ...]:
        """Refuse what the host would not take, and return what comes near to that."""
        if self._shown_at is None:
            return ()
        largest = max(built.files, key=lambda file: file.facts.size)
        if largest.facts.size > MAX_FILE:
            message = worded(
                "%(largest)s has %(size)s MB, and GitHub takes 100 MiB a file",
                largest=largest.path,
                size=f"{largest.facts.size / 1e6:,.0f}",
            )
            raise SendingError(message)
        size = sum(file.facts.size for file in built.files)
        if size > MAX_SITE:
            message = worded("the site has %(size)s MB, and GitHub Pages shows 1 GB", size=f"{size / 1e6:,.0f}")
            raise SendingError(message)
        if size > MAX_SITE * _NEARLY:
            return (worded("The site has %(size)s MB; GitHub Pages shows 1 GB at most.", size=f"{size / 1e6:,.0f}"),)
        return ()


def _built(loaded: pipeline.Loaded, out: Path, base_url: str | None) -> pipeline.Built:
    built = pipeline.build(loaded, out, BuildOptions(base_url))
    if has_errors(built.diagnostics) or not built.files:
        raise SendingError(texts(built.diagnostics, loaded.line))
    return built


def readied(root: Path, read: Callable[[], pipeline.Loaded]) -> pipeline.Loaded:
    """Return the content as it is to be sent; raises SendingError where it has errors."""
    loaded = read()
    if loaded.site is None or has_errors(loaded.diagnostics):
        found = [one for one in loaded.diagnostics if has_errors([one])]
        message = worded(
            "the content of %(folder)s has errors:\n%(texts)s",
            folder=root.resolve(),
            texts=texts(found, loaded.line),
        )
        raise SendingError(message)
    return loaded
