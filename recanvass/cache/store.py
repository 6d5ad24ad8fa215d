"""What one reading of a site leaves for the next in the same process: values that need not be made again.

Owns when a value may be taken over: when all that it was made of equals what it would be made of now. Whatever is
remembered is therefore handed everything it looks at.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from recanvass.core.diagnostics import Diagnostic, Report

T = TypeVar("T")


class Memory:
    """Values by name, each with what it was made of and what was reported meanwhile.

    A new value takes the place of the old one. Values are handed out more than once and must not be changed.
    """

    __slots__ = ("_known", "_parts")

    def __init__(self) -> None:
        """Remember nothing."""
        self._known: dict[Hashable, tuple[object, object, list[Diagnostic]]] = {}
        self._parts: dict[Hashable, Memory] = {}

    def part(self, name: Hashable) -> "Memory":
        """Return a memory of its own for the same values in another form, such as another language."""
        return self._parts.setdefault(name, Memory())

    def recall(self, name: Hashable, of: object, make: Callable[[Report], T], report: Report) -> T:
        """Return the value of a name; `make` it where there is none, or one that was made of something else."""
        known = self._known.get(name)
        if known is None or known[0] != of:
            own = Report()
            known = (of, make(own), own.items)
            self._known[name] = known
        report.items += known[2]
        return cast("T", known[1])
