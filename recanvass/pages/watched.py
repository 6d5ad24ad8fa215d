"""An edition that notes what pages read of its content.

Owns which collections of the content are noted item by item. All the rest of an edition, whatever it comes to hold, is
the base.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import fields, replace

from recanvass.cache.tracing import Watch, base, shared
from recanvass.checks.engine import Finding
from recanvass.core.model import AreaId, Contest, ContestId, Site
from recanvass.pages.context import Edition, Stage
from recanvass.results import tabulate


def watched(
    edition: Edition,
    results: Mapping[ContestId, tabulate.Results],
    findings: Mapping[ContestId, Mapping[AreaId, tuple[Finding, ...]]],
) -> tuple[Edition, tuple[Stage, ...]]:
    """Return an edition that notes what is read of it, and so every contest as of its newest release."""
    watch = Watch()
    site = _site(edition.site, watch)
    noted = replace(
        edition,
        site=site,
        figures=watch.mapping("figures", edition.figures),
        inputs=watch.mapping("inputs", edition.inputs),
        watch=watch,
    )
    stages = [
        Stage(
            noted,
            contest,
            _results(contest, results[contest.id], watch),
            len(contest.releases) - 1,
            watch.mapping(f"findings {contest.id}", findings.get(contest.id, {})),
        )
        for contest in site.contests
    ]
    owners: tuple[Edition | Stage, ...] = (noted, *stages)
    for owner in owners:
        _work_out(owner)
    return noted, tuple(stages)


def _site(site: Site, watch: Watch) -> Site:
    return replace(
        site,
        places=watch.mapping("places", site.places),
        groups=watch.mapping("groups", site.groups),
        contests=tuple(_contest(contest, watch) for contest in site.contests),
    )


def _contest(contest: Contest, watch: Watch) -> Contest:
    releases = [
        replace(release, rows=watch.mapping(f"rows {contest.id} {release.id}", release.rows))
        for release in contest.releases
    ]
    return replace(contest, releases=tuple(releases))


def _results(contest: Contest, results: tabulate.Results, watch: Watch) -> tabulate.Results:
    return replace(
        results,
        contest=contest,
        areas=watch.mapping(f"areas {contest.id}", results.areas),
        entries=watch.mapping(f"entries {contest.id}", results.entries),
        reporting=watch.mapping(f"reporting {contest.id}", results.reporting),
        counted=watch.mapping(f"counted {contest.id}", results.counted),
        published=watch.mapping(f"published {contest.id}", results.published),
        changes=watch.listing(f"changes {contest.id}", results.changes),
    )


def _work_out(owner: Edition | Stage) -> None:
    """Work out everything that pages share, so that its hashes are known before any page is made."""
    for name, value in vars(type(owner)).items():
        if isinstance(value, shared):
            getattr(owner, name)


def base_of(edition: Edition, stages: Sequence[Stage]) -> dict[str, bytes]:
    """Return the hash of each part of an edition that every page depends on."""
    parts: dict[str, object] = {}
    owners: list[tuple[str, Site | Edition | Stage]] = [("site", edition.site), ("edition", edition)]
    owners += [(stage.key, stage) for stage in stages]
    for name, owner in owners:
        for part in fields(owner):
            if part.name not in ("site", "edition", "watch"):
                parts[f"{name} {part.name}"] = getattr(owner, part.name)
    return base(parts)
