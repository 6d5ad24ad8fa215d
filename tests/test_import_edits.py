"""Figures changed in place: whatever the file looks like, it then says what is wanted, and nothing else is touched."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recanvass.authoring.importing import texts
from recanvass.authoring.importing.areas import place_id, slug_of
from recanvass.authoring.importing.edits import (
    Edit,
    EditedText,
    NotEditableError,
    appended,
    end_of,
    insertion,
    put_figures,
)
from recanvass.authoring.importing.likeness import likely
from recanvass.authoring.importing.matching import Names, is_total, normal, summed
from recanvass.content.files import SourceFile
from recanvass.content.schema.scalars import is_id
from recanvass.content.syntax import Keys, Scalar, read_yaml
from recanvass.core.diagnostics import Report
from recanvass.core.ids import AreaId, KindId

BALLOT = ["ada", "bob", "cy", "none"]
COMMENT = "# one, two: {three}"


def tree(text: str) -> Keys:
    report = Report()
    root = read_yaml(SourceFile("a.yml", text.replace("\r\n", "\n")), report)
    assert report.items == []
    assert isinstance(root, Keys)
    return root


def figures(node: object) -> dict[str, Decimal]:
    assert isinstance(node, Keys)
    return {key.text: Decimal(value.text) for key, value in node.entries if isinstance(value, Scalar)}


@st.composite
def mappings(draw: st.DrawFn) -> str:
    """Return a row of figures as people write them: in braces or not, with comments, blanks, quotes and line ends."""
    given_choices = draw(st.lists(st.sampled_from(BALLOT), unique=True))
    quoted = draw(st.booleans())
    pairs = [f'{choice}: "{7}"' if quoted and choice == "bob" else f"{choice}:  {7}" for choice in given_choices]
    style = draw(st.sampled_from(["flow", "wrapped", "block"]))
    if style == "block" and pairs:
        lead = " " * draw(st.integers(4, 6))
        body = "".join(f"\n{lead}{pair}{draw(st.sampled_from(['', f'   {COMMENT}']))}" for pair in pairs)
    elif style == "wrapped" and pairs:
        body = (
            "{" + f",  {COMMENT}\n          ".join(pairs) + draw(st.sampled_from(["}", f" {COMMENT}\n      }}", ", }"]))
        )
    else:
        body = "{" + ", ".join(pairs) + "}" + draw(st.sampled_from(["", f" {COMMENT}"]))
    tail = draw(st.sampled_from(["", "\n", f"\n{COMMENT}\n", "\n  note: as told\n", "\nm2: {votes: {ada: 1}}\n"]))
    text = f"{COMMENT}\nm1:\n  votes: {body}{tail}"
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@given(mappings(), st.dictionaries(st.sampled_from(BALLOT), st.integers(0, 9), min_size=1))
def test_figures_are_put_where_they_belong(source: str, wanted: dict[str, int]) -> None:
    text = EditedText(source)
    root = tree(source)
    row = root.entries[0][1]
    assert isinstance(row, Keys)
    votes = row.entries[0][1]
    assert isinstance(votes, Keys)
    after = text.applied(put_figures(text, votes, wanted, BALLOT))
    again = tree(after)
    found = again.entries[0][1]
    assert isinstance(found, Keys)
    now = figures(found.entries[0][1])
    expected = {**figures(votes), **{choice: Decimal(count) for choice, count in wanted.items()}}
    assert {choice: count for choice, count in now.items() if count} == {c: n for c, n in expected.items() if n}
    assert after.count(COMMENT) == source.count(COMMENT)
    assert [key.text for key, _ in again.entries] == [key.text for key, _ in root.entries]
    assert [key.text for key, _ in found.entries] == [key.text for key, _ in row.entries]
    assert ("\r\n" in source) == ("\r\n" in after) or "\n" not in source
    assert after.replace("\r\n", "").count("\n") == (0 if "\r\n" in source else after.count("\n"))
    fresh = found.entries[0][1]
    assert isinstance(fresh, Keys)
    unchanged = EditedText(after)
    assert unchanged.applied(put_figures(unchanged, fresh, wanted, BALLOT)) == after


def test_edits_at_one_place_keep_their_order() -> None:
    text = EditedText("a\nb\n")
    assert text.applied([Edit(2, 2, "1\n"), Edit(2, 2, "2\n"), Edit(0, 1, "x")]) == "x\n1\n2\nb\n"


def test_lines_are_added_after_a_line_without_an_end() -> None:
    for source, after in (("", "b\n"), ("a", "a\nb\n"), ("a\n", "a\nb\n"), ("a\r\n", "a\r\nb\r\n")):
        text = EditedText(source)
        assert text.applied([appended(text, "b\n")]) == after


def test_a_key_goes_behind_the_one_before_it_in_order() -> None:
    source = "m1:\n  first: {ada: 1}\n  sde: {ada: 2}"
    text = EditedText(source)
    node = tree(source).entries[0][1]
    assert isinstance(node, Keys)
    for key, after in (
        ("zero", "m1:\n  zero: {}\n  first: {ada: 1}\n  sde: {ada: 2}"),
        ("final", "m1:\n  first: {ada: 1}\n  final: {}\n  sde: {ada: 2}"),
        ("last", "m1:\n  first: {ada: 1}\n  sde: {ada: 2}\n  last: {}"),
    ):
        edit = insertion(text, node, (key, "{}"), ["zero", "first", "final", "sde", "last"])
        assert text.applied([edit]) == after


def test_what_is_no_figure_is_not_touched() -> None:
    source = "m1: {votes: {ada: [1]}}"
    row = tree(source).entries[0][1]
    assert isinstance(row, Keys)
    votes = row.entries[0][1]
    assert isinstance(votes, Keys)
    with pytest.raises(NotEditableError):
        put_figures(EditedText(source), votes, {"ada": 1}, BALLOT)
    with pytest.raises(NotEditableError):
        end_of(EditedText(source), votes)


@given(st.text(max_size=20))
def test_a_text_is_written_so_that_it_is_read_back(text: str) -> None:
    report = Report()
    source = f"a: {{name: {texts.scalar(text)}, b: c}}\n"
    if not all(char.isprintable() for char in text):
        return
    root = read_yaml(SourceFile("a.yml", source), report)
    assert isinstance(root, Keys)
    inner = root.entries[0][1]
    assert isinstance(inner, Keys)
    assert [value.text for _, value in inner.entries if isinstance(value, Scalar)] == [text, "c"]


@given(st.text(max_size=30), st.sampled_from([None, "polk"]))
def test_an_id_that_is_made_is_one_and_never_digits_alone(name: str, parent: str | None) -> None:
    made = place_id(name, AreaId(parent) if parent else None, KindId("ward"))
    if made is None:
        assert not slug_of(name)
        return
    assert not made.replace("-", "").isdigit()
    assert is_id(Scalar(made, "", 0, 0, 1), Report()) or len(made) > 100 or made in ("con", "nul", "aux", "prn")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(BG) Blue Grass Township", "BG  blue-grass township"),
        ("O&#39;Brien", "OBRIEN"),
        ("O\u2019Brien", "O'Brien"),
        ("Smith &amp; Jones", "smith and jones"),
        ("Ca\u00f1on", "can\u0303on"),
        ("election_day", "Election day"),
        ("#1 Aurelia", "1 Aurelia"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_sums_are_known_by_their_names() -> None:
    sums = ["Total", "TOTALS:", "County Total", "Adair County Total", "Grand total", "Statewide", "Total, Polk"]
    assert [name for name in [*sums, "Totality Ward", "Ward 1", "State Center"] if is_total(name)] == sums
    assert [summed(name) for name in sums] == ["", "", "", "adair", "", "", "polk"]


def test_the_nearer_way_to_name_a_place_counts_first() -> None:
    names: Names[AreaId] = Names()
    names.add(AreaId("1"), ["North", "2"])
    names.add(AreaId("2"), ["NORTH"])
    assert names.find("2") == ("2",)
    assert names.find("North") == ("1",)
    assert names.find("north") == ("1", "2")
    assert names.find("north", lambda one: one == "2") == ("2",)
    assert names.find("south") == ()
    assert likely("Nroth", names, lambda one: one == "2") == "2"
    assert likely("quite another", names) is None
