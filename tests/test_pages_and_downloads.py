"""A page, its download and its export state the same figures, at every release of every site in this repository."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from recanvass.core import urls
from recanvass.core.ids import AreaId, ChoiceId, TallyId
from recanvass.core.model import Site
from recanvass.exports import tables
from recanvass.exports.nist import nist_json
from recanvass.pages import embeds
from recanvass.pages.breakdowns import breakdown
from recanvass.pages.context import ContestContext, SharedContext
from recanvass.pages.models.result_parts import Breakdown, ResultTable
from recanvass.pages.releases import as_counted
from recanvass.pages.result_tables import result_tables
from recanvass.results.histories import Results
from recanvass.text.catalogue import ENGLISH
from tests.ballots import RACE, Published, counted
from tests.sites import SITES, contests_of

GOLDEN = {path.parent.name: path for path in sorted(Path(__file__).parent.glob("golden/*/site"))}
FOLDERS = {**SITES, **GOLDEN}
NONE = "–"

Cell = tuple[AreaId, TallyId, ChoiceId]


def context_of(site: Site, results: Results, release: int = -1) -> ContestContext:
    """Return what the pages of a contest share, at a release."""
    shown = range(len(results.contest.releases))[release]
    return ContestContext(SharedContext(site, "", "style.css", "script.js"), results.contest, results, shown)


def rows_of(content: Iterator[bytes]) -> Mapping[Cell, dict[str, str]]:
    """Return the rows of a download by place, tally and choice."""
    lines = csv.DictReader(io.StringIO(b"".join(content).decode(), newline=""), strict=True)
    return {(AreaId(row["place"]), TallyId(row["tally"]), ChoiceId(row["choice"])): row for row in lines}


def shown_in(context: ContestContext, table: ResultTable) -> Iterator[tuple[ChoiceId, str, str]]:
    """Yield the figure and the percentage that a table shows for each choice."""
    by_name = {choice.name: choice.id for choice in context.contest.choices}
    by_page = {urls.choice(context.contest, choice): choice.id for choice in context.contest.choices}
    for row in table.rows:
        yield by_name[row.name], row.count, row.percent
    for zero in table.zeros:
        for to in zero.choices:
            yield next(name for page, name in by_page.items() if to.href.endswith(page)), zero.count, zero.percent


def as_shown(cell: str, like: str) -> str:
    """Return the figure of a download as a page writes it, with as many decimals."""
    return ENGLISH.number(Decimal(cell), len(like.partition(".")[2])) if cell else NONE


def compare(context: ContestContext, area: AreaId, table: ResultTable, rows: Mapping[Cell, dict[str, str]]) -> int:
    """Hold a table against a download; return how many figures it has."""
    compared = 0
    for choice, count, percent in shown_in(context, table):
        row = rows[area, TallyId(table.id), choice]
        assert count == as_shown(row["count"], count), row
        if table.has_percents and percent != NONE:
            number = Decimal(percent.strip("<>%"))
            rounding = Decimal(10) ** -len(percent.strip("%").partition(".")[2]) / (100 if percent[0] in "<>" else 200)
            assert abs(number / 100 - Decimal(row["share"])) <= rounding + Decimal("0.000001"), row
        else:
            assert not table.has_percents or not row["share"], row
        compared += 1
    return compared


def compare_breakdown(
    context: ContestContext, area: AreaId, shown: Breakdown, rows: Mapping[Cell, dict[str, str]]
) -> None:
    by_name = {choice.name: choice.id for choice in context.contest.choices}
    by_column = {tally.short: tally.id for tally in context.contest.tallies}
    for row in shown.rows:
        for cell in row.cells:
            found = rows[area, by_column[cell.column], by_name[row.name]]["count"]
            assert cell.figure == as_shown(found, cell.figure) or (
                not found and (not cell.figure or cell.figure.startswith("out after"))
            )


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_the_tables_of_each_release_are_those_of_its_download(name: str) -> None:
    for site, results in contests_of(FOLDERS[name]):
        context, compared, root = context_of(site, results), 0, results.contest.root
        for index in range(len(results.contest.releases)):
            own = as_counted(context, index)
            rows = rows_of(tables.release_results_csv(site, own.results, index))
            found = result_tables(own, urls.release(results.contest, results.contest.releases[index]), root, index)
            for table in found:
                compared += compare(own, root, table, rows)
                assert table.file.endswith(("-results.csv", "/results.csv"))
            rounds = breakdown(own, "", root, index)
            if rounds is not None:
                compare_breakdown(own, root, rounds, rows)
        assert compared


@pytest.mark.parametrize("name", sorted(FOLDERS.keys() - {"demonstration"}))
def test_the_tables_of_each_place_are_those_of_the_newest_download(name: str) -> None:
    for site, results in contests_of(FOLDERS[name]):
        context = context_of(site, results)
        rows = rows_of(tables.results_csv(site, results, context.shown))
        document = json.loads(b"".join(tables.results_json(site, results, context.shown)))
        ids = [choice["id"] for choice in document["choices"]]
        in_json = {
            (place["id"], tally, choice): str(count if count is not None else "")
            for place in document["places"]
            for tally, told in place["counts"].items()
            for choice, count in zip(ids, told["counts"], strict=True)
        }
        assert in_json == {cell: row["count"] for cell, row in rows.items() if row["basis"] or row["places_unknown"]}
        for area in (*results.areas, *results.contest.units):
            for table in result_tables(context, "", area, context.shown):
                compare(context, area, table, rows)


LEE = RACE.replace("place: alder", "place: lee")
PRECINCTS = "harbor-1: {votes: {gray: 100, moss: 400}}\nharbor-2: {votes: {gray: 200, moss: 200}}\n"


def test_a_release_of_totals_alone_has_them_in_its_downloads() -> None:
    first = Published("2025-11-05", "unofficial-complete", rows=PRECINCTS)
    certified = Published("2025-11-12", "certified", totals="{lee: {votes: {gray: 303, moss: 600, lund: 0}}}")
    mayor = counted(LEE, first, certified)
    (line,) = (
        line
        for line in b"".join(tables.results_csv(mayor.site, mayor.results, 1)).decode().splitlines()
        if line.startswith("lee,") and ",gray," in line
    )
    assert line.endswith("gray,Ann Gray,votes,303,0.335548,2025-11-12-r1,published,300,")
    document = json.loads(b"".join(tables.results_json(mayor.site, mayor.results, 1)))
    (lee,) = (place for place in document["places"] if place["id"] == "lee")
    assert lee["counts"]["votes"] == {
        "release": "2025-11-12-r1",
        "counts": [303, 600, 0],
        "basis": "published",
        "sum_of_units": [300, 600, 0],
    }


def test_what_is_at_least_is_said_in_a_download() -> None:
    rows = PRECINCTS.replace("moss: 400", "moss: withheld")
    mayor = counted(LEE, Published("2025-11-05", "unofficial-complete", rows=rows))
    found = rows_of(tables.results_csv(mayor.site, mayor.results, 0))
    moss = found[AreaId("lee"), TallyId("votes"), ChoiceId("moss")]
    assert (moss["count"], moss["share"], moss["places_unknown"]) == ("200", "", "1")
    hidden = found[AreaId("harbor-1"), TallyId("votes"), ChoiceId("moss")]
    assert (hidden["count"], hidden["places_unknown"]) == ("", "1")


def test_shares_of_ballots_are_in_a_download() -> None:
    contest = f"{RACE}share_of: ballots\n"
    rows = "alder: {votes: {gray: 50, moss: 25, lund: 0}, turnout: {ballots: 100}}\n"
    mayor = counted(contest, Published("2025-11-05", "unofficial-complete", rows=rows))
    found = rows_of(tables.results_csv(mayor.site, mayor.results, 0))
    assert [row["share"] for row in found.values()] == ["0.500000", "0.250000", "0.000000"]


def test_the_download_of_an_audit_has_what_the_audit_counted() -> None:
    first = Published("2025-11-05", "unofficial-complete", rows="alder: {votes: {gray: 10, moss: 5, lund: 0}}\n")
    audit = Published(
        "2025-11-09", "unofficial-complete", kind="audit", rows="alder: {votes: {gray: 11, moss: 5, lund: 0}}\n"
    )
    mayor = counted(RACE, first, audit)
    own = as_counted(context_of(mayor.site, mayor.results), 1)
    (table,) = result_tables(own, "mayor/releases/x/index.html", mayor.contest.root, 1)
    assert table.file.endswith("releases/2025-11-09-r1-results.csv")
    compare(own, mayor.contest.root, table, rows_of(tables.release_results_csv(mayor.site, own.results, 1)))
    assert b"".join(tables.release_csv(own.results, 1)).startswith(b"place,choice,votes\nalder,gray,11\n")
    embed = embeds.release_embed(context_of(mayor.site, mayor.results), 1)
    assert embed.table is not None
    assert [row.count for row in embed.table.rows] == ["11", "5"]
    assert embed.lead is not None
    assert embed.lead.text.startswith("The audit counted Gray 6 votes ahead of Moss.")
    newest = embeds.place_embed(context_of(mayor.site, mayor.results), mayor.site.places[mayor.contest.root])
    assert newest.table is not None
    assert [row.count for row in newest.table.rows] == ["10", "5"]


MEADOW = "{meadow: {votes: {gray: 700, moss: 400}}}"
ALL = f"{PRECINCTS}meadow-1: {{votes: {{gray: 1, moss: 2}}}}\nmeadow-2: {{votes: {{gray: 3, moss: 4}}}}\n"
ROUNDED = LEE.replace("choices:", "tallies:\n  - {id: votes, name: Votes, unit: votes, decimals: 4, show: 2}\nchoices:")
ODD: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "a town as a total": (LEE, (("", MEADOW), (PRECINCTS, ""))),
    "a town that is taken apart": (LEE, ((PRECINCTS, MEADOW), ("meadow-1: {votes: {gray: 300, moss: 100}}\n", ""))),
    "a total of some choices": (
        LEE,
        ((ALL, ""), ("", "{lee: {votes: {gray: 305}}}"), ("", "{lee: {votes: {moss: 0}}}")),
    ),
    "a total, then precincts": (LEE, (("", "{lee: {votes: {gray: 9, moss: 8, lund: 7}}}"), (PRECINCTS, ""), (ALL, ""))),
    "withheld": (
        LEE,
        ((ALL.replace("moss: 400", "moss: withheld"), ""), ("", "{harbor: {votes: {gray: 300, moss: 600}}}")),
    ),
    "withheld in a total": (LEE, ((PRECINCTS, "{lee: {votes: {gray: 303, moss: withheld, lund: 0}}}"),)),
    "rounding": (
        ROUNDED,
        (
            ("harbor-1: {votes: {gray: 1.0049, moss: 1.005}}\n", "{lee: {votes: {gray: 1.00, moss: 1.01}}}"),
            ("", "{lee: {votes: {gray: 1.005, moss: 1.005}}}"),
        ),
    ),
    "left out of the total": (f"{LEE}  - {{id: void, name: Void, candidate: false, in_total: false}}\n", ((ALL, ""),)),
    "shares of ballots": (f"{LEE}share_of: ballots\n", (("lee: {turnout: {ballots: 1000}}\n" + ALL, ""),)),
    "no shares": (f"{LEE}share_of: none\n", ((ALL, ""),)),
}
"""Contests, each with rows and totals of its releases."""


@pytest.mark.parametrize("name", sorted(ODD))
def test_odd_figures_are_the_same_on_pages_and_in_downloads(name: str) -> None:
    contest, stated = ODD[name]
    found = [
        Published(f"2025-11-{5 + day:02}", "unofficial-complete", totals, rows=rows)
        for day, (rows, totals) in enumerate(stated)
    ]
    mayor = counted(contest, *found)
    for index in range(len(found)):
        context = context_of(mayor.site, mayor.results, index)
        rows = rows_of(tables.results_csv(mayor.site, mayor.results, index))
        for area in (*mayor.results.areas, *mayor.contest.units):
            for table in result_tables(context, "", area, index):
                assert compare(context, area, table, rows)
        assert_nist_agrees(mayor.site, mayor.results, index, rows)


def assert_nist_agrees(site: Site, results: Results, release: int, rows: Mapping[Cell, dict[str, str]]) -> None:
    """Hold the votes in nist.json against the rows of results.csv."""
    (election,) = json.loads(b"".join(nist_json(site, results, release)), parse_float=Decimal)["Election"]
    (contest,) = election["Contest"]
    compared = 0
    for choice, selection in zip(results.contest.choices, contest["ContestSelection"], strict=True):
        for count in selection["VoteCounts"]:
            row = rows[AreaId(count["GpUnitId"].removeprefix("gp-")), TallyId("votes"), choice.id]
            if count.get("IsSuppressedForPrivacy"):
                assert not row["count"]
            else:
                assert Decimal(row["count"]) == Decimal(count["Count"])
            compared += 1
    assert compared
