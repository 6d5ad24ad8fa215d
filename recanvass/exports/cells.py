"""Cells and rows of a CSV file.

Owns how figures and texts stand in a download. An empty cell means that nothing was reported.
"""

import csv
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

from recanvass.core.artifact import Piece, Pieces
from recanvass.core.model import AreaId, Number

LINES_AT_A_TIME, AREAS_AT_A_TIME = 2_000, 64
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def number(number: Number) -> str:
    """Return a figure in plain digits: str writes a Decimal of many decimals with an exponent."""
    plain = str(number)
    return f"{number:f}" if "E" in plain else plain


def text(text: str) -> str:
    """Return a text that no spreadsheet reads as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def field(text: str) -> str:
    """Return a cell as it stands between commas."""
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        quoted = text.replace('"', '""')
        return f'"{quoted}"'
    return text


def head(columns: Sequence[tuple[str, str]]) -> str:
    """Return the line that names the columns."""
    return ",".join(name for name, _ in columns) + "\n"


def chunks(lines: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield lines as bytes, many at a time: a large file is never held whole."""
    waiting: list[str] = []
    for some in lines:
        waiting += some
        if len(waiting) > LINES_AT_A_TIME:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()


def pieces(
    areas: Sequence[AreaId], lines: Callable[[Sequence[AreaId]], Iterable[Sequence[str]]], *, head: str, foot: str = ""
) -> Pieces:
    """Return a file in pieces: a head, the lines of some areas at a time, a foot."""
    starts = range(0, len(areas), AREAS_AT_A_TIME)
    middle = (_piece(lines, areas[start : start + AREAS_AT_A_TIME]) for start in starts)
    return Pieces((Piece(head, head.encode), *middle, Piece(foot, foot.encode)))


def _piece(lines: Callable[[Sequence[AreaId]], Iterable[Sequence[str]]], areas: Sequence[AreaId]) -> Piece:
    return Piece("\n".join(areas), lambda: "".join(itertools.chain.from_iterable(lines(areas))).encode())


def table(columns: Sequence[tuple[str, str]], rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return rows below the names of their columns."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([name for name, _ in columns])
    writer.writerows(rows)
    return buffer.getvalue().encode()
