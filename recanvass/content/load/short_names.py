"""The name of a candidate where room is scarce: the family name of the person, or of the head of the ticket.

Owns what counts as a suffix, a title or a particle. Where a name leaves doubt, says so and guesses nothing silently.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

_TRAILING = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|[*†]+|\bincumbent)\s*$", re.IGNORECASE)
_NICKNAME = re.compile("\\s*(?:\"[^\"]+\"|“[^”]+”|‘[^’]+’|(?<=\\s)'[^']+'(?=\\s)|\\([^()]*\\)|\\[[^\\[\\]]*\\])\\s*")
_TITLES = re.compile(r"^(?:[A-Z][a-z]+\.\s+)+")
_BETWEEN = re.compile(r"\s+(?:/|&|\+|and)\s+")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|V|VI|Esq|MD|M\.D|PhD|Ph\.D)\.?", re.IGNORECASE)
_INITIAL = re.compile(r"\w\.?(?:-?\w\.)?")
_PARTICLES = frozenset(
    {"da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "las", "le", "los", "st", "san"}
    | {"santa", "saint", "ter", "van", "von", "zu", "bin", "ibn", "al", "y"}
)


class ShortName(Struct, frozen=True):
    """A short name. If `ticket` is not empty, the name may be those persons; `is_doubtful` asks the editor to say."""

    text: str
    ticket: tuple[str, ...] = ()
    is_doubtful: bool = False


def short_name(name: str) -> ShortName:
    """Return the family name in a candidate's name, with its particles; the whole name where that is not clear."""
    whole = name.strip()
    person = _without_marks(whole)
    ticket = tuple(_BETWEEN.split(person))
    if len(ticket) > 1 and all(ticket):
        return ShortName(short_name(ticket[0]).text, ticket, is_doubtful=True)
    pieces = [piece.strip() for piece in person.split(",")]
    pieces = [pieces[0], *(piece for piece in pieces[1:] if piece and not _SUFFIX.fullmatch(piece))]
    if len(pieces) > 2 or not pieces[0]:  # noqa: PLR2004 -- last name, first name
        return ShortName(whole, is_doubtful=True)
    if len(pieces) > 1:
        return ShortName(pieces[0], is_doubtful=True)
    return ShortName(_family_name(pieces[0].split()) or whole)


def _without_marks(name: str) -> str:
    before = ""
    while name != before:
        before, name = name, _TRAILING.sub("", name)
    return _TITLES.sub("", _NICKNAME.sub(" ", name)).strip() or before


def _family_name(words: Sequence[str]) -> str:
    """Return the last word and the particles before it; empty if a word in the middle may be part of it."""
    words = [word for word in words if word]
    while len(words) > 1 and _SUFFIX.fullmatch(words[-1]):
        words = words[:-1]
    if not words:
        return ""
    start = len(words) - 1
    while start > 1 and _is_particle(words[start - 1]):
        start -= 1
    middle = words[1:start]
    if any(not _INITIAL.fullmatch(word) and not _is_particle(word) for word in middle):
        return ""
    return " ".join(words[start:])


def _is_particle(word: str) -> bool:
    return word.casefold().rstrip(".") in _PARTICLES
