"""Typed figures: every slip in the real notes is found, and nothing that they rightly say is called one."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from msgspec.structs import replace

from recanvass.core.diagnostics import Diagnostic, Report
from recanvass.core.model import Note
from recanvass.text import typo_warnings
from tests.sites import iowa

OWN = {"0.253", "1.106", "26.185", "26.181", "26.186", "26.182", "1,765", "1,678", "1,711"}
"""Figures in the notes that no table shows: differences, shares, numbers of units."""


def found(*notes: Note) -> tuple[Diagnostic, ...]:
    site, results = iowa()
    report = Report()
    typo_warnings.check(replace(site, notes=notes), {results.contest.id: results}, report)
    return report.ordered()


def slips(figure: str) -> Iterator[str]:
    """Yield a figure with each two neighbours swapped, and with each digit changed."""
    for at, (one, other) in enumerate(pairwise(figure)):
        if one.isdigit() and other.isdigit() and one != other:
            yield figure[:at] + other + one + figure[at + 2 :]
    for at, digit in enumerate(figure):
        if digit.isdigit():
            yield figure[:at] + str((int(digit) + 5) % 10) + figure[at + 1 :]


def seeded() -> Iterator[tuple[Note, str]]:
    for note in iowa()[0].notes:
        for match in re.finditer(r"\d+,\d{3}(?:\.\d+)?|\d+\.\d{3}", note.body):
            if match[0] not in OWN:
                for slip in slips(match[0]):
                    body = note.body[: match.start()] + slip + note.body[match.end() :]
                    yield replace(note, body=body), slip


def test_the_real_notes_hold_no_slip() -> None:
    assert found(*iowa()[0].notes) == ()


def test_slips_in_the_real_notes_are_found() -> None:
    notes = list(seeded())
    missed = [slip for note, slip in notes if not any(slip in fault.message for fault in found(note))]
    assert len(notes) > 80
    assert len(missed) <= len(notes) // 20, missed


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("563.702", "563.207"), ("45,813", "45,831"), ("56.207", "563.207"), ("2,150.8312", "2,150.831")],
)
def test_a_slip_is_named_with_its_place(typed: str, shown: str) -> None:
    note = next(note for note in iowa()[0].notes if note.slug == "recanvass-result")
    faults = found(replace(note, body=f"First.\n\nIt is {typed}, `{typed}` [a](https://e.org/{typed}).\n"))
    assert [(fault.code, fault.span.line, fault.span.column, fault.span.length) for fault in faults] == [
        ("W701", note.body_line + 2, 7, len(typed))
    ]
    assert shown in faults[0].hint
    assert len(found(replace(note, title=f"It is {typed}"))) == 1


@pytest.mark.parametrize("typed", ["563.2", "563.21", "3.55", "2016", "12:30", "947,861", "1.2.3", "563.207"])
def test_other_numbers_are_left_alone(typed: str) -> None:
    note = next(note for note in iowa()[0].notes if note.slug == "recanvass-result")
    assert found(replace(note, body=f"It is {typed} here.\n")) == ()


def test_a_figure_with_the_decimals_of_a_tally_has_to_be_one_of_its_figures() -> None:
    note = next(note for note in iowa()[0].notes if note.slug == "recanvass-result")
    typed = replace(note, body=note.body + "\nSanders has 571.448, or 26.186 percent against 26.182.\n")
    (fault,) = found(typed)
    assert fault.code == "W701"
    assert "571.448 is not a number in '2020-02-18-recanvass'" in fault.message
    assert "check the tables" in fault.hint
