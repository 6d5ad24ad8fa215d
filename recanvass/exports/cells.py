"""Cells and rows of a CSV file.

Owns how figures and texts stand in a download. An empty cell means that nothing was reported.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from recanvass.core.ids import Number

LINES_AT_A_TIME = 2_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def number(number: Number | None) -> str:
    """Return a figure in plain digits, nothing for none: str writes a Decimal of many decimals with an exponent."""
    plain = "" if number is None else str(number)
    return f"{number:f}" if "E" in plain else plain


def plain(count: Number | None) -> object:
    """Return a figure for JSON: a string if it has decimals, so that none is rounded."""
    return number(count) if isinstance(count, Decimal) else count


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


def chunks(lines: Iterable[Sequence[str]], *, head: str = "", foot: str = "") -> Iterator[bytes]:
    """Yield lines between a head and a foot as bytes, many at a time: a large file is never held whole."""
    waiting = [head]
    for some in lines:
        waiting += some
        if len(waiting) > LINES_AT_A_TIME:
            yield "".join(waiting).encode()
            waiting.clear()
    waiting.append(foot)
    yield "".join(waiting).encode()


def table(columns: Sequence[tuple[str, str]], rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return rows below the names of their columns."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([name for name, _ in columns])
    writer.writerows(rows)
    return buffer.getvalue().encode()
