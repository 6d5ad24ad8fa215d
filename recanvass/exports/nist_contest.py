"""The contest of a report of NIST SP 1500-100 version 2: who or what can be chosen, and how that is decided.

Owns which class of the standard a contest, a choice and an outcome are. Must not know figures of places.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from recanvass.core.ballot import Choice, Requirement, Tally
from recanvass.core.ids import ChoiceId, PartyId
from recanvass.core.kinds import ContestKind, DecidedBy, Status
from recanvass.core.model import Contest, Outcome, Site
from recanvass.exports.nist_units import count_status, district, named, subunits, typed, unit_id
from recanvass.results.histories import Results, outcome

COUNTS = frozenset(
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
_COUNTED = {
    Status.PRE_ELECTION: "not-processed",
    Status.UNOFFICIAL_PARTIAL: "in-process",
    Status.UNOFFICIAL_COMPLETE: "completed",
    Status.CERTIFIED: "completed",
}
_PERSON = "candidate-person"
_CLASSES = {
    ContestKind.CANDIDATES: "CandidateContest",
    ContestKind.MEASURE: "BallotMeasureContest",
    ContestKind.RETENTION: "RetentionContest",
}


class Selection(Struct, frozen=True):
    """One selection of a contest, with the tallies whose counts it holds: of one party's line, or all."""

    head: Mapping[str, object]
    choice: int
    tallies: tuple[Tally, ...]


def parties(contest: Contest) -> dict[str, str]:
    """Return an id for each party of a contest, by its own id or, if it is not declared, by its name."""
    found: dict[str, str] = {}
    names: dict[str, None] = {}
    for choice in contest.choices:
        found |= {party: f"party-{party}" for party in choice.parties}
        if choice.party and not choice.parties:
            names[choice.party] = None
    if contest.party is not None:
        found[contest.party] = f"party-{contest.party}"
    for tally in contest.tallies:
        found |= {tally.party: f"party-{tally.party}"} if tally.party is not None else {}
    # A name has no id of its own, and might be that of a declared party.
    return found | {name: f"party-named-{order}" for order, name in enumerate(names, 1)}


def party(site: Site, name: str, key: str) -> dict[str, object]:
    """Return a party: as declared, or by its name alone."""
    declared = site.parties.get(PartyId(name))
    if declared is None:
        return typed("Party", {"@id": key, "Name": named(site, name)})
    found = typed("Party", {"@id": key, "Name": named(site, declared.name)})
    if declared.short != declared.name:
        found["Abbreviation"] = named(site, declared.short)
    if declared.colour is not None:
        found["Color"] = declared.colour.removeprefix("#")
    return found


def candidates(site: Site, results: Results, known: Mapping[str, str], release: int) -> Iterator[dict[str, object]]:
    """Yield who can be chosen: persons, those of a ticket one by one, and options such as Uncommitted."""
    contest = results.contest
    if contest.kind is ContestKind.RETENTION:
        yield typed("Candidate", {"@id": _PERSON, "BallotName": named(site, contest.person or contest.title)})
    if contest.is_question:
        return
    status = _election_status(results, release)
    for choice in contest.choices:
        key = next(iter(choice.parties), choice.party)
        for order, name in enumerate(choice.ticket or (choice.name,)):
            found = typed("Candidate", {"@id": _candidate_id(choice, order), "BallotName": named(site, name)})
            if key:
                found["PartyId"] = known[key]
            if choice.is_incumbent and not order:
                found["IsIncumbent"] = True
            if choice.ticket:
                found["IsTopTicket"] = not order
            if choice.id in status:
                found["PostElectionStatus"] = status[choice.id]
            if choice.withdrawn:
                found["PreElectionStatus"] = "withdrawn"
            yield found


def _candidate_id(choice: Choice, order: int = 0) -> str:
    return f"candidate-{choice.id}" if not order else f"candidate-{choice.id}-{order + 1}"


def _election_status(results: Results, release: int) -> Mapping[ChoiceId, str]:
    """Return what became of each candidate by the outcome in force; nobody is defeated before it is certified."""
    declared = outcome(results.contest, release)
    if declared is None:
        return {}
    index, found = declared
    is_projected = found.by is DecidedBy.PROJECTION
    status = dict.fromkeys(found.winners, "projected-winner" if is_projected else "winner")
    status |= dict.fromkeys(found.advancing, "advanced-to-runoff")
    is_certified = any(one.status is Status.CERTIFIED for one in results.contest.releases[index : release + 1])
    if is_certified and not is_projected and (found.winners or found.advancing):
        others = (choice.id for choice in results.contest.choices if choice.is_candidate and choice.id not in status)
        status |= dict.fromkeys(others, "defeated")
    return status


def notes(found: Outcome | None) -> str:
    """Return what the standard has no word for in an outcome."""
    if found is None:
        return ""
    if found.is_void:
        return " The election was annulled."
    if found.tie:
        return " A tie was declared."
    if found.passed is not None:
        return " Declared passed." if found.passed else " Declared not passed."
    by = {
        DecidedBy.LOT: " Decided by lot.",
        DecidedBy.COURT: " Decided by a court.",
        DecidedBy.UNCONTESTED: " Uncontested.",
    }
    return by.get(found.by, "")


def contest_head(site: Site, results: Results, known: Mapping[str, str], release: int) -> dict[str, object]:
    """Return the contest without its selections."""
    contest = results.contest
    head: dict[str, object] = {
        "@id": f"contest-{contest.id}",
        "Name": contest.title,
        "ElectionDistrictId": unit_id(district(contest)),
        "CountStatus": count_status(_COUNTED[contest.releases[release].status]),
        "VoteVariation": _variation(contest),
        **subunits(results, district(contest), release),
    }
    if contest.is_question:
        head["PassageThreshold"] = named(site, ", and ".join(map(_threshold, contest.requirements)))
        if contest.kind is ContestKind.RETENTION:
            head["CandidateId"] = _PERSON
            head |= {"OfficeId": _office_id(contest)} if contest.office is not None else {}
        return typed(_CLASSES[contest.kind], head)
    head["VotesAllowed"] = contest.vote_for if contest.vote_for is not None else len(contest.choices)
    head["NumberElected"] = contest.seats
    if contest.advance is not None:
        head["NumberRunoff"] = contest.advance
    if contest.party is not None:
        head["PrimaryPartyIds"] = [known[contest.party]]
    if contest.office is not None:
        head["OfficeIds"] = [_office_id(contest)]
    return typed(_CLASSES[contest.kind], head)


def office(site: Site, contest: Contest) -> Iterator[dict[str, object]]:
    """Yield the office that is filled, if the contest names one."""
    if contest.office is not None and contest.office in site.offices:
        found = site.offices[contest.office]
        yield typed("Office", {"@id": _office_id(contest), "Name": named(site, found.name)})


def _office_id(contest: Contest) -> str:
    return f"office-{contest.office}"


def _variation(contest: Contest) -> str:
    """Return the standard's word for how a contest is decided."""
    deciding = next((tally for tally in contest.tallies if tally.decides), contest.tallies[0])
    by_rule = (
        (contest.is_ranked, "rcv"),
        (contest.vote_for is None, "approval"),
        (any(not one.is_majority for one in contest.requirements), "super-majority"),
        (bool(contest.requirements), "majority"),
        (deciding.award is not None or contest.rules.caucus is not None, "proportional"),
        (contest.seats > 1 or (contest.vote_for or 1) > 1, "n-of-m"),
    )
    return next((word for holds, word in by_rule if holds), "plurality")


def _threshold(requirement: Requirement) -> str:
    more = "more than " if requirement.is_more_than else "at least "
    if requirement.count is not None:
        return f"{more}{requirement.count}"
    whole = Fraction(100) * (requirement.share or 0)
    share = f"{whole.numerator}" if whole.denominator == 1 else f"{whole.numerator}/{whole.denominator}"
    return f"{more}{share}% of {requirement.base.value}"


def selections(site: Site, contest: Contest, known: Mapping[str, str]) -> Iterator[Selection]:
    """Yield what a ballot can select: each choice, or each line of one that several parties put up."""
    lines = {tally.party: tally for tally in contest.tallies if tally.party is not None}
    order = 0
    for index, choice in enumerate(contest.choices):
        own: list[PartyId | None] = [party for party in choice.parties if party in lines]
        own = own or [None]
        for name in own:
            order += 1
            head: dict[str, object] = {
                "@id": f"selection-{contest.id}-{choice.id}" + (f"-{name}" if name is not None else ""),
                "SequenceOrder": order,
            }
            if contest.is_question:
                head["Selection"] = named(site, choice.name)
                yield Selection(typed("BallotMeasureSelection", head), index, contest.tallies)
                continue
            head["CandidateIds"] = [_candidate_id(choice, at) for at in range(len(choice.ticket) or 1)]
            if name is not None:
                head["EndorsementPartyIds"] = [known[name]]
            elif choice.parties:
                head["EndorsementPartyIds"] = [known[one] for one in choice.parties]
            if choice.is_write_in:
                head["IsWriteIn"] = True
            tallies = (lines[name],) if name is not None else contest.tallies
            yield Selection(typed("CandidateSelection", head), index, tallies)


def count_type(tally: Tally, *, is_line: bool = False) -> str:
    """Return the type of a tally's counts, as text that stands within an object."""
    if tally.round is not None:
        return f'"Type":"total","Round":{tally.round}'
    if tally.decides or is_line:
        return '"Type":"total"'
    if tally.id in COUNTS:
        return f'"Type":"{tally.id}"'
    return f'"Type":"other","OtherType":{json.dumps(tally.name, ensure_ascii=False)}'


def part_type(part: str, tallies: Sequence[Tally]) -> dict[str, str]:
    """Return the type of ballots that were cast in one way."""
    if part in COUNTS:
        return {"Type": part}
    return {"Type": "other", "OtherType": next((tally.name for tally in tallies if tally.id == part), part)}
