"""What an election file seldom says itself: the day, the place that all others are in, the release.

Owns where each of them is looked for, and what the editor has to say if it is nowhere.
"""

import re
from datetime import date

from recanvass.authoring.importing.areas import NewPlace, slug_of
from recanvass.authoring.importing.election.columns import place_kind
from recanvass.authoring.importing.election.places import Levels, PlaceBook, kind_of, new_root, place_book
from recanvass.authoring.importing.election.plan import HEAD, NEEDED
from recanvass.authoring.importing.election.rows import ReadRows
from recanvass.authoring.importing.election.task import Task
from recanvass.authoring.importing.matching import normal, quoted_list
from recanvass.authoring.importing.texts import shell_word
from recanvass.content.load.places import Gazetteer
from recanvass.content.schema.keys import ReleaseRecord
from recanvass.content.schema.source_keys import SourceRecord
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Span
from recanvass.core.ids import AreaId, KindId
from recanvass.core.messages import worded

_DAY = re.compile(r"(?<!\d)(20\d\d|19\d\d)-?(\d\d)-?(\d\d)(?!\d)")


def day_of(task: Task, read: ReadRows) -> date | None:
    """Return the day of the election: as told, from its column, or from the name of the file; emits E831."""
    if task.told.plan.day is not None:
        return task.told.plan.day
    names = [table.name.replace("\\", "/").rpartition("/")[2] for table in read.tables]
    days = {day for text in read.days if (day := _as_day(text)) is not None}
    days = days or {day for name in names if (day := _as_day(name)) is not None}
    if len(days) == 1:
        return days.pop()
    answer = task.ask("date")
    day = _as_day(answer) if answer else None
    if day is None:
        message = worded("the files don't give the date of the election")
        if days:
            message = worded("the files name several dates: %(names)s", names=", ".join(sorted(map(str, days))))
        task.report.add(
            "E831", Span("--date"), message, hint=worded("add --date 2024-11-05, with the date of the election")
        )
    return day


def _as_day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def place_book_of(task: Task, read: ReadRows) -> PlaceBook | None:
    """Return the places, in the one that all of them are in; emits E831."""
    gazette = task.before.gazette
    levels = _levels(read, gazette)
    root = _known_root(task, gazette) if gazette is not None else _new_root(task, read, levels)
    if root is None:
        return None
    counties = dict.fromkeys(row.county for row in read.rows if row.county)
    return place_book(gazette, root, levels, read.fips, counties=counties)


def _known_root(task: Task, gazette: Gazetteer) -> AreaId | None:
    """Return the place of the site that is told; else the one that has no place above it, if it is the only one."""
    told = task.told.plan.place
    places = list(gazette.places.values())
    tops = [place for place in places if place.parent is None]
    if told is None:
        named = tops
    else:
        named = [place for place in places if normal(told[1]) in (normal(place.name), place.id)]
        named = [place for place in named if place in tops] or named
    if len(named) == 1:
        return named[0].id
    message = worded(
        "the site has several top-level places: %(tops)s", tops=quoted_list([place.name for place in tops])
    )
    if told is not None:
        message = worded(
            "the site has %(what)s called '%(told)s'",
            what=worded("several places") if named else worded("no place"),
            told=told[1],
        )
    hint = worded(
        "say which one the election is in, for example --place %(id)s",
        id=shell_word(named[0].id if named else tops[0].name),
    )
    task.report.add("E831", Span("--place"), message, hint=hint)
    return None


def _new_root(task: Task, read: ReadRows, levels: Levels) -> NewPlace | None:
    """Return the state as told, as its column names it, or as the editor answers; the county if there is but one."""
    wanted = task.told.plan.place
    if wanted is not None:
        return new_root(wanted)
    if len(read.states) == 1:
        return _named(next(iter(read.states)), "state")
    counties = dict.fromkeys(normal(row.county) for row in read.rows if row.county)
    if len(counties) == 1 and not read.states:
        return _named(next(row.county for row in read.rows if row.county), levels.county)
    answer = task.ask("place")
    if answer:
        return _named(answer, "state")
    found = worded("%(count)s counties", count=f"{len(counties):,}") if counties else worded("no column for the county")
    message = worded("the files have %(found)s but don't name the place that contains them", found=found)
    if len(read.states) > 1:
        message = worded("the files have %(count)s states", count=f"{len(read.states):,}")
    hint = worded('add --place Iowa, with the name of the state, or --place "Cedar Falls" --place-kind city')
    task.report.add("E831", Span("--place"), message, hint=hint)
    return None


def _named(text: str, kind: str) -> NewPlace:
    shown = text.title() if text.isupper() and len(text) > len("US") else text
    return NewPlace(AreaId(slug_of(shown)), shown, KindId(slug_of(kind)), None)


def _levels(read: ReadRows, gazette: Gazetteer | None) -> Levels:
    """Return the kinds of places, named after the columns; those of the site, where it has some of its own."""
    head = read.headers[0]
    names = {
        role: kind_of(place_kind(head.labels, head.roles[role], role)).id
        for role in ("county", "municipality", "precinct")
        if role in head.roles
    }
    county = names.get("county", KindId("county"))
    town = names.get("municipality", KindId("municipality"))
    precinct = names.get("precinct", KindId("precinct"))
    if gazette is not None:
        places = gazette.places.values()
        inner = {place.kind for place in places if place.id in gazette.children and place.parent}
        outer = {place.kind for place in places if place.id not in gazette.children}
        county = inner.pop() if len(inner) == 1 and county not in gazette.kinds else county
        precinct = outer.pop() if len(outer) == 1 and precinct not in gazette.kinds else precinct
    return Levels(county, town, precinct)


def release_head(task: Task) -> dict[str, str]:
    """Return what release.yml says; emits E809 for all that is missing, and what its keys emit."""
    head = dict(task.told.plan.release)
    for key in NEEDED:
        if key not in head and (answer := task.ask(key)):
            head[key] = answer
    missing = [f"--{key.replace('_', '-')}" for key in NEEDED if key not in head]
    if missing:
        hint = worded(
            "--kind, for example partial or complete; --status, for example unofficial-complete; --as-of 2024-11-05"
        )
        message = worded("the release is new and needs %(missing)s", missing=", ".join(missing))
        task.report.add("E809", Span("release"), message, hint=hint)
        return head
    types = {
        **{key: getattr(ReleaseRecord, key) for key in NEEDED[:-1]},
        "source": SourceRecord.name,
        "url": SourceRecord.url,
    }
    for key in HEAD:
        if key in head:
            types[key].type.read(Scalar(head[key], f"--{key.replace('_', '-')}", 0, 0, 1), task.report)
    head.setdefault("id", slug_of(f"{head['as_of'][:10]}-{head['kind']}"))
    return head
