"""What a build leaves for the next one beside the output: what it was made of, and what it had to say.

Owns this note and when it holds. A note that is damaged, of another program or of another site is as good as none: it
only ever saves work.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from recanvass.cache.fingerprint import digest, seal, unseal
from recanvass.content import files
from recanvass.content.files import Gathered
from recanvass.core import messages, urls
from recanvass.core.diagnostics import Diagnostic
from recanvass.publish import output_folder
from recanvass.publish.output_folder import OutputFolder

NOTE = "note"


class BuildOptions(Struct, frozen=True):
    """What a build was asked for beside its folders, as far as it shows on the site.

    `commit` is that of the sources, for the manifest.
    """

    base_url: str | None = None
    drafts: bool = False
    as_of: str | None = None
    is_preview: bool = False
    commit: str | None = None


class Summary(Struct, frozen=True):
    """What a build has to say of its content, beside faults of templates.

    `impacts` are lines that say what the newest releases change, `records` the same for programs, as a list in JSON.
    `findings` says in one line how many there are, and nothing where there are none.
    """

    diagnostics: tuple[Diagnostic, ...]
    impacts: tuple[str, ...]
    records: str
    findings: str


class LastBuild(Struct, frozen=True):
    """A build as a whole: `key` is all that it was made from, `manifest` the hash of the manifest it left."""

    key: bytes
    manifest: bytes
    files: int
    size: int
    summary: Summary


def last_build(
    gathered: Gathered, out: Path, options: BuildOptions, *, on_wait: Callable[[], None] = lambda: None
) -> LastBuild | None:
    """Return the last build, if it was made from the same and every file of it is as it was made.

    Raises OutputError where `out` cannot be used; `on_wait` is called while another build uses it.
    """
    note = unseal(output_folder.remembered(out, NOTE), LastBuild)
    if note is None or note.key != _key(gathered.inputs, options):
        return None
    with output_folder.taken(out, root=gathered.root, on_wait=on_wait) as folder:
        manifest = output_folder.old_content(folder, urls.MANIFEST) or b""
        return note if note.manifest == _hash(manifest) and _is_whole(folder) else None


def _is_whole(folder: OutputFolder) -> bool:
    return folder.files.keys() <= folder.present and all(
        output_folder.holds(folder, path, digest_of_file) for path, digest_of_file in folder.files.items()
    )


def leave(
    folder: OutputFolder,
    inputs: str,
    options: BuildOptions,
    *,
    manifest: bytes,
    sizes: tuple[int, ...],
    summary: Summary,
) -> None:
    """Leave the note of a build; `sizes` are those of its files, in bytes."""
    note = LastBuild(_key(inputs, options), _hash(manifest), len(sizes), sum(sizes), summary)
    output_folder.remember(folder, NOTE, seal(note))


def _key(inputs: str, options: BuildOptions) -> bytes:
    """Return the hash of all that a site is made from, and of the language in which the note has its messages."""
    return digest((files.program(), inputs, options, messages.language()))


def _hash(manifest: bytes) -> bytes:
    return hashlib.sha256(manifest).digest()
