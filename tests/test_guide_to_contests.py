"""The guide from a ballot to YAML: its files make one site, and the site says what the guide promises."""

import re
from pathlib import Path

import pytest

from recanvass.cli.main import main
from recanvass.core.kinds import ReleaseKind
from tests.ballots import count
from tests.sites import ROOT, SETTINGS
from tests.test_docs import BLOCK, FILE

GUIDE = (ROOT / "docs" / "contests.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL))
FILES = {"site.yml": SETTINGS, **dict(FILE.findall(GUIDE))}
CONTEST = re.compile(r"content/contests/([^/]+)/contest\.yml")
QUOTE = re.compile(r"^> (.+(?:\n> .+)*)$", re.MULTILINE)


def contests_in(text: str) -> list[str]:
    """Return the contests whose files a part of the guide has."""
    return [hit[1] for path, _ in FILE.findall(text) if (hit := CONTEST.fullmatch(path)) is not None]


def sentences_of(name: str) -> list[str]:
    """Return what is said of a contest after each release."""
    found = count(FILES, name)
    releases = enumerate(found.contest.releases)
    return [found.audit_says(at) if one.kind is ReleaseKind.AUDIT else found.says(at) for at, one in releases]


def test_every_example_is_a_file_of_the_guide() -> None:
    examples = [body for kind, body in BLOCK.findall(GUIDE) if kind == "yaml"]
    assert sorted(examples) == sorted(text for path, text in FILE.findall(GUIDE) if path.endswith(".yml"))
    assert count(FILES, "mayor").warnings == ()


@pytest.mark.parametrize("title", [title for title, text in SECTIONS.items() if contests_in(text)])
def test_the_site_says_what_the_guide_promises(title: str) -> None:
    promised = [quote.replace("\n> ", " ") for quote in QUOTE.findall(SECTIONS[title])]
    said = [sentence for name in contests_in(SECTIONS[title]) for sentence in sentences_of(name)]
    assert promised == said


def test_what_the_guide_says_of_a_race_without_an_outcome() -> None:
    path = "content/contests/mayor/releases/2025-11-12-canvass/release.yml"
    files = {**FILES, path: FILES[path].replace("outcome: {winners: [gray]}\n", "")}
    assert f"“{count(files, 'mayor').says()}”" in GUIDE


def test_turnout_of_the_guide_is_the_same_in_a_file_of_its_own() -> None:
    (table,) = (body for kind, body in BLOCK.findall(SECTIONS["Turnout"]) if kind == "csv")
    folder = "content/contests/auditor/releases/2025-11-12-canvass"
    beside = count(FILES, "auditor")
    rows = re.sub(r", turnout: \{[^}]*\}", "", FILES[f"{folder}/precincts.yml"])
    apart = count({**FILES, f"{folder}/precincts.yml": rows, f"{folder}/turnout.csv": table}, "auditor")
    assert apart.turnout() == beside.turnout() == {"registered": 2200, "ballots": 1410, "undervotes": 22}


def test_what_the_guide_adds_in_passing_is_read() -> None:
    levy = "content/contests/levy/contest.yml"
    for threshold in re.findall(r"`(threshold: .+?)`", GUIDE):
        count({**FILES, levy: FILES[levy].replace("threshold: 60%", threshold)}, "levy")
    figures = "content/contests/attorney/releases/2025-11-12-canvass/figures.yml"
    rows = "alder: {votes: {gray: 1}}\ngale: {votes: {gray: 1}}\nfern: {reported_with: gale}\n"
    assert count({**FILES, figures: rows}, "attorney").reporting() == (2, 3)
    mayor = "content/contests/mayor/contest.yml"
    assert count({**FILES, mayor: f"{FILES[mayor]}turnout_from: auditor\n"}, "mayor").turnout()["ballots"] == 1410


def test_the_guide_is_one_site_that_builds(tmp_path: Path) -> None:
    for path, text in FILES.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    assert main(["build", "-q", "-C", str(tmp_path), "-o", str(tmp_path / "output")]) == 0
