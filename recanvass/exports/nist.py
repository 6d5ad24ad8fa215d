"""A contest as NIST SP 1500-100 version 2 states election results, in JSON.

Owns how the site's terms map to the standard's. Figures are written digit by digit, so that none passes through a
binary fraction. What the site does not know is left out, or said to be "other" where the standard asks for it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from recanvass.core.ballot import Choice, Tally
from recanvass.core.ids import AreaId
from recanvass.core.kinds import ReleaseKind, Reporting, Status
from recanvass.core.model import Contest, Release, Site
from recanvass.exports.cells import chunks, number
from recanvass.results.figures import figures
from recanvass.results.histories import Results, reporting_counts

_TYPE = "@type"
_PREFIX = "ElectionResults."
_COUNTS = frozenset({"absentee", "absentee-in-person", "absentee-mail", "early", "election-day", "provisional"})
"""Ids of tallies that are types of counts in the standard; the tally that decides is its total."""
_UNITS = frozenset(
    {
        "borough",
        "city",
        "combined-precinct",
        "congressional",
        "country",
        "county",
        "judicial",
        "municipality",
        "polling-place",
        "precinct",
        "school",
        "split-precinct",
        "state",
        "state-house",
        "state-senate",
        "town",
        "township",
        "village",
        "vote-center",
        "ward",
    }
)
"""Ids of kinds that are types of reporting units in the standard."""
_REPORTED = (Reporting.REPORTED, Reporting.NO_MEETING)


def nist_json(site: Site, results: Results, release: int) -> Iterator[bytes]:
    """Yield an ElectionReport with the figures of record of every place and unit as of a release, in chunks."""
    return chunks(_pieces(site, results, release))


def _pieces(site: Site, results: Results, release: int) -> Iterator[list[str]]:
    contest, stated = results.contest, results.contest.releases[release]
    parties = {
        name: f"party-{n}" for n, name in enumerate(dict.fromkeys(one.party for one in contest.choices), 1) if name
    }
    children = _children(site, results)
    report = {
        _TYPE: f"{_PREFIX}ElectionReport",
        "Format": "precinct-level",
        "GeneratedDate": _moment(stated, site.timezone),
        "Issuer": site.publisher.name,
        "IssuerAbbreviation": site.publisher.name,
        "SequenceStart": 1,
        "SequenceEnd": 1,
        "Status": _status(stated),
        "VendorApplicationId": "recanvass",
        "Notes": f"{stated.title}. Figures published by: {stated.source.name}.",
    }
    party = {"Party": [_party(site, name, key) for name, key in parties.items()]}
    election: dict[str, object] = {
        _TYPE: f"{_PREFIX}Election",
        "Name": _text(site, contest.title),
        "Type": "other",
        "OtherType": "not stated",
        "StartDate": contest.date.isoformat(),
        "EndDate": contest.date.isoformat(),
        "ElectionScopeId": _gp(contest.root),
        "Candidate": [_candidate(site, choice, parties.get(choice.party or "")) for choice in contest.choices],
    }
    head = {
        _TYPE: f"{_PREFIX}CandidateContest",
        "@id": f"contest-{contest.id}",
        "Name": contest.title,
        "ElectoralDistrictId": _gp(contest.root),
        "VotesAllowed": 1,
        "SubUnitsReported": _reported(results, contest.root, release),
        "TotalSubUnits": len(contest.units),
    }
    yield [_opened(report, "GpUnit")]
    before = ""
    for area in _areas(site, results):
        yield [before, _dumped(_unit(site, results, area, release, children=children))]
        before = ","
    yield [
        "],",
        _opened(party, "Election")[1:],
        "\n",
        _opened(election, "Contest"),
        "\n",
        _opened(head, "BallotSelection"),
        "\n",
    ]
    yield from _selections(site, results, release)
    yield ["]}]}]}\n"]


def _opened(head: Mapping[str, object], key: str) -> str:
    """Return an object as text up to one more key, which holds a list."""
    return f"{_dumped(head)[:-1]},{json.dumps(key)}:["


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _moment(release: Release, zone: str) -> str:
    """Return when a release was published; a day stands for its first hour, since a time is asked for."""
    if isinstance(release.as_of, datetime):
        return release.as_of.isoformat()
    return datetime.combine(release.as_of, time(), ZoneInfo(zone)).isoformat()


def _status(release: Release) -> str:
    if release.status is Status.CERTIFIED or release.kind not in (ReleaseKind.RECOUNT, ReleaseKind.CORRECTION):
        return str(release.status.value)
    return str(release.kind.value)


def _gp(area: AreaId) -> str:
    return f"gp-{area}"


def _text(site: Site, content: str) -> dict[str, object]:
    return {"Text": [{"Content": content, "Language": site.language}]}


def _areas(site: Site, results: Results) -> Iterator[AreaId]:
    """Yield the places with units in them, then the units; groups cut across and are no part of the tree."""
    yield from (area for area in results.areas if area in site.places)
    yield from (unit for unit in results.contest.units if unit not in results.areas)


def _unit(
    site: Site, results: Results, area: AreaId, release: int, *, children: Mapping[AreaId, Iterable[AreaId]]
) -> dict[str, object]:
    place = site.places[area]
    kind: dict[str, object] = {"Type": place.kind if place.kind in _UNITS else "other"}
    if kind["Type"] == "other":
        kind["OtherType"] = site.kinds[place.kind].name
    found: dict[str, object] = {_TYPE: f"{_PREFIX}ReportingUnit", "@id": _gp(area), "Name": place.name, **kind}
    identifiers = [{"Type": "other", "OtherType": "recanvass", "Value": str(area)}]
    identifiers += [{"Type": "fips", "Value": value} for key, value in place.attributes if key == "fips"]
    identifiers += [{"Type": "local-level", "Value": place.code}] if place.code else []
    found["ExternalIdentifier"] = identifiers
    if area in results.areas:
        found["ComposingGpUnitIds"] = [_gp(inside) for inside in children[area]]
        found["SubUnitsReported"] = _reported(results, area, release)
        found["TotalSubUnits"] = len(results.areas[area])
    return found


def _children(site: Site, results: Results) -> dict[AreaId, list[AreaId]]:
    """Return what lies directly in each place that has units in it."""
    found: dict[AreaId, list[AreaId]] = {area: [] for area in results.areas}
    for area in _areas(site, results):
        parent = site.places[area].parent
        if parent in found and area != results.contest.root:
            found[parent].append(area)
    return found


def _reported(results: Results, area: AreaId, release: int) -> int:
    counts = reporting_counts(results, area, release)
    return sum(counts[state] for state in _REPORTED)


def _party(site: Site, name: str, key: str) -> dict[str, object]:
    return {_TYPE: f"{_PREFIX}Party", "@id": key, "Name": _text(site, name)}


def _candidate(site: Site, choice: Choice, party: str | None) -> dict[str, object]:
    of_party = {"PartyId": party} if party is not None else {}
    return {
        _TYPE: f"{_PREFIX}Candidate",
        "@id": f"candidate-{choice.id}",
        "BallotName": _text(site, choice.name),
        **of_party,
    }


def _selections(site: Site, results: Results, release: int) -> Iterator[list[str]]:
    """Yield each choice with all its figures."""
    contest = results.contest
    kinds = [(tally, _count_type(tally)) for tally in contest.tallies]
    stated = [
        (area, kind, figures(results, area, tally, release).counts)
        for area in _areas(site, results)
        for tally, kind in kinds
    ]
    for order, choice in enumerate(contest.choices):
        yield [",\n" if order else "", _opened(_selection(contest, choice, order + 1), "VoteCounts")]
        before = "\n"
        for area, kind, counts in stated:
            count = counts[order]
            if count is not None:
                yield [f'{before}{{"GpUnitId":"{_gp(area)}",{kind},"Count":{number(count)}}}']
                before = ",\n"
        yield ["]}"]


def _selection(contest: Contest, choice: Choice, order: int) -> dict[str, object]:
    return {
        _TYPE: f"{_PREFIX}CandidateSelection",
        "@id": f"selection-{contest.id}-{choice.id}",
        "CandidateIds": [f"candidate-{choice.id}"],
        "SequenceOrder": order,
    }


def _count_type(tally: Tally) -> str:
    if tally.decides:
        return '"Type":"total"'
    if tally.id in _COUNTS:
        return f'"Type":"{tally.id}"'
    return f'"Type":"other","OtherType":{_dumped(tally.name)}'
