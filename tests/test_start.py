"""The documents that take an editor by the hand, followed to the letter: every command, every file, a real remote."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from recanvass.build import pipeline
from recanvass.results import request_units, tabulate
from tests.sites import ROOT
from tests.test_program import sources, without

STEP = re.compile(r"^```sh\n(.*?)^```$|^`(\S+)`\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = "https://github.com/OWNER/votes.git"


@dataclass
class Machine:
    """A machine on which an editor works: the folder in which the next command runs, and what git knows."""

    folder: Path
    remote: Path
    variables: dict[str, str]

    def follow(self, name: str) -> str:
        """Do all that a document says, up to another way to start, and return what the commands print."""
        printed = ""
        steps = STEP.findall((ROOT / "docs" / name).read_text().partition("\n## Or start ")[0])
        assert steps
        for script, path, text in steps:
            if script:
                printed += self.run(script)
            else:
                (self.folder / path).write_text(text)
        return printed

    def run(self, script: str) -> str:
        """Run commands one after the other, and stay in the folder in which they end."""
        whole = f"set -e\n{script}\npwd > '{self.remote}.pwd'\n"
        run = ["sh", "-c", whole]
        done = subprocess.run(run, cwd=self.folder, env=self.variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        self.folder = Path(Path(f"{self.remote}.pwd").read_text().strip())
        return done.stdout

    def published(self, path: str) -> str:
        show = ["git", "show", f"gh-pages:{path}"]
        return subprocess.run(show, cwd=self.remote, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with a clone of the repository as it is here, and with an environment of its own for the packages."""
    program_folder, remote = tmp_path / "recanvass", tmp_path / "remote.git"
    for name in sources():
        (program_folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, program_folder / name)
    (program_folder / ".venv").symlink_to(ROOT / ".venv")
    subprocess.run(["git", "init", "-q", "--bare", remote], check=True)
    settings = tmp_path / "gitconfig"
    settings.write_text(f'[user]\n name = Ed Itor\n email = ed@example.org\n[url "{remote}"]\n insteadOf = {ADDRESS}\n')
    variables = {**without(), "GIT_CONFIG_GLOBAL": str(settings), "GIT_CONFIG_NOSYSTEM": "1"}
    return Machine(program_folder, remote, variables)


def correct(machine: Machine) -> None:
    """Change a figure that readers have not seen, as the document asks for without naming one."""
    settings = machine.folder / "site.yml"
    settings.write_text(settings.read_text() + "confirm_above: 1\n")  # the guide is about an edit before readers see it
    figures = machine.folder / "content/contests/house-7/releases/2024-11-05-night/precincts.yml"
    figures.write_text(figures.read_text().replace("okafor: 412", "okafor: 413"))


def test_an_empty_folder_becomes_a_published_site_that_is_corrected_and_taken_back(
    machine: Machine, tmp_path: Path
) -> None:
    printed = machine.follow("start.md")
    assert machine.folder == tmp_path / "votes"
    assert "No errors in 2 contests, 8 places, 2 releases and 1 note." in printed
    assert "Published on the branch gh-pages of origin" in printed
    assert "Gray finished 36 votes ahead of Moss." in machine.published("sheriff/index.html")
    assert "Okafor leads Lund by 116 votes" in machine.published("house-7/index.html")

    correct(machine)
    printed = machine.follow("change-a-figure.md")
    assert "  lead: Okafor by 117 votes\n" in printed
    assert "Correction in Harbor City North, compared with “Election night”: 1 place changed (Votes)" in printed
    assert "1 place changed" in machine.published("house-7/releases/2024-11-06-correction/index.html")
    assert "Two bundles were counted twice." in machine.published("house-7/precinct/harbor-1/index.html")

    printed = machine.follow("publish.md")
    assert "Nothing to publish: the branch gh-pages of origin already has this version" in printed
    assert "Rolled back to the site published" in printed
    assert printed.count("Publish the site as of") == 5
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "gh-pages"],
        cwd=machine.remote,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "2024-11-06-correction" not in listed.stdout


def test_a_request_is_settled_and_a_finding_acknowledged(machine: Machine) -> None:
    machine.follow("start.md")
    correct(machine)
    machine.follow("change-a-figure.md")
    printed = machine.follow("requests.md")
    assert printed.count("No errors in ") == 3
    assert "After the recount, compared with “Correction in Harbor City North”: 1 place new, 1 place changed" in printed
    site = pipeline.read(machine.folder, drafts=False).site
    assert site is not None
    contest = next(contest for contest in site.contests if contest.id == "house-7")
    results, (request,) = tabulate.results(site, contest), contest.requests
    assert {
        unit: one.value for unit, one in request_units.dispositions_of_request(results, request).items() if one
    } == {
        "harbor-1": "corrected-transcription",
        "meadow-1": "accurate",
        "meadow-2": "ineligible",
    }
    page = machine.published("house-7/reviews/lund-recount/index.html")
    assert "Two ballots stuck together." in page
    assert "All of Meadow County" in page

    printed = machine.follow("findings.md")
    (said,) = re.findall(r"^```text\n(.*?)^```$", (ROOT / "docs" / "findings.md").read_text(), re.MULTILINE | re.DOTALL)
    assert said in printed
    before, after = printed.split(said)
    assert "C101" not in before
    assert "C101  " in after
    assert "C101" not in after.partition("No errors in ")[2]


def test_the_forms_are_set_up_as_their_document_says(machine: Machine) -> None:
    (script,) = (script for script, _, _ in STEP.findall((ROOT / "docs" / "editors.md").read_text()) if script)
    *ours, install = script.splitlines()
    machine.run("python build.py new ../votes\ncd ../votes")
    machine.run("\n".join(ours))
    assert install == "npm install --ignore-scripts"
    package = (machine.folder / "package.json").read_text()
    assert set(re.findall(r"`npm run (\w+)`", (ROOT / "docs" / "editors.md").read_text())) == {"server", "page"}
    assert '"server": "decap-server"' in package
    assert '"page": "python3 -m http.server 8080 --bind 127.0.0.1"' in package
