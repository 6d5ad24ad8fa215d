"""Which name is proposed for one that is not known."""

import pytest

from recanvass.authoring.importing.likeness import Cause, changed_by_spreadsheet, is_same_person, likely, numbered
from recanvass.authoring.importing.matching import Names


@pytest.mark.parametrize(
    ("name", "other", "is_same"),
    [
        ("R. Kennedy", "Robert F. Kennedy, Jr.", True),
        ("Kennedy, Robert F.", "Robert F. Kennedy, Jr.", True),
        ("Robert Kennedy Jr", "Robert F. Kennedy, Jr.", True),
        ("KENNEDY", "Robert F. Kennedy, Jr.", True),
        ('Charles "Buddy" Wheatley', "Charles Wheatley", True),
        ("Buddy Wheatley", 'Charles "Buddy" Wheatley', True),
        ("Charles (Buddy) Wheatley", "Buddy Wheatley", True),
        ("Beto O'Rourke", "Robert 'Beto' O'Rourke", True),
        ("John Smith III", "John Smith", True),
        ("Jane Smith", "John Smith", False),
        ("J. Smith", "John Smith", True),
        ("Ann Gray", "Ann Moss", False),
        ("", "Ann Moss", False),
    ],
)
def test_people_are_known_by_initials_nicknames_and_suffixes(name: str, other: str, *, is_same: bool) -> None:
    assert is_same_person(name, other) is is_same
    assert is_same_person(other, name) is is_same


def names(*given: str) -> Names[str]:
    """Return names to choose from, which are their own ids."""
    found: Names[str] = Names()
    for one in given:
        found.add(one, (one,))
    return found


@pytest.mark.parametrize(
    ("text", "known", "wanted"),
    [
        ("Ann Grey", ("Ann Gray", "Bob Moss"), "Ann Gray"),
        ("J. Smith", ("Jane Smith", "John Smith"), None),
        ("Precinct 12", ("Precinct 13", "Precinct 112"), None),
        ("Precint 012", ("Precinct 12", "Precinct 13"), "Precinct 12"),
        ("Zebra", ("Ann Gray", "Bob Moss"), None),
    ],
)
def test_what_is_likely(text: str, known: tuple[str, ...], wanted: str | None) -> None:
    assert likely(text, names(*known)) == wanted


@pytest.mark.parametrize(
    ("text", "known", "wanted"),
    [
        ("1", ("001", "010"), (Cause.ZEROS, "001")),
        ("10", ("001", "010"), (Cause.ZEROS, "010")),
        ("Ward 3", ("Ward 03", "Ward 30"), (Cause.ZEROS, "Ward 03")),
        ("2-Jan", ("1-2", "2-3"), (Cause.DATE, "1-2")),
        ("Jan-02", ("01-02", "2-3"), (Cause.DATE, "01-02")),
        ("2024-03-12", ("3-12", "12-4"), (Cause.DATE, "3-12")),
        ("3/12/2024", ("12-3", "12-4"), (Cause.DATE, "12-3")),
        ("Mar-2020", ("3-20", "20-4"), (Cause.DATE, "3-20")),
        ("2-Jan", ("1-2", "2-1"), None),
        ("2-Foo", ("1-2",), None),
        ("Alder", ("Birch",), None),
    ],
)
def test_what_a_spreadsheet_did_is_undone(text: str, known: tuple[str, ...], wanted: tuple[Cause, str] | None) -> None:
    assert changed_by_spreadsheet(text, numbered(names(*known)), lambda _: True) == wanted
