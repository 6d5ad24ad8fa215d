"""The pack patterns: a place's figures against those of the contest's other places, and against the release before.

Owns what is far from usual. Usual is what the middle half of the places around a place have, as shares of their votes:
those right below the same higher place, or all of the contest if they are few. All arithmetic is in whole numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice

from msgspec import Struct

from recanvass.checks.packs import ballot_mates
from recanvass.checks.packs.usual import MIN_VOTES, SCALE, SURE, Around, around_of, by_place, percent, usual_of, usually
from recanvass.checks.rule import Clash, ContestSheet, Level, Pack, Rule, UnitSheet, look
from recanvass.core.ballot import Choice, Tally
from recanvass.core.ids import AreaId, TallyId
from recanvass.core.model import Source
from recanvass.results.turnout import took_part, turnout
from recanvass.text.catalogue import msgid
from recanvass.text.lazy import Lazy, Text, figure, listed, moved_figure, named_figure, number, series, text

PRACTICE = Source(msgid("Common practice of election offices"))
PAIR = 2
VOTERS = msgid("registered voters")
EXCHANGED = (
    msgid("%(tally)s: %(figures)s. If they are exchanged, they are like those they replaced: %(before)s."),
    msgid("%(tally)s: %(figures)s. If they are exchanged, their shares are those of %(places)s."),
)
MOVED = (
    msgid("%(tally)s: %(figures)s. If they are moved by one, they are like those they replaced: %(before)s."),
    msgid("%(tally)s: %(figures)s. If they are moved by one, their shares are those of %(places)s."),
)
_Way = tuple[tuple[str, str], tuple[int, ...], tuple[int, ...]]
"""How figures may be put: what was done to them, beside earlier ones or other places, how they are then, and whose."""


class _Row(Struct, frozen=True):
    """The figures of one unit in the tally that is judged, those it replaced, and the places around it.

    `was` is None unless nearly all votes were known by then. `apart` are the choices whose figures are far from usual,
    unless another contest shows them to be right.
    """

    sheet: UnitSheet
    tally: Tally
    counts: tuple[int, ...]
    was: tuple[int, ...] | None
    around: Around | None
    apart: tuple[int, ...]


def tally_of(whole: ContestSheet) -> Tally | None:
    """Return the tally that is judged: the one that decides, or the first round; None if it has decimals."""
    first = next((tally for tally in whole.contest.tallies if tally.round == 1), whole.about.deciding)
    is_plain = whole.contest.rules.caucus is None and not first.decimals and first.award is None
    return first if is_plain else None


def _rows(whole: ContestSheet) -> Sequence[_Row]:
    """Return the units with enough votes to be judged."""
    if PACK.name not in whole.worked_out:
        whole.worked_out[PACK.name] = tuple(_read(whole))
    found: Sequence[_Row] = whole.worked_out[PACK.name]
    return found


def _read(whole: ContestSheet) -> Iterator[_Row]:
    tally = tally_of(whole)
    if tally is None:
        return
    found = {unit: counts for unit, counts in _figures(whole, tally).items() if sum(counts) >= MIN_VOTES}
    around = {area: around_of(rows) for area, rows in by_place(found, whole.site.places).items()}
    right = ballot_mates.alike(whole)
    for unit, counts in found.items():
        sheet = whole.sheets[unit]
        was = _replaced(sheet, tally, counts)
        beside = around.get(sheet.place.parent, around.get(None))
        apart = beside.unusual(counts) if beside is not None else []
        is_alike = bool(apart) and set(apart) <= right.get(unit, frozenset())
        yield _Row(sheet, tally, counts, was, beside, () if is_alike else tuple(apart))


def _figures(whole: ContestSheet, tally: Tally) -> Mapping[AreaId, tuple[int, ...]]:
    """Return the figures of units. A unit without a figure that most others have is left out.

    A choice of which most units have no figure, such as write-ins, counts nothing at those.
    """
    stated = {unit: counts for unit, sheet in whole.sheets.items() if (counts := sheet.figures(tally.id)) is not None}
    gaps = [sum(count is None for count in column) for column in zip(*stated.values(), strict=True)]
    may_lack = [gap * 2 > len(stated) for gap in gaps]
    return {
        unit: tuple(int(count or 0) for count in counts)
        for unit, counts in stated.items()
        if all(may or count is not None for count, may in zip(counts, may_lack, strict=True))
    }


def _replaced(sheet: UnitSheet, tally: Tally, counts: Sequence[int]) -> tuple[int, ...] | None:
    was = sheet.was.get(tally.id)
    if was is None or sum(was) < MIN_VOTES or not 3 * sum(was) <= 4 * sum(counts) <= 5 * sum(was):
        return None
    return tuple(map(int, was))


def _exchanges(counts: tuple[int, ...]) -> Iterator[_Way]:
    """Yield each way in which figures may stand beside other choices: two exchanged, or all moved by one."""
    for one, other in combinations(range(len(counts)), 2):
        changed = list(counts)
        changed[one], changed[other] = changed[other], changed[one]
        yield EXCHANGED, tuple(changed), (one, other)
    if len(counts) > PAIR:
        yield MOVED, (*counts[1:], counts[0]), tuple(range(len(counts)))
        yield MOVED, (counts[-1], *counts[:-1]), tuple(range(len(counts)))


def _misplaced(row: _Row) -> _Way | None:
    """Return how figures have to be put so that all of them are usual; None if they are, or cannot be."""
    if row.around is None or not row.apart:
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
        (like_before, like_others), _, changed = way
        values: dict[str, Text] = {"tally": row.tally.name, "figures": _listed(choices, row.counts, changed)}
        if since is not None and row.was is not None:
            said = text(like_before, before=_listed(choices, row.was, changed), **values)
        else:
            said = text(like_others, places=_places(row), **values)
        yield Clash(row.sheet.unit, said, (row.tally.id,))


def _listed(choices: Sequence[Choice], counts: Sequence[int], indexes: Sequence[int]) -> Lazy:
    return listed([named_figure(choices[index].short, figure(counts[index])) for index in indexes])


def _places(row: _Row) -> Lazy:
    places = row.around.places - 1 if row.around is not None else 0
    return text("the %(count)s places around it", count=number(places))


BESIDE_OTHERS = Rule(
    code="C701",
    title=msgid("Numbers that may belong to another candidate"),
    text=msgid(
        "A place’s shares should be like those of nearby places, or like its own earlier shares. Here they would be "
        "if two numbers were swapped, or if all were moved by one candidate."
    ),
    source=PRACTICE,
    innocent=msgid("The place votes differently from nearby places."),
    level=Level.DOUBTFUL,
    find=_beside_others,
)


def _unusual(whole: ContestSheet) -> Iterator[Clash]:
    choices = whole.contest.choices
    for row in _rows(whole):
        if not (row.apart or row.was) or _missing_choices(row):
            continue
        if _misplaced(row) is not None or _misplaced_since(row) is not None:
            continue
        alone = _alone(row)
        if alone is not None and row.was is not None:
            said = text(
                "%(tally)s: %(figures)s, while the others stayed nearly as they were.",
                tally=row.tally.name,
                figures=moved_figure(choices[alone].short, row.was[alone], row.counts[alone]),
            )
            yield Clash(row.sheet.unit, said, (row.tally.id,), alone)
        elif row.apart:
            votes = sum(row.counts)
            texts = [
                text(
                    "%(name)s %(share)s, usually %(usual)s",
                    name=choices[index].short,
                    share=percent(row.counts[index], votes),
                    usual=_range(row, index),
                )
                for index in row.apart
            ]
            said = text(
                "%(tally)s: %(figures)s at %(places)s.",
                tally=row.tally.name,
                figures=series(texts),
                places=_places(row),
            )
            yield Clash(row.sheet.unit, said, (row.tally.id,), row.apart[0] if len(row.apart) == 1 else None)


def _alone(row: _Row) -> int | None:
    """Return the only choice of which the figure changed much."""
    if row.was is None:
        return None
    moves = [abs(now - old) for now, old in zip(row.counts, row.was, strict=True)]
    most = max(range(len(moves)), key=moves.__getitem__)
    others = sum(moves) - moves[most]
    is_much = moves[most] >= MIN_VOTES and moves[most] * 4 >= row.was[most]
    return most if is_much and others * 10 <= moves[most] else None


def _range(row: _Row, index: int) -> Text:
    """Return the shares of the middle half of the places."""
    return usually(row.around.usual[index]) if row.around is not None else ""


UNUSUAL = Rule(
    code="C702",
    title=msgid("A share far from those of other places"),
    text=msgid(
        "A candidate’s share should not be far outside the range of nearby places. A number should not be the only "
        "one that changes from one release to the next."
    ),
    source=PRACTICE,
    innocent=msgid("The place votes differently from nearby places, or a correction affected only one candidate."),
    level=Level.DOUBTFUL,
    find=_unusual,
)


def _missing(whole: ContestSheet) -> Iterator[Clash]:
    for row in _rows(whole):
        for index in _missing_choices(row):
            said = text(
                "%(tally)s: %(name)s 0 of %(votes)s, usually %(usual)s at %(places)s.",
                tally=row.tally.name,
                name=whole.contest.choices[index].short,
                votes=number(sum(row.counts)),
                usual=_range(row, index),
                places=_places(row),
            )
            yield Clash(row.sheet.unit, said, (row.tally.id,), index)


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
    title=msgid("No votes for a candidate who has some everywhere else"),
    text=msgid("A candidate who has votes in all nearby places should have votes here too, if many would be expected."),
    source=PRACTICE,
    innocent=msgid("The candidate was not on the ballot there."),
    level=Level.DOUBTFUL,
    find=_missing,
)


class _Ratio(Struct, frozen=True):
    """Two numbers of each place that belong together: votes and ballots, or ballots and registered voters."""

    what: str
    of: str
    tallies: tuple[TallyId, ...]
    pairs: Mapping[AreaId, tuple[int, int]]


def _ratios(whole: ContestSheet, tally: Tally) -> Iterator[_Ratio]:
    told = {unit: turnout(whole.site, whole.results, unit, whole.index) for unit in whole.sheets}
    votes = {unit: int(sheet.totals[tally.id]) for unit, sheet in whole.sheets.items() if sheet.totals.get(tally.id)}
    ballots = {unit: cast for unit, one in told.items() if (cast := took_part(one)) is not None}
    registered = {unit: one.registered for unit, one in told.items() if one.registered is not None}
    each = whole.contest.vote_for or 1
    slots = {unit: count * each for unit, count in ballots.items()}
    of_ballots = msgid("ballots") if each == 1 else msgid("votes that the ballots have")
    yield _Ratio(msgid("votes"), of_ballots, (tally.id,), _paired(votes, slots))
    yield _Ratio(msgid("ballots"), VOTERS, (), _paired(ballots, registered))
    yield _Ratio(msgid("votes"), VOTERS, (tally.id,), _paired(votes, registered) if not ballots else {})


def _paired(counts: Mapping[AreaId, int], bases: Mapping[AreaId, int]) -> Mapping[AreaId, tuple[int, int]]:
    return {unit: (count, bases[unit]) for unit, count in counts.items() if bases.get(unit, 0) >= MIN_VOTES}


def _unusual_turnout(whole: ContestSheet) -> Iterator[Clash]:
    tally = tally_of(whole)
    is_told = whole.results.turnout or any(sheet.place.attributes for sheet in islice(whole.sheets.values(), 1))
    for ratio in _ratios(whole, tally) if tally is not None and is_told else ():
        groups = by_place(ratio.pairs, whole.site.places)
        usual = {area: (usual_of(pairs), len(pairs)) for area, pairs in groups.items()}
        for unit, (count, base) in ratio.pairs.items():
            found = usual.get(whole.sheets[unit].place.parent, usual.get(None))
            if found is not None and not found[0].least(base) <= count <= found[0].most(base):
                said = text(
                    "%(count)s %(what)s and %(base)s %(of)s, %(share)s; usually %(usual)s at %(places)s.",
                    count=number(count),
                    what=text(ratio.what),
                    base=number(base),
                    of=text(ratio.of),
                    share=percent(count, base),
                    usual=usually(found[0]),
                    places=text("the %(count)s places around it", count=number(found[1] - 1)),
                )
                yield Clash(unit, said, ratio.tallies)


UNUSUAL_TURNOUT = Rule(
    code="C704",
    title=msgid("Turnout far from that of other places"),
    text=msgid(
        "Votes as a share of ballots, and ballots as a share of registered voters, should not be far outside the "
        "range of nearby places."
    ),
    source=PRACTICE,
    innocent=msgid("More people vote there than are registered there, or many skipped this contest."),
    level=Level.DOUBTFUL,
    find=_unusual_turnout,
)

PACK = Pack(
    name="patterns",
    title="Numbers unlike those of nearby places",
    view=look,
    contest=(BESIDE_OTHERS, UNUSUAL, MISSING_CHOICE, UNUSUAL_TURNOUT, ballot_mates.APART),
    beside=ballot_mates.looked_at,
)
