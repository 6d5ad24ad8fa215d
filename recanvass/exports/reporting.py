"""CSV of how far places are in, of turnout and of exhausted ballots, as of a release.

Owns its columns, which are a contract. Figures of candidates are in other downloads.
"""

from collections.abc import Iterator

from recanvass.core.ids import AreaId, Number, TallyId
from recanvass.core.kinds import Reporting, TurnoutKey
from recanvass.core.model import Contest, Site, Turnout
from recanvass.exports import cells
from recanvass.exports.cells import number
from recanvass.results.figures import exhausted
from recanvass.results.histories import Results, published, reporting_counts, reporting_of
from recanvass.results.reporting import expected, reported
from recanvass.results.turnout import KEYS, has_turnout, stated_turnout, turnout
from recanvass.text import terms
from recanvass.text.catalogue import ENGLISH, Catalogue, msgid

BALLOTS, EXHAUSTED = f"{TurnoutKey.BALLOTS.value}_", f"{TurnoutKey.EXHAUSTED.value}_"
"""What the columns of ballots by part, and of ballots exhausted in a round, begin with."""
PLACE = (
    ("place", msgid("id of the place or group")),
    ("place_name", msgid("its name")),
    ("status", msgid("whether the place has reported; empty for a place that contains others")),
    ("places_reported", msgid("how many places in it have reported; empty for a reporting place")),
    ("places", msgid("how many places in it report; empty for a reporting place")),
    ("stated", msgid("which turnout columns the source states for this place; the others are sums")),
)
_PLAIN = frozenset({Reporting.REPORTED, Reporting.NOT_REPORTED})
"""What the figures of a reporting place tell by themselves."""


def columns(contest: Contest, catalogue: Catalogue = ENGLISH) -> tuple[tuple[str, str], ...]:
    """Return the columns: the place, turnout, ballots by part, then the ballots that each later round exhausted."""
    text = catalogue.text
    names = {tally.id: tally.name for tally in contest.tallies}
    return (
        *((name, text(meaning)) for name, meaning in PLACE),
        *((key, text(terms.TURNOUT[key])) for key in KEYS),
        *(
            (column_of(key, tally), terms.turnout_name(catalogue, key.value, names[tally]))
            for key, tallies in ((TurnoutKey.BALLOTS, _parts(contest)), (TurnoutKey.EXHAUSTED, _rounds(contest)))
            for tally in tallies
        ),
    )


def column_of(turnout: TurnoutKey, tally: TallyId | None) -> str:
    """Return the column of a key of turnout: of ballots by part, and of those that a round exhausted, too."""
    return turnout.value if tally is None else f"{turnout.value}_{tally}"


def _parts(contest: Contest) -> tuple[TallyId, ...]:
    deciding = next(tally.id for tally in contest.tallies if tally.decides)
    return tuple(tally.id for tally in contest.tallies if tally.part_of == deciding)


def _rounds(contest: Contest) -> tuple[TallyId, ...]:
    return tuple(tally.id for tally in contest.tallies if (tally.round or 1) > 1)


def reporting_csv(site: Site, results: Results, release: int) -> Iterator[bytes]:
    """Return one row a place, those that contain others first.

    A reporting place has a row only if it has turnout, or a status that is not just reported or not reported.
    """
    head = cells.head(columns(results.contest))
    return cells.chunks(_lines(site, results, release), head=head)


def _lines(site: Site, results: Results, release: int) -> Iterator[list[str]]:
    contest = results.contest
    has_any = has_turnout(site, results)
    for area in results.areas:
        counts = reporting_counts(results, area, release)
        told = turnout(site, results, area, release)
        stated = " ".join(_stated(site, results, area, release))
        name = (site.places.get(area) or site.groups[area]).name
        middle = f",{reported(counts)},{expected(counts)},{stated}"
        yield [_line(area, name, middle, _figures(results, area, release, told))]
    for unit in contest.units:
        state = reporting_of(results, unit, release)
        figures = _figures(results, unit, release, turnout(site, results, unit, release) if has_any else Turnout())
        if state not in _PLAIN or any(count is not None for count in figures.values()):
            yield [_line(unit, site.places[unit].name, f"{state.value},,,", figures)]


def _line(area: AreaId, name: str, middle: str, figures: dict[str, Number | None]) -> str:
    return f"{area},{cells.field(cells.text(name))},{middle},{','.join(map(number, figures.values()))}\n"


def _stated(site: Site, results: Results, area: AreaId, release: int) -> Iterator[str]:
    """Yield the columns that the source gives for a place that contains others."""
    own = stated_turnout(site, results, area, release)
    yield from (key for key in KEYS if getattr(own, key) is not None)
    yield from (f"{BALLOTS}{part}" for part in own.by_part)
    for tally in _rounds(results.contest):
        total = published(results, area, tally, release)
        if total is not None and total.published.exhausted is not None:
            yield f"{EXHAUSTED}{tally}"


def _figures(results: Results, area: AreaId, release: int, told: Turnout) -> dict[str, Number | None]:
    """Return what is known of turnout by column."""
    contest = results.contest
    found: dict[str, Number | None] = {key: getattr(told, key) for key in KEYS}
    found |= {f"{BALLOTS}{part}": told.by_part.get(part) for part in _parts(contest)}
    for tally in contest.tallies:
        if (tally.round or 1) > 1:
            left = exhausted(results, area, tally, release)
            found[f"{EXHAUSTED}{tally.id}"] = left[0] if left is not None else None
    return found
