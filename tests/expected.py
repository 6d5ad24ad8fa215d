"""Expected files: compared byte for byte, or written again on request (pytest --rewrite)."""

from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Golden:
    """Compares what a test made with the file that says what is expected."""

    is_rewriting: bool

    def check(self, expected: Path, made: bytes) -> None:
        """Fail where the file is missing or differs."""
        before = expected.read_bytes() if expected.is_file() else None
        if self.is_rewriting and before != made:
            expected.parent.mkdir(parents=True, exist_ok=True)
            expected.write_bytes(made)
            return
        assert before is not None, f"{expected} is missing; pytest --rewrite writes it"
        if made != before:
            pytest.fail(f"{expected} differs; pytest --rewrite writes it again\n{first_difference(before, made)}")


def first_difference(expected: bytes, made: bytes) -> str:
    """Return the first lines that differ; a whole comparison of long lines would take minutes."""
    pairs = zip_longest(expected.split(b"\n"), made.split(b"\n"), fillvalue=b"(nothing)")
    number, (before, after) = next((n, pair) for n, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    at = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    around = slice(max(at - 60, 0), at + 100)
    return f"line {number}, column {at + 1}\nexpected: {before[around]!r}\nmade:     {after[around]!r}"
