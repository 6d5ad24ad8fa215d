"""The pack patterns: a place's figures against those of the contest's other places, and against the release before.

Owns what is far from usual. Usual is what the middle half of the places around a place have, as shares of their votes:
those right below the same higher place, or all of the contest if they are few. All arithmetic is in whole numbers.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import isqrt

from msgspec import Struct

from recanvass.checks.rule import Clash, ContestSheet, Level, Pack, Rule, UnitSheet, look
from recanvass.core.ballot import Choice, Tally
from recanvass.core.ids import AreaId
from recanvass.core.model import Source
from recanvass.results.ranking import in_decimals, share_in_steps
from recanvass.text import formatting

PRACTICE = Source("Practice of election offices")
MIN_PLACES = 12
"""Among fewer places, the middle half says little about the others."""
MIN_VOTES = 20
"""So few votes say nothing about shares."""
DEVIATIONS = 4
FEW = 8
"""How many votes more than usual are chance, however few are usual."""
WIDTHS = 3, 2
"""How many widths of the middle half a share may lie outside of it, as a fraction.

MEASURED
"""
SURE = 10
"""If so many votes were to be expected of a choice at least, none at all is no chance."""
SCALE = 1_000_000
PAIR = 2


_Way = tuple[str, tuple[int, ...], tuple[int, ...]]
"""How figures may be put: what was done to them, how they are then, and of which choices."""


class Usual(Struct, frozen=True):
    """The usual shares of one choice in millionths: the lower quartile, the median and the upper quartile."""

    low: int
    middle: int
    high: int

    def least(self, votes: int) -> int:
        """Return how few of so many votes are still not far from usual."""
        edge = max(self.low - (self.high - self.low) * WIDTHS[0] // WIDTHS[1], 0) * votes // SCALE
        return edge - DEVIATIONS * isqrt(edge) - 1

    def most(self, votes: int) -> int:
        """Return how many of so many votes are still not far from usual."""
        edge = (self.high + (self.high - self.low) * WIDTHS[0] // WIDTHS[1]) * votes // SCALE
        return edge + DEVIATIONS * isqrt(edge) + FEW


class Around(Struct, frozen=True):
    """The places around one: how many they are, what is usual there by choice, and which choices all of them have."""

    places: int
    usual: tuple[Usual, ...]
    always: tuple[bool, ...]

    def unusual(self, counts: Sequence[int]) -> list[int]:
        """Return the choices whose figures are far from usual."""
        votes = sum(counts)
        pairs = enumerate(zip(counts, self.usual, strict=True))
        return [index for index, (count, usual) in pairs if not usual.least(votes) <= count <= usual.most(votes)]

    def distance(self, counts: Sequence[int]) -> int:
        """Return how far a row is from the usual shares."""
        votes = sum(counts)
        return sum(abs(count * SCALE - usual.middle * votes) for count, usual in zip(counts, self.usual, strict=True))


class _Row(Struct, frozen=True):
    """The figures of one unit in the tally that is judged, those it replaced, and the places around it.

    `was` is None unless nearly all votes were known by then.
    """

    sheet: UnitSheet
    tally: Tally
    counts: tuple[int, ...]
    was: tuple[int, ...] | None
    around: Around | None


def tally_of(whole: ContestSheet) -> Tally | None:
    """Return the tally that is judged: the one that decides, or the first round; None if it has decimals."""
    first = next((tally for tally in whole.contest.tallies if tally.round == 1), whole.about.deciding)
    is_plain = whole.contest.rules.caucus is None and not first.decimals and first.award is None
    return first if is_plain else None


def _rows(whole: ContestSheet) -> Iterator[_Row]:
    """Yield the units with enough votes to be judged."""
    tally = tally_of(whole)
    if tally is None:
        return
    found = {
        unit: tuple(map(int, sheet.counts[tally.id]))
        for unit, sheet in whole.sheets.items()
        if tally.id in sheet.counts and sheet.totals[tally.id] >= MIN_VOTES
    }
    around = arounds(whole, found)
    for unit, counts in found.items():
        sheet = whole.sheets[unit]
        was = _replaced(sheet, tally, counts)
        yield _Row(sheet, tally, counts, was, around.get(sheet.place.parent, around.get(None)))


def _replaced(sheet: UnitSheet, tally: Tally, counts: Sequence[int]) -> tuple[int, ...] | None:
    was = sheet.was.get(tally.id)
    if was is None or sum(was) < MIN_VOTES or not 3 * sum(was) <= 4 * sum(counts) <= 5 * sum(was):
        return None
    return tuple(map(int, was))


def arounds(whole: ContestSheet, found: Mapping[AreaId, tuple[int, ...]]) -> Mapping[AreaId | None, Around]:
    """Return what is usual, by higher place; under None in the whole contest. If there are few, nothing is usual."""
    inside: dict[AreaId | None, list[tuple[int, ...]]] = defaultdict(list)
    for unit, counts in found.items():
        inside[whole.sheets[unit].place.parent].append(counts)
    groups = {**inside, None: list(found.values())}
    return {area: _around(rows) for area, rows in groups.items() if len(rows) >= MIN_PLACES}


def _around(rows: Sequence[tuple[int, ...]]) -> Around:
    totals = list(map(sum, rows))
    usual, always = [], []
    for column in zip(*rows, strict=True):
        shares = sorted(count * SCALE // total for count, total in zip(column, totals, strict=True))
        usual.append(Usual(*(shares[len(shares) * quarter // 4] for quarter in (1, 2, 3))))
        always.append(sum(not count for count in column) <= 1)
    return Around(len(rows), tuple(usual), tuple(always))


def _exchanges(counts: tuple[int, ...]) -> Iterator[_Way]:
    """Yield each way in which figures may stand beside other choices: two exchanged, or all moved by one."""
    for one, other in combinations(range(len(counts)), 2):
        changed = list(counts)
        changed[one], changed[other] = changed[other], changed[one]
        yield "exchanged", tuple(changed), (one, other)
    if len(counts) > PAIR:
        yield "moved by one", (*counts[1:], counts[0]), tuple(range(len(counts)))
        yield "moved by one", (counts[-1], *counts[:-1]), tuple(range(len(counts)))


def _misplaced(row: _Row) -> _Way | None:
    """Return how figures have to be put so that all of them are usual; None if they are, or cannot be."""
    if row.around is None or not row.around.unusual(row.counts):
        return None
    fitting = [way for way in _exchanges(row.counts) if way[1] != row.counts and not row.around.unusual(way[1])]
    around = row.around
    return min(fitting, key=lambda way: around.distance(way[1]), default=None)


def _misplaced_since(row: _Row) -> _Way | None:
    """Return how figures have to be put to be like those that they replaced, if they are far from them as they are."""
    was = row.was
    if was is None:
        return None
    now, before = sum(row.counts), sum(was)

    def apart(counts: Sequence[int]) -> int:
        return sum(abs(count * before - old * now) for count, old in zip(counts, was, strict=True))

    best = min(_exchanges(row.counts), key=lambda way: apart(way[1]), default=None)
    is_far = apart(row.counts) * 20 >= now * before
    return best if best is not None and is_far and apart(best[1]) * 4 <= apart(row.counts) else None


def _beside_others(whole: ContestSheet) -> Iterator[Clash]:
    choices = whole.contest.choices
    for row in _rows(whole):
        since = _misplaced_since(row)
        way = since or _misplaced(row)
        if way is None:
            continue
        figures = _listed(choices, row.counts, way[2])
        text = f"{row.tally.name}: {figures}. If they are {way[0]}, "
        if since is not None and row.was is not None:
            text += f"they are like those they replaced: {_listed(choices, row.was, way[2])}."
        else:
            text += f"their shares are those of {_places(row)}."
        yield Clash(row.sheet.unit, text, (row.tally.id,))


def _listed(choices: Sequence[Choice], counts: Sequence[int], indexes: Sequence[int]) -> str:
    return formatting.listed([f"{choices[index].short} {counts[index]}" for index in indexes])


def _places(row: _Row) -> str:
    places = row.around.places - 1 if row.around is not None else 0
    return f"the {places:,} places around it"


BESIDE_OTHERS = Rule(
    code="C701",
    title="Figures that may be those of another candidate",
    text="A place’s figures have the shares that are usual around it, or that they had before. Here they would have "
    "them if two were exchanged, or all were moved by one candidate.",
    source=PRACTICE,
    innocent="The place votes unlike those around it.",
    level=Level.DOUBTFUL,
    find=_beside_others,
)


def _unusual(whole: ContestSheet) -> Iterator[Clash]:
    choices = whole.contest.choices
    for row in _rows(whole):
        if _misplaced(row) is not None or _misplaced_since(row) is not None or _missing_choices(row):
            continue
        alone = _alone(row)
        apart = row.around.unusual(row.counts) if row.around is not None else []
        if alone is not None and row.was is not None:
            text = f"{row.tally.name}: {choices[alone].short} {row.was[alone]} → {row.counts[alone]}, while the others "
            text += "stayed nearly as they were."
            yield Clash(row.sheet.unit, text, (row.tally.id,), alone)
        elif apart:
            texts = [f"{choices[index].short} {_share(row, index)}, usually {_range(row, index)}" for index in apart]
            text = f"{row.tally.name}: {'; '.join(texts)}, at {_places(row)}."
            yield Clash(row.sheet.unit, text, (row.tally.id,), apart[0] if len(apart) == 1 else None)


def _alone(row: _Row) -> int | None:
    """Return the only choice of which the figure changed much."""
    if row.was is None:
        return None
    moves = [abs(now - old) for now, old in zip(row.counts, row.was, strict=True)]
    most = max(range(len(moves)), key=moves.__getitem__)
    others = sum(moves) - moves[most]
    is_much = moves[most] >= MIN_VOTES and moves[most] * 4 >= row.was[most]
    return most if is_much and others * 10 <= moves[most] else None


def _share(row: _Row, index: int) -> str:
    return f"{in_decimals(share_in_steps(row.counts[index] * 100, sum(row.counts), 1), 1)}%"


def _range(row: _Row, index: int) -> str:
    """Return the shares of the middle half of the places."""
    if row.around is None:
        return ""
    usual = row.around.usual[index]
    low, high = (in_decimals(share_in_steps(steps * 100, SCALE, 1), 1) for steps in (usual.low, usual.high))
    return f"{low}% to {high}%"


UNUSUAL = Rule(
    code="C702",
    title="A share far from that of other places",
    text="A candidate’s share at a place is not far outside of what the places around it have, and no figure changes "
    "alone from one release to the next.",
    source=PRACTICE,
    innocent="The place votes unlike those around it, or a correction concerned one candidate alone.",
    level=Level.DOUBTFUL,
    find=_unusual,
)


def _missing(whole: ContestSheet) -> Iterator[Clash]:
    for row in _rows(whole):
        for index in _missing_choices(row):
            name = whole.contest.choices[index].short
            text = f"{row.tally.name}: {name} 0 of {sum(row.counts):,}, usually {_range(row, index)} at {_places(row)}."
            yield Clash(row.sheet.unit, text, (row.tally.id,), index)


def _missing_choices(row: _Row) -> list[int]:
    """Return the choices with nothing, though all other places have votes for them and many were to be expected."""
    around, votes = row.around, sum(row.counts)
    if around is None:
        return []
    pairs = zip(row.counts, around.usual, around.always, strict=True)
    few = [not count and always and usual.low * votes >= SURE * SCALE for count, usual, always in pairs]
    return [index for index, is_missing in enumerate(few) if is_missing]


MISSING_CHOICE = Rule(
    code="C703",
    title="No votes for a candidate who has some everywhere else",
    text="A candidate who has votes at all other places around has some at a place too, if many were to be expected.",
    source=PRACTICE,
    innocent="The candidate was not on the ballot there.",
    level=Level.DOUBTFUL,
    find=_missing,
)

PACK = Pack(
    name="patterns",
    title="Figures unlike those around them",
    view=look,
    contest=(BESIDE_OTHERS, UNUSUAL, MISSING_CHOICE),
)
