"""Faults in the shape of YAML, in words for someone who only wanted to write a list of figures.

Must not parse, and must not know the parser beyond the words in which it states a problem.
"""

from collections.abc import Callable

from msgspec import Struct

from recanvass.core.messages import worded

MAX_KEY = 1024
_QUOTE_IT = worded('put the text in quotes: "…"')
_DOUBLE = worded('put text with an apostrophe in double quotes: "…"')
_SINGLE = worded("put the whole text in quotes; if it has double quotes, use single ones: '…'")
_LOOK = worded("check this line and the one above for a missing colon or uneven indentation")


class SyntaxProblem(Struct, frozen=True):
    """The positions at which a parser stopped and began the value; lines and columns count from 0."""

    problem: str
    line: int
    column: int
    start_line: int
    start_column: int


class Wording(Struct, frozen=True):
    """A fault in plain words; line and column count from 0."""

    line: int
    column: int
    message: str
    hint: str


# Parts of the parser's words for problems that always mean the same to whoever typed the text.
_PLAIN = (
    (
        ("unknown escape", "hexdecimal", "hexadecimal", "invalid Unicode"),
        worded("unknown escape: in double quotes, a backslash starts a code"),
        worded("write \\\\ for a backslash, or use single quotes"),
    ),
    (
        ("block sequence entries",),
        worded("a list can't start on the same line as its key"),
        worded("start it on the next line, or %(quote_it)s", quote_it=_QUOTE_IT),
    ),
    (
        (worded("expected '-' indicator"),),
        worded("the list ends here, and this line isn't part of it"),
        worded("start the line with '- ', or indent the list under its key"),
    ),
    (
        ("comment or line break",),
        worded("text after > or | must start on the next line"),
        worded("move it there, or %(quote_it)s", quote_it=_QUOTE_IT),
    ),
    (
        ("document start",),
        worded("this line doesn't continue the one above"),
        worded("start every top-level key in the first column, and delete '...' lines and extra brackets"),
    ),
)


def wording(problem: SyntaxProblem, lines: list[str]) -> Wording:
    """Return the message and the hint for a problem, with their position."""
    at = _move_to_text(problem, lines)
    for needles, message, hint in _PLAIN:
        if any(needle in at.problem for needle in needles):
            return Wording(at.line, at.column, message, hint)
    describe = next((function for needle, function in _BY_PROBLEM if needle in at.problem), _bad_begin)
    return describe(at, lines)


def _move_to_text(problem: SyntaxProblem, lines: list[str]) -> SyntaxProblem:
    """Return the problem; if it is at the end of the file, move it up to the last line that is not blank."""
    line, column = min(problem.line, len(lines) - 1), problem.column
    while line > 0 and not lines[line].strip():
        line -= 1
        column = max(len(lines[line].rstrip()) - 1, 0)
    return SyntaxProblem(problem.problem, line, column, problem.start_line, problem.start_column)


def _no_colon(at: SyntaxProblem, lines: list[str]) -> Wording:
    text = lines[at.start_line][at.start_column :].strip()
    hint = worded("write a colon and a space after a key; indent a line that continues text, or quote the text")
    return Wording(at.start_line, at.start_column, worded("missing colon after '%(text)s'", text=text), hint)


def _open_quote(at: SyntaxProblem, _: list[str]) -> Wording:
    hint = worded('close it with the same quote; put text with an apostrophe in double quotes: "the city\'s"')
    return Wording(at.start_line, at.start_column, worded("this quote is never closed"), hint)


def _open_bracket(at: SyntaxProblem, lines: list[str]) -> Wording:
    opened = lines[at.start_line][at.start_column : at.start_column + 1]
    closing = "]" if opened == "[" else "}"
    if at.line == at.start_line and lines[at.line].count(closing, at.column):
        message = worded("missing comma or '%(closing)s' before this", closing=closing)
        return Wording(at.line, at.column, message, worded("separate entries with commas; quote text that has colons"))
    message = worded("this bracket '%(opened)s' is never closed", opened=opened)
    return Wording(at.start_line, at.start_column, message, worded("close it with '%(closing)s'", closing=closing))


def _second_colon(at: SyntaxProblem, lines: list[str]) -> Wording:
    shown = lines[at.line]
    before = shown[: at.column]
    if at.column > MAX_KEY:
        return Wording(
            at.line, 0, worded("more than %(count)s characters before the colon", count=f"{MAX_KEY:,}"), _QUOTE_IT
        )
    if ": " in before:
        return Wording(
            at.line, at.column, worded("second colon in this line"), worded('quote text that has ": " in it')
        )
    if before.startswith("-") and not before.startswith("- "):
        return Wording(
            at.line, 0, worded("missing space after the hyphen of a list"), worded("write '- ' with a space")
        )
    above = next((line for line in reversed(lines[: at.line]) if line.strip()), "")
    if ":" in above and _indentation(shown) > _indentation(above):
        message = worded("this line is indented under a key that already has a value")
        return Wording(at.line, _indentation(shown), message, worded("line it up with the keys it belongs to"))
    return Wording(at.line, at.column, worded("unexpected colon here"), _LOOK)


def _no_key(at: SyntaxProblem, lines: list[str]) -> Wording:
    shown = lines[at.line]
    char, before = shown[at.column : at.column + 1], shown[: at.column].rstrip()
    if before.endswith(('"', "'")):
        message = worded("unexpected text after the closing quote")
        return Wording(at.line, at.column, message, _DOUBLE if before.endswith("'") else _SINGLE)
    if char in ("]", "}"):
        return Wording(
            at.line,
            at.column,
            worded("'%(char)s' closes a bracket that was never opened", char=char),
            worded("delete it, or open it"),
        )
    if char == ":":
        return Wording(at.line, at.column, worded("missing key before the colon"), worded("add one"))
    if not before:
        message = worded("uneven indentation")
        return Wording(
            at.line, at.column, message, worded("indent keys that belong together by the same number of spaces")
        )
    return Wording(at.line, at.column, worded("unexpected text here"), _LOOK)


def _bad_begin(at: SyntaxProblem, lines: list[str]) -> Wording:
    line, column = at.line, at.column
    if any(word in at.problem for word in ("alphabetic", "directive", "tag", "'!'", "'>'")):
        line, column = at.start_line, at.start_column
    char = lines[line][column : column + 1]
    if not char.strip() or char.isalnum():
        return Wording(line, column, worded("can't read this as YAML"), _LOOK)
    return Wording(
        line,
        column,
        worded("a value can't start with '%(char)s'", char=char),
        worded("%(quote_it)s, or delete '%(char)s'", quote_it=_QUOTE_IT, char=char),
    )


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


_BY_PROBLEM: tuple[tuple[str, Callable[[SyntaxProblem, list[str]], Wording]], ...] = (
    ("expected ':'", _no_colon),
    ("end of stream", _open_quote),
    (worded("expected ',' or"), _open_bracket),
    ("mapping values", _second_colon),
    ("expected key", _no_key),
)
