"""Figures that texts ask for by name: what they stand for, where they are put in, what is refused."""

import re

import pytest
from msgspec.structs import replace

from recanvass.content import markdown
from recanvass.core.diagnostics import Diagnostic, Report
from recanvass.core.ids import ReleaseId
from recanvass.core.model import Note, Site
from recanvass.results import tabulate
from recanvass.results.histories import Results
from recanvass.text import figure_references
from tests.sites import ROOT, election, files_of, iowa, read

R0 = "n1: {votes: {ada: 1200, bob: 30}, points: {ada: 1.5, bob: 0.25}}\nn2: {votes: {ada: 7, bob: 7}}\n"
R1 = "n1: {points: {ada: 1.25, bob: 0.5}}\ns1: {votes: {bob: 5}}\n"
HEAD = "---\ntitle: T\ndate: 2020-01-05\nsummary: S\n"


def resolved(site: Site, results: Results) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """Return the figures of all texts together, with every fault."""
    report = Report()
    found = figure_references.resolve(site, {results.contest.id: results}, report)
    return {key: text for figures in found.values() for key, text in figures.items()}, report.ordered()


def in_note(body: str, head: str = "release: r1\n") -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    return resolved(*election(R0, R1, extra={"content/news/a.md": f"{HEAD}{head}---\n{body}"}))


def recanvass_note() -> Note:
    return next(note for note in iowa()[0].notes if note.slug == "recanvass-result")


def of_iowa(body: str) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    site, results = iowa()
    return resolved(replace(site, notes=(replace(recanvass_note(), body=body),), pages=()), results)


def test_the_figures_in_the_docs_are_those_shown() -> None:
    rows = re.findall(r"^\| `\[\[(.+)\]\]` \| (.+?) \|", (ROOT / "docs/notes.md").read_text(), re.MULTILINE)
    assert len(rows) == 10
    assert of_iowa("\n".join(f"[[{words}]]" for words, _ in rows)) == (dict(rows), ())
    assert {words.split()[0] for words, _ in rows} == set(figure_references.USAGE)


def test_the_example_note_in_the_docs_is_read() -> None:
    block = re.search(r"^```markdown\n(.*?)^```", (ROOT / "docs/notes.md").read_text(), re.MULTILINE | re.DOTALL)
    assert block
    body = block[1].partition("---\n")[2].partition("---\n")[2]
    figures, faults = of_iowa(body)
    assert faults == ()
    assert "has 563.207 state delegate equivalents and Bernie Sanders\n563.127. The lead is 0.080 of 2,150.831." in (
        str(markdown.to_html(body, figures))
    )


def test_a_note_keeps_the_figures_of_its_release() -> None:
    body = "[[lead]] [[lead at latest]] [[lead at r0]] [[lead votes]] [[count bob votes in s1]] [[places-changed]]"
    assert in_note(body, "release: r0\n")[1][-1].code == "E603"
    assert in_note(body) == (
        {
            "lead": "0.750",
            "lead at latest": "0.750",
            "lead at r0": "1.250",
            "lead votes": "1,165",
            "count bob votes in s1": "5",
            "places-changed": "1",
        },
        (),
    )
    assert in_note("[[lead]] [[lead at latest]]", "release: r0\n")[0] == {"lead": "1.250", "lead at latest": "0.750"}


def test_a_page_shows_the_newest_figures() -> None:
    page = "---\ntitle: T\nsummary: S\n---\n[[lead]] [[lead at r0]] [[leader]]"
    found = resolved(*election(R0, R1, extra={"content/pages/a.md": page}))
    assert found == ({"lead": "0.750", "lead at r0": "1.250", "leader": "Ada Byron"}, ())


def test_a_tie_names_all_and_leads_by_nothing() -> None:
    assert in_note("[[leader votes in n2]] [[lead votes in n2]]")[0] == {
        "leader votes in n2": "Ada Byron and Bob Stone",
        "lead votes in n2": "0",
    }


@pytest.mark.parametrize(
    ("figure", "code", "marked"),
    [
        ("", "E601", "[[]]"),
        ("laed", "E601", "laed"),
        ("count", "E601", "count"),
        ("count ada votes more", "E601", "more"),
        ("lead in", "E601", "in"),
        ("lead in at r0", "E601", "in"),
        ("lead in n1 in n2", "E601", "in"),
        ("lead in n1 votes", "E601", "votes"),
        ("lead of major", "E307", "major"),
        ("lead at r9", "E304", "r9"),
        ("count Ada", "E302", "Ada"),
        ("lead vote", "E303", "vote"),
        ("lead in n9", "E301", "n9"),
        ("lead seats in n1", "E314", "n1"),
        ("lead seats", "E603", "lead"),
        ("lead in s2", "E603", "lead"),
        ("places-changed at r0", "E603", "places-changed"),
    ],
)
def test_what_cannot_be_shown_is_refused_at_its_word(figure: str, code: str, marked: str) -> None:
    body = f"First line.\n\n- and `[[no]]` then [[{figure}]], [[lead]]\n"
    figures, faults = in_note(body)
    assert [fault.code for fault in faults] == [code]
    span = faults[0].span
    lines = f"{HEAD}release: r1\n---\n{body}".split("\n")
    assert lines[span.line - 1][span.column - 1 :][: span.length] == marked
    assert faults[0].hint
    assert figures == {"lead": "0.750"}


def test_a_note_without_a_release_has_to_name_one() -> None:
    figures, faults = in_note("[[lead at r0]] and [[lead]]", "")
    assert figures == {"lead at r0": "1.250"}
    assert [(fault.code, fault.span.column) for fault in faults] == [("E602", 22)]


def test_a_text_with_a_fault_of_its_own_is_passed_over() -> None:
    files = files_of(R0, extra={"content/news/a.md": f"{HEAD}release: r9\n---\n[[lead]]"})
    site, faults = read(files)
    assert site is not None
    report = Report()
    report.items += faults
    figure_references.resolve(site, {site.contests[0].id: tabulate.results(site, site.contests[0])}, report)
    assert [fault.code for fault in report.items] == ["E304"]


@pytest.mark.parametrize(
    "text",
    [
        "`[[x]]`",
        "``[[x]] `` ",
        "    [[x]]\n",
        "- a\n\n        [[x]]\n",
        "<div>\n[[x]]\n</div>\n",
        "\\[[x]]",
        "```\n[[x]]\n```",
    ],
)
def test_code_stays_as_it_is(text: str) -> None:
    assert markdown.figure_marks(text) == ()
    assert "[[x]]" in markdown.to_html(text, {"x": "figure"}).replace("&#91;", "[")


@pytest.mark.parametrize(
    "text", ["[[x]]. a", "# [[x]]", "| a |\n|---|\n| [[x]] |", "*[[x]]*", "[a [[x]]](https://e.org)"]
)
@pytest.mark.parametrize(
    "figure", ["29", "*29*", "<b>29</b>", "[a](b)", "`29`", "a | b", "&amp;", "1. a", "\\[", '"29"']
)
def test_a_figure_is_text_and_nothing_else(text: str, figure: str) -> None:
    assert [mark.key for mark in markdown.figure_marks(text)] == ["x"]
    plain = markdown.to_html(text, {"x": "FIGURE"})
    shown = figure.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    ids = re.compile(r' id="[^"]*"')
    assert ids.sub("", markdown.to_html(text, {"x": figure})) == ids.sub("", plain).replace("FIGURE", shown)


def test_real_notes_pin_their_figures() -> None:
    site, results = iowa()
    older = replace(site, contests=(replace(site.contests[0], releases=site.contests[0].releases[:-1]),))
    found = figure_references.resolve(site, {results.contest.id: results}, Report())["content/news/recanvass-result.md"]
    notes = tuple(note for note in site.notes if note.release != ReleaseId("2020-02-27-recount"))
    before = tabulate.results(older, older.contests[0])
    again = figure_references.resolve(replace(older, notes=notes, pages=()), {results.contest.id: before}, Report())
    assert found == again["content/news/recanvass-result.md"]
    assert found["count sanders"] == "563.127"
