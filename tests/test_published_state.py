"""What `publish` says against what the remote has: older sources, files git does not know, others who publish too."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from recanvass.cli.main import OK, USAGE, main
from tests.processes import ended, environment, start
from tests.test_branch import (
    RELEASE,
    _nobody_is_known,
    change_a_figure,
    clone,
    commit,
    files_on,
    git,
    publish,
    refused,
    remote,
    site,
)

__all__ = ["_nobody_is_known", "remote", "site"]


def published_from(remote: Path, revision: str = "gh-pages") -> str:
    return git(remote, "log", "-1", "--format=%(trailers:key=Published-From,valueonly)", revision)


def edit_branch(remote: Path, folder: Path, files: dict[str, str | None], message: str = "Edit by hand") -> None:
    """Change files on the published branch as somebody does on the pages of a host."""
    git(folder.parent, "clone", "-q", "-b", "gh-pages", str(remote), str(folder))
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    git(folder, "config", "user.name", "A")
    git(folder, "config", "user.email", "a@example.org")
    commit(folder, message)
    git(folder, "push", "-q", "origin", "gh-pages")


# --- what the remote shows --------------------------------------------------------------------------


def hook(remote: Path, name: str, text: str) -> Path:
    path = remote / "hooks" / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_a_remote_that_takes_the_site_and_shows_the_old_one_is_told(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(site) == OK
    tip = git(remote, "rev-parse", "gh-pages")
    hook(remote, "post-receive", f"git update-ref refs/heads/gh-pages {tip}")
    change_a_figure(site, 500)
    commit(site, "Correct a figure")
    said = refused(site, capsys)
    assert "git sent the branch gh-pages, but origin does not show it: the old site is still published" in said
    assert git(site, "rev-parse", "gh-pages") == tip


def test_a_push_that_fails_after_the_remote_has_the_site_is_no_failure(
    site: Path, remote: Path, tmp_path: Path
) -> None:
    """It is the remote that counts, and not what became of the program that sent it."""
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "git"
    fake.write_text(f'#!/bin/sh\n{real} "$@" || exit $?\n[ "$1" != push ] || exit 128\n')
    fake.chmod(0o755)
    seen = ended(start(["publish", "-C", str(site)], variables={"PATH": f"{fake.parent}:{os.environ['PATH']}"}))
    assert (seen.code, seen.err) == (OK, "")
    assert "Published on the branch gh-pages" in seen.out
    assert "index.html" in files_on(remote)


def test_a_remote_that_goes_away_while_it_is_asked_is_told(
    site: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hook(remote, "post-receive", f"mv '{remote}' '{tmp_path}/gone.git'")
    said = refused(site, capsys)
    assert "the remote 'origin' did not answer: " in said
    assert "publish again to see whether it has the new site" in said
    (tmp_path / "gone.git").rename(remote)
    assert publish(site) == OK
    assert "already has this version" in capsys.readouterr().out


def limited(words: list[str], size: int) -> "subprocess.CompletedProcess[str]":
    """Run a command for which, and for all that it starts, the disk is full once a file has some size."""
    import resource

    def limit() -> None:
        if sys.platform != "win32":
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    command = [sys.executable, "-m", "recanvass", *words]
    return subprocess.run(
        command, preexec_fn=limit, env=environment(), capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("size", [10, 2_000, 30_000])
def test_a_disk_without_room_publishes_nothing_and_says_so(site: Path, remote: Path, size: int) -> None:
    done = limited(["publish", "-C", str(site)], size)
    assert done.returncode == USAGE, done
    assert len(re.findall(r"^error: ", done.stderr, re.MULTILINE)) == 1
    assert "internal error" not in done.stderr
    assert "Traceback" not in done.stderr
    assert git(remote, "branch", "--list") == ""
    assert publish(site) == OK


# --- older sources ----------------------------------------------------------------------------------


def test_a_stale_clone_does_not_put_older_figures_over_newer_ones(
    site: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(site) == OK
    stale = clone(site, remote, tmp_path / "stale")
    change_a_figure(site, 500)
    commit(site, "Correct a figure")
    assert publish(site) == OK
    newest, tip = git(site, "rev-parse", "HEAD"), git(remote, "rev-parse", "gh-pages")
    assert published_from(remote) == newest
    said = refused(stale, capsys)
    assert f"was made from commit {newest[:7]}, which is not in this clone; run: git pull" in said
    git(site, "push", "-q", "origin", "main")
    git(stale, "fetch", "-q", "origin")
    said = refused(stale, capsys)
    assert f"commit {newest[:7]}, which is not part of your history" in said
    for wrong in ("HEAD", git(stale, "rev-parse", "HEAD"), newest[:4], "-"):
        assert f"--force-older names {wrong}, but" in refused(stale, capsys, f"--force-older={wrong}")
    assert git(remote, "rev-parse", "gh-pages") == tip
    assert publish(stale, "--force-older", newest[:7]) == OK
    assert published_from(remote) == git(stale, "rev-parse", "HEAD")
    # The correction that was logged with it is a commit that this clone does not have.
    assert "which is not in this clone; run: git pull" in refused(site, capsys)


def test_a_diverged_clone_and_a_shallow_one_are_refused(
    site: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = clone(site, remote, tmp_path / "other")
    change_a_figure(site, 500)
    commit(site, "Correct a figure")
    assert publish(site) == OK
    git(site, "push", "-q", "origin", "main")
    change_a_figure(other, 510)
    commit(other, "Correct it otherwise")
    git(other, "fetch", "-q", "origin")
    assert "is not part of your history" in refused(other, capsys)
    change_a_figure(site, 520)
    commit(site, "Correct it again")
    git(site, "push", "-q", "origin", "main")
    git(tmp_path, "clone", "-q", "-b", "main", "--depth", "1", f"file://{remote}", "shallow")
    shallow = tmp_path / "shallow"
    git(shallow, "config", "user.name", "A")
    git(shallow, "config", "user.email", "a@example.org")
    assert "run: git fetch --unshallow" in refused(shallow, capsys)
    git(shallow, "fetch", "-q", "--unshallow", "origin")
    assert publish(shallow) == OK


def test_a_rollback_says_from_which_commit_its_site_was_made(site: Path, remote: Path, tmp_path: Path) -> None:
    first = git(site, "rev-parse", "HEAD")
    assert publish(site) == OK
    old = clone(site, remote, tmp_path / "old")
    change_a_figure(site, 500)
    commit(site, "A mistake")
    assert publish(site) == OK
    assert publish(site, "--rollback") == OK
    assert published_from(remote) == first
    assert publish(old) == OK  # what it has is live already


def test_the_source_of_a_site_of_an_earlier_version_is_read_from_its_subject(
    site: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = clone(site, remote, tmp_path / "stale")
    change_a_figure(site, 500)
    commit(site, "Correct a figure")
    assert publish(site) == OK
    git(site, "push", "-q", "origin", "main")
    short = git(site, "rev-parse", "--short", "HEAD")
    again = git(site, "commit-tree", "gh-pages^{tree}", "-m", f"Publish the site as of {short}, with changes")
    git(site, "push", "-q", "-f", "origin", f"{again}:refs/heads/gh-pages")
    edit_branch(remote, tmp_path / "hand", {"CNAME": "votes.example.org"}, "Create CNAME")
    git(stale, "fetch", "-q", "origin")
    assert f"made from commit {short[:7]}" in refused(stale, capsys)
    change_a_figure(site, 510)
    commit(site, "Go on")
    assert publish(site) == OK


# --- files that git does not know -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ignore", "why"),
    [(".gitignore", "ignored by git"), (".git/info/exclude", "ignored by git"), (None, "never added")],
)
def test_content_that_git_lacks_is_named(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str], ignore: str | None, why: str
) -> None:
    note = site / "content" / "pages" / "secret.md"
    note.write_text("---\ntitle: Secret\nsummary: S\n---\n")
    (site / "content" / ".DS_Store").write_text("of a system")
    (site / "content" / "pages" / "draft.md~").write_text("of an editor")
    if ignore is not None:
        with (site / ignore).open("a") as file:
            file.write("\nsecret.md\n.DS_Store\n*~\n")
        git(site, "add", "-f", ".gitignore")
        git(site, "commit", "-q", "--allow-empty", "-m", "Ignore")
    said = refused(site, capsys)
    assert f"these files are not committed: content/pages/secret.md ({why}); commit them" in said
    assert git(remote, "branch", "--list") == ""
    assert publish(site, "--allow-dirty") == OK
    assert f"note: published without a commit: content/pages/secret.md ({why})\n" in capsys.readouterr().err
    assert "with changes" in git(remote, "log", "-1", "--format=%s", "gh-pages")
    git(site, "add", "-f", "content/pages/secret.md")
    git(site, "commit", "-q", "-m", "Add it")
    assert publish(site) == OK


@pytest.mark.parametrize("mark", ["--assume-unchanged", "--skip-worktree"])
def test_a_change_that_git_was_told_to_overlook_is_named(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str], mark: str
) -> None:
    git(site, "update-index", mark, f"{RELEASE}/precincts.yml")
    change_a_figure(site, 999)
    assert git(site, "status", "--porcelain") == ""
    assert f"{RELEASE}/precincts.yml (changed)" in refused(site, capsys)
    assert git(remote, "branch", "--list") == ""
    change_a_figure(site, 412)
    assert publish(site) == OK
    assert git(site, "ls-files", "-v", f"{RELEASE}/precincts.yml")[0] in "hS"  # what was said stays said


def test_content_that_a_sparse_checkout_leaves_out_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content" / "pages" / "more.md").write_text("---\ntitle: More\nsummary: S\n---\n")
    commit(site, "Add a page")
    git(site, "sparse-checkout", "set", "--no-cone", "/*", "!/content/pages/more.md")
    assert not (site / "content" / "pages" / "more.md").exists()
    assert "content/pages/more.md (deleted)" in refused(site, capsys)


def test_a_change_that_is_staged_or_of_the_same_length_and_time_is_named(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = site / RELEASE / "precincts.yml"
    before = path.stat()
    git(site, "status")
    path.write_text(path.read_text().replace("412", "421"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "precincts.yml (changed)" in refused(site, capsys)
    git(site, "add", "-A")
    assert "precincts.yml (changed)" in refused(site, capsys)


# --- what stands on the branch beside the site ------------------------------------------------------


def test_a_manifest_of_another_program_is_no_mark_of_ours(
    site: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(site) == OK
    for text in (
        '{"name": "An app", "icons": []}',
        '{"format": 1, "files": {}}',
        '{"format": 1, "tool": "x 1", "files": {}}',
    ):
        blob = subprocess.run(
            ["git", "hash-object", "-w", "--stdin"], cwd=site, input=text, capture_output=True, text=True, check=True
        ).stdout.strip()
        tree = subprocess.run(
            ["git", "mktree"],
            cwd=site,
            input=f"100644 blob {blob}\tmanifest.json\n",
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        new = git(site, "commit-tree", tree, "-m", "An app")
        git(site, "push", "-q", "-f", "origin", f"{new}:refs/heads/gh-pages")
        assert "the branch gh-pages has something other than a Recanvass site" in refused(site, capsys)
        assert "something other than a Recanvass site" in refused(site, capsys, "--rollback")
        assert git(remote, "rev-parse", "gh-pages") == new


BESIDE = {
    "CNAME": "votes.example.org",
    ".well-known/security.txt": "Contact: desk@example.org\n",
    ".well-known/acme/x": "x",
    "ads.txt": "ads",
    "verify/google.html": "google",
}


def beside(remote: Path, revision: str = "gh-pages") -> dict[str, str]:
    there = files_on(remote, revision)
    return {name: git(remote, "show", f"{revision}:{name}") for name in BESIDE if name in there}


def test_files_beside_the_site_survive_publishing_and_rollbacks(
    site: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (site / "site.yml").open("a") as file:
        file.write("keep: [ads.txt, verify/]\n")
    commit(site, "Keep files")
    wanted = {name: text.strip() for name, text in BESIDE.items()}
    for votes in (412, 420, 430):
        change_a_figure(site, votes)
        git(site, "commit", "-qam", f"{votes}", "--allow-empty")
        assert publish(site) == OK
        if votes == 412:
            edit_branch(remote, tmp_path / "hand", dict(BESIDE))
        else:
            assert beside(remote) == wanted
    trees = [git(remote, "rev-parse", f"{one}:manifest.json") for one in ("gh-pages", "gh-pages~1", "gh-pages~2")]
    for manifest in trees[1:]:
        assert publish(site, "--rollback") == OK
        assert git(remote, "rev-parse", "gh-pages:manifest.json") == manifest
        assert beside(remote) == wanted
        assert ".nojekyll" in files_on(remote)
    assert publish(site, "--rollback") == USAGE
    assert publish(site) == OK
    assert beside(remote) == wanted
    assert "removed from the branch" not in capsys.readouterr().err


def test_a_file_that_is_not_declared_goes_and_is_named(
    site: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(site) == OK
    edit_branch(remote, tmp_path / "hand", {"ads.txt": "ads", "CNAME": "votes.example.org"})
    change_a_figure(site, 500)
    commit(site, "Correct a figure")
    assert publish(site) == OK
    assert (
        "note: removed from the branch: ads.txt; to keep files there, list them under 'keep'" in capsys.readouterr().err
    )
    assert beside(remote) == {"CNAME": "votes.example.org"}


def test_a_rollback_after_an_edit_by_hand_goes_back_and_not_forward(site: Path, remote: Path, tmp_path: Path) -> None:
    for votes in (412, 420, 430):
        change_a_figure(site, votes)
        git(site, "commit", "-qam", f"{votes}", "--allow-empty")
        assert publish(site) == OK
    first = git(remote, "rev-parse", "gh-pages~2:manifest.json")
    assert publish(site, "--rollback") == OK
    edit_branch(remote, tmp_path / "hand", {"CNAME": "votes.example.org"}, "Create CNAME")
    assert publish(site, "--rollback") == OK
    assert git(remote, "rev-parse", "gh-pages:manifest.json") == first
    assert beside(remote) == {"CNAME": "votes.example.org"}


def test_a_kept_file_where_a_page_goes_is_refused(
    site: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (site / "site.yml").open("a") as file:
        file.write("keep: [history]\n")
    commit(site, "Keep a file")
    assert publish(site) == OK
    edit_branch(remote, tmp_path / "hand", {"history": "a file"})
    (site / "content" / "pages" / "history.md").write_text("---\ntitle: History\nsummary: S\n---\n")
    commit(site, "Add a page")
    assert "the branch gh-pages has a file history, and a page needs its place" in refused(site, capsys)


# --- others at work ---------------------------------------------------------------------------------


def test_of_two_that_publish_at_once_one_wins_and_the_other_says_so(site: Path, remote: Path, tmp_path: Path) -> None:
    """The remote lets the first one wait until the second has read the branch too."""
    assert publish(site) == OK
    tip = git(remote, "rev-parse", "gh-pages")
    others = [clone(site, remote, tmp_path / name) for name in ("one", "two")]
    for votes, other in enumerate(others, 500):
        change_a_figure(other, votes)
        commit(other, f"{votes}")
    hook(
        remote,
        "pre-receive",
        f"echo >> '{tmp_path}/begun'; while [ $(wc -l < '{tmp_path}/begun') -lt 2 ]; do sleep 0.1; done",
    )
    seen = [
        ended(one) for one in [start(["publish", "-C", str(other), "--confirm", "A typing error."]) for other in others]
    ]
    assert sorted(one.code for one in seen) == [OK, USAGE], seen
    loser = next(one for one in seen if one.code == USAGE)
    assert "another publish changed the branch gh-pages at the same time" in loser.err
    assert "Published on" not in loser.out
    assert git(remote, "rev-parse", "gh-pages~1") == tip
    won = next(other for one, other in zip(seen, others, strict=True) if one.code == OK)
    assert published_from(remote) == git(won, "rev-parse", "HEAD")


def test_a_site_that_changed_while_git_was_asked_is_not_published(site: Path, remote: Path, tmp_path: Path) -> None:
    """The figures were not committed when they were read, and put back before git was asked."""
    change_a_figure(site, 999)
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "git"
    fake.write_text(f'#!/bin/sh\ncd "{site}" && {real} checkout -q -- content 2> /dev/null\nexec {real} "$@"\n')
    fake.chmod(0o755)
    seen = ended(start(["publish", "-C", str(site)], variables={"PATH": f"{fake.parent}:{os.environ['PATH']}"}))
    assert seen.code == USAGE
    assert "the content changed while it was compared with git; nothing was published" in seen.err
    assert git(remote, "branch", "--list") == ""


def test_keep_takes_paths_inside_the_site_only(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (site / "site.yml").open("a") as file:
        file.write("keep: [/ads.txt, ../x, a//b, 'https://example.org/', ads.txt, .well-known/x, folder/]\n")
    assert main(["check", "-C", str(site)]) != OK
    assert capsys.readouterr().err.count("error[E222]") == 4


# --- signatures -------------------------------------------------------------------------------------


def test_a_published_site_is_signed(
    site: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (tmp_path / "signers").write_text(f"desk@example.org {key.with_suffix('.pub').read_text()}")
    assert "there is no key to sign with" in refused(site, capsys, "--sign")
    assert f"can't sign with {tmp_path}/none" in refused(site, capsys, "--sign", str(tmp_path / "none"))
    assert git(remote, "branch", "--list") == ""
    assert publish(site, "--sign", str(key)) == OK
    shown = tmp_path / "shown"
    git(remote, "worktree", "add", "-q", "--detach", str(shown), "gh-pages")
    verify = ["verify", str(shown), "--allowed-signers", str(tmp_path / "signers"), "--sample", "5"]
    assert main(verify) == OK
    assert "Signed by desk@example.org" in capsys.readouterr().out
    git(site, "config", "user.signingKey", str(key))
    for votes in (500, 510):
        change_a_figure(site, votes)
        commit(site, f"{votes}")
        assert publish(site, "--sign") == OK
    for _ in range(2):
        assert publish(site, "--rollback") == OK
        git(shown, "reset", "-q", "--hard", "gh-pages")
        assert main(verify) == OK  # each site has its own signature again
    assert publish(site) == OK
    assert "the last published site was signed, and this one is not" in capsys.readouterr().err
    assert "manifest.json.sig" not in files_on(remote)
