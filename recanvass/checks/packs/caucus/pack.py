"""The pack caucus, and the words that a contest fills into the texts of its rules.

Names come from content: from the title, source and draw of the rules, the names of tallies and the kinds of places.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from recanvass.checks.packs.caucus import alignment_rules, award_rules
from recanvass.checks.packs.caucus.pools import rates, units_of_pools
from recanvass.checks.packs.caucus.precincts import Terms, precincts, terms_of
from recanvass.checks.rule import Pack
from recanvass.core.contest_rules import Allocation, PackName
from recanvass.core.ids import KindId
from recanvass.core.model import Contest, Site
from recanvass.text import formatting

_FORMULAS = {
    Allocation.NEAREST: "Each viable group gets its members × delegates ÷ attendance, rounded half up, and at least "
    "one delegate. If that gives too many or too few, delegates are added or taken where decimals are closest to "
    "one half.",
    Allocation.LARGEST_REMAINDER: "Each viable group gets its members × delegates ÷ members of all viable groups, "
    "rounded down. The groups with the largest remainders get one more each.",
}
_ATTENDANCE_KNOWN = {
    "late_arrivals": "More people in the final alignment than attended",
    "attendance": "the number of people who attended",
    "miscounted": "Attendance was miscounted",
    "stand_in": "",
    "stand_in_note": "",
}
_ATTENDANCE_UNKNOWN = {
    "late_arrivals": "More people in the final alignment than in the first",
    "attendance": "the first",
    "miscounted": "A row of the first alignment was left out of the report",
    "stand_in": " Attendance was not published, so this uses the total of the {first}.",
    "stand_in_note": " Attendance was never published. Rules that need it use the total of the {first}. If people "
    "joined no group, or a row was left out, that number is too small.",
}
_SHARING = ". Each {sharing} must award as many as its attendance gives it"
_SHARING_MORE = " At a {sharing}, more people may have attended than the {first} shows."


def _words(site: Site, contest: Contest) -> Mapping[str, str]:
    terms = terms_of(contest)
    rules, source = terms.rules, contest.releases[-1].source
    electing = {site.places[unit].kind for unit in contest.units if rules.delegates in site.places[unit].worth}
    others = (site.places[unit].kind for unit in contest.units if rules.delegates not in site.places[unit].worth)
    sharing = {kind: kind in electing for kind in others} if rules.by_attendance else {}
    return {
        **_words_of_awards(terms),
        **_words_of_attendance(terms, [_kind(site, kind, is_both=both) for kind, both in sharing.items()]),
        "title": rules.title,
        "source": rules.source or source.name,
        "source_url": (rules.source_url if rules.source is not None else source.url) or "",
        "draw": rules.draw,
        "formula": _FORMULAS[rules.allocation],
        "electing": _any_of(_kind(site, kind) for kind in electing),
    }


def _words_of_awards(terms: Terms) -> Mapping[str, str]:
    short = terms.awards.short
    return {
        "award_unit": formatting.unit(terms.awards),
        "awards": formatting.lower_first(short),
        "Awards": f"{short[:1].upper()}{short[1:]}",
    }


def _words_of_attendance(terms: Terms, sharing: Iterable[str]) -> Mapping[str, str]:
    words = {"first": formatting.lower_first(terms.first.name), "sharing": _any_of(sharing)}
    texts = _ATTENDANCE_KNOWN if terms.rules.is_attendance_known else _ATTENDANCE_UNKNOWN
    about_sharing = (_SHARING, _SHARING_MORE) if words["sharing"] else ("", "")
    both = {**texts, "sharing_too": about_sharing[0], "sharing_more": about_sharing[1]}
    return {name: text.format_map(words) for name, text in both.items()}


def _kind(site: Site, kind: KindId, *, is_both: bool = False) -> str:
    name = formatting.lower_first(site.kinds[kind].name)
    return f"{name} without delegates of its own" if is_both else name


def _any_of(names: Iterable[str]) -> str:
    return " or ".join(sorted(names))


_GENERIC = {
    **{name: text.format(first="first alignment") for name, text in _ATTENDANCE_UNKNOWN.items()},
    "title": "contest",
    "source": "The rules of the contest",
    "source_url": "",
    "draw": "lot",
    "formula": _FORMULAS[Allocation.NEAREST],
    "electing": "place",
    "sharing_too": ", or as many as its attendance gives it",
    "sharing_more": "",
    "award_unit": "delegates",
    "awards": "delegates",
    "Awards": "Delegates",
}
PACK = Pack(
    name=PackName.CAUCUS.value,
    title="Rules of a caucus",
    view=precincts,
    units=(*alignment_rules.RULES, *award_rules.RULES),
    around=rates,
    wider=units_of_pools,
    note="Rules C601 to C610 are those of the {title}.{stand_in_note}",
    words=_words,
    generic=MappingProxyType(_GENERIC),
)
