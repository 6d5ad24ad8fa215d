"""What a build leaves for the next one beside the output.

That is: from what each file was made, what the build said, and what was made of the sources. Owns these notes and when
they hold. A note that is damaged, of another program or of another site is as good as none: it only ever saves work.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from recanvass.cache.fingerprint import digest, seal, unpacked, unseal
from recanvass.cache.store import Left, Memory
from recanvass.cache.tracing import Digests, Trace
from recanvass.content import files as sources
from recanvass.core import urls
from recanvass.core.diagnostics import Diagnostic
from recanvass.publish import output_folder

HEAD, BODY, MEMORY = "head", "body", "memory"


class Options(Struct, frozen=True):
    """What a build was asked for beside its folders, as far as it shows on the site."""

    base_url: str | None = None
    drafts: bool = False
    as_of: str | None = None
    is_preview: bool = False


class Part(Struct, frozen=True):
    """One piece of a file as it was made: hashes of its key and its bytes, its size, what it was made from."""

    key: bytes
    hash: bytes
    size: int
    trace: Trace


class Known(Struct, frozen=True):
    """One file as it was made: its hash, its size, the hash of its template, and what its view was made from.

    Of a file in pieces `parts` are these, in their order; `trace` is then what the list of them was made from.
    """

    hash: bytes
    size: int
    template: bytes
    trace: Trace
    parts: tuple[Part, ...] = ()

    @property
    def traces(self) -> Iterator[Trace]:
        """All that it was made from."""
        yield self.trace
        for part in self.parts:
            yield part.trace


class Said(Struct, frozen=True):
    """What a build has to say of its content, beside faults of templates.

    `impacts` are lines that say what the newest releases change, `records` the same for programs, as a list in JSON.
    `findings` says in one line how many there are, and nothing where there are none.
    """

    diagnostics: tuple[Diagnostic, ...]
    impacts: tuple[str, ...]
    records: str
    findings: str


class Head(Struct, frozen=True):
    """A build as a whole: `key` is all that it was made from, `manifest` the hash of the manifest it left."""

    key: bytes
    manifest: bytes
    files: int
    size: int
    said: Said


class Ground(Struct, frozen=True):
    """All that files are made from, as hashes.

    `base` is what every page depends on, `templates` each template with all it is made of, `digests` the items of the
    content that pages may read, by collection; traces name a collection by its place among them.
    """

    program: bytes
    base: Mapping[str, bytes]
    templates: Mapping[str, bytes]
    digests: Digests


class Before(Struct, frozen=True):
    """What each file of a site was made from, by path: a `Known` as bytes, since few are looked at in one process."""

    ground: Ground
    files: Mapping[str, bytes]

    def known(self, path: str) -> Known | None:
        """Return one file as it was made; None where that is not known."""
        raw = self.files.get(path)
        return unpacked(raw, Known) if raw is not None else None


class _Body(Struct, frozen=True):
    """The same as it is kept; `manifest` is the hash of the site's manifest, `files` are sealed parts."""

    manifest: bytes
    ground: Ground
    files: tuple[bytes, ...]


class _Memory(Struct, frozen=True):
    """What the reading of a site left, and the program that read it."""

    program: bytes
    left: dict[str, Left]


def memory(out: Path) -> Memory:
    """Return what the build into a folder remembers of its sources."""
    found = unseal(output_folder.remembered(out, MEMORY), _Memory)
    return Memory(found.left if found is not None and found.program == sources.program() else {})


def leave_memory(desk: output_folder.Desk, left: Mapping[str, Left]) -> None:
    """Keep for the next build what was made of the sources."""
    output_folder.remember(desk, MEMORY, seal(_Memory(sources.program(), dict(left))))


def key(inputs: str, options: Options) -> bytes:
    """Return the hash of all that a site is made from: the program, its sources and what was asked for."""
    return digest((sources.program(), inputs, options))


def standing(gathered: sources.Gathered, out: Path, options: Options) -> Head | None:
    """Return the last build, if it was made from the same and every file of it is as it was made."""
    head = unseal(output_folder.remembered(out, HEAD), Head)
    if head is None or head.key != key(gathered.inputs, options):
        return None
    try:
        with output_folder.taken(out, root=gathered.root) as desk:
            return head if head.manifest == _manifest(desk) and _is_whole(desk) else None
    except output_folder.OutputError:
        return None


def _is_whole(desk: output_folder.Desk) -> bool:
    return desk.files.keys() <= desk.present and all(
        output_folder.holds(desk, path, bytes.fromhex(hash_of_file)) for path, hash_of_file in desk.files.items()
    )


def before(desk: output_folder.Desk, program: bytes) -> Before | None:
    """Return from what each file in the output was made; None where that is not known, or this is another program."""
    found = unseal(output_folder.remembered(Path(desk.out), BODY), _Body)
    if found is None or found.manifest != _manifest(desk) or found.ground.program != program:
        return None
    files: dict[str, bytes] = {}
    for part in found.files:
        files.update(unseal(part, dict[str, bytes]) or {})
    return Before(found.ground, files)


def leave(desk: output_folder.Desk, head: Head, ground: Ground, files: tuple[bytes, ...]) -> None:
    """Keep for the next build what this one was, and what files were made from, in parts that `seal` made."""
    output_folder.remember(desk, BODY, seal(_Body(head.manifest, ground, files)))
    output_folder.remember(desk, HEAD, seal(head))


def hash_of(manifest: bytes) -> bytes:
    """Return the hash by which a note names a manifest."""
    return hashlib.sha256(manifest).digest()


def _manifest(desk: output_folder.Desk) -> bytes:
    return hash_of(output_folder.content(desk, urls.MANIFEST) or b"")
