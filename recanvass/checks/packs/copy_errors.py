"""The pack shift: slips of the hand when a sheet is copied.

Owns what a slip looks like, against the figures that it replaced and against the place's other tallies: a second
count of the same people, or a sum and its parts. What stands out is one figure: the rest of the sheet agrees once that
one is corrected.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import permutations, repeat
from operator import mul, sub

from msgspec import Struct

from recanvass.checks.packs.slips import LESS, MORE, NO_ZERO, SWAPPED, ZERO, slip
from recanvass.checks.rule import About, Clash, Level, Pack, Rule, UnitInContest, UnitSheet
from recanvass.core.ballot import Choice, Tally
from recanvass.core.ids import AreaId, Number
from recanvass.core.model import Source
from recanvass.results.histories import WholeCounts
from recanvass.text.catalogue import msgid
from recanvass.text.lazy import Lazy, figure, listed, named_figure, text, within

PRACTICE = Source(msgid("Common practice of election offices"))
TEN = 10
MIN_ROW = 3
"""So few figures in a row say nothing about where they belong."""
MIN_PARTS = 2
BEFORE_IT = msgid("%(tally)s: %(figures)s; each figure fits the candidate before it, judging by %(others)s.")
AFTER_IT = msgid("%(tally)s: %(figures)s; each figure fits the candidate after it, judging by %(others)s.")


class _Slip(Struct, frozen=True):
    """A figure that a slip of the keyboard explains: what it may have been, and beside what it stands out."""

    tally: Tally
    choice: int
    typed: int
    meant: int
    kind: str
    beside: Lazy


class _Copied(Struct, frozen=True):
    """A unit's sheet with the slips that it shows."""

    area: AreaId
    choices: tuple[Choice, ...]
    slips: tuple[_Slip, ...]
    shown: UnitInContest


def _copied(about: About) -> Callable[[UnitSheet, object], _Copied]:
    """Return what shows a unit with its slips at a release."""
    return lambda sheet, _: _read(UnitInContest(sheet, about))


def _read(shown: UnitInContest) -> _Copied:
    every = (*_against_other(shown), *_against_parts(shown), *_against_before(shown))
    found = {(one.tally.id, one.choice): one for one in every}
    return _Copied(shown.sheet.unit, shown.about.contest.choices, tuple(found.values()), shown)


def _against_before(shown: UnitInContest) -> Iterator[_Slip]:
    """Yield the figures that differ by a slip from those they replaced.

    Where other figures of the tally changed too, only a factor of ten stands out.
    """
    sheet = shown.sheet
    for tally in shown.about.whole_tallies if sheet.was else ():
        was, now = sheet.was.get(tally.id), sheet.counts[tally.id] if tally.id in sheet.was else ()
        changed = [index for index, (old, new) in enumerate(zip(was or (), now, strict=True)) if old != new]
        for index in changed:
            typed, meant = int(now[index]), int((was or now)[index])
            kind = slip(typed, meant) if max(typed, meant) > TEN else ""
            if kind and (len(changed) == 1 or kind in (ZERO, NO_ZERO)):
                beside = text("it replaced %(figure)s", figure=figure(meant))
                yield _Slip(tally, index, typed, meant, kind, beside)


def _against_other(shown: UnitInContest) -> Iterator[_Slip]:
    """Yield the figures that another count of the same people shows to be slips.

    The two totals differ by just as much as the figure does from what it may have been. Only the alignments of a caucus
    count the same people twice; votes of election day and by post are those of others.
    """
    sheet, rules = shown.sheet, shown.about.contest.rules.caucus
    twice = {rules.first, rules.final} if rules is not None else set()
    counted = [tally for tally in shown.about.whole_tallies if tally.id in twice and sheet.totals.get(tally.id)]
    for tally, other in permutations(counted, 2):
        gap = int(sheet.totals[tally.id] - sheet.totals[other.id])
        if not gap:
            continue
        total, beside = int(sheet.totals[tally.id]), sheet.counts[other.id]
        for index, count in enumerate(sheet.counts[tally.id]):
            typed, near = int(count), int(beside[index])
            found = _explained(typed, near, gap=gap, total=total) if typed >= TEN else None
            if found is not None:
                said = text("the %(tally)s has %(figure)s", tally=within(other.name), figure=figure(near))
                yield _Slip(tally, index, typed, found[0], found[1], said)


def _against_parts(shown: UnitInContest) -> Iterator[_Slip]:
    """Yield the figures that keep a tally from being the sum of the others, as it is for all choices but one.

    Either the sum or a part may be the slip; what explains the gap is named.
    """
    sheet = shown.sheet
    for tally in shown.about.whole_tallies:
        parts = _parts(shown.about.whole_tallies, tally)
        if len(parts) < MIN_PARTS or not all(one.id in sheet.counts for one in (tally, *parts)):
            continue
        sums = list(map(sum, zip(*(sheet.counts[one.id] for one in parts), strict=True)))
        whole = sheet.counts[tally.id]
        apart = [index for index, (count, total) in enumerate(zip(whole, sums, strict=True)) if count != total]
        if len(apart) == 1 and sum(map(bool, whole)) > 1:
            yield from _unlike(shown, tally, parts, apart[0])


def _parts(tallies: Sequence[Tally], whole: Tally) -> Sequence[Tally]:
    """Return the tallies that may make up another: those declared so, else all others of its unit."""
    if whole.round is not None:
        return ()
    if any(tally.part_of is not None for tally in tallies):
        return [tally for tally in tallies if tally.part_of == whole.id] if whole.is_sum else ()
    return [tally for tally in tallies if tally is not whole and tally.unit == whole.unit]


def _unlike(shown: UnitInContest, tally: Tally, parts: Sequence[Tally], index: int) -> Iterator[_Slip]:
    counts = shown.sheet.counts
    gap = int(counts[tally.id][index] - sum(counts[part.id][index] for part in parts))
    beside = text(
        "for every other candidate, %(parts)s add up to the %(tally)s",
        parts=listed([within(part.name) for part in parts]),
        tally=within(tally.name),
    )
    for one, change in ((tally, -gap), *((part, gap) for part in parts)):
        typed = int(counts[one.id][index])
        kind = slip(typed, typed + change) if max(typed, typed + change) > TEN else ""
        if kind and typed + change > 0:
            yield _Slip(one, index, typed, typed + change, kind, beside)


def _explained(typed: int, near: int, *, gap: int, total: int) -> tuple[int, str] | None:
    """Return what a figure may have been and by which slip; None where none explains the gap between two totals."""
    kind = slip(typed, near) if gap == typed - near and near >= TEN else ""
    if kind:
        return near, kind
    meant = typed // TEN
    if typed % TEN or abs(gap - typed + meant) > max(3, (total - typed + meant) // 3):
        return None
    is_far = typed >= 2 * TEN and abs(meant - near) <= max(5, 2 * near) and typed >= 4 * near
    is_all = 4 * typed >= total or (typed > TEN and abs(gap - typed + meant) <= 1)
    return (meant, ZERO) if (is_far if near else is_all) else None


def _slipped(copied: _Copied, kinds: Collection[str]) -> Iterator[Clash]:
    for one in copied.slips:
        if one.kind in kinds:
            said = text(
                "%(name)s has %(typed)s in the %(tally)s, and %(beside)s: %(slip)s, if %(meant)s was meant.",
                name=copied.choices[one.choice].short,
                typed=figure(one.typed),
                tally=within(one.tally.name),
                beside=one.beside,
                slip=text(one.kind),
                meant=figure(one.meant),
            )
            yield Clash(copied.area, said, (one.tally.id,), one.choice)


def _ten_times(copied: _Copied) -> Iterator[Clash]:
    yield from _slipped(copied, (ZERO, NO_ZERO))


TEN_TIMES = Rule(
    code="C501",
    title=msgid("A zero too many, or too few"),
    text=msgid(
        "A number should not be 10 times, or one-tenth of, what the rest of the sheet or the earlier release suggests."
    ),
    source=PRACTICE,
    innocent=msgid("The number is right, and the one it is compared with was wrong."),
    level=Level.DOUBTFUL,
    find=_ten_times,
)


def _swapped(copied: _Copied) -> Iterator[Clash]:
    yield from _slipped(copied, (SWAPPED,))


DIGITS_SWAPPED = Rule(
    code="C502",
    title=msgid("Two digits swapped"),
    text=msgid(
        "A number should not have the same digits, in a different order, as the number it replaces or as the same "
        "people’s other count."
    ),
    source=PRACTICE,
    innocent=msgid("A correction fixed the digits, or exactly that many people moved by chance."),
    level=Level.NOTICE,
    find=_swapped,
)


def _other_digits(copied: _Copied) -> Iterator[Clash]:
    yield from _slipped(copied, (MORE, LESS))


OTHER_DIGITS = Rule(
    code="C503",
    title=msgid("A digit missing or added"),
    text=msgid(
        "A number should not have one digit more or less than the number it replaces or the same people’s other count."
    ),
    source=PRACTICE,
    innocent=msgid("A correction fixed the digits, or exactly that many people moved by chance."),
    level=Level.NOTICE,
    find=_other_digits,
)


def _moved_row(copied: _Copied) -> Iterator[Clash]:
    sheet, tallies = copied.shown.sheet, copied.shown.about.unit_tallies
    for tally in tallies:
        now, was = sheet.counts.get(tally.id, ()), sheet.was.get(tally.id, ())
        others = [other for other in tallies if other is not tally and sheet.totals.get(other.id)]
        rows = [*(sheet.counts[other.id] for other in others), *((was,) if any(was) else ())]
        way = _way(now, rows[0]) if rows else ""
        if way and all(_way(now, row) == way for row in rows[1:]):
            names = [text("the %(tally)s", tally=within(other.name)) for other in others]
            beside = listed([*names, *((text("the figures that they replaced"),) if any(was) else ())])
            pairs = zip(copied.choices, now, strict=True)
            figures = listed([named_figure(choice.short, figure(count)) for choice, count in pairs if count])
            yield Clash(sheet.unit, text(way, tally=tally.name, figures=figures, others=beside), (tally.id,))


def _way(now: WholeCounts, row: WholeCounts) -> str:
    """Return the entry that says to which side of its choice a row has its figures, against another one.

    It is empty where they are in place.
    Shares are compared, so that rows of different units can be; crosswise products keep them exact.
    """
    mine, theirs = sum(now), sum(row)
    if not mine or (now[0] and now[-1]) or sum(map(bool, now)) < MIN_ROW:
        return ""
    here, there = list(map(mul, now, repeat(theirs))), list(map(mul, row, repeat(mine)))
    apart = _apart(here, there)
    if apart * 2 < mine * theirs:
        return ""
    if not now[0] and _apart([*here[1:], 0], there) * 3 <= apart:
        return BEFORE_IT
    return AFTER_IT if not now[-1] and _apart([0, *here[:-1]], there) * 3 <= apart else ""


def _apart(one: Iterable[Number], other: Iterable[Number]) -> Number:
    total: Number = sum(abs(apart) for apart in map(sub, one, other))
    return total


MOVED_ROW = Rule(
    code="C504",
    title=msgid("A row shifted by one candidate"),
    text=msgid(
        "The numbers of one count should follow the pattern of the place’s other counts, or of its earlier numbers. "
        "Here they do only if the row is shifted by one candidate."
    ),
    source=PRACTICE,
    innocent=msgid("People really did regroup that way."),
    level=Level.DOUBTFUL,
    find=_moved_row,
)

PACK = Pack(
    name="shift",
    title="Copying mistakes",
    view=_copied,
    units=(TEN_TIMES, DIGITS_SWAPPED, OTHER_DIGITS, MOVED_ROW),
)
