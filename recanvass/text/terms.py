"""The words for the model's terms, each an entry of the catalogue."""

from recanvass.core.kinds import (
    Disposition,
    ReleaseKind,
    Reporting,
    RequestAnswer,
    RequestKind,
    RequestState,
    Status,
    TurnoutKey,
)
from recanvass.core.model import Contest, Request, Site
from recanvass.text.catalogue import Catalogue, msgid

RELEASE_KINDS = {
    ReleaseKind.PARTIAL: msgid("Partial results"),
    ReleaseKind.COMPLETE: msgid("Complete results"),
    ReleaseKind.REVIEW: msgid("Internal review"),
    ReleaseKind.RECANVASS: msgid("Recanvass"),
    ReleaseKind.RECOUNT: msgid("Recount"),
    ReleaseKind.CORRECTION: msgid("Correction"),
    ReleaseKind.CERTIFICATION: msgid("Certification"),
    ReleaseKind.AUDIT: msgid("Audit"),
    ReleaseKind.COURT: msgid("Court ruling"),
}
STATUSES = {
    Status.PRE_ELECTION: msgid("No results yet"),
    Status.UNOFFICIAL_PARTIAL: msgid("Unofficial, partial"),
    Status.UNOFFICIAL_COMPLETE: msgid("Unofficial, complete"),
    Status.CERTIFIED: msgid("Certified"),
}
REPORTING = {
    Reporting.REPORTED: msgid("Reported"),
    Reporting.PARTIAL: msgid("Partly reported"),
    Reporting.NOT_REPORTED: msgid("Not reported"),
    Reporting.NO_MEETING: msgid("Did not meet"),
    Reporting.EXCLUDED: msgid("Excluded"),
    Reporting.DISPUTED: msgid("Reported, disputed"),
    Reporting.WILL_NOT_REPORT: msgid("Will not report"),
    Reporting.REPORTED_WITH: msgid("Reported with another place"),
    Reporting.IN_TOTAL: msgid("Only in the larger place’s total"),
}
REQUEST_KINDS = {RequestKind.RECANVASS: msgid("Recanvass"), RequestKind.RECOUNT: msgid("Recount")}
REQUEST_TITLES = {
    RequestKind.RECANVASS: msgid("Recanvass requested by %(name)s"),
    RequestKind.RECOUNT: msgid("Recount requested by %(name)s"),
}
REQUEST_STATES = {
    RequestState.FILED: msgid("Filed"),
    RequestState.ACCEPTED: msgid("Accepted"),
    RequestState.PARTLY_ACCEPTED: msgid("Accepted in part"),
    RequestState.REJECTED: msgid("Denied"),
    RequestState.WITHDRAWN: msgid("Withdrawn"),
    RequestState.COMPLETED: msgid("Completed"),
}
DISPOSITIONS = {
    Disposition.CORRECTED_RULES: msgid("Corrected: rules misapplied"),
    Disposition.CORRECTED_TRANSCRIPTION: msgid("Corrected: final alignment did not match the worksheet"),
    Disposition.ACCURATE: msgid("Correctly reported the first time"),
    Disposition.CORRECTED_BEFORE: msgid("Already corrected in the earlier review"),
    Disposition.SINGLE_DELEGATE: msgid("Elects one delegate"),
    Disposition.NOT_COVERED: msgid("Inconsistent, but outside the scope of the resolution"),
    Disposition.INCOMPLETE: msgid("Incomplete submission"),
    Disposition.INELIGIBLE: msgid("Ineligible"),
    Disposition.REJECTED: msgid("Rejected"),
}
TURNOUT = {
    "registered": msgid("Registered voters"),
    "voters": msgid("Turnout"),
    "ballots": msgid("Ballots counted"),
    "outstanding": msgid("Ballots not yet counted"),
    "rejected": msgid("Ballots rejected"),
    "spoiled": msgid("Ballots spoiled and replaced"),
    "overvotes": msgid("Overvotes"),
    "undervotes": msgid("Undervotes"),
    "blank": msgid("Blank ballots"),
}
ANSWERS = {
    **{RequestAnswer(state.value): name for state, name in REQUEST_STATES.items()},
    **{RequestAnswer(one.value): name for one, name in DISPOSITIONS.items() if one is not Disposition.REJECTED},
    RequestAnswer.LISTED: msgid("Listed, no outcome yet"),
}
"""What is said of a request as a whole, and of a place that it names."""


def request_title(catalogue: Catalogue, request: Request) -> str:
    """Return the name of a request; without one, what is asked for and by whom."""
    return request.title or catalogue.text(REQUEST_TITLES[request.kind], name=request.requested_by)


def turnout_name(catalogue: Catalogue, turnout: str, tally: str | None) -> str:
    """Return what a figure of turnout counts; `tally` is the name of a part of the ballots, or of a round."""
    if turnout == TurnoutKey.EXHAUSTED.value:
        return catalogue.text("Exhausted ballots: %(round)s", round=tally or "")
    if tally is not None:
        return catalogue.text("Ballots: %(part)s", part=tally)
    return catalogue.text(TURNOUT[turnout])


def answer_name(catalogue: Catalogue, answer: RequestAnswer, *, is_of_place: bool) -> str:
    """Return an answer to a request, or the outcome at a place that it names."""
    if is_of_place and answer is RequestAnswer.REJECTED:
        return catalogue.text(DISPOSITIONS[Disposition.REJECTED])
    return catalogue.text(ANSWERS[answer])


def units(catalogue: Catalogue, count: int) -> str:
    """Return a number of units."""
    return catalogue.plural("%(count)s place", "%(count)s places", count)


def units_noun(catalogue: Catalogue, site: Site, contest: Contest) -> str:
    """Return what the units of a contest are called, in the plural: the name of their kind, or places."""
    kinds = {site.places[unit].kind for unit in contest.units}
    return catalogue.within(site.kinds[kinds.pop()].plural) if len(kinds) == 1 else catalogue.text("places")
