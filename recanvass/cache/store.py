"""What one reading of a site leaves for the next: values that need not be made again.

Owns when a value may be taken over: when all that it was made of equals what it would be made of now. Whatever is
remembered is therefore handed everything it looks at. Within a process values are held as they are; from one run to
the next some are left as bytes, beside the hash of what they were made of.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar, cast

from msgspec import Struct

from recanvass.cache.fingerprint import digest, packed, unpacked
from recanvass.core.diagnostics import Diagnostic, Report

T = TypeVar("T")


class Left(Struct, frozen=True):
    """A value as one run leaves it for the next: the hash of what it was made of, its bytes, what was reported."""

    of: bytes
    value: bytes
    said: tuple[Diagnostic, ...]


class Memory:
    """Values by name, each with what it was made of and what was reported meanwhile.

    A new value takes the place of the old one. Values are handed out more than once and must not be changed.
    """

    __slots__ = ("_before", "_digests", "_known", "_left")

    def __init__(self, before: Mapping[str, Left] | None = None) -> None:
        """Remember nothing but what an earlier run left; None where nothing is to be left for the next one either."""
        self._known: dict[Hashable, tuple[object, object, list[Diagnostic]]] = {}
        self._before = before
        self._left: dict[str, Left] = {}
        self._digests: dict[int, tuple[object, bytes]] = {}

    @property
    def left(self) -> Mapping[str, Left]:
        """What this run leaves for the next: every value that it asked for and that can be left."""
        return self._left

    @property
    def news(self) -> Mapping[str, Left] | None:
        """What it leaves, where that is something else than what the run before left."""
        return self._left if self._before is not None and self._left != self._before else None

    def recall(
        self,
        name: Hashable,
        of: object,
        make: Callable[[Report], T],
        report: Report,
        *,
        kind: type[T] | None = None,
    ) -> T:
        """Return the value of a name; `make` it where there is none, or one that was made of something else.

        A value of a `kind` can be left for the next run; its name is a tuple of texts then, or of what has a text.
        """
        known = self._known.get(name)
        if known is None or known[0] != of:
            own = Report()
            value = make(own) if kind is None else self._lasting(str(name), of, make, own, kind=kind)
            known = (of, value, own.items)
            self._known[name] = known
        report.items += known[2]
        return cast("T", known[1])

    def _lasting(self, name: str, of: object, make: Callable[[Report], T], own: Report, *, kind: type[T]) -> T:
        """Return what the run before left under a name, or else a new value, which is left for the next run."""
        if self._before is None:
            return make(own)
        hash_of, left = self._digest(of), self._before.get(name)
        value = unpacked(left.value, kind) if left is not None and left.of == hash_of else None
        if left is not None and value is not None:
            own.items += left.said
            self._left[name] = left
            return value
        value = make(own)
        self._left[name] = Left(hash_of, packed(value), tuple(own.items))
        return value

    def _digest(self, of: object) -> bytes:
        """Return the hash of what a value is made of; the parts of a tuple are often those of many values."""
        return digest([self._digest_of(part) for part in of]) if type(of) is tuple else digest(of)

    def _digest_of(self, part: object) -> bytes:
        known = self._digests.get(id(part))
        if known is None:
            known = self._digests[id(part)] = (part, digest(part))
        return known[1]
