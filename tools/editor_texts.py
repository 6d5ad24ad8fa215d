"""Where a text for editors stands in the source: what Babel collects, and what the tests look for.

Owns the list of the functions that take such a text. `make texts` has Babel call `extract`.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import IO

MARKING = {"worded": 1, "worded_later": 1, "worded_plural": 2}
"""The functions that take entries, and how many of them."""
STATING = {
    "required": 1,
    "optional": 1,
    "OneOf": 1,
    "ListOf": 1,
    "Text": 0,
    "Translated": 0,
    "Reference": 0,
    "Id": 0,
    "Tree": 0,
    "KnownIds": 0,
}
"""The functions that take a text which they word themselves, and its position."""
RECORD = "what"
"""The keyword by which a class of records says what messages call it."""
CONSTANTS = ("core/codes.py", "core/import_codes.py")
"""Modules that hold nothing but such texts, as values of mappings."""


def name_of(call: ast.Call) -> str:
    """Return the name of the function that is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def texts_of(tree: ast.Module, path: str) -> Iterator[tuple[ast.Constant, ...]]:
    """Yield the texts for editors in a module: one, or two of which a number picks one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _texts_of_call(node)
        elif isinstance(node, ast.ClassDef):
            yield from _each(keyword.value for keyword in node.keywords if keyword.arg == RECORD)
        elif isinstance(node, ast.Dict) and path.endswith(CONSTANTS):
            yield from _each(node.values)


def _texts_of_call(call: ast.Call) -> Iterator[tuple[ast.Constant, ...]]:
    name = name_of(call)
    count, position = MARKING.get(name, 0), STATING.get(name)
    if count == 1:
        yield from _each(call.args[:1])
    elif count:
        both = tuple(text for (text,) in _each(call.args[:count]))
        if len(both) == count:
            yield both
    elif position is not None:
        yield from _each(call.args[position : position + 1])


def _each(nodes: Iterable[ast.expr]) -> Iterator[tuple[ast.Constant]]:
    """Yield the texts among some expressions, and both of `"one" if … else "other"`."""
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from _each((node.body, node.orelse))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield (node,)


def extract(
    file: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001 -- Babel calls all of its kind alike
    tags: Collection[str],  # noqa: ARG001 -- the same
    options: Mapping[str, str],  # noqa: ARG001 -- the same
) -> Iterator[tuple[int, str | None, str | tuple[str, ...], list[str]]]:
    """Yield the texts of a module as Babel takes them: line, function, entry or both entries, comments."""
    for texts in texts_of(ast.parse(file.read()), file.name):
        entries = tuple(str(text.value) for text in texts)
        yield texts[0].lineno, "ngettext" if len(entries) > 1 else None, entries if len(entries) > 1 else entries[0], []
