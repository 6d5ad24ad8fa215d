"""One file of the generated site, before it is made.

Owns the value that joins planning to rendering. Must not render, read or write anything.
"""

from collections.abc import Callable

from msgspec import Struct


class Artifact(Struct, frozen=True):
    """A file to be made: where it goes, what makes it and how to come by everything it shows.

    `path` is relative to the root of the site with forward slashes. `template` names the page template, or is None
    where the view already is the file's bytes, whole or in chunks. `make` returns the view, the file's whole dependency
    list: two artifacts with equal template, view and language have equal bytes. `language` is empty for the first.
    """

    path: str
    template: str | None
    make: Callable[[], object]
    language: str = ""


class Facts(Struct, frozen=True):
    """What became of a file: its SHA-256 in hexadecimal digits, and its size in bytes."""

    hash: str
    size: int


def ready(path: str, content: bytes) -> Artifact:
    """Return a file whose bytes are there already."""
    return Artifact(path, None, lambda: content)
