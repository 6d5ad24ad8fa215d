"""The site as it stood at a release or on a day."""

import itertools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recanvass.cli.main import FAULTS, OK, main
from recanvass.core.diagnostics import Report
from recanvass.core.kinds import Disposition, RequestState
from recanvass.core.model import Contest, Request, Site
from recanvass.results import snapshot, tabulate
from tests import caucus_again, sites
from tests.party import COLUMNS

if TYPE_CHECKING:
    from recanvass.core.ids import Number

RELEASES = (
    "2020-02-06-92-percent",
    "2020-02-06-97-percent",
    "2020-02-07-all-precincts",
    "2020-02-09-review",
    "2020-02-18-recanvass",
    "2020-02-27-recount",
)
GOLDEN = sites.ROOT / "tests" / "golden" / "caucus" / "site"


def stood(site: Site, asked: str) -> Site:
    report = Report()
    limit = snapshot.limit(site, asked, report)
    assert report.items == []
    assert limit is not None
    return snapshot.site_as_of(site, limit)


def iowa_as_of(asked: str) -> Contest:
    return stood(sites.iowa()[0], asked).contests[0]


def requests(contest: Contest) -> Mapping[str, Request]:
    return {request.id: request for request in contest.requests}


@pytest.mark.parametrize(("index", "asked"), list(enumerate(RELEASES)))
def test_a_release_ends_the_site_that_stood_with_it(index: int, asked: str) -> None:
    assert [release.id for release in iowa_as_of(asked).releases] == list(RELEASES[: index + 1])


@pytest.mark.parametrize(
    ("day", "count", "notes"), [("2020-02-06", 2, 0), ("2020-02-08", 3, 1), ("2020-02-10", 4, 3), ("2030-01-01", 7, 8)]
)
def test_a_day_counts_whole(day: str, count: int, notes: int) -> None:
    site = stood(sites.iowa()[0], day)
    assert len(site.contests[0].releases) == count
    assert len(site.notes) == notes


def test_requests_are_as_they_were_then() -> None:
    filed = requests(iowa_as_of("2020-02-10"))
    assert set(filed) == {"sanders-recanvass", "buttigieg-recanvass"}
    assert {request.state for request in filed.values()} == {RequestState.FILED}
    assert all(request.answered is None and request.resolved_by is None for request in filed.values())
    answered = requests(iowa_as_of("2020-02-12"))
    assert {request.state for request in answered.values()} == {RequestState.ACCEPTED}
    recounts = requests(iowa_as_of("2020-02-21"))
    assert recounts["buttigieg-recount"].state is RequestState.PARTLY_ACCEPTED
    assert recounts["sanders-recount"].state is RequestState.ACCEPTED
    assert recounts["sanders-recanvass"].state is RequestState.COMPLETED


def test_dispositions_are_known_when_the_request_is_completed() -> None:
    files = {path.relative_to(GOLDEN).as_posix(): path.read_text() for path in GOLDEN.rglob("*") if path.is_file()}
    site = sites.loaded(files)

    def dispositions(asked: str) -> set[Disposition | None]:
        return {item.disposition for item in requests(stood(site, asked).contests[0])["alder"].items}

    assert dispositions("2020-02-07") == {None}
    assert dispositions("2020-02-10") == {Disposition.CORRECTED_RULES, None, Disposition.SINGLE_DELEGATE}


def test_notes_lose_what_was_not_yet_known() -> None:
    notes = {note.slug: note for note in stood(sites.iowa()[0], "2020-02-12").notes}
    assert notes["recanvass-requests"].requests == ("sanders-recanvass", "buttigieg-recanvass")
    assert "recanvass-result" not in notes


@pytest.mark.parametrize(
    ("asked", "code", "hint"),
    [
        ("2020-02-05", "E411", "2020-02-06-92-percent"),
        ("2020-02-18-recanvas", "E304", "2020-02-18-recanvass"),
        ("2020-02-30", "E304", ""),
        ("latest", "E304", ""),
    ],
)
def test_what_cannot_be_asked_for(asked: str, code: str, hint: str) -> None:
    report = Report()
    assert snapshot.limit(sites.iowa()[0], asked, report) is None
    (found,) = report.items
    assert found.code == code
    assert asked in found.message
    assert hint in found.hint


@pytest.fixture(scope="module")
def recanvass(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("asof") / "output"
    command = ["build", "-C", str(sites.ROOT), "-o", str(out), "-q", "--base-url", "https://example.org/iowa"]
    assert main([*command, "--as-of", "2020-02-18-recanvass"]) == OK
    return out


def text_of(page: Path) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.read_text()).split())


def test_the_home_page_of_the_recanvass(recanvass: Path) -> None:
    page = text_of(recanvass / "index.html")
    for figure in ("563.207", "563.127", "finished 0.080", "26.186%", "26.185%", "26.182%", "26.181%"):
        assert figure in page
    assert "562.954" not in page
    assert "campaign, recount" not in text_of(recanvass / "president" / "reviews" / "index.html")


def test_every_page_says_that_it_is_an_earlier_state(recanvass: Path) -> None:
    pages = list(recanvass.rglob("*.html"))
    assert len(pages) > 1800
    for page in (page for page in pages if page.parent.name != "embed"):
        text = page.read_text()
        assert "Earlier results: these pages show the count as of" in text
        assert '<link rel="canonical" href="https://example.org/iowa/' in text
        assert 'href="https://example.org/iowa">See the latest results' in text
    assert not (recanvass / "president" / "releases" / "2020-02-27-recount").exists()
    assert not (recanvass / "data" / "president" / "releases" / "2020-02-27-recount.csv").exists()


def test_a_day_too_early_ends_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["build", "-C", str(sites.ROOT), "-o", str(tmp_path / "output"), "--as-of", "2020-02-05"]
    assert main(command) == FAULTS
    assert "--as-of: error[E411]: no release by 2020-02-05" in capsys.readouterr().err
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("release", RELEASES)
def test_as_of_a_release_every_figure_is_what_it_was(release: str) -> None:
    site = stood(sites.iowa()[0], release)
    contest = site.contests[0]
    results = tabulate.results(site, contest)
    last = len(contest.releases) - 1
    figures: dict[tuple[str, str, str], Number] = {}
    for unit, tally in itertools.product(contest.units, COLUMNS):
        counts = sites.counts(results, unit, tally, last) or ()
        pairs = zip(contest.choices, counts, strict=bool(counts))
        figures |= {(unit, tally, choice.id): count for choice, count in pairs if count}
    assert figures == caucus_again.counted(release)
