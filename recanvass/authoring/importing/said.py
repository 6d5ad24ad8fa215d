"""What is told of a table that was read: from which columns, what was compared, and everything that was not used.

Owns those sentences. Must not print them.
"""

from collections.abc import Iterable, Iterator

from recanvass.authoring.importing.areas import Areas
from recanvass.authoring.importing.changes import Stated
from recanvass.authoring.importing.collect import Collector
from recanvass.authoring.importing.column_checks import Columns
from recanvass.authoring.importing.matching import quoted_list
from recanvass.core.messages import worded, worded_plural
from recanvass.core.model import Contest

_MAX_NAMES = 12


def said(of: Collector, contest: Contest, stated: Stated, known: Areas) -> Iterator[str]:
    """Say what was read, from which columns, and what was left out."""
    header, found = of.columns, of.found
    yield worded(
        "Read %(rows)s: %(places)s.",
        rows=worded_plural("%(count)s row", "%(count)s rows", found.rows),
        places=worded_plural("%(count)s place", "%(count)s places", len(stated)),
    )
    used = [
        worded("%(role)s from %(column)s", role=role, column=_column(header, index))
        for role, index in header.roles.items()
    ]
    tallies = dict.fromkeys((index, tally.id) for index, _, tally in header.figures if header.is_long)
    used += [
        worded("%(tally)s from %(column)s", tally=tally, column=_column(header, index)) for index, tally in tallies
    ]
    yield worded("Columns: %(used)s.", used=", ".join(used))
    yield from _compared(of, stated)
    yield from _turnout(of, contest)
    if header.unread:
        unread = [(header.labels[one], found.unread.get(one, 0)) for one in header.unread]
        yield worded("Columns left out: %(names)s.", names=_with_figures(unread))
    if found.left_out:
        rows = worded_plural("%(count)s row", "%(count)s rows", sum(found.left_out.values()))
        yield worded(
            "Left out, as you asked: %(rows)s: %(list)s.",
            rows=rows,
            list=quoted_list(list(found.left_out), most=_MAX_NAMES),
        )
    others = [(one.name, one.figures) for one in of.filter.contests.values() if not one.is_ours]
    if others:
        yield worded("From other contests: %(names)s.", names=_with_figures(others))
    if of.filter.left_out:
        yield worded("Not selected: %(names)s.", names=_with_figures(of.filter.left_out.items()))
    if known.new:
        names = quoted_list([place.name for place in known.new.values()], most=_MAX_NAMES)
        yield worded(
            "New: %(places)s: %(names)s.",
            places=worded_plural("%(count)s place", "%(count)s places", len(known.new)),
            names=names,
        )
    absent = len(contest.units) - sum(unit in stated for unit in contest.units)
    if absent and not known.new:
        yield worded(
            "Not in the table, so unchanged: %(places)s.",
            places=worded_plural("%(count)s place", "%(count)s places", absent),
        )


def _with_figures(named: Iterable[tuple[str, int]]) -> str:
    """Name what was not used, each with how many figures it has."""
    every = list(named)
    shown = [
        name + (f" ({worded_plural('%(count)s figure', '%(count)s figures', count)})" if count else "")
        for name, count in every[:_MAX_NAMES]
    ]
    more = worded(" and %(count)s more", count=f"{len(every) - _MAX_NAMES:,}") if len(every) > _MAX_NAMES else ""
    return ", ".join(shown) + more


def _compared(of: Collector, stated: Stated) -> Iterator[str]:
    """Say which sums were compared, and which figures are sums themselves or are withheld."""
    header, found = of.columns, of.found
    sums = dict.fromkeys(header.labels[index] for index, _ in header.totals if header.is_long)
    if sums:
        yield worded(
            "Used as the sum of a place and compared with its figures: %(list)s.", list=quoted_list(list(sums))
        )
    elif found.compared:
        yield worded("Rows of totals compared with their figures: %(compared)s.", compared=f"{found.compared:,}")
    if found.added:
        yield worded(
            "Added together: %(figures)s from rows that differ only in the columns you named.",
            figures=worded_plural("%(count)s figure", "%(count)s figures", found.added),
        )
    withheld = [counts.count(None) for tallies in stated.values() for counts in tallies.values()]
    if any(withheld):
        yield worded(
            "Withheld by the source: %(figures)s.",
            figures=worded_plural("%(count)s figure", "%(count)s figures", sum(withheld)),
        )


def _turnout(of: Collector, contest: Contest) -> Iterator[str]:
    names = _with_figures(of.turnout.names.items())
    if names and contest.turnout_from is not None:
        yield worded(
            "Turnout left out, because '%(turnout_from)s' has it for all contests: %(names)s.",
            turnout_from=contest.turnout_from,
            names=names,
        )
    elif names:
        yield worded("Used as turnout: %(names)s.", names=names)


def _column(header: Columns, index: int) -> str:
    return (
        f"'{header.labels[index]}'"
        if header.labels[index]
        else worded("column %(index)s, which has no name", index=index + 1)
    )
