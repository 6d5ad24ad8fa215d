"""Makes the files of a site: each is taken over from the old one where nothing it is made from has changed.

Owns when a file is made again and why, and in which order. Must not know what the files hold.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from recanvass import publish, record
from recanvass.artifact import Artifact
from recanvass.diagnostics import Diagnostic, Report, has_errors
from recanvass.packed import digest, seal
from recanvass.record import Before, Ground, Known
from recanvass.render import Renderer, TemplateFault
from recanvass.tracing import Trace, Watch, changed, digests_of, moved_in

SIZES = "sizes"
BATCHES_EACH, LARGEST_BATCH = 8, 200
FROM_THE_BASE = -1
"""Stands in a trace for a collection that was not known before the page was made."""


class Why(Enum):
    """Why a file was made."""

    RECORD = "nothing is known of how it was made before"
    NEW = "it is new"
    TEMPLATE = "its template changed"
    BASE = "something that every page depends on changed"
    CONTENT = "what it shows changed"
    OUTPUT = "the file in the output was missing or altered"


@dataclass(frozen=True, slots=True)
class Made:
    """One file of the new site. `why` is None where it was taken over from the old one; `reason` names the cause."""

    path: str
    hash: bytes
    size: int
    why: Why | None
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some files of the new site; `record` is what the next build has to know of them, sealed."""

    files: tuple[Made, ...]
    record: bytes
    faults: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """All files of the new site; none where a template has a fault."""

    files: tuple[Made, ...]
    ground: Ground
    records: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Tools:
    """What makes files. `watch` notes what they are made from; `sizes` come to hold those of files that are done."""

    renderer: Renderer
    watch: Watch
    sizes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Job:
    """All that is needed to make any file of a site; the last of the artifacts needs the sizes of the others.

    `before` is what the last build left, `base` the first part of what every page depends on that has changed since,
    and `moved` the items that have, by the number of their collection.
    """

    desk: publish.Desk
    artifacts: Sequence[Artifact]
    tools: Tools
    ground: Ground
    before: Before | None
    base: str | None
    moved: Mapping[int, frozenset[str]]


Hands = Callable[[Sequence[Sequence[int]]], Iterator[Batch]]
"""Whatever makes batches of artifacts, named by their places, in one process or in many; in any order."""


def job(desk: publish.Desk, artifacts: Sequence[Artifact], tools: Tools, ground: Ground) -> Job:
    """Return the making of a site, held against what the last build left."""
    before = record.before(desk, ground.program)
    if before is None:
        return Job(desk, artifacts, tools, ground, None, None, {})
    old, now = before.ground.base, ground.base
    base = min((part for part in old.keys() | now.keys() if old.get(part) != now.get(part)), default=None)
    if base is None and tuple(before.ground.digests) != tuple(ground.digests):
        base = "the collections"
    moved = {
        number: keys
        for number, (name, digests) in enumerate(before.ground.digests.items())
        if (keys := changed(digests, ground.digests.get(name, {})))
    }
    return Job(desk, artifacts, tools, ground, before, base, moved)


def waiting(job: Job) -> int:
    """Return how many files something has changed for."""
    if job.before is None or job.base is not None:
        return len(job.artifacts)
    known = (job.before.files.get(artifact.path) for artifact in job.artifacts)
    return sum(one is None or moved_in(one.trace, job.moved) is not None for one in known)


def batches(job: Job, workers: int) -> list[range]:
    """Return the places of all artifacts but the last in batches of mixed work, those that stand last first."""
    count = len(job.artifacts) - 1
    step = max(-(-count // LARGEST_BATCH), min(workers * BATCHES_EACH, count), 1)
    return [range(count - 1 - start, -1, -step) for start in range(min(step, count))]


def run(job: Job, hands: tuple[Hands, int], report: Report, on_files: Callable[[int], None]) -> Site:
    """Make all files; report each faulty line of a template once, by a page it spoils.

    `hands` are told with how many they are.
    """
    files: list[Made] = []
    records: list[bytes] = []
    work, workers = hands
    for batch in work(batches(job, workers)):
        _add(report, batch.faults)
        files += batch.files
        records.append(batch.record)
        on_files(len(files))
    if has_errors(report.items):
        return Site((), job.ground, ())
    job.tools.sizes.update((one.path, one.size) for one in files)
    with_sizes = _with_sizes(job)
    last = make(with_sizes, [len(job.artifacts) - 1])
    _add(report, last.faults)
    if has_errors(report.items):
        return Site((), job.ground, ())
    return Site((*files, *last.files), with_sizes.ground, (*records, last.record))


def _add(report: Report, faults: Iterable[Diagnostic]) -> None:
    known = {fault.span for fault in report.items}
    report.items += (fault for fault in faults if fault.span not in known)


def _with_sizes(job: Job) -> Job:
    """Return the job with the sizes of its files among what the last artifact may read."""
    digests = digests_of(job.tools.sizes)
    ground = replace(job.ground, digests={**job.ground.digests, SIZES: digests})
    if job.before is None:
        return replace(job, ground=ground)
    old = job.before.ground.digests
    number = list(old).index(SIZES) if SIZES in old else FROM_THE_BASE
    return replace(job, ground=ground, moved={**job.moved, number: changed(old.get(SIZES, {}), digests)})


def make(job: Job, places: Iterable[int]) -> Batch:
    """Make the artifacts at some places; name each faulty line of a template once, by the first page it spoils."""
    files: list[Made] = []
    known: dict[str, Known] = {}
    faults: dict[object, Diagnostic] = {}
    for place in places:
        artifact = job.artifacts[place]
        try:
            made, known[artifact.path] = _made(job, artifact)
        except TemplateFault as fault:
            faults.setdefault(fault.diagnostic.span, fault.diagnostic)
        else:
            files.append(made)
    return Batch(tuple(files), seal(known), tuple(faults.values()))


def _made(job: Job, artifact: Artifact) -> tuple[Made, Known]:
    known = job.before.files.get(artifact.path) if job.before is not None else None
    template = job.ground.templates.get(artifact.template, b"") if artifact.template is not None else b""
    cause = _cause(job, known, template)
    if cause is None and known is not None:
        if publish.keep(job.desk, artifact.path, known.hash):
            return _kept(artifact.path, known), known
        cause = Why.OUTPUT, ""
    view, trace = _view(job, artifact)
    shown = hashlib.sha256(view).digest() if isinstance(view, bytes) else digest(view)
    if known is not None and (known.view, known.template) == (shown, template):
        if publish.keep(job.desk, artifact.path, known.hash):
            return _kept(artifact.path, known), replace(known, trace=trace)
        cause = Why.OUTPUT, ""
    content = job.tools.renderer.render(artifact, view)
    new = Known(hashlib.sha256(content).digest(), len(content), template, shown, trace)
    if job.desk.files.get(artifact.path) == new.hash.hex() and publish.keep(job.desk, artifact.path, new.hash):
        return _kept(artifact.path, new), new
    publish.write(job.desk, artifact.path, content)
    return Made(artifact.path, new.hash, new.size, *(cause or (Why.NEW, ""))), new


def _kept(path: str, known: Known) -> Made:
    return Made(path, known.hash, known.size, None, "")


def _view(job: Job, artifact: Artifact) -> tuple[object, Trace]:
    watch = job.tools.watch
    watch.start()
    view = artifact.make()
    trace = watch.trace()
    known = len(job.ground.digests)
    return view, trace if max(trace, default=0) < known else {FROM_THE_BASE: ("",)}


def _cause(job: Job, known: Known | None, template: bytes) -> tuple[Why, str] | None:
    """Return why a file may not be what it was; None where it must be."""
    if job.before is None:
        return Why.RECORD, ""
    if known is None:
        return Why.NEW, ""
    if known.template != template:
        return Why.TEMPLATE, ""
    if job.base is not None or FROM_THE_BASE in known.trace:
        return Why.BASE, job.base or ""
    moved = moved_in(known.trace, job.moved)
    return (Why.CONTENT, f"{list(job.before.ground.digests)[moved[0]]}: {moved[1]}") if moved is not None else None
