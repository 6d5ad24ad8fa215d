"""A contest as one JSON object: how it is decided, candidates, counts, releases with what was declared, and requests.

Owns its keys, which are a contract. Must not hold figures of places, except percentages as printed. The tables
of figures are in `exports.tables`.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date

from recanvass.core.ballot import Choice, Office, Requirement, Tally
from recanvass.core.ids import PartyId
from recanvass.core.model import Contest, Release, Request, Site, Source
from recanvass.exports.cells import plain
from recanvass.results.histories import outcome
from recanvass.text.catalogue import msgid

WHAT = msgid("The contest: candidates, what is counted, releases, outcomes and requests, as one JSON object.")


def contest_json(site: Site, contest: Contest) -> bytes:
    """Return the object."""
    releases = enumerate(contest.releases)
    document = {
        "contest": _contest(site, contest),
        "parties": [
            {"id": party, "name": site.parties[party].name, "short": site.parties[party].short}
            for party in _parties(contest)
            if party in site.parties
        ],
        "tallies": [_tally(tally) for tally in contest.tallies],
        "choices": [_choice(choice) for choice in contest.choices],
        "releases": [
            {**_release(one), "outcome": declared(contest, index), "declared": _declared(contest, index)}
            for index, one in releases
        ],
        "requests": [_request(one) for one in contest.requests],
    }
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def declared(contest: Contest, release: int) -> dict[str, object] | None:
    """Return what was declared up to a release."""
    found = outcome(contest, release)
    if found is None:
        return None
    stated = found[1]
    return {
        "by": stated.by.value,
        "winners": list(stated.winners),
        "advancing": list(stated.advancing),
        "passed": stated.passed,
        "tie": list(stated.tie),
        "void": stated.is_void,
    }


def _declared(contest: Contest, release: int) -> dict[str, object] | None:
    """Return when and by whom an outcome was declared up to a release."""
    found = outcome(contest, release)
    if found is None:
        return None
    stated = found[1]
    return {"by": stated.declared_by, "on": stated.day.isoformat() if stated.day is not None else None}


def _contest(site: Site, contest: Contest) -> dict[str, object]:
    closest = contest.closest_before
    return {
        "id": contest.id,
        "title": contest.title,
        "date": contest.date.isoformat(),
        "kind": contest.kind.value,
        "place": contest.root,
        "group": contest.group,
        "office": _office(site.offices[contest.office]) if contest.office is not None else None,
        "district": contest.district,
        "person": contest.person,
        "party": contest.party,
        "held_by": contest.held_by,
        "seats": contest.seats,
        "vote_for": contest.vote_for,
        "share_of": contest.share_of.value,
        "thresholds": [_requirement(one) for one in contest.requirements],
        "advance": contest.advance,
        "next": contest.next,
        "turnout_from": contest.turnout_from,
        "closest_before": None
        if closest is None
        else {"margin": plain(closest.margin), "tally": closest.tally, "label": closest.label},
    }


def _office(office: Office) -> dict[str, object]:
    chamber = office.chamber
    return {
        "id": office.id,
        "name": office.name,
        "chamber": None
        if chamber is None
        else {"seats": chamber.seats, "majority": chamber.majority, "held": dict(chamber.held)},
    }


def _requirement(requirement: Requirement) -> dict[str, object]:
    """Return what is needed; a share is a fraction, such as 3/5."""
    share = requirement.share
    return {
        "share": str(share) if share is not None else None,
        "of": requirement.base.value if share is not None else None,
        "count": requirement.count,
        "more_than": requirement.is_more_than,
        "by": "ballots" if requirement.of_ballots_cast else "choice",
    }


def _parties(contest: Contest) -> Mapping[PartyId, None]:
    """Return the declared parties that a contest names, each once."""
    of_choices = (party for choice in contest.choices for party in choice.parties)
    others = (contest.party, contest.held_by, *(tally.party for tally in contest.tallies))
    return dict.fromkeys((*of_choices, *(party for party in others if party is not None)))


def _tally(tally: Tally) -> dict[str, object]:
    award = tally.award
    return {
        "id": tally.id,
        "name": tally.name,
        "short": tally.short,
        "unit": tally.unit,
        "decimals": tally.decimals,
        "show": tally.show,
        "decides": tally.decides,
        "only": list(tally.only),
        "part_of": tally.part_of,
        "is_sum_of_parts": tally.is_sum,
        "party": tally.party,
        "round": tally.round,
        "tolerance": plain(tally.tolerance),
        "award": None if award is None else {"from": award.of, "by": award.by.value, "threshold": str(award.threshold)},
    }


def _choice(choice: Choice) -> dict[str, object]:
    withdrawn = choice.withdrawn
    return {
        "id": choice.id,
        "name": choice.name,
        "short": choice.short,
        "candidate": choice.is_candidate,
        "party": choice.party,
        "parties": list(choice.parties),
        "ticket": list(choice.ticket),
        "incumbent": choice.is_incumbent,
        "write_in": choice.is_write_in,
        "withdrawn": withdrawn.isoformat() if isinstance(withdrawn, date) else withdrawn,
        "in_total": choice.in_total,
    }


def _release(release: Release) -> dict[str, object]:
    checked = release.checked
    return {
        "id": release.id,
        "title": release.title,
        "kind": release.kind.value,
        "status": release.status.value,
        "as_of": release.as_of.isoformat(),
        "source": _source(release.source),
        "quota": plain(release.quota),
        "checked": None if checked is None else {"places": checked.places, "corrected": checked.corrected},
        "printed_percents": dict(_percents(release)),
    }


def _percents(release: Release) -> Iterator[tuple[str, object]]:
    """Yield each printed percentage after the ids of its place, tally and choice."""
    for printed in release.percents:
        for choice, figure in printed.figures.items():
            yield f"{printed.area} {printed.tally} {choice}", plain(figure)


def _request(request: Request) -> dict[str, object]:
    announced = request.announced
    moments = {"answer_due": request.answer_due, "answered": request.answered, "completed": request.completed}
    return {
        "id": request.id,
        "title": request.title,
        "kind": request.kind.value,
        "requested_by": request.requested_by,
        "filed": request.filed.isoformat(),
        **{key: moment.isoformat() if moment is not None else None for key, moment in moments.items()},
        "state": request.state.value,
        "announced": None
        if announced is None
        else {
            "places": announced.places,
            "accepted": announced.accepted,
            "incomplete": announced.incomplete,
            "ineligible": announced.ineligible,
            "corrected": announced.corrected,
        },
        "resolved_by": request.resolved_by,
        "source": _source(request.source),
    }


def _source(source: Source) -> dict[str, object]:
    return {"name": source.name, "url": source.url}
