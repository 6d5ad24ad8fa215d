"""The pack duplicates: two places with the same figures.

Owns when figures are so alike that one sheet may have been entered twice.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter

from recanvass.checks.rule import Clash, ContestSheet, Level, Pack, Rule, UnitSheet, look
from recanvass.core.ids import TallyId
from recanvass.core.model import Source
from recanvass.text.catalogue import msgid
from recanvass.text.lazy import figure, listed, named_figure, plural, text, within

CUSTOM = Source(msgid("Common practice of election offices"))
MAX_NAMED = 5
FEW = 20
"""Among places with fewer votes than this, equal figures are often chance."""


def _twins(whole: ContestSheet) -> Iterator[Clash]:
    tallies = [tally.id for tally in whole.about.unit_tallies if tally.award is None and tally.round in (None, 1)]
    counted = [tally.id for tally in whole.about.counted_tallies]
    full = [sheet for sheet in whole.sheets.values() if all(map(sheet.totals.get, counted))]
    for some in _alike(full, tallies, attrgetter("totals")):
        for twins in _alike(some, tallies, attrgetter("counts")):
            for sheet in twins:
                yield _twin(whole, sheet, twins, tallies)


def _alike(
    sheets: Iterable[UnitSheet], tallies: Sequence[TallyId], part: Callable[[UnitSheet], Mapping[TallyId, Hashable]]
) -> Iterator[Sequence[UnitSheet]]:
    """Yield sheets that are equal in a part of theirs in all tallies, where there are several."""
    found: dict[Hashable, list[UnitSheet]] = defaultdict(list)
    for sheet in sheets:
        found[tuple(map(part(sheet).get, tallies))].append(sheet)
    yield from (alike for alike in found.values() if len(alike) > 1)


def _twin(whole: ContestSheet, sheet: UnitSheet, twins: Sequence[UnitSheet], tallies: Sequence[TallyId]) -> Clash:
    others = islice((other for other in twins if other is not sheet), MAX_NAMED)
    rest = len(twins) - 1 - MAX_NAMED
    more = [plural("%(count)s more", "%(count)s more", rest)] if rest > 0 else []
    names = listed([*(f"{other.place.name} ({other.unit})" for other in others), *more])
    first = tallies[0]
    counts = zip(whole.contest.choices, sheet.counts[first], strict=True)
    figures = listed([named_figure(choice.short, figure(count)) for choice, count in counts if count])
    name = within(whole.about.unit_tallies[0].name)
    said = text(
        "Every figure matches %(places)s; in the %(tally)s: %(figures)s.", places=names, tally=name, figures=figures
    )
    is_chance = all(sheet.totals.get(tally, 0) < FEW for tally in tallies) or _is_far(whole, sheet, twins)
    return Clash(sheet.unit, said, tuple(tallies), level=Level.NOTICE if is_chance else None)


def _is_far(whole: ContestSheet, sheet: UnitSheet, twins: Sequence[UnitSheet]) -> bool:
    """Tell whether no place beside it has the same figures, in a contest with one count of few candidates.

    Among 3,738 precincts of Kentucky's election for governor of 2019, 32 have the figures of one in another county.
    """
    if whole.contest.rules.caucus is not None:
        return False
    return not any(other.place.parent == sheet.place.parent for other in twins if other is not sheet)


TWINS = Rule(
    code="C201",
    title=msgid("Two places with the same numbers"),
    text=msgid("Two places should not have identical numbers, other than zero, in every count."),
    source=CUSTOM,
    innocent=msgid("The numbers match by chance, which happens in small places."),
    level=Level.DOUBTFUL,
    find=_twins,
)

PACK = Pack(name="duplicates", title="Identical numbers", view=look, contest=(TWINS,))
