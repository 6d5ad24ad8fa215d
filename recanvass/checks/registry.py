"""The packs of rules: which there are, which apply to a contest, and how its rules read.

Owns the list. A contest's own rules are stated in its contest.yml; the other packs apply to every contest.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from recanvass.checks.packs import copy_errors, duplicates, history, patterns, totals, turnout
from recanvass.checks.packs.caucus import pack as caucus
from recanvass.checks.rule import Pack, Rule
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Site
from recanvass.text.catalogue import ENGLISH, Catalogue

# What a rule is shown differs from pack to pack, and is nobody's business but the pack's.
AnyPack = Pack[Any]
AnyRule = Rule[Any]

GENERAL: Final[tuple[AnyPack, ...]] = (totals.PACK, duplicates.PACK, history.PACK, turnout.PACK, copy_errors.PACK)
PACKS: Final[tuple[AnyPack, ...]] = (*GENERAL, caucus.PACK, patterns.PACK)
_TEMPLATES: Final[Mapping[str, AnyRule]] = {rule.code: rule for pack in PACKS for rule in pack.rules()}
RULES: Final[Mapping[str, AnyRule]] = MappingProxyType(
    {rule.code: rule.in_words(pack.generic) for pack in PACKS for rule in pack.rules()}
)
"""Every rule by its code, in ascending order, as it reads for no contest in particular.

A code is never used for another rule.
"""


def explained(rule: AnyRule) -> str:
    """Return what `explain` prints of a rule: what it asks for, who says so, how a clash may be innocent."""
    link = f", {rule.source.url}" if rule.source.url is not None else ""
    return worded(
        "%(code)s: %(title)s (%(level)s)\nRule: %(text)s\nSource: %(source)s\nPossible explanation: %(innocent)s\n",
        code=rule.code,
        title=rule.title,
        level=rule.level.value,
        text=rule.text,
        source=f"{rule.source.name}{link}",
        innocent=rule.innocent,
    )


def packs_of(contest: Contest) -> tuple[AnyPack, ...]:
    """Return the packs that apply to a contest. In a caucus people move, so that no share of a group is usual."""
    return (*GENERAL, caucus.PACK if contest.rules.caucus is not None else patterns.PACK)


def words_of(site: Site, contest: Contest, catalogue: Catalogue = ENGLISH) -> Mapping[str, str]:
    """Return the words that fill the texts of a contest's rules."""
    return {name: word for pack in packs_of(contest) for name, word in pack.words(site, contest, catalogue).items()}


def rule_in_words(code: str, words: Mapping[str, str], catalogue: Catalogue = ENGLISH) -> AnyRule:
    """Return a rule as it reads with a contest's words."""
    return _TEMPLATES[code].in_words(words, catalogue)


def notes_of(contest: Contest, words: Mapping[str, str], catalogue: Catalogue = ENGLISH) -> tuple[str, ...]:
    """Return what readers have to know of a contest's rules beyond each of them."""
    return tuple(catalogue.text(pack.note, **words) for pack in packs_of(contest) if pack.note)
