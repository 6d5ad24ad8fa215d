"""Publishing to a branch of a real git remote: what is pushed, what is refused, and the way back."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK, USAGE, main
from tests.sites import ROOT

RELEASE = "content/contests/house-7/releases/2024-11-05-night"


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def _nobody_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    folder = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", str(folder))
    return folder


@pytest.fixture
def site(tmp_path: Path, remote: Path) -> Path:
    folder = tmp_path / "site"
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    assert main(["new", str(folder)]) == OK
    git(folder, "config", "user.name", "Ed Itor")
    git(folder, "config", "user.email", "ed@example.org")
    git(folder, "remote", "add", "origin", str(remote))
    commit(folder, "Begin")
    return folder


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


def publish(site: Path, *words: str) -> int:
    return main(["publish", "-C", str(site), "--confirm", "A count was misread.", *words])


def files_on(remote: Path, revision: str = "gh-pages") -> set[str]:
    return set(git(remote, "ls-tree", "-r", "--name-only", revision).splitlines())


def change_a_figure(site: Path, votes: int) -> None:
    path = site / RELEASE / "precincts.yml"
    path.write_text(re.sub(r"okafor: \d+, lund: 388", f"okafor: {votes}, lund: 388", path.read_text()))


def test_a_site_is_published_as_it_is_built(site: Path, remote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(site, "--base-url", "https://example.org/votes/") == OK
    printed = capsys.readouterr()
    assert "Published on the branch gh-pages of origin, shown at https://example.org/votes/\n" in printed.out
    assert printed.err == ""
    assert "--rollback" not in printed.out  # there is nothing to go back to yet
    out = site.parent / "built"
    assert main(["build", "-C", str(site), "-o", str(out), "-q", "--base-url", "https://example.org/votes/"]) == OK
    made = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    assert files_on(remote) == {*made, ".nojekyll"}
    git(remote, "worktree", "add", "-q", str(site.parent / "shown"), "gh-pages")
    for name, path in made.items():
        assert (site.parent / "shown" / name).read_bytes() == path.read_bytes(), name
    head = git(site, "rev-parse", "--short", "HEAD")
    assert git(remote, "log", "-1", "--format=%s|%cn", "gh-pages") == f"Publish the site as of {head}|Ed Itor"
    assert not (site / "output").exists()
    assert git(site, "status", "--short") == ""
    assert git(site, "symbolic-ref", "--short", "HEAD") == "main"


def test_the_same_site_is_not_pushed_twice(site: Path, remote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(site) == OK
    tip = git(remote, "rev-parse", "gh-pages")
    assert publish(site) == OK
    printed = capsys.readouterr().out
    assert printed.endswith("Nothing to publish: the branch gh-pages of origin already has this version\n")
    assert git(remote, "rev-parse", "gh-pages") == git(site, "rev-parse", "gh-pages") == tip


def test_every_site_stays_in_the_history_and_can_be_gone_back_to(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for votes in (412, 420, 430):
        change_a_figure(site, votes)
        if votes > 412:
            commit(site, f"{votes}")
        assert publish(site) == OK
    assert capsys.readouterr().out.endswith("To roll back: python3 build.py publish --rollback\n")
    first, second, third = git(remote, "rev-list", "--reverse", "gh-pages").splitlines()
    trees = {name: git(remote, "rev-parse", f"{name}^{{tree}}") for name in (first, second, third)}
    assert publish(site, "--rollback") == OK
    printed = capsys.readouterr().out
    assert re.match(r"Rolled back to the site published .*, Publish the site as of \w+\. Your content", printed)
    assert git(remote, "rev-parse", "gh-pages^{tree}") == trees[second]
    assert publish(site, "--rollback") == OK
    assert git(remote, "rev-parse", "gh-pages^{tree}") == trees[first]
    assert publish(site, "--rollback") == USAGE
    assert "the branch gh-pages has no earlier version to roll back to" in capsys.readouterr().err
    assert len(git(remote, "rev-list", "gh-pages").splitlines()) == 5
    assert publish(site) == OK
    assert git(remote, "rev-parse", "gh-pages^{tree}") == trees[third]
    assert publish(site, "--rollback") == OK
    assert git(remote, "rev-parse", "gh-pages^{tree}") == trees[first]


def test_two_desks_can_publish_in_turn(site: Path, remote: Path, tmp_path: Path) -> None:
    assert publish(site) == OK
    other = clone(site, remote, tmp_path / "other")
    change_a_figure(other, 440)
    commit(other, "Correct a figure")
    assert publish(other) == OK
    git(other, "push", "-q", "origin", "main")
    git(site, "pull", "-q", "origin", "main")
    change_a_figure(site, 450)
    commit(site, "Correct it otherwise")
    assert publish(site) == OK
    assert len(git(remote, "rev-list", "gh-pages").splitlines()) == 3
    assert publish(other, "--rollback") == OK
    assert git(remote, "rev-parse", "gh-pages^{tree}") == git(remote, "rev-parse", "gh-pages~2^{tree}")


def clone(site: Path, remote: Path, folder: Path) -> Path:
    """Return a clone of a site's sources, which are pushed before."""
    git(site, "push", "-q", "origin", "main")
    git(folder.parent, "clone", "-q", "-b", "main", str(remote), str(folder))
    git(folder, "config", "user.name", "Other Editor")
    git(folder, "config", "user.email", "other@example.org")
    return folder


def test_a_custom_domain_stays(site: Path, remote: Path, tmp_path: Path) -> None:
    assert publish(site) == OK
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "-b", "gh-pages", str(remote), str(clone))
    (clone / "CNAME").write_text("votes.example.org")
    git(clone, "-c", "user.name=A", "-c", "user.email=a@example.org", "add", "CNAME")
    git(clone, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "Domain")
    git(clone, "push", "-q", "origin", "gh-pages")
    change_a_figure(site, 500)
    commit(site, "Correct a figure")
    assert publish(site) == OK
    assert git(remote, "show", "gh-pages:CNAME") == "votes.example.org"


def refused(site: Path, capsys: pytest.CaptureFixture[str], *words: str, code: int = USAGE) -> str:
    capsys.readouterr()
    assert publish(site, *words) == code
    said = capsys.readouterr().err
    assert len(re.findall(r"\berror[:\[]", said)) == 1
    return said


def test_content_that_is_not_committed_is_named(site: Path, remote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_a_figure(site, 500)
    (site / "content" / "pages" / "more.md").write_text("---\ntitle: A\nsummary: B\n---\n")
    (site / "notes.txt").write_text("not content")
    said = refused(site, capsys)
    assert f"not committed: {RELEASE}/precincts.yml (changed), content/pages/more.md (never added); commit them" in said
    assert git(remote, "branch", "--list") == ""
    assert publish(site, "--allow-dirty") == OK
    head = git(site, "rev-parse", "--short", "HEAD")
    assert git(remote, "log", "-1", "--format=%s", "gh-pages") == f"Publish the site as of {head}, with changes"
    assert "more/index.html" in files_on(remote)
    assert "published without a commit" in capsys.readouterr().err


def test_faults_are_not_published(site: Path, remote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = site / RELEASE / "precincts.yml"
    path.write_text(path.read_text().replace("412", "many"))
    commit(site, "Break it")
    assert "'many' is not a whole number" in refused(site, capsys, code=FAULTS)
    path.write_text(path.read_text().replace("many", "412"))
    settings = site / "site.yml"
    settings.write_text(settings.read_text().replace("The Harbor", "The\N{ZERO WIDTH SPACE} Harbor"))
    commit(site, "Mend it")
    assert publish(site, "--strict") == FAULTS
    assert git(remote, "branch", "--list") == ""
    assert publish(site) == OK
    templates = site / "templates" / "pages"
    templates.mkdir(parents=True)
    (templates / "404.html").write_text("{{ page.nothing }}\n")
    commit(site, "Break a template")
    assert "templates/pages/404.html:1" in refused(site, capsys, code=FAULTS)
    assert len(git(remote, "rev-list", "gh-pages").splitlines()) == 1


def test_a_rehearsal_says_so_and_is_not_published(site: Path, remote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (site / "site.yml").open("a") as file:
        file.write("rehearsal: true\n")
    commit(site, "Rehearse")
    assert "a rehearsal can't be published" in refused(site, capsys, code=FAULTS)
    assert git(remote, "branch", "--list") == ""
    assert main(["build", "-C", str(site), "-q"]) == OK
    pages = list((site / "output").rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text()
        assert '<p class="banner" role="note">Rehearsal. These are not election results.</p>' in text
        assert '<meta name="robots" content="noindex">' in text
    before = (site / "output" / "manifest.json").read_bytes()
    for words in ([], ["--drafts"]):
        assert main(["build", "-C", str(site), "-q", "--public", *words]) == FAULTS
    assert (site / "output" / "manifest.json").read_bytes() == before
    workflows = (ROOT / ".github/workflows/pages.yml", site / ".github/workflows/publish.yml")
    for workflow in workflows:
        (line,) = re.findall(r"run: (?:make .*site|python3 build\.py build) .*", workflow.read_text())
        assert "--public" in line


def test_only_the_newest_state_is_public(site: Path) -> None:
    build = ["build", "-C", str(site), "-q", "--public"]
    assert main([*build, "--as-of", "2024-11-05-night"]) == FAULTS
    assert main([*build, "--drafts"]) == FAULTS
    assert not (site / "output").exists()
    assert main(build) == OK


def test_a_branch_of_something_else_is_left_alone(site: Path, remote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(site, "push", "-q", "origin", "main:gh-pages")
    tip = git(remote, "rev-parse", "gh-pages")
    assert "the branch gh-pages has something other than a Recanvass site" in refused(site, capsys)
    assert "the branch main has the site's sources" in refused(site, capsys, "--branch", "main")
    git(site, "push", "-q", "origin", ":gh-pages")
    git(site, "branch", "gh-pages")
    assert "the branch gh-pages has something other" in refused(site, capsys)
    assert git(site, "rev-parse", "gh-pages") == tip
    assert publish(site, "--branch", "pages/public") == OK
    assert "index.html" in files_on(remote, "pages/public")


def test_what_git_lacks_is_said(site: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "unknown remote 'orign'; known: origin" in refused(site, capsys, "--remote", "orign")
    assert "'a..b' can't be a branch name" in refused(site, capsys, "--branch", "a..b")
    assert "can't be a branch name" in refused(site, capsys, "--branch=-f")
    assert "origin has no branch gh-pages" in refused(site, capsys, "--rollback")
    git(site, "config", "--unset", "user.email")
    assert "git does not know who you are; run: git config user.email" in refused(site, capsys)
    git(site, "config", "user.email", "ed@example.org")
    shutil.move(remote, tmp_path / "moved.git")
    assert "the remote 'origin' did not answer: fatal: " in refused(site, capsys)
    git(site, "remote", "remove", "origin")
    assert "add it: git remote add origin ADDRESS" in refused(site, capsys)
    shutil.rmtree(site / ".git")
    assert "is not in a git repository" in refused(site, capsys)


def test_a_remote_that_refuses_leaves_everything_as_it_was(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(site) == OK
    tip = git(remote, "rev-parse", "gh-pages")
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho the desk is closed >&2\nexit 1\n")
    hook.chmod(0o755)
    change_a_figure(site, 500)
    commit(site, "Correct a figure")
    assert "origin did not take the branch gh-pages: " in refused(site, capsys)
    assert git(remote, "rev-parse", "gh-pages") == git(site, "rev-parse", "gh-pages") == tip
    hook.unlink()
    assert publish(site) == OK
    assert git(remote, "rev-parse", "gh-pages~1") == tip


def test_a_site_in_a_folder_of_a_repository_is_published(tmp_path: Path, remote: Path) -> None:
    whole = tmp_path / "whole"
    git(tmp_path, "init", "-q", "-b", "main", str(whole))
    git(whole, "config", "user.name", "Ed Itor")
    git(whole, "config", "user.email", "ed@example.org")
    git(whole, "remote", "add", "origin", str(remote))
    assert main(["new", str(whole / "votes")]) == OK
    commit(whole, "Begin")
    (whole / "elsewhere.txt").write_text("not of the site")
    assert publish(whole / "votes") == OK
    assert "index.html" in files_on(remote)


@pytest.mark.parametrize(
    ("remote_address", "shown"),
    [
        ("https://github.com/Gazette/votes.git", "https://gazette.github.io/votes/"),
        ("git@github.com:gazette/votes.git", "https://gazette.github.io/votes/"),
        ("ssh://git@github.com/gazette/gazette.github.io", "https://gazette.github.io/"),
        ("https://example.org/gazette/votes.git", None),
    ],
)
def test_the_address_on_github_pages_is_known(remote_address: str, shown: str | None, site: Path) -> None:
    from recanvass.publish.git_branch import address
    from recanvass.publish.repository import TargetBranch

    git(site, "remote", "add", "hub", remote_address)
    assert address(TargetBranch(site, "hub", "gh-pages")) == shown


def test_the_manifest_on_the_branch_names_every_file(site: Path, remote: Path) -> None:
    assert publish(site) == OK
    listed = json.loads(git(remote, "show", "gh-pages:manifest.json"))["files"]
    assert {*listed, "manifest.json", ".nojekyll"} == files_on(remote)


def test_a_rehearsal_is_published_at_an_address_of_its_own_only(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = site / "site.yml"
    kept = settings.read_text() + "base_url: https://example.org/votes/\n"
    settings.write_text(kept)
    commit(site, "Give it an address")
    assert publish(site) == OK
    real = git(remote, "rev-parse", "gh-pages")
    for own, said, code in (
        ("https://example.org/votes", "'rehearsal_url' and 'base_url' are the same", FAULTS),
        ("https://rehearsal.example.org/", "in place of results; choose another branch or remote", USAGE),
    ):
        settings.write_text(f"{kept}rehearsal: true\nrehearsal_url: {own}\n")
        commit(site, "Rehearse")
        assert said in refused(site, capsys, code=code)
    assert git(remote, "rev-parse", "gh-pages") == real
    elsewhere = ["--branch", "rehearsal"]
    assert "a rehearsal can't be published at https://example.org/votes/" in refused(
        site, capsys, *elsewhere, "--base-url", "https://example.org/votes/", code=FAULTS
    )
    assert publish(site, *elsewhere) == OK
    assert "shown at https://rehearsal.example.org/" in capsys.readouterr().out
    everything_says_that_it_is_a_rehearsal(remote, "rehearsal")
    assert publish(site, *elsewhere) == OK
    settings.write_text(kept)
    commit(site, "The real thing")
    assert publish(site) == OK
    assert "rehearsal.json" not in files_on(remote)


def everything_says_that_it_is_a_rehearsal(remote: Path, branch: str) -> None:
    names = files_on(remote, branch)
    read = {name: git(remote, "show", f"{branch}:{name}") for name in names if not name.endswith(".png")}
    tables = [text for name, text in read.items() if name.startswith("data/") and name.endswith(".csv")]
    assert len(tables) > 4
    for text in tables:
        header, *rows = text.splitlines()
        assert header.endswith(",rehearsal")
        assert all(row.endswith(",true") for row in rows)
    assert json.loads(read["rehearsal.json"]) == {"rehearsal": True}
    assert json.loads(read["data/house-7/results.json"])["rehearsal"] is True
    assert json.loads(read["data/house-7/nist.json"])["IsTest"] is True
    assert "<title>Rehearsal: " in read["changes.xml"]
    assert all("https://example.org/votes" not in text for name, text in read.items() if name.endswith(".html"))
