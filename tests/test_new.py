"""New sites and new content files: what is written, what is left to fill in, and that nothing is overwritten."""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from recanvass.cli.main import OK, USAGE, main
from tests.sites import ROOT

PLAIN = ROOT / "examples" / "plain"
HOUSE = "content/contests/house-7"
MADE = {".recanvass", "output"}


def files_below(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] not in MADE)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    assert main(["new", str(folder)]) == OK
    return folder


def begin(site: Path, *words: str) -> int:
    return main(["new", "-C", str(site), *words])


def codes(site: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    main(["check", "-C", str(site), "-q"])
    return re.findall(r": error\[(\w+)\]: ", capsys.readouterr().err)


def fill_in(path: Path, **values: str) -> None:
    text = path.read_text()
    for key, value in values.items():
        assert len(re.findall(rf"^( *){key}:$", text, re.MULTILINE)) == 1, key
        text = re.sub(rf"^( *){key}:$", rf"\g<1>{key}: {value}", text, flags=re.MULTILINE)
    path.write_text(text)


def test_a_new_site_is_the_sample_with_what_builds_and_publishes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "our site"
    assert main(["new", str(site)]) == OK
    assert capsys.readouterr().out == (
        f"Created a site with a small sample election in {site}.\n"
        f"Build it: cd '{site}' && python3 build.py\n"
        "Publish it: push the folder to GitHub and choose Settings > Pages > Source: GitHub Actions.\n"
    )
    found, sample = files_below(site), files_below(PLAIN)
    assert found.items() >= sample.items()
    (wheel,) = (path for path in found if path.startswith("vendor/"))
    assert found.keys() - sample.keys() - {wheel} == {
        ".devcontainer/devcontainer.json",
        ".gitattributes",
        ".github/workflows/publish.yml",
        ".gitignore",
        ".vscode/extensions.json",
        ".vscode/settings.json",
        "Makefile",
        "README.md",
        "build.py",
        "requirements.txt",
    }
    assert found["build.py"] == (ROOT / "build.py").read_bytes()
    assert os.access(site / "build.py", os.X_OK)
    assert (site / ".recanvass/schema/places.json").is_file()


def test_a_new_site_builds_without_a_warning(site: Path) -> None:
    assert main(["build", "-C", str(site), "--strict", "-q", "--base-url", "https://example.org/"]) == OK
    assert "Okafor leads Lund by 116 votes" in (site / "output" / "index.html").read_text()
    assert (site / "output" / "news" / "four-of-five" / "index.html").is_file()


def test_a_folder_that_cannot_be_written_is_left_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("mine")
    assert main(["new", str(tmp_path / "file" / "site")]) == USAGE
    assert "can't write" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("obstacle", ["site.yml", ".hidden"])
def test_a_folder_with_anything_in_it_is_refused(
    obstacle: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / obstacle).write_text("mine")
    assert main(["new", str(tmp_path)]) == USAGE
    assert "is not empty; choose an empty folder or a new name" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [obstacle]
    assert main(["new", str(tmp_path / obstacle)]) == USAGE


def test_a_fresh_repository_is_empty_enough(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert main(["new", str(tmp_path)]) == OK
    listed = subprocess.run(
        ["git", "status", "--short", "-uall"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert {line.split()[1] for line in listed.stdout.splitlines()} == set(files_below(tmp_path)) - {
        path for path in files_below(tmp_path) if path.startswith(".git/")
    }


def test_a_site_may_have_the_name_of_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "site", "note"]) == OK
    assert (tmp_path / "note" / "site.yml").is_file()


def test_every_file_of_the_example_names_its_schema(site: Path) -> None:
    files = [site / "site.yml", *(site / "content").rglob("*.yml")]
    assert len(files) == 5
    for path in files:
        line = path.read_text().partition("\n")[0]
        assert line.startswith("# yaml-language-server: $schema=")
        assert (path.parent / line.partition("=")[2]).is_file()


def test_a_note_is_begun(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = datetime.now(UTC).replace(second=0, microsecond=0)
    assert begin(site, "note", "Lund: “It’s over,” or isn't it?") == OK
    path = site / "content/news/lund-its-over-or-isnt-it.md"
    assert capsys.readouterr().out.splitlines()[-2] == f"Wrote {path}"
    lines = path.read_text().splitlines()
    assert lines[:2] == ["---", 'title: "Lund: “It’s over,” or isn\'t it?"']
    date = datetime.fromisoformat(lines[2].removeprefix("date: "))
    assert before <= date <= datetime.now(UTC)
    assert date.utcoffset() == date.astimezone(ZoneInfo("America/Chicago")).utcoffset()
    assert {"contest: house-7", "release: 2024-11-05-night", "draft: true"} <= set(lines)
    assert codes(site, capsys) == []
    assert main(["build", "-C", str(site), "-q", "--drafts"]) == OK
    assert (site / "output/news/lund-its-over-or-isnt-it/index.html").is_file()
    draft = path.read_text()
    path.write_text(draft.replace("draft: true\n", ""))
    assert codes(site, capsys) == ["E220"]
    path.write_text(draft)
    fill_in(path, summary="He concedes.")
    assert codes(site, capsys) == []
    assert main(["build", "-C", str(site), "-q"]) == OK
    assert not (site / "output/news/lund-its-over-or-isnt-it").exists()
    path.write_text(path.read_text().replace("draft: true\n", ""))
    assert main(["build", "-C", str(site), "-q"]) == OK
    assert (site / "output/news/lund-its-over-or-isnt-it/index.html").is_file()


def test_a_page_is_begun(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert begin(site, "page", "How we count") == OK
    path = site / "content/pages/how-we-count.md"
    assert codes(site, capsys) == ["E220"]
    fill_in(path, summary="Who counts, and when.")
    assert codes(site, capsys) == []


def test_a_release_is_begun_today(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zone = ZoneInfo("America/Chicago")
    days = {f"{datetime.now(zone):%Y-%m-%d}"}
    assert begin(site, "release", "recount") == OK
    days.add(f"{datetime.now(zone):%Y-%m-%d}")
    (folder,) = (path for path in (site / HOUSE / "releases").iterdir() if path.name.endswith("-recount"))
    assert folder.name.removesuffix("-recount") in days
    head, figures = folder / "release.yml", folder / "figures.yml"
    assert f"\nas_of: {folder.name[:10]}T" in head.read_text()
    assert "\nkind: recount\n" in head.read_text()
    assert figures.read_text().endswith("\nharbor-1:  # Harbor City North\n  votes: {okafor: , lund: , write-in: }\n")
    assert codes(site, capsys) == ["E220"] * 6
    fill_in(head, title="After the recount", status="unofficial-complete", name="County clerks")
    figures.write_text(figures.read_text().replace("okafor: , lund: , write-in: ", "okafor: 410, lund: 390"))
    assert codes(site, capsys) == []
    assert main(["build", "-C", str(site), "-q", "--strict"]) == OK


def test_a_release_of_another_day_is_dated_so(site: Path) -> None:
    assert begin(site, "release", "2024-11-20-certification") == OK
    folder = site / HOUSE / "releases" / "2024-11-20-certification"
    assert [path.name for path in folder.iterdir()] == ["release.yml"]
    text = (folder / "release.yml").read_text()
    assert "\nkind: certification\n" in text
    assert "\nas_of: 2024-11-20\n" in text


def test_a_request_is_begun(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert begin(site, "request", "lund-recanvass") == OK
    path = site / HOUSE / "reviews" / "lund-recanvass.yml"
    assert "\nkind: recanvass\n" in path.read_text()
    assert codes(site, capsys) == ["E220", "E220"]
    fill_in(path, requested_by="lund", name="The Lund campaign")
    assert codes(site, capsys) == []


def test_a_contest_is_begun_and_its_first_release_lists_every_unit(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert begin(site, "contest", "sheriff", "Sheriff of Harbor County") == OK
    path = site / "content/contests/sheriff/contest.yml"
    assert '\ntitle: "Sheriff of Harbor County"\n' in path.read_text()
    assert "\nplace: district-7\n" in path.read_text()
    assert sorted(codes(site, capsys)) == ["E220"] * 3 + ["E402"]
    fill_in(path, date="2024-11-05")
    path.write_text(path.read_text().replace("{id: , name: }", "{id: gray, name: Ann Gray}"))
    path.write_text(path.read_text().replace("place: district-7", "place: harbor"))
    assert codes(site, capsys) == ["E402"]
    assert begin(site, "release", "2024-11-05-night") == USAGE
    assert "there are several contests; name one: --contest house-7 or --contest sheriff" in capsys.readouterr().err
    assert begin(site, "release", "2024-11-05-night", "--contest", "sheriff") == OK
    folder = site / "content/contests/sheriff/releases/2024-11-05-night"
    figures = (folder / "figures.yml").read_text()
    assert re.findall(r"^(harbor-\d):  # ", figures, re.MULTILINE) == ["harbor-1", "harbor-2", "harbor-3"]
    assert "meadow" not in figures
    (folder / "figures.yml").write_text(figures.replace("gray: ", "gray: 5"))
    fill_in(folder / "release.yml", title="Night", kind="complete", status="certified", name="Clerk")
    assert codes(site, capsys) == []
    schema = figures.partition("\n")[0].partition("=")[2]
    assert (folder / schema).is_file()


def test_nothing_is_overwritten(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert begin(site, "review", "lund-recount") == OK
    before = files_below(site)
    assert begin(site, "review", "lund-recount") == USAGE
    assert "lund-recount.yml already exists and was not changed; choose another name" in capsys.readouterr().err
    assert begin(site, "release", "2024-11-05-night") == USAGE
    assert begin(site, "note", "Four of five") == USAGE
    assert begin(site, "contest", "house-7") == USAGE
    assert files_below(site) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("release", "After the recount"), "'After the recount' is not an id; use only lowercase letters"),
        (("review", "../../evil"), "is not an id"),
        (("note", "Con"), "can't be a file name on Windows"),
        (("contest", "con"), "can't be a file name on Windows"),
        (("note", "???"), "can't make a web address from '???'"),
        (("release", "night", "--contest", "huose-7"), "unknown contest 'huose-7'; did you mean 'house-7'?"),
        (("note",), "note TITLE"),
        (("note", "two", "words"), "note TITLE"),
        (("noet", "title"), "note TITLE"),
    ],
)
def test_what_cannot_be_begun_is_said(
    words: tuple[str, ...], said: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files_below(site.parent)
    assert begin(site, *words) == USAGE
    assert said in capsys.readouterr().err
    assert files_below(site.parent) == before


def test_a_site_with_faults_can_be_added_to(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = site / HOUSE / "contest.yml"
    path.write_text(path.read_text().replace("title:", "titel:"))
    assert begin(site, "release", "2024-11-06-recount") == OK
    assert [file.name for file in (site / HOUSE / "releases/2024-11-06-recount").iterdir()] == ["release.yml"]
    (site / "site.yml").unlink()
    assert begin(site, "note", "In spite of it") == OK
    assert "+00:00\n" in (site / "content/news/in-spite-of-it.md").read_text()
    shutil.rmtree(site / "content" / "contests")
    assert begin(site, "review", "lund-recount") == USAGE
    assert "there is no contest yet" in capsys.readouterr().err


def test_nothing_is_written_through_a_link(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.move(site / "content" / "news", tmp_path / "elsewhere")
    (site / "content" / "news").symlink_to(tmp_path / "elsewhere")
    before = files_below(tmp_path / "elsewhere")
    assert begin(site, "note", "A note") == USAGE
    assert "Recanvass doesn't follow links" in capsys.readouterr().err
    assert files_below(tmp_path / "elsewhere") == before


KINDS = {
    "plain": "choices: [{id: gray, name: Ann Gray}, {id: moss, name: Bob Moss}]\n",
    "alone": "choices: [{id: gray, name: Ann Gray}]\n",
    "ticket": "choices: [{id: gray, ticket: [Ann Gray, Eva Diaz]}, {id: moss, ticket: [Bob Moss, Al Lund]}]\n",
    "seats": "seats: 2\nchoices: [{id: gray, name: Ann Gray}, {id: moss, name: Bob Moss}, {id: lund, name: Al Lund}]\n",
    "approval": "vote_for: any\nchoices: [{id: gray, name: Ann Gray}, {id: moss, name: Bob Moss}]\n",
    "runoff": (
        "threshold: majority\nadvance: 2\n"
        "choices: [{id: gray, name: Ann Gray}, {id: moss, name: Bob Moss}, {id: lund, name: Al Lund}]\n"
    ),
    "measure": "kind: measure\n",
    "levy": "kind: measure\nthreshold: 60%\nchoices: [{id: yes, name: For the levy}, {id: no, name: Against}]\n",
    "quorum": "kind: measure\nthreshold: [majority, {share: 40%, of: registered, by: ballots}]\n",
    "retention": "kind: retention\nperson: Pat Archer\n",
    "ranked": (
        "tallies: [{id: r1, name: First choices, unit: votes, round: 1}, {id: r2, round: 2}]\n"
        "choices: [{id: gray, name: Ann Gray}, {id: moss, name: Bob Moss}, {id: lund, name: Al Lund}]\n"
    ),
    "parts": (
        "tallies: [{id: votes, name: Votes, unit: votes}, {id: mail, name: Mail, unit: votes, part_of: votes}, "
        "{id: polls, name: Polls, unit: votes, part_of: votes}]\n"
        "choices: [{id: gray, name: Ann Gray}, {id: moss, name: Bob Moss}]\n"
    ),
    "awards": (
        "tallies: [{id: votes, name: Votes, unit: votes}, "
        "{id: electors, name: Electors, unit: electors, award: {from: votes, by: winner}}]\n"
        "choices: [{id: gray, name: Ann Gray}, {id: moss, name: Bob Moss}]\n"
    ),
    "write-ins": (
        "choices: [{id: gray, name: Ann Gray}, {id: moss, name: Bob Moss, write_in: true}, "
        "{id: scattered, name: Scattered, candidate: false, in_total: false}]\n"
    ),
}
"""What an editor puts in the place of the choices that a new contest has, for each kind of contest."""


def without_comments(text: str) -> str:
    return "".join(f"{line}\n" for line in text.splitlines() if not line.lstrip().startswith("#"))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_contest_of_any_kind_is_begun_filled_in_and_built(
    kind: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert begin(site, "contest", kind, "The contest") == OK
    path = site / "content/contests" / kind / "contest.yml"
    fill_in(path, date="2024-11-05")
    head, has_choices, _ = path.read_text().partition("choices:\n")
    assert has_choices
    assert "tallies:" not in head
    path.write_text(f"{head}{KINDS[kind]}")
    assert codes(site, capsys) == ["E402"]
    assert begin(site, "release", "2024-11-05-night", "--contest", kind) == OK
    folder = path.parent / "releases/2024-11-05-night"
    figures = folder / "figures.yml"
    assert codes(site, capsys) != []
    votes = iter(range(100, 1000, 10))
    # A ranked count has nobody of the first round left out of the second unless it is said; parts make up no whole.
    rows = re.sub(r"(\w+): (?=[,}])", lambda name: f"{name[1]}: {next(votes)}", without_comments(figures.read_text()))
    if kind == "parts":
        rows = re.sub(r"^  votes: .*\n", "", rows, flags=re.MULTILINE)
    figures.write_text(rows)
    fill_in(folder / "release.yml", title="Night", kind="complete", status="unofficial-complete", name="Clerk")
    assert codes(site, capsys) == []
    assert main(["check", "-C", str(site), "--strict"]) == OK
    printed = capsys.readouterr()
    assert "warning" not in printed.err
    assert main(["build", "-C", str(site), "-q", "--strict"]) == OK
    page = (site / "output" / kind / "index.html").read_text()
    assert "No votes reported yet" not in page
    assert main(["schema", "-C", str(site)]) == OK
