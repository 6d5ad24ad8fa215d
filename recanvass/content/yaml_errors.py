"""Faults in the shape of YAML, in words for someone who only wanted to write a list of figures.

Must not parse, and must not know the parser beyond the words in which it states a problem.
"""

from collections.abc import Callable

from msgspec import Struct

MAX_KEY = 1024
_QUOTE_IT = 'put the text in quotes: "…"'
_DOUBLE = 'put a text with an apostrophe in double quotes: "…"'
_SINGLE = "put the whole text in quotes, one that holds double quotes in single ones: '…'"
_LOOK = "look at this line and the one above: is a colon missing, or the indentation uneven?"


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
        "a backslash in double quotes begins a code, and this is none",
        "write two backslashes for one, or use single quotes",
    ),
    (
        ("block sequence entries",),
        "a list cannot begin in the same line as its key",
        f"begin it on the next line, or {_QUOTE_IT}",
    ),
    (
        ("expected '-' indicator",),
        "a list ends here, and what follows is not part of it",
        "begin the line with '- ', or indent the list below its own key",
    ),
    (
        ("comment or line break",),
        "a text that is announced by > or | begins on the next line",
        f"move it there, or {_QUOTE_IT}",
    ),
    (
        ("document start",),
        "this does not continue what stands above",
        "begin all keys of the file in the first column, and delete lines of '...' or brackets too many",
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
    hint = "write a colon and a space after a key; indent a line that continues a text, or put the text in quotes"
    return Wording(at.start_line, at.start_column, f"no colon follows '{text}'", hint)


def _open_quote(at: SyntaxProblem, _: list[str]) -> Wording:
    hint = 'close it with the same quote; put a text with an apostrophe in double quotes: "the city\'s"'
    return Wording(at.start_line, at.start_column, "a quote is opened here and not closed", hint)


def _open_bracket(at: SyntaxProblem, lines: list[str]) -> Wording:
    opened = lines[at.start_line][at.start_column : at.start_column + 1]
    closing = "]" if opened == "[" else "}"
    if at.line == at.start_line and lines[at.line].count(closing, at.column):
        message = f"a comma, or '{closing}', is missing before this"
        return Wording(at.line, at.column, message, "part entries with commas; put a text with colons in quotes")
    message = f"the bracket '{opened}' is opened here and not closed"
    return Wording(at.start_line, at.start_column, message, f"close it with '{closing}'")


def _second_colon(at: SyntaxProblem, lines: list[str]) -> Wording:
    shown = lines[at.line]
    before = shown[: at.column]
    if at.column > MAX_KEY:
        return Wording(at.line, 0, f"more than {MAX_KEY:,} characters stand before a colon", _QUOTE_IT)
    if ": " in before:
        return Wording(at.line, at.column, "a second colon stands in this line", 'put text that holds ": " in quotes')
    if before.startswith("-") and not before.startswith("- "):
        return Wording(at.line, 0, "no space follows the hyphen of a list", "write '- ' with a space")
    above = next((line for line in reversed(lines[: at.line]) if line.strip()), "")
    if ":" in above and _indentation(shown) > _indentation(above):
        message = "this line is indented below one that already has its value"
        return Wording(at.line, _indentation(shown), message, "indent it like the keys to which it belongs")
    return Wording(at.line, at.column, "this colon does not fit what stands above", _LOOK)


def _no_key(at: SyntaxProblem, lines: list[str]) -> Wording:
    shown = lines[at.line]
    char, before = shown[at.column : at.column + 1], shown[: at.column].rstrip()
    if before.endswith(('"', "'")):
        message = "unexpected text after the closing quote"
        return Wording(at.line, at.column, message, _DOUBLE if before.endswith("'") else _SINGLE)
    if char in ("]", "}"):
        return Wording(at.line, at.column, f"'{char}' closes a bracket that is not open", "delete it, or open it")
    if char == ":":
        return Wording(at.line, at.column, "no key stands before the colon", "write one")
    if not before:
        message = "this line is not indented like those to which it belongs"
        return Wording(at.line, at.column, message, "give keys that belong together the same number of spaces")
    return Wording(at.line, at.column, "this does not fit what stands before it", _LOOK)


def _bad_begin(at: SyntaxProblem, lines: list[str]) -> Wording:
    line, column = at.line, at.column
    if any(word in at.problem for word in ("alphabetic", "directive", "tag", "'!'", "'>'")):
        line, column = at.start_line, at.start_column
    char = lines[line][column : column + 1]
    if not char.strip() or char.isalnum():
        return Wording(line, column, "this cannot be read as YAML", _LOOK)
    return Wording(line, column, f"a value cannot begin with '{char}'", f"{_QUOTE_IT}, or delete '{char}'")


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


_BY_PROBLEM: tuple[tuple[str, Callable[[SyntaxProblem, list[str]], Wording]], ...] = (
    ("expected ':'", _no_colon),
    ("end of stream", _open_quote),
    ("expected ',' or", _open_bracket),
    ("mapping values", _second_colon),
    ("expected key", _no_key),
)
