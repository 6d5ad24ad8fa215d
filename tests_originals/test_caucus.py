"""The demonstration against the files of the Iowa Democratic Party: the content gives back what was published."""

from decimal import Decimal
from pathlib import Path

import pytest

from recanvass.cli.main import OK
from recanvass.core.ids import ReleaseId, TallyId
from recanvass.results.ranking import round_half_up
from tests import caucus_again, party
from tests.sites import iowa
from tests.test_imports_iowa import RECOUNT, figures_in, figures_of, import_iowa, without_recount
from tests_originals.originals import CAUCUS, rows_of

STATEWIDE = "statewide-2020-02-18-after-recanvass.csv"
SDE = party.COLUMNS["sde"]


@pytest.mark.parametrize("release", party.RESULTS)
def test_the_table_of_each_release_is_the_published_file_byte_by_byte(release: str, tmp_path: Path) -> None:
    """So all that `make test` compares with these tables, and with the content they are made of, holds of the files."""
    made = party.write(tmp_path / "made.csv", party.results(release))
    assert made.read_bytes() == (CAUCUS / party.RESULTS[release]).read_bytes()


@pytest.mark.parametrize("release", party.RESULTS)
def test_the_figures_of_each_release_are_those_of_the_published_file(release: str) -> None:
    published = {
        (row["precinct_id"], tally, row["candidate"].lower()): Decimal(row[column])
        for row in rows_of(CAUCUS / party.RESULTS[release])
        for tally, column in party.COLUMNS.items()
        if row[column]
    }
    counted = caucus_again.counted(release)
    assert {key: count for key, count in published.items() if count} == {
        key: count for key, count in counted.items() if key[1] != "sde" or release != party.NO_SDE
    }


def test_names_codes_and_delegates_are_those_of_the_published_list() -> None:
    made, published = list(party.precincts()), rows_of(CAUCUS / party.PRECINCTS)
    assert [{**row, SDE: ""} for row in made] == [{**row, SDE: ""} for row in published]
    for mine, theirs in zip(made, published, strict=True):
        rounded = round_half_up(Decimal(theirs[SDE]), 4) if theirs[SDE] else None
        assert mine[SDE] == ("" if rounded is None else f"{rounded:.4f}")


def test_the_requests_hold_the_fourteen_rows_as_printed() -> None:
    assert list(party.requests()) == rows_of(CAUCUS / party.REQUESTS)


def test_the_table_of_the_recanvass_is_copied_without_a_slip() -> None:
    contest = iowa()[1].contest
    release = next(one for one in contest.releases if one.id == ReleaseId("2020-02-18-recanvass"))
    stated = {one.tally: one.figures for one in release.totals}
    printed = {one.tally: one.figures for one in release.percents}
    rows = {row["candidate"]: row for row in rows_of(CAUCUS / STATEWIDE)}
    assert rows.keys() == {choice.name for choice in contest.choices}
    for choice in contest.choices:
        row = rows[choice.name]
        for tally, column in ((TallyId(tally), column) for tally, column in party.COLUMNS.items()):
            assert stated[tally][choice.id] == Decimal(row[column])
            assert str(printed[tally][choice.id]) == row[f"{tally}_percent_as_printed"]


def test_the_script_writes_the_content_again_byte_by_byte(tmp_path: Path) -> None:
    assert party.written_by_script(CAUCUS, tmp_path / "content") == party.bulk_of_content()


@pytest.mark.parametrize("form", ["yaml", "csv"])
def test_the_published_file_becomes_the_release_it_was(tmp_path: Path, form: str) -> None:
    table = CAUCUS / party.RESULTS[RECOUNT]
    root = without_recount(tmp_path / "site")
    assert import_iowa(root, table, "--as", form) == OK
    assert figures_of(root) == figures_in(table)
