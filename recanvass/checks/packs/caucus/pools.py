"""Places without delegates of their own, which share what the place around them, their pool, has to award.

A place's award is the pool's × its attendance ÷ the attendance of the pool.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from recanvass.checks.packs.caucus.precincts import Terms, attendance, terms_of
from recanvass.checks.rule import ContestSheet, UnitSheet
from recanvass.core.ids import AreaId
from recanvass.core.model import Place

MIN_PLACES = 3
"""With fewer places, a pool says nothing about what it awards for each person."""


def rates(wholes: Sequence[ContestSheet]) -> Sequence[Mapping[AreaId | None, Fraction]]:
    """Return what each pool awards for each person, release by release.

    That is the lower median over its places with any awards, so that one wrong attendance spoils only itself.
    """
    terms = terms_of(wholes[-1].contest)
    sharing = [unit for unit, sheet in wholes[-1].sheets.items() if _is_sharing(sheet.place, terms)]
    return [_rates((whole.sheets[unit] for unit in sharing if unit in whole.sheets), terms) for whole in wholes]


def _is_sharing(place: Place, terms: Terms) -> bool:
    return bool(terms.rules.by_attendance) and terms.rules.delegates not in place.worth


def _rates(sheets: Iterable[UnitSheet], terms: Terms) -> Mapping[AreaId | None, Fraction]:
    pools: dict[AreaId | None, list[Fraction]] = defaultdict(list)
    for sheet in sheets:
        people, awards = attendance(sheet, terms), sheet.totals.get(terms.awards.id)
        if people and awards:
            pools[sheet.place.parent].append(Fraction(awards) / int(people))
    return {pool: sorted(each)[(len(each) - 1) // 2] for pool, each in pools.items() if len(each) >= MIN_PLACES}


def units_of_pools(whole: ContestSheet, touched: Iterable[AreaId]) -> Iterator[AreaId]:
    """Yield every unit of the pools of which a release touches any, since they share what the pool awards."""
    terms, places = terms_of(whole.contest), whole.site.places
    pools = {places[unit].parent for unit in touched if _is_sharing(places[unit], terms)}
    for unit, sheet in whole.sheets.items():
        if sheet.place.parent in pools:
            yield unit
