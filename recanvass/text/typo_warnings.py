"""Figures typed into a note that contradict the release the note is tied to.

Owns which typed figure is held to be a slip: one that no release up to the note's holds, and that is one keystroke away
from a figure of record or is written with the decimals of a tally. Must not judge any other number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from recanvass.cache.store import Memory
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import AreaId, ContestId, Number
from recanvass.core.messages import worded
from recanvass.core.model import Note, Site
from recanvass.results.figures import figures, lead_of
from recanvass.results.histories import Entry, PublishedEntry, Results, entry, reporting_counts
from recanvass.results.ranking import round_half_up, share
from recanvass.text import formatting
from recanvass.text.catalogue import ENGLISH, Catalogue

MIN_DIGITS = 4
"""Figures with fewer digits are one keystroke away from too many others."""
MAX_PLACES = 12
_TYPED = re.compile(r"(?<![\w.,:/])\d[\d,]*(?:\.\d+)?(?![\w/]|[.,:]\d)")
_NOT_PROSE = re.compile(r"`[^`]*`|\]\([^)]*\)|<[^>]*>|https?://\S+|\[\[[^\[\]]*\]\]")


class _Known(Struct, frozen=True):
    """Figures as numbers, all that a note may hold, and as texts those that a slip is measured by."""

    numbers: frozenset[Number]
    texts: frozenset[str]


def check(
    site: Site,
    results: Mapping[ContestId, Results],
    report: Report,
    *,
    memory: Memory | None = None,
    catalogue: Catalogue = ENGLISH,
) -> None:
    """Report typed figures that are slips, in the notes of the language that is read; emits W701."""
    kept = memory if memory is not None else Memory()
    for note in site.notes:
        is_of_another = site.languages.of(note.span.path) != site.languages.read
        if note.contest is None or note.release is None or is_of_another:
            continue
        folded = results[note.contest]
        release = [found.id for found in folded.contest.releases].index(note.release)
        typed = [(text, span) for text, span in _typed(note, catalogue) if sum(map(str.isdigit, text)) >= MIN_DIGITS]
        if typed:
            areas = dict.fromkeys((folded.contest.root, *note.areas))
            known = [_known(folded, area, release, kept) for area in areas]
            _check(note, typed, known, report, decimals=_decimals(folded))


def _check(
    note: Note, typed: list[tuple[str, Span]], known: list[_Known], report: Report, *, decimals: frozenset[int]
) -> None:
    """Report what is a keystroke away from a figure, and what has a tally's decimals and is none of its figures."""
    numbers = frozenset().union(*(one.numbers for one in known))
    all_places = {len(text.partition(".")[2]) for text, _ in typed}
    written = {places: {_written(number, places) for number in numbers} for places in all_places}
    for text, span in typed:
        places = len(text.partition(".")[2])
        if text.replace(",", "") in written[places]:
            continue
        near = next((found for one in known for found in sorted(one.texts) if is_slip(text, found)), None)
        if near is not None or places in decimals:
            question = (
                worded("is it %(near)s?", near=near)
                if near is not None
                else worded("check the tables of that release.")
            )
            message = worded(
                "%(text)s is not a number in '%(release)s' or any earlier release", text=text, release=note.release
            )
            hint = worded("%(question)s A figure inserted by name can't be mistyped", question=question)
            report.add("W701", span, message, hint=hint)


def _decimals(results: Results) -> frozenset[int]:
    return frozenset(tally.show for tally in results.contest.tallies if tally.show)


def _typed(note: Note, catalogue: Catalogue) -> Iterator[tuple[str, Span]]:
    """Yield every number typed with a point or thousands separators, and where; headlines first."""
    for text, span in ((note.title, note.title_at), (note.summary, note.summary_at)):
        found = _TYPED.finditer(catalogue.with_english_signs(text))
        yield from ((match[0], span) for match in found if set(".,") & set(match[0]))
    body = _NOT_PROSE.sub(lambda match: re.sub(r"\S", "\N{MIDDLE DOT}", match[0]), note.body)
    for number, line in enumerate(body.split("\n"), note.body_line):
        for match in _TYPED.finditer(catalogue.with_english_signs(line)):
            text = match[0].rstrip(",")
            if set(".,") & set(text):
                yield text, Span(note.span.path, number, match.start() + 1, len(text))


def is_slip(typed: str, figure: str) -> bool:
    """Tell whether one keystroke is between two figures: a digit changed, left out or added, or two swapped."""
    one, other = typed.replace(",", ""), figure.replace(",", "")
    if one == other or ("." in one) != ("." in other) or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        unlike = [at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        swapped = len(unlike) == 2 and {(one[at], other[at]) for at in unlike} == {  # noqa: PLR2004 -- two digits
            (other[at], one[at]) for at in unlike
        }
        return len(unlike) == 1 or swapped
    short, long = sorted((one, other), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _written(number: Number, places: int) -> str:
    return f"{round_half_up(number, places):f}" if places <= MAX_PLACES else ""


def _known(results: Results, area: AreaId, release: int, memory: Memory) -> _Known:
    """Return the figures of an area up to a release, made again where anything was stated otherwise up to it."""
    contest = results.contest

    def make(_: Report) -> _Known:
        texts = frozenset(_of_record(results, area, release))
        return _Known(frozenset(_all(results, area, release)), texts)

    histories: list[Sequence[Entry | PublishedEntry]] = [
        history
        for tally in contest.tallies
        for history in (
            results.entries.get(area, {}).get(tally.id, ()),
            results.published.get((area, tally.id), ()),
        )
    ]
    of = (
        contest.tallies,
        contest.choices,
        [[one for one in history if one.release <= release] for history in histories],
        [reporting_counts(results, area, index) for index in range(release + 1)],
        [one.percents for one in contest.releases[: release + 1]],
    )
    return memory.recall(("known", contest.id, area, release), of, make, Report())


def _of_record(results: Results, area: AreaId, release: int) -> Iterator[str]:
    """Yield what the tables show at the releases up to one: figures, totals and leads."""
    contest = results.contest
    for tally in contest.tallies:
        for index in range(release + 1):
            shown = figures(results, area, tally, index)
            pairs = zip(shown.counts, shown.decimals, strict=True)
            yield from (formatting.number(count, min(tally.show, places)) for count, places in pairs if count)
            found = lead_of(contest, shown)
            yield from (
                formatting.number(one, tally.show)
                for one in (shown.total, found.margin if found is not None else None)
                if one
            )


def _all(results: Results, area: AreaId, release: int) -> Iterator[Number]:
    """Yield every number that can be read off an area: figures, sums, totals, leads, moves, printed shares, units."""
    contest = results.contest
    for tally in contest.tallies:
        series = [_column(results, area, tally, index) for index in range(release + 1)]
        for column in series:
            yield from (number for number in column if number is not None)
            yield from _percentages(column)
        for before, after in (*pairwise(series), *((earlier, series[-1]) for earlier in series[:-1])):
            pairs = zip(after, before, strict=True)
            yield from (
                now - then if now > then else then - now for now, then in pairs if now is not None and then is not None
            )
    for index in range(release + 1):
        counts = reporting_counts(results, area, index)
        numbers: tuple[Number, ...] = (*counts.values(), sum(counts.values()))
        yield from numbers
        for printed in contest.releases[index].percents:
            if printed.area == area:
                yield from printed.figures.values()


def _percentages(column: list[Number | None]) -> Iterator[Number]:
    """Yield each figure of a column as a percentage of its total, which stands before the lead at its end."""
    *counts, total, _ = column
    parts = (share(count, total) for count in counts if count is not None and total is not None)
    yield from (part * 100 for part in parts if part is not None)


def _column(results: Results, area: AreaId, tally: Tally, release: int) -> list[Number | None]:
    """Return figures of record, exact sums, the total and the lead of one tally."""
    shown = figures(results, area, tally, release)
    summed = entry(results, area, tally.id, release)
    sums: tuple[Number | None, ...] = summed.counts if summed is not None else (None,) * len(shown.counts)
    found = lead_of(results.contest, shown)
    return [*shown.counts, *sums, shown.total, found.margin if found is not None else None]
