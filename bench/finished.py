"""The tables of an area as texts in their order: what a peer gets that has nothing left to reckon.

Owns its own arithmetic, so that the comparison of pages also holds Recanvass against a second way of reckoning.
"""

from collections.abc import Iterable, Sequence

from bench.data import Choice, Election, Tally, Unit

Rows = Sequence[Sequence[int]]
"""A row a tally, in it one whole number a choice; figures with decimals in their smallest unit."""


def whole(unit: Unit) -> Rows:
    """Return the figures of a unit as whole numbers."""
    return [[int(text.replace(".", "")) for text in row] for row in unit.figures]


def sums(areas: Iterable[Rows]) -> Rows:
    """Return the sums of the figures of areas."""
    return [[sum(column) for column in zip(*rows, strict=True)] for rows in zip(*areas, strict=True)]


def tables(election: Election, figures: Rows) -> list[dict[str, object]]:
    """Return the tables, the deciding tally first; a row is name, count, share and width of the bar."""
    pairs = sorted(zip(election.tallies, figures, strict=True), key=lambda pair: not pair[0].decides)
    return [
        {
            "id": tally.id,
            "name": tally.name,
            "total": _count(sum(row), tally),
            "rows": [_row(choice, count, row, tally=tally) for choice, count in _ranked(election, row)],
        }
        for tally, row in pairs
    ]


def _ranked(election: Election, row: Sequence[int]) -> list[tuple[Choice, int]]:
    found = list(zip(election.choices, row, strict=True))
    candidates = sorted((pair for pair in found if pair[0].is_candidate), key=lambda pair: -pair[1])
    listed = [*candidates, *(pair for pair in found if not pair[0].is_candidate)]
    return sorted(listed, key=lambda one: not one[1])


def _row(choice: Choice, count: int, row: Sequence[int], *, tally: Tally) -> list[str]:
    total = sum(row)
    tenths = (2000 * count + total) // (2 * total) if total else 0
    shown = f"{tenths // 10}.{tenths % 10}"
    share = f"{shown}%" if total else "–"
    if count and not tenths:
        share = "<0.1%"
    elif count < total and tenths >= 1000:  # noqa: PLR2004 -- tenths of a percent
        share = ">99.9%"
    return [choice.name, _count(count, tally), share, _bar(count, max(row))]


def _bar(count: int, widest: int) -> str:
    tenths = (2000 * count + widest) // (2 * widest) if count else 0
    return f"{tenths // 10}.{tenths % 10}" if tenths else ""


def _count(count: int, tally: Tally) -> str:
    scale = 10**tally.decimals
    decimals = f".{count % scale:0{tally.decimals}}" if tally.decimals else ""
    return f"{count // scale:,}{decimals}"
