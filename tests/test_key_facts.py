"""What home says of requests in three facts, and what it leaves unsaid."""

from msgspec.structs import replace

from recanvass.core.kinds import RequestState
from recanvass.core.model import Checked, Contest
from recanvass.pages.charts.lead_chart import lead_chart
from recanvass.pages.context import ContestContext, SharedContext
from recanvass.pages.key_facts import key_facts
from tests.sites import iowa


def context_of(contest: Contest) -> ContestContext:
    site, results = iowa()
    results = replace(results, contest=contest)
    return ContestContext(SharedContext(site, "", "", ""), contest, results, len(contest.releases) - 1)


def facts_of(contest: Contest) -> list[tuple[str, str, str]]:
    return [(fact.label, fact.figure, fact.text) for fact in key_facts(context_of(contest))]


def test_the_demonstration_says_who_asked_where_and_what_changed() -> None:
    assert facts_of(iowa()[1].contest) == [
        ("Who asked", "2 campaigns", "The Buttigieg and Sanders campaigns asked for a recanvass, then a recount."),
        (
            "Where",
            "143, then 23",
            "places were checked in the recanvass, then in the recount. We know 13 of them by name.",
        ),
        (
            "What changed",
            "29, then 19",
            (
                "places were corrected in the recanvass, then in the recount. "
                "The lead went from 2.8 to 0.080, then to 0.933."
            ),
        ),
    ]


def test_nobody_is_said_to_have_asked_for_what_another_asked_for() -> None:
    contest = iowa()[1].contest
    kept = [one for one in contest.requests if one.id in ("buttigieg-recanvass", "sanders-recount")]
    _, _, said = facts_of(replace(contest, requests=tuple(kept)))[0]
    assert said == "The Buttigieg campaign asked for a recanvass. The Sanders campaign asked for a recount."


def test_what_was_not_announced_is_not_said() -> None:
    contest = iowa()[1].contest
    unknown = tuple(replace(one, checked=None) for one in contest.releases)
    assert [label for label, *_ in facts_of(replace(contest, releases=unknown))] == ["Who asked"]
    without = tuple(replace(one, checked=one.checked and Checked(one.checked.places)) for one in contest.releases)
    assert [label for label, *_ in facts_of(replace(contest, releases=without))] == ["Who asked", "Where"]
    assert facts_of(replace(contest, requests=())) == []


def test_places_are_counted_as_named_only_if_their_request_was_checked() -> None:
    contest = iowa()[1].contest
    recounts = tuple(one for one in contest.requests if one.id.endswith("recount"))
    assert facts_of(replace(contest, requests=recounts))[1] == ("Where", "23", "places were checked in the recount.")


def test_a_request_that_was_withdrawn_is_no_span_of_the_chart() -> None:
    contest = iowa()[1].contest
    asked = next(one for one in contest.requests if one.id == "sanders-recount")
    spans = []
    for state in (RequestState.FILED, RequestState.WITHDRAWN, RequestState.REJECTED):
        request = replace(asked, state=state, resolved_by=None)
        chart = lead_chart(context_of(replace(contest, requests=(request,))), "index.html")
        assert chart is not None
        spans.append([span.label for span in chart.spans])
    assert spans == [["Recount"], [], []]
