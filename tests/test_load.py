"""Sources to a Site: what is read, in which order, and every fault that loading names."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recanvass.content import files as sources
from recanvass.content import load
from recanvass.core.diagnostics import Diagnostic, Report, Span
from recanvass.core.kinds import Disposition, ReleaseKind, Reporting, RequestKind
from recanvass.core.model import Contest, Site
from recanvass.text.catalogue import ENGLISH
from recanvass.text.terms import request_title
from tests.sites import read

CONTEST = "content/contests/mayor/contest.yml"
FIRST = "content/contests/mayor/releases/2020-01-01-first"
RELEASE = f"{FIRST}/release.yml"
ROWS = f"{FIRST}/rows.yml"
CSV = f"{FIRST}/rows.csv"
REQUEST = "content/contests/mayor/reviews/ada.yml"
ID = "2020-01-01-first"
PLACES = "content/places/places.yml"
NOTE = "content/news/note.md"
ABOUT = "content/pages/about.md"
RELEASE_TEXT = """\
title: First
kind: partial
status: unofficial-partial
as_of: 2020-01-01
source: {name: Clerk}
"""

TINY = {
    "site.yml": "title: T\ndescription: D\ntimezone: America/Chicago\npublisher: {name: Paper}\n",
    PLACES: """\
kinds:
  city: {name: City, plural: Cities}
  ward: {name: Ward, plural: Wards}
  area: {name: Area, plural: Areas}
groups:
  north: {name: North, kind: area}
places:
  town: {name: Town, kind: city}
  w1: {name: Ward 1, kind: ward, parent: town, groups: [north], delegates: 5, fips: "011"}
  w2: {name: Ward 2, kind: ward, parent: town, code: NO}
  far: {name: Far, kind: city}
""",
    CONTEST: """\
title: Mayor
date: 2020-01-01
place: town
tallies:
  - {id: votes, name: Votes, unit: votes, decides: true}
  - {id: weight, name: Weight, unit: points, decimals: 2, show: 1}
  - {id: seats, name: Seats, unit: seats, only: [city]}
choices:
  - {id: ada, name: Ada Byron}
  - {id: bob, name: Bob Stone Jr., aliases: [Stone]}
  - {id: none, name: None of them, candidate: false}
""",
    RELEASE: RELEASE_TEXT,
    ROWS: "w1:\n  votes: {bob: 3, ada: 4}\n  weight: {ada: 1.50}\nw2: {status: not-reported, note: Late}\n",
}

NOTE_TEXT = "---\ntitle: N\ndate: 2020-01-02\nsummary: S\n{}---\nBody *text*.\n"
REQUEST_TEXT = """\
kind: recanvass
requested_by: {}
filed: 2020-01-02
state: filed
source: {{name: Clerk}}
{}"""


def sound(changes: Mapping[str, str | None] | None = None, *, drafts: bool = False) -> Site:
    site, faults = read(changed(changes or {}), drafts=drafts)
    assert faults == ()
    assert site is not None
    return site


def changed(changes: Mapping[str, str | None]) -> dict[str, str]:
    return {path: text for path, text in {**TINY, **changes}.items() if text is not None}


def with_text(path: str, old: str, new: str) -> dict[str, str]:
    assert old in TINY[path]
    return {path: TINY[path].replace(old, new, 1)}


def codes(changes: Mapping[str, str | None]) -> list[str]:
    return [fault.code for fault in read(changed(changes))[1]]


def only_fault(changes: Mapping[str, str | None]) -> Diagnostic:
    faults = read(changed(changes))[1]
    assert len(faults) == 1, faults
    return faults[0]


def contest(site: Site) -> Contest:
    (found,) = site.contests
    return found


def test_a_small_site_is_read_whole() -> None:
    site = sound()
    mayor = contest(site)
    assert (site.title, site.languages.read, site.timezone, site.publisher.name) == (
        "T",
        "en",
        "America/Chicago",
        "Paper",
    )
    assert (mayor.id, mayor.date, mayor.root, mayor.units) == ("mayor", date(2020, 1, 1), "town", ("w1", "w2"))
    assert [(t.id, t.short, t.decimals, t.show, t.decides, t.only) for t in mayor.tallies] == [
        ("votes", "Votes", 0, 0, True, ()),
        ("weight", "Weight", 2, 1, False, ()),
        ("seats", "Seats", 0, 0, False, ("city",)),
    ]
    assert [(c.id, c.short, c.is_candidate) for c in mayor.choices] == [
        ("ada", "Byron", True),
        ("bob", "Stone", True),
        ("none", "None of them", False),
    ]


def test_places_keep_what_was_typed() -> None:
    places = {str(place.id): place for place in sound().places.values()}
    assert list(places) == ["town", "w1", "w2", "far"]
    assert (places["w1"].attributes, places["w1"].worth) == ((("fips", "011"),), {"delegates": 5})
    assert places["w2"].code == "NO"
    assert places["w1"].groups == ("north",)
    assert places["w2"].span == Span(PLACES, 10, 3, 2)


def test_counts_stand_in_ballot_order_with_zero_where_left_out() -> None:
    rows = {str(row.place): row for row in contest(sound()).releases[0].rows.values()}
    stated = {str(tally): found.counts for tally, found in rows["w1"].tallies.items()}
    assert stated == {"votes": (4, 3, 0), "weight": (Decimal("1.50"), Decimal(0), Decimal(0))}
    assert [type(count) for count in stated["votes"]] == [int, int, int]
    assert all(isinstance(count, Decimal) for count in stated["weight"])
    assert (rows["w2"].tallies, rows["w2"].reporting, rows["w2"].note) == ({}, Reporting.NOT_REPORTED, "Late")


def test_csv_states_the_same_as_yaml() -> None:
    text = "place,choice,weight,votes\nw1,bob,,3\nw1,ada,1.50,4\nw2,ada,,7\n"
    fault = only_fault({ROWS: None, CSV: text})
    assert (fault.code, fault.span) == ("E220", Span(CSV, 2, 8, 1))
    rows = contest(sound({ROWS: None, CSV: text.replace("bob,,3", "bob,0,3")})).releases[0].rows
    shown = {str(row.place): {str(t): s.counts for t, s in row.tallies.items()} for row in rows.values()}
    assert shown == {
        "w1": {"votes": (4, 3, 0), "weight": (Decimal("1.50"), Decimal(0), Decimal(0))},
        "w2": {"votes": (7, 0, 0)},
    }


def test_places_as_csv() -> None:
    header = "id,name,kind,parent,groups,aliases,delegates\n"
    text = header + 'w3,"Ward 3, old",ward,town,north|north,A|B c,2\nw4,W,ward,town,,,\n'
    places = {str(place.id): place for place in sound({"content/places/more.csv": text}).places.values()}
    assert list(places) == ["w3", "w4", "town", "w1", "w2", "far"]
    assert (places["w3"].name, places["w3"].aliases, places["w3"].groups) == ("Ward 3, old", ("A", "B c"), ("north",))
    assert (places["w3"].worth, places["w4"].worth) == ({"delegates": 2}, {})


def test_file_defaults_hold_unless_a_place_says_otherwise() -> None:
    text = "kind: ward\nparent: town\nplaces:\n  w3: {name: A}\n  c: {name: C, kind: city, parent: far}\n"
    places = {str(p.id): (p.kind, p.parent) for p in sound({"content/places/z/more.yml": text}).places.values()}
    assert places["w3"] == ("ward", "town")
    assert places["c"] == ("city", "far")


def test_releases_stand_by_time_in_the_zone_of_the_site_then_by_id() -> None:
    times = {
        "c": "2020-01-01T23:00-06:00",
        "d": "2020-01-02T04:00Z",
        "b": "2020-01-01",
        "a": "2020-01-01",
        "e": "2020-01-02",
    }
    folder = "content/contests/mayor/releases"
    files = {f"{folder}/{name}/release.yml": RELEASE_TEXT.replace("2020-01-01", at) for name, at in times.items()}
    releases = contest(sound({**files, RELEASE: None, ROWS: None})).releases
    assert [release.id for release in releases] == ["a", "b", "d", "c", "e"]
    assert releases[0].kind is ReleaseKind.PARTIAL


def test_totals_percents_and_expectations() -> None:
    extra = (
        "totals:\n  town: {votes: {ada: 9}, seats: {bob: 1}}\n  north: {source: {name: Press}, weight: {ada: 1.25}}\n"
        "printed_percents:\n  town: {votes: {ada: 56.1875}}\nexpect: {leader: ada, places_changed: 2, lead: 3}\n"
    )
    release = contest(sound({RELEASE: RELEASE_TEXT + extra})).releases[0]
    assert [(t.area, t.tally, dict(t.figures), t.source.name) for t in release.totals] == [
        ("town", "votes", {"ada": 9}, "Clerk"),
        ("town", "seats", {"bob": 1}, "Clerk"),
        ("north", "weight", {"ada": Decimal("1.25")}, "Press"),
    ]
    assert [dict(p.figures) for p in release.percents] == [{"ada": Decimal("56.1875")}]
    assert release.expect is not None
    assert (release.expect.leader, release.expect.lead, release.expect.places_changed) == ("ada", 3, 2)


def test_a_single_tally_decides_and_units_can_be_named_by_kind_and_group() -> None:
    text = "title: M\ndate: 2020-01-01\nplace: town\nunits: [ward]\ngroup: north\n"
    text += "tallies: [{id: votes, name: V, unit: votes}]\nchoices: [{id: ada, name: Ada}]\nrules: {votes_each: 2}\n"
    mayor = contest(sound({CONTEST: text, ROWS: "w1: {votes: {ada: 1}}\n"}))
    assert (mayor.units, mayor.group, mayor.tallies[0].decides) == (("w1",), "north", True)
    assert (mayor.rules.caucus, mayor.rules.votes_each) == (None, 2)


def test_equal_last_names_are_written_out() -> None:
    changes = with_text(CONTEST, "Ada Byron", "Ada Stone")
    assert [choice.short for choice in contest(sound(changes)).choices][:2] == ["Ada Stone", "Bob Stone Jr."]


def test_context_holds_the_closest_race_before() -> None:
    context = "context: {text: Long ago, closest_before: {margin: 3.5, tally: weight, label: In 2016}}\n"
    mayor = contest(sound({CONTEST: TINY[CONTEST] + context}))
    assert mayor.context == "Long ago"
    assert mayor.closest_before is not None
    assert (mayor.closest_before.margin, mayor.closest_before.label) == (Decimal("3.5"), "In 2016")


def test_dispositions_of_units_that_a_request_covers_through_a_group() -> None:
    text = "places: [{group: north}]\ndispositions: {w1: {disposition: accurate, reason: As on the sheet}}\n"
    (request,) = contest(sound({REQUEST: REQUEST_TEXT.format("ada", text)})).requests
    assert [(one.area, one.disposition, one.reason) for one in request.outcomes] == [
        ("w1", Disposition.ACCURATE, "As on the sheet")
    ]
    short = REQUEST_TEXT.format("ada", "places: [{place: town}]\ndispositions: {w2: ineligible}\n")
    (request,) = contest(sound({REQUEST: short})).requests
    assert [(one.area, one.disposition, one.reason) for one in request.outcomes] == [
        ("w2", Disposition.INELIGIBLE, None)
    ]


def test_a_release_of_the_day_of_the_request_may_settle_it() -> None:
    for filed in ("2020-01-01", "2020-01-01T23:00-06:00", "2020-01-02T05:00+00:00"):
        text = REQUEST_TEXT.format("ada", "resolved_by: 2020-01-01-first\n").replace("2020-01-02\n", f"{filed}\n")
        assert contest(sound({REQUEST: text})).requests[0].resolved_by == "2020-01-01-first"


def test_requests_name_their_requester_and_list_places_as_printed() -> None:
    items = "announced: {places: 3}\nresolved_by: 2020-01-03-late\nplaces:\n  - {place: w1, printed: Wd One}\n"
    items += "  - {place: w1, printed: Wd 1, disposition: accurate}\n  - {group: north}\n"
    other = REQUEST.replace("ada", "free")
    late = {RELEASE.replace(ID, "2020-01-03-late"): RELEASE_TEXT.replace("2020-01-01", "2020-01-03")}
    texts = {REQUEST: REQUEST_TEXT.format("ada", items), other: REQUEST_TEXT.format("A voter", "")}
    found = contest(sound({**late, **texts}))
    asked, free = found.requests
    assert (request_title(ENGLISH, asked), asked.requester, asked.kind) == (
        "Recanvass requested by Ada Byron",
        "ada",
        RequestKind.RECANVASS,
    )
    assert [(item.area, item.printed) for item in asked.items] == [("w1", "Wd One"), ("w1", "Wd 1"), ("north", None)]
    assert asked.announced is not None
    assert (asked.announced.places, asked.resolved_by) == (3, "2020-01-03-late")
    assert (free.requested_by, free.requester) == ("A voter", None)


def test_notes_stand_newest_first_and_belong_to_the_only_contest() -> None:
    extra = "release: 2020-01-01-first\nplaces: [w1, north]\nreviews: [ada]\n"
    files = {
        NOTE: NOTE_TEXT.format(extra),
        "content/news/later.md": NOTE_TEXT.replace("01-02", "01-03").format("author: Jo\n"),
        "content/news/draft.md": NOTE_TEXT.format("draft: true\n"),
        REQUEST: REQUEST_TEXT.format("ada", ""),
    }
    later, note = sound(files).notes
    assert (later.slug, later.author, later.contest) == ("later", "Jo", "mayor")
    assert (note.author, note.contest, note.release, note.areas, note.requests, note.body) == (
        "Paper",
        "mayor",
        "2020-01-01-first",
        ("w1", "north"),
        ("ada",),
        "Body *text*.\n",
    )
    assert [note.slug for note in sound(files, drafts=True).notes] == ["later", "draft", "note"]


def test_pages_and_navigation() -> None:
    site = sound(
        {ABOUT: "---\ntitle: About\nsummary: S\n---\nText\n", "site.yml": TINY["site.yml"] + "navigation: [about]\n"}
    )
    assert [(page.slug, page.title, page.body) for page in site.pages] == [("about", "About", "Text\n")]
    assert site.navigation == ("about",)


def test_order_of_files_is_irrelevant() -> None:
    forward, _ = read(TINY)
    backward, _ = read(dict(reversed(TINY.items())))
    assert forward == backward


def more(path: str, extra: str) -> dict[str, str]:
    return {path: TINY[path] + extra}


ZONE = with_text("site.yml", "America/Chicago", "America/Chigaco")
NO_TALLIES = TINY[CONTEST].partition("tallies:")[0] + "tallies: []\nchoices: []\n"

FAULTS: dict[str, tuple[str, str, Mapping[str, str | None]]] = {
    "unknown kind of place": ("E306", "did you mean 'ward'?", with_text(PLACES, "kind: ward", "kind: wadr")),
    "place without kind": ("E202", "add 'kind: …'", more(PLACES, "  w3: {name: W, parent: town}\n")),
    "unknown parent": ("E301", "did you mean 'town'?", with_text(PLACES, "parent: town", "parent: towm")),
    "a group as parent": ("E301", "on the place instead", with_text(PLACES, "parent: town, c", "parent: north, c")),
    "unknown group": ("E305", "did you mean 'north'?", with_text(PLACES, "[north]", "[nort]")),
    "a place id twice": ("E310", "its own id", {"content/places/x.csv": "id,name,kind\nw1,W,ward\n"}),
    "an id of a place and a group": ("E310", "its own id", more(PLACES, "  north: {name: N, kind: city}\n")),
    "no id": ("E204", "for example 'w-3'", more(PLACES, "  W 3: {name: W, kind: ward, parent: town}\n")),
    "own parent": ("E311", "correct one 'parent'", more(PLACES, "  x: {name: X, kind: city, parent: x}\n")),
    "unknown column of places": ("E316", "did you mean 'name'?", {"content/places/x.csv": "id,nmae,kind\n"}),
    "column twice": ("E316", "delete one", {"content/places/x.csv": "id,name,name\n"}),
    "column missing": ("E202", "add the column 'name'", {"content/places/x.csv": "id,kind\n"}),
    "a semicolon": ("E316", "with commas", {"content/places/x.csv": "id;name\n"}),
    "a reserved kind": ("E404", "another id", with_text(PLACES, "kinds:\n", "kinds:\n  group: {name: G, plural: G}\n")),
    "a name cut at #": ("E112", "quote it", with_text("site.yml", "title: T", "title: Ward #2")),
    "an escaped control character": ("E103", "delete it", with_text(PLACES, "Ward 2", '"Ward \\x1b"')),
    "unknown zone": ("E317", "did you mean 'America/Chicago'?", ZONE),
    "a zone that is a folder": ("E317", "", with_text("site.yml", "/Chicago", "")),
    "no language": ("E217", "for example en", more("site.yml", "language: plain English\n")),
    "unknown page": ("E309", "there is no page yet", more("site.yml", "navigation: [about]\n")),
    "no site.yml": ("E401", "name it with -C DIR", {"site.yml": None}),
    "no contest.yml": ("E401", "create it with title", {CONTEST: None}),
    "no release.yml": ("E401", "create it with title", {RELEASE: None}),
    "no releases": ("E402", "new release ID --contest", {RELEASE: None, ROWS: None}),
    "unknown place of a contest": ("E301", "did you mean 'town'?", with_text(CONTEST, "place: town", "place: toown")),
    "no unit": ("E406", "add places", {**more(CONTEST, "units: [area]\n"), ROWS: None}),
    "units in units": ("E407", "don't contain each other", more(CONTEST, "units: [city, ward]\n")),
    "no deciding tally": ("E403", "on exactly one", with_text(CONTEST, ", decides: true", "")),
    "two deciding tallies": ("E403", "on exactly one", with_text(CONTEST, "show: 1", "show: 1, decides: true")),
    "a tally twice": ("E310", "each tally", with_text(CONTEST, "id: weight", "id: votes")),
    "a choice twice": ("E310", "each choice", with_text(CONTEST, "id: bob", "id: ada")),
    "a reserved tally": ("E404", "another id", with_text(CONTEST, "id: seats", "id: status")),
    "too many decimals": ("E408", "write 9", with_text(CONTEST, "decimals: 2", "decimals: 12")),
    "more shown than stated": ("E408", "or raise", with_text(CONTEST, "show: 1", "show: 3")),
    "unknown kind of a tally": ("E306", "'city'", with_text(CONTEST, "only: [city]", "only: [citi]")),
    "colour as comment": ("E220", "in quotes", with_text(CONTEST, "  - {id: ada", "  - {colour: , id: ada")),
    "no colour": ("E217", "six digits", with_text(CONTEST, "id: ada", "colour: red, id: ada")),
    "unknown place of a row": ("E301", "did you mean 'w1'?", more(ROWS, "w11: {votes: {ada: 1}}\n")),
    "a group as unit": ("E312", "under 'totals'", more(ROWS, "north: {votes: {ada: 1}}\n")),
    "outside": ("E313", "contest.yml has the contest's place", more(ROWS, "far: {votes: {ada: 1}}\n")),
    "a total outside": (
        "E313",
        "contest.yml has the contest's place",
        {RELEASE: RELEASE_TEXT + "totals: {far: {votes: {ada: 1}}}\n"},
    ),
    "restricted tally": ("E314", "of kind city", with_text(ROWS, "weight: {ada: 1.50}", "seats: {ada: 1}")),
    "restricted total": ("E314", "of kind city", {RELEASE: RELEASE_TEXT + "totals: {w1: {seats: {ada: 1}}}\n"}),
    "unknown choice": ("E302", "did you mean 'bob'?", with_text(ROWS, "bob: 3", "bbob: 3")),
    "a name for an id": ("E302", "write its id: bob", with_text(ROWS, "bob: 3", "Stone: 3")),
    "unknown tally": ("E303", "did you mean 'votes'?", with_text(ROWS, "votes:", "vote:")),
    "no mapping": ("E201", "{smith: 12}", with_text(ROWS, "weight: {ada: 1.50}", "weight: 3")),
    "a list for a figure": ("E201", "write digits", with_text(ROWS, "bob: 3", "bob: [3]")),
    "no figure": ("E210", "write digits", with_text(ROWS, "bob: 3", "bob: three")),
    "unit in two files": ("E315", "keep one", {CSV: "place,choice,votes\nw2,ada,1\n"}),
    "choice twice": ("E315", "delete one", {ROWS: None, CSV: "place,choice,votes\nw2,ada,1\nw2,ada,1\n"}),
    "unknown tally column": ("E316", "did you mean 'votes'?", {ROWS: None, CSV: "place,choice,voets\nw2,ada,1\n"}),
    "no tally column": ("E202", "votes, weight, seats", {ROWS: None, CSV: "place,choice\nw2,ada\n"}),
    "restricted column": ("E314", "of kind city", {ROWS: None, CSV: "place,choice,seats\nw2,ada,1\n"}),
    "unknown leader": ("E302", "did you mean 'ada'?", {RELEASE: RELEASE_TEXT + "expect: {leader: adda}\n"}),
    "lead in halves": ("E212", "whole numbers", {RELEASE: RELEASE_TEXT + "expect: {lead: 0.5}\n"}),
    "nearly a choice": ("E302", "did you mean 'ada'?", {REQUEST: REQUEST_TEXT.format("adda", "")}),
    "unresolved": ("E304", "2020-01-01-first", {REQUEST: REQUEST_TEXT.format("ada", "resolved_by: 2020-01-01\n")}),
    "settled before it was filed": ("E413", "'filed'", {REQUEST: REQUEST_TEXT.format("ada", f"resolved_by: {ID}\n")}),
    "a disposition of another place": (
        "E412",
        "under 'places'",
        {REQUEST: REQUEST_TEXT.format("ada", "places: [{group: north}]\ndispositions: {w2: accurate}\n")},
    ),
    "two dispositions of a place": (
        "E412",
        "keep the right disposition",
        {
            REQUEST: REQUEST_TEXT.format(
                "ada", "places: [{place: w1, disposition: rejected}]\ndispositions: {w1: accurate}\n"
            )
        },
    ),
    "a disposition that is none": (
        "E217",
        "did you mean 'accurate'?",
        {REQUEST: REQUEST_TEXT.format("ada", "places: [{group: north}]\ndispositions: {w1: acurate}\n")},
    ),
    "unknown place of a review": ("E301", "'w1'", {REQUEST: REQUEST_TEXT.format("ada", "places: [{place: w11}]\n")}),
    "unknown group of a review": (
        "E305",
        "'north'",
        {REQUEST: REQUEST_TEXT.format("ada", "places: [{group: nort}]\n")},
    ),
    "an entry without place": (
        "E409",
        "of one place",
        {REQUEST: REQUEST_TEXT.format("ada", "places: [{reason: R}]\n")},
    ),
    "unknown contest": ("E307", "did you mean 'mayor'?", {NOTE: NOTE_TEXT.format("contest: major\n")}),
    "unknown release": ("E304", "2020-01-01-first", {NOTE: NOTE_TEXT.format("release: 2020-01-01-frist\n")}),
    "unknown review": ("E308", "there is no request yet", {NOTE: NOTE_TEXT.format("reviews: [bob]\n")}),
    "unknown place of a note": ("E301", "'town'", {NOTE: NOTE_TEXT.format("places: [twon]\n")}),
    "a slug that is no id": ("E204", "for example 'my-note'", {"content/news/My Note.md": NOTE_TEXT.format("")}),
    "a reserved page": ("E404", "rename the file", {"content/pages/data.md": "---\ntitle: A\nsummary: S\n---\n"}),
    "a page like a contest": ("E404", "rename", {"content/pages/mayor.md": "---\ntitle: A\nsummary: S\n---\n"}),
    "another ending": ("E405", "rename it to places.yml", {"content/places/places.yaml": "places: {}\n"}),
    "a note elsewhere": ("E405", "content/news/", {"content/note.md": "x"}),
    "another file": ("E405", "outside content/", {"content/news/photo.txt": "x"}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_one_message_with_its_hint(name: str) -> None:
    code, hint, changes = FAULTS[name]
    fault = only_fault(changes)
    assert (fault.code, hint in fault.hint) == (code, True), fault


def test_empty_lists_of_tallies_and_choices_are_both_named() -> None:
    assert codes({CONTEST: NO_TALLIES}) == ["E402", "E402"]


def test_a_cycle_names_its_chain_and_what_lies_in_it_is_left_alone() -> None:
    extra = "  a: {name: A, kind: city, parent: b}\n  b: {name: B, kind: city, parent: a}\n"
    extra += "  c: {name: C, kind: city, parent: b}\n"
    fault = only_fault(more(PLACES, extra))
    assert (fault.code, fault.span.line, [span.line for span in fault.related]) == ("E311", 12, [13])
    assert "a → b → a" in fault.message


def test_a_second_declaration_names_the_first() -> None:
    fault = only_fault({"content/places/zz.yml": "places: {w1: {name: W, kind: ward}}\n"})
    assert (fault.span.path, fault.related) == ("content/places/zz.yml", (Span(PLACES, 9, 3, 2),))


def test_a_unit_in_two_files_names_both() -> None:
    fault = only_fault({f"{FIRST}/zz.yml": "\nw2: {votes: {ada: 1}}\n"})
    assert (fault.span, fault.related) == (Span(f"{FIRST}/zz.yml", 2, 1, 2), (Span(ROWS, 4, 1, 2),))


def test_a_faulty_row_hides_no_other() -> None:
    text = "w9: {votes: {ada: x}}\nw1: {votes: {ada: -1, zed: 2}}\nw2: {votes: {ada: 1.5}, vtes: {}}\n"
    assert codes({ROWS: text}) == ["E301", "E210", "E211", "E302", "E212", "E303"]


def test_a_faulty_contest_does_not_cascade_into_its_releases() -> None:
    broken = with_text(CONTEST, "{id: ada, name: Ada Byron}", "{id: ada}")
    request = REQUEST_TEXT.format("nobody-known", "places: [{place: nowhere}]\n")
    changes = {**broken, ROWS: "w1: {votes: {zed: 1}}\n", REQUEST: request, f"{FIRST}/bad.yml": "a: [\n"}
    assert sorted(codes(changes)) == ["E113", "E202"]


def test_a_places_file_that_cannot_be_read_hides_no_other_fault_and_makes_none() -> None:
    changes = {PLACES: TINY[PLACES] + "  x: [\n", NOTE: NOTE_TEXT.format("places: [w1]\nrelease: no\n")}
    assert sorted(codes(changes)) == ["E113", "E304"]


def test_a_faulty_place_is_still_known() -> None:
    changes = {**with_text(PLACES, "{name: Ward 2, kind", "{kind"), NOTE: NOTE_TEXT.format("places: [w2]\n")}
    assert codes(changes) == ["E202"]


def test_a_faulty_release_is_still_known() -> None:
    changes = {
        RELEASE: RELEASE_TEXT.replace("title: First\n", ""),
        NOTE: NOTE_TEXT.format("release: 2020-01-01-first\n"),
    }
    assert codes(changes) == ["E202"]


def test_with_several_contests_a_note_says_which_it_means() -> None:
    second = {path.replace("mayor", "clerk"): text for path, text in TINY.items() if "mayor" in path}
    named = NOTE_TEXT.format("contest: clerk\nrelease: 2020-01-01-first\n")
    assert [note.contest for note in sound({**second, NOTE: named}).notes] == ["clerk"]
    assert sound({**second, NOTE: NOTE_TEXT.format("")}).notes[0].contest is None
    fault = only_fault({**second, NOTE: NOTE_TEXT.format("release: 2020-01-01-first\n")})
    assert (fault.code, fault.hint) == ("E202", "add 'contest: …', one of: clerk, mayor")


def test_reserved_contests_are_refused() -> None:
    moved = {path.replace("/mayor/", "/news/"): text for path, text in TINY.items()}
    assert [fault.code for fault in read(moved)[1]] == ["E404"]


def test_a_file_by_itself_is_no_site() -> None:
    site, faults = read({ROWS: TINY[ROWS]})
    assert site is None
    assert [(fault.code, fault.span.path) for fault in faults] == [
        ("E401", CONTEST),
        ("E401", RELEASE),
        ("E401", "site.yml"),
    ]


@pytest.mark.parametrize("path", list(TINY))
@pytest.mark.parametrize("text", ["", "[]", "x", "- a\n- b\n", "{a: {b: {c: d}}}", "? [a]\n: b", "\x85\u2028: \x85b"])
def test_nothing_typed_into_a_file_raises(path: str, text: str) -> None:
    assert codes({path: text})


def test_every_message_of_the_corpus_has_a_line_and_ends_without_a_stop() -> None:
    for _, _, changes in FAULTS.values():
        for fault in read(changed(changes))[1]:
            assert not fault.message.endswith(".")
            assert not fault.hint.endswith(".")


def test_the_site_of_this_repository_loads_without_a_message() -> None:
    root = Path(__file__).parent.parent
    report = Report()
    site = load.site(sources.read(root, report), report, drafts=True)
    assert report.ordered() == ()
    assert site is not None
    assert len(contest(site).units) == 1765
