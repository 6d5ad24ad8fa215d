"""The example of a general election against the file of OpenElections that it was imported from."""

from pathlib import Path

from tests import corpus, openelections
from tests.openelections import EXAMPLE
from tests.test_example_general import typed_by_hand
from tests_originals.originals import GENERAL, rows_of
from tools import iowa_2020_general


def test_the_example_is_what_the_import_makes_of_the_published_file(tmp_path: Path) -> None:
    site = typed_by_hand(tmp_path / "site")
    assert iowa_2020_general.run(GENERAL, site) == 0
    assert corpus.contents(site) == corpus.contents(EXAMPLE)


def test_the_rows_of_the_table_that_make_test_imports_are_published_rows() -> None:
    kept = [column for column in openelections.HEAD if column != "party"]
    made = [dict(zip(openelections.HEAD, row, strict=True)) for row in openelections.rows()]
    published = [
        row
        for row in rows_of(GENERAL)
        if (row["office"], row["district"]) in openelections.OFFICES.values()
        and (row["office"] != "President" or row["county"] == "Scott")
    ]
    assert len(made) == 1_878
    assert sorted([row[column] for column in kept] for row in made) == sorted(
        [row[column] for column in kept] for row in published
    )
