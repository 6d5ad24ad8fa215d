"""Names in election files: offices, districts and candidates in all their spellings, and what is no place or person.

Owns when two spellings are one name. Knows no state, no office and no party.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from recanvass.authoring.importing.matching import normal
from recanvass.authoring.importing.words import METHODS

_WAYS = frozenset(
    word for words in METHODS for word in words.split() if word not in ("by", "in", "person", "day", "one", "stop")
) - {"early", "election", "limited", "paper", "machine", "hand", "federal", "advance", "advanced", "polling", "place"}
_AROUND = frozenset(
    [
        "vote",
        "votes",
        "voting",
        "voters",
        "ballot",
        "ballots",
        "precinct",
        "precincts",
        "board",
        "center",
        "central",
        "count",
        "counting",
        "county",
        "in",
        "by",
        "person",
        "and",
        "day",
        "election",
        "early",
        "one",
        "stop",
        "total",
        "site",
        "walk",
        "hand",
        "special",
        "overseas",
        "only",
        "abs",
    ]
)
_CENTRAL = frozenset({"early vote", "early votes", "early voting", "early ballots", "central count", "abs", "avcb"})
_WRITE_INS = frozenset(
    [
        "write in",
        "write ins",
        "writein",
        "writeins",
        "write in votes",
        "write in totals",
        "write in total",
        "total write ins",
        "total write in",
        "write ins total",
        "write in votes total",
        "other write ins",
        "scattering",
        "scatter",
        "scattered",
        "unassigned write ins",
        "unresolved write in",
        "all other write ins",
    ]
)
_OPTIONS = frozenset(
    [
        "uncommitted",
        "no preference",
        "none of these candidates",
        "none of the above",
        "other",
        "others",
        "all others",
        "no candidate",
        "against all",
        "void",
        "viable uncommitted",
    ]
)
YES = frozenset({"yes", "for", "yes votes", "yea", "in favor", "approve", "approved"})
NO = frozenset({"no", "against", "no votes", "nay", "opposed", "reject"})
_ZEROS = re.compile(r"\b0+(?=\d)")
_DISTRICT = re.compile(r"^(?:.*\b)?(?:district|dist|ward|seat|position|place|division)\s+(?:no\s+)?(\w+)$")
_OFFICE_DISTRICT = re.compile(
    r"[\s,:;(–—-]*\b(?:district|dist\.?)\s*(?:no\.?\s*|#\s*)?(\d+[a-z]?)\)?\s*$", re.IGNORECASE
)
_VOTE_FOR = re.compile(
    r"[\s,:;–—-]*[(\[]?\s*vote for (?:up to |no more than |not more than |any )?(?:\w+\s*\()?(\w+)\)?\s*[)\]]?",
    re.IGNORECASE,
)
_NUMBERS = {
    word: number
    for number, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}


@lru_cache(maxsize=1 << 16)
def same(text: str) -> str:
    """Return a name as it is compared: without case, dots, blanks more than one, accents and leading zeros."""
    return _ZEROS.sub("", normal(text.replace(".", "")))


def district(text: str) -> str:
    """Return a district as it is compared: "05", "5" and "District 5" are one, "statewide" is none."""
    words = normal(text)
    if words in ("statewide", "countywide"):
        return ""
    found = _DISTRICT.fullmatch(words)
    return same(found[1] if found else words).lstrip("0")


def parted_office(text: str) -> tuple[str, str, int | None]:
    """Return the name of an office without what stands behind it: its district, and how many a ballot may choose."""
    vote_for = None
    found = _VOTE_FOR.search(text)
    if found:
        word = found[1].casefold()
        vote_for = int(word) if word.isdigit() else _NUMBERS.get(word)
        if vote_for is not None:
            text = f"{text[: found.start()]}{text[found.end() :]}".strip()
    behind = _OFFICE_DISTRICT.search(text)
    if behind and behind.start():
        return text[: behind.start()].strip(), behind[1], vote_for
    return text, "", vote_for


def is_central(name: str, county: str) -> bool:
    """Tell whether a row that stands where precincts do is no place, but a way to vote of a whole county."""
    words = normal(name).split()
    if " ".join(words) in _CENTRAL:
        return True
    around = _AROUND | set(normal(county).split())
    return any(word in _WAYS for word in words) and all(
        word in _WAYS or word in around or word.isdigit() for word in words
    )


@lru_cache(maxsize=1 << 14)
def is_write_in(text: str) -> bool:
    """Tell whether a name is that of write-ins as one sum."""
    return normal(text) in _WRITE_INS


@lru_cache(maxsize=1 << 14)
def plain_write_in(text: str) -> str:
    """Return one name for all spellings of plain write-ins, nothing for any other name."""
    words = normal(text).replace("write in", "writein").removeprefix("total ").split()
    is_plain = words[:1] in (["writein"], ["writeins"]) and set(words[1:]) <= {"votes", "total", "totals"}
    return "write in" if is_plain else ""


@lru_cache(maxsize=1 << 14)
def is_option(text: str) -> bool:
    """Tell whether a name is that of an option that nobody can be."""
    return normal(text) in _OPTIONS or is_write_in(text)


def are_answers(names: Collection[str]) -> bool:
    """Tell whether choices are yes and no."""
    plain = {normal(name) for name in names if not is_write_in(name)}
    return bool(plain) and plain <= YES | NO and bool(plain & YES) and bool(plain & NO)
