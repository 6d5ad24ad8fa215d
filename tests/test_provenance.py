"""Every figure traces to what was typed: the release, the file and the line that state it."""

import functools
import json
import random
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import html5lib
import pytest

from recanvass.authoring.explain.asking import Asked, Unclear, ask
from recanvass.authoring.explain.telling import as_record, text
from recanvass.authoring.explain.tracing import Statement, Texts, Trace, trace
from recanvass.cli.main import FAULTS, OK, USAGE, main
from recanvass.content import files as sources
from recanvass.content import load
from recanvass.content.files import SourceFile
from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import AreaId, Number
from recanvass.core.model import Release, Site
from recanvass.results import histories, tabulate
from recanvass.results.ranking import decimals_of, lead, round_half_up, stated_decimals
from recanvass.text import formatting
from tests import sites
from tests.sites import FOLDER, ROOT, files_of, loaded, release_folder, tally_of

ROWS = (
    "n1: {votes: {ada: 10, bob: 5}, points: {ada: 1.5, bob: 0.250}}\nn2: {votes: {}}\ns1: {status: no-meeting}\n",
    "n1:\n  note: Typed twice.\n  votes: {ada: 12, bob: 5}\n",
)
PUBLISHED = {1: "{lake: {points: {ada: 1.5, bob: 0.2}, seats: {ada: 2}}}"}
PAGES = {"county": 25, "precinct": 44, "satellite": 15, "group": 15}


def small(*rows: str, extra: dict[str, str] | None = None) -> tuple[dict[str, str], Site, histories.Results]:
    files = files_of(*rows, totals=PUBLISHED, extra=extra)
    site = loaded(files)
    return files, site, tabulate.results(site, site.contests[0])


def traced(words: str, files: dict[str, str], site: Site, results: histories.Results, release: int = -1) -> Trace:
    place, tally, choice = words.split()
    asked = ask(site, [results], (place, tally, choice), None)
    assert isinstance(asked, Asked)
    texts = Texts({path: SourceFile(path, body) for path, body in files.items()})
    return trace(asked, release % len(results.contest.releases), texts)


def at(files: dict[str, str], span: Span) -> str:
    return files[span.path].split("\n")[span.line - 1][span.column - 1 :]


def test_a_unit_leads_to_the_figure_as_typed_and_to_all_it_had() -> None:
    files, site, results = small(*ROWS)
    found = traced("n1 votes ada", files, site, results)
    assert found.figure == 12
    stated = [account.stated for account in found.accounts]
    assert [(one.release, one.text) for one in stated if one is not None] == [(0, "10"), (1, "12")]
    assert all(one is not None and at(files, one.at).startswith(one.text or "") for one in stated)
    told = text(site, found)
    assert f"{release_folder(1)}/rows.yml:3:16" in told
    assert "note: Typed twice." in told
    exact = traced("n1 points bob", files, site, results)
    assert as_record(site, exact)["figure"] == "0.250"


def test_a_choice_left_out_has_zero_and_the_line_of_its_tally() -> None:
    files, site, results = small(*ROWS)
    found = traced("n1 votes cy", files, site, results)
    assert found.figure == 0
    assert found.statement is not None
    assert found.statement.text is None
    assert at(files, found.statement.at).startswith("votes:")
    assert "left out" in text(site, found)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("s1 votes ada", "it did not meet"),
        ("s2 votes ada", "it has not reported"),
        ("n1 seats ada", "only these kinds of places report this tally: states"),
        ("n2 points ada", "no release through “Release 1” has this tally for it"),
        ("lake seats bob", "the published total leaves out this candidate"),
        ("coast seats ada", "only these kinds of places report this tally: states"),
        ("south votes ada", "no release through “Release 1” has this tally for it"),
    ],
)
def test_a_missing_figure_says_why(words: str, why: str) -> None:
    files, site, results = small(*ROWS)
    found = traced(words, files, site, results)
    assert found.figure is None
    assert f"no figure, because {why}" in text(site, found)
    assert as_record(site, found)["why_missing"] == f"because {why}"


def test_a_sum_tells_its_units_by_release_and_the_total_in_force() -> None:
    files, site, results = small(*ROWS)
    votes = traced("lake votes ada", files, site, results)
    assert [(part.release, part.units, part.number) for part in votes.parts] == [(0, 1, 0), (1, 1, 12)]
    assert [(one.release, one.number, one.units) for one in votes.sums] == [(0, 10, 2), (1, 12, 1)]
    assert votes.units - len(votes.terms) == 2
    points = traced("lake points bob", files, site, results)
    assert points.in_force is not None
    assert (points.in_force.agrees, points.in_force.sum_of_units) == (False, Decimal("0.250"))
    assert at(files, points.in_force.stated.at).startswith("0.2}")
    assert points.figure == Decimal("0.2")
    earlier = traced("lake points bob", files, site, results, 0)
    assert (earlier.in_force, earlier.figure) == (None, Decimal("0.250"))
    seats = traced("lake seats ada", files, site, results)
    assert seats.in_force is not None
    assert (seats.figure, seats.in_force.agrees) == (2, None)


def test_a_figure_in_a_table_file_has_its_cell() -> None:
    rows = f"{release_folder(2)}/more.csv"
    extra = {
        f"{release_folder(2)}/release.yml": sites.release_text(2),
        rows: 'place,choice,votes,points\n"s2", ada ,"7",\ns2,bob,11,\n',
    }
    files, site, results = small(*ROWS, extra=extra)
    found = traced("s2 votes ada", files, site, results)
    assert found.statement is not None
    assert (found.statement.text, found.statement.at) == ("7", Span(rows, 2, 12, 3))
    cy = traced("s2 votes cy", files, site, results)
    assert cy.statement is not None
    assert (cy.statement.text, cy.statement.number, cy.statement.at.line) == (None, 0, 2)


def asked_of(words: tuple[str, str, str], contest: str | None = None, second: bool = False) -> Asked | Unclear:  # noqa: FBT001, FBT002
    places = (
        sites.PLACES + "  e1: {name: Mill, kind: ward, parent: north}\n  e2: {name: mill, kind: ward, parent: south}\n"
    )
    extra = {"content/places/places.yml": places}
    if second:
        extra |= {path.replace("mayor", "clerk"): body for path, body in files_of(*ROWS).items() if FOLDER in path}
    site = loaded(files_of(*ROWS, extra=extra))
    return ask(site, [tabulate.results(site, one) for one in site.contests], words, contest)


def test_names_lead_to_the_figure_as_ids_do() -> None:
    found = asked_of(("north  1", "VOTES", "ada byron"))
    assert isinstance(found, Asked)
    assert (found.area, found.tally.id, found.choice) == ("n1", "votes", 0)
    assert isinstance(asked_of(("coast", "points", "Young")), Asked)


def test_what_is_unknown_or_meant_twice_is_said_kindly() -> None:
    twice = asked_of(("Mill", "votes", "ada"))
    assert twice == Unclear(
        "2 places and groups have the name 'Mill'; use an id:",
        ("e1  Mill, Ward in North", "e2  mill, Ward in South"),
    )
    assert asked_of(("nrth", "votes", "ada")) == Unclear("unknown place or group 'nrth'", ("did you mean 'North'?",))
    assert asked_of(("n1", "vote", "ada")) == Unclear("unknown tally 'vote'", ("did you mean 'Votes'?",))
    assert asked_of(("n1", "votes", "adda")) == Unclear("unknown choice 'adda'", ("did you mean 'ada'?",))
    several = asked_of(("n1", "votes", "ada"), second=True)
    assert several == Unclear(
        "several contests have this figure; say which one:",
        ("--contest clerk  (Mayor)", "--contest mayor  (Mayor)"),
    )
    named = asked_of(("n1", "votes", "ada"), "clerk", second=True)
    assert isinstance(named, Asked)
    assert named.results.contest.id == "clerk"
    unknown = asked_of(("n1", "votes", "ada"), "clrk", second=True)
    assert unknown == Unclear("there is no contest 'clrk'", ("did you mean 'clerk'?",))


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> tuple[int, str, str]:
        code = main(["explain", "-C", str(tmp_path), *words])
        return (code, *capsys.readouterr())

    for path, body in files_of(*ROWS, totals=PUBLISHED).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(body)
    code, out, _ = run("n1", "votes", "ada", "--as-of", "r0", "--format", "json")
    assert code == OK
    assert json.loads(out)["stated"] | {"source": "", "title": ""} == {
        "figure": "10",
        "is_typed": True,
        "release": "r0",
        "title": "",
        "as_of": "2020-01-01",
        "file": f"{release_folder(0)}/rows.yml",
        "line": 1,
        "column": 19,
        "source": "",
        "source_url": None,
    }
    assert run("North 1", "Votes", "Ada Byron")[:2] == run("n1", "votes", "ada")[:2]
    assert run("n1", "votes")[0] == USAGE
    code, _, err = run("n1", "votes", "adda")
    assert (code, err) == (USAGE, "error: unknown choice 'adda'\n  did you mean 'ada'?\n")
    assert run("n1", "votes", "ada", "--as-of", "r9")[0] == FAULTS
    (tmp_path / f"{release_folder(0)}/rows.yml").write_text("n1: {votes: {ada: ten}}\n")
    code, _, err = run("n1", "votes", "ada")
    assert code == FAULTS
    assert "E210" in err


# From here on: the real site.


@functools.cache
def real() -> tuple[Site, histories.Results, Texts, dict[str, list[str]]]:
    report = Report()
    files = sources.read(ROOT, report)
    site = load.site(files, report, drafts=False)
    assert site is not None
    lines = {path: file.text.split("\n") for path, file in files.items()}
    return site, tabulate.results(site, site.contests[0]), Texts(files), lines


@functools.cache
def real_trace(area: str, tally: str, choice: int) -> Trace:
    site, results, texts, _ = real()
    asked = Asked(results, AreaId(area), tally_of(results.contest, tally), choice)
    found = trace(asked, len(results.contest.releases) - 1, texts)
    for term in found.terms:
        holds(term.stated)
    if found.parts:
        assert sum(term.stated.number or 0 for term in found.terms) == found.sums[-1].number
        assert sum(part.number for part in found.parts) == found.sums[-1].number
        assert len({term.area for term in found.terms}) == len(found.terms)
    assert text(site, found)
    return found


def holds(stated: Statement) -> None:
    """Check that the line to which a figure leads holds it."""
    _, results, _, lines = real()
    release = results.contest.releases[stated.release]
    assert f"/{release.id}/" in stated.at.path
    there = lines[stated.at.path][stated.at.line - 1][stated.at.column - 1 :]
    if stated.text is None:
        assert stated.number == 0
        assert re.match(r"(first|final|sde|delegates):", there)
    else:
        assert there[: stated.at.length] == stated.text
        assert Decimal(stated.text) == stated.number


def value_at(found: Trace, release: int) -> Number | None:
    """Return what a trace says an area had at a release, after a look at the line that states it."""
    totals = [one for one in found.totals if one.stated.release <= release]
    if found.accounts:
        stated = [one.stated for one in found.accounts if one.release <= release and one.stated is not None]
        if not stated:
            return None
        holds(stated[-1])
        return stated[-1].number
    sums = [one for one in found.sums if one.release <= release]
    if totals and (not sums or totals[-1].stated.release >= sums[-1].release):
        holds(totals[-1].stated)
        if not totals[-1].agrees or decimals_of(totals[-1].stated.number or 0) >= found.asked.tally.show:
            return totals[-1].stated.number
    return sums[-1].number if sums else None


def cells(row: Any) -> list[str]:
    return ["".join(cell.itertext()).strip() for cell in row if cell.tag in ("td", "th")]


def names_in(row: Any) -> list[str]:
    """Return the choices that a row is about: those with nothing share one."""
    together = ["".join(name.itertext()).strip() for name in row.iter("li")]
    return together or ["".join(next(row.iter("a"), row.find("th")).itertext()).strip()]


def tables_of(tree: Any, kind: str) -> Iterator[Any]:
    return (table for table in tree.iter("table") if kind in table.get("class", "").split())


def pictures(tree: Any) -> Iterator[Any]:
    """Yield the pictures, whose tables are compared with the results by tests of their own."""
    return (part for part in tree.iter() if {"atlas", "flow"} & set((part.get("class") or "").split()))


def sampled(out: Path) -> list[tuple[str, str]]:
    site, results, *_ = real()
    areas = (*results.areas, *results.contest.units)
    kinds = {area: (site.places[area].kind if area in site.places else "group") for area in areas}
    chosen = random.Random(2020)
    pages = [("iowa", "president/index.html")]
    for kind, count in PAGES.items():
        of_kind = [area for area in areas if kind in kinds[area]]
        pages += [
            (area, f"president/{kinds[area]}/{area}/index.html")
            for area in chosen.sample(of_kind, min(count, len(of_kind)))
        ]
    rest = [area for area in areas if area not in {name for name, _ in pages} and area != "iowa"]
    pages += [(area, f"president/{kinds[area]}/{area}/index.html") for area in chosen.sample(rest, 100 - len(pages))]
    assert all((out / path).is_file() for _, path in pages)
    return pages


def test_every_figure_on_a_hundred_pages_traces_to_its_line(iowa: Path) -> None:
    pages = sampled(iowa)
    assert len(pages) == len(set(pages)) == 100
    checked = 0
    for area, path in pages:
        tree = html5lib.parse((iowa / path).read_text(encoding="utf-8"), namespaceHTMLElements=False)
        known = {"tally", "history", "areas", "ledger", "source_table"}
        pictured = {id(table) for part in pictures(tree) for table in part.iter("table")}
        tables = (table for table in tree.iter("table") if id(table) not in pictured)
        assert all(known & set(table.get("class", "").split()) for table in tables)
        said = {number for table in panels_of(tree) for number in check_result_table(area, table)}
        checked += sum(check_history(area, table) for table in tables_of(tree, "history"))
        checked += sum(check_area_row(row) for table in tables_of(tree, "areas") for row in table.iter("tr"))
        check_lead(area, tree, said)
        checked += len(said)
    assert checked > 8000


def panels_of(tree: Any) -> list[Any]:
    """Return what shows a tally: its table, with the rows that fold away in one of their own."""
    return [one for one in tree.iter("div") if "panel" in one.get("class", "").split()]


def shown_tally(table: Any) -> Tally:
    contest = real()[1].contest
    title = next(heading for heading in table.iter() if heading.tag in ("h2", "h3"))
    return next(tally for tally in contest.tallies if tally.name == "".join(title.itertext()).strip())


def check_result_table(area: str, table: Any) -> set[str]:
    """Check every count, share, change and total of a tally; return the figures as shown."""
    contest = real()[1].contest
    tally = shown_tally(table)
    traces = [real_trace(area, tally.id, index) for index in range(len(contest.choices))]
    latest, before = len(contest.releases) - 1, len(contest.releases) - 2
    numbers = [found.figure for found in traces]
    assert numbers == [value_at(found, latest) for found in traces]
    assert numbers == [value_at(found, before) for found in traces]
    exact = [found.sums[-1].number if found.sums else found.figure for found in traces]
    total = sum(number for number in exact if number is not None)
    rows = {
        name: cells(row)[1:]
        for row in table.iter("tr")
        if len(cells(row)) > 1 and row.find("td") is not None
        for name in names_in(row)
    }
    said = {formatting.number(total, tally.show)}
    assert rows.pop("Total")[0] in said
    assert len(rows) == len(contest.choices)
    for choice, number in zip(contest.choices, numbers, strict=True):
        count, *share = rows[choice.name]
        assert count == formatting.number(number, tally.show)
        if share:
            assert share == [formatting.percent(number, total)]
            said |= {
                part for decimals in (1, 2, 3) for part in [formatting.percent(number, total, decimals).rstrip("%")]
            }
        said.add(count)
    found = lead(contest, numbers)
    if found is not None and tally.decides:
        said.add(formatting.number(found.margin, stated_decimals(found, [tally.decimals] * len(numbers), tally.show)))
    return said


def check_lead(area: str, tree: Any, said: set[str]) -> None:
    """Check that the answer in words holds only figures of the tables, and those of contest.yml."""
    if area == "iowa":
        said = said | {"2016", "3.55", "0.080"}
    place = "".join(next(one for one in tree.iter("span") if one.get("class") == "of").itertext())
    heading, *deck = (one for one in tree.iter() if one.tag == "h1" or one.get("class") == "deck")
    assert deck
    for block in (heading, *deck):
        numbers = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", "".join(block.itertext()).replace(place, ""))
        assert numbers
        assert set(numbers) <= said


def check_history(area: str, table: Any) -> int:
    """Check every cell of a history against what the trace says of its release."""
    contest = real()[1].contest
    tally = shown_tally(table)
    head, *rows = table.iter("tr")
    positions = {choice.short: index for index, choice in enumerate(contest.choices)}
    traces = [real_trace(area, tally.id, index) for index in range(len(contest.choices))]
    before: dict[str, Number] = {}
    for row in rows:
        link = next(row.iter("a")).get("href")
        release = next(index for index, one in enumerate(contest.releases) if is_linked(one, link))
        for name, cell in zip(cells(head)[1:], [one for one in row if one.tag == "td"], strict=True):
            texts = "".join(cell.itertext()).split()
            if name == "Total":
                assert texts[0] == formatting.MISSING or any(
                    reads_as(texts[0], one) for one in totals_at(traces, release)
                )
                continue
            number = value_at(traces[positions[name]], release)
            assert reads_as(texts[0], number)
            if len(texts) > 1 and number is not None:
                moved = Decimal(number) - Decimal(before[name])
                assert Decimal(texts[1].replace(formatting.MINUS, "-").replace(",", "").replace("<", "")) * moved > 0
            if number is not None:
                before[name] = number
    return len(rows) * (len(cells(head)) - 1)


def totals_at(traces: Sequence[Trace], release: int) -> list[Number]:
    """Return what all choices have together at a release: by the figures of record, and by the exact sums."""
    exact = [[one.number for one in found.sums if one.release <= release][-1:] for found in traces]
    record = [value_at(found, release) for found in traces]
    return [
        sum(number for number in record if number is not None),
        sum(number or 0 for some in exact for number in some),
    ]


def reads_as(shown: str, number: Number | None) -> bool:
    """Tell whether a figure as shown is a number, at the decimals shown."""
    if number is None or shown.startswith("<"):
        return shown == formatting.number(number, 3)
    figure = Decimal(shown.replace(",", ""))
    return figure == round_half_up(number, decimals_of(figure))


def is_linked(release: Release, href: str) -> bool:
    return f"/releases/{release.id}/" in href


def check_area_row(row: Any) -> int:
    """Check lead and total of one line of a list of areas."""
    link = next(row.iter("a"), None)
    if link is None:
        return 0
    contest = real()[1].contest
    area = link.get("href").split("/")[-2]
    numbers = [real_trace(area, "sde", index).figure for index in range(len(contest.choices))]
    margin, total = cells(row)[-3:-1]
    if any(number is None for number in numbers):
        assert (margin, total) == (formatting.MISSING, formatting.MISSING)
        return 2
    stated: Sequence[Number] = [number for number in numbers if number is not None]
    assert total == formatting.number(sum(stated), 3)
    found = lead(contest, stated)
    assert margin == (
        formatting.MISSING if found is None else "" if found.ahead is not None else formatting.number(found.margin, 3)
    )
    return 2
