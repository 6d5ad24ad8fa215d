"""The way from a folder of sources to a finished site, one step after the other.

Owns the order of the steps and what stops them. The command line and the preview run it; it prints nothing.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock

from msgspec import Struct
from msgspec.structs import replace

from recanvass import __version__
from recanvass.build import builder, last_build, plan, rehearsal, texts, workers
from recanvass.build.builder import Batch, File, Job, OpenFacts, OpenSite, Spread
from recanvass.build.last_build import BuildOptions, Summary
from recanvass.build.plan import SiteContext
from recanvass.build.workers import WorkersError
from recanvass.cache.store import Memory
from recanvass.checks import declared, expectations
from recanvass.checks import report as findings_report
from recanvass.checks.acknowledgements import load_acknowledgements
from recanvass.checks.engine import Finding, by_area, check, run
from recanvass.content import files, load
from recanvass.content.files import Gathered, SourceFile
from recanvass.core.artifact import Facts
from recanvass.core.diagnostics import Diagnostic, Report, has_errors
from recanvass.core.ids import ContestId
from recanvass.core.languages import Languages
from recanvass.core.messages import worded
from recanvass.core.model import Site
from recanvass.pages import assets
from recanvass.pages.context import ContestContext, SharedContext, declared_colours
from recanvass.pages.templates import Renderer
from recanvass.publish import interrupts, output_folder
from recanvass.publish.manifest import manifest as manifest_of
from recanvass.publish.output_folder import OutputFolder
from recanvass.publish.state_files import UserCache
from recanvass.results import histories, snapshot, tabulate
from recanvass.text import figure_references, typo_warnings


class Loaded(Struct, frozen=True):
    """What was read of a site's folder. `site` is None where faults leave nothing to build.

    `results` and `findings` are those of each contest, `figures` what texts ask for; there are none while content has
    errors. `inputs` is one hash of the files. `as_of` is the moment at which the site is to stand, None for the newest.
    `others` is the same in each further language of the site.
    """

    root: Path
    files: Mapping[str, SourceFile]
    inputs: str
    site: Site | None
    results: Mapping[ContestId, histories.Results]
    figures: Mapping[str, Mapping[str, str]]
    findings: Mapping[ContestId, tuple[Finding, ...]]
    diagnostics: tuple[Diagnostic, ...]
    as_of: snapshot.Limit | None = None
    others: tuple["Loaded", ...] = ()

    def line(self, path: str, number: int) -> str | None:
        """Return one line of a source file, for the text of a message."""
        file = self.files.get(path)
        return file.line(number) if file is not None else None


class Built(Struct, frozen=True):
    """The files of a site that was built, and the faults of templates, which leave no file.

    `new` are the paths that the old site did not have, `changed` those of other bytes than it had, and `removed` those
    that it alone had.
    """

    files: tuple[File, ...]
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class Workers(Struct, frozen=True):
    """How many processes work, None for as many as save time, and the address of a scheduler whose processes do."""

    count: int | None = None
    scheduler: str | None = None


ALONE = Workers(count=1)


def read(root: Path, *, drafts: bool, as_of: str | None = None, memory: Memory | None = None) -> Loaded:
    """Read a site's folder and type its content, as it stood `as_of` a release or a day."""
    return typed(files.gather(root), drafts=drafts, as_of=as_of, memory=memory)


def typed(gathered: Gathered, *, drafts: bool, as_of: str | None = None, memory: Memory | None = None) -> Loaded:
    """Type the content of sources that were read, as it stood `as_of` a release or a day, in each of its languages.

    `memory` is what earlier readings of the same folder left, None where there was none. What is wrong is said once:
    a further language only adds what is wrong with its own texts.
    """
    memory = memory if memory is not None else Memory()
    languages, asked = load.languages_of(gathered.files), _Asked(drafts, as_of)
    first = _typed(gathered, languages, asked, memory)
    found, others = list(first.diagnostics), []
    for language in languages.others:
        other = _typed(gathered, replace(languages, read=language), asked, memory.part(language))
        others.append(other)
        known = {(one.code, one.span) for one in found}
        found += (one for one in other.diagnostics if (one.code, one.span) not in known)
    if not others:
        return first
    report = Report()
    report.items += found
    return replace(first, diagnostics=report.ordered(), others=tuple(others))


class _Asked(Struct, frozen=True):
    """What of the content is asked for."""

    drafts: bool
    as_of: str | None


def _typed(gathered: Gathered, languages: Languages, asked: _Asked, known: Memory) -> Loaded:
    report = Report()
    report.items += gathered.diagnostics
    site = load.site(gathered.files, report, drafts=asked.drafts, memory=known, language=languages)
    results = _results(site, report)
    limit, whole = None, results
    if site is not None and asked.as_of is not None and results:
        limit = snapshot.limit(site, asked.as_of, report)
        site = snapshot.site_as_of(site, limit) if limit is not None else None
        results = _results(site, report)
    figures: Mapping[str, Mapping[str, str]] = {}
    if site is not None and results:
        expectations.check(site, results.values(), report)
        declared.check(site, results.values(), report)
        latest = {name: len(found.contest.releases) - 1 for name, found in results.items()}
        resolve, catalogue = figure_references.resolve, texts.catalogue_of(languages.read)
        figures = resolve(site, whole, report, latest=latest, memory=known, catalogue=catalogue)
        typo_warnings.check(site, results, report, memory=known, catalogue=catalogue)
    findings = _findings(site, results, gathered.files, report, limit=limit, memory=known) if site is not None else {}
    found = report.ordered()
    return Loaded(gathered.root, gathered.files, gathered.inputs, site, results, figures, findings, found, limit)


def _findings(
    site: Site,
    results: Mapping[ContestId, histories.Results],
    sources: Mapping[str, SourceFile],
    report: Report,
    *,
    limit: snapshot.Limit | None,
    memory: Memory,
) -> Mapping[ContestId, tuple[Finding, ...]]:
    """Hold every contest against its rules, and the acknowledgements against what is found.

    As of an earlier moment only what was known by then answers a finding, and none is missed.
    """
    answers = load_acknowledgements(sources, site, report)
    known = {name: [one for one in some if limit is None or limit.holds(one.day)] for name, some in answers.items()}
    found = {name: run(site, folded, known.get(name, ()), memory) for name, folded in results.items()}
    for name, folded in results.items() if limit is None else ():
        check(folded.contest, found[name], known.get(name, ()), report)
    return found


def why_private(loaded: Loaded, base_url: str | None = None) -> str:
    """Return why a site must not be put before readers, at the address asked for, or nothing."""
    refusal = rehearsal.refusal(loaded.site, base_url)
    if refusal:
        return refusal
    return (
        worded("earlier results (--as-of) can't be published in place of the site") if loaded.as_of is not None else ""
    )


def summary(loaded: Loaded) -> Summary:
    """Return what there is to say of the content: messages, and what the newest release of each contest changes."""
    site, folded = loaded.site, loaded.results.values()
    found = (
        [expectations.impact(site, one, len(one.contest.releases) - 1, texts.of_terminal()) for one in folded]
        if site is not None
        else []
    )
    lines = tuple(line for impact in found for line in expectations.lines(impact))
    records = json.dumps([expectations.as_record(impact) for impact in found])
    return Summary(loaded.diagnostics, lines, records, findings_report.summary(loaded.findings.values()))


def findings(loaded: Loaded) -> findings_report.Found:
    """Return the findings of all contests, each with the results it is of."""
    return [(loaded.results[name], one) for name, some in loaded.findings.items() for one in some]


def _results(site: Site | None, report: Report) -> Mapping[ContestId, histories.Results]:
    """Fold every contest; none while anything has an error that would make figures wrong.

    An error in a text makes none wrong, and neither does a status that figures contradict (E416).
    """
    if site is None or has_errors(
        fault
        for fault in report.items
        if fault.code != "E416" and not fault.span.path.startswith(figure_references.TEXTS)
    ):
        return {}
    return {contest.id: tabulate.results(site, contest) for contest in site.contests}


def build(
    loaded: Loaded,
    out: Path,
    options: BuildOptions,
    *,
    by: Workers = ALONE,
    on_wait: Callable[[], None] = lambda: None,
    on_files: Callable[[int], None] = lambda _: None,
    on_swap: Callable[[], None] = lambda: None,
) -> Built:
    """Make every file of the site and put it in place; a fault of a template leaves the old one.

    `on_wait` is called while another build uses `out`, `on_files` is told how many files are done, and `on_swap` is
    called once the new site stands, while interrupts are still held back.
    Raises OutputError where `out` cannot be used, WorkersError where the processes that were asked for cannot be had,
    and CardError where cards were.
    """
    if loaded.site is None:
        return Built((), diagnostics=loaded.diagnostics)
    report = Report()
    with output_folder.taken(out, root=loaded.root, on_wait=on_wait) as folder:
        job = _job(loaded, folder, options)
        plan.check(job.artifacts, report)
        report.items += job.renderers[""].check()
        output_folder.prepare(folder, [artifact.path for artifact in job.artifacts])
        ticket = Ticket(str(loaded.root.resolve()), folder.out, folder.staging, options, loaded.inputs, files.program())
        with _spread(ticket, job, by) as (spread, count):
            made = builder.run(job, spread, count, report=report, on_files=on_files)
        if has_errors(report.items):
            return Built((), diagnostics=report.ordered())
        with interrupts.held():
            return _put_in_place(loaded, folder, options, made, on_swap=on_swap)


def _put_in_place(
    loaded: Loaded, folder: OutputFolder, options: BuildOptions, made: tuple[File, ...], *, on_swap: Callable[[], None]
) -> Built:
    hashes = {file.path: file.facts.hash for file in made}
    manifest = manifest_of(__version__, loaded.inputs, hashes, commit=options.commit)
    output_folder.put_in_place(folder, manifest)
    on_swap()
    sizes = tuple(file.facts.size for file in made)
    last_build.leave(folder, loaded.inputs, options, manifest=manifest, sizes=sizes, summary=summary(loaded))
    old = folder.files
    return Built(
        made,
        new=tuple(path for path in hashes if path not in old),
        changed=tuple(path for path, digest in hashes.items() if path in old and old[path] != digest),
        removed=tuple(sorted(old.keys() - hashes.keys())),
    )


class Ticket(Struct, frozen=True):
    """By what a process of a cluster knows a build: its folders, what was asked for, hashes of sources and program."""

    root: str
    out: str
    staging: str
    options: BuildOptions
    inputs: str
    program: bytes


_ONE_AT_A_TIME = Lock()


def work(ticket: Ticket, places: Sequence[int], facts: Mapping[str, Facts]) -> Batch:
    """Make some files of a build in a process of a cluster, which loads the site from the folders once.

    It may have several threads, but files are made one after the other.
    """
    with _ONE_AT_A_TIME:
        return builder.make(_fetched(ticket), places, facts)


@lru_cache(1)
def _fetched(ticket: Ticket) -> Job:
    root = Path(ticket.root)
    loaded = read(root, drafts=ticket.options.drafts, as_of=ticket.options.as_of)
    if (loaded.inputs, files.program()) != (ticket.inputs, ticket.program):
        raise WorkersError(worded("a worker process found other files in %(root)s, or runs another version", root=root))
    return _job(loaded, output_folder.opened(Path(ticket.out), ticket.staging), ticket.options)


@contextmanager
def _spread(ticket: Ticket, job: Job, by: Workers) -> Iterator[tuple[Spread, int]]:
    """Yield what does the work, and by how many processes."""
    if by.scheduler is not None:
        with workers.cluster(partial(work, ticket), by.scheduler) as spread:
            yield spread
        return
    count = by.count or (workers.cores() if builder.is_much(job) else 1)
    make = partial(builder.make, job)
    if count == 1 or not workers.can_copy():
        yield workers.alone(make), 1
    else:
        yield workers.copies(make, count), count


def _job(loaded: Loaded, folder: OutputFolder, options: BuildOptions) -> Job:
    """Return all that makes the files of a site."""
    templates = _templates(loaded)
    assets_of_site = assets.bundle(templates, declared_colours(_site(loaded)))
    sites = _sites(loaded, options, assets_of_site)
    made: dict[str, Facts] = {}
    first = (*assets_of_site.artifacts, *plan.artifacts(sites))
    renderers = _renderers(templates, sites)
    return Job(folder, (*first, *plan.about_downloads(sites, made)), len(first), renderers, made)


def sites_of(loaded: Loaded, options: BuildOptions) -> tuple[SiteContext, ...]:
    """Return the site in each of its languages, of which no file is made yet."""
    return _sites(loaded, options, assets.bundle(_templates(loaded), declared_colours(_site(loaded))))


def paths_of(loaded: Loaded, options: BuildOptions) -> frozenset[str]:
    """Return the paths of all files of the site but its assets; none of them is made."""
    sites = sites_of(loaded, options)
    return frozenset(one.path for one in (*plan.artifacts(sites), *plan.about_downloads(sites, {})))


def opened(loaded: Loaded, options: BuildOptions, memory: Memory) -> OpenSite:
    """Return a site for looking at: nothing is made before it is asked for.

    Templates that are as `memory` has them are not compiled again.
    """
    templates, colours = _templates(loaded), declared_colours(_site(loaded))
    bundle = memory.recall(("bundle",), (templates, colours), lambda _: assets.bundle(templates, colours), Report())
    sites = _sites(loaded, options, bundle)
    made_of = (templates, _site(loaded).languages)
    renderers = memory.recall(("renderers",), made_of, lambda _: _renderers(templates, sites), Report())
    site = OpenSite(renderers, (*bundle.artifacts, *plan.artifacts(sites)))
    site.add(plan.about_downloads(sites, OpenFacts(site)))
    return site


def downloads(loaded: Loaded) -> OpenSite:
    """Return the downloads of a site alone; none is made before it is asked for."""
    return OpenSite({}, plan.downloads(_site_context(loaded, BuildOptions(), assets.Assets("", "", ()))))


def _renderers(templates: Mapping[str, str], sites: Iterable[SiteContext]) -> Mapping[str, Renderer]:
    """Return the templates by the language of what they make."""
    kept = UserCache("templates", files.program().hex())
    shared = (one.shared for one in sites)
    return {one.site.languages.read if one.folder else "": Renderer(templates, kept, one.catalogue) for one in shared}


def _templates(loaded: Loaded) -> dict[str, str]:
    return {path: file.text for path, file in loaded.files.items() if path.startswith(f"{files.TEMPLATES}/")}


def _site(loaded: Loaded) -> Site:
    if loaded.site is None:
        raise ValueError("there is no site to build")
    return loaded.site


def _sites(loaded: Loaded, options: BuildOptions, bundle: assets.Assets) -> tuple[SiteContext, ...]:
    """Return the site in each of its languages, with its contests as of the newest release of each."""
    return tuple(_site_context(one, options, bundle) for one in (loaded, *loaded.others))


def _site_context(loaded: Loaded, options: BuildOptions, bundle: assets.Assets) -> SiteContext:
    site = _site(loaded)
    base_url = rehearsal.address(site, options.base_url)
    folder = site.languages.folder(site.languages.read)
    shared = SharedContext(
        site,
        f"{base_url.rstrip('/')}/{folder}" if base_url and folder else base_url,
        bundle.style,
        bundle.script,
        inputs=loaded.inputs,
        is_preview=options.is_preview,
        found_in=tuple(name for name, found in loaded.findings.items() if found),
        as_of=loaded.as_of,
        figures=loaded.figures,
        catalogue=texts.catalogue_of(site.languages.read),
    )
    contexts = []
    for contest in site.contests:
        results = loaded.results[contest.id]
        found = by_area(results, loaded.findings[contest.id])
        contexts.append(ContestContext(shared, contest, results, len(contest.releases) - 1, found))
    return SiteContext(shared, tuple(contexts))
