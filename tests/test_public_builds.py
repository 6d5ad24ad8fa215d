"""Public builds, as the workflow for Pages makes them: never an older site over the one that is published."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from recanvass.cli.main import OK, USAGE, main
from tests.nights import git
from tests.sites import ROOT
from tests.test_links import serving

WORKFLOWS = (
    ROOT / ".github/workflows/pages.yml",
    ROOT / "recanvass/authoring/site_files/pages/.github/workflows/publish.yml",
)


@contextmanager
def shown(folder: Path) -> Iterator[str]:
    """Serve a folder as a host does, and yield the address of the site in it."""
    with serving(folder) as port:
        yield f"http://127.0.0.1:{port}/votes"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    git(tmp_path, "init", "-q", "-b", "main", "site")
    folder = tmp_path / "site"
    assert main(["new", str(folder)]) == OK
    git(folder, "config", "user.name", "Ed Itor")
    git(folder, "config", "user.email", "ed@example.org")
    retitle(folder, "First")
    return folder


def retitle(site: Path, title: str) -> str:
    """Commit the site with another title and return the commit."""
    settings = site / "site.yml"
    lines = settings.read_text().splitlines()
    settings.write_text("\n".join([f"title: {title}" if one.startswith("title:") else one for one in lines]) + "\n")
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", title)
    return git(site, "rev-parse", "HEAD")


def deploy(site: Path, address: str, host: Path, *words: str) -> int:
    """Build as the workflow does and, where that works, put the site in place of what the host shows."""
    out = site.parent / "out"
    code = main(["build", "-C", str(site), "-o", str(out), "-q", "--public", "--replacing", address, *words])
    if code == OK:
        shutil.rmtree(host / "votes", ignore_errors=True)
        shutil.copytree(out, host / "votes")
    return code


def titled(host: Path) -> str:
    return (host / "votes/index.html").read_text().partition("<title>")[2].partition("</title>")[0]


def test_an_old_run_does_not_replace_a_newer_site(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    host, first = tmp_path / "host", git(site, "rev-parse", "HEAD")
    host.mkdir()
    with shown(host) as address:
        assert deploy(site, address, host) == OK
        assert json.loads((host / "votes/manifest.json").read_text())["commit"] == first
        second = retitle(site, "Second")
        assert deploy(site, address, host) == OK
        assert deploy(site, address, host) == OK
        git(site, "checkout", "-q", first)
        capsys.readouterr()
        assert deploy(site, address, host) == USAGE
        printed = capsys.readouterr().err
        assert f"error: the published site was made from commit {second[:7]}, which is not part of your" in printed
        assert f"build the newest commit instead, or replace the site anyway with --force-older {second[:7]}" in printed
        assert "Second" in titled(host)
        assert deploy(site, address, host, "--force-older", first[:7]) == USAGE
        assert deploy(site, address, host, "--force-older", second[:7]) == OK
        assert "First" in titled(host)
        git(site, "checkout", "-q", "main")
        git(site, "revert", "--no-edit", "HEAD")
        assert deploy(site, address, host) == OK
        assert "First" in titled(host)


def test_a_newer_commit_that_this_clone_does_not_have_is_not_replaced(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    host = tmp_path / "host"
    host.mkdir()
    git(tmp_path, "clone", "-q", str(site), "clone")
    retitle(site, "Second")
    with shown(host) as address:
        assert deploy(site, address, host) == OK
        assert deploy(tmp_path / "clone", address, host) == USAGE
        assert "which is not in this clone" in capsys.readouterr().err
        git(tmp_path, "clone", "-q", "--depth", "1", site.as_uri(), "shallow")
        assert deploy(tmp_path / "shallow", address, host) == OK
        for key, value in (("user.name", "Ed Itor"), ("user.email", "ed@example.org")):
            git(tmp_path / "shallow", "config", key, value)
        retitle(tmp_path / "shallow", "Third")
        assert deploy(tmp_path / "shallow", address, host) == OK


def test_what_was_not_made_from_a_known_commit_is_replaced(site: Path, tmp_path: Path) -> None:
    host = tmp_path / "host"
    (host / "votes").mkdir(parents=True)
    with shown(host) as address:
        for manifest in (
            '{"name": "another program"}',
            "<html>",
            '{"format": 1, "tool": "recanvass 0.1", "files": {}}',
        ):
            (host / "votes/manifest.json").write_text(manifest)
            assert deploy(site, address, host) == OK


def test_nothing_is_built_where_the_address_does_not_answer(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deploy(site, "http://127.0.0.1:1/votes", tmp_path) == USAGE
    printed = capsys.readouterr().err
    assert "error: can't read http://127.0.0.1:1/votes/manifest.json: " in printed
    assert printed.endswith("; nothing was built\n")
    assert not (tmp_path / "out").exists()
    assert main(["build", "-C", str(site), "--replacing", "https://example.org/"]) == USAGE
    assert "--replacing goes with --public" in capsys.readouterr().err
    assert main(["build", "-C", str(site), "--public", "--force-older", "abcdefg"]) == USAGE
    assert "--force-older goes with --replacing" in capsys.readouterr().err


def test_only_public_builds_name_a_commit_and_git_is_not_needed(site: Path, tmp_path: Path) -> None:
    plain, public = tmp_path / "plain", tmp_path / "public"
    assert main(["build", "-C", str(site), "-o", str(plain), "-q"]) == OK
    assert main(["build", "-C", str(site), "-o", str(public), "-q", "--public"]) == OK
    assert "commit" not in json.loads((plain / "manifest.json").read_text())
    assert main(["verify", str(public)]) == OK
    shutil.rmtree(site / ".git")
    assert main(["build", "-C", str(site), "-o", str(public), "-q", "--public"]) == OK
    assert (plain / "manifest.json").read_bytes() == (public / "manifest.json").read_bytes()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_workflow_builds_and_deploys_in_one_job_that_compares(path: Path) -> None:
    """A job that is run again by itself must not deploy what an earlier one built."""
    jobs = yaml.safe_load(path.read_text())["jobs"]
    deploying = [name for name, job in jobs.items() if "actions/deploy-pages" in str(job)]
    assert deploying == ["publish"]
    steps = jobs["publish"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == 0
    used = [str(one.get("uses", one.get("run", ""))) for one in steps]
    order = [next(i for i, one in enumerate(used) if what in one) for what in ("--replacing", "upload", "deploy-pages")]
    assert order == sorted(order)
    assert "actions/upload-pages-artifact" not in str([job for name, job in jobs.items() if name != "publish"])


@pytest.mark.skipif(sys.platform == "win32", reason="runs the line of the workflow in bash")
@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_line_of_the_workflow_names_the_commit_only_where_one_is_given(path: Path) -> None:
    (step,) = (
        one for one in yaml.safe_load(path.read_text())["jobs"]["publish"]["steps"] if "URL" in str(one.get("env"))
    )
    line = step["run"].replace("python3 build.py", "printf '<%s>'")
    for older, more in (("", ""), ("c0ffee1", "<--force-older><c0ffee1>")):
        given = {"URL": "https://example.org/a b", "OLDER": older}
        done = subprocess.run(["bash", "-euc", line], env=given, capture_output=True, text=True, check=True)
        address = "<https://example.org/a b>"
        assert done.stdout == f"<build><--public><--base-url>{address}<--replacing>{address}{more}"
