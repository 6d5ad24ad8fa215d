"""Names that are not what they seem to be: invisible characters, turned directions, letters that look alike."""

import pytest

from recanvass.content import syntax
from recanvass.content.files import SourceFile
from recanvass.content.schema import scalars
from recanvass.core.diagnostics import Report, text

INVISIBLE = [
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
    *"\u200b\u200c\u200d\u2060\u2061\u2063\u180e\ufff9\U000e0041\ue000",
    *"\u034f\u115f\u1160\u2800\u3164\uffa0",
]
ALIKE = (
    "Jane Sm\u0456th",
    "\u0421anders",
    "Bid\u0435n",
    "K\u03bfbuchar",
    "W\u0430rren",
    "\u0391dams",
    "Y\u0430ng",
    "Ste\u0443er",
    "D\u0585e",
    "\u13aaarol",
    "\uff22iden",
    "\U0001d401iden",
    "\u24b7iden",
)
HONEST = (
    "Pete Buttigieg",
    "José Ñúñez",
    "O’Brien",
    "Cañon City – 2nd Ward",
    "Владимир",
    "Αθήνα",
    "東京",
    "Łódź",
    "ﬁrst",
    "½ mile",
    "1ª Seção",
    "Zoë\u0308",
)


def name(typed: str) -> tuple[str | None, list[str], str]:
    """Return the name that is read, the codes, and what is printed."""
    file = SourceFile("a.yml", f"name: {typed}\n")
    report = Report()
    node = syntax.read_yaml(file, report)
    assert isinstance(node, syntax.Keys)
    made = scalars.Text().read(node.entries[0][1], report)
    printed = "\n".join(text(fault, lambda _, number: file.line(number)) for fault in report.items)
    return made, [fault.code for fault in report.items], printed


def test_there_are_thirty_of_them() -> None:
    assert len(INVISIBLE) + len(ALIKE) >= 30


@pytest.mark.parametrize("char", INVISIBLE, ids=[f"U+{ord(char):04X}" for char in INVISIBLE])
def test_an_invisible_character_is_flagged_and_not_printed(char: str) -> None:
    typed = f"North{char} Ward"
    made, codes, printed = name(typed)
    assert (made, codes) == (typed, ["W601"])
    assert f"U+{ord(char):04X}" in printed
    assert char.isprintable() or char not in printed


@pytest.mark.parametrize("typed", ALIKE)
def test_letters_that_look_alike_are_flagged(typed: str) -> None:
    made, codes, _ = name(typed)
    assert (made, codes) == (typed, ["W602"])


@pytest.mark.parametrize("typed", HONEST)
def test_honest_names_are_not(typed: str) -> None:
    assert name(typed)[1] == []


def test_what_steers_a_terminal_is_not_printed() -> None:
    made, codes, printed = name('"\\e[31mRed"')
    assert (made, codes) == (None, ["E103"])
    assert "\x1b" not in printed
    report = Report()
    scalars.is_id(syntax.Scalar("\x1b[31m\nred", "a.yml", 1, 1, 1), report)
    shown = text(report.items[0], lambda _path, _line: None)
    assert shown.split("\n")[0] == "a.yml:1:1: error[E204]: '�[31m red' is not an id"
