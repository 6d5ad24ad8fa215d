"""Seats of a chamber: decided, led and held; a primary fills none, and a runoff fills those of the first round."""

from collections.abc import Mapping

from recanvass.results.chambers import chambers
from recanvass.results.tabulate import results as fold
from recanvass.text.catalogue import ENGLISH
from recanvass.text.chambers import chamber_line
from tests.ballots import FOLDER, PARTIES, PLACES, Published
from tests.sites import SETTINGS, loaded

OFFICE = "board: {name: Board, chamber: {seats: 5, held: {dem: 1, vacant: 1}}}\n"
CERTIFIED, PARTIAL = "certified", "unofficial-partial"
CHOICES = "choices: [{id: a, name: Ann Abel, party: dem}, {id: b, name: Bob Bell, party: rep}]\n"


def board(name: str, *releases: Published, more: str = "", day: str = "2025-11-04") -> dict[str, str]:
    """Return a contest for one seat of the board, of which the file name is the district."""
    head = f"title: Board {name}\ndate: {day}\nplace: alder\noffice: board\ndistrict: {name}\n{more}{CHOICES}"
    files = {f"{FOLDER}/{name}/contest.yml": head}
    for number, release in enumerate(releases):
        files |= release.files(name, number)
    return files


def line(*contests: Mapping[str, str]) -> str:
    """Return what is said of the board."""
    files = {
        "site.yml": SETTINGS,
        "content/places/p.yml": PLACES,
        "content/parties.yml": PARTIES,
        "content/offices.yml": OFFICE,
    }
    for contest in contests:
        files |= contest
    site = loaded(files)
    folded = [(fold(site, contest), len(contest.releases) - 1) for contest in site.contests]
    (found,) = chambers(site, folded)
    return chamber_line(ENGLISH, site, found)


def won(name: str, winner: str, *, more: str = "", day: str = "2025-11-04") -> dict[str, str]:
    totals = "{alder: {votes: {a: 5, b: 5}}}"
    declared = f"outcome: {{winners: [{winner}]}}\n"
    return board(name, Published("2025-11-12", CERTIFIED, totals, more=declared), more=more, day=day)


def led(name: str, *, more: str = "") -> dict[str, str]:
    return board(name, Published("2025-11-04", PARTIAL, "{alder: {votes: {a: 5, b: 9}}}"), more=more)


def test_seats_are_counted_by_who_was_declared_and_who_leads() -> None:
    said = line(won("1", "a"), won("2", "b"), led("3"))
    assert said == "Board: 2 D, 1 R, 1 others or vacant, 1 undecided (R leads in 1); 3 needed."


def test_control_is_said_once_decided_seats_are_a_majority() -> None:
    assert line(won("1", "a"), won("2", "a"), led("3")).endswith("Democratic control.")


def test_a_projection_decides_nothing() -> None:
    projected = "outcome: {winners: [b], by: projection, declared_by: The desk}\n"
    one = board("1", Published("2025-11-04", PARTIAL, "{alder: {votes: {a: 5, b: 9}}}", more=projected))
    said = line(one, won("2", "b"), won("3", "b"))
    assert said == "Board: 2 R, 1 D, 1 others or vacant, 1 undecided (R projected in 1); 3 needed."


def test_a_primary_fills_no_seat() -> None:
    primary = won("p", "a", more="party: dem\n")
    assert line(primary, won("1", "b")).startswith("Board: 1 D, 1 R, 1 others or vacant")


def test_a_runoff_fills_the_seat_of_the_first_round() -> None:
    first = board(
        "1",
        Published("2025-11-12", CERTIFIED, "{alder: {votes: {a: 5, b: 5}}}", more="outcome: {advancing: [a, b]}\n"),
        more="threshold: majority\nadvance: 2\nnext: r\n",
    )
    runoff = won("r", "b", day="2025-12-02")
    assert line(first, runoff, won("2", "b")).startswith("Board: 2 R, 1 D, 1 others or vacant")
