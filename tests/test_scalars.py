"""What is typed stays what was typed: nothing is guessed, and what does not fit is an error with a hint."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from recanvass.content import files as sources
from recanvass.content import syntax
from recanvass.content.files import SourceFile
from recanvass.content.load.places import gazetteer
from recanvass.content.schema import days, scalars
from recanvass.content.schema.records import Type
from recanvass.core.diagnostics import Diagnostic, Report

ROOT = Path(__file__).parent.parent

# Scalars that YAML 1.1 readers turn into something else: truth values, octal, sexagesimal, floats, dates, nothing.
_COERCED = """
    NO no No N n YES yes Y y on ON Off off true True TRUE false False null Null NULL ~ 011 0o11 0x1F 0b101 1e5 1E5 1e400
    1_000 +1 -0 -1 00 007 12:30 12:30:45 190:20:30 .inf -.inf +.INF .nan .NaN 1. .5 1.0 3.14 2020-02-03 2020-2-3
    2020-02-30 2001-12-14t21:59:43.10-05:00 2020-02-03T10:00Z 20200203 = << 947861 1158 0.1e1 1,000
    12345678901234567890 19163 OB nan inf Infinity None undefined
    """
COERCED = _COERCED.split()


def value(text: str) -> syntax.Node:
    """Return the one value of a YAML file, which has to be readable."""
    report = Report()
    node = syntax.read_yaml(SourceFile("a.yml", f"value: {text}\n"), report)
    assert report.items == []
    assert isinstance(node, syntax.Keys)
    return node.entries[0][1]


def read(kind: Type[object], text: str) -> tuple[object, list[Diagnostic]]:
    report = Report()
    return kind.read(value(text), report), report.items


def only_code(faults: list[Diagnostic]) -> str:
    (fault,) = faults
    assert fault.hint
    assert (fault.span.line, fault.span.column) == (1, 8)
    return fault.code


def test_there_are_sixty_of_them() -> None:
    assert len(COERCED) >= 60


NOTHING = ("null", "Null", "NULL", "~")


@pytest.mark.parametrize("text", sorted({*COERCED} - {*NOTHING}))
def test_a_name_stays_what_was_typed(text: str) -> None:
    assert read(scalars.Text(), text) == (text, [])


@pytest.mark.parametrize("text", NOTHING)
def test_a_word_for_nothing_is_never_taken_for_a_name(text: str) -> None:
    made, faults = read(scalars.Text(), text)
    assert (made, only_code(faults)) == (None, "E220")
    assert read(scalars.Text(), f'"{text}"') == (text, [])


@pytest.mark.parametrize("text", COERCED)
def test_an_id_stays_what_was_typed_or_is_refused(text: str) -> None:
    report = Report()
    made = scalars.Id("a tally").read(value(text), report)
    if text in NOTHING:
        assert (made, only_code(report.items)) == (None, "E220")
    elif re.fullmatch("[a-z0-9-]+", text):
        assert made is not None
        assert scalars.is_id(made, report)
        assert (made.text, report.items) == (text, [])
    else:
        assert made is not None
        assert not scalars.is_id(made, report)
        assert only_code(report.items) == "E204"


@pytest.mark.parametrize("text", COERCED)
def test_a_count_is_made_of_digits_or_refused(text: str) -> None:
    made, faults = read(scalars.Figure(), text)
    if text.isdigit() and len(text) <= 12:
        assert (made, faults) == (int(text.lstrip("0") or "0"), [])
        assert type(made) is int
    else:
        assert made is None
        assert only_code(faults) in ({"E220"} if text in NOTHING else {"E210", "E211", "E212", "E214"})


@pytest.mark.parametrize("text", COERCED)
def test_a_date_is_written_in_one_way_or_refused(text: str) -> None:
    made, faults = read(days.Day(), text)
    if text == "2020-02-03":
        assert (made, faults) == (date(2020, 2, 3), [])
    else:
        assert (made, only_code(faults)) == (None, "E220" if text in NOTHING else "E215")


def test_every_id_and_name_of_the_content_is_read_as_it_stands() -> None:
    report = Report()
    files = [file for path, file in sources.read(ROOT, report).items() if path.startswith("content/places/")]
    found = {place.id: place.name for place in gazetteer(files, report).places.values()}
    assert report.items == []
    plain = [yaml.load(file.text, Loader=yaml.CBaseLoader) for file in files]
    typed = {key: place["name"] for tree in plain for key, place in tree.get("places", {}).items()}
    assert len(typed) > 1_765
    assert found == typed


# Never a figure, in no tally: signs, words, separators, digits of other scripts, nothing.
_IN_ASCII = "-1 -0.5 -- +5 NaN nan inf -inf .5 5. 1,234 1,234,567 1e5 0x10 1_000 --5 1.2.3 12a l2 1O 1/2 5% XII 1'234"
_AND_WORDS = "true no null ~ twelve 1234567890123 \uff11\uff12 \u0661\u0662 \u0967 \u00b2 \u00bd \u22125 \u2460"
NO_FIGURE = [*_IN_ASCII.split(), *_AND_WORDS.split(), "''", "1 234", "[1]", "{a: 1}"]


def test_there_are_thirty_of_them() -> None:
    assert len(NO_FIGURE) >= 30


@pytest.mark.parametrize("text", NO_FIGURE)
@pytest.mark.parametrize("decimals", [0, 4])
def test_what_is_no_figure_is_refused_and_never_zero(text: str, decimals: int) -> None:
    made, faults = read(scalars.Figure(decimals), text)
    assert made is None
    assert only_code(faults) in {"E201", "E210", "E211", "E214", "E220"}


@pytest.mark.parametrize("text", [text for text in NO_FIGURE if not text.startswith(("[", "{", "'"))])
@pytest.mark.parametrize("decimals", [0, 4])
def test_a_cell_that_is_no_figure_is_refused_too(text: str, decimals: int) -> None:
    report = Report()
    rows = syntax.read_csv(SourceFile("a.csv", f'place,votes\nnorth,"{text}"\n'), report)
    assert rows is not None
    assert scalars.figure(rows[1].cells[1], decimals, report) is None
    (fault,) = report.items
    assert fault.code in {"E210", "E211", "E214", "E220"}
    assert (fault.span.line, fault.span.column) == (2, 7)


def test_a_figure_that_is_left_out_is_not_zero() -> None:
    made, (fault,) = read(scalars.Figure(), "")
    assert (made, fault.code) == (None, "E220")


@pytest.mark.parametrize(
    ("text", "decimals", "made"),
    [
        ("0", 0, 0),
        ("12", 0, 12),
        ("007", 0, 7),
        ("999999999999", 0, 999_999_999_999),
        ('"12"', 0, 12),
        ("12", 4, Decimal(12)),
        ("0.1000", 4, Decimal("0.1000")),
        ("562.9541", 4, Decimal("562.9541")),
        ("999999999999.9999", 4, Decimal("999999999999.9999")),
    ],
)
def test_a_figure_is_exactly_what_was_typed(text: str, decimals: int, made: int | Decimal) -> None:
    found, faults = read(scalars.Figure(decimals), text)
    assert (found, type(found), str(found), faults) == (made, type(made), str(made), [])


@pytest.mark.parametrize(("text", "code"), [("1.5", "E212"), ("0.0", "E212"), ("9" * 5_000, "E214")])
def test_a_figure_that_does_not_fit_whole_units(text: str, code: str) -> None:
    made, faults = read(scalars.Figure(), text)
    assert (made, only_code(faults)) == (None, code)


@pytest.mark.parametrize(("text", "code"), [("1.23456", "E213"), ("0." + "1" * 5_000, "E213"), ("1e400", "E210")])
def test_a_figure_that_does_not_fit_four_decimals(text: str, code: str) -> None:
    made, faults = read(scalars.Figure(4), text)
    assert (made, only_code(faults)) == (None, code)


def test_separators_are_named_with_the_plain_number() -> None:
    assert read(scalars.Figure(), "1,234,567")[1][0].hint == "write only digits: 1234567"
    assert read(scalars.Figure(2), "1 234.50")[1][0].hint == "write only digits: 1234.50"


TIMES = {
    "2020-02-10T12:00-06:00": datetime(2020, 2, 10, 18, tzinfo=UTC),
    "2020-02-10T12:00:30Z": datetime(2020, 2, 10, 12, 0, 30, tzinfo=UTC),
    "2020-02-10": date(2020, 2, 10),
}


@pytest.mark.parametrize("text", TIMES)
def test_a_time_has_its_offset(text: str) -> None:
    assert read(days.Time(), text) == (TIMES[text], [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2020-02-10T12:00", "E216"),
        ("2020-02-10 12:00-06:00", "E215"),
        ("2020-02-10T25:00-06:00", "E215"),
        ("2020-02-10T12:00-99:00", "E215"),
        ("2020-02-30T12:00-06:00", "E215"),
        ("0001-01-01T00:00+14:00", "E215"),
        ("9999-12-31T23:59-12:00", "E215"),
        ("0000-01-01", "E215"),
        ("tomorrow", "E215"),
    ],
)
def test_a_time_that_is_none(text: str, code: str) -> None:
    made, faults = read(days.Time(), text)
    assert (made, only_code(faults)) == (None, code)
