"""Words of election files: ways to vote, what is no candidate, what is a turnout figure.

Owns which words mean what, and when two spellings are one name. Knows no state, no office and no party.
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from recanvass.authoring.importing.matching import is_total, normal

METHODS: Mapping[str, str] = {
    "election day": "Election Day",
    "election": "Election Day",
    "polls": "Election Day",
    "polling place": "Election Day",
    "in person": "In person",
    "absentee": "Absentee",
    "absentee by mail": "Absentee by mail",
    "absentee in person": "Absentee in person",
    "in person absentee": "Absentee in person",
    "early": "Early",
    "early voting": "Early",
    "early vote": "Early",
    "early in person": "Early in person",
    "advance": "Advance",
    "advanced": "Advance",
    "advance in person": "Advance in person",
    "advance by mail": "Advance by mail",
    "one stop": "One stop",
    "provisional": "Provisional",
    "mail": "Mail",
    "mail in": "Mail",
    "by mail": "Mail",
    "vote by mail": "Mail",
    "overseas": "Overseas",
    "military": "Military",
    "uocava": "Overseas and military",
    "federal": "Federal",
    "limited": "Limited",
    "machine": "Machine",
    "paper": "Paper",
    "hand count": "Hand count",
    "curbside": "Curbside",
    "emergency": "Emergency",
    "affidavit": "Affidavit",
}
"""Ways to vote, as they are compared, with the name of the part."""
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
_TURNOUT: Mapping[str, str] = {
    "registered voters": "registered",
    "registered": "registered",
    "registration": "registered",
    "total registered voters": "registered",
    "registered voters total": "registered",
    "total registered": "registered",
    "ballots cast": "ballots",
    "ballots": "ballots",
    "ballots cast total": "ballots",
    "ballots counted": "ballots",
    "total ballots": "ballots",
    "total ballots cast": "ballots",
    "times cast": "ballots",
    "voters": "voters",
    "voters voting": "voters",
    "total voters": "voters",
    "over votes": "overvotes",
    "overvotes": "overvotes",
    "over vote": "overvotes",
    "overvote": "overvotes",
    "under votes": "undervotes",
    "undervotes": "undervotes",
    "under vote": "undervotes",
    "undervote": "undervotes",
    "blank": "blank",
    "blanks": "blank",
    "blank votes": "blank",
    "blank ballots": "blank",
    "ballots cast blank": "blank",
    "spoiled": "spoiled",
    "spoiled ballots": "spoiled",
    "rejected": "rejected",
    "rejected ballots": "rejected",
}
_RATES = frozenset({"turnout", "voter turnout", "turnout percentage", "turnout percent", "voter turnout total"})
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
_PERCENT = re.compile(r"%|\b(?:pct|percent|percentage)$", re.IGNORECASE)
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


@lru_cache(maxsize=1 << 14)
def method(text: str) -> str | None:
    """Return the name of the way to vote that a header or a cell says, nothing for a total, None if it says neither."""
    words = normal(text)
    if is_total(words) or words in ("", "all", "votes", "combined"):
        return ""
    for end in (" votes", " vote", " ballots", " total", " count", " voting"):
        words = METHODS[words].lower() if words in METHODS else words.removesuffix(end)
    return METHODS.get(words)


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
def turnout_key(text: str) -> str | None:
    """Return the key of turnout that a candidate's or an office's name stands for."""
    words = normal(text)
    return _TURNOUT.get(words) or _TURNOUT.get(words.removesuffix(" total").removesuffix(" nonpartisan"))


@lru_cache(maxsize=1 << 14)
def is_rate(text: str) -> bool:
    """Tell whether rows of a name are rates and not counts."""
    return normal(text) in _RATES or bool(_PERCENT.search(text))


@lru_cache(maxsize=1 << 14)
def is_sum(text: str) -> bool:
    """Tell whether a candidate's name is that of the sum of a contest."""
    return is_total(text) or normal(text) in ("votes cast", "cast votes", "total votes cast", "contest total")


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
