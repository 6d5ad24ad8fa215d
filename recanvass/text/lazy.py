"""Texts that are made later, in the language of whoever reads them.

Each function here takes what the method of the catalogue by that name takes, and keeps it. Must not know any language.
"""

from collections.abc import Sequence

from msgspec import Struct

from recanvass.core.ids import Number
from recanvass.text.catalogue import Catalogue


class Lazy(Struct, frozen=True):
    """A call of a method of the catalogue, any value of which may be such a call as well."""

    method: str
    parts: tuple[object, ...]
    values: tuple[tuple[str, object], ...] = ()


Text = str | Lazy
"""A text in one language, which a name is in any, or one that is made in each."""


def said(text: Text, catalogue: Catalogue) -> str:
    """Return a text in the language of a catalogue."""
    if isinstance(text, str):
        return text
    made: str = getattr(catalogue, text.method)(
        *(_value(part, catalogue) for part in text.parts),
        **{name: _value(value, catalogue) for name, value in text.values},
    )
    return made


def _value(value: object, catalogue: Catalogue) -> object:
    if isinstance(value, Lazy):
        return said(value, catalogue)
    return tuple(_value(one, catalogue) for one in value) if isinstance(value, tuple) else value


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
    """Return a figure as it was stated, with the decimals it has."""
    return Lazy("figure", (value,))


def hundredths(value: Number) -> Lazy:
    """Return a percentage with the decimals it has."""
    return Lazy("hundredths", (value,))


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
