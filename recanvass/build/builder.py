"""Makes the files of a site: each is taken over from the old one where nothing it is made from has changed.

Owns when a file is made again and why, and in which order. Must not know what the files hold.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from recanvass.build import last_build as record
from recanvass.build.last_build import Before, Ground, Known, Part
from recanvass.cache.fingerprint import hash_of, packed, seal
from recanvass.cache.tracing import Trace, Watch, changed, digests_of, moved_in
from recanvass.core.artifact import Artifact, Facts, Pieces
from recanvass.core.diagnostics import Diagnostic, Report, has_errors
from recanvass.pages.templates import Renderer, TemplateFault
from recanvass.publish import output_folder

FILES = "files"
"""The collection of what became of files, which some pages tell."""
BATCHES_EACH, LARGEST_BATCH = 8, 200
ENOUGH_TO_MAKE, ENOUGH_TO_LOOK_AT = 100, 1_000
"""How many files several processes make, or look at, in less time than they take to start."""
AT_AN_END, FEW = 32, 4
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

    desk: output_folder.Desk
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
    desk: output_folder.Desk, artifacts: tuple[Sequence[Artifact], Sequence[Artifact]], tools: Tools, ground: Ground
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


def is_much(job: Job) -> bool:
    """Tell whether there is so much to make, or to look at, that several processes take less time."""
    is_all = job.before is None or job.base is not None
    return len(job.artifacts) >= (ENOUGH_TO_MAKE if is_all else ENOUGH_TO_LOOK_AT)


def _moved(job: Job, known: Known) -> tuple[int, str] | None:
    """Return a part of the content that a file was made from and that has changed; None for none."""
    found = (moved_in(trace, job.moved) for trace in known.traces)
    return next((moved for moved in found if moved is not None), None)


def _batches(places: range, workers: int) -> list[range]:
    """Return places in batches: small ones of both ends first, where files tell of the whole site, then of the rest."""
    last = places[max(len(places) - AT_AN_END, 0) :]
    first = places[: min(AT_AN_END, len(places) - len(last))]
    middle = places[len(first) : len(places) - len(last)]
    size = max(min(LARGEST_BATCH, -(-len(middle) // (workers * BATCHES_EACH))), 1)
    return [*_cut(last, FEW), *_cut(first, FEW), *_cut(middle, size)]


def _cut(places: range, size: int) -> Iterator[range]:
    """Yield places in stretches of neighbours, those that stand last first."""
    return (places[max(stop - size, 0) : stop] for stop in range(len(places), 0, -size))


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
    known: dict[str, bytes] = {}
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


def _made(job: Job, artifact: Artifact) -> tuple[Made, bytes]:
    """Make a file or take it over; return what became of it, and what the next build has to know of it."""
    known = job.before.known(artifact.path) if job.before is not None else None
    template = job.ground.templates.get(artifact.template, b"") if artifact.template is not None else b""
    cause = _cause(job, known, template)
    if cause is None and known is not None and job.before is not None:
        if output_folder.keep(job.desk, artifact.path, known.hash):
            kept = Made(artifact.path, known.hash, known.size, artifact.template is None, None, "")
            return kept, job.before.files[artifact.path]
        cause = Why.OUTPUT, ""
    job.tools.watch.start()
    if artifact.template is None:
        new, is_kept = _poured(job, artifact, known)
    else:
        new, is_kept = _rendered(job, artifact, template)
    why = (None, "") if is_kept else cause or (Why.OUTPUT, "")
    return Made(artifact.path, new.hash, new.size, artifact.template is None, *why), packed(new)


def _poured(job: Job, artifact: Artifact, known: Known | None) -> tuple[Known, bool]:
    """Write the bytes of an artifact as they come; tell whether they are those of the old site."""
    made = artifact.make()
    if isinstance(made, Pieces):
        trace, parts = _trace(job), list[Part]()
        with output_folder.reading(job.desk, artifact.path) as read:
            chunks = _pieces(job, made, _taken_over(job, known, read), parts)
            new = Known(*output_folder.pour(job.desk, artifact.path, chunks), b"", trace, tuple(parts))
    elif isinstance(made, bytes | Iterator):
        poured = output_folder.pour(job.desk, artifact.path, (made,) if isinstance(made, bytes) else made)
        new = Known(*poured, b"", _trace(job))
    else:
        raise TypeError(f"{artifact.path} has neither a template nor bytes")
    return new, _is_as_before(job, artifact, new)


def _taken_over(
    job: Job, known: Known | None, read: Callable[[int, int], bytes]
) -> Callable[[bytes], tuple[Part, bytes] | None]:
    """Return what finds a piece of the old file by its key, if neither what it was made from nor its bytes changed."""
    sound: dict[bytes, tuple[int, Part]] = {}
    start = 0
    for part in known.parts if known is not None and job.base is None else ():
        if FROM_THE_BASE not in part.trace and moved_in(part.trace, job.moved) is None:
            sound[part.key] = start, part
        start += part.size

    def take(key: bytes) -> tuple[Part, bytes] | None:
        start, part = sound.get(key, (0, None))
        chunk = read(start, part.size) if part is not None else b""
        return (part, chunk) if part is not None and hash_of(chunk) == part.hash else None

    return take


def _pieces(
    job: Job, made: Pieces, take: Callable[[bytes], tuple[Part, bytes] | None], parts: list[Part]
) -> Iterator[bytes]:
    """Yield the bytes of each piece, as `take` has it or made anew; `parts` comes to hold what each is."""
    for piece in made.pieces:
        key = hash_of(piece.key.encode())
        part, chunk = take(key) or (None, b"")
        if part is None:
            job.tools.watch.start()
            chunk = piece.make()
            part = Part(key, hash_of(chunk), len(chunk), _trace(job))
        parts.append(part)
        yield chunk


def _rendered(job: Job, artifact: Artifact, template: bytes) -> tuple[Known, bool]:
    """Make a page, and write it unless it is that of the old site; tell whether it is."""
    content = job.tools.renderer.render(artifact, artifact.make())
    new = Known(hashlib.sha256(content).digest(), len(content), template, _trace(job))
    if _is_as_before(job, artifact, new):
        return new, True
    output_folder.write(job.desk, artifact.path, content)
    return new, False


def _is_as_before(job: Job, artifact: Artifact, new: Known) -> bool:
    return job.desk.files.get(artifact.path) == new.hash.hex() and output_folder.keep(job.desk, artifact.path, new.hash)


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
    if job.base is not None or any(FROM_THE_BASE in trace for trace in known.traces):
        return Why.BASE, job.base or ""
    moved = _moved(job, known)
    return (Why.CONTENT, f"{list(job.before.ground.digests)[moved[0]]}: {moved[1]}") if moved is not None else None
