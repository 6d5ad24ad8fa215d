"""What a text lacks or loses when it becomes a page: alternative texts, and what no page may have.

Owns the look at the HTML before it is cleaned. Must not know which files there are.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from msgspec import Struct

from recanvass.content import markdown
from recanvass.core.messages import worded

_MAY_LOSE = re.compile(r"<|!\[|\]\(|^\s*\[[^\]]+\]:", re.MULTILINE)


class Loss(Struct, frozen=True):
    """A part of a text that is not published as typed, at an offset; without `what`, a picture lacks its own text."""

    start: int
    what: str


def losses(text: str) -> tuple[Loss, ...]:
    """Return what a text lacks or loses, in order; nothing of one that is not converted."""
    if not _MAY_LOSE.search(text) or markdown.problem(text) is not None:
        return ()
    parser = _Parser(text)
    try:
        parser.feed(markdown.uncleaned(text))
    except RecursionError:
        return ()
    return tuple(sorted(parser.found, key=lambda loss: loss.start))


class _Parser(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Loss] = []
        self._text = text
        self._at: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not markdown.allows(tag):
            self._lost(f"<{tag}", f"<{tag}>")
            return
        values = dict(attrs)
        if tag == "img" and not (values.get("alt") or "").strip():
            self._lost(values.get("src") or "<img", "")
        self._lose(tag, values)

    def _lose(self, tag: str, values: dict[str, str | None]) -> None:
        for name in (name for name in values if not markdown.allows(tag, name, values[name] or "")):
            value = values[name] or ""
            is_address = name in ("href", "src")
            what = (
                worded("the address '%(value)s'", value=value)
                if is_address
                else worded("the attribute '%(name)s' of <%(tag)s>", name=name, tag=tag)
            )
            self._lost(value if is_address else name, what)

    def _lost(self, typed: str, what: str) -> None:
        """Note a loss where what was typed stands next in the text."""
        at = self._text.find(typed, self._at.get(typed, 0))
        if at >= 0:
            self._at[typed] = at + len(typed)
        self.found.append(Loss(max(at, 0), what))


def in_lines(text: str, found: tuple[Loss, ...]) -> Iterator[tuple[int, int, Loss]]:
    """Yield each loss with its line and column in the text, both counted from 1."""
    for loss in found:
        before = text[: loss.start]
        yield before.count("\n") + 1, loss.start - (before.rfind("\n") + 1) + 1, loss
