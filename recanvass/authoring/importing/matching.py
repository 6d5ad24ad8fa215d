"""Names as sources write them, matched with the ids of the site.

Owns what counts as the same name: case, blanks, accents, punctuation and HTML entities make no difference. Never picks
one of several that fit.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Generic, TypeVar

from msgspec import Struct, field

from recanvass.core.messages import worded

Id = TypeVar("Id", bound=str)
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
_WORD = re.compile(r"[^\W_]+")
_TOTAL = re.compile(r"(?:grand |sub|county |state |statewide |precinct )?totals?|statewide|all precincts")


def normal(text: str) -> str:
    """Return a name as it is compared: lower case, no accents, single blanks in place of punctuation."""
    plain = _APOSTROPHES.sub("", html.unescape(text)).replace("&", " and ")
    if not plain.isascii():
        split = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in split if not unicodedata.combining(char))
    return " ".join(_WORD.findall(plain.casefold()))


def is_total(name: str) -> bool:
    """Tell whether a name is that of a sum, with or without the name of what is summed."""
    words = normal(name)
    return bool(_TOTAL.fullmatch(words)) or words.endswith((" total", " totals")) or words.startswith("total ")


def summed(name: str) -> str:
    """Return what a row of sums is the sum of, as its own name says: "adair" of "Adair County Total", or nothing."""
    words = [word for word in normal(name).split() if word not in ("total", "totals", "of", "for", "grand", "county")]
    return " ".join(words) if words not in (["statewide"], ["state"], ["all", "precincts"], ["precinct"]) else ""


class Names(Struct, Generic[Id]):
    """What can be named, in layers: as the editor told, by id, by name as written, by name as compared."""

    told: dict[str, tuple[Id, ...]] = field(default_factory=dict)
    ids: dict[str, tuple[Id, ...]] = field(default_factory=dict)
    exact: dict[str, tuple[Id, ...]] = field(default_factory=dict)
    compared: dict[str, tuple[Id, ...]] = field(default_factory=dict)

    def add(self, name: Id, others: Iterable[str]) -> None:
        """Add one thing with its other names."""
        self.ids[name] = (name,)
        for text in (str(name), *others):
            _put(self.exact, text, name)
            _put(self.compared, normal(text), name)

    def tell(self, name: Id, others: Iterable[str]) -> None:
        """Add names that the editor says mean one thing; they go before all others."""
        for text in others:
            _put(self.told, normal(text), name)

    def find(self, text: str, fits: Callable[[Id], bool] = lambda _: True) -> tuple[Id, ...]:
        """Return what a name stands for among those that fit; several where it is not clear."""
        for layer, key in (
            (self.told, normal(text)),
            (self.ids, text),
            (self.exact, text),
            (self.compared, normal(text)),
        ):
            found = tuple(name for name in layer.get(key, ()) if fits(name))
            if found:
                return found
        return ()


def _put(layer: dict[str, tuple[Id, ...]], key: str, name: Id) -> None:
    known = layer.get(key, ())
    if key and name not in known:
        layer[key] = (*known, name)


def quoted_list(names: Collection[str], *, most: int = 5) -> str:
    """Return names in quotes, and how many more there are."""
    shown = ", ".join(f"'{name}'" for name in list(names)[:most])
    return shown + (worded(" and %(count)s more", count=len(names) - most) if len(names) > most else "")


def first_of(names: Mapping[str, int], words: Iterable[str]) -> int | None:
    """Return the position of the first of some words that is there."""
    return next((names[word] for word in words if word in names), None)
