"""CSV and JSON of results, changes, published totals and requests.

Owns the columns, which are a contract: their names and order change only with a new file. An empty cell means that
nothing was reported.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from recanvass.core.ballot import Tally
from recanvass.core.ids import AreaId, Number
from recanvass.core.kinds import ShareOf
from recanvass.core.model import Contest, Place, Published, Site
from recanvass.exports import cells
from recanvass.exports.cells import number as _number
from recanvass.exports.cells import table as _csv
from recanvass.exports.cells import text as _text
from recanvass.results.areas import areas_above
from recanvass.results.histories import Results, entry, published
from recanvass.results.ranking import agrees, share_in_steps
from recanvass.results.request_units import lines_of_request
from recanvass.text.catalogue import ENGLISH, Catalogue, msgid

SHARE_DECIMALS = 6

RESULTS = (
    ("place", msgid("id of the place or group")),
    ("place_name", msgid("its name")),
    ("kind", msgid("its kind, such as county or precinct; group for a group")),
    ("parent", msgid("id of the place it lies in")),
    ("choice", msgid("id of the candidate or option")),
    ("choice_name", msgid("name of the candidate or option")),
    ("tally", msgid("id of what is counted")),
    ("count", msgid("the figure: as reported for a unit, the exact sum of its units for any other place")),
    (
        "share",
        msgid("count divided by the sum over all choices, from 0 to 1, rounded half up to 6 decimals"),
    ),
    ("release", msgid("id of the release from which the figure stands")),
)
CHANGES = (
    ("release", msgid("id of the release that made the change")),
    ("place", msgid("id of the unit")),
    ("choice", msgid("id of the candidate or option")),
    ("tally", msgid("id of what is counted")),
    ("before", msgid("the figure until then; empty where nothing had been reported")),
    ("after", msgid("the figure from then on")),
)
TOTALS = (
    ("release", msgid("id of the release that published the total")),
    ("place", msgid("id of the place or group")),
    ("place_name", msgid("its name")),
    ("choice", msgid("id of the candidate or option")),
    ("tally", msgid("id of what is counted")),
    ("published", msgid("the total as published")),
    ("sum_of_units", msgid("what the units add up to at that release; empty where units do not state this tally")),
    (
        "agrees",
        msgid("yes when the sum, rounded to the decimals that were published, is the total; no when it is not"),
    ),
    ("source", msgid("who published it")),
)
REQUESTS = (
    ("review", msgid("id of the request")),
    ("kind", msgid("recanvass or recount")),
    ("requested_by", msgid("who asked")),
    ("filed", msgid("day or time it was filed")),
    ("state", msgid("where the request stands")),
    ("places_announced", msgid("how many units it names, as announced")),
    ("place", msgid("id of the unit or group on this line; empty when the request lists none")),
    ("place_name", msgid("its name")),
    ("district", msgid("the group with a kind, such as a congressional district, that holds it")),
    ("parent", msgid("id of the place it lies in, such as its county")),
    ("printed", msgid("its name as printed in the list")),
    ("disposition", msgid("what came of it; empty where that was not published")),
    ("reason", msgid("why")),
    ("resolved_by", msgid("id of the release that settled the request")),
    ("source", msgid("where the list comes from")),
)


def release_columns(contest: Contest, catalogue: Catalogue = ENGLISH) -> tuple[tuple[str, str], ...]:
    """Return the columns of a release's figures: one row a unit and choice, one column a tally that units state."""
    return (
        ("place", catalogue.text("id of the unit")),
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


def _result_lines(site: Site, results: Results, release: int, areas: Iterable[AreaId]) -> Iterator[list[str]]:
    contest = results.contest
    choices = [f"{choice.id},{cells.field(_text(choice.name))}" for choice in contest.choices]
    for area, name, kind, parent in _told(site, areas):
        place = f"{area},{cells.field(name)},{kind},{parent}"
        for tally in contest.tallies:
            found = _figures(results, area, tally, release)
            if found is not None:
                counts, index, is_whole = found
                end = f"{contest.releases[index].id}\n"
                shown = [_number(count) for count in counts]
                parts = _shares(contest, tally, counts, is_whole=is_whole)
                yield [
                    f"{place},{choice},{tally.id},{count},{part},{end}"
                    for choice, count, part in zip(choices, shown, parts, strict=True)
                ]
            elif not tally.only:
                yield [f"{place},{choice},{tally.id},,,\n" for choice in choices]


def _figures(
    results: Results, area: AreaId, tally: Tally, release: int
) -> tuple[Sequence[Number | None], int, bool] | None:
    """Return an area's figures, the release they stand from, and whether none of them is missing somewhere.

    They are the sums of its units, or what was stated where there are none.
    """
    summed = entry(results, area, tally.id, release)
    if summed is not None:
        return summed.counts, summed.release, not summed.unknown
    stated = published(results, area, tally.id, release)
    if stated is None:
        return None
    counts = tuple(stated.published.figures.get(choice.id) for choice in results.contest.choices)
    return counts, stated.release, True


def _shares(contest: Contest, tally: Tally, counts: Sequence[Number | None], *, is_whole: bool) -> list[str]:
    """Return shares of the votes; none where a figure is missing, unless the choice is out of a later round."""
    pairs = list(zip(contest.choices, counts, strict=True))
    known = [count for choice, count in pairs if count is not None and choice.in_total]
    total = sum(known)
    is_later_round = (tally.round or 1) > 1
    is_known = is_later_round or (is_whole and all(count is not None for choice, count in pairs if choice.in_total))
    if not is_known or not total or contest.share_of is not ShareOf.VOTES:
        return [""] * len(counts)
    return ["" if count is None or not choice.in_total else _share(count, total) for choice, count in pairs]


@lru_cache(1 << 14)
def _share(count: Number, total: Number) -> str:
    whole, rest = divmod(share_in_steps(count, total, SHARE_DECIMALS), 10**SHARE_DECIMALS)
    return f"{whole}.{rest:0{SHARE_DECIMALS}}"


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
        found = _figures(results, area, tally, release)
        if found is not None:
            figures = [_number(count) if isinstance(count, Decimal) else count for count in found[0]]
            counts[tally.id] = {"release": results.contest.releases[found[1]].id, "counts": figures}
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
