"""The pack arithmetic: published totals and percentages against the figures they are of.

Owns what must add up in any contest. The comparison of totals with sums is that of `results.tabulate`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from recanvass.checks.packs import outcomes, parts
from recanvass.checks.packs.slips import slip
from recanvass.checks.rule import Clash, ContestSheet, Level, Pack, Rule, look
from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, Number, TallyId
from recanvass.core.kinds import ReleaseKind
from recanvass.core.model import Place, Published, Source
from recanvass.results.areas import areas_above
from recanvass.results.figures import Difference, Figures, differences, differences_of, figures
from recanvass.results.histories import PublishedEntry, entry, published, reporting_counts
from recanvass.results.ranking import decimals_of, round_half_up, share
from recanvass.results.reporting import is_all_in
from recanvass.text.catalogue import msgid
from recanvass.text.lazy import Lazy, figure, hundredths, number, plural, sentences, series, text, within

NINE = 9
MAX_SUSPECTS = 3
CUSTOM = Source(msgid("Basic arithmetic"))


def _newest(whole: ContestSheet) -> Iterator[int]:
    """Yield the releases up to this one that published any total or percentage in force, newest first."""
    for index in reversed(range(whole.index + 1)):
        release = whole.contest.releases[index]
        if (release.totals or release.percents) and release.kind is not ReleaseKind.AUDIT:
            yield index


def _apart(whole: ContestSheet) -> Iterator[tuple[int, Difference, Published]]:
    """Yield where the newest total of each place is not the sum, with the release that published it.

    A total that came without detail is compared once its places are all in, and until then with what they have so far.
    """
    judged: set[tuple[AreaId, TallyId]] = set()
    for index in _newest(whole):
        stated = {(total.area, total.tally): total for total in whole.contest.releases[index].totals}
        for found in differences(whole.results, index):
            if (found.area, found.tally) not in judged:
                yield index, found, stated[found.area, found.tally]
        for key, total in stated.items():
            if key not in judged and entry(whole.results, *key, index) is None:
                yield from ((index, found, total) for found in _later(whole, total, index))
        judged.update(stated)


def _later(whole: ContestSheet, total: Published, index: int) -> Sequence[Difference]:
    """Return where a total is not the sum of places that came later: the first time that all of them were in."""
    found: Sequence[Difference] = ()
    tally = _tally(whole, total.tally)
    for release in range(index + 1, whole.index + 1):
        summed = entry(whole.results, total.area, total.tally, release)
        if summed is None:
            continue
        found = differences_of(whole.results, total, release)
        if is_all_in(reporting_counts(whole.results, total.area, release), summed, tally):
            break
    return found


def _not_the_sum(whole: ContestSheet) -> Iterator[Clash]:
    for index, found, stated in _apart(whole):
        if found.is_all_in:
            yield _difference(whole, found, stated, index)


def _difference(whole: ContestSheet, found: Difference, stated: Published, release: int) -> Clash:
    tally = _tally(whole, found.tally)
    said = text(
        "%(name)s, %(tally)s: %(total)s as published in “%(release)s,” but its places add up to %(sum)s.",
        name=whole.contest.choices[found.choice].short,
        tally=within(tally.name),
        total=number(found.published, decimals_of(found.published)),
        release=whole.contest.releases[release].title,
        sum=number(found.total_of_units, tally.decimals),
    )
    said = sentences([said, *_suspects(whole, found, tally, release)])
    return Clash(found.area, said, (found.tally,), found.choice, at=stated.span)


def _suspects(whole: ContestSheet, found: Difference, tally: Tally, release: int) -> Iterator[Lazy]:
    """Name units whose figure, one slip of the keyboard apart, would close the gap.

    Two digits swapped and a zero too many or too few all leave a difference that nine divides.
    """
    apart = found.total_of_units - found.published
    if tally.decimals or not apart or apart % NINE:
        return
    close = []
    for unit in whole.results.areas.get(found.area, (found.area,)):
        stood = entry(whole.results, unit, tally.id, release)
        count = stood.counts[found.choice] if stood is not None else 0
        if count and count >= apart and slip(int(count), int(count - apart)):
            said = text(
                "%(place)s has %(count)s, and %(other)s would close the gap",
                place=whole.site.places[unit].name,
                count=figure(count),
                other=figure(count - apart),
            )
            close.append(said)
    if 0 < len(close) <= MAX_SUSPECTS:
        yield text("%(clauses)s.", clauses=series(close))


def _tally(whole: ContestSheet, name: TallyId) -> Tally:
    return next(tally for tally in whole.contest.tallies if tally.id == name)


NOT_THE_SUM = Rule(
    code="C101",
    title=msgid("A published total that does not match the sum"),
    text=msgid(
        "A published total of a county, district or state must equal the sum of its places, for every count and every "
        "candidate or option."
    ),
    source=CUSTOM,
    innocent=msgid("Places are missing from the total or from the sum, or the total was published before its places."),
    level=Level.FAULT,
    find=_not_the_sum,
)


def _not_the_share(whole: ContestSheet) -> Iterator[Clash]:
    judged: set[tuple[AreaId, TallyId]] = set()
    for index in _newest(whole):
        for printed in whole.contest.releases[index].percents:
            if (printed.area, printed.tally) not in judged:
                tally = _tally(whole, printed.tally)
                yield from _shares(whole, printed, figures(whole.results, printed.area, tally, index), tally)
                judged.add((printed.area, printed.tally))


def _shares(whole: ContestSheet, printed: Published, shown: Figures, tally: Tally) -> Iterator[Clash]:
    for index, choice in enumerate(whole.contest.choices):
        percent, count = printed.figures.get(choice.id), shown.counts[index]
        part = share(count, shown.total) if count is not None and shown.total is not None else None
        if percent is None or part is None or shown.total is None:
            continue
        decimals = decimals_of(percent)
        if round_half_up(part * 100, decimals) != percent:
            said = text(
                "%(name)s, %(tally)s: %(percent)s as printed; %(count)s of %(total)s are %(share)s.",
                name=choice.short,
                tally=within(tally.name),
                percent=hundredths(percent),
                count=number(count, tally.decimals),
                total=number(shown.total, tally.decimals),
                share=hundredths(round_half_up(part * 100, decimals)),
            )
            yield Clash(printed.area, said, (tally.id,), index, at=printed.span)


NOT_THE_SHARE = Rule(
    code="C102",
    title=msgid("A printed percentage that does not match the share"),
    text=msgid(
        "A percentage must be the number divided by the total, rounded half up to the decimals it is printed with."
    ),
    source=CUSTOM,
    innocent=msgid("The percentage was cut off instead of rounded, or is based on another total."),
    level=Level.DOUBTFUL,
    find=_not_the_share,
)


def _beyond_a_hundred(whole: ContestSheet) -> Iterator[Clash]:
    judged: set[tuple[AreaId, TallyId]] = set()
    for index in _newest(whole):
        for printed in whole.contest.releases[index].percents:
            if (printed.area, printed.tally) in judged:
                continue
            judged.add((printed.area, printed.tally))
            total = sum(map(Fraction, printed.figures.values()))
            room = sum((Fraction(1, 2 * 10 ** decimals_of(one)) for one in printed.figures.values()), Fraction(0))
            if total > 100 + room:
                tally = _tally(whole, printed.tally)
                said = text(
                    "%(tally)s: the printed percentages add up to %(sum)s.",
                    tally=tally.name,
                    sum=hundredths(sum(printed.figures.values())),
                )
                yield Clash(printed.area, said, (tally.id,), at=printed.span)


BEYOND_A_HUNDRED = Rule(
    code="C103",
    title=msgid("Percentages that add up to more than 100"),
    text=msgid(
        "The percentages for all candidates and options should add up to no more than 100, apart from rounding."
    ),
    source=CUSTOM,
    innocent=msgid("Voters had more than one vote each, and the percentages are based on voters."),
    level=Level.DOUBTFUL,
    find=_beyond_a_hundred,
)


def _totals(whole: ContestSheet, tally: Tally) -> Mapping[AreaId, PublishedEntry]:
    """Return the newest published totals of a tally by area."""
    found = ((area, published(whole.results, area, tally.id, whole.index)) for area in whole.results.areas)
    return {area: total for area, total in found if total is not None}


def _part_above_whole(whole: ContestSheet) -> Iterator[Clash]:
    yield from _too_small(whole)
    for tally in whole.contest.tallies:
        totals = _totals(whole, tally)
        for area, part in totals.items():
            for above in _around(whole, area):
                around = totals.get(above)
                if around is not None and around.release == part.release:
                    yield from _parts(whole, part.published, around.published, tally)


def _too_small(whole: ContestSheet) -> Iterator[Clash]:
    """Yield the totals that are smaller than what was counted in the place by then, while more is to come."""
    apart = [one for one in _apart(whole) if not one[1].is_all_in and one[1].published < one[1].total_of_units]
    named = {(one.area, one.tallies, one.choice) for one in _not_the_parts(whole)} if apart else set()
    for _, found, stated in apart:
        if (found.area, (found.tally,), found.choice) not in named:
            tally = _tally(whole, found.tally)
            said = text(
                "%(name)s, %(tally)s: %(total)s as published, and the places counted so far already have %(sum)s.",
                name=whole.contest.choices[found.choice].short,
                tally=within(tally.name),
                total=number(found.published, decimals_of(found.published)),
                sum=number(found.total_of_units, tally.decimals),
            )
            yield Clash(found.area, said, (found.tally,), found.choice, at=stated.span)


def _around(whole: ContestSheet, area: AreaId) -> tuple[AreaId, ...]:
    found: Place | None = whole.site.places.get(area)
    return areas_above(whole.site, whole.contest, found.id) if found is not None else ()


def _parts(whole: ContestSheet, part: Published, around: Published, tally: Tally) -> Iterator[Clash]:
    for index, choice in enumerate(whole.contest.choices):
        inside, total = part.figures.get(choice.id), around.figures.get(choice.id)
        if inside is not None and total is not None and inside > _upper(total):
            said = text(
                "%(name)s, %(tally)s: %(count)s here, and %(total)s in all of %(place)s.",
                name=choice.short,
                tally=within(tally.name),
                count=figure(inside),
                total=figure(total),
                place=whole.site.places[around.area].name if around.area in whole.site.places else around.area,
            )
            yield Clash(part.area, said, (tally.id,), index, at=part.span)


def _upper(total: Number) -> Fraction:
    return Fraction(total) + Fraction(1, 2 * 10 ** decimals_of(total)) if decimals_of(total) else Fraction(total)


PART_ABOVE_WHOLE = Rule(
    code="C104",
    title=msgid("A part that is larger than the whole"),
    text=msgid(
        "The published total of a place cannot be larger than that of the place it is in, or smaller than the votes "
        "counted there so far."
    ),
    source=CUSTOM,
    innocent=msgid("The two totals are from different times during the count."),
    level=Level.FAULT,
    find=_part_above_whole,
)


def _not_the_parts(whole: ContestSheet) -> Iterator[Clash]:
    inside: dict[AreaId | None, list[AreaId]] = defaultdict(list)
    for area in (*whole.results.areas, *whole.contest.units):
        place: Place | None = whole.site.places.get(area)
        inside[place.parent if place is not None else None].append(area)
    for tally in whole.contest.tallies:
        totals = _totals(whole, tally)
        for area, total in totals.items():
            parts = [totals[part] for part in inside[area] if part in totals]
            if parts and len(parts) == len(inside[area]) and {part.release for part in parts} == {total.release}:
                yield from _sum_of_parts(whole, total.published, [part.published for part in parts], tally)


def _sum_of_parts(whole: ContestSheet, total: Published, parts: Sequence[Published], tally: Tally) -> Iterator[Clash]:
    for index, choice in enumerate(whole.contest.choices):
        inside = [part.figures[choice.id] for part in parts if choice.id in part.figures]
        stated = total.figures.get(choice.id)
        if stated is None or len(inside) < len(parts):
            continue
        slack = sum((_half_step(one, tally) for one in (stated, *inside)), Fraction(0))
        if abs(sum(map(Fraction, inside)) - Fraction(stated)) > slack:
            said = plural(
                "%(name)s, %(tally)s: %(total)s as published, and the totals of the %(count)s place inside add up to "
                "%(sum)s.",
                "%(name)s, %(tally)s: %(total)s as published, and the totals of the %(count)s places inside add up to "
                "%(sum)s.",
                len(parts),
                name=choice.short,
                tally=within(tally.name),
                total=figure(stated),
                sum=figure(sum(inside)),
            )
            yield Clash(total.area, said, (tally.id,), index, at=total.span)


def _half_step(number: Number, tally: Tally) -> Fraction:
    """Return how far rounding can have taken a published figure from the exact one."""
    return Fraction(1, 2 * 10 ** decimals_of(number)) if tally.decimals else Fraction(0)


NOT_THE_PARTS = Rule(
    code="C105",
    title=msgid("Published totals that do not add up"),
    text=msgid(
        "The published total of a place must equal the sum of the totals published with it for the places directly in "
        "it."
    ),
    source=CUSTOM,
    innocent=msgid(
        "The total includes votes that belong to none of the places, or the totals are from different times."
    ),
    level=Level.FAULT,
    find=_not_the_parts,
)

PACK = Pack(
    name="arithmetic",
    title="Sums and percentages",
    view=look,
    contest=(
        NOT_THE_SUM,
        NOT_THE_SHARE,
        BEYOND_A_HUNDRED,
        PART_ABOVE_WHOLE,
        NOT_THE_PARTS,
        parts.NOT_THE_PARTS,
        outcomes.OTHER_OUTCOME,
        outcomes.EXHAUSTED,
    ),
)
