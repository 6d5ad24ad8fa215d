"""Names that cannot be ids as they are: addresses that the site needs itself, and file names that Windows refuses."""

from pathlib import Path

import pytest

from recanvass.cli.main import OK, main
from recanvass.content.load import RESERVED
from tests.elections import LATER, Elected, start, take

HEADER = "county,precinct,office,district,party,candidate,votes\n"
WINDOWS = ("Con", "Aux", "Nul", "PRN", "Com1", "LPT9")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty site, in the current folder."""
    monkeypatch.chdir(start(tmp_path))
    return tmp_path


def test_an_office_called_like_a_page_of_the_site_gets_another_address(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "content/pages").mkdir(exist_ok=True)
    (site / "content/pages/clerk.md").write_text("---\ntitle: The clerk\nsummary: Who it is.\n---\nHello.\n")
    names = sorted({*RESERVED, "clerk"})
    table = HEADER + "".join(f"Lee,Alder,{name.title()},,,Ann Gray,{at}\n" for at, name in enumerate(names, 3))
    assert take(table, "--yes") == OK, capsys.readouterr().err
    assert main(["check"]) == OK
    assert main(["build", "-q"]) == OK
    made = Elected(site)
    assert {str(name) for name in made.results} == {f"{name}-contest" for name in names}
    for at, name in enumerate(names, 3):
        assert made.votes(f"{name}-contest", "lee-alder") == {"gray": at}
    assert take(table.replace("Gray,3", "Gray,4"), "--yes", head=LATER) == OK
    assert len(Elected(site).results) == len(names)
    assert Elected(site).votes(f"{names[0]}-contest", "lee") == {"gray": 4}


@pytest.mark.parametrize("name", WINDOWS)
def test_names_that_windows_refuses_are_ids_with_a_number(
    site: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    rows = (f"{name},{name},{name},,{name},{person},4\n" for person in (name, f"Bob {name.title()}"))
    assert take(HEADER + "".join(rows), "--place", f"{name} State", "--yes") == OK, capsys.readouterr().err
    assert main(["check"]) == OK
    assert main(["build", "-q"]) == OK
    made = Elected(site)
    (contest,) = made.results
    assert contest == f"{name.lower()}-1"
    assert f"{name.lower()}-1" in made.site.places
