"""A contest as NIST SP 1500-100 version 2 states election results, in JSON.

Owns how the site's terms map to the standard's; `nist_units` has the places. Figures are written digit by digit, so
that none passes through a binary fraction. What the site does not know is left out, or said to be "other" where the
standard asks for it.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from recanvass.core.kinds import ReleaseKind, Status
from recanvass.core.model import Release, Site
from recanvass.exports.cells import chunks, number
from recanvass.exports.nist_contest import (
    candidates,
    contest_head,
    count_type,
    notes,
    office,
    part_type,
    parties,
    party,
    selections,
)
from recanvass.exports.nist_units import areas, named, reporting_units, typed, unit_id
from recanvass.results.figures import audited, exhausted, figures, withheld_choices
from recanvass.results.histories import Results, entry, outcome
from recanvass.results.ranking import has_gaps
from recanvass.results.turnout import turnout

_VOTE_COUNTS = '{"@type":"ElectionResults.VoteCounts"'


def nist_json(site: Site, results: Results, release: int) -> Iterator[bytes]:
    """Yield an ElectionReport with the figures of record of every place and unit as of a release, in chunks."""
    if results.contest.releases[release].kind is ReleaseKind.AUDIT:
        results = replace(audited(site, results.contest, release), contest=results.contest)
    return chunks(_pieces(site, results, release))


def _pieces(site: Site, results: Results, release: int) -> Iterator[list[str]]:
    """Yield the report object by object; only what there is one of is held whole."""
    contest = results.contest
    known = parties(contest)
    yield [_opened(_report(site, results, release), "GpUnit"), "\n"]
    before = ""
    for unit in reporting_units(site, results, release):
        yield [before, _dumped(unit)]
        before = ",\n"
    more: dict[str, object] = {"Party": [party(site, name, key) for name, key in known.items()]}
    offices = list(office(site, contest))
    head = contest_head(site, results, known, release)
    others = list(_other_counts(site, results, release))
    yield [
        "],\n",
        _opened(more | ({"Office": offices} if offices else {}), "Election")[1:],
        "\n",
        _opened(_election(site, results, known, release), "Contest"),
        "\n",
        _opened(head | ({"OtherCounts": others} if others else {}), "ContestSelection"),
        "\n",
    ]
    yield from _selections(site, results, known, release)
    yield ["]}]}]}\n"]


def _opened(head: Mapping[str, object], key: str) -> str:
    """Return an object as text up to one more key, which holds a list."""
    return f"{_dumped(head)[:-1]},{json.dumps(key)}:["


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _report(site: Site, results: Results, release: int) -> dict[str, object]:
    """Return what is said of the report itself. Content has no abbreviation of a publisher, yet one has to be there."""
    stated = results.contest.releases[release]
    declared = outcome(results.contest, release)
    test: dict[str, object] = {"IsTest": True} if site.is_rehearsal else {}
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
                f"{notes(declared[1] if declared is not None else None)}"
            ),
            **test,
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


def _election(site: Site, results: Results, known: Mapping[str, str], release: int) -> dict[str, object]:
    """Return the day on which a contest was held. Content does not say of which type it was."""
    contest = results.contest
    found = typed(
        "Election",
        {
            "Name": named(site, contest.title),
            "Type": "other",
            "OtherType": "not reported",
            "StartDate": contest.date.isoformat(),
            "EndDate": contest.date.isoformat(),
            "ElectionScopeId": unit_id(contest.root),
            "Candidate": list(candidates(site, results, known, release)),
        },
    )
    ballots = list(_ballot_counts(site, results, release))
    return found | {"BallotCounts": ballots} if ballots else found


def _ballot_counts(site: Site, results: Results, release: int) -> Iterator[dict[str, object]]:
    """Yield what became of ballots in each place that says so, and those that a ranked count had exhausted."""
    contest = results.contest
    for area in areas(site, results):
        told = turnout(site, results, area, release)
        total = {
            "BallotsCast": told.ballots,
            "BallotsOutstanding": told.outstanding,
            "BallotsRejected": told.rejected,
        }
        stated: dict[str, object] = {key: value for key, value in total.items() if value is not None}
        if stated:
            yield typed("BallotCounts", {"GpUnitId": unit_id(area), "Type": "total", **stated})
        for part, count in told.by_part.items():
            kind = part_type(part, contest.tallies)
            yield typed("BallotCounts", {"GpUnitId": unit_id(area), **kind, "BallotsCast": count})
        for name, number_of in (("blank", told.blank), ("spoiled", told.spoiled)):
            if number_of is not None:
                kind = {"Type": "other", "OtherType": name}
                yield typed("BallotCounts", {"GpUnitId": unit_id(area), **kind, "BallotsCast": number_of})
        for tally in contest.tallies if contest.is_ranked else ():
            left = exhausted(results, area, tally, release)
            if left is not None and left[0] == int(left[0]):
                kind = {"Type": "other", "OtherType": "exhausted"}
                counts = {"Round": tally.round, "BallotsCast": int(left[0])}
                yield typed("BallotCounts", {"GpUnitId": unit_id(area), **kind, **counts})


def _other_counts(site: Site, results: Results, release: int) -> Iterator[dict[str, object]]:
    """Yield over- and undervotes of each place that states them."""
    for area in areas(site, results):
        told = turnout(site, results, area, release)
        both = {"Overvotes": told.overvotes, "Undervotes": told.undervotes}
        stated: dict[str, object] = {key: value for key, value in both.items() if value is not None}
        if stated:
            yield typed("OtherCounts", {"GpUnitId": unit_id(area), **stated})


def _selections(site: Site, results: Results, known: Mapping[str, str], release: int) -> Iterator[list[str]]:
    """Yield each selection with all its figures."""
    contest = results.contest
    stated = [
        (area, tally, figures(results, area, tally, release).counts)
        for area in areas(site, results)
        for tally in contest.tallies
    ]
    hidden = {
        (area, tally.id): withheld_choices(results, area, tally, release)
        for area, tally, counts in stated
        if has_gaps(counts) and any(count is not None for count in counts)
    }
    for order, selection in enumerate(selections(site, contest, known)):
        yield [",\n" if order else "", _opened(selection.head, "VoteCounts")]
        before = "\n"
        is_line = selection.tallies is not contest.tallies
        kinds = {tally.id: count_type(tally, is_line=is_line) for tally in selection.tallies}
        for area, tally, counts in stated:
            kind, count = kinds.get(tally.id), counts[selection.choice]
            if kind is None:
                continue
            if count is not None:
                yield [f'{before}{_VOTE_COUNTS},"GpUnitId":"{unit_id(area)}",{kind},"Count":{number(count)}}}']
            elif selection.choice in hidden.get((area, tally.id), ()):
                suppressed = '"Count":0,"IsSuppressedForPrivacy":true}'
                yield [f'{before}{_VOTE_COUNTS},"GpUnitId":"{unit_id(area)}",{kind},{suppressed}']
            else:
                continue
            before = ",\n"
        yield ["]}"]
