"""The ledger of recanvass and recount requests: its lines as tables, its cards and its pages."""

import re
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from recanvass import urls, wording
from recanvass.derive import areas_above, units_of_item, units_of_review
from recanvass.model import AreaId, Place, Review, ReviewItem, ReviewKind
from recanvass.views.edition import Stage, area_link, contest_frame, link
from recanvass.views.notes import note_cards
from recanvass.views.pages import ReviewPage, ReviewsPage
from recanvass.views.parts import Fact, LedgerRow, LedgerTable, Link, ReviewCard


def reviews_page(stage: Stage) -> ReviewsPage:
    """Return the whole ledger: all lines, then by requester, by county, and the units asked for by several."""
    here = urls.reviews(stage.contest)
    title = "Recanvass and recount requests"
    summary = f"Who asked for which places of {stage.contest.title} to be checked again"
    frame = contest_frame(stage, here, (title, summary))
    rows = tuple(row for review in stage.contest.reviews for row in _rows(stage, here, review))
    by_requester = _grouped("by", rows, attrgetter("requester"))
    by_county = _grouped("in", rows, attrgetter("county"))
    shared = tuple(row for row in rows if row.others)
    overlaps = LedgerTable("several", "Asked for by more than one", "", is_one_request=False, rows=shared)
    contents = [Link("All lines", "#all"), *(Link(table.title, f"#{table.id}") for table in by_requester)]
    contents += [Link(overlaps.title, f"#{overlaps.id}")] if shared else []
    contents += [Link(table.title, f"#{table.id}") for table in by_county]
    return ReviewsPage(
        frame=frame,
        heading=title,
        intro=(
            "A recanvass compares the reported figures again with the signed records. A recount looks at every ballot "
            "or preference card again. A request lists the places that are to be checked."
        ),
        cards=review_cards(stage, here),
        counts=_counts(stage),
        contents=tuple(contents),
        all_rows=LedgerTable("all", "All lines", _caption(rows), is_one_request=False, rows=rows),
        by_requester=by_requester,
        by_county=by_county,
        overlaps=overlaps if shared else None,
    )


def review_page(stage: Stage, review: Review) -> ReviewPage:
    """Return the page of one request."""
    here = urls.review(stage.contest, review)
    trail = (link(here, "Requests", urls.reviews(stage.contest)),)
    frame = contest_frame(stage, here, (review.title, f"{review.title}: {scope(stage, review)}"), trail)
    rows = _rows(stage, here, review)
    table = LedgerTable("listed", "Places listed", scope(stage, review), is_one_request=True, rows=rows)
    return ReviewPage(
        frame=frame,
        heading=review.title,
        kicker=f"{wording.REVIEW_KINDS[review.kind]} request by {_requester(stage, review)}",
        note=review.note or "",
        state=review.state.value,
        state_text=wording.REVIEW_STATES[review.state],
        facts=_facts(stage, here, review),
        listed=scope(stage, review),
        ledger=table if rows else None,
        notes=note_cards(stage.edition, stage.edition.notes_of.get((stage.contest.id, review.id), ()), here),
    )


def of_area(stage: Stage, here: str, area: AreaId) -> LedgerTable | None:
    """Return the lines of all requests that cover a unit, or that name a unit inside an area; None for none."""
    found = stage.edition.area(area)
    if isinstance(found, Place) and area == stage.contest.root:
        return None
    units = frozenset(stage.results.areas.get(area, (area,)))
    rows = tuple(row for review in stage.contest.reviews for row in _rows(stage, here, review, units))
    if not rows:
        return None
    title = "Asked to be checked again"
    return LedgerTable("requests", title, _caption(rows), is_one_request=False, rows=rows)


def review_cards(stage: Stage, here: str) -> tuple[ReviewCard, ...]:
    """Return a card a request, in the order they were filed."""
    return tuple(_card(stage, here, review) for review in stage.contest.reviews)


def _card(stage: Stage, here: str, review: Review) -> ReviewCard:
    return ReviewCard(
        title=link(here, review.title, urls.review(stage.contest, review)),
        kind=wording.REVIEW_KINDS[review.kind],
        requested_by=_requester(stage, review),
        colour=_colour(stage, review),
        filed=wording.day(review.filed, stage.site.timezone),
        state=review.state.value,
        state_text=wording.REVIEW_STATES[review.state],
        scope=scope(stage, review),
    )


def scope(stage: Stage, review: Review) -> str:
    """Say how many units a request names and how many of them are listed: "1 of 28 listed"."""
    listed = len(_listed_alone(stage, review))
    groups = [item for item in review.items if item.area in stage.results.areas]
    spread = sum(len(units_of_item(stage.results, item)) for item in groups)
    also = f", and {wording.counted(spread, 'unit', 'units')} as a group" if groups else ""
    if review.announced is None:
        return f"{wording.counted(listed, 'unit', 'units')} listed{also}"
    announced = wording.counted(review.announced.places, "unit", "units")
    if listed == review.announced.places:
        return f"{announced}, all listed{also}"
    return f"{listed:,} of {announced} listed{also}"


def _listed_alone(stage: Stage, review: Review) -> tuple[AreaId, ...]:
    return tuple(dict.fromkeys(item.area for item in review.items if item.area not in stage.results.areas))


def _requester(stage: Stage, review: Review) -> str:
    names = (choice.name for choice in stage.contest.choices if choice.id == review.requester)
    return next(names, review.requested_by)


def _colour(stage: Stage, review: Review) -> int:
    choice = next((choice for choice in stage.contest.choices if choice.id == review.requester), None)
    return stage.colour_of(choice)


def _rows(stage: Stage, here: str, review: Review, units: frozenset[AreaId] | None = None) -> tuple[LedgerRow, ...]:
    by_area: dict[AreaId, list[ReviewItem]] = {}
    for item in review.items:
        if units is None or units.intersection(units_of_item(stage.results, item)):
            by_area.setdefault(item.area, []).append(item)
    return tuple(_row(stage, here, review, items) for items in by_area.values())


def _row(stage: Stage, here: str, review: Review, items: list[ReviewItem]) -> LedgerRow:
    area = items[0].area
    found = stage.edition.area(area)
    parent = stage.site.places[found.parent].name if isinstance(found, Place) and found.parent else ""
    dispositions = dict.fromkeys(wording.DISPOSITIONS[item.disposition] for item in items if item.disposition)
    return LedgerRow(
        unit=area_link(stage.edition, stage.contest, here, area),
        unit_id=area if area not in stage.results.areas else "",
        district=_district(stage, area),
        county=parent if area not in stage.results.areas else "",
        printed="; ".join(dict.fromkeys(item.printed for item in items if item.printed)),
        requester=_requester(stage, review),
        colour=_colour(stage, review),
        review=link(here, review.title, urls.review(stage.contest, review)),
        disposition="; ".join(dispositions) or "Not published",
        reason="; ".join(dict.fromkeys(item.reason for item in items if item.reason)),
        others=wording.listed(_others(stage, review, area)),
    )


def _district(stage: Stage, area: AreaId) -> str:
    if area in stage.results.areas:
        return ""
    above = (stage.site.groups.get(found) for found in areas_above(stage.site, stage.contest, area))
    return next((group.name for group in above if group is not None and group.kind is not None), "")


def _others(stage: Stage, review: Review, area: AreaId) -> tuple[str, ...]:
    if area in stage.results.areas:
        return ()
    requests = stage.requests.get(area, ())
    others = [r.review for r in requests if r.review.kind is review.kind and r.review.id != review.id]
    return tuple(dict.fromkeys(_requester(stage, other) for other in others))


def _grouped(prefix: str, rows: Iterable[LedgerRow], heading: Callable[[LedgerRow], str]) -> tuple[LedgerTable, ...]:
    tables: dict[str, list[LedgerRow]] = {}
    for row in rows:
        if heading(row):
            tables.setdefault(heading(row), []).append(row)
    return tuple(
        LedgerTable(f"{prefix}-{_slug(title)}", title, _caption(inside), is_one_request=False, rows=tuple(inside))
        for title, inside in sorted(tables.items())
    )


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _caption(rows: Sequence[LedgerRow]) -> str:
    units = len({row.unit_id for row in rows if row.unit_id})
    lines = wording.counted(len(rows), "line", "lines")
    return f"{lines}, {wording.counted(units, 'unit', 'different units')}" if units else lines


def _counts(stage: Stage) -> tuple[Fact, ...]:
    facts = []
    for kind in ReviewKind:
        reviews = [review for review in stage.contest.reviews if review.kind is kind]
        if not reviews:
            continue
        listed = [set(_listed_alone(stage, review)) for review in reviews]
        units = set().union(*listed)
        printed = sum(item.area not in stage.results.areas for review in reviews for item in review.items)
        several = sum(len({r.review.id for r in stage.requests[unit] if r.review.kind is kind}) > 1 for unit in units)
        name = wording.REVIEW_KINDS[kind]
        announced = [review.announced.places for review in reviews if review.announced is not None]
        facts.append(Fact(f"{name} requests", str(len(reviews))))
        facts.append(Fact(f"{name}: units named, as announced", " + ".join(map(str, announced)) or wording.MISSING))
        units_text = wording.counted(len(units), "different unit", "different units")
        facts.append(Fact(f"{name}: rows listed", f"{printed}, {units_text}" if printed else "None"))
        if units:
            facts.append(Fact(f"{name}: units asked for by more than one", str(several)))
    return tuple(facts)


def _facts(stage: Stage, here: str, review: Review) -> tuple[Fact, ...]:
    zone = stage.site.timezone
    times = (
        ("Filed", review.filed),
        ("Answer due", review.answer_due),
        ("Answered", review.answered),
        ("Completed", review.completed),
    )
    facts = [Fact("Requested by", _requester(stage, review))]
    facts += [Fact(label, wording.moment(time, zone)) for label, time in times if time is not None]
    announced = review.announced
    if announced is not None:
        numbers = (
            ("Units named, as announced", announced.places),
            ("Accepted", announced.accepted),
            ("Incomplete", announced.incomplete),
            ("Ineligible", announced.ineligible),
            ("Corrected", announced.corrected),
        )
        facts += [Fact(label, f"{count:,}") for label, count in numbers if count is not None]
    facts.append(Fact("Different units listed", f"{len(units_of_review(stage.results, review)):,}"))
    release = next((found for found in stage.contest.releases if found.id == review.resolved_by), None)
    if release is not None:
        way = link(here, release.title, urls.release(stage.contest, release))
        facts.append(Fact("Settled by", way.text, way.href))
    facts.append(Fact("Source", review.source.name, review.source.url or ""))
    return tuple(facts)
