"""What a user typed wrongly, said with its place and what to write instead.

Owns positions, severities and the text form of a message. Must not read files: whoever prints
passes the line that a message points at.
"""

import difflib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import Enum

from msgspec import Struct

from recanvass.core.messages import worded, worded_plural

MAX_PRINTED = 50
MAX_LISTED = 8
MAX_COMPARED = 200_000
MAX_WORD = 100
MAX_MESSAGE = 400


class Severity(Enum):
    """How much a message weighs: an error stops a build, a warning only under --strict."""

    ERROR = "error"
    WARNING = "warning"


class Span(Struct, frozen=True):
    """A stretch of one line in one file; line and column count from 1, length in characters.

    Line 0 stands for the file as a whole (it is missing, say, or not text).
    """

    path: str
    line: int = 0
    column: int = 0
    length: int = 1


class Diagnostic(Struct, frozen=True):
    """One message about content or templates: what is wrong, where, and what to write.

    `related` names the other places that the message is about, such as the first of two equal keys. `quoted` is the
    line to show where the file itself could not be kept.
    """

    code: str
    span: Span
    message: str
    hint: str = ""
    related: tuple[Span, ...] = ()
    quoted: str | None = None

    @property
    def severity(self) -> Severity:
        """Read from the code's letter."""
        return Severity.WARNING if self.code.startswith("W") else Severity.ERROR


class Report:
    """Collects diagnostics while content is read, so that one run names every fault."""

    __slots__ = ("items",)

    def __init__(self) -> None:
        """Start empty."""
        self.items: list[Diagnostic] = []

    def add(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        hint: str = "",
        related: Iterable[Span] = (),
        quoted: str | None = None,
    ) -> None:
        """Add one message."""
        self.items.append(Diagnostic(code, span, message, hint, tuple(related), quoted))

    def suggestion(self, word: str, known: Collection[str]) -> str:
        """Return a hint that names the nearest known word.

        Comparing a word with thousands costs milliseconds; past MAX_COMPARED comparisons nobody reads the hints, and
        there is none.
        """
        return did_you_mean(word, known) if len(self.items) * len(known) <= MAX_COMPARED else ""

    def ordered(self) -> tuple[Diagnostic, ...]:
        """Return the messages by file, line and column, each once."""
        return tuple(sorted(dict.fromkeys(self.items), key=_order))


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    span = diagnostic.span
    return (span.path, span.line, span.column, diagnostic.code, diagnostic.message)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any of them stops a build."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is nearly this one, None if none is."""
    folded = {choice.casefold(): choice for choice in sorted(set(known), reverse=True)}
    found = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6) if len(word) <= MAX_WORD else []
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known word, or lists a few of them."""
    choices = sorted(set(known))
    near = nearest(word, choices)
    if near is not None:
        return worded("did you mean '%(word)s'?", word=near)
    if not choices:
        return ""
    shown = ", ".join(choices[:MAX_LISTED])
    if len(choices) > MAX_LISTED:
        return worded("known: %(words)s and %(count)s more", words=shown, count=len(choices) - MAX_LISTED)
    return worded("known: %(words)s", words=shown)


def location(span: Span) -> str:
    """Return `path:line:column`, as editors and terminals link it."""
    return f"{span.path}:{span.line}:{span.column}" if span.line else span.path


def text(diagnostic: Diagnostic, line_of: Callable[[str, int], str | None]) -> str:
    """Return the printed form: position and message, the user's own line with carets, hint, other places.

    `line_of(path, line)` gives a line of a source file without its end, or None.
    """
    span = diagnostic.span
    parts = [f"{location(span)}: {diagnostic.severity.value}[{diagnostic.code}]: {_shown(diagnostic.message)}"]
    line = diagnostic.quoted
    if line is None and span.line:
        line = line_of(span.path, span.line)
    parts += _quoted(span, line) if line is not None else ()
    parts += [worded("  also: %(location)s", location=location(other)) for other in diagnostic.related]
    if diagnostic.hint:
        parts.append(worded("  hint: %(shown)s", shown=_shown(diagnostic.hint)))
    return "\n".join(parts)


def _shown(text: str) -> str:
    """Return a text on one line, without what could steer a terminal, and cut in the middle where it is long."""
    if len(text) > MAX_MESSAGE:
        text = f"{text[: MAX_MESSAGE // 2]} … {text[-MAX_MESSAGE // 2 :]}"
    return _printable(" ".join(text.split("\n")))


def _quoted(span: Span, line: str) -> list[str]:
    start = max(span.column - 1, 0)
    cut = max(start - 60, 0)
    shown = line[cut : cut + 140]
    length = max(1, min(span.length, len(shown) - (start - cut)))
    lead = "".join("\t" if char == "\t" else " " for char in shown[: start - cut])
    return [f"    {_printable(shown)}", f"    {lead}{'^' * length}"]


def _printable(line: str) -> str:
    return "".join(char if char.isprintable() or char == "\t" else "\N{REPLACEMENT CHARACTER}" for char in line)


def texts(diagnostics: Sequence[Diagnostic], line_of: Callable[[str, int], str | None]) -> str:
    """Return the printed form of all of them, at most MAX_PRINTED, with the count of the rest."""
    shown = [text(diagnostic, line_of) for diagnostic in diagnostics[:MAX_PRINTED]]
    if len(diagnostics) > MAX_PRINTED:
        shown.append(worded("… and %(count)s more", count=len(diagnostics) - MAX_PRINTED))
    return "\n\n".join(shown)


def tally(diagnostics: Iterable[Diagnostic]) -> str:
    """Return how many errors and warnings there are: "2 errors, 1 warning"."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    parts = [worded_plural("%(count)s error", "%(count)s errors", errors)] if errors else []
    parts += [worded_plural("%(count)s warning", "%(count)s warnings", warnings)] if warnings else []
    return ", ".join(parts)


def as_record(diagnostic: Diagnostic) -> dict[str, object]:
    """Return a message as plain values for programs."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        **_position(diagnostic.span),
        "length": diagnostic.span.length,
        "message": _shown(diagnostic.message),
        "hint": _shown(diagnostic.hint),
        "related": [_position(span) for span in diagnostic.related],
    }


def _position(span: Span) -> dict[str, object]:
    return {"file": span.path, "line": span.line, "column": span.column}


def annotation(diagnostic: Diagnostic) -> str:
    """Return a message as a workflow command that GitHub shows beside the line of a pull request."""
    message = _shown(diagnostic.message) + (f" ({_shown(diagnostic.hint)})" if diagnostic.hint else "")
    return annotation_of(diagnostic.severity.value, diagnostic.span, diagnostic.code, message)


def annotation_of(level: str, span: Span, title: str, message: str) -> str:
    """Return a workflow command: an error, a warning or a notice at a position."""
    place = f"file={_escaped(span.path, ':,')}" + (f",line={span.line},col={span.column}" if span.line else "")
    return f"::{level} {place},title={title}::{_escaped(message)}"


def _escaped(text: str, extra: str = "") -> str:
    for char in f"%\r\n{extra}":
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def wrong_width(count: int, wanted: int) -> str:
    """Return what is wrong with a row that has another number of cells than the header of its table."""
    return worded_plural(
        "this row has %(count)s cell; the header has %(wanted)s",
        "this row has %(count)s cells; the header has %(wanted)s",
        count,
        wanted=wanted,
    )
