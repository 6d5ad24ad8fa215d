"""CSV of the published figures that were corrected.

Owns its columns, which are a contract.
"""

from collections.abc import Iterator

from recanvass.core.corrections import CorrectedFigure
from recanvass.core.model import Contest, Site
from recanvass.exports.cells import number, table
from recanvass.exports.cells import text as _text
from recanvass.text.catalogue import msgid

WHAT = msgid("Every published number that we corrected, with the reason.")
CORRECTIONS = (
    ("published", msgid("when the correction was published")),
    ("release", msgid("id of the first release it changed; empty for the contest as a whole")),
    ("place", msgid("id of the place or group; empty if no number changed")),
    ("place_name", msgid("its name")),
    ("choice", msgid("id of the candidate or option")),
    ("tally", msgid("id of the count")),
    ("before", msgid("the number that readers saw; empty if there was none")),
    ("after", msgid("the number that replaced it; empty if it was withdrawn")),
    ("reason", msgid("why it was corrected")),
    ("corrected_by", msgid("who corrected it")),
)


def corrections_csv(site: Site, contest: Contest) -> bytes:
    """Return one row a corrected figure, newest correction first; a correction without figures has one row."""
    return table(CORRECTIONS, _rows(site, contest))


def _rows(site: Site, contest: Contest) -> Iterator[tuple[str, ...]]:
    for one in contest.corrections:
        head, tail = (one.published.isoformat(), one.release or ""), (_text(one.reason), _text(one.by or ""))
        for figure in one.figures:
            yield (*head, *_cells(site, figure), *tail)
        if not one.figures:
            yield (*head, *("",) * 6, *tail)


def _cells(site: Site, figure: CorrectedFigure) -> tuple[str, ...]:
    area = site.places.get(figure.area) or site.groups[figure.area]
    counts = (number(figure.before), number(figure.after))
    return (figure.area, _text(area.name), figure.choice, figure.tally, *counts)
