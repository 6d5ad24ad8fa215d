"""One figure traced: the release, file, line and source that state it, and every value it had.

Owns the way from a figure back to what was typed. Must not word anything.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from recanvass.authoring.explain.asking import Asked
from recanvass.content.files import SourceFile
from recanvass.content.load.positions import Key, row_figures, total_figures
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Span
from recanvass.core.ids import AreaId, ChoiceId, Number, TallyId
from recanvass.core.kinds import WITHOUT_RESULTS, Reporting
from recanvass.core.model import Release, Row, Source
from recanvass.results.compare_sources import others
from recanvass.results.figures import Basis, figures
from recanvass.results.histories import (
    Entry,
    PublishedEntry,
    Results,
    entry,
    latest,
    published,
    reporting_of,
)
from recanvass.results.ranking import agrees


class Statement(Struct, frozen=True):
    """One figure as one source states it with the release of that index.

    `text` is the figure as typed; None where the choice was left out of a tally that was given, which makes it zero.
    `at` is then where the tally begins.
    """

    release: int
    source: Source
    number: Number | None
    text: str | None
    at: Span
    note: str = ""


class ReleaseAccount(Struct, frozen=True):
    """What the sources of one release state of one unit: the one whose figure counts, and the others.

    `stated` is None where only another source has the unit.
    """

    release: int
    stated: Statement | None
    others: tuple[Statement, ...]


class Total(Struct, frozen=True):
    """A total as published. `agrees` is None where units do not state this tally, so that nothing adds up to it."""

    stated: Statement
    sum_of_units: Number | None
    agrees: bool | None


class Sum(Struct, frozen=True):
    """What the units of an area add up to from a release on, and how many of them it gave other figures."""

    release: int
    number: Number | None
    units: int


class Part(Struct, frozen=True):
    """The units whose figures stand from one release: how many, and what they add up to."""

    release: int
    units: int
    number: Number


class Term(Struct, frozen=True):
    """One unit's figure within a sum."""

    area: AreaId
    stated: Statement


class Trace(Struct, frozen=True):
    """A figure at the release of that index, and where it comes from.

    `figure` is the one that the page shows, None where it shows none. For a unit `accounts` hold what each release
    states, oldest first; for an area `sums` and `parts` hold what its units add up to, and `terms` the units in the
    order of content. `totals` are those published, oldest first; `in_force` is the one that the page shows, if it
    does. `reporting` is that of a unit.
    """

    asked: Asked
    release: int
    figure: Number | None
    basis: Basis
    reporting: Reporting | None
    accounts: tuple[ReleaseAccount, ...]
    sums: tuple[Sum, ...]
    parts: tuple[Part, ...]
    terms: tuple[Term, ...]
    units: int
    totals: tuple[Total, ...]
    in_force: Total | None

    @property
    def statement(self) -> Statement | None:
        """What states the figure of a unit; None for a sum and where there is none."""
        stated = (one.stated for one in reversed(self.accounts) if one.stated is not None)
        return next(stated, None) if self.figure is not None else None


class Texts:
    """The texts of a site's files, each taken apart once and only when asked for."""

    __slots__ = ("_files", "_found")

    def __init__(self, files: Mapping[str, SourceFile]) -> None:
        """Take the files from which the site was read, by path."""
        self._files = files
        self._found: dict[str, Mapping[Key, Scalar]] = {}

    def figure(self, key: Key, at: Span, read: Callable[[SourceFile], Mapping[Key, Scalar]]) -> Scalar | None:
        """Return a figure of the file in which its tally stands, None where it was left out."""
        if at.path not in self._found:
            self._found[at.path] = read(self._files[at.path])
        return self._found[at.path].get(key)


def trace(asked: Asked, release: int, texts: Texts) -> Trace:
    """Return where a figure comes from as of a release, named by its index."""
    results, area, tally = asked.results, asked.area, asked.tally
    shown = figures(results, area, tally, release)
    is_unit = area not in results.areas and area in results.contest.units
    state = reporting_of(results, area, release) if is_unit else None
    is_silent = state in WITHOUT_RESULTS
    totals = tuple(_totals(asked, release, texts))
    in_force = _in_force(asked, release, totals) if not is_silent else None
    terms = () if is_unit else tuple(_terms(asked, release, texts))
    return Trace(
        asked=asked,
        release=release,
        figure=None if is_silent else shown.counts[asked.choice],
        basis=Basis.NONE if is_silent else shown.basis,
        reporting=state,
        accounts=tuple(_accounts(asked, area, release, texts)) if is_unit else (),
        sums=() if is_unit else tuple(_sums(asked, release)),
        parts=_parts(terms),
        terms=terms,
        units=len(results.areas.get(area, ())),
        totals=totals,
        in_force=in_force,
    )


def _choice(asked: Asked) -> ChoiceId:
    return asked.results.contest.choices[asked.choice].id


def _accounts(asked: Asked, unit: AreaId, release: int, texts: Texts) -> Iterator[ReleaseAccount]:
    for index, version in enumerate(asked.results.contest.releases[: release + 1]):
        stated = _row_statement(asked, version.rows.get(unit), (index, version.source), texts)
        rows = [(account.source, account.rows.get(unit)) for account in others(version)]
        read = [_row_statement(asked, row, (index, source), texts) for source, row in rows]
        rest = tuple(one for one in read if one is not None)
        if stated is not None or rest:
            yield ReleaseAccount(index, stated, rest)


def _row_statement(asked: Asked, row: Row | None, stated_by: tuple[int, Source], texts: Texts) -> Statement | None:
    stated = row.tallies.get(asked.tally.id) if row is not None else None
    if row is None or stated is None:
        return None
    typed = texts.figure((row.place, asked.tally.id, _choice(asked)), stated.span, row_figures)
    at = typed.span if typed is not None else stated.span
    return Statement(
        *stated_by, stated.counts[asked.choice], typed.text if typed is not None else None, at, row.note or ""
    )


def _totals(asked: Asked, release: int, texts: Texts) -> Iterator[Total]:
    for found in asked.results.published.get((asked.area, asked.tally.id), ()):
        number = found.published.figures.get(_choice(asked))
        if found.release <= release and number is not None:
            yield _total(asked, found, number, texts)


def _total(asked: Asked, found: PublishedEntry, number: Number, texts: Texts) -> Total:
    stated, key = found.published, (asked.area, asked.tally.id, _choice(asked))
    typed = texts.figure(key, stated.span, total_figures)
    at = typed.span if typed is not None else stated.span
    summed = entry(asked.results, asked.area, asked.tally.id, found.release)
    exact = summed.counts[asked.choice] if summed is not None else None
    return Total(
        Statement(found.release, stated.source, number, typed.text if typed is not None else None, at),
        exact,
        agrees(number, exact) if exact is not None else None,
    )


def _in_force(asked: Asked, release: int, totals: tuple[Total, ...]) -> Total | None:
    """Return the published total that is newer than the units' figures, whether or not it agrees with them."""
    summed = entry(asked.results, asked.area, asked.tally.id, release)
    newest = published(asked.results, asked.area, asked.tally.id, release)
    if newest is None or (summed is not None and summed.release > newest.release):
        return None
    return next((one for one in reversed(totals) if one.stated.release == newest.release), None)


def _history(results: Results, area: AreaId, tally: TallyId, release: int) -> list[Entry]:
    tallies = results.entries.get(area)
    return [one for one in (tallies or {}).get(tally, ()) if one.release <= release]


def _sums(asked: Asked, release: int) -> Iterator[Sum]:
    units = frozenset(asked.results.areas.get(asked.area, ()))
    for one in _history(asked.results, asked.area, asked.tally.id, release):
        changes = asked.results.changes[one.release]
        touched = sum(change.tally == asked.tally.id and change.area in units for change in changes)
        yield Sum(one.release, one.counts[asked.choice], touched)


def _terms(asked: Asked, release: int, texts: Texts) -> Iterator[Term]:
    releases: tuple[Release, ...] = asked.results.contest.releases
    for unit in asked.results.areas.get(asked.area, ()):
        found = latest(_history(asked.results, unit, asked.tally.id, release), release)
        if found is None:
            continue
        version = releases[found.release]
        stated = _row_statement(asked, version.rows[unit], (found.release, version.source), texts)
        if stated is not None:
            yield Term(unit, stated)


def _parts(terms: tuple[Term, ...]) -> tuple[Part, ...]:
    units = Counter(term.stated.release for term in terms)
    return tuple(
        Part(release, units[release], sum(term.stated.number or 0 for term in terms if term.stated.release == release))
        for release in sorted(units)
    )
