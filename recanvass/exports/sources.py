"""The CSV of the figures on which the sources of a release disagree.

Owns its columns, which are a contract.
"""

from collections.abc import Iterable, Iterator

from recanvass.core.ids import Number
from recanvass.core.model import Site
from recanvass.exports.cells import number, table, text
from recanvass.results.compare_sources import Reconciliation, Verdict
from recanvass.results.histories import Counts, Results
from recanvass.text.catalogue import msgid

SOURCES = (
    ("place", msgid("id of the reporting place")),
    ("place_name", msgid("its name")),
    ("choice", msgid("id of the candidate or option")),
    ("tally", msgid("id of the count")),
    ("source", msgid("id of the source that was not chosen")),
    ("source_name", msgid("its name")),
    ("chosen", msgid("the number this site uses; empty if the chosen source doesn’t give one")),
    ("stated", msgid("the other source’s number; empty if it doesn’t give one")),
    ("verdict", msgid("differs, only-chosen or only-other; numbers that agree are left out")),
)


def sources_csv(site: Site, results: Results, found: Iterable[Reconciliation]) -> bytes:
    """Return one row a unit, tally, choice and other source that differ, or that only one of the two states."""
    return table(SOURCES, _rows(site, results, found))


def _rows(site: Site, results: Results, found: Iterable[Reconciliation]) -> Iterator[tuple[str, ...]]:
    for reconciliation in found:
        account = reconciliation.account
        for one in reconciliation.comparisons:
            name = text(site.places[one.area].name)
            for index, choice in enumerate(results.contest.choices):
                chosen, stated = _figure(one.chosen, index), _figure(one.other, index)
                if one.verdict is not Verdict.AGREES and chosen != stated:
                    source = (account.id, text(account.source.name))
                    cells = (_cell(chosen), _cell(stated), one.verdict.value)
                    yield (one.area, name, choice.id, one.tally, *source, *cells)


def _figure(counts: Counts | None, choice: int) -> Number | None:
    return counts[choice] if counts is not None else None


def _cell(figure: Number | None) -> str:
    return number(figure) if figure is not None else ""
