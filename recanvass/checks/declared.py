"""What is declared against what it belongs to: the seats of a chamber, and an outcome that a recount overtakes.

Owns W612 and W613. Neither stops a build: an editor has to look.
"""

from collections.abc import Iterable, Sequence

from recanvass.checks.packs.outcomes import first_places
from recanvass.core.ballot import Chamber, Office
from recanvass.core.diagnostics import Report
from recanvass.core.kinds import ReleaseKind
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Site
from recanvass.results.chambers import seat_contests
from recanvass.results.histories import Results, outcome
from recanvass.results.thresholds import passes

_CHANGING = frozenset({ReleaseKind.RECOUNT, ReleaseKind.COURT})


def check(site: Site, contests: Iterable[Results], report: Report) -> None:
    """Warn of seats that do not add up, and of outcomes that no longer go with the figures."""
    loaded = tuple(contests)
    _chambers(site, [results.contest for results in loaded], report)
    for results in loaded:
        _outcomes(site, results, report)


def _chambers(site: Site, contests: Sequence[Contest], report: Report) -> None:
    """Emit W612. Primaries fill no seat, and a runoff fills those of the first round."""
    for office in site.offices.values():
        filling = seat_contests(contests, office)
        if filling and office.chamber is not None:
            _seats(office, office.chamber, filling, report)


def _seats(office: Office, chamber: Chamber, contests: Sequence[Contest], report: Report) -> None:
    held, up = sum(chamber.held.values()), sum(contest.seats for contest in contests)
    if up + held != chamber.seats:
        message = worded(
            "'%(office)s' has %(seats)s seats, but its contests (%(up)s) and 'held' (%(held)s) don't add up to that",
            office=office.id,
            seats=chamber.seats,
            up=up,
            held=held,
        )
        hint = worded("correct 'seats' or 'held' in content/offices.yml, or add the missing contests")
        report.add("W612", contests[0].spans.get("office", contests[0].span), message, hint=hint)


def _outcomes(site: Site, results: Results, report: Report) -> None:
    """Emit W613."""
    contest = results.contest
    for index, release in enumerate(contest.releases):
        declared = outcome(contest, index)
        if not index or release.kind not in _CHANGING or declared is None or declared[0] == index:
            continue
        now, then = (_order(site, results, one) for one in (index, index - 1))
        if now is not None and then is not None and now != then:
            before = contest.releases[declared[0]].title
            message = worded(
                "the figures change who is ahead, but the outcome declared with '%(before)s' is still in force",
                before=before,
            )
            hint = worded("write 'outcome: none', or the new outcome")
            report.add("W613", release.span, message, hint=hint, related=(declared[1].span,))


def _order(site: Site, results: Results, release: int) -> object:
    """Return who is ahead for the seats, or whether a measure has what it needs; None if that is not known."""
    contest = results.contest
    return passes(site, results, release) if contest.is_question else first_places(results, release)
