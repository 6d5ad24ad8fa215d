"""The pack caucus, and the words that a contest fills into the texts of its rules.

Names come from content: from the title, source and draw of the rules, the names of tallies and the kinds of places.
"""

from collections.abc import Mapping
from types import MappingProxyType

from recanvass.checks.packs.caucus import alignment_rules, award_rules
from recanvass.checks.packs.caucus.pools import rates, units_of_pools
from recanvass.checks.packs.caucus.precincts import Terms, precincts, terms_of
from recanvass.checks.rule import Pack
from recanvass.core.contest_rules import Allocation, PackName
from recanvass.core.model import Contest, Site
from recanvass.text.catalogue import ENGLISH, Catalogue, msgid

_FORMULAS = {
    Allocation.NEAREST: msgid(
        "Each viable group gets its members × delegates ÷ attendance, rounded half up, and at least one delegate. If "
        "that gives too many or too few, delegates are added or taken where decimals are closest to one half."
    ),
    Allocation.LARGEST_REMAINDER: msgid(
        "Each viable group gets its members × delegates ÷ members of all viable groups, rounded down. The groups with "
        "the largest remainders get one more each."
    ),
}
_DEFAULT_DRAW = msgid("lot")


def _words(site: Site, contest: Contest, catalogue: Catalogue) -> Mapping[str, str]:
    terms = terms_of(contest)
    rules, source = terms.rules, contest.releases[-1].source
    return {
        **_words_of_awards(terms, catalogue),
        **_words_of_attendance(terms, catalogue),
        **_words_of_places(site, contest, terms, catalogue),
        "title": rules.title,
        "source": rules.source or source.name,
        "source_url": (rules.source_url if rules.source is not None else source.url) or "",
        "draw": catalogue.text(_DEFAULT_DRAW) if rules.draw == _DEFAULT_DRAW else rules.draw,
        "formula": catalogue.text(_FORMULAS[rules.allocation]),
    }


def _words_of_awards(terms: Terms, catalogue: Catalogue) -> Mapping[str, str]:
    short = terms.awards.short
    return {
        "award_unit": catalogue.unit(terms.awards),
        "awards": catalogue.within(short),
        "Awards": f"{short[:1].upper()}{short[1:]}",
    }


def _words_of_attendance(terms: Terms, catalogue: Catalogue) -> Mapping[str, str]:
    if terms.rules.is_attendance_known:
        return _attendance_known(catalogue)
    return _attendance_unknown(catalogue, catalogue.within(terms.first.name))


def _attendance_known(catalogue: Catalogue) -> Mapping[str, str]:
    text = catalogue.text
    return {
        "late_arrivals": text("More people in the final alignment than attended"),
        "attendance": text("the number of people who attended"),
        "miscounted": text("Attendance was miscounted"),
        "stand_in": "",
        "stand_in_note": "",
    }


def _attendance_unknown(catalogue: Catalogue, first: str) -> Mapping[str, str]:
    text = catalogue.text
    stand_in = text("Attendance was not published, so this uses the total of the %(first)s.", first=first)
    note = text(
        "Attendance was never published. Rules that need it use the total of the %(first)s. If people joined no group, "
        "or a row was left out, that number is too small.",
        first=first,
    )
    return {
        "late_arrivals": text("More people in the final alignment than in the first"),
        "attendance": text("the first"),
        "miscounted": text("A row of the first alignment was left out of the report"),
        "stand_in": f" {stand_in}",
        "stand_in_note": f" {note}",
    }


def _words_of_places(site: Site, contest: Contest, terms: Terms, catalogue: Catalogue) -> Mapping[str, str]:
    """Return what the places are called that elect delegates, and what is asked of those that share some."""
    rules, text = terms.rules, catalogue.text
    electing = {site.places[unit].kind for unit in contest.units if rules.delegates in site.places[unit].worth}
    others = {site.places[unit].kind for unit in contest.units if rules.delegates not in site.places[unit].worth}
    names = {kind: catalogue.within(site.kinds[kind].name) for kind in electing | others}
    kinds = [
        text("%(kind)s without delegates of its own", kind=names[kind]) if kind in electing else names[kind]
        for kind in others
        if rules.by_attendance
    ]
    each, first = catalogue.either(sorted(kinds)), catalogue.within(terms.first.name)
    too = text("Each %(sharing)s must award as many as its attendance gives it.", sharing=each)
    more = text("At a %(sharing)s, more people may have attended than the %(first)s shows.", sharing=each, first=first)
    return {
        "electing": catalogue.either(sorted(names[kind] for kind in electing)),
        "sharing_too": f" {too}" if kinds else "",
        "sharing_more": f" {more}" if kinds else "",
    }


_GENERIC = {
    **_attendance_unknown(ENGLISH, "first alignment"),
    "title": "contest",
    "source": "The rules of the contest",
    "source_url": "",
    "draw": "lot",
    "formula": _FORMULAS[Allocation.NEAREST],
    "electing": "place",
    "sharing_too": " A place without apportioned delegates must award as many as its attendance gives it.",
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
    note=msgid("Rules C601 to C610 are those of the %(title)s.%(stand_in_note)s"),
    words=_words,
    generic=MappingProxyType(_GENERIC),
)
