"""The name of a candidate where room is scarce."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recanvass.content.load.short_names import short_name
from tests.ballots import Published, count, files_of
from tests.sites import read

PLAIN = {
    # first and last name, initials
    "Ann Gray": "Gray",
    "Donald J. Trump": "Trump",
    "J. R. R. Tolkien": "Tolkien",
    "J.R. Ewing": "Ewing",
    "George H. W. Bush": "Bush",
    "Van Jones": "Jones",
    "Cher": "Cher",
    "Ann Gray-Moss": "Gray-Moss",
    "Beto O'Rourke": "O'Rourke",
    "José Núñez": "Núñez",
    # particles
    "Roque De La Fuente": "De La Fuente",
    'Roque "Rocky" De La Fuente': "De La Fuente",
    "Bill de Blasio": "de Blasio",
    "Ludwig van der Rohe": "van der Rohe",
    "Maria St. John": "St. John",
    "Abd al Aziz": "al Aziz",
    "Jaime Ortega y Gasset": "Jaime Ortega y Gasset",
    "Chris Van Hollen": "Van Hollen",
    "Van Hollen": "Hollen",
    "Guy de la Tour": "de la Tour",
    "Rosa von und zu Berg": "Rosa von und zu Berg",
    # suffixes
    "Robert F. Kennedy, Jr.": "Kennedy",
    "Robert F. Kennedy Jr.": "Kennedy",
    "Robert F. Kennedy Jr": "Kennedy",
    "Robert F. Kennedy, Jr., Esq.": "Kennedy",
    "Strom Thurmond Sr.": "Thurmond",
    "Adlai Stevenson II": "Stevenson",
    "Adlai Stevenson III": "Stevenson",
    "Harold Ford IV": "Ford",
    "Rand Paul, MD": "Paul",
    "Rand Paul, M.D.": "Paul",
    "Jill Stein, Ph.D.": "Stein",
    "Sam Lee III, Esq": "Lee",
    # marks
    "John Smith (I)": "Smith",
    "John Smith (Incumbent)": "Smith",
    "John Smith [R]": "Smith",
    "John Smith *": "Smith",
    "John Smith*": "Smith",
    "John Smith†": "Smith",
    "John Smith incumbent": "Smith",
    "John Smith (I) *": "Smith",
    # nicknames
    'Charles "Buddy" Wheatley': "Wheatley",
    "Charles “Buddy” Wheatley": "Wheatley",
    "Charles 'Buddy' Wheatley": "Wheatley",
    "Charles (Buddy) Wheatley": "Wheatley",
    'Willie Brown "Mayor"': "Brown",
    # titles
    "Dr. Ann Gray": "Gray",
    "Rev. Dr. Ann Gray": "Gray",
    "Sen. Bob Moss Jr.": "Moss",
    # two family names: nothing is guessed
    "Debbie Wasserman Schultz": "Debbie Wasserman Schultz",
    "Cathy McMorris Rodgers": "Cathy McMorris Rodgers",
    "Mary Ann Lund": "Mary Ann Lund",
    "Gabriel García Márquez": "Gabriel García Márquez",
}
DOUBTFUL = {
    "Biden / Harris": ("Biden", ("Biden", "Harris")),
    "Clinton & Kaine": ("Clinton", ("Clinton", "Kaine")),
    "Clinton + Kaine": ("Clinton", ("Clinton", "Kaine")),
    "Donald J. Trump and Michael R. Pence": ("Trump", ("Donald J. Trump", "Michael R. Pence")),
    "Joseph R. Biden, Jr. / Kamala D. Harris": ("Biden", ("Joseph R. Biden, Jr.", "Kamala D. Harris")),
    "Debbie Wasserman Schultz / Ann Gray": ("Debbie Wasserman Schultz", ("Debbie Wasserman Schultz", "Ann Gray")),
    "Lee, Ann": ("Lee", ()),
    "LEE, ANN": ("LEE", ()),
    "De La Fuente, Roque": ("De La Fuente", ()),
    "Kennedy, Robert F., Jr.": ("Kennedy", ()),
    "Gray, Ann (I)": ("Gray", ()),
    "Gray, Ann, Lee County": ("Gray, Ann, Lee County", ()),
}


@pytest.mark.parametrize(("name", "short"), PLAIN.items())
def test_a_name_whose_family_name_is_clear(name: str, short: str) -> None:
    found = short_name(name)
    assert (found.text, found.is_doubtful) == (short, False)


@pytest.mark.parametrize(("name", "found"), DOUBTFUL.items())
def test_a_name_that_an_editor_should_look_at(name: str, found: tuple[str, tuple[str, ...]]) -> None:
    made = short_name(name)
    assert (made.text, made.ticket) == found
    assert made.is_doubtful


@given(st.text(min_size=1))
@example("Jr.")
@example("(I)")
@example("Dr.")
@example('""')
@example("Lee,")
@example(", Ann")
@example(" / ")
@example("/ Harris")
@example("Biden /")
@example("incumbent")
@example("* *")
@example("de la")
@example("III, Jr.")
def test_any_name_has_a_short_one(name: str) -> None:
    found = short_name(name)
    assert bool(found.text.strip()) == bool(name.strip())
    assert len(found.text) <= len(name)


NAMES = st.lists(
    st.sampled_from(
        [
            "Ann",
            "Bob",
            "de",
            "la",
            "Van",
            "St.",
            "Jr.",
            "(I)",
            "Gray",
            "Moss",
            "/",
            "&",
            "and",
            ",",
            "*",
            "Dr.",
            "II",
            '"Al"',
            "O'Neil",
        ]
    ),
    min_size=1,
)


@given(NAMES)
def test_a_short_name_is_made_of_the_name(words: list[str]) -> None:
    name = " ".join(words)
    found = short_name(name)
    assert found.text
    assert all(word in name for word in found.text.split())
    assert short_name(name) == found


def shorts(*choices: str, kind: str = "") -> dict[str, str]:
    """Return the short names of choices by their ids."""
    lines = "".join(f"  - {choice}\n" for choice in choices)
    contest = f"title: Mayor\ndate: 2025-11-04\nplace: alder\n{kind}choices:\n{lines}"
    found = count(files_of(contest, Published("2025-11-05", "unofficial-partial")))
    return {str(choice.id): choice.short for choice in found.contest.choices}


def test_a_typed_short_name_wins() -> None:
    assert shorts("{id: a, name: Debbie Wasserman Schultz, short: Wasserman Schultz}") == {"a": "Wasserman Schultz"}
    assert shorts("{id: a, name: Biden / Harris, short: B/H}") == {"a": "B/H"}


def test_the_head_of_a_ticket_names_it() -> None:
    assert shorts(
        "{id: a, ticket: ['Joseph R. Biden, Jr.', Kamala D. Harris]}", "{id: b, ticket: [Donald J. Trump, X]}"
    ) == {
        "a": "Biden",
        "b": "Trump",
    }


def test_options_keep_their_whole_name() -> None:
    assert shorts("{id: a, name: Ann Gray}", "{id: b, name: None of the above, candidate: false}") == {
        "a": "Gray",
        "b": "None of the above",
    }
    names = ("{id: yes, name: 'Yes, for the levy'}", "{id: no, name: No and no}")
    assert shorts(*names, kind="kind: measure\n") == {"yes": "Yes, for the levy", "no": "No and no"}


def test_equal_short_names_are_written_out() -> None:
    assert shorts("{id: a, name: Ann Gray}", "{id: b, name: Bob Gray}", "{id: c, name: Cy Moss}") == {
        "a": "Ann Gray",
        "b": "Bob Gray",
        "c": "Moss",
    }


def test_a_doubtful_name_is_a_warning_with_the_line_to_write() -> None:
    contest = (
        "title: President\ndate: 2025-11-04\nplace: alder\nchoices:\n"
        "  - {id: a, name: Donald J. Trump and Michael R. Pence}\n"
        "  - {id: b, name: 'Lee, Ann'}\n  - {id: c, name: Gray and Moss, candidate: false}\n"
        "  - {id: d, name: Biden / Harris, short: Biden}\n"
    )
    site, faults = read(files_of(contest, Published("2025-11-05", "unofficial-partial")))
    assert site is not None
    assert [(fault.code, fault.span.line, fault.span.column) for fault in faults] == [("W610", 5, 19), ("W610", 6, 19)]
    assert faults[0].hint == (
        "write 'ticket: [Donald J. Trump, Michael R. Pence]' if they run as a ticket; otherwise write 'short: …'"
    )
    assert faults[1].hint == "write 'short: …'"


def test_a_line_to_write_is_yaml() -> None:
    contest = (
        "title: President\ndate: 2025-11-04\nplace: alder\nchoices:\n"
        "  - {id: a, name: 'Joseph R. Biden, Jr. / Kamala D. Harris'}\n"
    )
    _, faults = read(files_of(contest, Published("2025-11-05", "unofficial-partial")))
    assert faults[0].hint is not None
    assert faults[0].hint.startswith("write 'ticket: [\"Joseph R. Biden, Jr.\", Kamala D. Harris]'")
