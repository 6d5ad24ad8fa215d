"""The words by which columns of foreign tables are known.

Owns those lists. Must not know any site or contest.
"""

import re
from collections.abc import Mapping

from recanvass.authoring.importing.matching import normal

OFFICES = (
    *("office", "office name", "contest", "contest name", "race", "race name"),
    *("measure", "question", "proposition", "ballot question"),
)
WORDS: Mapping[str, tuple[str, ...]] = {
    "place": (
        "place",
        "place id",
        "precinct id",
        "precinct",
        "precinct name",
        "place name",
        "ward",
        "polling place",
        "reporting unit",
        "location",
        "site",
        "precinct code",
    ),
    "county": ("county", "county name", "parish", "parent", "jurisdiction", "jurisdiction name", "municipality"),
    "choice": ("choice", "choice id", "candidate id", "candidate", "candidate name", "choice name", "option"),
    "office": OFFICES,
    "district": ("district", "district name"),
    "party": ("party", "party name", "party detailed", "party simplified", "party code"),
    "tally": ("tally",),
    "count": ("count", "figure", "votes"),
}
"""Names of columns by what they hold; where several are there, the first in this order is the one."""
MODES = (
    *("mode", "vote mode", "voting mode", "vote type", "votetype", "vote method", "voting method", "method of voting"),
    *("ballot type", "counting group", "count group", "vote category"),
)
"""Names of the column that says how the votes of a row were cast."""
VOTES = ("votes", "total votes", "votes total", "vote total", "count", "vote count")
"""Names of the column of figures, if a contest has only one tally."""
NAME_PARTS = (
    ("first name", "candidate first name", "given name", "first"),
    ("middle name", "candidate middle name", "middle"),
    ("last name", "candidate last name", "family name", "surname", "last"),
    ("suffix", "name suffix", "candidate suffix"),
)
"""Names of columns that hold a candidate's name in parts, in the order in which a name is written."""
_PERCENT = re.compile(r"\b(?:percent|percents|percentage|percentages|pct|share|shares)\b")
_KNOWN = frozenset(word for words in WORDS.values() for word in words)


def is_column_name(text: str) -> bool:
    """Tell whether a text is known as the name of a column."""
    return normal(text) in _KNOWN


def is_county_column(text: str) -> bool:
    """Tell whether the name of a column says that it holds counties, or what they are called there."""
    return normal(text) in WORDS["county"]


def is_percent(text: str) -> bool:
    """Tell whether the name of a column says that it holds percentages."""
    return "%" in text or bool(_PERCENT.search(normal(text.replace("_", " "))))


def without_percent(text: str) -> str:
    """Return the name of a column without the words that say it holds percentages."""
    return " ".join(_PERCENT.sub(" ", normal(text.replace("_", " "))).split())
