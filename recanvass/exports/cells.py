"""Cells and rows of a CSV file.

Owns how figures and texts stand in a download. An empty cell means that nothing was reported.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from recanvass.model import Number

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def number(number: Number) -> str:
    """Return a figure in plain digits: str writes a Decimal of many decimals with an exponent."""
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def text(text: str) -> str:
    """Return a text that no spreadsheet reads as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def table(columns: Sequence[tuple[str, str]], rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return rows below the names of their columns."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([name for name, _ in columns])
    writer.writerows(rows)
    return buffer.getvalue().encode()
