"""The English of what people read: phrases that plain American English does without.

A hit fails unless `ALLOWED` quotes its sentence. Code blocks, code between backticks and docstrings are not read.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recanvass.checks.registry import RULES
from tests.sites import ROOT

PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:stands?|stood)\b(?! (?:for|by|in for|in line|out)\b|-)",
        r"\b(?:hold|holds|held|holding)\b[^.\n]{0,60}\bagainst\b",
        r"\bc[ao]mes? of (?:it|them|each|the|its|a|an)\b",
        r"\b[Aa]sked for by (?!name)|\bAsked (?:for|to be)\b",
        r"\bfaults? of (?:the|its)\b",
        r"\b(?:not|are|were) at one\b",
        r"\bas such\b|\b(?:has|have|with|of) (?:no )?such\b(?! as\b| a\b)",
        r"(?<![Tt]here )\b(?:is|are|was) no (?!longer\b|more\b|need\b|one\b|way\b|other\b)[a-z]+",
        r"\bbehind (?:it|its|the (?:colon|key|point|opening|words?)|a (?:quote|word)|'- ')",
        r"\b(?:made|makes?|making|takes?|writes?|writing) (?:[\w.]+ ){0,3}anew\b|\bmade again\b",
        r"\bbegins? (?:a|an|the) (?:site|file|note|release|request|page|contest)\b|\bto begin with\b",
        r"\b[Tt]ells? (?:about|how|its way|its history|of)\b",
        r"\bWho would rather\b|\b[Ww]hoever\b",
        r"\bNeeded:",
        r"\b(?:is|are|was|were) said (?:to|of)\b|\bnothing is said\b",
        r"\bmay be (?:in order|innocent)\b|\bin order after all\b|\boften in order\b",
        r"\bclash(?:es)?\b|\bgo together\b",
        r"\b(?:one|a) (?:file|row|column|line|page|sheet) an? [a-z]+",
        r"(?<!`)\b(?:colours|coloured|licence|misspelt|favour|neighbour\w*|grey)\b",
        r"\beditors?'s? programs?\b",
        r"\bended (?:by|with)\b|\blooked into\b",
        r"\bthe (?:site|release|run|build|one|review) before(?=[.,;:)”]| and| on| is| was|$)",
        r"\bnames every\b|\bcheck names\b",
        r"\b(?:is|are) there already\b|\bnot known here\b|\bthis is none\b",
        r"(?<![#>*|] )\bWhere (?:there|no|several|a|an|one|it|the)\b[^?.|]*,",
        r"\bso that (?:nobody|it is|no value)\b",
        r"\b(?:with|since|up to|against|until): [{“A-Z]",
        r"\bsingle (?:units?|places?)\b",
        r"\bto the byte\b|\bas pays\b|\bwhere that pays\b|\bchosen by lot\b",
        r"\bbelongs? into\b",
        r"\b[Hh]ow (?:it weighs|far it reaches)\b|\b[Ww]hat (?:a build|it) survives\b",
    )
)
ALLOWED = {
    "Where the numbers come from, and what we could not confirm.": "asks about a source, and sets no condition",
    "Where the numbers come from, and why the counties don’t add up to the state.": "asks about a source as well",
    "kind key source licence": "keys of a map file",
}
"""Allowed sentences, each with the reason."""

GENERATED = frozenset({"diagnostics.md", "performance.md"})
STARTER = "recanvass/authoring/site_files"
KEYS = ("recanvass/content/schema/*_keys.py", "recanvass/content/schema/keys.py")


def prose(text: str) -> str:
    """Return Markdown with its code blanked, so that lines keep their numbers."""
    blank: Callable[[re.Match[str]], str] = lambda found: "\n" * found[0].count("\n")  # noqa: E731
    return re.sub(r"`[^`\n]*`", "CODE", re.sub(r"^```.*?^```$", blank, text, flags=re.MULTILINE | re.DOTALL))


def strings(text: str) -> str:
    """Return the string literals of a module, docstrings excepted, each on the line where it starts."""
    tree = ast.parse(text)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    lines = [""] * (text.count("\n") + 2)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            lines[node.lineno] += f" {' '.join(node.value.split())}"
    return "\n".join(lines[1:])


def texts_of(path: Path) -> str:
    """Return what people read in a file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return strings(text)
    return prose(text) if path.suffix == ".md" else text


def hits(text: str) -> list[str]:
    """Return the phrases to avoid, with their line."""
    return [
        f"{number}: {found[0]!r} in {line.strip()}"
        for number, line in enumerate(text.split("\n"), 1)
        for pattern in PATTERNS
        for found in pattern.finditer(line)
        if not any(sentence in line for sentence in ALLOWED)
    ]


def ours() -> Iterator[Path]:
    """Yield docs, starter content, the descriptions of keys, and the content of all sites."""
    yield ROOT / "README.md"
    yield from (path for path in (ROOT / "docs").glob("*.md") if path.name not in GENERATED)
    yield from (path for path in (ROOT / STARTER).rglob("*") if path.is_file())
    yield ROOT / "recanvass/authoring/new_files.py"
    for root in (ROOT, *(ROOT / "examples").iterdir()):
        yield from (root / "content").rglob("*.md")
        yield from (root / "content").rglob("release.yml")
    yield from (path for pattern in KEYS for path in ROOT.glob(pattern))


def others() -> Iterator[Path]:
    """Yield messages, page texts, the help of commands, and the rest of the docs."""
    yield ROOT / "Makefile"
    yield ROOT / "ARCHITECTURE.md"
    yield ROOT / "CONTRIBUTING.md"
    yield ROOT / "CHANGELOG.md"
    yield ROOT / "docs/diagnostics.md"
    yield from (ROOT / "tests/diagnostics").glob("*/expected.txt")
    yield from (ROOT / "templates").rglob("*.html")
    yield from (ROOT / "recanvass").rglob("*.py")


FILES = [*ours(), *others()]


@pytest.mark.parametrize("path", sorted(FILES), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_english_is_plain(path: Path) -> None:
    assert hits(texts_of(path)) == []


@pytest.mark.parametrize("code", sorted(RULES))
def test_rules_are_plain(code: str) -> None:
    rule = RULES[code]
    assert hits(f"{rule.title}\n{rule.text}\n{rule.innocent}") == []


@pytest.mark.parametrize("sentence", ["A value stands here.", "Where a file is missing, write it.", "What came of it."])
def test_a_phrase_to_avoid_is_found(sentence: str) -> None:
    assert any(pattern.search(sentence) for pattern in PATTERNS)


def test_only_what_people_read_is_searched() -> None:
    assert "stands" not in prose("`it stands`\n```text\nIt stands.\n```\n")
    assert strings('"""It stands."""\nA = "read"\n').strip() == "read"
