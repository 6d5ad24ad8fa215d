"""The packs of rules: which there are, and which apply to a contest.

Owns the list. A pack of one contest's own rules is named in its contest.yml; the others apply to every contest.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from recanvass.checks.packs import caucus, copy_errors, duplicates, history, totals, turnout
from recanvass.checks.rule import Pack, Rule
from recanvass.core.contest_rules import PackName
from recanvass.core.model import Contest

# What a rule is shown differs from pack to pack, and is nobody's business but the pack's.
AnyPack = Pack[Any]
AnyRule = Rule[Any]

GENERAL: Final[tuple[AnyPack, ...]] = (totals.PACK, duplicates.PACK, history.PACK, turnout.PACK, copy_errors.PACK)
OWN: Final[Mapping[PackName, AnyPack]] = MappingProxyType({PackName.IOWA_CAUCUS_2020: caucus.PACK})
PACKS: Final = (*GENERAL, *OWN.values())
RULES: Final[Mapping[str, AnyRule]] = MappingProxyType({rule.code: rule for pack in PACKS for rule in pack.rules()})
"""Every rule by its code, in ascending order. A code is never used for another rule."""


def explained(rule: AnyRule) -> str:
    """Return what `explain` prints of a rule: what it asks for, who says so, how a clash may be innocent."""
    link = f", {rule.source.url}" if rule.source.url is not None else ""
    return (
        f"{rule.code}: {rule.title} ({rule.level.value})\n"
        f"Rule: {rule.text}\nSource: {rule.source.name}{link}\nIt may be innocent: {rule.innocent}\n"
    )


def packs_of(contest: Contest) -> tuple[AnyPack, ...]:
    """Return the packs that apply to a contest."""
    own = contest.rules.pack
    return (*GENERAL, OWN[own]) if own is not None else GENERAL
