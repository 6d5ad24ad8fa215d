"""What was measured as tables, and what was aimed at: on the terminal and in docs/performance.md.

Owns the wording and the targets' verdicts. A part of the document stands between two markers and is replaced alone.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

Say = Callable[[str], None]
"""Tells the person who waits what is being done."""
DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that was aimed at: what it is, the most it may be, what it was, and how it is written."""

    what: str
    most: float
    was: float
    unit: str

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of its row, the verdict last."""
        verdict = "met" if self.was <= self.most else f"missed by {self.was / self.most - 1:.0%}"
        return self.what, f"≤ {_number(self.most)}{self.unit}", f"{_number(self.was)}{self.unit}", verdict


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heads; all but the first column are set right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def markdown(self) -> str:
        """The table as Markdown."""
        rule = "|---" + "|---:" * (len(self.heads) - 1) + "|"
        return "\n".join([_line(self.heads), rule, *map(_line, self.rows)])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document: its name, its heading, its tables, what was aimed at, and what else there is to say."""

    name: str
    title: str
    tables: tuple[Table, ...]
    targets: tuple[Target, ...]
    remarks: tuple[str, ...] = ()

    @property
    def markdown(self) -> str:
        """The part as Markdown."""
        tables = [*self.tables, *([targets(self.targets)] if self.targets else [])]
        return "\n\n".join([f"### {self.title}", *self.remarks, *(table.markdown for table in tables)])


def targets(found: Iterable[Target]) -> Table:
    """Return the table of targets."""
    return Table(("target", "aimed at", "measured", "verdict"), tuple(target.row for target in found))


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Return the median and, of several values, the range."""
    middle = f"{median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, ...]:
    """Return ours ÷ theirs, run by run."""
    return tuple(one / other for one, other in zip(ours, theirs, strict=True))


def replace(text: str, name: str, body: str) -> str:
    """Return a document with the part of that name replaced; a part that is not there yet goes to the end.

    Raises ValueError where a part begins and does not end.
    """
    begin, end = f"<!-- {name}: written by make bench -->", f"<!-- end of {name} -->"
    part = f"{begin}\n\n{body.strip()}\n\n{end}"
    if begin not in text:
        return f"{text.rstrip()}\n\n{part}\n"
    if end not in text:
        raise ValueError(f"the part {name} does not end")
    return re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: part, text, flags=re.DOTALL)


def write(name: str, body: str, document: Path = DOCUMENT) -> None:
    """Put a part into the document."""
    document.write_text(replace(document.read_text(encoding="utf-8"), name, body), encoding="utf-8")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 -- hundreds need no decimals
