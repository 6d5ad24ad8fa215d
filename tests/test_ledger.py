"""The ledger as readers see it: deadlines, outcomes, overlaps and the ways to find a line."""

import pytest

from recanvass.core.ids import AreaId
from recanvass.pages.context import ContestContext, SharedContext
from recanvass.pages.models.pages import RequestPage, RequestsPage
from recanvass.pages.requests.ledger import request_page, requests_page
from recanvass.pages.requests.rows import of_area
from tests.sites import FOLDER, election, iowa

HEAD = "kind: {kind}\nrequested_by: {who}\nfiled: 2020-01-02\nsource: {{name: The clerk}}\n"
ADA = HEAD.format(kind="recanvass", who="ada") + "places: [{group: coast}]\n"
BOB = HEAD.format(kind="recanvass", who="bob") + "state: filed\nplaces: [{place: n1, printed: N}, {place: n2}]\n"


def context(ada: str, bob: str = BOB) -> ContestContext:
    """Return the small election as of January 5, with a request by each of two candidates."""
    extra = {f"{FOLDER}/reviews/ada.yml": ada, f"{FOLDER}/reviews/bob.yml": bob}
    rows = ("n1: {points: {ada: 1}}\n", "", "", "", "n2: {points: {bob: 2}}\n")
    site, results = election(*rows, extra=extra)
    return ContestContext(SharedContext(site, "", "style.css", "script.js"), site.contests[0], results, 4)


def request(ada: str) -> RequestPage:
    shown = context(ada)
    return request_page(shown, shown.contest.requests[0])


@pytest.mark.parametrize(
    ("times", "alert", "outcome"),
    [
        (
            "answer_due: 2020-01-04\nstate: filed\n",
            "Answer overdue since Jan. 4, 2020",
            ("Overdue. We know of no answer."),
        ),
        ("answer_due: 2020-01-05T01:00-06:00\nstate: filed\n", "", "Open."),
        ("answer_due: 2020-01-05\nstate: filed\n", "", "Open."),
        (
            "answer_due: 2020-01-03\nanswered: 2020-01-04\nstate: rejected\n",
            "Answered late; it was due Jan. 3, 2020",
            "Answered late, Jan. 4, 2020. Denied.",
        ),
        (
            "answer_due: 2020-01-04T12:00-06:00\nanswered: 2020-01-04\nstate: accepted\n",
            "",
            "Answered, Jan. 4, 2020. Accepted.",
        ),
        ("answer_due: 2020-01-03\nstate: accepted\n", "", "Accepted; the date of the answer is unknown."),
    ],
)
def test_an_answer_is_overdue_by_the_newest_moment_of_the_content(times: str, alert: str, outcome: str) -> None:
    shown = context(ADA + times)
    ledger = requests_page(shown)
    assert ledger.stories[0].card.alert == alert
    assert [(row.outcome, row.is_late) for row in ledger.deadlines] == [(outcome, bool(alert))]
    assert ledger.as_of == "Jan. 5, 2020"
    assert any(step.is_late for step in ledger.stories[0].steps) == bool(alert)


def test_the_way_of_a_request_through_time() -> None:
    text = f"{ADA}answered: 2020-01-03\ncompleted: 2020-01-04\nstate: completed\nresolved_by: r3\n"
    page = request(f"{text}announced: {{places: 5, accepted: 3, incomplete: 1, ineligible: 1, corrected: 2}}\n")
    assert [(step.label, step.time, step.note) for step in page.steps] == [
        ("Filed", "Jan. 2, 2020", "by Ada Byron"),
        ("Answered", "Jan. 3, 2020", "accepted for 3 of 5, 1 incomplete, 1 not eligible"),
        ("Completed", "Jan. 4, 2020", "2 corrected"),
        ("Resolved in", "Jan. 4, 2020", "Release 3"),
    ]


def test_what_came_of_units_is_counted_and_stands_on_their_own_pages() -> None:
    shown = context(
        f"{ADA}state: completed\ndispositions: {{n1: accurate, s2: {{disposition: rejected, reason: R}}}}\n"
    )
    page = request_page(shown, shown.contest.requests[0])
    counted = [(fact.label, fact.value) for fact in page.dispositions]
    assert counted == [("Correctly reported the first time", "1"), ("Rejected", "1"), ("Not published", "1")]
    assert page.ledger is not None
    assert [(row.unit.text, row.via, row.disposition) for row in page.ledger.rows] == [
        ("Coast", "", "Not published"),
        ("North 1", "Coast", "Correctly reported the first time"),
        ("South 2", "Coast", "Rejected"),
    ]
    for unit, lines in {
        "n1": [("North 1", "Correctly reported the first time"), ("North 1", "Not published")],
        "s1": [("Coast", "Not published")],
        "s2": [("South 2", "Rejected")],
    }.items():
        table = of_area(shown, "mayor/index.html", AreaId(unit))
        assert table is not None
        assert [(row.unit.text, row.disposition) for row in table.rows] == lines


def groups_of(ledger: RequestsPage) -> dict[str, dict[str, list[str]]]:
    return {
        index.id: {group.id: [link.text for link in group.links] for group in index.groups} for index in ledger.indexes
    }


def test_every_line_is_found_by_what_content_calls_its_surroundings() -> None:
    ledger = requests_page(context(f"{ADA}state: accepted\n", BOB.replace("recanvass", "recount")))
    assert groups_of(ledger) == {
        "by-requester": {"by-requester-ada-byron": ["Coast"], "by-requester-bob-stone": ["North 1", "North 2"]},
        "by-review": {
            "by-review-recanvass": ["Coast (Ada Byron)"],
            "by-review-recount": ["North 1 (Bob Stone)", "North 2 (Bob Stone)"],
        },
        "by-county": {"by-county-north": ["North 1 (Bob Stone)", "North 2 (Bob Stone)"]},
        "by-district": {"by-district-coast": ["Coast (Ada Byron)", "North 1 (Bob Stone)"]},
        "by-outcome": {"by-outcome-not-published": ["Coast (Ada Byron)", "North 1 (Bob Stone)", "North 2 (Bob Stone)"]},
    }
    anchors = {row.id for row in ledger.all_rows.rows}
    links = {link.href for index in ledger.indexes for group in index.groups for link in group.links}
    assert links == {f"#{anchor}" for anchor in anchors}
    assert (ledger.all_rows.parent_heading, ledger.all_rows.district_heading) == ("County", "District")
    assert ledger.overlaps == ()


def test_units_asked_for_by_several_name_them_and_the_group() -> None:
    ledger = requests_page(context(f"{ADA}state: accepted\n"))
    found = [(row.unit.text, row.kind, [link.text for link in row.requests]) for row in ledger.overlaps]
    assert found == [("North 1", "Recanvass", ["Ada Byron, as part of Coast", "Bob Stone"])]


def test_the_fourteen_rows_are_thirteen_units_and_one_is_asked_for_by_both() -> None:
    site, results = iowa()
    shown = ContestContext(
        SharedContext(site, "", "style.css", "script.js"), results.contest, results, len(results.contest.releases) - 1
    )
    ledger = requests_page(shown)
    assert "14 (13 different places)" in [fact.value for fact in ledger.counts]
    twice = [row for row in ledger.all_rows.rows if row.unit_id == "1593452"]
    assert [row.printed for row in twice] == ["Elk Rivor Hampshire Andov; Erha"]
    assert [(row.unit_id, [link.text for link in row.requests]) for row in ledger.overlaps] == [
        ("1158", ["Pete Buttigieg, as part of In-state satellite sites", "Bernie Sanders"])
    ]
    assert ledger.all_rows.parent_heading == "County or satellite group"
    assert ledger.all_rows.district_heading == "Congressional district"
