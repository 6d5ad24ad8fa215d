"""Whether two generators made the same pages.

Owns what counts as the same: the same markup and text, however it is laid out and however a sign is written as a
character reference.
"""

import random
import re
from collections.abc import Iterable, Sequence
from difflib import unified_diff
from pathlib import Path

from bench.data import Election

SEED = 2020
_SPACE = re.compile(r"\s+")
_AROUND_TAGS = re.compile(r" ?(<[^>]*>) ?")
_REFERENCES = {"&#43;": "+", "&#34;": '"', "&quot;": '"', "&#39;": "'"}


class NotEqualError(Exception):
    """Two generators made different pages: what was measured would mean nothing."""


def paths(election: Election, sample: int | None = None) -> tuple[str, ...]:
    """Return the pages that every generator makes; with `sample`, that many precincts and counties by fixed lot."""
    units = [f"president/precinct/{unit.id}/index.html" for unit in election.units]
    counties = [f"president/county/{county.id}/index.html" for county in election.counties]
    if sample is not None and sample < len(units):
        lot = random.Random(SEED)  # noqa: S311 -- a repeatable choice, no secret
        units = sorted(lot.sample(units, sample))
        counties = sorted(lot.sample(counties, min(sample, len(counties))))
    return (
        "president/index.html",
        *(("president/reviews/index.html",) if election.requests else ()),
        *counties,
        *units,
    )


def check(out: Path, others: Iterable[Path], pages: Sequence[str]) -> int:
    """Compare pages of other outputs with those of the first, and return how many were compared.

    Raises NotEqualError with the difference of the first page that differs or is missing.
    """
    compared = 0
    for other in others:
        for page in pages:
            one, two = _lines(out / page), _lines(other / page)
            if one != two:
                shown = "\n".join(unified_diff(one, two, str(out / page), str(other / page), lineterm="", n=1))
                raise NotEqualError(f"pages differ:\n{shown[:4000]}")
            compared += 1
    return compared


def _lines(path: Path) -> list[str]:
    """Return a page with one tag or text a line, white space and references made the same."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotEqualError(f"there is no {path}") from None
    for reference, sign in _REFERENCES.items():
        text = text.replace(reference, sign)
    text = _AROUND_TAGS.sub(r"\n\1\n", _SPACE.sub(" ", text))
    return [line for line in text.split("\n") if line]
