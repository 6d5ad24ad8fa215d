"""What comes of an import, before anything is written.

Owns the check that files as they are to be make a sound site. Must not write or print.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct, field

from recanvass.authoring.importing.reading import InputTable, ReadResult
from recanvass.build import pipeline
from recanvass.cache.store import Memory
from recanvass.content.files import Gathered, SourceFile
from recanvass.core.diagnostics import Diagnostic, Severity
from recanvass.core.ids import AreaId, ContestId
from recanvass.results.histories import Results


class ImportOptions(Struct, frozen=True):
    """What both kinds of import are told: the site's folder, the table, its mapping file."""

    root: Path
    table: InputTable
    mapping: Path | None

    @property
    def reading(self) -> ReadResult:
        """How the table is written."""
        return self.table.reading


class Read(Struct, frozen=True):
    """What a table of results said: its columns, what it has figures of, and the site before and after.

    `before` are the contests that the site had, with the release in its place before it states anything new. `figures`
    names each place that has figures, with its contest.
    """

    before: Mapping[ContestId, Results]
    after: pipeline.Loaded
    columns: tuple[str, ...]
    figures: frozenset[tuple[ContestId, AreaId]]


class ImportResult(Struct, frozen=True):
    """What would be written, or why nothing is.

    `files` are texts by path with their own line ends, `before` those of files that are there already. `said` tells
    what was read and left out, `effect` what it changes, `done` what each file holds.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    effect: tuple[str, ...] = ()
    done: Mapping[str, str] = field(default_factory=dict)
    records: tuple[Mapping[str, object], ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    read: Read | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing stands in the way."""
        return not errors(self.diagnostics)

    def line(self, path: str, number: int) -> str | None:
        """Return one line of a file, as it is or as it is to be, for the text of a message."""
        file = self.sources.get(path)
        return file.line(number) if file is not None else None


def errors(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return those that stop an import."""
    return tuple(one for one in diagnostics if one.severity is Severity.ERROR)


def with_texts(files: Mapping[str, SourceFile], new: Mapping[str, str]) -> dict[str, SourceFile]:
    """Return the files of a site as they are to be."""
    plain = {path: text.replace("\r\n", "\n").replace("\r", "\n") for path, text in new.items()}
    return {**files, **{path: SourceFile(path, text) for path, text in plain.items()}}


def typed(root: Path, files: Mapping[str, SourceFile], memory: Memory) -> pipeline.Loaded:
    """Type a site's files as the command `check` does, drafts too."""
    return pipeline.typed(Gathered(root, dict(sorted(files.items())), "", ()), drafts=True, memory=memory)
