"""Tallies against their parts: votes against those on election day and by absentee ballot.

Owns C106 and C308. Parts are those that the contest declares, or those that its other places show to make up a tally.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from recanvass.checks.rule import Clash, ContestSheet, Level, Rule, UnitSheet
from recanvass.core.ballot import Choice, Tally
from recanvass.core.diagnostics import Span
from recanvass.core.ids import AreaId, Number
from recanvass.core.model import Contest, Source
from recanvass.results.histories import Counts, published
from recanvass.text.catalogue import msgid
from recanvass.text.lazy import Lazy, listed, number, sentences, series, text, within

ARITHMETIC = Source(msgid("Basic arithmetic"))
MIN_PARTS = 2
MIN_PLACES = 10
MOST = 19, 20
"""In so many of the places, at least of `MIN_PLACES`, the parts have to add up, so that they are taken for parts."""


class PartedTally(Struct, frozen=True):
    """A tally with its parts. If `is_all`, they make it up; otherwise they are some of it."""

    tally: Tally
    parts: tuple[Tally, ...]
    is_all: bool


class _Sheet(Struct, frozen=True):
    """Figures of a whole and its parts at one place; `is_older` says that a part is older than the whole."""

    area: AreaId
    whole: Counts
    parts: tuple[Counts | None, ...]
    is_older: bool
    at: Span | None = None


def declared(contest: Contest) -> tuple[PartedTally, ...]:
    """Return the tallies that have parts, as the contest declares them."""
    found = []
    for tally in contest.tallies:
        parts = tuple(part for part in contest.tallies if part.part_of == tally.id)
        if parts:
            found.append(PartedTally(tally, parts, tally.is_sum))
    return tuple(found)


def shown(whole: ContestSheet) -> tuple[PartedTally, ...]:
    """Return tallies that are the sum of all others of their unit in nearly all places, without being declared so."""
    if declared(whole.contest) or whole.contest.is_ranked or whole.contest.rules.caucus is not None:
        return ()
    found = []
    for tally in whole.about.whole_tallies:
        others = tuple(one for one in whole.about.whole_tallies if one is not tally and one.unit == tally.unit)
        if len(others) < MIN_PARTS:
            continue
        rows = [
            (sheet.counts[tally.id], [sheet.counts[part.id] for part in others])
            for sheet in whole.sheets.values()
            if all(one.id in sheet.counts for one in (tally, *others))
        ]
        even = sum(count == tuple(map(sum, zip(*parts, strict=True))) for count, parts in rows)
        if len(rows) >= MIN_PLACES and even * MOST[1] >= len(rows) * MOST[0]:
            found.append(PartedTally(tally, others, is_all=True))
    return tuple(found)


def wholes(whole: ContestSheet) -> tuple[PartedTally, ...]:
    """Return every tally with parts, declared or shown by nearly all places."""
    return declared(whole.contest) or shown(whole)


def _not_the_parts(whole: ContestSheet) -> Iterator[Clash]:
    for one in wholes(whole):
        for sheet in (*_of_units(whole, one), *_of_totals(whole, one)):
            yield from _judged(whole.contest, one, sheet)


def _of_units(whole: ContestSheet, one: PartedTally) -> Iterator[_Sheet]:
    for unit, sheet in whole.sheets.items():
        counts = sheet.figures(one.tally.id)
        if counts is not None:
            parts = tuple(sheet.figures(part.id) for part in one.parts)
            since = sheet.since[one.tally.id]
            is_older = any(sheet.since.get(part.id, since) < since for part in one.parts)
            yield _Sheet(unit, counts, parts, is_older)


def _of_totals(whole: ContestSheet, one: PartedTally) -> Iterator[_Sheet]:
    """Yield the published totals of a tally with those of its parts for the same place."""
    choices = whole.contest.choices
    for area in whole.results.areas:
        stated = published(whole.results, area, one.tally.id, whole.index)
        if stated is None:
            continue
        parts = [published(whole.results, area, part.id, whole.index) for part in one.parts]
        figures = tuple(
            tuple(part.published.figures.get(choice.id) for choice in choices) if part is not None else None
            for part in parts
        )
        is_older = any(part is not None and part.release < stated.release for part in parts)
        counts = tuple(stated.published.figures.get(choice.id) for choice in choices)
        yield _Sheet(area, counts, figures, is_older, stated.published.span)


def _judged(contest: Contest, one: PartedTally, sheet: _Sheet) -> Iterator[Clash]:
    apart: dict[int, tuple[Number, Number]] = {}
    slack = one.tally.tolerance
    for index, (choice, count) in enumerate(zip(contest.choices, sheet.whole, strict=True)):
        total = _sum_of_parts(one, sheet, index, choice)
        if count is not None and total is not None:
            is_apart = total - count > slack or (one.is_all and count - total > slack)
            apart |= {index: (count, total)} if is_apart else {}
    if not apart:
        return
    only = next(iter(apart)) if len(apart) == 1 else None
    tallies = (one.tally.id, *(part.id for part in one.parts))
    said = sentences(list(_said(contest, one, apart, is_older=sheet.is_older)))
    yield Clash(sheet.area, said, tallies, only, Level.NOTICE if sheet.is_older else None, sheet.at)


def _said(
    contest: Contest, one: PartedTally, apart: Mapping[int, tuple[Number, Number]], *, is_older: bool
) -> Iterator[Lazy]:
    name, decimals = within(one.tally.name), one.tally.decimals
    figures = [
        text(
            "%(name)s %(count)s, and the parts %(total)s",
            name=contest.choices[index].short,
            count=number(count, decimals),
            total=number(total, decimals),
        )
        for index, (count, total) in apart.items()
    ]
    parts = listed([within(part.name) for part in one.parts])
    yield text("%(tally)s: %(figures)s (%(parts)s).", tally=one.tally.name, figures=series(figures), parts=parts)
    if _are_exchanged(apart):
        yield text("Each of the two has the %(tally)s of the other.", tally=name)
    if is_older:
        yield text("The parts are those of an earlier release than the %(tally)s.", tally=name)


def _sum_of_parts(one: PartedTally, sheet: _Sheet, index: int, choice: Choice) -> Number | None:
    """Return what the parts of a choice add up to; None if one of them is not known.

    A choice that is on none of the parties' lines has only the whole. Where the parts are only some, those that are
    known count.
    """
    lines = [part.party for part in one.parts if part.party is not None]
    if lines and not set(lines) & set(choice.parties):
        return None
    total: Number = 0
    is_any = False
    for part, counts in zip(one.parts, sheet.parts, strict=True):
        count = counts[index] if counts is not None else None
        if count is not None:
            total, is_any = total + count, True
        elif one.is_all and (part.party is None or part.party in choice.parties):
            return None
    return total if is_any else None


def _are_exchanged(apart: Mapping[int, tuple[Number, Number]]) -> bool:
    pairs = list(apart.values())
    return len(pairs) == MIN_PARTS and pairs[0] == pairs[1][::-1]


NOT_THE_PARTS = Rule(
    code="C106",
    title=msgid("A count that does not match the sum of its parts"),
    text=msgid(
        "If a count is made up of parts, such as Election Day and absentee votes, each candidate’s parts must add up "
        "to it. If only some of the parts are listed, they cannot add up to more than the count."
    ),
    source=ARITHMETIC,
    innocent=msgid("The count and its parts were published at different times, or a part is missing."),
    level=Level.FAULT,
    find=_not_the_parts,
)


def _newer_part(whole: ContestSheet) -> Iterator[Clash]:
    for one in declared(whole.contest):
        for sheet in whole.sheets.values():
            since = sheet.since.get(one.tally.id)
            if since is None or sheet.figures(one.tally.id) is None:
                continue
            newer = [part for part in one.parts if sheet.since.get(part.id, since) > since and _changed(sheet, part)]
            if newer:
                said = text(
                    "%(parts)s: newer than the %(tally)s, which are still those of “%(release)s”.",
                    parts=listed([part.name for part in newer]),
                    tally=within(one.tally.name),
                    release=whole.contest.releases[since].title,
                )
                yield Clash(sheet.unit, said, (one.tally.id, *(part.id for part in newer)))


def _changed(sheet: UnitSheet, part: Tally) -> bool:
    """Tell whether a part has other figures than before."""
    before = sheet
    while before.earlier is not None and before.since.get(part.id) == sheet.since.get(part.id):
        before = before.earlier
    return before.figures(part.id) != sheet.figures(part.id)


NEWER_PART = Rule(
    code="C308",
    title=msgid("A part that is newer than the whole"),
    text=msgid(
        "If a release changes a part of a count, such as absentee votes, it must also list the whole count or all its "
        "parts."
    ),
    source=ARITHMETIC,
    innocent=msgid("Votes moved from one part to another, so the whole count stayed the same."),
    level=Level.DOUBTFUL,
    find=_newer_part,
)
