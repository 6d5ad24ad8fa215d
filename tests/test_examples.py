"""Every example builds without an error or a warning, and says of each contest at each release what is expected."""

import html
import re
from pathlib import Path

import pytest

from recanvass.build import pipeline
from recanvass.cli.main import OK, main
from recanvass.core.kinds import ReleaseKind
from recanvass.results.answers import answer, audit_answer
from recanvass.results.figures import deciding, figures, without_detail
from recanvass.text.catalogue import ENGLISH
from recanvass.text.sentences import sentence
from tests.expected import Golden
from tests.sites import SITES, contests_of

SENTENCES = Path(__file__).parent / "golden" / "sentences"
TAG = re.compile("<[^<>]*>")
EXAMPLES = sorted(SITES.keys() - {"demonstration"})


def words_of(page: Path) -> str:
    """Return the text of a page, with single blanks between its words."""
    return " ".join(html.unescape(TAG.sub("", page.read_text(encoding="utf-8"))).split())


@pytest.mark.parametrize("name", sorted(SITES))
def test_the_sentences_of_each_release(name: str, golden: Golden) -> None:
    lines = []
    for site, results in contests_of(SITES[name]):
        contest = results.contest
        lines.append(f"{contest.id}\n")
        for index, release in enumerate(contest.releases):
            is_audit = release.kind is ReleaseKind.AUDIT
            found = audit_answer(site, results, index) if is_audit else answer(site, results, contest.root, index)
            lines.append(f"  {release.id}: {sentence(ENGLISH, site, found)}\n")
    golden.check(SENTENCES / f"{name}.txt", "".join(lines).encode())


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_builds_with_one_command(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "-C", str(SITES[name]), "-o", str(tmp_path / "out"), "--strict"]) == OK
    assert "warning" not in capsys.readouterr().err
    for site, results in contests_of(SITES[name]):
        last = len(results.contest.releases) - 1
        said = sentence(ENGLISH, site, answer(site, results, results.contest.root, last))
        assert said in words_of(tmp_path / "out" / results.contest.id / "index.html")


def test_the_lead_of_minnesota_crosses_zero() -> None:
    by_id = {str(results.contest.id): results for _, results in contests_of(SITES["famous-counts"])}
    results = by_id["minnesota-senate-2008"]
    choices = [str(choice.id) for choice in results.contest.choices]
    first, second = choices.index("franken"), choices.index("coleman")
    leads = []
    for index in range(len(results.contest.releases)):
        counts = figures(results, results.contest.root, deciding(results, index), index).counts
        leads.append((counts[first] or 0) - (counts[second] or 0))
    assert leads == [-215, -188, 49, 225, 312]


def test_a_county_that_came_as_a_total_counts_and_is_named(tmp_path: Path) -> None:
    files = {
        "site.yml": "title: T\ndescription: D\ntimezone: America/Chicago\npublisher: {name: P}\n",
        "content/places/p.yml": (
            "kinds:\n  state: {name: State, plural: States}\n  county: {name: County, plural: Counties}\n"
            "  precinct: {name: Precinct, plural: Precincts}\nplaces:\n  coast: {name: Coast, kind: state}\n"
            "  harbor: {name: Harbor, kind: county, parent: coast}\n"
            "  meadow: {name: Meadow, kind: county, parent: coast}\n"
            "  h1: {name: Harbor 1, kind: precinct, parent: harbor}\n"
            "  h2: {name: Harbor 2, kind: precinct, parent: harbor}\n"
            "  m1: {name: Meadow 1, kind: precinct, parent: meadow}\n"
        ),
        "content/contests/mayor/contest.yml": (
            "title: Governor\ndate: 2025-11-04\nplace: coast\n"
            "choices: [{id: lund, name: Peter Lund}, {id: moss, name: Bob Moss}]\n"
        ),
        "content/contests/mayor/releases/2025-11-12/release.yml": (
            "title: Final\nkind: complete\nstatus: unofficial-complete\nas_of: 2025-11-12\nsource: {name: State}\n"
        ),
        "content/contests/mayor/releases/2025-11-12/rows.yml": (
            "h1: {votes: {lund: 100, moss: 200}}\nh2: {votes: {lund: 200, moss: 400}}\n"
            "meadow: {votes: {lund: 700, moss: 400}}\n"
        ),
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    loaded = pipeline.read(tmp_path, drafts=False)
    assert loaded.site is not None
    (results,) = loaded.results.values()
    tally = deciding(results, 0)
    assert figures(results, results.contest.root, tally, 0).counts == (1000, 1000)
    assert [area for area in results.areas if without_detail(results, area, tally, 0)] == ["meadow"]
    assert main(["build", "-C", str(tmp_path), "-o", str(tmp_path / "out"), "-q"]) == OK
    said = words_of(tmp_path / "out" / "mayor" / "index.html")
    assert "Lund and Moss finished tied at 1,000 votes." in said
    assert "Only totals: Meadow." in said
    assert "All 3 precincts have reported; 1 only in a total" in said
