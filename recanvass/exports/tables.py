"""CSV and JSON of results, changes, published totals and requests.

Owns the columns, which are a contract: their names and order change only with a new file. An empty cell means that
nothing was reported.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, Number
from recanvass.core.model import Contest, Place, Published, Site
from recanvass.exports import cells
from recanvass.exports.cells import number as _number
from recanvass.exports.cells import table as _csv
from recanvass.exports.cells import text as _text
from recanvass.exports.contest import declared
from recanvass.results.areas import areas_above
from recanvass.results.figures import Basis, Figures, figures
from recanvass.results.histories import Results, entry
from recanvass.results.ranking import agrees, share_in_steps
from recanvass.results.request_units import lines_of_request
from recanvass.results.shares import whole
from recanvass.text.catalogue import ENGLISH, Catalogue, msgid

SHARE_DECIMALS = 6

RESULTS = (
    ("place", msgid("id of the place or group")),
    ("place_name", msgid("its name")),
    ("kind", msgid("its kind, such as county or precinct; group for a group")),
    ("parent", msgid("id of the place that contains it")),
    ("choice", msgid("id of the candidate or option")),
    ("choice_name", msgid("name of the candidate or option")),
    ("tally", msgid("id of the count")),
    ("count", msgid("the number, as the pages show it")),
    (
        "share",
        msgid("count divided by the total shown on the page, from 0 to 1, rounded half up to 6 decimals"),
    ),
    ("release", msgid("id of the release the number comes from")),
    (
        "basis",
        msgid("units for a sum of the reporting places, published for a published total, mixed if a table has both"),
    ),
    ("sum_of_units", msgid("the exact sum of the reporting places, even if count is a published total")),
    ("places_unknown", msgid("how many places lack a number, which makes count a minimum; empty if none do")),
)
CHANGES = (
    ("release", msgid("id of the release that made the change")),
    ("place", msgid("id of the reporting place")),
    ("choice", msgid("id of the candidate or option")),
    ("tally", msgid("id of the count")),
    ("before", msgid("the number before the change; empty if nothing had been reported")),
    ("after", msgid("the number after the change")),
)
TOTALS = (
    ("release", msgid("id of the release that published the total")),
    ("place", msgid("id of the place or group")),
    ("place_name", msgid("its name")),
    ("choice", msgid("id of the candidate or option")),
    ("tally", msgid("id of the count")),
    ("published", msgid("the total as published")),
    ("sum_of_units", msgid("the sum of the reporting places at that release; empty if they don’t report this count")),
    (
        "agrees",
        msgid("yes if the sum, rounded to the published decimals, equals the total; otherwise no"),
    ),
    ("source", msgid("who published it")),
)
REQUESTS = (
    ("review", msgid("id of the request")),
    ("kind", msgid("recanvass or recount")),
    ("requested_by", msgid("who asked")),
    ("filed", msgid("date or time the request was filed")),
    ("state", msgid("status of the request")),
    ("places_announced", msgid("how many places the request names, as announced")),
    ("place", msgid("id of the place or group in this row; empty if the request lists none")),
    ("place_name", msgid("its name")),
    ("district", msgid("the district or other group that contains it, such as a congressional district")),
    ("parent", msgid("id of the place that contains it, such as its county")),
    ("printed", msgid("its name as printed in the list")),
    ("disposition", msgid("the outcome; empty if it wasn’t published")),
    ("reason", msgid("the reason")),
    ("resolved_by", msgid("id of the release that resolved the request")),
    ("source", msgid("source of the list")),
)


def release_columns(contest: Contest, catalogue: Catalogue = ENGLISH) -> tuple[tuple[str, str], ...]:
    """Return the columns of a release's figures: one row a unit and choice, one column a tally that units state."""
    return (
        ("place", catalogue.text("id of the reporting place")),
        ("choice", catalogue.text("id of the candidate or option")),
        *(tally_column(tally, tally.id, catalogue) for tally in stated_tallies(contest)),
    )


def meanings(columns: Sequence[tuple[str, str]], catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Return columns with what each means, in the language of the catalogue."""
    return tuple((name, catalogue.text(meaning)) for name, meaning in columns)


def tally_column(tally: Tally, name: str, catalogue: Catalogue) -> tuple[str, str]:
    """Return the column of a tally, and what it means."""
    return name, catalogue.text("%(tally)s, in %(unit)s", tally=tally.name, unit=tally.unit)


def stated_tallies(contest: Contest) -> tuple[Tally, ...]:
    """Return the tallies that units state."""
    return tuple(tally for tally in contest.tallies if not tally.only)


def results_csv(site: Site, results: Results, release: int) -> Iterator[bytes]:
    """Return one row a place, choice and tally at a release: places before units, ballot order within."""
    areas = (*results.areas, *results.contest.units)
    return cells.chunks(_result_lines(site, results, release, areas), head=cells.head(RESULTS))


def release_results_csv(site: Site, results: Results, release: int) -> Iterator[bytes]:
    """Return the same without the units, whose figures a release has in a file of their own."""
    areas = tuple(results.areas) or results.contest.units
    return cells.chunks(_result_lines(site, results, release, areas), head=cells.head(RESULTS))


def _result_lines(site: Site, results: Results, release: int, areas: Iterable[AreaId]) -> Iterator[list[str]]:
    contest = results.contest
    choices = [f"{choice.id},{cells.field(_text(choice.name))}" for choice in contest.choices]
    for area, name, kind, parent in _told(site, areas):
        place = f"{area},{cells.field(name)},{kind},{parent}"
        for tally in contest.tallies:
            shown = figures(results, area, tally, release)
            if shown.basis is not Basis.NONE or shown.unknown:
                total = whole(site, results, area, shown, release=release)
                rows = zip(choices, _cells(results, shown, total), _ends(results, area, shown, release), strict=True)
                yield [f"{place},{choice},{tally.id},{cell},{end}\n" for choice, cell, end in rows]
            elif not tally.only:
                yield [f"{place},{choice},{tally.id},,,,,,\n" for choice in choices]


def _cells(results: Results, shown: Figures, total: Number | None) -> Iterator[str]:
    """Yield the figure of each choice, its share and the release that it comes from."""
    contest = results.contest
    for choice, count, release in zip(contest.choices, shown.counts, shown.releases, strict=True):
        share = _share(count, total) if count is not None and total is not None and choice.in_total else ""
        stated = contest.releases[release].id if release is not None else ""
        yield f"{_number(count)},{share},{stated}"


def _ends(results: Results, area: AreaId, shown: Figures, release: int) -> Iterator[str]:
    """Yield what the figure of each choice rests on."""
    basis = shown.basis.value if shown.basis is not Basis.NONE else ""
    summed = entry(results, area, shown.tally, release) if area in results.areas else None
    sums = summed.counts if summed is not None else (None,) * len(shown.counts)
    unknown = shown.unknown or (0,) * len(shown.counts)
    for added, gap in zip(sums, unknown, strict=True):
        yield f"{basis},{_number(added)},{gap or ''}"


@lru_cache(1 << 14)
def _share(count: Number, total: Number) -> str:
    ones, rest = divmod(share_in_steps(count, total, SHARE_DECIMALS), 10**SHARE_DECIMALS)
    return f"{ones}.{rest:0{SHARE_DECIMALS}}"


def _told(site: Site, areas: Iterable[AreaId]) -> Iterator[tuple[AreaId, str, str, str]]:
    """Yield the id, name, kind and parent of areas."""
    for area in areas:
        place = site.places.get(area)
        if place is None:
            yield area, _text(site.groups[area].name), "group", ""
        else:
            yield area, _text(place.name), place.kind, place.parent or ""


def results_json(site: Site, results: Results, release: int) -> Iterator[bytes]:
    """Return the same figures as one object; counts are strings where they have decimals, so that none is rounded."""
    contest = results.contest
    stated = contest.releases[release]
    document = {
        "contest": {"id": contest.id, "title": contest.title, "date": contest.date.isoformat()},
        "release": {
            "id": stated.id,
            "title": stated.title,
            "kind": stated.kind.value,
            "status": stated.status.value,
            "as_of": stated.as_of.isoformat(),
            "source": {"name": stated.source.name, "url": stated.source.url},
        },
        "tallies": [
            {
                "id": tally.id,
                "name": tally.name,
                "unit": tally.unit,
                "decimals": tally.decimals,
                "decides": tally.decides,
            }
            for tally in contest.tallies
        ],
        "choices": [
            {"id": choice.id, "name": choice.name, "candidate": choice.is_candidate, "party": choice.party}
            for choice in contest.choices
        ],
        "outcome": declared(contest, release),
    }
    head = f'{_json(document).removesuffix("}")},"places":['
    areas = (*results.areas, *contest.units)
    return cells.chunks(_json_lines(site, results, release, areas), head=head, foot="]}\n")


def _json_lines(site: Site, results: Results, release: int, areas: Iterable[AreaId]) -> Iterator[list[str]]:
    first = next(iter(results.areas or results.contest.units))
    for area, name, kind, parent in _told(site, areas):
        place = {"id": area, "name": name, "kind": kind, "parent": parent or None}
        yield ["" if area == first else ",", _json({**place, "counts": _counts(results, area, release)})]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _counts(results: Results, area: AreaId, release: int) -> dict[str, object]:
    counts: dict[str, object] = {}
    for tally in results.contest.tallies:
        shown = figures(results, area, tally, release)
        if shown.basis is Basis.NONE and not shown.unknown:
            continue
        newest = max((stated for stated in shown.releases if stated is not None), default=None)
        told: dict[str, object] = {"release": results.contest.releases[newest].id if newest is not None else None}
        told["counts"] = [cells.plain(count) for count in shown.counts]
        told["basis"] = shown.basis.value
        summed = entry(results, area, tally.id, release) if area in results.areas else None
        if summed is not None and summed.counts != shown.counts:
            told["sum_of_units"] = [cells.plain(count) for count in summed.counts]
        if any(shown.unknown):
            told["places_unknown"] = shown.unknown
        counts[tally.id] = told
    return counts


def release_csv(results: Results, release: int) -> Iterator[bytes]:
    """Return the units' figures as they stood on a release, in the layout that a release's CSV file is read in."""
    head = cells.head(release_columns(results.contest))
    return cells.chunks(_release_lines(results, release, results.contest.units), head=head)


def _release_lines(results: Results, release: int, units: Iterable[AreaId]) -> Iterator[list[str]]:
    contest = results.contest
    tallies = stated_tallies(contest)
    choices = [choice.id for choice in contest.choices]
    nothing = [""] * len(choices)
    for unit in units:
        found = [entry(results, unit, tally.id, release) for tally in tallies]
        if any(found):
            columns = [nothing if one is None else map(_number, one.counts) for one in found]
            yield [f"{unit},{','.join(row)}\n" for row in zip(choices, *columns, strict=True)]


def changes_csv(results: Results, release: int) -> bytes:
    """Return what each release after the first changed, up to one release; replayed on the first it gives that one."""
    return _csv(CHANGES, _change_rows(results, range(1, release + 1)))


def release_changes_csv(results: Results, release: int) -> bytes:
    """Return what one release changed, in the same columns."""
    return _csv(CHANGES, _change_rows(results, (release,)))


def _change_rows(results: Results, releases: Iterable[int]) -> Iterator[tuple[str, ...]]:
    contest = results.contest
    for index in releases:
        name = contest.releases[index].id
        for change in results.changes[index]:
            for position, choice in enumerate(contest.choices):
                before = change.before[position] if change.before is not None else None
                after = change.after[position]
                if before != after:
                    yield name, change.area, choice.id, change.tally, _number(before), _number(after)


def totals_csv(site: Site, results: Results, release: int) -> bytes:
    """Return every total that was published up to a release beside the sum of the units."""
    return _csv(TOTALS, _total_rows(site, results, release))


def _total_rows(site: Site, results: Results, release: int) -> Iterator[tuple[str, ...]]:
    for index, stated in enumerate(results.contest.releases[: release + 1]):
        for total in stated.totals:
            yield from _total(site, results, index, total)


def _total(site: Site, results: Results, release: int, total: Published) -> Iterator[tuple[str, ...]]:
    contest = results.contest
    area = site.places.get(total.area) or site.groups[total.area]
    summed = entry(results, total.area, total.tally, release)
    for index, choice in enumerate(contest.choices):
        if choice.id not in total.figures:
            continue
        figure = total.figures[choice.id]
        exact = summed.counts[index] if summed is not None else None
        verdict = "" if exact is None else "yes" if agrees(figure, exact) else "no"
        yield (
            contest.releases[release].id,
            total.area,
            _text(area.name),
            choice.id,
            total.tally,
            _number(figure),
            _number(exact),
            verdict,
            _text(total.source.name),
        )


def requests_csv(site: Site, results: Results) -> bytes:
    """Return one row a line of each request, as listed, then one a unit of which the outcome alone is stated.

    A request that lists nothing has one row without a place.
    """
    return _csv(REQUESTS, _request_rows(site, results))


def _request_rows(site: Site, results: Results) -> Iterator[tuple[str, ...]]:
    contest = results.contest
    for request in contest.requests:
        announced = str(request.announced.places) if request.announced is not None else ""
        head = (
            request.id,
            request.kind.value,
            _text(request.requested_by),
            request.filed.isoformat(),
            request.state.value,
        )
        tail = (request.resolved_by or "", _text(request.source.name))
        for item in lines_of_request(request):
            found = site.places.get(item.area) or site.groups[item.area]
            parent = (found.parent or "") if isinstance(found, Place) else ""
            disposition = item.disposition.value if item.disposition is not None else ""
            district = _district(site, contest, item.area)
            line = (item.area, _text(found.name), district, parent, _text(item.printed or ""))
            yield (*head, announced, *line, disposition, _text(item.reason or ""), *tail)
        if not request.items:
            yield (*head, announced, *("",) * 7, *tail)


def _district(site: Site, contest: Contest, area: AreaId) -> str:
    if area not in site.places:
        return ""
    groups = (site.groups.get(above) for above in areas_above(site, contest, area))
    return next((group.id for group in groups if group is not None and group.kind is not None), "")
