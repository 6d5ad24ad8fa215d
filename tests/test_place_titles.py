"""Titles of places: precincts of one name in two counties are told apart by what a browser's tab shows."""

import re
from pathlib import Path

import pytest

from recanvass.cli.main import OK, main
from tests.elections import start, take


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An election in two counties with a precinct of one name, and a tie with a vote each, in the current folder."""
    monkeypatch.chdir(start(tmp_path))
    rows = "".join(
        f"{county},Ward 1,{office},{person},{votes}\n"
        for county, votes in (("Lee", 1), ("Polk", 2))
        for office in ("Sheriff", "Auditor")
        for person in ("Ann Gray", "Bob Moss")
    )
    assert take(f"county,precinct,office,candidate,votes\n{rows}", "--place", "Iowa", "--yes", "-q") == OK
    assert main(["build", "-q"]) == OK
    return tmp_path


@pytest.mark.parametrize(("folder", "end"), [("sheriff", " – Sheriff"), ("places", "")])
def test_the_title_of_a_precinct_names_its_county(site: Path, folder: str, end: str) -> None:
    for county in ("lee", "polk"):
        text = (site / f"output/{folder}/precinct/{county}-ward-1/index.html").read_text()
        assert f"<title>Ward 1, {county.title()}{end} – " in re.sub(r">\s+", ">", text)
        assert 'aria-current="page">Ward 1<' in re.sub(r"\s*(<|>)\s*", r"\1", text)


def test_one_vote_each_is_no_plural(site: Path) -> None:
    texts = [(site / f"output/sheriff/precinct/{county}-ward-1/index.html").read_text() for county in ("lee", "polk")]
    assert "1 vote each" in texts[0]
    assert "2 votes each" in texts[1]
