"""The way from a folder of sources to a finished site, one step after the other.

Owns the order of the steps and what stops them. `cli` and `preview` run it; it prints nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from recanvass import (
    __version__,
    asof,
    assets,
    derive,
    guards,
    load,
    misprints,
    plan,
    prose,
    publish,
    render,
    sources,
)
from recanvass.checks import printed
from recanvass.checks.run import Finding, check, run
from recanvass.diagnostics import Diagnostic, Report, has_errors
from recanvass.model import ContestId, Site
from recanvass.sources import SourceFile
from recanvass.views.edition import Edition, Stage, declared_colours

BUNDLED = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read of a site's folder. `site` is None where faults leave nothing to build.

    `results` and `findings` are those of each contest, `figures` what texts ask for; there are none while content has
    errors.
    `as_of` is the moment at which the site is to stand, None for the newest.
    """

    root: Path
    files: Mapping[str, SourceFile]
    site: Site | None
    results: Mapping[ContestId, derive.Results]
    figures: Mapping[str, Mapping[str, str]]
    findings: Mapping[ContestId, tuple[Finding, ...]]
    diagnostics: tuple[Diagnostic, ...]
    as_of: asof.Limit | None = None

    def line(self, path: str, number: int) -> str | None:
        """Return one line of a source file, for the text of a message."""
        file = self.files.get(path)
        return file.line(number) if file is not None else None


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build: what was published, or the faults of the templates that stopped it."""

    published: publish.Published | None
    diagnostics: tuple[Diagnostic, ...]


def read(root: Path, *, drafts: bool, as_of: str | None = None) -> Loaded:
    """Read a site's folder and type its content, as it stood `as_of` a release or a day.

    A template of the site's own stands before the program's.
    """
    report = Report()
    files = sources.read(root, report)
    site = load.site(files, report, drafts=drafts)
    results = _results(site, report)
    limit, whole = None, results
    if site is not None and as_of is not None and results:
        limit = asof.limit(site, as_of, report)
        site = asof.site_as_of(site, limit) if limit is not None else None
        results = _results(site, report)
    figures: Mapping[str, Mapping[str, str]] = {}
    findings: Mapping[ContestId, tuple[Finding, ...]] = {}
    if site is not None and results:
        guards.check(results.values(), report)
        latest = {name: len(found.contest.releases) - 1 for name, found in results.items()}
        figures = prose.resolve(site, whole, report, latest=latest)
        misprints.check(site, results, report)
        findings = {name: run(site, folded) for name, folded in results.items()}
        for contest in site.contests if limit is None else ():
            check(contest, findings[contest.id], report)
    if root.resolve() != BUNDLED:
        files = {**sources.templates(BUNDLED), **files}
    return Loaded(root, files, site, results, figures, findings, report.ordered(), limit)


def impacts(loaded: Loaded) -> tuple[guards.Impact, ...]:
    """Return what the newest release of each contest changes against the one before."""
    return tuple(guards.impact(results, len(results.contest.releases) - 1) for results in loaded.results.values())


def finding_records(loaded: Loaded) -> list[dict[str, object]]:
    """Return every finding as plain values for programs."""
    site, pairs = loaded.site, _pairs(loaded)
    return [printed.as_record(site, results, one) for results, one in pairs] if site is not None else []


def finding_annotations(loaded: Loaded) -> list[str]:
    """Return the findings that are worth a note beside a line of a pull request; it shows only few."""
    site, found = loaded.site, [pair for pair in _pairs(loaded) if pair[1].acknowledged is None]
    return [printed.annotation(site, *pair) for pair in printed.chosen(found)] if site is not None else []


def _pairs(loaded: Loaded) -> list[tuple[derive.Results, Finding]]:
    return [(loaded.results[name], one) for name, found in loaded.findings.items() for one in found]


def _results(site: Site | None, report: Report) -> Mapping[ContestId, derive.Results]:
    """Fold every contest; none while anything but a text has an error, since figures would be wrong."""
    if site is None or has_errors(fault for fault in report.items if not fault.span.path.startswith(prose.TEXTS)):
        return {}
    return {contest.id: derive.results(site, contest) for contest in site.contests}


def stages(edition: Edition, loaded: Loaded) -> tuple[Stage, ...]:
    """Return every contest with its results and findings, as of its newest release."""
    results, findings = loaded.results, loaded.findings
    return tuple(
        Stage(edition, contest, results[contest.id], len(contest.releases) - 1, findings.get(contest.id, ()))
        for contest in edition.site.contests
    )


def build(
    loaded: Loaded,
    out: Path,
    *,
    base_url: str | None = None,
    is_preview: bool = False,
    on_file: Callable[[], None] = lambda: None,
) -> Built:
    """Make every file and put the site in place; where a template has a fault nothing is written.

    `on_file` is called after each file that is made.
    """
    if loaded.site is None:
        return Built(None, loaded.diagnostics)
    templates = {path: file.text for path, file in loaded.files.items() if path.startswith(f"{sources.TEMPLATES}/")}
    bundle = assets.bundle(templates, declared_colours(loaded.site))
    address = loaded.site.base_url if base_url is None else base_url
    edition = Edition(
        loaded.site,
        address or "",
        bundle.style,
        bundle.script,
        is_preview=is_preview,
        found_in=frozenset(name for name, found in loaded.findings.items() if found),
        as_of=loaded.as_of,
        figures=loaded.figures,
    )
    made = plan.artifacts(edition, stages(edition, loaded))
    report = Report()
    inputs = publish.input_hash({path: file.text for path, file in loaded.files.items()})
    everything = plan.checked(chain(bundle.artifacts, made), report)
    try:
        files = _whole(render.pages(render.Renderer(templates), everything, report), report, on_file)
        done = publish.publish(out, files, root=loaded.root, version=__version__, inputs=inputs)
    except _TemplatesFaultyError:
        return Built(None, report.ordered())
    return Built(done, report.ordered())


def _whole(
    files: Iterator[tuple[str, bytes]], report: Report, on_file: Callable[[], None]
) -> Iterator[tuple[str, bytes]]:
    """Pass files through, and stop before the last step when any could not be made."""
    for file in files:
        yield file
        on_file()
    if has_errors(report.items):
        raise _TemplatesFaultyError


class _TemplatesFaultyError(Exception):
    """Stops the publishing of a site some of whose pages could not be made."""
