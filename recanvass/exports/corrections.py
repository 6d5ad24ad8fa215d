"""CSV of the published figures, and of the answers to requests, that were corrected.

Owns its columns, which are a contract.
"""

from collections.abc import Iterator

from recanvass.core.corrections import CorrectedAnswer, CorrectedFigure
from recanvass.core.ids import AreaId
from recanvass.core.model import Contest, Site
from recanvass.exports.cells import number, table
from recanvass.exports.cells import text as _text
from recanvass.exports.reporting import column_of
from recanvass.text.catalogue import msgid

WHAT = msgid("Every published number that we corrected, with the reason.")
CORRECTIONS = (
    ("published", msgid("when the correction was published")),
    ("release", msgid("id of the first release it changed; empty for the contest as a whole")),
    ("place", msgid("id of the place or group; empty if no number changed")),
    ("place_name", msgid("its name")),
    ("choice", msgid("id of the candidate or option; empty for turnout")),
    ("tally", msgid("id of the count, or the column of turnout, such as registered")),
    ("before", msgid("the number or answer that readers saw; empty if there was none")),
    ("after", msgid("the number or answer that replaced it; empty if it was withdrawn")),
    ("reason", msgid("why it was corrected")),
    ("corrected_by", msgid("who corrected it")),
    ("review", msgid("id of the request, if an answer to it was corrected")),
)


def corrections_csv(site: Site, contest: Contest) -> bytes:
    """Return one row a corrected figure or answer, newest correction first; a correction of neither has one row."""
    return table(CORRECTIONS, _rows(site, contest))


def _rows(site: Site, contest: Contest) -> Iterator[tuple[str, ...]]:
    for one in contest.corrections:
        head, tail = (one.published.isoformat(), one.release or ""), (_text(one.reason), _text(one.by or ""))
        for figure in one.figures:
            yield (*head, *_figure(site, figure), *tail, "")
        for answer in one.answers:
            yield (*head, *_answer(site, answer), *tail, answer.request)
        if not one.figures and not one.answers:
            yield (*head, *("",) * 6, *tail, "")


def _figure(site: Site, figure: CorrectedFigure) -> tuple[str, ...]:
    counts = (number(figure.before), number(figure.after))
    tally = figure.tally or ""
    if figure.turnout is not None:
        tally = column_of(figure.turnout, figure.tally)
    return (figure.area, _name(site, figure.area), figure.choice or "", tally, *counts)


def _answer(site: Site, answer: CorrectedAnswer) -> tuple[str, ...]:
    area = answer.area
    told = (one.value if one is not None else "" for one in (answer.before, answer.after))
    return (area or "", _name(site, area) if area is not None else "", "", "", *told)


def _name(site: Site, area: AreaId) -> str:
    return _text((site.places.get(area) or site.groups[area]).name)
