"""The short way through a results file gives what the long way gives, or leaves the file to it."""

import random

import pytest

from recanvass.content.load import plain_csv
from recanvass.core.diagnostics import Diagnostic
from recanvass.core.model import Row
from tests import sites

PLAIN = (
    "place,choice,votes,points\n"
    "n1,ada,12,1.5000\nn1,bob,0,0.25\nn1,cy,3,0\nn1,none,1,2\n"
    "n2,bob,7,\nn2,ada,1,\n"
    "s1,ada,,\ns1,bob,,\n"
    "s2,cy,5,0.1234\n"
)
PIECES = [
    "",
    ",",
    "\n",
    '"',
    " ",
    "-1",
    "1.5",
    "n1",
    "n2",
    "ada",
    "nobody",
    "01",
    "1e5",
    "99999999999999",
    "\t",
    "x",
    "#",
]


def rows(text: str) -> tuple[list[Row], tuple[Diagnostic, ...]]:
    files = sites.files_of("", extra={f"{sites.release_folder(0)}/rows.csv": text})
    site, faults = sites.read(files)
    return list(site.contests[0].releases[0].rows.values()) if site and site.contests else [], faults


def both(text: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Hold the two ways against each other; tell whether the short one was gone."""
    gone = []
    short = plain_csv.plain_rows

    def noted(*given: object) -> list[Row] | None:
        found = short(*given)  # type: ignore[arg-type]
        gone.append(found is not None)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(plain_csv, "plain_rows", noted)
        found = rows(text)
    with monkeypatch.context() as patch:
        patch.setattr(plain_csv, "plain_rows", lambda *_: None)
        assert rows(text) == found
    return any(gone)


def test_a_plain_file_goes_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    assert both(PLAIN, monkeypatch)
    assert both(PLAIN.removesuffix("\n"), monkeypatch)
    assert both("place,choice,points,votes\ns2,cy,0.5,5\n", monkeypatch)


@pytest.mark.parametrize(
    "text",
    [
        "choice,place,votes\nada,n1,1\n",
        "place,choice,votes,votes\nn1,ada,1,2\n",
        "place,choice\nn1,ada\n",
        "place,choice,seats\nn1,ada,1\n",
        PLAIN + "n1,ada,1,1\n",
        PLAIN + "n1,none,1,1\n",
        PLAIN + "s2,ada,1\n",
        PLAIN + "s2,ada,1,\n",
        PLAIN + '"s2",ada,1,1\n',
        PLAIN + "coast,ada,1,1\n",
        PLAIN + ",,,\n",
        PLAIN + "\n\n",
        PLAIN + "s2,ada,1,1.00001\n",
        PLAIN + "s2,ada,01,1\n",
        "place,choice,votes\n",
    ],
)
def test_what_is_unusual_goes_the_long_way(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    both(text, monkeypatch)


def test_whatever_is_typed_both_ways_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    gone = 0
    for _ in range(300):
        text = PLAIN
        for _ in range(chance.randrange(1, 4)):
            start = chance.randrange(len(text))
            stop = min(len(text), start + chance.randrange(4))
            text = text[:start] + chance.choice(PIECES) + text[stop:]
        gone += both(text, monkeypatch)
    assert 0 < gone < 300
