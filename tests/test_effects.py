"""What an edit changes for readers: said by check, build and publish, and refused until somebody says why."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK, USAGE, main
from recanvass.publish import published
from tests.sites import ROOT
from tests.test_branch import _nobody_is_known, change_a_figure, commit, git, remote, site

__all__ = ["_nobody_is_known", "remote", "site"]

RELEASE = "content/contests/house-7/releases/2024-11-05-night"
FIGURES = f"{RELEASE}/precincts.yml"


def publish(site: Path, *words: str) -> int:
    return main(["publish", "-C", str(site), *words])


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def effect(site: Path, capsys: pytest.CaptureFixture[str], *words: str) -> object:
    capsys.readouterr()
    assert main(["check", "-C", str(site), "--format", "json", *words]) == OK
    return json.loads(capsys.readouterr().out)["effect"]


def checked(site: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main(["check", "-C", str(site), *words]) == OK
    return capsys.readouterr().out


def test_nothing_is_claimed_before_anything_is_published(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert effect(site, capsys) is None
    assert "published" not in checked(site, capsys)
    assert "There is nothing published to compare with.\n" in checked(site, capsys, "-v")


def test_an_edit_of_the_demonstration_is_announced_and_refused(
    tmp_path: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figure in the README, in a release on which a later one stands."""
    folder = tmp_path / "demonstration"
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "site.yml", folder)
    for words in ("config user.name Ed", "config user.email ed@example.org", f"remote add origin {remote}"):
        git(folder, *words.split())
    commit(folder, "Begin")
    assert publish(folder) == OK
    tip = git(remote, "rev-parse", "gh-pages")
    assert "no published number changes" in checked(folder, capsys)
    line = re.search(r'"947861":\n  sde: \{.*\}\n', (ROOT / "README.md").read_text())
    assert line is not None
    path = folder / "content/contests/president/releases/2020-02-27-recount/scott.yml"
    replace(path, line[0], line[0].replace("sanders: 0.4133", "sanders: 0.9133"))
    said = (
        "Blue Grass Township (Scott County), “After the recount” and 1 later release: Sanders (SDE) 0.4133 → 0.9133; "
        "Biden, Buttigieg, Klobuchar and Sanders were tied there; the leader is now Sanders.\n"
    )
    printed = checked(folder, capsys)
    assert f"Since the site was published (the branch gh-pages of origin):\n  {said}" in printed
    assert main(["build", "-C", str(folder)]) == OK
    assert said in capsys.readouterr().out
    commit(folder, "Edit")
    assert publish(folder) == FAULTS
    printed = capsys.readouterr().err
    assert printed.startswith("error: this changes what readers have seen, so it needs a reason:\n")
    assert said in printed
    assert f'publish -C {folder} --confirm "Say in one sentence why"\n' in printed
    assert git(remote, "rev-parse", "gh-pages") == tip
    assert publish(folder, "--confirm", "The recount worksheet was misread.") == OK
    assert said in capsys.readouterr().out
    assert git(remote, "rev-parse", "gh-pages") != tip


def test_a_new_leader_of_the_contest_and_a_total_that_falls_come_first(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expectations = site / RELEASE / "release.yml"
    replace(expectations, "expect: {leader: okafor}\n", "")
    commit(site, "Expect nothing")
    assert publish(site) == OK
    change_a_figure(site, 2)
    found = effect(site, capsys)
    assert isinstance(found, dict)
    assert [one["guard"] for one in found["confirm"]] == ["leader", "total", "figures"]
    lead = next(one for one in found["contests"][0]["leads"] if one["place"] == "district-7")
    assert (lead["before"]["leaders"], lead["after"]["leaders"]) == (["okafor"], ["lund"])
    lines = checked(site, capsys).split("Since the site was published")[1].splitlines()
    assert "the leader there was Okafor and is now Lund. The lead is" in lines[1]
    assert "the total falls from" in lines[2]
    assert "Okafor 412 → 2" in lines[3]
    # Many places may change if the site allows it, but the leader may not.
    (site / "site.yml").write_text((site / "site.yml").read_text() + "confirm_above: 50\n")
    found = effect(site, capsys)
    assert isinstance(found, dict)
    assert [one["guard"] for one in found["confirm"]] == ["leader", "total"]
    change_a_figure(site, 413)
    found = effect(site, capsys)
    assert isinstance(found, dict)
    assert found["confirm"] == []
    assert [(one["before"], one["after"]) for one in found["contests"][0]["figures"]] == [("412", "413")]


def test_new_releases_and_texts_need_no_confirmation(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(site) == OK
    replace(site / "site.yml", "title: ", "title: The ")
    new = site / "content/contests/house-7/releases/2024-11-06-more"
    new.mkdir()
    text = (site / RELEASE / "release.yml").read_text()
    new.joinpath("release.yml").write_text(re.sub(r"(as_of: 2024-11-)05", r"\g<1>06", text))
    replace(new / "release.yml", "title: ", "title: More of ")
    replace(new / "release.yml", "expect: {leader: okafor}\n", "")
    new.joinpath("figures.yml").write_text("harbor-1:\n  votes: {okafor: 5, lund: 388, write-in: 4}\n")
    found = effect(site, capsys)
    assert isinstance(found, dict)
    assert found["confirm"] == []
    assert found["contests"][0]["releases_new"] == ["2024-11-06-more"]
    assert "New release: “More of " in checked(site, capsys)
    commit(site, "More")
    assert publish(site) == OK


def test_a_release_that_goes_has_to_be_confirmed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(site) == OK
    old = site / RELEASE
    old.rename(old.parent / "2024-11-05-late")
    for note in (site / "content/news").glob("*.md"):
        note.write_text(note.read_text().replace("2024-11-05-night", "2024-11-05-late"))
    commit(site, "Rename")
    assert publish(site) == FAULTS
    assert "The release '2024-11-05-night' is no longer on the site.\n" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["folder", "branch"])
def test_the_published_site_can_be_named(kind: str, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(site, "--branch", "pages") == OK
    assert main(["build", "-C", str(site), "-q"]) == OK
    change_a_figure(site, 411)
    assert effect(site, capsys) is None  # nobody published on gh-pages
    named = str(site / "output") if kind == "folder" else "pages"
    assert "Okafor 412 → 411" in checked(site, capsys, "--against", named)


def test_what_is_no_site_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "-C", str(site), "--against", str(site / "content")]) == USAGE
    assert "so there is nothing to compare with" in capsys.readouterr().err
    assert main(["check", "-C", str(site), "--against", "nothing"]) == USAGE
    assert "'nothing' is not a web address, a folder or a branch" in capsys.readouterr().err
    assert main(["build", "-C", str(site), "-q"]) == OK
    damaged = site / "output/data/house-7/releases/2024-11-05-night.csv"
    damaged.write_text(damaged.read_text() + "\n")
    change_a_figure(site, 411)
    assert main(["check", "-C", str(site), "--against", str(site / "output")]) == USAGE
    assert "isn't the file that its manifest lists" in capsys.readouterr().err


def test_what_an_older_site_lacks_is_said(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "-C", str(site), "-q"]) == OK
    out = site / "output"
    path = "data/house-7/releases/2024-11-05-night-results.csv"
    old = published.in_folder(out).digest(path)
    (out / path).write_text((out / path).read_text().replace(",basis,", ",rests_on,", 1))
    new = hashlib.sha256((out / path).read_bytes()).hexdigest()
    replace(out / "manifest.json", old, new)
    printed = checked(site, capsys, "--against", str(out))
    assert f"The published site doesn't have the column 'basis' of {path}, so that was not compared." in printed


def test_another_site_on_the_branch_is_no_baseline(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(site) == OK
    (site / "content/contests/house-7").rename(site / "content/contests/senate-2")
    for note in (site / "content/news").glob("*.md"):
        note.write_text(note.read_text().replace("house-7", "senate-2"))
    assert effect(site, capsys) is None


CORRECTIONS = "content/contests/house-7/corrections.yml"


def test_a_confirmed_correction_is_logged_and_committed(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(site) == OK
    change_a_figure(site, 411)
    capsys.readouterr()
    assert main(["check", "-C", str(site)]) == OK
    told = capsys.readouterr().err
    assert f"{FIGURES}:4:3: warning[W902]: readers have seen another figure: Harbor City North" in told
    assert main(["check", "-C", str(site), "--strict"]) == FAULTS
    commit(site, "Edit")
    assert publish(site, "--confirm", 'We typed "412" twice.') == OK
    assert f"Committed the correction in {CORRECTIONS}\n" in capsys.readouterr().out
    assert git(site, "status", "--short") == ""
    assert git(site, "log", "-1", "--format=%s") == 'Log a correction: We typed "412" twice.'
    head = git(site, "rev-parse", "--short", "HEAD")
    assert git(remote, "log", "-1", "--format=%s", "gh-pages") == f"Publish the site as of {head}"
    text = (site / CORRECTIONS).read_text()
    assert text.endswith(
        '  release: "2024-11-05-night"\n'
        '  reason: "We typed \\"412\\" twice."\n'
        '  by: "Ed Itor"\n'
        "  figures:\n"
        "    - {place: harbor-1, tally: votes, choice: okafor, before: 412, after: 411}\n"
    )
    # What an editor wrote into the file stays.
    (site / CORRECTIONS).write_text(text.replace("  by:", "  # by phone\n  by:"))
    change_a_figure(site, 410)
    commit(site, "Edit again")
    assert publish(site) == FAULTS
    assert publish(site, "--confirm", "A third look.") == OK
    text = (site / CORRECTIONS).read_text()
    assert "  # by phone\n" in text
    assert text.count("- published: ") == 2
    assert publish(site) == OK


def test_a_logged_change_needs_no_further_reason(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(site) == OK
    change_a_figure(site, 411)
    (site / CORRECTIONS).write_text(
        "# by hand\n"
        "-\n"
        "  published: 2024-11-06T08:00-06:00\n"
        "  reason: A typo\n"
        "  figures: [{place: harbor-1, tally: votes, choice: okafor, before: 412, after: 411}]\n"
    )
    capsys.readouterr()
    assert main(["check", "-C", str(site), "--strict"]) == OK
    assert "Okafor 412 → 411" in capsys.readouterr().out
    commit(site, "Edit")
    assert publish(site) == OK
    change_a_figure(site, 409)
    commit(site, "Edit")
    assert publish(site) == FAULTS
    assert publish(site, "--confirm", "Another.") == OK
    assert (site / CORRECTIONS).read_text().count("\n- published") == 1


def test_a_log_that_cannot_be_added_to_is_left_alone(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(site) == OK
    change_a_figure(site, 411)
    text = "[{published: 2024-11-06, reason: None}]\n"
    (site / CORRECTIONS).write_text(text)
    commit(site, "Edit")
    assert publish(site, "--confirm", "A typo.") == USAGE
    assert f"can't add to {CORRECTIONS}" in capsys.readouterr().err
    assert (site / CORRECTIONS).read_text() == text


def test_a_commit_that_is_refused_leaves_nothing_behind(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(site) == OK
    tip = git(remote, "rev-parse", "gh-pages")
    change_a_figure(site, 411)
    commit(site, "Edit")
    hook = site / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho 'fatal: no' >&2\nexit 1\n")
    hook.chmod(0o755)
    assert publish(site, "--confirm", "A typo.") == USAGE
    assert f"git could not commit {CORRECTIONS}: fatal: no" in capsys.readouterr().err
    assert not (site / CORRECTIONS).exists()
    assert git(site, "status", "--short") == ""
    assert git(remote, "rev-parse", "gh-pages") == tip
