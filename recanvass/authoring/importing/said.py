"""What is told of a table that was read: from which columns, what was compared, and everything that was not used.

Owns those sentences. Must not print them.
"""

from collections.abc import Iterable, Iterator

from recanvass.authoring.importing.areas import Areas
from recanvass.authoring.importing.changes import Stated
from recanvass.authoring.importing.collect import Collector
from recanvass.authoring.importing.column_checks import Columns
from recanvass.authoring.importing.matching import quoted_list
from recanvass.core.model import Contest
from recanvass.text.formatting import counted

_MAX_NAMES = 12


def said(of: Collector, contest: Contest, stated: Stated, known: Areas) -> Iterator[str]:
    """Say what was read, from which columns, and what was left out."""
    header, found = of.columns, of.found
    yield f"Read {counted(found.rows, 'row', 'rows')}: {counted(len(stated), 'place', 'places')}."
    used = [f"{role} from {_column(header, index)}" for role, index in header.roles.items()]
    tallies = dict.fromkeys((index, tally.id) for index, _, tally in header.figures if header.is_long)
    used += [f"{tally} from {_column(header, index)}" for index, tally in tallies]
    yield f"Columns: {', '.join(used)}."
    yield from _compared(of, stated)
    yield from _turnout(of, contest)
    if header.unread:
        unread = [(header.labels[one], found.unread.get(one, 0)) for one in header.unread]
        yield f"Columns left out: {_with_figures(unread)}."
    if found.left_out:
        rows = counted(sum(found.left_out.values()), "row", "rows")
        yield f"Left out, as you asked: {rows}: {quoted_list(list(found.left_out), most=_MAX_NAMES)}."
    others = [(one.name, one.figures) for one in of.filter.contests.values() if not one.is_ours]
    if others:
        yield f"From other contests: {_with_figures(others)}."
    if of.filter.left_out:
        yield f"Not selected: {_with_figures(of.filter.left_out.items())}."
    if known.new:
        names = quoted_list([place.name for place in known.new.values()], most=_MAX_NAMES)
        yield f"New: {counted(len(known.new), 'place', 'places')}: {names}."
    absent = len(contest.units) - sum(unit in stated for unit in contest.units)
    if absent and not known.new:
        yield f"Not in the table, so unchanged: {counted(absent, 'place', 'places')}."


def _with_figures(named: Iterable[tuple[str, int]]) -> str:
    """Name what was not used, each with how many figures it has."""
    every = list(named)
    shown = [
        name + (f" ({counted(count, 'figure', 'figures')})" if count else "") for name, count in every[:_MAX_NAMES]
    ]
    more = f" and {len(every) - _MAX_NAMES:,} more" if len(every) > _MAX_NAMES else ""
    return ", ".join(shown) + more


def _compared(of: Collector, stated: Stated) -> Iterator[str]:
    """Say which sums were compared, and which figures are sums themselves or are withheld."""
    header, found = of.columns, of.found
    sums = dict.fromkeys(header.labels[index] for index, _ in header.totals if header.is_long)
    if sums:
        yield f"Used as the sum of a place and compared with its figures: {quoted_list(list(sums))}."
    elif found.compared:
        yield f"Rows of totals compared with their figures: {found.compared:,}."
    if found.added:
        yield (
            f"Added together: {counted(found.added, 'figure', 'figures')} from rows that differ only in the "
            "columns you named."
        )
    withheld = [counts.count(None) for tallies in stated.values() for counts in tallies.values()]
    if any(withheld):
        yield f"Withheld by the source: {counted(sum(withheld), 'figure', 'figures')}."


def _turnout(of: Collector, contest: Contest) -> Iterator[str]:
    names = _with_figures(of.turnout.names.items())
    if names and contest.turnout_from is not None:
        yield f"Turnout left out, because '{contest.turnout_from}' has it for all contests: {names}."
    elif names:
        yield f"Used as turnout: {names}."


def _column(header: Columns, index: int) -> str:
    return f"'{header.labels[index]}'" if header.labels[index] else f"column {index + 1}, which has no name"
