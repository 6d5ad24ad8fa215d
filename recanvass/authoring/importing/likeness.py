"""Names that may mean the same: people with initials, nicknames and suffixes, numbers that a spreadsheet changed.

Owns what is proposed. A proposal is only ever a hint, and nothing is matched by it.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import TypeVar

from recanvass.authoring.importing.matching import Names, normal
from recanvass.core.diagnostics import MAX_COMPARED
from recanvass.core.messages import worded

Id = TypeVar("Id", bound=str)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "v", "esq", "md", "phd"})
_NICKNAME = re.compile(r"[\"\u201c\u201d(]([^\"\u201c\u201d()]+)[\"\u201c\u201d)]|(?<!\w)'([^']+)'(?!\w)")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATES = (
    re.compile(r"(?P<day>\d{1,2})-(?P<month>[A-Za-z]{3})"),
    re.compile(r"(?P<month>[A-Za-z]{3})-(?P<day>\d{1,4})"),
    re.compile(r"\d{4}-(?P<month>\d{2})-(?P<day>\d{2})"),
    re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/\d{2,4}"),
)
_CENTURY = 100
_LONGEST = 100


class Cause(Enum):
    """What a spreadsheet does to the names of places."""

    ZEROS = worded("a spreadsheet may have dropped its leading zeros")
    DATE = worded("a spreadsheet may have turned it into a date")


def likely(text: str, names: Names[Id], fits: Callable[[Id], bool] = lambda _: True) -> Id | None:
    """Return the one that a name is likely to mean, None where there is none; numbers in it have to be the same."""
    known = {name: ids[0] for name, ids in names.compared.items() if name and any(map(fits, ids))}
    if len(known) > MAX_COMPARED:
        return None
    people = {ids[0] for name, ids in names.exact.items() if any(map(fits, ids)) and is_same_person(text, name)}
    if people:
        return people.pop() if len(people) == 1 else None
    wanted = normal(text)[:_LONGEST]
    digits = _digits(wanted)
    alike = [name for name in known if _digits(name) == digits]
    close = difflib.get_close_matches(wanted, alike, n=1)
    return next((one for one in names.compared[close[0]] if fits(one)), None) if close else None


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", _ZEROS.sub("", name))


def is_same_person(name: str, other: str) -> bool:
    """Tell whether two names may be those of one person: the family name is the same, and a first name fits."""
    (given, family), (others, other_family) = _person(name), _person(other)
    if not family or family != other_family:
        return False
    return any(_fits(one, another) for one in given for another in others) or not (given and others)


def _person(name: str) -> tuple[list[str], str]:
    """Return the names that a person goes by, and the family name."""
    nicknames = [normal(one or two) for one, two in _NICKNAME.findall(name)]
    plain = _NICKNAME.sub(" ", name)
    last, comma, first = plain.partition(",")
    if comma and normal(first) not in _SUFFIXES:
        plain = f"{first} {last}"
    words = [word for word in normal(plain).split() if word not in _SUFFIXES]
    return [*words[:1][: len(words) - 1], *nicknames], words[-1] if words else ""


def _fits(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) if len(short) == 1 else one == other


def changed_by_spreadsheet(
    text: str, names: Mapping[str, Iterable[Id]], fits: Callable[[Id], bool]
) -> tuple[Cause, Id] | None:
    """Return which place a spreadsheet made a name of, and how; `names` are as `numbered` returns them."""
    for cause, tried in ((Cause.ZEROS, [plain_number(text)]), (Cause.DATE, _from_date(text))):
        found = {one for name in tried for one in names.get(name, ()) if fits(one)}
        if len(found) == 1:
            return cause, found.pop()
    return None


def numbered(names: Names[Id]) -> dict[str, tuple[Id, ...]]:
    """Return what names with digits stand for, without leading zeros."""
    found: dict[str, tuple[Id, ...]] = {}
    for name, ids in names.compared.items():
        if any(char.isdigit() for char in name):
            key = plain_number(name)
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *ids)))
    return found


def plain_number(text: str) -> str:
    """Return a name as it is compared, without leading zeros."""
    return _ZEROS.sub("", normal(text))


def _from_date(text: str) -> list[str]:
    """Return the two numbers that a spreadsheet may have read as month and day, in either order."""
    for pattern in _DATES:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        word = found["month"].lower()
        month = _MONTHS.index(word) + 1 if word in _MONTHS else int(word) if word.isdigit() else 0
        day = int(found["day"]) % _CENTURY
        return [f"{month} {day}", f"{day} {month}"] if month else []
    return []
