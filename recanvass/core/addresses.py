"""Addresses that content declares: where files of its own are, and where pages were before.

Must not know which pages there are: they are asked for by their paths.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from recanvass.core.diagnostics import Span

_ANY, _PAGE = "*", "index.html"


class PublishedFile(Struct, frozen=True):
    """A picture or another file that content has, with its path on the site."""

    path: str
    content: bytes


class FormerAddress(Struct, frozen=True):
    """A former address of a page, or of all pages below it, with the one that took its place.

    Both end in a slash. `*` stands for the name of one folder; in both it is the same.
    """

    old: str
    new: str
    span: Span


def former(path: str, moves: Iterable[FormerAddress]) -> Iterator[str]:
    """Yield the former paths of a page, also over several moves."""
    seen, pending, known = {path}, [path], tuple(moves)
    while pending:
        now = pending.pop()
        for before in (found for move in known if (found := _before(now, move)) is not None):
            if before not in seen:
                seen.add(before)
                pending.append(before)
                yield before


def _before(path: str, move: FormerAddress) -> str | None:
    """Return where a page was before a move; None where the move is none of this page."""
    old, new, parts = move.old.split("/")[:-1], move.new.split("/")[:-1], path.split("/")
    if len(parts) <= len(new) or any(wanted not in (_ANY, part) for wanted, part in zip(new, parts, strict=False)):
        return None
    names = [part for wanted, part in zip(new, parts, strict=False) if wanted == _ANY]
    return "/".join([names.pop(0) if part == _ANY and names else part for part in old] + parts[len(new) :])


def is_below(path: str, address: str) -> bool:
    """Tell whether a page has an address, or one below it."""
    return path.endswith(_PAGE) and _before(path, FormerAddress("", address, Span(""))) is not None


def redirects(paths: Iterable[str], moves: Iterable[FormerAddress]) -> dict[str, str]:
    """Return the page that each former path leads to; where a page is today, none leads away."""
    known = [path for path in paths if path.endswith(_PAGE)]
    today = set(known)
    return {old: path for path in known for old in former(path, moves) if old not in today}
