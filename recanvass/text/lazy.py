"""Texts that are made later, in the language of whoever reads them.

Each function here takes what the method of the catalogue by that name takes, and keeps it. Must not know any language.
"""

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from recanvass.core.ids import Number
from recanvass.text.catalogue import Catalogue

_REMEMBERED = 1 << 14
"""How many texts are remembered: a finding stands on several pages, and names and figures in several findings."""


class Lazy(Struct, frozen=True):
    """A call of a method of the catalogue, any value of which may be such a call as well."""

    method: str
    parts: tuple[object, ...]
    values: tuple[tuple[str, object], ...] = ()


Text = str | Lazy
"""A text in one language, which a name is in any, or one that is made in each."""


def said(text: Text, catalogue: Catalogue) -> str:
    """Return a text in the language of a catalogue."""
    return text if isinstance(text, str) else _made(text, catalogue)


@lru_cache(_REMEMBERED)
def _made(text: Lazy, catalogue: Catalogue) -> str:
    made: str = getattr(catalogue, text.method)(
        *[_value(part, catalogue) for part in text.parts],
        **{name: _value(value, catalogue) for name, value in text.values},
    )
    return made


def _value(value: object, catalogue: Catalogue) -> object:
    if isinstance(value, Lazy):
        return _made(value, catalogue)
    return tuple([_value(one, catalogue) for one in value]) if isinstance(value, tuple) else value


def text(entry: str, /, **values: Text) -> Lazy:
    """Return an entry of the catalogue with its values."""
    return Lazy("text", (entry,), tuple(values.items()))


def plural(one: str, many: str, count: int, /, **values: Text) -> Lazy:
    """Return the entry for a number of things."""
    return Lazy("plural", (one, many, count), tuple(values.items()))


def number(value: Number | None, decimals: int = 0) -> Lazy:
    """Return a figure with thousands separators, rounded."""
    return Lazy("number", (value, decimals))


def figure(value: Number | str) -> Lazy:
    """Return a figure as it was stated, with the decimals it has.

    It is kept as text: as numbers, 1 and 1.0 are the same.
    """
    return Lazy("figure", (str(value),))


def hundredths(value: Number | str) -> Lazy:
    """Return a percentage with the decimals it has, which is kept as text."""
    return Lazy("hundredths", (str(value),))


def noun(many: str, count: int) -> Lazy:
    """Return a noun, given in the plural, for a number of things."""
    return Lazy("noun", (many, count))


def listed(words: Sequence[Text]) -> Lazy:
    """Return words joined as a sentence does."""
    return Lazy("listed", (tuple(words),))


def series(texts: Sequence[Text]) -> Lazy:
    """Return clauses joined by semicolons."""
    return Lazy("series", (tuple(texts),))


def sentences(texts: Sequence[Text]) -> Lazy:
    """Return sentences one after the other."""
    return Lazy("sentences", (tuple(texts),))


def within(name: str) -> Lazy:
    """Return a name as it stands within a sentence."""
    return Lazy("within", (name,))


def named_figure(name: Text, shown: Text) -> Lazy:
    """Return a name with its figure, as a list has it."""
    return text("%(name)s %(count)s", name=name, count=shown)


def moved_figure(name: Text, before: Number, now: Number) -> Lazy:
    """Return a name with the figure it had and the one it has."""
    return text("%(name)s %(before)s → %(now)s", name=name, before=figure(before), now=figure(now))
