"""What the documents say is so: their commands run, their links lead somewhere, their examples are read."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recanvass.cli.main import main
from recanvass.content import syntax
from recanvass.content.files import SourceFile
from recanvass.core.diagnostics import Report
from tests import nevada
from tests.sites import ROOT, loaded
from tools import make_screenshots

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OUTWARD = (["serve"], ["new"], ["night"], ["publish"], ["upgrade"])
"""Commands that would serve, write or publish this very repository; `test_start` runs them on another one."""
COMMAND = re.compile(r"`(python3? build\.py[^`\n]*)`")
FILE = re.compile(r"^`(\S+)`\n\n```(?:yaml|csv)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
"""Examples, whose links are not those of the document."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(path.read_text()) if kind == language]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_to_files(path: Path) -> None:
    broken = [link for link in LINK.findall(FENCED.sub("", path.read_text())) if not (path.parent / link).exists()]
    assert broken == []


def test_pictures_are_those_that_are_taken_and_named_and_they_are_small() -> None:
    files = {path.name: path.stat().st_size for path in make_screenshots.OUT.iterdir()}
    assert set(files) == {shot.file for shot in make_screenshots.SHOTS}
    assert set(files) == set(re.findall(r"\(screenshots/([^)]+)\)", (ROOT / "docs/design.md").read_text()))
    assert sum(files.values()) < 2_000_000


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_make_targets_exist(path: Path) -> None:
    text = path.read_text()
    lines = [line for block in blocks(path, "sh") for line in block.splitlines()]
    targets = {line.split()[1] for line in lines if line.startswith("make ")}
    targets |= set(re.findall(r"`make (\w+)", text))
    for target in targets:
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_commands_run(path: Path, tmp_path: Path) -> None:
    commands = set(COMMAND.findall(path.read_text()))
    for command in sorted(commands):
        words = shlex.split(command)[2:]
        if any(word.isupper() and word != "E210" for word in words) or words[:1] in OUTWARD:
            words = [*words[:1], "--help"]
        elif words[:1] in ([], ["build"]):
            words = [*words, "-o", str(tmp_path / "output")]
        run = [sys.executable, "build.py", *words]
        done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr}"


def test_every_command_of_a_block_is_run_by_a_test() -> None:
    """Where a document holds more than one line of make, a test follows it; a new document has to be added to one."""
    with_commands = {
        path.name
        for path in DOCUMENTS
        if any(not line.startswith("make ") for block in blocks(path, "sh") for line in block.splitlines())
    }
    by_name = {"README.md", "content.md", "editors.md", "import.md", "import-election.md", "night.md", "scale.md"}
    text = Path(__file__).with_name("test_start.py").read_text()
    followed = set(re.findall(r'machine[.]follow[(]"([^"]+)"[)]', text))
    assert with_commands == followed | by_name


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_yaml_examples_are_read(path: Path) -> None:
    for block in blocks(path, "yaml"):
        report = Report()
        assert syntax.read_yaml(SourceFile(name_of(path), block), report) is not None
        assert report.items == []


def write(site: Path, files: list[tuple[str, str]]) -> None:
    for path, text in files:
        assert not (site / path).exists()
        (site / path).parent.mkdir(exist_ok=True)
        (site / path).write_text(text)


def test_the_rules_of_a_caucus_in_the_document_can_be_named() -> None:
    ((path, text),) = FILE.findall((ROOT / "docs" / "content.md").read_text())
    contest = nevada.CONTEST.replace("nevada-caucus-2020", Path(path).stem)
    rules = loaded({**nevada.files(), path: text, f"{nevada.FOLDER}/contest.yml": contest}).contests[0].rules.caucus
    assert rules is not None
    assert (rules.title, rules.draw, rules.awards) == ("2024 Lake County caucuses", "coin toss", "delegates")


def test_a_release_is_added_as_its_document_says(tmp_path: Path) -> None:
    site, out = tmp_path / "site", tmp_path / "output"
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, site / name)
    shutil.copy(ROOT / "site.yml", site)
    document = ROOT / "docs" / "releases.md"
    files = FILE.findall(document.read_text())
    assert len(files) == len(blocks(document, "yaml")) + len(blocks(document, "csv")) == 6
    write(site, files[:3])
    assert main(["build", "-C", str(site), "-o", str(out), "-q", "--strict"]) == 0

    def shown(page: str) -> str:
        return (out / page / "index.html").read_text()

    assert "Buttigieg finished 1.346 ahead of Sanders." in shown(".")
    release = shown("president/releases/2020-03-05-correction")
    assert "2 places changed" in release
    assert "Klobuchar 0.4133 → 0.0000 (−0.4133)" in release
    assert "Buttigieg 68 → 66 (−2)" in release
    township = shown("president/precinct/947861")
    assert "One county delegate goes to Buttigieg instead of Klobuchar." in township
    for page in (township, shown("president/precinct/947885"), shown("president/reviews")):
        assert "warren-recount" in page
    changes = (out / "data/president/releases/2020-03-05-correction-changes.csv").read_text().splitlines()
    assert len(changes) == 1 + 2 + 2
    write(site, files[3:])
    assert main(["build", "-C", str(site), "-o", str(out), "-q", "--strict"]) == 0
    said = "1 place differs, 1 place only with Iowa Democratic Party."
    assert said in shown("president/releases/2020-03-06-scott")
    assert "Sanders 21 (−3)" in shown("president/precinct/947861")


def test_a_table_is_imported_as_its_document_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = ROOT / "docs" / "import.md"
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "site.yml", tmp_path)
    monkeypatch.chdir(tmp_path)
    (table,) = blocks(document, "csv")
    (command,) = blocks(document, "sh")
    unknown, written = blocks(document, "text")
    Path("correction.csv").write_text(table)
    words = shlex.split(command)[2:]
    assert main(words) == 1
    assert capsys.readouterr().err == unknown
    places = Path("content/places/precincts/scott.yml")
    line = re.search(r"line (\d+): (aliases: .*)", unknown)
    assert line is not None
    lines = places.read_text().splitlines(keepends=True)
    at = int(line[1]) - 1
    lines[at] = re.sub(r"aliases: \[.*?\]", line[2], lines[at], count=1)
    places.write_text("".join(lines))
    assert main(words[:-1]) == 0
    assert capsys.readouterr().out == written
    assert main(["check", "--strict", "-q"]) == 0


def test_each_site_of_several_is_built_into_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (command,) = blocks(ROOT / "docs" / "scale.md", "sh")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "tests" / "golden" / "tiny" / "site", "states/iowa")
    assert main(shlex.split(command)[2:]) == 0
    assert "https://example.org/iowa/" in Path("public/iowa/sitemap.xml").read_text()


def test_what_to_upload_follows_from_two_manifests(tmp_path: Path) -> None:
    (program,) = blocks(ROOT / "docs" / "scale.md", "python")
    site, old, new = tmp_path / "site", tmp_path / "old", tmp_path / "new"
    shutil.copytree(ROOT / "tests" / "golden" / "tiny" / "site", site)
    assert main(["build", "-C", str(site), "-o", str(old), "-q"]) == 0
    (figures,) = site.rglob("releases/*/wards.yml")
    text = figures.read_text()
    figures.write_text(re.sub(r"\d+(?=\D*$)", "7", text, count=1))
    (site / "content" / "pages").mkdir()
    (site / "content" / "pages" / "about.md").write_text("---\ntitle: About\nsummary: Who.\n---\nText.\n")
    assert main(["build", "-C", str(site), "-o", str(new), "-q"]) == 0
    run = [sys.executable, "-c", program, str(old / "manifest.json"), str(new / "manifest.json")]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True)
    uploads = (tmp_path / "upload.txt").read_text().split("\n")[:-1]
    assert done.stdout == f"{len(uploads)} to upload, 0 to remove\n"
    assert {"about/index.html", "mayor/index.html"} <= set(uploads)
    before = {path.relative_to(old).as_posix() for path in old.rglob("*") if path.is_file()}
    assert 0 < len(set(uploads) & before) < len(before) - 1
    for path in uploads:
        (old / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(new / path, old / path)
    shutil.copy(new / "manifest.json", old)
    assert main(["verify", str(old)]) == 0
    back = [*run[:3], str(new / "manifest.json"), str(tmp_path / "empty.json")]
    (tmp_path / "empty.json").write_text('{"files": {}}')
    assert subprocess.run(back, cwd=tmp_path, capture_output=True, check=True).stdout.startswith(b"0 to upload")
    assert (tmp_path / "remove.txt").read_text().split("\n")[:-1] == sorted(
        path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file() and path.name != "manifest.json"
    )
