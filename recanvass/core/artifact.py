"""One file of the generated site, before it is made.

Owns the value that joins planning to rendering. Must not render, read or write anything.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct


class Artifact(Struct, frozen=True):
    """A file to be made: where it goes, what makes it and how to come by everything it shows.

    `path` is relative to the root of the site with forward slashes. `template` names the page template, or is None
    where the view already is the file's bytes: whole, in chunks, or in `Pieces`. `make` returns the view, the file's
    whole dependency list: two artifacts with equal template and view have equal bytes. It is called only where the file
    may have to be made.
    """

    path: str
    template: str | None
    make: Callable[[], object]


class Piece(Struct, frozen=True):
    """A part of a file that is made by itself; `key` says what it is to hold."""

    key: str
    make: Callable[[], bytes]


class Pieces(Struct, frozen=True):
    """The bytes of a file in pieces: one is made again only where what it was made from, or its key, has changed."""

    pieces: tuple[Piece, ...]

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes of each piece."""
        return (piece.make() for piece in self.pieces)


class Facts(Struct, frozen=True):
    """What became of a file: its SHA-256 in hexadecimal digits, and its size in bytes."""

    hash: str
    size: int


def ready(path: str, content: bytes) -> Artifact:
    """Return a file whose bytes are there already."""
    return Artifact(path, None, lambda: content)
