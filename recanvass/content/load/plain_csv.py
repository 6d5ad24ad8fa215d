"""CSV results files in which nothing is unusual, read the short way.

Owns what is plain: known columns in the usual order, known units and choices, one figure in each cell, a place in one
stretch. Says nothing of what is not: that file is read the long way, which gives the same rows and names every fault.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from recanvass.content.files import SourceFile
from recanvass.content.load.figures import ZERO
from recanvass.content.load.scope import Scope
from recanvass.content.schema.keys import CSV_CHOICE, CSV_PLACE
from recanvass.content.schema.scalars import figure
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Report, Span
from recanvass.core.model import AreaId, Number, Row, Stated, Tally, TallyId

_PLAIN = re.compile(r"[a-z0-9.,\n-]+")


class _UnusualError(Exception):
    """Something stands in the file that the long way has to look at."""


def plain_rows(file: SourceFile, scope: Scope) -> list[Row] | None:
    """Return the rows of a plain file; None for any other."""
    if not _PLAIN.fullmatch(file.text):
        return None
    header, *lines = [line.split(",") for line in file.text.removesuffix("\n").split("\n")]
    tallies = [scope.tallies.get(name) for name in header[2:]]
    if header[:2] != [CSV_PLACE, CSV_CHOICE] or not tallies or len(set(header)) < len(header):
        return None
    if {len(header)} != {len(line) for line in lines}:
        return None
    columns = [(_Column(tally, scope), tally) for tally in tallies if tally is not None and not tally.only]
    if len(columns) < len(tallies):
        return None
    try:
        return list(_rows(file.path, lines, columns, scope))
    except _UnusualError:
        return None


class _Column:
    """The figures of one tally, each text of them typed once."""

    __slots__ = ("_decimals", "_known", "_nothing")

    def __init__(self, tally: Tally, scope: Scope) -> None:
        """Know no figure yet."""
        self._decimals = tally.decimals
        self._nothing: list[Number] = [ZERO if tally.decimals else 0] * len(scope.positions)
        self._known: dict[str, Number] = {}

    def counts(self, positions: Sequence[int], texts: Sequence[str]) -> tuple[Number, ...]:
        counts = self._nothing.copy()
        for position, text in zip(positions, texts, strict=True):
            number = self._known.get(text)
            if number is None:
                number = figure(Scalar(text, "", 1, 1, 1), self._decimals, Report())
                if number is None:
                    raise _UnusualError
                self._known[text] = number
            counts[position] = number
        return tuple(counts)


def _rows(
    path: str, lines: Sequence[list[str]], columns: Sequence[tuple[_Column, Tally]], scope: Scope
) -> Iterator[Row]:
    number, seen = 2, set()
    for place, group in groupby(lines, key=itemgetter(0)):
        if place not in scope.units or place in seen:
            raise _UnusualError
        seen.add(place)
        stretch = list(group)
        _, choices, *figures = zip(*stretch, strict=True)
        positions = [scope.positions.get(choice, -1) for choice in choices]
        if -1 in positions or len(set(positions)) < len(positions):
            raise _UnusualError
        at = Span(path, number, 1, len(place))
        yield Row(AreaId(place), at, dict(_stated(stretch[0], at, (positions, figures), columns)))
        number += len(stretch)


def _stated(
    first: Sequence[str],
    place: Span,
    cells: tuple[Sequence[int], Sequence[Sequence[str]]],
    columns: Sequence[tuple[_Column, Tally]],
) -> Iterator[tuple[TallyId, Stated]]:
    """Yield the figures of one place; each stands where that of its first line does."""
    positions, figures = cells
    start = len(first[0]) + len(first[1]) + 3
    for (column, tally), texts in zip(columns, figures, strict=True):
        length = len(texts[0])
        if any(texts):
            yield tally.id, Stated(column.counts(positions, texts), Span(place.path, place.line, start, length))
        start += length + 1
