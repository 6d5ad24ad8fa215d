"""The program as a stranger gets it: a wheel, installed with nothing around it; a site that owns it; moving it on."""

import http.client
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from recanvass import __version__
from recanvass.authoring import program
from recanvass.authoring.upgrade import missing_rules
from recanvass.cli.main import OK, USAGE, main
from tests.sites import ROOT
from tests.test_links import serving
from tests.test_public_builds import shown

TABLE = """\
place,choice,votes
meadow-2,Okafor,20
meadow-2,Lund,10
"""
HEAD = (
    *("--contest", "house-7", "--release", "2024-11-06-last", "--title", "All precincts", "--kind", "complete"),
    *("--status", "unofficial-complete", "--as-of", "2024-11-06T09:00-06:00", "--source", "County clerks"),
    "--absent-as-zero",
)


def wheel_of(checkout: Path, folder: Path) -> Path:
    return Path(next(WheelBuilder(str(checkout)).build(directory=str(folder), versions=["standard"])))


def without(*names: str) -> dict[str, str]:
    """Return the environment of a person who has nothing of this project set up."""
    ours = {"VIRTUAL_ENV", "PYTHONPATH", "PYTEST_CURRENT_TEST", *names}
    variables = {name: value for name, value in os.environ.items() if name not in ours}
    here = str(Path(sys.executable).parent)
    variables["PATH"] = os.pathsep.join(path for path in variables["PATH"].split(os.pathsep) if path != here)
    return variables


def run(command: list[str | Path], folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = without() | variables
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def ran(command: list[str | Path], folder: Path, **variables: str) -> str:
    done = run(command, folder, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@cache
def sources() -> tuple[str, ...]:
    """Return the files of the repository as it is now, committed or not."""
    listed = ran(["git", "ls-files", "--cached", "--others", "--exclude-standard"], ROOT)
    return tuple(name for name in listed.splitlines() if (ROOT / name).is_file())


def bin_of(venv: Path) -> Path:
    return venv / ("Scripts" if os.name == "nt" else "bin")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel_of(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that has the wheel and what it needs, and no checkout around."""
    venv = tmp_path_factory.mktemp("stranger's place") / "venv"
    ran([base_python(), "-m", "venv", venv], venv.parent)
    packages = ROOT / program.PACKAGES
    ran([bin_of(venv) / "python", "-m", "pip", "install", "-q", "--require-hashes", "-r", packages], venv.parent)
    ran([bin_of(venv) / "python", "-m", "pip", "install", "-q", "--no-deps", wheel], venv.parent)
    return bin_of(venv)


@pytest.fixture(scope="module")
def site(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new site, made by the installed program, with its environment set up and built once."""
    folder = tmp_path_factory.mktemp("an empty folder") / "votes"
    ran([installed / "recanvass", "new", "votes"], folder.parent)
    ran(["make", "site"], folder, PYTHON=base_python())
    return folder


def test_the_file_of_one_county_becomes_a_published_site_in_six_commands(
    installed: Path, wheel: Path, tmp_path: Path
) -> None:
    """As the document says, with the wheel in an empty folder and a bare remote."""
    (part,) = (ROOT / "docs/start.md").read_text().split("\n## Or start from one results file\n")[1:]
    (table,) = re.findall(r"^```csv\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
    (script,) = re.findall(r"^```sh\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
    assert len(script.splitlines()) == 6
    (tmp_path / "lee.csv").write_text(table)
    shutil.copy(wheel, tmp_path)
    remote = tmp_path / "remote.git"
    ran(["git", "init", "-q", "--bare", remote], tmp_path)
    settings = tmp_path / "gitconfig"
    address = "https://github.com/OWNER/votes.git"
    settings.write_text(f'[user]\n name = Ed Itor\n email = ed@example.org\n[url "{remote}"]\n insteadOf = {address}\n')
    path = os.pathsep.join([str(installed), without()["PATH"]])
    variables = {"PATH": path, "GIT_CONFIG_GLOBAL": str(settings), "GIT_CONFIG_NOSYSTEM": "1"}
    printed = ran(["sh", "-e", "-c", script], tmp_path, **variables)
    assert "Published on the branch gh-pages of origin" in printed
    page = ran(["git", "show", "gh-pages:sheriff/index.html"], remote)
    assert "Gray finished 9 votes ahead of Moss." in page
    assert "Birch" in ran(["git", "show", "gh-pages:question-1/precinct/lee-birch/index.html"], remote)


@cache
def base_python() -> str:
    return str(getattr(sys, "_base_executable", sys.executable))


def test_the_wheel_is_the_same_from_the_checkout_and_from_the_sdist(wheel: Path, tmp_path: Path) -> None:
    packed = Path(next(SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path / "sdist", filter="data")
    (unpacked,) = (tmp_path / "sdist").iterdir()
    again = wheel_of(unpacked, tmp_path / "again")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_wheel_holds_the_whole_program_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    listed = sources()
    package = {name for name in listed if name.startswith("recanvass/")}
    beside = {name for name in listed if name.startswith(("templates/", "examples/plain/", "content/rules/"))}
    beside |= {"build.py", "CHANGELOG.md", "requirements-site.txt"}
    assert {name for name in names if ".dist-info/" not in name} == package | {
        f"recanvass/bundled/{name}" for name in beside
    }


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", program.PACKAGES])
def test_each_list_of_packages_has_all_that_the_program_needs(name: str) -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / name).read_text(), re.MULTILINE)
    assert {re.split(r"[^\w.-]", package)[0] for package in needed} - set(pinned) == set()


def test_commands_of_an_installed_copy(installed: Path, tmp_path: Path) -> None:
    version = ran([installed / "recanvass", "--version"], tmp_path)
    assert version == ran([installed / "python", "-m", "recanvass", "--version"], tmp_path)
    assert re.fullmatch(r"recanvass \d+\.\d+\.\d+\n", version)
    assert ran([installed / "recanvass", "--help"], tmp_path).startswith("usage: recanvass [-h]")
    told = ran([installed / "recanvass", "--print-completion", "bash"], tmp_path)
    assert " -F _shtab_recanvass recanvass\n" in told
    assert "--strict-findings" in told
    refused = run([base_python(), ROOT / "build.py", "--print-completion", "bash"], tmp_path)
    assert refused.stderr.endswith(
        "error: completion works for the installed command recanvass only; install it with pip\n"
    )
    assert run([installed / "recanvass", "new", "release", "late"], tmp_path).stderr == (
        "error: there is no contest yet; run recanvass new contest ID\n"
    )


def test_an_installed_copy_makes_what_the_checkout_makes(installed: Path, tmp_path: Path) -> None:
    theirs, ours = tmp_path / "their votes", tmp_path / "our votes"
    ran([installed / "recanvass", "new", theirs], tmp_path)
    assert main(["new", str(ours)]) == OK
    made = {folder: files_below(folder) for folder in (theirs, ours)}
    for files in made.values():
        # Two tools pack the same files into a wheel in their own ways; its hash is in the list of packages.
        (name,) = (name for name in files if name.startswith("vendor/"))
        files[name] = json.dumps(contents(files[name])).encode()
        del files[".recanvass/schema/made-of"]  # a hash of the program, with the names of installed packages
        files["requirements.txt"] = re.sub(rb"(?m)^(\./vendor/\S+) .*$", rb"\1", files["requirements.txt"])
    assert made[theirs] == made[ours]

    (tmp_path / "late table.csv").write_text(TABLE)
    command = ["import", "results", str(tmp_path / "late table.csv"), *HEAD]
    assert "Wrote 2 files" in ran([installed / "recanvass", *command], theirs)
    assert main([*command, "-C", str(ours)]) == OK
    assert "No errors in 1 contest" in ran([installed / "recanvass", "check"], theirs)
    ran([installed / "recanvass", "build", "--strict"], theirs)
    assert main(["build", "-C", str(ours), "-q", "--strict"]) == OK
    assert files_below(theirs / "output") == files_below(ours / "output")


def contents(wheel: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return {name: archive.read(name).hex() for name in sorted(archive.namelist()) if not name.endswith("RECORD")}


def test_an_installed_copy_previews_a_site(installed: Path, site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command: list[str | Path] = [installed / "recanvass", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=site, env=without(), stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == f"Preview: http://127.0.0.1:{port}/ (press Ctrl+C to stop)\n"
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/")
        assert b"Okafor leads Lund by 116 votes" in connection.getresponse().read()
        connection.close()
    finally:
        server.terminate()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()
    assert server.returncode == 128 + signal.SIGTERM
    socket.create_server(("127.0.0.1", port)).close()


def test_a_site_is_built_alike_wherever_it_is_cloned(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "origin"
    shutil.copytree(site, copy, ignore=shutil.ignore_patterns(".venv", "output", ".output.recanvass"))
    commit(copy)
    assert ran(["git", "status", "--short", "--ignored"], copy).split() == ["!!", ".recanvass/"]
    clone = tmp_path / "another machine"
    ran(["git", "clone", "-q", copy, clone], tmp_path)
    said = run(["make", "site"], clone, PYTHON=base_python())
    assert said.returncode == 0, said.stderr
    assert "Setting up Recanvass in " in said.stderr
    assert (clone / "output/manifest.json").read_bytes() == (site / "output/manifest.json").read_bytes()
    assert "47 files match the manifest." in ran(["make", "test"], clone, PYTHON=base_python())


def commit(folder: Path) -> None:
    ran(["git", "init", "-q", "-b", "main"], folder)
    ran(["git", "add", "-A"], folder)
    ran(["git", "-c", "user.name=Ed", "-c", "user.email=ed@example.org", "commit", "-q", "-m", "Start"], folder)


@pytest.mark.parametrize("way", ["pages", "branch"])
def test_the_workflow_runs_in_a_fresh_clone(way: str, site: Path, tmp_path: Path) -> None:
    """Every `run:` line in order, as the runner gives it to its shell, with what the actions before it hand over."""
    origin, clone = tmp_path / "site", tmp_path / "clone"
    assert main(["new", "--publish", way, str(origin)]) == OK
    commit(origin)
    ran(["git", "clone", "-q", "--bare", origin, tmp_path / "remote.git"], tmp_path)
    ran(["git", "clone", "-q", tmp_path / "remote.git", clone], tmp_path)
    # What the first command would set up takes a while, and another test sees that it does.
    (clone / "requirements.txt").write_bytes((site / "requirements.txt").read_bytes())
    ran(["git", "update-index", "--assume-unchanged", "requirements.txt"], clone)
    (clone / ".venv").symlink_to(site / ".venv")
    workflow = yaml.safe_load((clone / ".github/workflows/publish.yml").read_text())
    every = [step for job in workflow["jobs"].values() for step in job["steps"]]
    steps = [step for step in every if "run" in step and "outcome == 'failure'" not in step.get("if", "")]
    host = tmp_path / "host"
    host.mkdir()
    printed = ""
    with shown(host) as address:
        for step in steps:
            given = {name: "" if name == "OLDER" else f"{address}/" for name in step.get("env", {})}
            printed += ran(["bash", "-e", "-o", "pipefail", "-c", step["run"]], clone, **given)
    if way == "pages":
        assert f"{address}/" in (clone / "output/sitemap.xml").read_text()
        assert [step["with"]["path"] for step in every if "upload-pages" in step.get("uses", "")] == ["output"]
        head = ran(["git", "rev-parse", "HEAD"], clone).strip()
        assert json.loads((clone / "output/manifest.json").read_text())["commit"] == head
    else:
        assert "Published on the branch gh-pages of origin" in printed
        assert "Okafor leads" in ran(["git", "show", "gh-pages:index.html"], tmp_path / "remote.git")


def test_workflows_are_pinned_and_ask_for_nothing(tmp_path: Path) -> None:
    for way, count in (("pages", 1), ("branch", 1), ("none", 0)):
        folder = tmp_path / way
        assert main(["new", "--publish", way, str(folder)]) == OK
        workflows = [path.read_text() for path in (folder / ".github").rglob("*") if path.is_file()]
        assert len(workflows) == count
        readme = (folder / "README.md").read_text()
        assert ("GitHub" in readme, "build.py publish" in readme) == (bool(count), bool(count))
        for text in workflows:
            used = re.findall(r"uses: (\S+)", text)
            assert used
            assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used)
            assert "cache: pip" in text
            assert not re.search(r"OWNER|NAME\b|\bTODO\b", text)


def test_an_empty_site_has_no_sample_and_builds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "votes"
    assert main(["new", "--empty", str(folder)]) == OK
    assert "run: python build.py upgrade FILE.whl\n" in (folder / "requirements.txt").read_text()
    assert "Created an empty site in " in capsys.readouterr().out
    content = {path.relative_to(folder).as_posix() for path in (folder / "content").rglob("*") if path.is_file()}
    assert content == {"content/places/places.yml"}
    assert main(["check", "-C", str(folder), "--strict"]) == OK
    assert main(["build", "-C", str(folder), "--strict", "-q"]) == OK
    assert (folder / "output/index.html").is_file()


@pytest.fixture
def registry(wheel: Path, tmp_path: Path) -> Iterator[Path]:
    """The folder of a package index on this machine, which has the program; pip is told of it."""
    folder = tmp_path / "registry"
    (folder / "simple/recanvass").mkdir(parents=True)
    shutil.copy(wheel, folder / "simple/recanvass")
    with serving(folder) as port:
        (folder / "address").write_text(f"http://127.0.0.1:{port}/simple/")
        yield folder


def test_a_site_takes_the_program_from_the_registry_that_it_came_from(
    wheel: Path, registry: Path, tmp_path: Path
) -> None:
    index = {"PIP_INDEX_URL": (registry / "address").read_text(), "PIP_NO_CACHE_DIR": "1"}
    venv = tmp_path / "venv"
    ran([base_python(), "-m", "venv", venv], tmp_path)
    python = bin_of(venv) / "python"
    ran([python, "-m", "pip", "install", "-q", "--require-hashes", "-r", ROOT / program.PACKAGES], tmp_path)
    ran([python, "-m", "pip", "install", "-q", "--no-deps", "recanvass"], tmp_path, **index)
    command: list[str | Path] = [bin_of(venv) / "recanvass", "new"]
    ran([*command, "theirs"], tmp_path, **index)
    assert not (tmp_path / "theirs/vendor").exists()
    pinned = program.pinned((tmp_path / "theirs/requirements.txt").read_text())
    assert pinned is not None
    assert pinned.line == f"recanvass=={pinned.version} --hash=sha256:{program.hash_of(wheel.read_bytes())}"

    # Under the same name and version the registry now has something else.
    other = registry / "simple/recanvass" / wheel.name
    with zipfile.ZipFile(other, "a") as archive:
        archive.writestr("recanvass/more.py", "")
    ran([*command, "ours"], tmp_path, **index)
    assert (tmp_path / "ours/vendor" / wheel.name).is_file()
    ran([*command, "alone"], tmp_path, PIP_INDEX_URL="http://127.0.0.1:9/simple/", PIP_RETRIES="0")
    assert (tmp_path / "alone/vendor" / wheel.name).is_file()


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of a later version, with a file of sites that has changed and a word to editors."""
    folder = tmp_path_factory.mktemp("newer")
    for name in sources():
        if not name.startswith(("tests/", "content/", "docs/", "bench/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    change(folder / "recanvass/__init__.py", r"\d+\.\d+\.\d+", "9.1.0")
    change(folder / "CHANGELOG.md", r"^## ", "## 9.1.0\n\n### What to change in your site\n\n- Say it twice.\n\n## ")
    for name in ("Makefile", "README.md"):
        change(folder / "recanvass/authoring/site_files/common" / name, r"\A", "# new\n")
    return wheel_of(folder, folder / "dist")


def change(path: Path, pattern: str, text: str) -> None:
    changed = re.sub(pattern, text, path.read_text(), count=1, flags=re.MULTILINE)
    assert changed != path.read_text()
    path.write_text(changed)


def test_a_site_is_moved_on_and_back(newer: Path, tmp_path: Path) -> None:
    folder = tmp_path / "my votes"
    assert main(["new", str(folder)]) == OK
    change(folder / "README.md", r"\A", "# Mine\n")
    before = files_below(folder)
    command: list[str | Path] = [base_python(), "build.py"]
    said = ran([*command, "upgrade", newer], folder)
    assert re.search(r"^Moved the site from Recanvass \S+ to 9.1.0.$", said, re.MULTILINE)
    assert "You edited README.md, so it was not replaced. The new one is .recanvass/upgrade/README.md\n" in said
    assert "9.1.0\n- Say it twice.\n" in said
    assert "The new version's check found no errors." in said
    assert ran([*command, "--version"], folder) == "recanvass 9.1.0\n"
    assert (folder / "Makefile").read_text().startswith("# new\n")
    assert (folder / "README.md").read_text().startswith("# Mine\n")
    assert (folder / ".recanvass/upgrade/README.md").read_text().startswith("# new\n")
    assert [path.name for path in (folder / "vendor").iterdir()] == [newer.name]
    assert ran([*command, "upgrade", newer], folder) == "Nothing to do: the site already has this version.\n"

    change(folder / "site.yml", r"^format: 1$", "format: 3")
    assert "error[E400]: this content uses format 3; this version of Recanvass reads format 2" in (
        run([*command, "check"], folder).stderr
    )
    change(folder / "site.yml", r"^format: 3$", "format: 1")

    version = f"recanvass {__version__}\n"
    assert ran([*command, "upgrade", "--back"], folder) == f"The site is back at R{version[1:-1]}.\n"
    now = files_below(folder)
    assert {path: now[path] for path in before} == before
    # The environment is back as well: nothing is set up, and no network is needed.
    offline = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple/", "PIP_NO_INDEX": "1"}
    done = run([*command, "--version"], folder, **offline)
    assert (done.stdout, done.stderr) == (version, "")
    assert run([*command, "upgrade", "--back"], folder).returncode == USAGE
    assert not [path.name for path in (folder / ".recanvass").iterdir() if path.name.startswith(("venv", "before"))]


@pytest.mark.parametrize("rules", ["iowa-caucus-2020", "{pack: iowa-caucus-2020, draw: lot}"])
def test_an_upgrade_adds_rules_that_a_contest_names_and_the_site_lacks(rules: str, wheel: Path, tmp_path: Path) -> None:
    path = "content/rules/iowa-caucus-2020.yml"
    for folder, stated in (("president", rules), ("mayor", "{votes_each: 2}"), ("sheriff", "caucus")):
        contest = tmp_path / f"content/contests/{folder}/contest.yml"
        contest.parent.mkdir(parents=True)
        contest.write_text(f"title: A contest\nrules: {stated}\n")
    assert missing_rules(tmp_path, program.read_wheel(wheel)) == {path: (ROOT / path).read_bytes()}
    (tmp_path / path).parent.mkdir()
    (tmp_path / path).write_text("pack: caucus\n")
    assert missing_rules(tmp_path, program.read_wheel(wheel)) == {}


def test_an_upgrade_that_fails_leaves_the_site_as_it_was(
    newer: Path, site: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "votes"
    shutil.copytree(site, folder, symlinks=True, ignore=shutil.ignore_patterns("output", ".output.recanvass"))
    before = files_below(folder)
    broken = tmp_path / newer.name
    with zipfile.ZipFile(newer) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, b"nowhere-to-be-found==1.0 --hash=sha256:00" if name.endswith("-site.txt") else text)
    assert main(["upgrade", str(broken), "-C", str(folder)]) == USAGE
    said = capfd.readouterr().err
    assert "error: can't set up the new version:\n" in said
    assert "ERROR: Hashes are required" in said or "nowhere-to-be-found" in said
    assert re.search(r"Nothing was changed; the site stays at \S+\n\Z", said)
    now = files_below(folder)
    assert {path: now.get(path) for path in before} == before
    assert ran([bin_of(folder / ".venv") / "python", "build.py", "--version"], folder).startswith("recanvass ")
    assert not [path for path in now.keys() - before.keys() if not path.startswith(".recanvass/")]


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without telling it")
def test_an_upgrade_that_is_interrupted_leaves_the_site_as_it_was(newer: Path, site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "votes"
    shutil.copytree(site, folder, symlinks=True, ignore=shutil.ignore_patterns("output", ".output.recanvass"))
    before = files_below(folder)
    # What an earlier upgrade kept: the interrupted one does not go back that far.
    kept, packages = folder / ".recanvass/before-upgrade", folder / ".recanvass/venv-before"
    for path in (kept, packages):
        path.mkdir()
    (kept / "Makefile").write_text("# of long ago\n")
    hashes = {
        name: program.hash_of(text) for name, text in (("before", b"# of long ago\n"), ("after", before["Makefile"]))
    }
    pinned = program.pinned(before["requirements.txt"].decode())
    assert pinned is not None
    listed = {"line": pinned.line, **{name: {"Makefile": digest} for name, digest in hashes.items()}}
    (kept / "list.json").write_text(json.dumps(listed))
    command: list[str | Path] = [sys.executable, ROOT / "build.py", "upgrade", newer, "-C", folder]
    process = subprocess.Popen(command, env=without(), stderr=subprocess.PIPE, text=True)
    while not (packages / "set-up").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.terminate()
    said = process.communicate()[1]
    assert (process.returncode, "Traceback" in said) == (128 + signal.SIGTERM, False)
    now = files_below(folder)
    assert {path: now.get(path) for path in before} == before
    assert ran([bin_of(folder / ".venv") / "python", "build.py", "--version"], folder).startswith("recanvass ")
    assert not packages.exists()


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        (["build"], True),
        (["check"], True),
        (["check", "--format", "json"], True),
        (["explain", "harbor-1", "votes", "okafor"], True),
        (["import", "results", "nowhere.csv", "--contest", "house-7", "--release", "late"], True),
        (["new", "page", "About us"], True),
        (["schema"], True),
        (["check", "--quiet"], False),
        (["explain", "E210"], False),
        (["new", "another"], False),
        (["new", "site", "another"], False),
        (["upgrade", "nowhere.whl"], False),
    ],
)
def test_another_version_than_the_one_of_the_site_says_so_once(
    words: list[str],
    is_told: bool,  # noqa: FBT001 -- a parameter of the test
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my votes"]) == OK
    monkeypatch.chdir("my votes")
    main(words)
    assert "pinned" not in capsys.readouterr().err
    Path("requirements.txt").write_text(f"recanvass==0.1.9 --hash=sha256:{64 * '0'}\n")
    main(words)
    told = (
        f"warning: this site is pinned to Recanvass 0.1.9, but this is Recanvass {__version__}\n"
        f"  hint: to use the site's own version, run: python3 build.py {words[0]} …\n"
    )
    assert capsys.readouterr().err.count(told) == int(is_told)
    monkeypatch.chdir(tmp_path)
    main(["check", "-C", "my votes"])
    assert "run: cd 'my votes' && python3 build.py check …\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.whl"], "can't read nowhere.whl: no such file or directory"),
        (["recanvass-3-py3-none-any.whl"], "is damaged; download it again"),
        (["other-1.0-py3-none-any.whl"], "is not a wheel of Recanvass"),
        (["9.9.9"], "this site keeps Recanvass in vendor/; name the file of the new version"),
        (["--back"], "this site has no upgrade to undo"),
    ],
)
def test_what_cannot_be_an_upgrade_is_refused(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "votes"]) == OK
    for name in ("recanvass-3-py3-none-any.whl", "other-1.0-py3-none-any.whl"):
        Path(name).write_text("no archive")
    before = files_below(Path("votes"))
    assert main(["upgrade", *words, "-C", "votes"]) == USAGE
    assert said in capsys.readouterr().err
    assert files_below(Path("votes")) == before


def test_a_version_that_pip_cannot_find_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple/")
    monkeypatch.setenv("PIP_RETRIES", "0")
    (tmp_path / "requirements.txt").write_text(f"recanvass==0.2.0 --hash=sha256:{64 * '0'}\n")
    assert main(["upgrade", "0.0.1", "-C", str(tmp_path)]) == USAGE
    assert "pip did not find recanvass==0.0.1: " in capsys.readouterr().err


def test_a_folder_without_a_program_of_its_own_is_not_upgraded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["upgrade", "-C", str(tmp_path)]) == USAGE
    assert "doesn't pin its own Recanvass" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("note", "A note", "--empty"), ("contest", "mayor", "--publish", "none")])
def test_options_of_a_new_site_are_for_new_sites(words: tuple[str, ...], tmp_path: Path) -> None:
    assert main(["new", *words, "-C", str(tmp_path)]) == USAGE
