"""Expected files: compared byte for byte, or written again on request (pytest --rewrite)."""

from dataclasses import dataclass
from pathlib import Path


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
        assert made.decode() == before.decode(), f"{expected} differs; pytest --rewrite writes it again"
        assert made == before
