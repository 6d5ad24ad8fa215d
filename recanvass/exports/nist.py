"""A contest as NIST SP 1500-100 version 2 states election results, in JSON.

Owns how the site's terms map to the standard's; `nist_units` has the places. Figures are written digit by digit, so
that none passes through a binary fraction. What the site does not know is left out, or said to be "other" where the
standard asks for it.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from recanvass.core.ballot import Choice, Tally
from recanvass.core.kinds import ReleaseKind, Status
from recanvass.core.model import Contest, Release, Site
from recanvass.exports.cells import chunks, number
from recanvass.exports.nist_units import areas, count_status, district, named, reporting_units, subunits, typed, unit_id
from recanvass.results.figures import figures
from recanvass.results.histories import Results, entry

_COUNTS = frozenset(
    {
        "absentee",
        "absentee-fwab",
        "absentee-in-person",
        "absentee-mail",
        "early",
        "election-day",
        "provisional",
        "uocava",
    }
)
"""Ids of tallies that are types of counts in the standard. The tally that decides is its total."""
_VOTE_COUNTS = '{"@type":"ElectionResults.VoteCounts"'
_COUNTED = {
    Status.PRE_ELECTION: "not-processed",
    Status.UNOFFICIAL_PARTIAL: "in-process",
    Status.UNOFFICIAL_COMPLETE: "completed",
    Status.CERTIFIED: "completed",
}


def nist_json(site: Site, results: Results, release: int) -> Iterator[bytes]:
    """Yield an ElectionReport with the figures of record of every place and unit as of a release, in chunks."""
    return chunks(_pieces(site, results, release))


def _pieces(site: Site, results: Results, release: int) -> Iterator[list[str]]:
    """Yield the report object by object; only what there is one of is held whole."""
    parties = _parties(results.contest)
    yield [_opened(_report(site, results, release), "GpUnit"), "\n"]
    before = ""
    for unit in reporting_units(site, results, release):
        yield [before, _dumped(unit)]
        before = ",\n"
    yield [
        "],\n",
        _opened({"Party": [_party(site, name, key) for name, key in parties.items()]}, "Election")[1:],
        "\n",
        _opened(_election(site, results, parties), "Contest"),
        "\n",
        _opened(_candidate_contest(results, release), "ContestSelection"),
        "\n",
    ]
    yield from _selections(site, results, release)
    yield ["]}]}]}\n"]


def _opened(head: Mapping[str, object], key: str) -> str:
    """Return an object as text up to one more key, which holds a list."""
    return f"{_dumped(head)[:-1]},{json.dumps(key)}:["


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _report(site: Site, results: Results, release: int) -> dict[str, object]:
    """Return what is said of the report itself. Content has no abbreviation of a publisher, yet one has to be there."""
    stated = results.contest.releases[release]
    return typed(
        "ElectionReport",
        {
            "Format": "precinct-level" if _has_units(results, release) else "summary-contest",
            "GeneratedDate": _moment(stated, site.timezone),
            "Issuer": site.publisher.name,
            "IssuerAbbreviation": site.publisher.name,
            "SequenceStart": 1,
            "SequenceEnd": 1,
            "Status": _status(stated),
            "VendorApplicationId": "recanvass",
            "Notes": (
                f"{stated.title}. Kind of release: {stated.kind.value}. Figures published by: {stated.source.name}."
            ),
        },
    )


def _has_units(results: Results, release: int) -> bool:
    """Tell whether there are figures of units, and not of the places above them alone."""
    contest = results.contest
    return any(entry(results, unit, tally.id, release) for unit in contest.units for tally in contest.tallies)


def _moment(release: Release, zone: str) -> str:
    """Return when a release was published; a day stands for its first hour, since a time is asked for."""
    if isinstance(release.as_of, datetime):
        return release.as_of.isoformat(timespec="seconds")
    return datetime.combine(release.as_of, time(), ZoneInfo(zone)).isoformat()


def _status(release: Release) -> str:
    if release.status is Status.CERTIFIED or release.kind not in (ReleaseKind.RECOUNT, ReleaseKind.CORRECTION):
        return str(release.status.value)
    return str(release.kind.value)


def _parties(contest: Contest) -> dict[str, str]:
    """Return an id for each party by its name, in the order of the ballot."""
    names = dict.fromkeys(choice.party for choice in contest.choices if choice.party)
    return {name: f"party-{order}" for order, name in enumerate(names, 1)}


def _party(site: Site, name: str, key: str) -> dict[str, object]:
    return typed("Party", {"@id": key, "Name": named(site, name)})


def _election(site: Site, results: Results, parties: Mapping[str, str]) -> dict[str, object]:
    """Return the day on which a contest was held. Content does not say of which type it was."""
    contest = results.contest
    found = typed(
        "Election",
        {
            "Name": named(site, contest.title),
            "Type": "other",
            "OtherType": "not stated",
            "StartDate": contest.date.isoformat(),
            "EndDate": contest.date.isoformat(),
            "ElectionScopeId": unit_id(contest.root),
            "Candidate": [_candidate(site, choice, parties) for choice in contest.choices],
        },
    )
    ballots = list(_ballot_counts(site, results))
    return found | {"BallotCounts": ballots} if ballots else found


def _ballot_counts(site: Site, results: Results) -> Iterator[dict[str, object]]:
    """Yield how many ballots were cast in each place that says so."""
    for area in areas(site, results):
        cast = dict(site.places[area].attributes).get("ballots") if area in site.places else None
        if cast is not None:
            yield typed("BallotCounts", {"GpUnitId": unit_id(area), "Type": "total", "BallotsCast": int(cast)})


def _candidate(site: Site, choice: Choice, parties: Mapping[str, str]) -> dict[str, object]:
    """Return what can be chosen: a person, a ticket under one name, or an option such as Uncommitted."""
    found = typed("Candidate", {"@id": _candidate_id(choice), "BallotName": named(site, choice.name)})
    return found | {"PartyId": parties[choice.party]} if choice.party else found


def _candidate_id(choice: Choice) -> str:
    return f"candidate-{choice.id}"


def _candidate_contest(results: Results, release: int) -> dict[str, object]:
    contest = results.contest
    return typed(
        "CandidateContest",
        {
            "@id": f"contest-{contest.id}",
            "Name": contest.title,
            "ElectionDistrictId": unit_id(district(contest)),
            "VotesAllowed": contest.rules.votes_each,
            "CountStatus": count_status(_COUNTED[contest.releases[release].status]),
            **subunits(results, district(contest), release),
        },
    )


def _candidate_selection(contest: Contest, choice: Choice, order: int) -> dict[str, object]:
    return typed(
        "CandidateSelection",
        {
            "@id": f"selection-{contest.id}-{choice.id}",
            "CandidateIds": [_candidate_id(choice)],
            "SequenceOrder": order,
        },
    )


def _selections(site: Site, results: Results, release: int) -> Iterator[list[str]]:
    """Yield each choice with all its figures."""
    contest = results.contest
    kinds = [(tally, _count_type(tally)) for tally in contest.tallies]
    stated = [
        (area, kind, figures(results, area, tally, release).counts)
        for area in areas(site, results)
        for tally, kind in kinds
    ]
    for order, choice in enumerate(contest.choices):
        yield [",\n" if order else "", _opened(_candidate_selection(contest, choice, order + 1), "VoteCounts")]
        before = "\n"
        for area, kind, counts in stated:
            count = counts[order]
            if count is not None:
                yield [f'{before}{_VOTE_COUNTS},"GpUnitId":"{unit_id(area)}",{kind},"Count":{number(count)}}}']
                before = ",\n"
        yield ["]}"]


def _count_type(tally: Tally) -> str:
    """Return the type of a tally's counts, as text that stands within an object."""
    if tally.decides:
        return '"Type":"total"'
    if tally.id in _COUNTS:
        return f'"Type":"{tally.id}"'
    return f'"Type":"other","OtherType":{_dumped(tally.name)}'
