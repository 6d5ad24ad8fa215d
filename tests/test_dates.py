"""What comes before what in the site's zone, and the newest moment of the content."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from recanvass.core.dates import is_before, newest
from recanvass.core.ids import Moment
from tests.sites import FOLDER, election, iowa

CHICAGO = ZoneInfo("America/Chicago")


def at(text: str) -> Moment:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2020-02-09", "2020-02-10", True),
        ("2020-02-10", "2020-02-10", False),
        ("2020-02-10", "2020-02-10T23:00-06:00", False),
        ("2020-02-10T00:01-06:00", "2020-02-10", False),
        ("2020-02-10T11:59-06:00", "2020-02-10T12:00-06:00", True),
        ("2020-02-10T12:00-06:00", "2020-02-10T18:00+00:00", False),
        ("2020-02-11T05:59+00:00", "2020-02-11", True),
        ("2020-02-11T06:01+00:00", "2020-02-11", False),
    ],
)
def test_a_day_is_the_whole_day_in_the_zone_of_the_site(first: str, second: str, *, expected: bool) -> None:
    assert is_before(at(first), at(second), CHICAGO) is expected
    assert not (expected and is_before(at(second), at(first), CHICAGO))


def test_a_date_on_which_an_answer_is_due_is_nothing_that_happened() -> None:
    text = "kind: recount\nrequested_by: A voter\nfiled: 2020-01-05\nanswer_due: 2020-03-01\nstate: filed\n"
    site, _ = election("n1: {votes: {ada: 1}}\n", extra={f"{FOLDER}/reviews/v.yml": f"{text}source: {{name: C}}\n"})
    assert newest(site) == date(2020, 1, 5)


def test_the_newest_moment_of_the_demonstration() -> None:
    site, _ = iowa()
    assert newest(site) == date(2020, 2, 29)
