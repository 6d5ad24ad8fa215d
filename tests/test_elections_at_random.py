"""Invented elections in many layouts: whatever the order of rows and columns, every figure is a sum of the file."""

import csv
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from recanvass.cli.main import OK, main
from tests.elections import HEAD, Elected, start

COUNTIES = {"Lee": ("Alder", "Birch", "Ward 1"), "Scott": ("Oak", "Ward 1"), "Polk": ("Elm", "Fir", "Gum", "Ward 1")}
NAMES = ("Ann Gray", "Bob Moss", "Cy Young", "Di Ash", "Ed Quill")
MODES = ("Election Day", "Absentee", "Early Voting")
Row = dict[str, str]
Sums = Mapping[tuple[str, str], int]
"""Votes by the name of a candidate, and of a county or nothing."""


def votes_of(chance: random.Random) -> list[Row]:
    """Return a row for each place, candidate and way to vote of three contests, one of them in one county."""
    rows: list[Row] = []
    for office, district, places in (
        ("Governor", "", COUNTIES),
        ("House", "3", {"Lee": COUNTIES["Lee"]}),
        ("Mayor", "", COUNTIES),
    ):
        names = chance.sample(NAMES, 3)
        rows += [
            {"county": county, "precinct": precinct, "office": office, "district": district, "candidate": name}
            | {"mode": mode, "votes": str(chance.randrange(400))}
            for county, precincts in places.items()
            for precinct in precincts
            for name in names
            for mode in MODES
        ]
    return rows


def summed(rows: list[Row], office: str) -> Sums:
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row["office"] == office:
            found[row["candidate"], row["county"]] += int(row["votes"])
            found[row["candidate"], ""] += int(row["votes"])
    return found


def without_modes(rows: list[Row], *, with_parts: bool) -> list[Row]:
    """Return a row for each place and candidate: the sum of the ways to vote, and those ways as columns."""
    whole: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(text for column, text in row.items() if column not in ("mode", "votes"))
        kept = whole.setdefault(key, {**row, "votes": "0"})
        kept.pop("mode", None)
        kept["votes"] = str(int(kept["votes"]) + int(row["votes"]))
        if with_parts:
            kept[row["mode"]] = row["votes"]
    return list(whole.values())


def totals(rows: list[Row], columns: list[str]) -> list[Row]:
    """Return a row of each county and candidate with the sums of its precincts."""
    sums: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = (row["county"], row["office"], row["candidate"], row.get("mode", ""))
        kept = sums.setdefault(key, {**row, "precinct": "County Total"} | dict.fromkeys(columns, "0"))
        for column in columns:
            kept[column] = str(int(kept[column]) + int(row[column]))
    return list(sums.values())


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_is_a_sum_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.chdir(start(tmp_path))
    chance = random.Random(seed)
    votes = votes_of(chance)
    layout = ("modes", "parts", "plain")[seed % 3]
    rows = votes if layout == "modes" else without_modes(votes, with_parts=layout == "parts")
    figures = ["votes", *(MODES if layout == "parts" else ())]
    if chance.random() < 1 / 2:
        rows = rows + totals(rows, figures)
    chance.shuffle(rows)
    columns = list(rows[0])
    chance.shuffle(columns)
    files = [f"part-{number}.csv" for number in range(chance.randint(1, 3))]
    for number, name in enumerate(files):
        with Path(name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows[number :: len(files)])
    assert main(["import", "election", *files, *HEAD, "--place", "Iowa", "--yes", "-q"]) == OK
    made = Elected(tmp_path)
    for office, contest in (("Governor", "governor"), ("House", "house-3"), ("Mayor", "mayor")):
        wanted = summed(votes, office)
        names = {str(choice.id): choice.name for choice in made.contest(contest).choices}
        for place, county in (("iowa", ""), ("lee", "Lee"), ("scott", "Scott"), ("polk", "Polk")):
            if (next(iter(names.values())), county) in wanted:
                found = {(names[choice], county): count for choice, count in made.votes(contest, place).items()}
                assert found == {key: count for key, count in wanted.items() if key[1] == county}
