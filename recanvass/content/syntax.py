"""Read YAML, CSV and front matter as trees and rows that keep their positions.

Owns the shape of text only: every scalar stays the text that was typed, no type is guessed. Refuses what editors
don't need and attackers do: aliases, tags, several documents, deep nesting.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import yaml
from msgspec import Struct

from recanvass.content.files import SourceFile
from recanvass.content.yaml_errors import SyntaxProblem, wording
from recanvass.core.diagnostics import Report, Span, wrong_width
from recanvass.core.languages import Languages
from recanvass.core.messages import worded

MAX_DEPTH = 32
# Only the events of PyYAML are used. Its composer recurses as deep as a file is nested, and what it constructs has no
# positions. Its parser in C is over 20 times as fast as the other, but PyYAML can be installed without it.
_PARSER: Any = getattr(yaml, "CBaseLoader", None) or yaml.BaseLoader
# YAML counts these as line ends and editors do not: read as blanks they keep lines and columns true.
_LINE_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
_CUT = re.compile(r"[ \t]+#(?=[^\s#])")
_CELL = re.compile(r' *"(?:[^"]|"")*"[^,\n]*|[^,\n]*')
_ONE_PART = worded("delete the '---' line, or move what follows to its own file")
_PLAIN_KEY = worded("write plain text before the colon; quote text that starts with { or [")
_STANDARD_TAG = "tag:yaml.org,2002:"


class Scalar(Struct):
    """A piece of text as typed. `is_plain` if it has no quotes."""

    text: str
    path: str
    line: int
    column: int
    length: int
    is_plain: bool = True

    @property
    def span(self) -> Span:
        """The position of the text."""
        return Span(self.path, self.line, self.column, self.length)


class Keys(Struct):
    """Keys with their values, in the order typed; keys are unique. `languages` says in which language they are read."""

    entries: list[tuple[Scalar, "Node"]]
    path: str
    line: int
    column: int
    languages: Languages = Languages()

    @property
    def span(self) -> Span:
        """The position of its beginning."""
        return Span(self.path, self.line, self.column)


class Items(Struct):
    """Items in the order typed."""

    items: list["Node"]
    path: str
    line: int
    column: int

    @property
    def span(self) -> Span:
        """The position of its beginning."""
        return Span(self.path, self.line, self.column)


Node = Scalar | Keys | Items


class CsvRow(Struct, frozen=True):
    """One record of a CSV file: the text of each cell, the lines that it is on, and the number of the first line.

    The position of a cell is worked out when it is needed, since few cells are ever named in a message.
    """

    texts: tuple[str, ...]
    source: str
    path: str
    line: int

    @property
    def cells(self) -> tuple[Scalar, ...]:
        """The cells, each with its place in the file."""
        is_plain = '"' not in self.source and ", " not in self.source and "\n" not in self.source
        return tuple(_plain_cells(self) if is_plain else _quoted_cells(self))

    def cell(self, column: int) -> Scalar:
        """Return one cell with its place in the file; columns count from 0."""
        return self.cells[column]


class Document(Struct, frozen=True):
    """A Markdown file: the keys of its front matter and the text below it, which begins on `body_line`."""

    front: Keys
    body: str
    body_line: int


class _RefusedError(Exception):
    """Stops the reading of a file. The report already has the reason."""


def read_yaml(file: SourceFile, report: Report) -> Node | None:
    """Return the file's one document as a tree, None after reporting a fault in it."""
    if file.is_refused:
        return None
    return _Builder(file, file.text, report).document()


def read_front_matter(file: SourceFile, report: Report) -> Document | None:
    """Return the front matter between two lines of `---` and the text after it."""
    end = None if file.is_refused else _end_of_front_matter(file, report)
    if end is None:
        return None
    lines = file.text.split("\n")
    front = _Builder(file, "\n" + "\n".join(lines[1:end]) + "\n", report).document()
    if front is None:
        return None
    if not isinstance(front, Keys):
        message = worded("the text between the two '---' lines isn't keys and values")
        report.add("E201", front.span, message, hint=worded("write lines such as 'title: …'"))
        return None
    below = "\n".join(lines[end + 1 :])
    body = below.lstrip("\n")
    return Document(front, body.rstrip("\n") + "\n", end + 2 + len(below) - len(body))


def _end_of_front_matter(file: SourceFile, report: Report) -> int | None:
    """Return the number, counted from 0, of the line that closes the front matter."""
    lines = file.text.split("\n")
    if lines[0].rstrip() != "---":
        message = worded("the file doesn't start with a '---' line")
        hint = worded("start with '---', then lines such as 'title: …', then '---' again, then the text")
        report.add("E120", Span(file.path, 1, 1, max(1, len(lines[0]))), message, hint=hint)
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        hint = worded("add it between lines such as 'title: …' and the text")
        report.add("E120", Span(file.path, 1, 1, 3), worded("the second '---' line is missing"), hint=hint)
        return None
    if not any(line.strip() and not line.lstrip().startswith("#") for line in lines[1:end]):
        hint = worded("write lines such as 'title: …' between them")
        report.add("E120", Span(file.path, 1, 1, 3), worded("nothing between the two '---' lines"), hint=hint)
        return None
    return end


class _Builder:
    """Builds one tree from the events of the parser."""

    def __init__(self, file: SourceFile, source: str, report: Report) -> None:
        self.path = file.path
        self.languages = file.languages
        self.lines = source.split("\n")
        self.report = report
        self.faults = 0
        self.next_event = _PARSER(source.translate(_LINE_BREAKS)).get_event

    def document(self) -> Node | None:
        """Read the whole file and report all its faults, unless one of them stops the reading."""
        try:
            root = self._root()
        except _RefusedError:
            return None
        except yaml.YAMLError as error:
            self._syntax_error(error)
            return None
        if root is None:
            self._fault("E111", Span(self.path), worded("empty file"), worded("fill it in, or delete it"))
        return None if self.faults else root

    def _root(self) -> Node | None:
        root: Node | None = None
        while True:
            event = self.next_event()
            kind = type(event)
            if kind is yaml.StreamEndEvent:
                return root
            if kind is yaml.DocumentStartEvent and root is not None:
                self._stop("E107", event, worded("a second YAML document starts here"), _ONE_PART)
            # An event that may have an anchor begins a node; the others are of the stream and its documents.
            if kind is not yaml.DocumentStartEvent and hasattr(event, "anchor"):
                root = self._node(event, 0)

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401 -- events have no type of their own
        if event.anchor is not None:
            self._stop(
                "E105",
                event,
                worded("YAML anchors and aliases (& and *) are not supported"),
                worded('put text in quotes: "…"; to use a value twice, write it twice'),
            )
        if event.tag is not None:
            tag = event.tag.replace(_STANDARD_TAG, "!!", 1)
            message = worded("YAML tags such as '%(tag)s' are not supported", tag=tag)
            self._stop("E108", event, message, worded("delete the tag, or put the whole value in quotes"))
        if type(event) is yaml.ScalarEvent:
            return self._scalar(event)
        if depth == MAX_DEPTH:
            self._stop(
                "E110",
                event,
                worded("nested more than %(depth)s levels deep", depth=MAX_DEPTH),
                worded("use fewer levels"),
            )
        mark = event.start_mark
        if type(event) is yaml.SequenceStartEvent:
            return Items(self._items(depth + 1), self.path, mark.line + 1, mark.column + 1)
        return Keys(self._entries(depth + 1), self.path, mark.line + 1, mark.column + 1, self.languages)

    def _items(self, depth: int) -> list[Node]:
        items: list[Node] = []
        while type(event := self.next_event()) is not yaml.SequenceEndEvent:
            item = self._node(event, depth)
            self._check_cut(item)
            items.append(item)
        return items

    def _entries(self, depth: int) -> list[tuple[Scalar, Node]]:
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        while type(event := self.next_event()) is not yaml.MappingEndEvent:
            key = self._node(event, depth)
            if not isinstance(key, Scalar):
                self._stop("E109", event, worded("found a bracket where a key should be"), _PLAIN_KEY)
            value = self._node(self.next_event(), depth)
            self._check_cut(value)
            first = seen.setdefault(key.text, key)
            if first is not key:
                self._fault(
                    "E114",
                    key.span,
                    worded("duplicate key '%(key)s'", key=key.text),
                    worded("delete one"),
                    first.span,
                )
            self._check_colon(key, value)
            entries.append((key, value))
        return entries

    def _scalar(self, event: Any) -> Scalar:  # noqa: ANN401 -- the same
        start, end = event.start_mark, event.end_mark
        stop = end.column if start.line == end.line else len(self.lines[start.line])
        length = max(1, stop - start.column)
        return Scalar(event.value, self.path, start.line + 1, start.column + 1, length, not event.style)

    def _check_cut(self, node: Node) -> None:
        if not isinstance(node, Scalar) or not node.is_plain or not node.text:
            return
        line = self.lines[node.line - 1]
        end = node.column - 1 + node.length
        if "#" not in line or not _CUT.match(line, end):
            return
        whole = line[node.column - 1 :].rstrip()
        self._fault(
            "E112",
            Span(self.path, node.line, end + 1, len(line.rstrip()) - end),
            worded("' #' starts a comment, so only '%(text)s' is read", text=node.text),
            worded('quote it: "%(whole)s"; for a comment, put a space after #', whole=whole),
        )

    def _check_colon(self, key: Scalar, value: Node) -> None:
        word, colon, rest = key.text.partition(":")
        if colon and key.is_plain and isinstance(value, Scalar) and value.is_plain and not value.text:
            message = worded("'%(key)s' has no space after the colon", key=key.text)
            hint = (
                worded("write '%(word)s: %(rest)s'", word=word, rest=rest)
                if rest
                else worded("write '%(word)s: …'", word=word)
            )
            self._fault("E116", key.span, message, hint)

    def _stop(self, code: str, event: Any, message: str, hint: str) -> NoReturn:  # noqa: ANN401 -- the same
        mark = event.start_mark
        self.report.add(code, Span(self.path, mark.line + 1, mark.column + 1), message, hint=hint)
        raise _RefusedError

    def _fault(self, code: str, span: Span, message: str, hint: str, *related: Span) -> None:
        self.faults += 1
        self.report.add(code, span, message, hint=hint, related=related)

    def _syntax_error(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        began = getattr(error, "context_mark", None) or mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        start_line, start_column = (began.line, began.column) if began else (line, column)
        if self._tab(line, column):
            return
        problem = str(getattr(error, "problem", None) or error)
        fault = wording(SyntaxProblem(problem, line, column, start_line, start_column), self.lines)
        self.report.add("E113", Span(self.path, fault.line + 1, fault.column + 1), fault.message, hint=fault.hint)

    def _tab(self, line: int, column: int) -> bool:
        """Report a tab (E104) if the parser stopped at one."""
        shown = self.lines[min(line, len(self.lines) - 1)]
        indent = shown[: len(shown) - len(shown.lstrip())]
        if "\t" not in indent and shown[column : column + 1] != "\t":
            return False
        tab = Span(self.path, line + 1, shown.index("\t") + 1)
        self.report.add(
            "E104", tab, worded("found a tab; YAML allows only spaces here"), hint=worded("replace it with spaces")
        )
        return True


def read_csv(file: SourceFile, report: Report) -> list[CsvRow] | None:
    """Return the rows of a comma-separated file, the header first; ragged rows are reported and left out.

    Rows of empty cells, which spreadsheets write, are left out too.
    """
    if file.is_refused:
        return None
    if not file.text.strip(", \t\n"):
        report.add("E111", Span(file.path), worded("empty file"), hint=worded("fill it in, or delete it"))
        return None
    lines = file.text.split("\n")
    reader = csv.reader(io.StringIO(file.text, newline=""), strict=True, skipinitialspace=True)
    rows: list[CsvRow] = []
    start = 1
    try:
        for cells in reader:
            if any(cells):
                source = lines[start - 1] if start == reader.line_num else "\n".join(lines[start - 1 : reader.line_num])
                row = CsvRow(tuple([cell.strip() for cell in cells]), source, file.path, start)
                if rows and len(cells) != len(rows[0].texts):
                    _report_ragged(row, len(rows[0].texts), report)
                else:
                    rows.append(row)
            start = reader.line_num + 1
    except csv.Error as error:
        _csv_error(file.path, lines, start, error, report=report)
        return None
    return rows


def _csv_error(path: str, lines: Sequence[str], number: int, error: csv.Error, *, report: Report) -> None:
    column = lines[number - 1].find('"') + 1 or 1
    if "expected after" in str(error):
        message, hint = worded("unexpected text after the closing quote"), worded('write "" for a quote inside quotes')
    elif "field limit" in str(error):
        message = worded("a cell has more than %(count)s characters", count=f"{csv.field_size_limit():,}")
        hint = worded("look for a quote that's never closed")
    else:
        message, hint = (
            worded("a quote in this row is never closed"),
            worded('close it; write "" for a quote inside quotes'),
        )
    report.add("E121", Span(path, number, column), message, hint=hint)


def _report_ragged(row: CsvRow, wanted: int, report: Report) -> None:
    count = len(row.texts)
    message = wrong_width(count, wanted)
    hint = worded("write one cell per column; quote a cell that has a comma")
    length = max(1, len(row.source.partition("\n")[0]))
    report.add("E122", Span(row.path, row.line, 1, length), message, hint=hint)


def _plain_cells(row: CsvRow) -> Iterator[Scalar]:
    column = 1
    for text, raw in zip(row.texts, row.source.split(","), strict=True):
        yield Scalar(text, row.path, row.line, column, max(1, len(raw)), is_plain=False)
        column += len(raw) + 1


def _quoted_cells(row: CsvRow) -> Iterator[Scalar]:
    """Yield cells that have quotes or spaces around them, or several lines."""
    source, position = row.source, 0
    for text in row.texts:
        match = _CELL.match(source, position)
        end = match.end() if match else len(source)
        start = position + len(source[position:end]) - len(source[position:end].lstrip(" "))
        line = row.line + source.count("\n", 0, start)
        column = start - source.rfind("\n", 0, start)
        length = len(source[start:end].partition("\n")[0])
        yield Scalar(text, row.path, line, column, max(1, length), is_plain=False)
        position = end + 1
