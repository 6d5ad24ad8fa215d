"""Places and groups as the reporting units of NIST SP 1500-100 version 2.

Owns which kinds of places the standard knows, which identifiers a place has there, and how far its count is. Must not
know choices or their figures.
"""

from collections.abc import Iterator, Mapping

from recanvass.core.ids import AreaId, KindId
from recanvass.core.kinds import Reporting
from recanvass.core.model import Contest, Kind, Place, Site
from recanvass.results.histories import Results, reporting_counts, reporting_of
from recanvass.results.reporting import expected, reported
from recanvass.results.turnout import turnout

_DISTRICTS = frozenset(
    {
        "city-council",
        "congressional",
        "county-council",
        "judicial",
        "school",
        "special",
        "state-house",
        "state-senate",
        "utility",
        "water",
    }
)
"""Types that the standard has for districts, each without that word."""
_TYPES = _DISTRICTS | {
    "ballot-batch",
    "ballot-style-area",
    "borough",
    "city",
    "combined-precinct",
    "country",
    "county",
    "drop-box",
    "municipality",
    "polling-place",
    "precinct",
    "split-precinct",
    "state",
    "town",
    "township",
    "village",
    "vote-center",
    "ward",
}
_COUNTED = {Reporting.REPORTED: "completed", Reporting.NO_MEETING: "completed", Reporting.PARTIAL: "in-process"}
"""How far the count of a unit is. Of one that has not reported, nobody said whether it is counting."""


def typed(name: str, keys: Mapping[str, object]) -> dict[str, object]:
    """Return an object of a class of the standard."""
    return {"@type": f"ElectionResults.{name}", **keys}


def named(site: Site, name: str) -> dict[str, object]:
    """Return a text in the language of the site."""
    return typed(
        "InternationalizedText", {"Text": [typed("LanguageString", {"Content": name, "Language": site.languages.read})]}
    )


def unit_id(area: AreaId) -> str:
    """Return the id by which the rest of a report names the unit of an area."""
    return f"gp-{area}"


def district(contest: Contest) -> AreaId:
    """Return the place or group whose voters decide a contest."""
    return contest.group or contest.root


def areas(site: Site, results: Results) -> Iterator[AreaId]:
    """Yield the places with units in them and the group whose voters decide, if a group does; then the units.

    All other groups are left out: they cut across the tree, and no figure of the contest is about them alone.
    """
    contest = results.contest
    yield from (area for area in results.areas if area in site.places or area == contest.group)
    yield from (unit for unit in contest.units if unit not in results.areas)


def reporting_units(site: Site, results: Results, release: int) -> Iterator[dict[str, object]]:
    """Yield a ReportingUnit for each area."""
    inside = _inside(site, results)
    for area in areas(site, results):
        place = site.places.get(area)
        found = _group(site, area) if place is None else _place(site, place)
        if area == district(results.contest):
            found["IsDistricted"] = True
        told = turnout(site, results, area, release)
        voters = (("VotersRegistered", told.registered), ("VotersParticipated", told.voters))
        found |= {key: value for key, value in voters if value is not None}
        if area in inside:
            found["ComposingGpUnitIds"] = [unit_id(one) for one in inside[area]]
            found |= subunits(results, area, release)
        else:
            found["CountStatus"] = count_status(_COUNTED.get(reporting_of(results, area, release), "unknown"))
        yield found


def subunits(results: Results, area: AreaId, release: int) -> dict[str, object]:
    """Return how many units an area has, and how many of them are done reporting."""
    counts = reporting_counts(results, area, release)
    return {"SubUnitsReported": reported(counts), "TotalSubUnits": expected(counts)}


def count_status(status: str) -> list[dict[str, object]]:
    """Return how far a count is as a whole, whichever way ballots were cast."""
    return [typed("CountStatus", {"Type": "total", "Status": status})]


def _place(site: Site, place: Place) -> dict[str, object]:
    attributes = dict(place.attributes)
    found = _unit(site, place.id, place.name, site.kinds[place.kind])
    identifiers = [_identifier("other", place.id, other="recanvass")]
    if "ocd_id" in attributes:
        identifiers.append(_identifier("ocd-id", attributes["ocd_id"]))
    if "fips" in attributes:
        identifiers.append(_identifier("fips", attributes["fips"]))
    if place.code:
        # A county's code is the state's own, a precinct's is the county's.
        in_state = place.parent is not None and site.places[place.parent].kind == "state"
        identifiers.append(_identifier("state-level" if in_state else "local-level", place.code))
    found["ExternalIdentifier"] = identifiers
    return found


def _group(site: Site, area: AreaId) -> dict[str, object]:
    group = site.groups[area]
    found = _unit(site, area, group.name, site.kinds[group.kind] if group.kind is not None else None)
    found["ExternalIdentifier"] = [_identifier("other", area, other="recanvass")]
    return found


def _unit(site: Site, area: AreaId, name: str, kind: Kind | None) -> dict[str, object]:
    """Return what every unit has. A kind is known by its id; its name is in the language of the site."""
    found = typed("ReportingUnit", {"@id": unit_id(area), "Name": named(site, name)})
    known = _type(kind.id) if kind is not None else None
    if known is not None:
        return found | {"Type": known}
    return found | {"Type": "other", "OtherType": kind.name if kind is not None else "group"}


def _type(kind: KindId) -> str | None:
    if kind in _TYPES:
        return kind
    stem = kind.removesuffix("-district")
    return stem if stem in _DISTRICTS else None


def _identifier(kind: str, value: str, *, other: str | None = None) -> dict[str, object]:
    more = {"OtherType": other} if other is not None else {}
    return typed("ExternalIdentifier", {"Type": kind, **more, "Value": value})


def _inside(site: Site, results: Results) -> dict[AreaId, list[AreaId]]:
    """Return what lies directly in each place with units in it, and all units of the group whose voters decide."""
    contest = results.contest
    found: dict[AreaId, list[AreaId]] = {area: [] for area in areas(site, results) if area in results.areas}
    for area in areas(site, results):
        parent = site.places[area].parent if area in site.places else None
        if parent in found and area != contest.root:
            found[parent].append(area)
    if contest.group is not None and contest.group in found:
        found[contest.group] += results.areas[contest.group]
    return found
