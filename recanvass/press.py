"""Makes the files of a site: each is taken over from the old one where nothing it is made from has changed.

Owns when a file is made again and why. Must not know what the files hold.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from recanvass import publish, record
from recanvass.artifact import Artifact
from recanvass.diagnostics import Diagnostic, Report, has_errors
from recanvass.packed import digest
from recanvass.record import Body, Ground, Known
from recanvass.render import Renderer, TemplateFault
from recanvass.tracing import Watch, changed, digests_of, moved_in

SIZES = "sizes"


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
    known: Known
    why: Why | None
    reason: str = ""


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
    and `moved` the items that have.
    """

    desk: publish.Desk
    artifacts: Sequence[Artifact]
    tools: Tools
    ground: Ground
    before: Body | None
    base: str | None
    moved: Mapping[str, frozenset[str]]


def job(desk: publish.Desk, artifacts: Sequence[Artifact], tools: Tools, ground: Ground) -> Job:
    """Return the making of a site, held against what the last build left."""
    before = record.body(desk)
    if before is None or before.ground.program != ground.program:
        return Job(desk, artifacts, tools, ground, None, None, {})
    old, now = before.ground.base, ground.base
    base = min((part for part in old.keys() | now.keys() if old.get(part) != now.get(part)), default=None)
    return Job(desk, artifacts, tools, ground, before, base, changed(before.ground.digests, ground.digests))


def run(job: Job, report: Report, on_file: Callable[[], None]) -> tuple[Made, ...]:
    """Make all files; report each faulty line of a template once, by the first page it spoils."""
    made: list[Made] = []
    *places, last = range(len(job.artifacts))
    for place in places:
        found, faults = make(job, [place])
        _add(report, faults)
        made += found
        on_file()
    if has_errors(report.items):
        return ()
    job.tools.sizes.update((one.path, one.known.size) for one in made)
    found, faults = make(_with_sizes(job), [last])
    _add(report, faults)
    return (*made, *found)


def _add(report: Report, faults: Iterable[Diagnostic]) -> None:
    known = {fault.span for fault in report.items}
    report.items += (fault for fault in faults if fault.span not in known)


def _with_sizes(job: Job) -> Job:
    before = job.before.ground.digests.get(SIZES, {}) if job.before is not None else {}
    moved = changed({SIZES: before}, {SIZES: digests_of(job.tools.sizes)})
    return replace(job, moved={**job.moved, **moved})


def body(job: Job, files: Iterable[Made], manifest: bytes) -> Body:
    """Return what the next build has to know of the files made."""
    digests = {**job.ground.digests, SIZES: digests_of(job.tools.sizes)}
    return Body(manifest, replace(job.ground, digests=digests), {made.path: made.known for made in files})


def make(job: Job, places: Iterable[int]) -> tuple[tuple[Made, ...], tuple[Diagnostic, ...]]:
    """Make the artifacts at some places; name each faulty line of a template once, by the first page it spoils."""
    made = []
    faults: dict[object, Diagnostic] = {}
    for place in places:
        try:
            made.append(_made(job, job.artifacts[place]))
        except TemplateFault as fault:
            faults.setdefault(fault.diagnostic.span, fault.diagnostic)
    return tuple(made), tuple(faults.values())


def _made(job: Job, artifact: Artifact) -> Made:
    known = job.before.files.get(artifact.path) if job.before is not None else None
    template = job.ground.templates.get(artifact.template, b"") if artifact.template is not None else b""
    cause = _cause(job, known, template)
    if cause is None and known is not None:
        if publish.keep(job.desk, artifact.path, known.hash) is not None:
            return Made(artifact.path, known, None)
        cause = Why.OUTPUT, ""
    job.tools.watch.start()
    view = artifact.make()
    trace = job.tools.watch.trace()
    shown = hashlib.sha256(view).digest() if isinstance(view, bytes) else digest(view)
    if known is not None and (known.view, known.template) == (shown, template):
        if publish.keep(job.desk, artifact.path, known.hash) is not None:
            return Made(artifact.path, Known(known.hash, known.size, template, shown, trace), None)
        cause = Why.OUTPUT, ""
    content = job.tools.renderer.render(artifact, view)
    known = Known(hashlib.sha256(content).hexdigest(), len(content), template, shown, trace)
    is_same = job.desk.files.get(artifact.path) == known.hash
    if is_same and publish.keep(job.desk, artifact.path, known.hash) is not None:
        return Made(artifact.path, known, None)
    publish.write(job.desk, artifact.path, content)
    return Made(artifact.path, known, *(cause or (Why.NEW, "")))


def _cause(job: Job, known: Known | None, template: bytes) -> tuple[Why, str] | None:
    """Return why a file may not be what it was; None where it must be."""
    if job.before is None:
        return Why.RECORD, ""
    if known is None:
        return Why.NEW, ""
    if known.template != template:
        return Why.TEMPLATE, ""
    if job.base is not None:
        return Why.BASE, job.base
    moved = moved_in(known.trace, job.moved)
    return (Why.CONTENT, ": ".join(moved)) if moved is not None else None
