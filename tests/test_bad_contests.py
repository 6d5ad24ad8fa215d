"""Mistakes in contests, parties and outcomes: all of them are named at once, and none stops what follows."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from recanvass.cli.main import main
from tests.ballots import FOLDER, PLACES, RACE, Published, count, files_of
from tests.sites import read

CONTEST = f"{FOLDER}/mayor/contest.yml"
RELEASE = f"{FOLDER}/mayor/releases/2025-11-05-r0/release.yml"
ROWS = f"{FOLDER}/mayor/releases/2025-11-05-r0/rows.yml"


def found(files: Mapping[str, str], path: str = CONTEST) -> list[tuple[str, int, int]]:
    """Return code, line and column of every fault in one file."""
    faults = read(files)[1]
    assert {fault.span.path for fault in faults} <= {path}
    return [(fault.code, fault.span.line, fault.span.column) for fault in faults]


def contest(text: str) -> dict[str, str]:
    """Return a site with one contest."""
    return files_of(text, Published("2025-11-05", "unofficial-partial"))


def test_every_mistake_in_a_contest_is_named() -> None:
    text = (
        "title: Mayor\ndate: 2025-11-04\nplace: alder\nkind: contest\nparty: den\noffice: mayor\nseats: 0\n"
        "vote_for: 0\nthreshold: [60, {share: 3/2}]\nadvance: 9\nheld_by: Labor\nshare_of: people\ntallies:\n"
        "  - {id: votes, name: Votes, unit: votes}\n"
        "  - {id: mail, name: Mail, unit: letters, part_of: votes, tolerance: 0.5}\n"
        "  - {id: r2, round: 2}\n"
        "  - {id: bonus, name: Bonus, unit: seats, award: {from: vote, by: luck}}\n"
        "choices:\n"
        "  - {id: gray, ticket: [Ann Gray], party: repp}\n"
        "  - {id: moss, name: Bob Moss, incumbent: maybe, withdrawn: soon}\n"
        "  - {id: moss, name: Bo Moss, in_total: 1}\n"
        "  - {id: lund}\n"
    )
    assert found(contest(text)) == [
        ("E217", 4, 7),
        ("E331", 5, 8),
        ("E330", 6, 9),
        ("E443", 7, 8),
        ("E443", 8, 11),
        ("E440", 9, 13),
        ("E440", 9, 25),
        ("E443", 10, 10),
        ("E331", 11, 10),
        ("E217", 12, 11),
        ("E441", 15, 52),
        ("E408", 15, 70),
        ("E442", 16, 21),
        ("E303", 17, 57),
        ("E217", 17, 67),
        ("E448", 19, 24),
        ("E331", 19, 43),
        ("E218", 20, 43),
        ("E215", 20, 61),
        ("E310", 21, 10),
        ("E218", 21, 41),
        ("E202", 22, 5),
    ]


def test_choices_are_checked_as_far_as_they_can_be_read() -> None:
    text = (
        "title: Mayor\ndate: 2025-11-04\nplace: alder\nadvance: 5\nchoices:\n"
        "  - {id: gray, ticket: [Ann Gray], party: repp}\n  - {id: lund}\n"
    )
    assert found(contest(text)) == [("E443", 4, 10), ("E448", 6, 24), ("E331", 6, 43), ("E202", 7, 5)]


def test_every_mistake_in_an_outcome_is_named() -> None:
    more = "outcome: {winners: [grey, moss, lund], advancing: [moss], by: court, source: {url: x}}\nquota: 10\n"
    files = files_of(RACE, Published("2025-11-05", "certified", more=more))
    assert found(files, RELEASE) == [
        ("E202", 6, 10),
        ("E444", 6, 20),
        ("E302", 6, 21),
        ("E444", 6, 51),
        ("E202", 6, 78),
        ("E219", 6, 84),
        ("E442", 7, 8),
    ]


def test_every_mistake_in_figures_is_named() -> None:
    rows = (
        "harbor-1: {votes: {gray: Withheld, moss: -1, exhausted: 4}, "
        "turnout: {ballots: {mail: 4}, voters: 1.5, cast: 9}}\n"
        "harbor-2: {reported_with: harbour-1, status: gone, lot: [grey]}\n"
        "coast: {votes: {gray: 1}}\n"
        "harbor: {votes: {gray: 3}, turnout: {registered: many}}\n"
    )
    release = Published("2025-11-05", "unofficial-partial", "{harbor: {votes: {gray: 4}}}", rows=rows)
    files = files_of(RACE.replace("place: alder", "place: lee"), release)
    assert found(files, ROWS) == [
        ("E210", 1, 26),
        ("E211", 1, 42),
        ("E442", 1, 46),
        ("E445", 1, 81),
        ("E212", 1, 99),
        ("E203", 1, 104),
        ("E301", 2, 27),
        ("E217", 2, 46),
        ("E302", 2, 58),
        ("E312", 3, 1),
        ("E315", 4, 10),
        ("E210", 4, 50),
    ]


def test_every_mistake_in_parties_and_offices_is_named() -> None:
    files = {
        **contest(RACE),
        "content/parties.yml": "dem: {name: Democratic, colour: blue}\nREP: {name: Republican}\nlib: {short: L}\n",
    }
    assert found(files, "content/parties.yml") == [("E217", 1, 33), ("E204", 2, 1), ("E202", 3, 6)]
    offices = (
        "senate: {name: Senate, order: first, chamber: {seats: 5, majority: 6, held: {dem: 1, whig: 2, vacant: x}}}\n"
        "house: {chamber: {majority: 3}}\n"
    )
    files = {**contest(RACE), "content/offices.yml": offices}
    assert found(files, "content/offices.yml") == [
        ("E210", 1, 31),
        ("E443", 1, 68),
        ("E331", 1, 86),
        ("E210", 1, 103),
        ("E202", 2, 8),
        ("E202", 2, 18),
    ]


def test_mistakes_of_several_files_are_told_together_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = PLACES.replace("{name: North,", "{name: North, since: 2025-01-01, until: 2024-01-01,")
    release = Published("2025-11-05", "certified", more="outcome: {passed: true}\n", rows="alder: {votes: {grey: 1}}\n")
    files = files_of(RACE.replace("place: alder", "place: alder\nnext: runoff\nthreshold: 60"), release, places=places)
    files["content/parties.yml"] = "dem: {nam: Democratic}\n"
    for path, text in files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    before = sorted(path for path in tmp_path.rglob("*"))
    assert main(["build", "-C", str(tmp_path), "-o", str(tmp_path / "output")]) == 1
    said = capsys.readouterr().err
    for code in ("E447", "E440", "E203", "E202"):
        assert f"error[{code}]" in said
    assert sorted(path for path in tmp_path.rglob("*") if ".recanvass" not in path.parts) == before


@pytest.mark.parametrize("mask", ["Withheld", "'*'", "'***'", "'<10'", "suppressed"])
def test_a_masked_figure_is_told_how_it_is_written(mask: str) -> None:
    rows = f"alder: {{votes: {{gray: {mask}, moss: 4}}}}\n"
    (fault,) = read(files_of(RACE, Published("2025-11-05", "unofficial-partial", rows=rows)))[1]
    assert (fault.code, fault.span.line, fault.span.column) == ("E210", 1, 23)
    assert fault.hint == "if the source doesn't publish it, write withheld"


def test_a_party_may_be_a_plain_text_if_no_id_is_meant() -> None:
    text = RACE.replace("name: Ann Gray", "name: Ann Gray, party: Forward").replace(
        "name: Bob Moss", "name: Bob Moss, party: [democrat, lib]"
    )
    found = count(files_of(text, Published("2025-11-05", "unofficial-partial")))
    assert [(choice.party, choice.parties) for choice in found.contest.choices] == [
        ("Forward", ()),
        ("Democratic, Libertarian", ("dem", "lib")),
        (None, ()),
    ]


def test_turnout_may_have_a_file_of_its_own() -> None:
    release = Published("2025-11-05", "unofficial-partial", rows="harbor-1: {votes: {gray: 3}, note: Late}\n")
    files = files_of(RACE.replace("place: alder", "place: lee"), release)
    folder = f"{FOLDER}/mayor/releases/2025-11-05-r0"
    files[f"{folder}/turnout.csv"] = "place,registered,ballots\nharbor-1,900,500\nharbor-2,800,400\n"
    mayor = count(files)
    assert mayor.turnout("harbor-1") == {"registered": 900, "ballots": 500}
    assert mayor.turnout("harbor-2") == {"registered": 800, "ballots": 400}
    assert mayor.counts(area="harbor-1") == {"gray": 3, "moss": 0, "lund": 0}
    files[f"{folder}/more.csv"] = "place,registered\nharbor-1,901\n"
    assert [fault.code for fault in read(files)[1]] == ["E315"]


def test_exhausted_ballots_have_a_row_in_a_csv_file() -> None:
    text = RACE.replace(
        "choices:", "tallies:\n  - {id: r1, name: First, unit: votes, round: 1}\n  - {id: r2, round: 2}\nchoices:"
    )
    files = files_of(text, Published("2025-11-05", "unofficial-partial"))
    table = f"{FOLDER}/mayor/releases/2025-11-05-r0/rounds.csv"
    files[table] = "place,choice,r1,r2\nalder,gray,50,55\nalder,moss,40,41\nalder,lund,10,\nalder,exhausted,,4\n"
    mayor = count(files)
    assert mayor.counts("r2") == {"gray": 55, "moss": 41, "lund": None}
    assert mayor.answer().shown.total == 96
    assert mayor.results.entries[mayor.contest.root][mayor.answer().tally.id][0].exhausted == 4
    files[table] = "place,choice,r1,r2\nalder,gray,50,55\nalder,exhausted,1,4\n"
    assert [(fault.code, fault.span.line, fault.span.column) for fault in read(files)[1]] == [("E442", 3, 17)]


def test_a_place_within_a_unit_states_no_figures_and_may_have_a_total() -> None:
    county = RACE.replace("place: alder", "place: lee\nunits: [town]")
    rows = "harbor: {votes: {gray: 3}}\nmeadow-1: {votes: {gray: 1}}\n"
    release = Published("2025-11-05", "unofficial-partial", rows=rows)
    assert found(files_of(county, release), ROWS) == [("E312", 2, 1)]
    total = Published("2025-11-05", "unofficial-complete", "{meadow-1: {votes: {gray: 1}}}", rows=rows.splitlines()[0])
    mayor = count(files_of(county, total))
    assert mayor.counts() == {"gray": 3, "moss": 0, "lund": 0}
    assert mayor.reporting() == (1, 2)


def test_a_later_round_withholds_no_single_figure() -> None:
    text = RACE.replace(
        "choices:", "tallies:\n  - {id: r1, name: First, unit: votes, round: 1}\n  - {id: r2, round: 2}\nchoices:"
    )
    rows = "alder: {r1: {gray: 5, moss: withheld}, r2: {gray: 9, moss: withheld}}\n"
    files = files_of(text, Published("2025-11-05", "unofficial-partial", rows=rows))
    assert found(files, ROWS) == [("E442", 1, 60)]
    files = files_of(text, Published("2025-11-05", "unofficial-partial"))
    table = f"{FOLDER}/mayor/releases/2025-11-05-r0/rounds.csv"
    files[table] = "place,choice,r1,r2\nalder,gray,50,55\nalder,moss,withheld,withheld\n"
    assert found(files, table) == [("E442", 3, 21)]


def test_a_silent_place_with_figures_is_named_beside_all_other_mistakes() -> None:
    lee = RACE.replace("place: alder", "place: lee")
    rows = "harbor-1: {status: no-meeting, votes: {gray: 3}}\nharbor-2: {votes: {gray: 1o}}\n"
    files = files_of(lee, Published("2025-11-05", "unofficial-partial", rows=rows))
    assert found(files, ROWS) == [("E416", 1, 1), ("E210", 2, 26)]
    later = Published("2025-11-06", "unofficial-partial", rows="harbor-1: {status: excluded}\nnowhere: {votes: {}}\n")
    files = files_of(lee, Published("2025-11-05", "unofficial-partial", rows="harbor-1: {votes: {gray: 3}}\n"), later)
    assert [fault.code for fault in read(files)[1]] == ["E416", "E301"]


def test_figures_that_a_faulty_release_may_have_taken_back_are_not_held_against_a_place() -> None:
    lee = RACE.replace("place: alder", "place: lee")
    rows = ("harbor-1: {votes: {gray: 3}}\n", "harbor-1: {votes: {}}\n", "harbor-1: {status: no-meeting}\n")
    files = files_of(
        lee, *(Published(f"2025-11-0{day}", "unofficial-partial", rows=rows[day - 5]) for day in (5, 6, 7))
    )
    assert read(files)[1] == ()
    path = next(path for path in files if "2025-11-06" in path and path.endswith("release.yml"))
    files[path] = files[path].replace("kind: partial", "kind: part")
    assert [fault.code for fault in read(files)[1]] == ["E217"]


def test_a_silent_place_with_figures_hides_no_guard_and_no_mistake_in_a_note(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "alder: {status: no-meeting, votes: {gray: 3}}\n"
    note = "---\ntitle: N\nsummary: S\ndate: 2025-11-06\ncontest: mayor\nrelease: 2025-11-05-r0\n---\n[[total sde]]\n"
    release = Published("2025-11-05", "unofficial-partial", rows=rows, more="expect: {leader: moss}\n")
    for path, text in files_of(RACE, release, extra={"content/news/n.md": note}).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert main(["check", "-C", str(tmp_path), "-q"]) == 1
    printed = capsys.readouterr().err
    assert [code for code in ("E303", "E414", "E416") if f"error[{code}]" in printed] == ["E303", "E414", "E416"]
