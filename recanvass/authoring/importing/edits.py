"""Changes to single figures of a file, by position: whatever else stands in it stays as it is, byte for byte.

Owns where a new figure goes. Must not know what a figure means, and never writes a file anew.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from recanvass.authoring.importing.texts import scalar, shown_figure
from recanvass.content.files import SourceFile
from recanvass.content.schema.figure_keys import WITHHELD
from recanvass.content.syntax import Keys, Node, Scalar
from recanvass.core.ids import Number
from recanvass.core.messages import worded

_LINE_END = re.compile(r"\r\n|\r|\n")
_REST_OF_FLOW = re.compile(r"(?:[\s,]|#[^\r\n]*)*\}")


class Edit(Struct, frozen=True):
    """One stretch of a file, from `start` up to `end`, with the text that takes its place."""

    start: int
    end: int
    text: str


class NotEditableError(Exception):
    """A file is written in a way in which a figure cannot be changed by itself; the text says how."""


class EditedText:
    """The text of a file with its own line ends, and where each of its lines begins."""

    def __init__(self, text: str) -> None:
        """Find the lines, and the line end that is used first."""
        self.text = text
        ends = list(_LINE_END.finditer(text))
        self.starts = [0, *(end.end() for end in ends)]
        self.newline = ends[0][0] if ends else "\n"

    def offset(self, line: int, column: int) -> int:
        """Return the place in the text of a line and a column, both counted from 1."""
        return self.starts[line - 1] + column - 1

    def line_start(self, offset: int) -> int:
        """Return where the line begins that a place in the text lies on."""
        return self.starts[bisect_right(self.starts, offset) - 1]

    def next_line(self, offset: int) -> int:
        """Return where the line after that one begins, or the end of the text."""
        index = bisect_right(self.starts, offset)
        return self.starts[index] if index < len(self.starts) else len(self.text)

    def applied(self, edits: Iterable[Edit]) -> str:
        """Return the text with all edits made; those at one place in the order given."""
        parts: list[str] = []
        done = 0
        for edit in sorted(edits, key=lambda edit: edit.start):
            parts += [self.text[done : edit.start], edit.text.replace("\n", self.newline)]
            done = edit.end
        return "".join([*parts, self.text[done:]])


class Folder(Struct, frozen=True):
    """The files of a site as they are read, and `raw`, their texts with their own line ends."""

    files: Mapping[str, SourceFile]
    raw: Mapping[str, str]

    def text(self, path: str) -> EditedText:
        """Return the text of a file to be edited, empty where there is none yet."""
        return EditedText(self.raw.get(path, ""))


def is_flow(text: EditedText, node: Keys) -> bool:
    """Tell whether a mapping is written in braces."""
    return text.text[text.offset(node.line, node.column)] == "{"


def end_of(text: EditedText, node: Node) -> int:
    """Return where a figure, or a mapping of figures, ends."""
    if isinstance(node, Scalar):
        return text.offset(node.line, node.column) + (node.length if node.text or not node.is_plain else 0)
    if not isinstance(node, Keys):
        raise NotEditableError(worded("line %(line)s has a list where keys should be", line=node.line))
    start = text.offset(node.line, node.column)
    last = end_of(text, node.entries[-1][1]) if node.entries else start + is_flow(text, node)
    if not is_flow(text, node):
        return last
    closing = _REST_OF_FLOW.match(text.text, last)
    if closing is None:
        raise NotEditableError(worded("the brace opened on line %(line)s is closed in an unusual way", line=node.line))
    return closing.end()


def put_figures(text: EditedText, node: Keys, wanted: Mapping[str, Number | None], order: Sequence[str]) -> list[Edit]:
    """Return what makes a mapping of choices hold the figures wanted, zero standing for those left out.

    A figure that is there is replaced. A new one goes behind the choice before it in ballot order.
    """
    given = {key.text: value for key, value in node.entries}
    if not given:
        start = text.offset(node.line, node.column)
        pairs = [f"{scalar(choice)}: {shown_figure(count)}" for choice, count in wanted.items() if count != 0]
        return [Edit(start, end_of(text, node), f"{{{', '.join(pairs)}}}")]
    edits = []
    for choice, count in wanted.items():
        value = given.get(choice)
        if isinstance(value, Scalar):
            if (None if value.text == WITHHELD else Decimal(value.text)) != count:
                start = text.offset(value.line, value.column)
                edits.append(Edit(start, end_of(text, value), shown_figure(count)))
        elif value is not None:
            raise NotEditableError(worded("line %(line)s has keys or a list where a figure should be", line=value.line))
        elif count != 0:
            edits.append(insertion(text, node, (choice, shown_figure(count)), order))
    return edits


def insertion(text: EditedText, node: Keys, new: tuple[str, str], order: Sequence[str]) -> Edit:
    """Return what adds a key to a mapping: behind the nearest one before it in an order, or before all others."""
    key, value = new
    before = set(order[: order.index(key)])
    behind = next((entry for entry in reversed(node.entries) if entry[0].text in before), None)
    first = node.entries[0][0]
    if is_flow(text, node):
        if behind is None:
            start = text.offset(first.line, first.column)
            return Edit(start, start, f"{scalar(key)}: {value}, ")
        start = end_of(text, behind[1])
        return Edit(start, start, f", {scalar(key)}: {value}")
    lead = " " * (first.column - 1)
    at = text.line_start(text.offset(first.line, first.column))
    if behind is not None:
        end = end_of(text, behind[1])
        at = text.next_line(end)
        if at == len(text.text) and text.line_start(at) != at:
            return Edit(at, at, f"\n{lead}{scalar(key)}: {value}")
    return Edit(at, at, f"{lead}{scalar(key)}: {value}\n")


def appended(text: EditedText, lines: str) -> Edit:
    """Return what adds lines at the end of a file, with a line end before them where there is none."""
    size = len(text.text)
    is_open = size > 0 and text.starts[-1] != size
    return Edit(size, size, f"\n{lines}" if is_open else lines)
