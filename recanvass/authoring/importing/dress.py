"""What surrounds the rows of a table: titles above its header, the header again, footnotes below.

Owns which record is the header. All that is left out is noted, none of it in silence. Must not know any site.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from recanvass.authoring.importing.column_names import is_column_name
from recanvass.authoring.importing.matching import normal
from recanvass.authoring.importing.tables import InputTable, TableRecord, excerpt
from recanvass.core.messages import worded, worded_plural

_MAX_ABOVE = 40
"""A header stands among so many records at the start of a file."""
_MAX_NOTES = 20
_ENOUGH = 2
_MARK = re.compile(r"(?:[*†‡§¹²³]+|\(?\d\)|\[\d\])\s*\S.{2,}")
_NOTE = re.compile(
    r"(?:notes?|sources?|footnotes?|disclaimer)\s*[:.\u2013\u2014-]\s*\S"
    r"|(?:generated|last updated|updated|prepared|printed|created|exported|copyright|as of)\b|©",
    re.IGNORECASE,
)
_SENTENCE = 5


def dressed(table: InputTable, given: Iterator[TableRecord]) -> Iterator[TableRecord]:
    """Yield the header of a table, then its rows; what stands above and below is noted."""
    reading = table.reading
    if reading.skip_lines is not None:
        given = _without_top(table, given, reading.skip_lines)
    top = list(islice(given, _MAX_ABOVE))
    if not top:
        return
    if not reading.has_header:
        start = 0 if reading.skip_lines is not None else _first_wide(top)
        _note_titles(table, top[:start], top[start])
        width = max(len(record.cells) for record in top)
        names = [str(number) for number in range(1, width + 1)]
        yield TableRecord(names, top[start].line, top[start].text)
        yield from _rows(table, chain(top[start:], given), ())
        return
    start = _start(top, reading.headers) if reading.skip_lines is None else 0
    _note_titles(table, top[:start], top[start])
    yield top[start]
    yield from _rows(table, chain(top[start + 1 :], given), top[start].cells)


def _without_top(table: InputTable, given: Iterator[TableRecord], lines: int) -> Iterator[TableRecord]:
    for skipped, record in enumerate(given):
        if record.line > lines:
            if skipped:
                table.note(
                    worded_plural(
                        "Left out above the header, as you asked: %(count)s line.",
                        "Left out above the header, as you asked: %(count)s lines.",
                        skipped,
                    )
                )
            yield record
            yield from given
            return


def _note_titles(table: InputTable, titles: Sequence[TableRecord], header: TableRecord) -> None:
    if titles:
        what = worded("header") if table.reading.has_header else worded("first row")
        table.note(
            worded("The %(what)s is on line %(line)s. Left out above it: ", what=what, line=header.line)
            + "; ".join(f"'{excerpt(record)}'" for record in titles)
            + "."
        )


def _start(top: Sequence[TableRecord], told: frozenset[str]) -> int:
    """Return which record is the header, or the first of several that are."""
    named = {normal(text) for text in told}
    known = [sum(is_column_name(cell) or normal(cell) in named for cell in record.cells) for record in top]
    best = max(range(len(top)), key=lambda index: (known[index], -index))
    width = len(top[best].cells)
    is_above = all(_filled(record) < _ENOUGH or len(record.cells) != width for record in top[:best])
    is_better = known[best] >= _ENOUGH or is_above
    if known[best] == known[0] or not is_better or _filled(top[best]) < min(_ENOUGH, len(top[best].cells)):
        return _first_wide(top) if not known[0] else 0
    start = best
    while start and _is_upper(top[start - 1], top[best]):
        start -= 1
    return start


def _first_wide(top: Sequence[TableRecord]) -> int:
    """Return the first record with more than one cell that holds something; the first of all if none has."""
    return next((index for index, record in enumerate(top) if _filled(record) >= _ENOUGH), 0)


def _is_upper(record: TableRecord, header: TableRecord) -> bool:
    """Tell whether a record above a header is a part of it: merged cells, which leave others empty."""
    has_figures = any(cell.replace(".", "").isdigit() for cell in record.cells)
    is_as_wide = len(record.cells) == len(header.cells)
    return is_as_wide and not has_figures and not all(record.cells) and _filled(record) >= _ENOUGH


def _filled(record: TableRecord) -> int:
    return sum(map(bool, record.cells))


def _rows(table: InputTable, given: Iterator[TableRecord], header: Sequence[str]) -> Iterator[TableRecord]:
    """Yield the rows without footnotes and without headers that are repeated, as on each page of a print."""
    waiting: deque[TableRecord] = deque()
    repeated = 0
    for record in given:
        if header and record.cells == header:
            repeated += 1
            continue
        if _is_footnote(record, len(header)):
            waiting.append(record)
            continue
        while waiting:
            yield waiting.popleft()
        yield record
    if repeated:
        table.note(
            worded_plural(
                "Left out: the header, repeated on %(count)s line.",
                "Left out: the header, repeated on %(count)s lines.",
                repeated,
            )
        )
    for record in islice(waiting, _MAX_NOTES):
        table.note(worded("Footnote on line %(line)s, left out: '%(text)s'.", line=record.line, text=excerpt(record)))
    if len(waiting) > _MAX_NOTES:
        table.note(worded("And %(count)s more footnotes.", count=len(waiting) - _MAX_NOTES))


def _is_footnote(record: TableRecord, width: int) -> bool:
    first = next(cell for cell in record.cells if cell)
    is_marked = bool(_MARK.match(first) or _NOTE.match(first))
    if _filled(record) == 1:
        is_short = len(record.cells) == 1 < width
        return is_marked or (is_short and (len(first.split()) >= _SENTENCE or first.endswith(".")))
    return is_marked and len(record.cells) != width
