"""Makes the files of a site: each is taken over from the old one where nothing it is made from has changed.

Owns when a file is made again and why, and in which order. Must not know what the files hold.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from recanvass import publish, record
from recanvass.artifact import Artifact, Facts
from recanvass.diagnostics import Diagnostic, Report, has_errors
from recanvass.packed import seal
from recanvass.record import Before, Ground, Known
from recanvass.render import Renderer, TemplateFault
from recanvass.tracing import Trace, Watch, changed, digests_of, moved_in

FILES = "files"
"""The collection of what became of files, which some pages tell."""
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


class Made(Struct, frozen=True):
    """One file of the new site. `why` is None where it was taken over from the old one; `reason` names the cause."""

    path: str
    hash: bytes
    size: int
    is_download: bool
    why: Why | None
    reason: str


class Batch(Struct, frozen=True):
    """Some files of the new site; `record` is what the next build has to know of them, sealed."""

    files: tuple[Made, ...]
    record: bytes
    faults: tuple[Diagnostic, ...]


class Site(Struct, frozen=True):
    """All files of the new site; none where a template has a fault."""

    files: tuple[Made, ...]
    ground: Ground
    records: tuple[bytes, ...]


class Tools(Struct, frozen=True):
    """What makes files. `watch` notes what they are made from; `files` comes to hold what became of downloads."""

    renderer: Renderer
    watch: Watch
    files: dict[str, Facts]


class Job(Struct, frozen=True):
    """All that is needed to make any file of a site.

    The artifacts from the place `second` on tell what became of the others, and are made after them. `before` is what
    the last build left, `base` the first part of what every page depends on that has changed since, and `moved` the
    items that have, by the number of their collection.
    """

    desk: publish.Desk
    artifacts: Sequence[Artifact]
    second: int
    tools: Tools
    ground: Ground
    before: Before | None
    base: str | None
    moved: Mapping[int, frozenset[str]]


Round = tuple[Sequence[Sequence[int]], Mapping[str, Facts]]
"""Batches of artifacts, named by their places, and what became of the files that they tell of."""
Hands = Callable[[Round], Iterator[Batch]]
"""Whatever makes batches, in one process or in many; in any order."""


def job(
    desk: publish.Desk, artifacts: tuple[Sequence[Artifact], Sequence[Artifact]], tools: Tools, ground: Ground
) -> Job:
    """Return the making of a site, held against what the last build left.

    The second part of the artifacts tells what became of the first.
    """
    before = record.before(desk, ground.program)
    everything, second = (*artifacts[0], *artifacts[1]), len(artifacts[0])
    if before is None:
        return Job(desk, everything, second, tools, ground, None, None, {})
    old, now = before.ground.base, ground.base
    base = min((part for part in old.keys() | now.keys() if old.get(part) != now.get(part)), default=None)
    if base is None and tuple(before.ground.digests) != tuple(ground.digests):
        base = "the collections"
    moved = {
        number: keys
        for number, (name, digests) in enumerate(before.ground.digests.items())
        if (keys := changed(digests, ground.digests.get(name, {})))
    }
    return Job(desk, everything, second, tools, ground, before, base, moved)


def waiting(job: Job) -> int:
    """Return how many files something has changed for."""
    if job.before is None or job.base is not None:
        return len(job.artifacts)
    known = (job.before.files.get(artifact.path) for artifact in job.artifacts)
    return sum(one is None or moved_in(one.trace, job.moved) is not None for one in known)


def _batches(places: range, workers: int) -> list[range]:
    """Return places in batches of mixed work, those that stand last first."""
    count = len(places)
    size = max(min(LARGEST_BATCH, -(-count // (workers * BATCHES_EACH))), 1)
    return [range(stop - 1, max(stop - size, places.start) - 1, -1) for stop in range(places.stop, places.start, -size)]


def run(job: Job, hands: tuple[Hands, int], report: Report, on_files: Callable[[int], None]) -> Site:
    """Make all files; report each faulty line of a template once, by a page it spoils.

    `hands` are told with how many they are.
    """
    files: list[Made] = []
    records: list[bytes] = []
    facts: dict[str, Facts] = {}
    work, workers = hands
    for places in (range(job.second), range(job.second, len(job.artifacts))):
        facts = {made.path: Facts(made.hash.hex(), made.size) for made in files if made.is_download}
        for batch in work((_batches(places, workers), facts)):
            _add(report, batch.faults)
            files += batch.files
            records.append(batch.record)
            on_files(len(files))
        if has_errors(report.items):
            return Site((), job.ground, ())
    return Site(tuple(files), _told(job, facts).ground, tuple(records))


def _add(report: Report, faults: Iterable[Diagnostic]) -> None:
    known = {fault.span for fault in report.items}
    report.items += (fault for fault in faults if fault.span not in known)


def _told(job: Job, facts: Mapping[str, Facts]) -> Job:
    """Return the job with what became of files among what pages may read."""
    if not facts:
        return job
    job.tools.files.update(facts)
    digests = digests_of(facts)
    ground = replace(job.ground, digests={**job.ground.digests, FILES: digests})
    if job.before is None:
        return replace(job, ground=ground)
    old = job.before.ground.digests
    number = list(old).index(FILES) if FILES in old else FROM_THE_BASE
    return replace(job, ground=ground, moved={**job.moved, number: changed(old.get(FILES, {}), digests)})


def make(job: Job, places: Iterable[int], facts: Mapping[str, Facts]) -> Batch:
    """Make the artifacts at some places; name each faulty line of a template once, by the first page it spoils."""
    job = _told(job, facts)
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
            return _kept(artifact, known), known
        cause = Why.OUTPUT, ""
    job.tools.watch.start()
    if artifact.template is None:
        new, is_kept = _poured(job, artifact)
    else:
        new, is_kept = _rendered(job, artifact, template)
    if is_kept:
        return _kept(artifact, new), new
    return Made(artifact.path, new.hash, new.size, artifact.template is None, *(cause or (Why.OUTPUT, ""))), new


def _kept(artifact: Artifact, known: Known) -> Made:
    return Made(artifact.path, known.hash, known.size, artifact.template is None, None, "")


def _poured(job: Job, artifact: Artifact) -> tuple[Known, bool]:
    """Write the bytes of an artifact as they come; tell whether they are those of the old site."""
    digest_of_file, size = publish.pour(job.desk, artifact.path, _chunks(artifact))
    new = Known(digest_of_file, size, b"", _trace(job))
    return new, _is_as_before(job, artifact, new)


def _rendered(job: Job, artifact: Artifact, template: bytes) -> tuple[Known, bool]:
    """Make a page, and write it unless it is that of the old site; tell whether it is."""
    content = job.tools.renderer.render(artifact, artifact.make())
    new = Known(hashlib.sha256(content).digest(), len(content), template, _trace(job))
    if _is_as_before(job, artifact, new):
        return new, True
    publish.write(job.desk, artifact.path, content)
    return new, False


def _chunks(artifact: Artifact) -> Iterable[bytes]:
    made = artifact.make()
    if not isinstance(made, bytes | Iterator):
        raise TypeError(f"{artifact.path} has neither a template nor bytes")
    return (made,) if isinstance(made, bytes) else made


def _is_as_before(job: Job, artifact: Artifact, new: Known) -> bool:
    return job.desk.files.get(artifact.path) == new.hash.hex() and publish.keep(job.desk, artifact.path, new.hash)


def _trace(job: Job) -> Trace:
    trace = job.tools.watch.trace()
    return trace if max(trace, default=0) < len(job.ground.digests) else {FROM_THE_BASE: ("",)}


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
