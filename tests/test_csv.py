"""CSV as spreadsheets and people write it: read exactly, or refused with its line."""

import pytest

from recanvass.content import syntax
from recanvass.content.files import SourceFile
from recanvass.core.diagnostics import Report

HEAD = "place,choice,votes\n"
ROW = ("north", "smith", "12")

READ: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "plain": ("north,smith,12\n", [ROW]),
    "no line end": ("north,smith,12", [ROW]),
    "empty lines": ("\nnorth,smith,12\n\n\n", [ROW]),
    "rows of empty cells": ("north,smith,12\n,,\n,,\n", [ROW]),
    "a row of one empty cell too many": (",,,,,,\nnorth,smith,12\n", [ROW]),
    "quotes": ('"north","smith","12"\n', [ROW]),
    "spaces around": (" north , smith,12 \n", [ROW]),
    "spaces before quotes": ('north, "smith", "12"\n', [ROW]),
    "a comma in quotes": ('north,"Smith, J.",12\n', [("north", "Smith, J.", "12")]),
    "a quote in quotes": ('north,"the ""old"" mill",12\n', [("north", 'the "old" mill', "12")]),
    "a line end in quotes": ('north,"a\nb",12\nsouth,c,1\n', [("north", "a\nb", "12"), ("south", "c", "1")]),
    "a quote within a word": ('north,5" pipe,12\n', [("north", '5" pipe', "12")]),
    "a line of blanks": ("   \nnorth,smith,12\n", [ROW]),
    "empty cells": ("north,,\n", [("north", "", "")]),
    "a leading apostrophe": ("north,smith,'12\n", [("north", "smith", "'12")]),
    "a formula": ("north,smith,=1+1\n", [("north", "smith", "=1+1")]),
}
REFUSED: dict[str, tuple[str, list[tuple[str, int, int]]]] = {
    "too few cells": ("north,smith\n", [("E122", 2, 1)]),
    "too many cells": ("north,smith,1,204\n", [("E122", 2, 1)]),
    "ragged rows": ("north,smith\nsouth,smith,1\nmill,smith,1,2\n", [("E122", 2, 1), ("E122", 4, 1)]),
    "ragged behind a line end in quotes": ('north,"a\nb",12\nsouth,1\n', [("E122", 4, 1)]),
    "semicolons": ("north;smith;12\n", [("E122", 2, 1)]),
    "tabs": ("north\tsmith\t12\n", [("E122", 2, 1)]),
    "an open quote": ('north,"smith,12\nsouth,smith,1\n', [("E121", 2, 7)]),
    "an open quote in the last line": ('north,smith,12\nsouth,"smith\n', [("E121", 3, 7)]),
    "text behind a quote": ('north,"smith"s,12\n', [("E121", 2, 7)]),
    "a quote of a quote": ('north,"the "old" mill",12\n', [("E121", 2, 7)]),
    "a space behind a quote": ('north,"smith" ,12\n', [("E121", 2, 7)]),
    "a huge cell": (f"north,{'x' * 200_000},12\n", [("E121", 2, 1)]),
    "three headers": ("Ward,Candidate\n,,Total\nnorth,smith,12\n", [("E122", 2, 1)]),
}


def read(text: str) -> tuple[list[syntax.CsvRow] | None, list[tuple[str, int, int]]]:
    report = Report()
    rows = syntax.read_csv(SourceFile("a.csv", text), report)
    assert all(fault.hint for fault in report.items)
    return rows, [(fault.code, fault.span.line, fault.span.column) for fault in report.ordered()]


def test_there_are_more_than_twenty_of_them() -> None:
    assert len(READ) + len(REFUSED) >= 20


@pytest.mark.parametrize("name", READ)
def test_what_is_read(name: str) -> None:
    text, expected = READ[name]
    rows, faults = read(HEAD + text)
    assert faults == []
    assert rows is not None
    assert [tuple(cell.text for cell in row.cells) for row in rows[1:]] == expected


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    text, expected = REFUSED[name]
    assert read(HEAD + text)[1] == expected


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n,,\n", " \t\n"])
def test_an_empty_file(text: str) -> None:
    assert read(text) == (None, [("E111", 0, 0)])


def test_cells_stand_where_they_were_typed() -> None:
    text = HEAD + 'north, "Smith, J.",12\n"the\nmill","a ""b""",  7\nsouth,smith,1\n'
    rows, faults = read(text)
    assert (faults, rows is not None) == ([], True)
    lines = text.split("\n")
    for row in rows or ():
        for cell in row.cells:
            typed = lines[cell.line - 1][cell.column - 1 : cell.column - 1 + cell.length]
            assert typed.removeprefix('"').removesuffix('"').replace('""', '"').startswith(cell.text.partition("\n")[0])
    assert [(row.line, [(cell.line, cell.column) for cell in row.cells]) for row in rows or ()] == [
        (1, [(1, 1), (1, 7), (1, 14)]),
        (2, [(2, 1), (2, 8), (2, 20)]),
        (3, [(3, 1), (4, 7), (4, 19)]),
        (5, [(5, 1), (5, 7), (5, 13)]),
    ]


def test_an_error_is_no_partial_load() -> None:
    rows, faults = read(f'{HEAD}north,smith,12\nsouth,"smith,1\n')
    assert (rows, faults) == (None, [("E121", 3, 7)])
