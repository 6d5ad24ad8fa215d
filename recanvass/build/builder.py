"""Makes the files of a site: pages by way of templates, downloads as they come.

Owns in which order files are made, and how many at a time. Must not know what they hold.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from recanvass.core.artifact import Artifact, Facts
from recanvass.core.diagnostics import Diagnostic, Report, has_errors
from recanvass.pages.templates import Renderer, TemplateFault
from recanvass.publish import output_folder
from recanvass.publish.output_folder import OutputFolder

BATCHES_PER_WORKER, LARGEST_BATCH = 8, 200
ENOUGH_FOR_SEVERAL = 100
"""How many files several processes make in less time than they take to start."""
AT_AN_END, FEW = 32, 4


class File(Struct, frozen=True):
    """One file of the new site."""

    path: str
    facts: Facts
    is_download: bool


class Batch(Struct, frozen=True):
    """Some files of the new site; faults are those of templates, whose pages are missing."""

    files: tuple[File, ...]
    faults: tuple[Diagnostic, ...]


class Job(Struct, frozen=True):
    """All that is needed to make any file of a site.

    The artifacts from the place `second` on tell what became of the others, and are made after them: they read it from
    `facts`, by path. `renderers` are the templates by the language of an artifact.
    """

    folder: OutputFolder
    artifacts: Sequence[Artifact]
    second: int
    renderers: Mapping[str, Renderer]
    facts: dict[str, Facts]


Work = Callable[[Sequence[int], Mapping[str, Facts]], Batch]
"""Makes the artifacts at some places, once it is told what became of the files that they tell of."""
Spread = Callable[[Sequence[Sequence[int]], Mapping[str, Facts]], Iterator[Batch]]
"""Does the same for many batches, in one process or in several; they come back in any order."""


def is_much(job: Job) -> bool:
    """Tell whether there is so much to make that several processes take less time."""
    return len(job.artifacts) >= ENOUGH_FOR_SEVERAL


def run(job: Job, spread: Spread, workers: int, *, report: Report, on_files: Callable[[int], None]) -> tuple[File, ...]:
    """Make all files by a number of workers; none where a template has a fault.

    Each faulty line of a template is reported once, by a page it spoils.
    """
    files: list[File] = []
    for places in (range(job.second), range(job.second, len(job.artifacts))):
        facts = {file.path: file.facts for file in files if file.is_download}
        for batch in spread(_batches(places, workers), facts):
            known = {fault.span for fault in report.items}
            report.items += (fault for fault in batch.faults if fault.span not in known)
            files += batch.files
            on_files(len(files))
        if has_errors(report.items):
            return ()
    return tuple(files)


def _batches(places: range, workers: int) -> list[range]:
    """Return places in batches: small ones of both ends first, where files tell of the whole site, then of the rest."""
    last = places[max(len(places) - AT_AN_END, 0) :]
    first = places[: min(AT_AN_END, len(places) - len(last))]
    middle = places[len(first) : len(places) - len(last)]
    size = max(min(LARGEST_BATCH, -(-len(middle) // (workers * BATCHES_PER_WORKER))), 1)
    return [*_cut(last, FEW), *_cut(first, FEW), *_cut(middle, size)]


def _cut(places: range, size: int) -> Iterator[range]:
    """Yield places in stretches of neighbors, those that stand last first."""
    return (places[max(stop - size, 0) : stop] for stop in range(len(places), 0, -size))


def make(job: Job, places: Iterable[int], facts: Mapping[str, Facts]) -> Batch:
    """Make the artifacts at some places; name each faulty line of a template once, by the first page it spoils."""
    job.facts.update(facts)
    files: list[File] = []
    faults: dict[object, Diagnostic] = {}
    for place in places:
        artifact = job.artifacts[place]
        try:
            facts_of_file = output_folder.write(job.folder, artifact.path, content(job.renderers, artifact))
            files.append(File(artifact.path, facts_of_file, is_download=artifact.template is None))
        except TemplateFault as fault:
            faults.setdefault(fault.diagnostic.span, fault.diagnostic)
    return Batch(tuple(files), tuple(faults.values()))


def content(renderers: Mapping[str, Renderer], artifact: Artifact) -> bytes | Iterable[bytes]:
    """Return the bytes of a file, whole or in chunks; raises TemplateFault."""
    view = artifact.make()
    if artifact.template is not None:
        return renderers[artifact.language].render(artifact, view)
    if isinstance(view, bytes | Iterator):
        return view
    raise TypeError(f"{artifact.path} has neither a template nor bytes")


class OpenSite:
    """A site of which each file is made by itself, when it is asked for: for looking at."""

    def __init__(self, renderers: Mapping[str, Renderer], artifacts: Iterable[Artifact]) -> None:
        """Make nothing yet."""
        self._renderers = renderers
        self._artifacts = {artifact.path: artifact for artifact in artifacts}

    @property
    def paths(self) -> Collection[str]:
        """The paths of all its files."""
        return self._artifacts.keys()

    def add(self, artifacts: Iterable[Artifact]) -> None:
        """Add files that tell what became of the others."""
        self._artifacts.update((artifact.path, artifact) for artifact in artifacts)

    def content(self, path: str) -> bytes:
        """Return the bytes of a file. Raises KeyError and TemplateFault."""
        made = content(self._renderers, self._artifacts[path])
        return made if isinstance(made, bytes) else b"".join(made)


class OpenFacts(Mapping[str, Facts]):
    """What becomes of each file of an open site; a file is made to tell."""

    __slots__ = ("_known", "_site")

    def __init__(self, site: OpenSite) -> None:
        """Make nothing yet."""
        self._site = site
        self._known: dict[str, Facts] = {}

    def __getitem__(self, path: str) -> Facts:
        if path not in self._known:
            made = self._site.content(path)
            self._known[path] = Facts(hashlib.sha256(made).hexdigest(), len(made))
        return self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
