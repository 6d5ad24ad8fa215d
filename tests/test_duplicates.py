"""The same key or id in two places: always an error, and always with both places."""

from collections.abc import Mapping

import pytest

from recanvass.content import load
from recanvass.content.files import SourceFile
from recanvass.core.diagnostics import Diagnostic, Report, Span
from tests import corpus

BASE = corpus.base()
SITE = "site.yml"
PLACES = "content/places/places.yml"
WARDS = "content/places/wards.yml"
CONTEST = "content/contests/mayor/contest.yml"
NIGHT = "content/contests/mayor/releases/2020-11-03-night"
RELEASE = f"{NIGHT}/release.yml"
ROWS = f"{NIGHT}/wards.yml"
CSV = f"{NIGHT}/wards.csv"
REQUEST = "content/contests/mayor/reviews/jones-recount.yml"
NOTE = "content/news/election-night.md"
PAGE = "content/pages/about.md"

# File, what is replaced, what it is replaced by: a key that stands twice at every depth of every kind of file.
KEYS = (
    (SITE, "timezone:", "title: Other\ntimezone:"),
    (SITE, "timezone:", "'title': Other\ntimezone:"),
    (SITE, "{name: Lakeside Gazette}", "{name: Gazette, name: Gazette}"),
    (PLACES, "groups:\n", "kinds:\n  lake: {name: Lake, plural: Lakes}\ngroups:\n"),
    (PLACES, "  ward:", "  city: {name: Town, plural: Towns}\n  ward:"),
    (PLACES, "plural: Wards}", "plural: Wards, plural: Wardes}"),
    (PLACES, "  shore:", "  shore: {name: Shore}\n  shore:"),
    (PLACES, "name: Lake shore,", "name: Lake shore, name: Shore,"),
    (PLACES, "  hilltop:", "  lakeside: {name: Lake, kind: city}\n  hilltop:"),
    (PLACES, "{name: Hilltop,", '{name: Hilltop, "name": Hill,'),
    (WARDS, "parent: lakeside", "kind: city\nparent: lakeside"),
    (WARDS, "  mill:", "  north: {name: North Ward}\n  mill:"),
    (WARDS, "  mill:", "  north:\n    name: North Ward\n  mill:"),
    (CONTEST, "date:", "title: Mayor\ndate:"),
    (CONTEST, "{id: points, name: Points,", "{id: points, id: score, name: Points,"),
    (CONTEST, "name: Robert Jones", "name: Robert Jones, name: Bob Jones"),
    (CONTEST, "choices:", "tallies: []\nchoices:"),
    (CONTEST, "choices:", "rules: {pack: a, pack: b}\nchoices:"),
    (CONTEST, "choices:", "context: {text: A, text: B}\nchoices:"),
    (RELEASE, "status:", "kind: partial\nstatus:"),
    (RELEASE, "{name: City Clerk,", "{name: City Clerk, name: Clerk,"),
    (RELEASE, "votes: {smith: 52,", "votes: {smith: 52, smith: 53,"),
    (RELEASE, "{votes: {smith: 52, jones: 46, write-in: 3}}", "{votes: {smith: 52}, votes: {jones: 46}}"),
    (RELEASE, "  lakeside:", "  lakeside: {votes: {smith: 1}}\n  lakeside:"),
    (RELEASE, "totals:", "expect: {leader: smith, leader: jones}\ntotals:"),
    (RELEASE, "totals:", "printed_percents: {lakeside: {votes: {smith: 1, smith: 2}}}\ntotals:"),
    (ROWS, "mill:", "north:\n  votes: {smith: 13}\nmill:"),
    (ROWS, "mill:", '"north":\n  votes: {smith: 13}\nmill:'),
    (ROWS, "mill:", "? north\n: {votes: {smith: 13}}\nmill:"),
    (ROWS, "  points:", "  votes: {smith: 12}\n  points:"),
    (ROWS, "{smith: 25, jones: 11}", "{smith: 25, jones: 11, smith: 25}"),
    (ROWS, "  votes: {smith: 25, jones: 11}", "  status: partial\n  status: reported"),
    (REQUEST, "state:", "kind: recanvass\nstate:"),
    (REQUEST, "{name: City Clerk}", "{name: City Clerk, name: Clerk}"),
    (REQUEST, "{place: north}", "{place: north, place: south}"),
    (REQUEST, "places:", "announced: {places: 1, places: 2}\nplaces:"),
    (NOTE, "summary:", "title: Other\nsummary:"),
    (NOTE, "summary:", "source: {name: A, name: B}\nsummary:"),
    (PAGE, "summary:", "title: Other\nsummary:"),
)
HEAD = "place,choice,votes\n"
MILL = "kind: ward\nparent: lakeside\nplaces:\n  mill: {name: Old Mill}\n"

# Code, and the files that are added or changed: ids that are declared, or stated, a second time.
IDS: tuple[tuple[str, Mapping[str, str | None]], ...] = (
    ("E310", {"content/places/more.yml": MILL}),
    ("E310", {"content/places/zz.yml": MILL}),
    ("E310", {"content/places/deep/er/more.yml": MILL}),
    ("E310", {"content/places/more.csv": "id,name,kind\nmill,Old Mill,ward\n"}),
    ("E310", {"content/places/more.csv": "id,name,kind,parent\nx,X,ward,mill\nx,Y,ward,mill\n"}),
    ("E310", {"content/places/more.yml": "groups:\n  shore: {name: Shore}\n"}),
    ("E310", {"content/places/more.yml": "groups:\n  mill: {name: The mill}\n"}),
    ("E310", {"content/places/more.yml": "kind: city\nplaces:\n  shore: {name: Shore}\n"}),
    ("E310", {"content/places/more.yml": "kinds:\n  ward: {name: Ward, plural: Wards}\n"}),
    ("E310", {CONTEST: BASE[CONTEST].replace("  - {id: seats", "  - {id: votes, name: V, unit: v}\n  - {id: seats")}),
    ("E310", {CONTEST: BASE[CONTEST].replace("  - {id: write-in", "  - {id: jones, name: Ann}\n  - {id: write-in")}),
    ("E315", {f"{NIGHT}/late.yml": "mill:\n  votes: {smith: 16}\n"}),
    ("E315", {f"{NIGHT}/zz.yml": "mill:\n  points: {smith: 16}\n"}),
    ("E315", {f"{NIGHT}/late.yml": "mill: {status: partial}\n"}),
    ("E315", {CSV: f"{HEAD}mill,smith,15\n"}),
    ("E315", {CSV: f"{HEAD}north,smith,15\n", ROWS: None, f"{NIGHT}/zz.csv": f"{HEAD}north,jones,1\n"}),
    ("E315", {CSV: f"{HEAD}north,smith,15\nnorth,jones,1\nnorth,smith,15\n", ROWS: None}),
    ("E315", {CSV: f'{HEAD}north,smith,15\nsouth,smith,1\n"north","smith",15\n', ROWS: None}),
    ("E316", {CSV: "place,choice,votes,votes\nnorth,smith,1,1\n", ROWS: None}),
    ("E316", {CSV: "place,choice,place,votes\nnorth,smith,south,1\n", ROWS: None}),
    ("E316", {"content/places/more.csv": "id,name,name\nx,X,Y\n"}),
)


def faults(changes: Mapping[str, str | None]) -> tuple[list[Diagnostic], Mapping[str, SourceFile]]:
    texts = {path: text for path, text in {**BASE, **changes}.items() if text is not None}
    files = {path: SourceFile(path, text) for path, text in texts.items()}
    report = Report()
    load.site(files, report, drafts=True)
    return list(report.ordered()), files


def word(span: Span, files: Mapping[str, SourceFile]) -> str:
    """Return the word that stands at a place of a file, without its quotes."""
    line = files[span.path].line(span.line)
    assert line is not None
    return line[span.column - 1 : span.column - 1 + span.length].strip("\"'")


def test_there_are_more_than_fifty_of_them() -> None:
    assert len(KEYS) + len(IDS) >= 50


@pytest.mark.parametrize("number", range(len(KEYS)))
def test_a_key_that_stands_twice(number: int) -> None:
    path, old, new = KEYS[number]
    assert BASE[path].count(old) >= 1
    found, files = faults({path: BASE[path].replace(old, new, 1)})
    (fault,) = [fault for fault in found if fault.code == "E114"]
    (first,) = fault.related
    assert (fault.span.path, first.path) == (path, path)
    assert (fault.span.line, fault.span.column) > (first.line, first.column)
    assert word(fault.span, files) == word(first, files) == fault.message.split("'")[1]


@pytest.mark.parametrize("number", range(len(IDS)))
def test_an_id_that_stands_twice(number: int) -> None:
    code, changes = IDS[number]
    found, files = faults(changes)
    assert [fault.code for fault in found] == [code]
    (first,) = found[0].related
    assert first != found[0].span
    assert word(found[0].span, files) == word(first, files) == found[0].message.split("'")[1]


def test_each_of_three_is_held_against_the_first() -> None:
    found, _ = faults({CSV: f"{HEAD}north,smith,1\nnorth,smith,2\nnorth,smith,3\n", ROWS: None})
    assert [(fault.span.line, fault.related[0].line) for fault in found] == [(3, 2), (4, 2)]
