"""The way from a folder of sources to a finished site, one step after the other.

Owns the order of the steps and what stops them. The command line and the preview run it; it prints nothing.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock

from msgspec import Struct

from recanvass import __version__
from recanvass.build import builder, closures, last_build, plan
from recanvass.build import workers as crew
from recanvass.build.last_build import Options
from recanvass.build.shelf import Made, Shelf
from recanvass.cache.store import Left, Memory
from recanvass.checks import expectations
from recanvass.checks import report as printed
from recanvass.checks.acknowledgements import acknowledged
from recanvass.checks.engine import Finding, by_area, check, run
from recanvass.content import files as sources
from recanvass.content import load
from recanvass.content.files import SourceFile
from recanvass.core.artifact import Artifact, Facts
from recanvass.core.diagnostics import Diagnostic, Report, has_errors
from recanvass.core.model import ContestId, Site
from recanvass.pages import assets
from recanvass.pages import templates as render
from recanvass.pages.context import ALL_INPUTS, Edition, Stage, declared_colours
from recanvass.pages.watched import base_of, watched
from recanvass.publish import interrupts, output_folder
from recanvass.results import snapshot, tabulate
from recanvass.text import figure_references, typo_warnings


class Loaded(Struct, frozen=True):
    """What was read of a site's folder. `site` is None where faults leave nothing to build.

    `results` and `findings` are those of each contest, `figures` what texts ask for; there are none while content has
    errors. `inputs` is one hash of the files. `as_of` is the moment at which the site is to stand, None for the newest.
    `left` is what the next reading can take over, None where nothing of that is new.
    """

    root: Path
    files: Mapping[str, SourceFile]
    inputs: str
    site: Site | None
    results: Mapping[ContestId, tabulate.Results]
    figures: Mapping[str, Mapping[str, str]]
    findings: Mapping[ContestId, tuple[Finding, ...]]
    diagnostics: tuple[Diagnostic, ...]
    as_of: snapshot.Limit | None = None
    left: Mapping[str, Left] | None = None

    def line(self, path: str, number: int) -> str | None:
        """Return one line of a source file, for the text of a message."""
        file = self.files.get(path)
        return file.line(number) if file is not None else None


class Built(Struct, frozen=True):
    """What came of a build: the files of the site, and the faults of templates, which leave no file.

    `changed` counts the files that are not as the old site had them, `removed` those that the new one does not have.
    """

    files: tuple[builder.Made, ...]
    changed: int
    removed: int
    diagnostics: tuple[Diagnostic, ...]


class Crew(Struct, frozen=True):
    """How many processes work, None for as many as pay, and the address of a scheduler whose processes do."""

    workers: int | None = None
    scheduler: str | None = None


ALONE = Crew(workers=1)


def read(root: Path, *, drafts: bool, as_of: str | None = None, memory: Memory | None = None) -> Loaded:
    """Read a site's folder and type its content, as it stood `as_of` a release or a day."""
    return typed(sources.gather(root), drafts=drafts, as_of=as_of, memory=memory)


def typed(
    gathered: sources.Gathered, *, drafts: bool, as_of: str | None = None, memory: Memory | None = None
) -> Loaded:
    """Type the content of sources that were read, as it stood `as_of` a release or a day.

    `memory` is what earlier readings of the same folder left, None where there was none.
    """
    known = memory if memory is not None else Memory()
    report = Report()
    report.items += gathered.diagnostics
    files = gathered.files
    site = load.site(files, report, drafts=drafts, memory=known)
    results = _results(site, report)
    limit, whole = None, results
    if site is not None and as_of is not None and results:
        limit = snapshot.limit(site, as_of, report)
        site = snapshot.site_as_of(site, limit) if limit is not None else None
        results = _results(site, report)
    figures: Mapping[str, Mapping[str, str]] = {}
    if site is not None and results:
        expectations.check(results.values(), report)
        latest = {name: len(found.contest.releases) - 1 for name, found in results.items()}
        figures = figure_references.resolve(site, whole, report, latest=latest, memory=known)
        typo_warnings.check(site, results, report, memory=known)
    findings = _findings(site, results, files, report, limit=limit, memory=known) if site is not None else {}
    found = report.ordered()
    return Loaded(gathered.root, files, gathered.inputs, site, results, figures, findings, found, limit, known.news)


def _findings(
    site: Site,
    results: Mapping[ContestId, tabulate.Results],
    files: Mapping[str, SourceFile],
    report: Report,
    *,
    limit: snapshot.Limit | None,
    memory: Memory,
) -> Mapping[ContestId, tuple[Finding, ...]]:
    """Hold every contest against its rules, and the acknowledgements against what is found.

    As of an earlier moment only what was known by then answers a finding, and none is missed.
    """
    answers = acknowledged(files, site, report)
    known = {name: [one for one in some if limit is None or limit.holds(one.day)] for name, some in answers.items()}
    found = {name: run(site, folded, known.get(name, ()), memory) for name, folded in results.items()}
    for name, folded in results.items() if limit is None else ():
        check(folded.contest, found[name], known.get(name, ()), report)
    return found


def why_private(loaded: Loaded) -> str:
    """Return why a site must not be put before readers, or nothing."""
    if loaded.site is not None and loaded.site.is_rehearsal:
        return (
            f"{sources.SETTINGS} says 'rehearsal: true', and a rehearsal is not published; delete the line to publish"
        )
    return "an earlier state of the site is not published in its place" if loaded.as_of is not None else ""


def said(loaded: Loaded) -> last_build.Said:
    """Return what there is to say of the content: messages, and what the newest release of each contest changes."""
    found = [expectations.impact(results, len(results.contest.releases) - 1) for results in loaded.results.values()]
    lines = tuple(line for impact in found for line in expectations.lines(impact))
    records = json.dumps([expectations.as_record(impact) for impact in found])
    return last_build.Said(loaded.diagnostics, lines, records, printed.summary(loaded.findings.values()))


def findings(loaded: Loaded) -> printed.Found:
    """Return the findings of all contests, each with the results it is of."""
    return [(loaded.results[name], one) for name, some in loaded.findings.items() for one in some]


def _results(site: Site | None, report: Report) -> Mapping[ContestId, tabulate.Results]:
    """Fold every contest; none while anything but a text has an error, since figures would be wrong."""
    if site is None or has_errors(
        fault for fault in report.items if not fault.span.path.startswith(figure_references.TEXTS)
    ):
        return {}
    return {contest.id: tabulate.results(site, contest) for contest in site.contests}


def build(
    loaded: Loaded,
    out: Path,
    options: Options,
    *,
    by: Crew = ALONE,
    on_files: Callable[[int], None] = lambda _: None,
    on_swap: Callable[[], None] = lambda: None,
) -> Built:
    """Make every file that is not as it was, and put the site in place; a fault of a template leaves the old one.

    What the reading of the content left is kept for the next build. `on_files` is told how many files are done, and
    `on_swap` is called once the new site stands, while interrupts are still held back.
    Raises OutputError where `out` cannot be used, CrewError where the processes that were asked for cannot be had, and
    CardError where cards were.
    """
    if loaded.site is None:
        return Built((), 0, 0, loaded.diagnostics)
    report = Report()
    with output_folder.taken(out, root=loaded.root) as desk:
        if loaded.left is not None:
            last_build.leave_memory(desk, loaded.left)
        job = _job(loaded, desk, options, report)
        if job.before is None or job.before.ground.templates != job.ground.templates:
            report.items += job.tools.renderer.check()
        output_folder.prepare(desk, [artifact.path for artifact in job.artifacts])
        ticket = Ticket(str(loaded.root.resolve()), desk.out, desk.staging, options, loaded.inputs, job.ground.program)
        with _at_hand(ticket, job), _hands(ticket, job, by) as hands:
            made = builder.run(job, hands, report, on_files)
        if has_errors(report.items):
            return Built((), 0, 0, report.ordered())
        with interrupts.held():
            return _put_in_place(loaded, desk, options, made, on_swap=on_swap)


def _put_in_place(
    loaded: Loaded, desk: output_folder.Desk, options: Options, made: builder.Site, *, on_swap: Callable[[], None]
) -> Built:
    hashes = {file.path: file.hash.hex() for file in made.files}
    manifest = last_build.hash_of(output_folder.put_in_place(desk, hashes, version=__version__, inputs=loaded.inputs))
    on_swap()
    size = sum(file.size for file in made.files)
    head = last_build.Head(last_build.key(loaded.inputs, options), manifest, len(hashes), size, said(loaded))
    last_build.leave(desk, head, made.ground, made.records)
    changed = sum(desk.files.get(path) != hash_of_file for path, hash_of_file in hashes.items())
    return Built(made.files, changed, len(desk.files.keys() - hashes.keys()), ())


class Ticket(Struct, frozen=True):
    """By what a process knows a build: its folders, what was asked for, the hashes of sources and program."""

    root: str
    out: str
    staging: str
    options: Options
    inputs: str
    program: bytes


_AT_HAND: dict[Ticket, builder.Job] = {}
"""The build that this process works on: the one thing that lives outside of values, since work comes piece by piece."""
_ONE_AT_A_TIME = Lock()


def work(ticket: Ticket, places: Sequence[int], facts: Mapping[str, Facts]) -> builder.Batch:
    """Make some files of a build. A process that does not have the build at hand loads it from the folders."""
    with _ONE_AT_A_TIME:
        if ticket not in _AT_HAND:
            _AT_HAND.clear()
            _AT_HAND[ticket] = _fetched(ticket)
        return builder.make(_AT_HAND[ticket], places, facts)


def _fetched(ticket: Ticket) -> builder.Job:
    root = Path(ticket.root)
    loaded = read(root, drafts=ticket.options.drafts, as_of=ticket.options.as_of)
    job = _job(loaded, output_folder.opened(Path(ticket.out), ticket.staging), ticket.options, Report())
    if (loaded.inputs, job.ground.program) != (ticket.inputs, ticket.program):
        raise crew.CrewError(f"a process that should work finds other files in {root}, or is another version")
    return job


@contextmanager
def _at_hand(ticket: Ticket, job: builder.Job) -> Iterator[None]:
    _AT_HAND[ticket] = job
    try:
        yield
    finally:
        _AT_HAND.clear()


@contextmanager
def _hands(ticket: Ticket, job: builder.Job, by: Crew) -> Iterator[tuple[builder.Hands, int]]:
    """Yield whoever does the work, and how many they are."""
    if by.scheduler is not None:
        with crew.cluster(partial(work, ticket), by.scheduler) as (hands, count):
            yield hands, count
        return
    pays = crew.can_fork() and builder.is_much(job)
    count = by.workers or (crew.cores() if pays else 1)
    if count == 1:
        yield lambda given: (builder.make(job, places, given[1]) for places in given[0]), 1
        return
    with crew.processes(partial(work, ticket), count) as hands:
        yield hands, count


def opened(loaded: Loaded, options: Options, memory: Memory) -> Shelf:
    """Return a site for looking at: nothing is made before it is asked for.

    Templates that are as `memory` has them are not compiled again.
    """
    site = loaded.site
    if site is None:
        raise ValueError("there is no site to open")
    templates = {path: file.text for path, file in loaded.files.items() if path.startswith(f"{sources.TEMPLATES}/")}
    colours = declared_colours(site)
    bundle = memory.recall(("bundle",), (templates, colours), lambda _: assets.bundle(templates, colours), Report())
    edition = _edition(loaded, site, options, bundle)
    found = {name: by_area(loaded.results[name], some) for name, some in loaded.findings.items()}
    stages = [
        Stage(edition, contest, loaded.results[contest.id], len(contest.releases) - 1, found[contest.id])
        for contest in site.contests
    ]
    shelf = Shelf(memory.recall(("renderer",), templates, lambda _: render.Renderer(templates), Report()))
    shelf.add((*bundle.artifacts, *plan.artifacts(edition, stages)))
    shelf.add(plan.about_downloads(edition, stages, Made(shelf)))
    return shelf


class _Planned(Struct, frozen=True):
    """Every file of a site before it is made; those of `about` tell what became of the others."""

    edition: Edition
    stages: tuple[Stage, ...]
    artifacts: tuple[Artifact, ...]
    about: tuple[Artifact, ...]
    templates: Mapping[str, str]
    tools: builder.Tools


def _planned(loaded: Loaded, options: Options) -> _Planned:
    if loaded.site is None:
        raise ValueError("there is no site to build")
    templates = {path: file.text for path, file in loaded.files.items() if path.startswith(f"{sources.TEMPLATES}/")}
    bundle = assets.bundle(templates, declared_colours(loaded.site))
    found = {name: by_area(loaded.results[name], some) for name, some in loaded.findings.items()}
    edition, stages = watched(_edition(loaded, loaded.site, options, bundle), loaded.results, found)
    made: dict[str, Facts] = {}
    about = tuple(plan.about_downloads(edition, stages, edition.watch.mapping(builder.FILES, made)))
    artifacts = (*bundle.artifacts, *plan.artifacts(edition, stages))
    tools = builder.Tools(render.Renderer(templates), edition.watch, made)
    return _Planned(edition, stages, artifacts, about, templates, tools)


def _job(loaded: Loaded, desk: output_folder.Desk, options: Options, report: Report) -> builder.Job:
    """Return all that makes the files of a site; no two may have one path."""
    found = _planned(loaded, options)
    plan.check((*found.artifacts, *found.about), report)
    ground = last_build.Ground(
        sources.program(),
        base_of(found.edition, found.stages),
        closures.keys(found.templates),
        found.edition.watch.digests(),
    )
    return builder.job(desk, (found.artifacts, found.about), found.tools, ground)


def _edition(loaded: Loaded, site: Site, options: Options, bundle: assets.Assets) -> Edition:
    base_url = site.base_url if options.base_url is None else options.base_url
    return Edition(
        site,
        base_url or "",
        bundle.style,
        bundle.script,
        inputs={ALL_INPUTS: loaded.inputs},
        is_preview=options.is_preview,
        found_in=tuple(name for name, found in loaded.findings.items() if found),
        as_of=loaded.as_of,
        figures=loaded.figures,
    )
