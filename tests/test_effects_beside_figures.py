"""What an edit changes beside figures of candidates: turnout, requests, outcomes, and what decides a contest."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK, main
from tests.sites import ROOT
from tests.test_branch import _nobody_is_known, commit, git, remote, site
from tests.test_effects import CORRECTIONS, FIGURES, RELEASE, checked, effect, publish, replace

__all__ = ["_nobody_is_known", "remote", "site"]

BALLOT = ROOT / "examples/ballot"
CAUCUS = ROOT / "tests/golden/caucus/site"
REVIEWS = "content/contests/president/reviews"
RELEASES = "content/contests/president/releases"
Published = tuple[Path, Path]
"""The folder of a site, and where it is published."""


@pytest.fixture
def published(tmp_path: Path) -> Callable[[Path], Published]:
    """Return what copies a site and builds the copy as readers have it."""

    def made(source: Path) -> Published:
        folder, out = tmp_path / "copy", tmp_path / "published"
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("output"))
        assert main(["build", "-C", str(folder), "-q", "-o", str(out)]) == OK
        return folder, out

    return made


def told(capsys: pytest.CaptureFixture[str], folder: Path, out: Path) -> tuple[dict[str, object], str, list[str]]:
    """Return the effect of a site's edits: as a record, as lines, and what of it has to be confirmed."""
    found = effect(folder, capsys, "--against", str(out))
    assert isinstance(found, dict)
    return found, checked(folder, capsys, "--against", str(out)), [one["guard"] for one in found["confirm"]]


def add_turnout(site: Path, registered: int) -> None:
    text = (site / FIGURES).read_text()
    row = f"  turnout: {{registered: {registered}, ballots: 810}}\n"
    text = re.sub(r"  turnout: .*\n", "", text)
    (site / FIGURES).write_text(text.replace("write-in: 4}\n", f"write-in: 4}}\n{row}", 1))


def test_turnout_is_guarded_and_corrected_as_votes_are(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(site) == OK
    add_turnout(site, 1200)
    first = checked(site, capsys)
    since = first.partition("Since the site was published")[2].splitlines()
    assert since[1] == "  1 place has new figures in a published release."
    commit(site, "Add turnout")
    assert publish(site) == OK  # what readers have not seen needs no reason
    add_turnout(site, 1020)
    capsys.readouterr()
    assert main(["check", "-C", str(site)]) == OK
    told = capsys.readouterr()
    assert "Harbor City North (Harbor County), “Election night”: registered voters 1,200 → 1,020.\n" in told.out
    assert f"{FIGURES}:3:1: warning[W902]: readers have seen another figure: Harbor City North (Harbor" in told.err
    commit(site, "Correct turnout")
    assert publish(site) == FAULTS
    assert "registered voters 1,200 → 1,020" in capsys.readouterr().err
    assert publish(site, "--confirm", "We typed two digits the wrong way round.") == OK
    log = "{place: harbor-1, turnout: registered, before: 1200, after: 1020}\n"
    assert (site / CORRECTIONS).read_text().endswith(f"  figures:\n    - {log}")
    page = git(remote, "show", "gh-pages:house-7/corrections/index.html")
    assert re.search(r"Harbor City North.*</th><td></td><td>Registered voters</td>.*1,200.*1,020", page)
    row = "harbor-1,Harbor City North,,registered,1200,1020,We typed two digits the wrong way round.,Ed Itor,"
    assert row in git(remote, "show", "gh-pages:data/house-7/corrections.csv")
    assert publish(site) == OK
    assert "no published number changes" in checked(site, capsys)


def test_turnout_that_the_log_explains_needs_no_further_reason(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_turnout(site, 1200)
    commit(site, "Add turnout")
    assert publish(site) == OK
    add_turnout(site, 1020)
    entry = "- {published: 2024-11-06, reason: A typo, figures: [{place: harbor-1, turnout: KEY, after: 1020}]}\n"
    (site / CORRECTIONS).write_text(entry.replace("KEY", "voters"))
    assert main(["check", "-C", str(site), "--strict"]) == FAULTS
    (site / CORRECTIONS).write_text(entry.replace("KEY", "registered"))
    assert main(["check", "-C", str(site), "--strict"]) == OK


def test_a_place_of_the_places_file_and_a_feed_tell_of_turnout(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = next(path for path in site.glob("content/places/*.yml") if "harbor-1:" in path.read_text())
    replace(places, "harbor-1: {", "harbor-1: {registered: 900, ")
    commit(site, "Add voters")
    assert publish(site, "--base-url", "https://example.org/") == OK
    replace(places, "registered: 900", "registered: 901")
    capsys.readouterr()
    assert main(["check", "-C", str(site)]) == OK
    said = capsys.readouterr()
    assert "registered voters 900 → 901" in said.out
    assert f"{places.relative_to(site)}:" in said.err
    commit(site, "Correct voters")
    assert publish(site, "--base-url", "https://example.org/", "--confirm", "A late list.") == OK
    feed = git(remote, "show", "gh-pages:corrections.xml")
    assert "A late list. Harbor City North, Registered voters: 900 before, now 901." in feed


def test_turnout_of_several_contests_is_told_by_the_one_that_states_it(
    published: Callable[[Path], Published], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = published(BALLOT)
    night = folder / "content/contests/president/releases/2024-11-05-night/precincts.yml"
    replace(night, "ballots: {election-day: 860, absentee: 486, total: 1346}", "ballots: {absentee: 487, total: 1346}")
    found, printed, guards = told(capsys, folder, out)
    contests = found["contests"]
    assert isinstance(contests, list)
    assert [(one["contest"], len(one["figures"])) for one in contests if one["figures"]] == [("president", 2)]
    line = "Millbrook Ward 1 (Millbrook), “Election night”: ballots counted (Election day) 860 → none, "
    assert f"{line}ballots counted (Absentee) 486 → 487.\n" in printed
    assert guards == ["figures"]


def test_a_request_that_is_answered_needs_no_reason_but_another_answer_does(
    published: Callable[[Path], Published], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = published(CAUCUS)
    voter, birch, alder = (folder / REVIEWS / f"{name}.yml" for name in ("voter", "birch", "alder"))
    replace(voter, "state: filed", "state: rejected\nanswered: 2020-02-13")
    replace(voter, "printed: Primghar}", "printed: Primghar, disposition: ineligible}")
    replace(birch, "state: partly-accepted", "state: completed")
    replace(alder, "announced: {places: 3}", "announced: {places: 5}")
    _, printed, guards = told(capsys, folder, out)
    assert guards == []
    assert "Recount requested by A voter: the status was “Filed” and is now “Denied”." in printed
    assert "Recount requested by A voter: the date of the answer was none and is now “2020-02-13”." in printed
    assert "the announced number of places was 3 and is now 5." in printed
    assert main(["build", "-C", str(folder), "-q", "-o", str(out)]) == OK
    replace(voter, "state: rejected", "state: accepted")
    _, printed, guards = told(capsys, folder, out)
    assert guards == ["request"]
    assert "the status was “Denied” and is now “Accepted”." in printed
    voter.unlink()
    _, printed, guards = told(capsys, folder, out)
    assert guards == ["request"]
    assert "voter: the request is no longer on the site." in printed
    replace(alder, '  - {place: "012", printed: Cedar/Otter Crk, disposition: single-delegate}\n', "")
    assert "012: no longer listed" in re.sub(
        r"Cedar / Otter Creek \(Linn County\)", "012", told(capsys, folder, out)[1]
    )


def test_a_confirmed_answer_is_logged_and_shown(site: Path, remote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review = site / "content/contests/house-7/reviews/lund.yml"
    review.parent.mkdir()
    head = "kind: recount\nrequested_by: lund\nfiled: 2024-11-06\nsource: {name: The board}\n"
    review.write_text(
        f"{head}state: accepted\nplaces: [{{place: harbor-1, disposition: accurate}}, {{place: harbor-2}}]\n"
    )
    commit(site, "A request")
    assert publish(site) == OK
    review.write_text(f"{head}state: rejected\nplaces: [{{place: harbor-1, disposition: incomplete}}]\n")
    capsys.readouterr()
    assert main(["check", "-C", str(site)]) == OK
    warned = capsys.readouterr().err
    assert "warning[W902]: readers have seen another answer: Recount requested by Peter Lund: the status" in warned
    commit(site, "Another answer")
    assert publish(site) == FAULTS
    assert publish(site, "--confirm", "The board denied it.") == OK
    assert (
        (site / CORRECTIONS)
        .read_text()
        .endswith(
            "  requests:\n"
            "    - {request: lund, before: accepted, after: rejected}\n"
            "    - {request: lund, place: harbor-1, before: accurate, after: incomplete}\n"
            "    - {request: lund, place: harbor-2, before: listed}\n"
        )
    )
    page = git(remote, "show", "gh-pages:house-7/corrections/index.html")
    assert re.search(r"Recount requested by Peter Lund.*>Accepted<.*>Denied<", page)
    assert re.search(r"Harbor City South.*>Listed, no outcome yet<.*>Not listed<", page)
    table = git(remote, "show", "gh-pages:data/house-7/corrections.csv")
    assert "harbor-1,Harbor City North,,,accurate,incomplete,The board denied it.,Ed Itor,lund" in table
    assert publish(site) == OK
    # The same change, explained by hand.
    review.write_text(f"{head}state: completed\nplaces: [{{place: harbor-1, disposition: incomplete}}]\n")
    assert main(["check", "-C", str(site), "--strict"]) == FAULTS
    with (site / CORRECTIONS).open("a") as log:
        log.write("- {published: 2024-11-09, reason: A court, requests: [{request: lund, after: completed}]}\n")
    assert main(["check", "-C", str(site), "--strict"]) == OK


def test_outcomes_of_earlier_releases_are_compared(
    published: Callable[[Path], Published], capsys: pytest.CaptureFixture[str]
) -> None:
    source = ROOT / "examples/famous-counts"
    folder, out = published(source)
    recount = folder / "content/contests/minnesota-senate-2008/releases"
    release = next(path for path in sorted(recount.glob("*/release.yml")) if "outcome:" not in path.read_text())
    release.write_text(release.read_text() + "outcome: {winners: [coleman], by: count}\n")
    assert main(["build", "-C", str(folder), "-q", "-o", str(out)]) == OK
    replace(release, "winners: [coleman]", "winners: [franken]")
    found, printed, guards = told(capsys, folder, out)
    assert guards == ["outcome"]
    said = r"U\.S\. Senate, Minnesota: Minnesota, “.*”.*: the declared outcome was Coleman \(count\) and is now Franken"
    assert re.search(said, printed)
    contests = found["contests"]
    assert isinstance(contests, list)
    assert contests[0]["outcomes"][0]["releases"][0] == release.parent.name


@pytest.mark.parametrize(
    ("file", "old", "new", "said", "guards"),
    [
        (
            f"{RELEASES}/2020-02-20-recount/release.yml",
            "status: certified",
            "status: unofficial-complete",
            "“After the recount”: the status was “certified” and is now “unofficial-complete”.",
            ["status"],
        ),
        (
            f"{RELEASES}/2020-02-04-night/release.yml",
            "status: unofficial-partial",
            "status: unofficial-complete",
            "“First night”: the status was “unofficial-partial” and is now “unofficial-complete”.",
            [],
        ),
        (
            "content/contests/president/contest.yml",
            "name: Ana Alder",
            "name: Ana Elder",
            "the name was “Ana Alder” and is now “Ana Elder”; the short name was “Alder” and is now “Elder”.",
            [],
        ),
        (
            "content/contests/president/contest.yml",
            "name: Uncommitted, candidate: false",
            "name: Uncommitted",
            "Uncommitted: the mark as a candidate was no and is now yes.",
            ["rules"],
        ),
        (
            "content/places/counties.yml",
            "name: Linn",
            "name: Lynn",
            "Lynn (Iowa): the name was “Linn” and is now “Lynn”.",
            [],
        ),
    ],
)
def test_what_decides_is_guarded_and_names_are_announced(
    published: Callable[[Path], Published],
    capsys: pytest.CaptureFixture[str],
    file: str,
    old: str,
    new: str,
    said: str,
    guards: list[str],
) -> None:
    folder, out = published(CAUCUS)
    replace(folder / file, old, new)
    _, printed, found = told(capsys, folder, out)
    assert said in printed
    assert found == guards


def test_a_release_that_is_less_final_is_logged_under_its_name(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(site / RELEASE / "release.yml", "unofficial-partial", "unofficial-complete")
    commit(site, "Complete")
    assert publish(site) == OK
    replace(site / RELEASE / "release.yml", "unofficial-complete", "unofficial-partial")
    commit(site, "Partial")
    assert publish(site) == FAULTS
    assert "the status was “unofficial-complete” and is now “unofficial-partial”" in capsys.readouterr().err
    assert publish(site, "--confirm", "One precinct was still out.") == OK
    head = git(site, "show", f"HEAD:{CORRECTIONS}")
    assert re.search(r'release: "2024-11-05-night"\n  reason: "One precinct was still out."', head)
    assert publish(site) == OK


def test_texts_of_downloads_are_announced_by_the_name_of_the_file(
    published: Callable[[Path], Published], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = published(CAUCUS)
    replace(folder / REVIEWS / "alder.yml", "An extra delegate was given.", "Two delegates too many.")
    _, printed, guards = told(capsys, folder, out)
    assert "These downloads have other contents: reviews.csv." in printed
    assert guards == []


def test_an_older_site_is_compared_as_far_as_it_tells(
    published: Callable[[Path], Published], capsys: pytest.CaptureFixture[str]
) -> None:
    """A site that was built before there were contest.json, places.csv and turnout by release."""
    folder, out = published(CAUCUS)
    manifest = json.loads((out / "manifest.json").read_text())
    for path in list(manifest["files"]):
        if path.endswith(("contest.json", "places.csv", "-reporting.csv")):
            del manifest["files"][path]
            (out / path).unlink()
    (out / "manifest.json").write_text(json.dumps(manifest))
    printed = told(capsys, folder, out)[1]
    lacks = "The published site doesn't have {}, so that was not compared."
    assert f"Compared with {out}: no published number changes\n  {lacks.format('data/places.csv')}\n" in printed
    assert lacks.format("contest.json") in printed
    assert lacks.format("turnout as of each release") in printed
    # Of its newest release, results.json tells names, the status and the outcome.
    release = folder / RELEASES / "2020-02-20-recount/release.yml"
    release.write_text(release.read_text() + "outcome: {winners: [alder], by: count}\n")
    replace(folder / "content/contests/president/contest.yml", "name: Ana Alder", "name: Ana Elder")
    printed = told(capsys, folder, out)[1]
    assert "The declared outcome was none and is now Elder (count)." in printed
    assert "Ana Elder: the name was “Ana Alder” and is now “Ana Elder”." in printed


def test_what_is_the_same_in_many_contests_and_places_is_said_once(
    published: Callable[[Path], Published], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = published(BALLOT)
    replace(folder / "content/parties.yml", "name: Democratic", "name: Democrats")
    places = next(path for path in folder.glob("content/places/*") if "Millbrook Ward 1" in path.read_text())
    places.write_text(places.read_text().replace("Millbrook Ward", "Millbrook Precinct"))
    printed = told(capsys, folder, out)[1]
    assert re.findall(r"^  (.*)Democrats: the name", printed, re.MULTILINE) == ["12 contests: "]
    assert printed.count("Democrats”") == 1
    assert "\n  4 places, Millbrook Precinct 1 (Millbrook) among them: another name.\n" in printed
