"""Words of election files that are no names: ways to vote, turnout, rates, sums.

Owns which words mean what. Knows no state, no office and no party.
"""

import re
from collections.abc import Mapping
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
_PERCENT = re.compile(r"(?:%|\b(?:pct|percent|percentage))\s*\)?$", re.IGNORECASE)
_RATES = frozenset({"turnout", "voter turnout", "turnout percentage", "turnout percent", "voter turnout total"})


@lru_cache(maxsize=1 << 14)
def method(text: str) -> str | None:
    """Return the name of the way to vote that a header or a cell says, nothing for a total, None if it says neither."""
    words = normal(text)
    if is_total(words) or words in ("", "all", "votes", "combined"):
        return ""
    for end in (" votes", " vote", " ballots", " total", " count", " voting"):
        words = METHODS[words].lower() if words in METHODS else words.removesuffix(end)
    return METHODS.get(words)


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
