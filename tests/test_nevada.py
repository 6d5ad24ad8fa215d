"""The rules of a caucus hold for another one: other tallies, attendance as published, delegates themselves awarded."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from recanvass.checks.engine import Finding, run
from recanvass.checks.registry import notes_of, rule_in_words, words_of
from recanvass.cli.main import OK, main
from recanvass.core.ids import AreaId, TallyId
from recanvass.results import histories, tabulate
from tests import nevada
from tests.nevada import PRECINCTS, RULES
from tests.sites import loaded


def findings(*, rules: str = RULES, **changed: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what the rules find, by precinct and code, with figures of some precincts changed."""
    figures = dict(PRECINCTS)
    for name, tallies in changed.items():
        precinct = name.replace("_", "-")
        figures[precinct] = {**figures[precinct], **tallies}
    found: dict[str, dict[str, str]] = {}
    for one in judged(figures, rules):
        found.setdefault(one.area, {})[one.code] = one.clash.text
    return found


def judged(figures: Mapping[str, Mapping[str, str]], rules: str) -> tuple[Finding, ...]:
    site = nevada.site(figures, rules)
    return run(site, tabulate.results(site, site.contests[0]))


def test_what_the_party_published_keeps_its_rules() -> None:
    assert findings() == {
        "clark-3717": {"C609": "The formula leaves a delegate open between Biden 10 and Sanders 10."},
        "churchill-12": {"C604": "Buttigieg 1; 4 people made a group viable."},
    }


def test_delegates_add_up() -> None:
    site = nevada.site()
    entry = histories.entry(tabulate.results(site, site.contests[0]), AreaId("nevada"), TallyId("delegates"), 0)
    assert entry is not None
    assert entry.counts == (3, 1, 0, 5, 1, 0, 0)


def test_equal_decimals_are_drawn_and_either_result_is_right() -> None:
    assert findings(clark_3717={"delegates": "biden: 2, sanders: 1"})["clark-3717"].keys() == {"C609"}
    found = findings(clark_3717={"delegates": "biden: 3"})["clark-3717"]
    assert found.keys() == {"C608"}
    assert found["C608"] == (
        "Of 3 delegates, the formula gives Biden 1 or 2 and Sanders 1 or 2. The result has Biden 3 and Sanders 0. "
        "Final alignment: Biden 10 and Sanders 10; attendance: 20 in all."
    )


def test_viability_follows_from_attendance() -> None:
    """With 13 people 4 are viable; with 17 it takes 5, though no more of them are in any group."""
    assert "C604" not in findings(churchill_12={"final": "sanders: 4, steyer: 8"}).get("churchill-12", {})
    found = findings(churchill_12={"final": "sanders: 4, steyer: 8", "attended": "everyone: 17"})
    assert found["churchill-12"]["C604"] == "Sanders 4; 5 people made a group viable."
    assert found["churchill-12"]["C603"] == "Sanders 4 (1 county convention delegate); 5 people made a group viable."


def test_nobody_joins_who_did_not_attend() -> None:
    found = findings(clark_3824={"final": "biden: 12, sanders: 9"})
    assert found["clark-3824"] == {"C601": "21 people in the final alignment, 20 attended: 1 more."}
    assert "clark-3824" not in findings(clark_3824={"final": "biden: 12, sanders: 9", "attended": "everyone: 21"})


def test_without_attendance_only_delegates_are_counted() -> None:
    without = {
        **PRECINCTS,
        "clark-3824": {"first": "biden: 1", "final": "biden: 9", "delegates": "biden: 2, sanders: 3"},
    }
    (found,) = (one for one in judged(without, RULES) if one.area == "clark-3824")
    assert (found.code, found.clash.text) == (
        "C607",
        "5 county convention delegates were reported. It had 4 delegates to award.",
    )


def test_the_only_delegate_goes_to_a_plurality() -> None:
    found = findings(clark_2673={"delegates": "biden: 1"})
    assert found["clark-2673"] == {"C606": "The delegate went to Biden 1; Buttigieg 3 had the most people."}
    drawn = {"final": "biden: 3, buttigieg: 3", "delegates": "biden: 1"}
    assert "clark-2673" not in findings(clark_2673=drawn)


@pytest.mark.parametrize(
    ("delegates", "text"),
    [
        ("biden: 2, sanders: 2", "4 county convention delegates were reported. It had 3 delegates to award."),
        ("sanders: 1", "1 county convention delegate was reported. It had 3 delegates to award."),
    ],
)
def test_one_delegate_too_many_is_no_rounding(delegates: str, text: str) -> None:
    assert findings(clark_3717={"delegates": delegates})["clark-3717"]["C607"] == text


def test_a_slip_in_delegates_is_named() -> None:
    found = findings(clark_3824={"delegates": "biden: 20, sanders: 2"})["clark-3824"]
    assert found["C610"] == "Biden has 20 county convention delegates: a zero too many, if 2 was meant."


def test_delegates_may_be_allocated_by_largest_remainder() -> None:
    """Of 2 delegates 9 and 3 people get 1.5 and 0.5: at least one each by the nearest numbers, else a draw."""
    people = {"first": "sanders: 9, steyer: 3", "final": "sanders: 9, steyer: 3", "attended": "everyone: 12"}
    both, winner = {**people, "delegates": "sanders: 1, steyer: 1"}, {**people, "delegates": "sanders: 2"}
    assert "churchill-12" not in findings(churchill_12=both)
    assert findings(churchill_12=winner)["churchill-12"].keys() == {"C608"}
    rules = f"{RULES}allocation: largest-remainder\n"
    for given in (both, winner):
        assert findings(rules=rules, churchill_12=given)["churchill-12"].keys() == {"C609"}


def test_places_without_delegates_are_not_checked() -> None:
    texts = nevada.files()
    texts["content/places/nevada.yml"] = nevada.PLACES.replace(", worth: {delegates: 2}", "")
    site = loaded(texts)
    assert {one.area for one in run(site, tabulate.results(site, site.contests[0]))} == {"clark-3717"}


def test_texts_use_the_words_of_the_contest() -> None:
    site = nevada.site()
    words = words_of(site, site.contests[0])
    rules = [rule_in_words(f"C6{number:02}", words) for number in range(1, 11)]
    assert {rule.source.name for rule in rules} == {"Nevada State Democratic Party"}
    titles = {rule.code: rule.title for rule in rules}
    assert titles["C601"] == "More people in the final alignment than attended"
    assert titles["C607"] == "Wrong number of county convention delegates awarded"
    assert titles["C608"] == "County convention delegates that differ from the formula"
    assert titles["C609"] == "Decided by card draw"
    assert rules[6].text == "Each precinct must award exactly the delegates apportioned to it."
    said = " ".join(f"{rule.title} {rule.text} {rule.innocent}" for rule in rules)
    assert "coin toss" not in said
    assert "Attendance was not published" not in said
    assert notes_of(site.contests[0], words) == (
        "Rules C601 to C610 are those of the 2020 Nevada Democratic caucuses.",
    )


def test_a_new_contest_is_offered_rules(tmp_path: Path) -> None:
    nevada.write(tmp_path)
    assert main(["new", "-C", str(tmp_path), "contest", "senate", "Senate"]) == OK
    text = (tmp_path / "content/contests/senate/contest.yml").read_text()
    assert "# If this is a caucus, name its rules: a file in content/rules/.\n# rules: nevada-caucus-2020\n" in text
    told = json.loads((tmp_path / ".vscode/settings.json").read_text())["yaml.schemas"]
    assert told["./.recanvass/schema/rules.json"] == ["content/rules/*.yml"]


def test_pages_use_the_words_of_the_contest(tmp_path: Path) -> None:
    nevada.write(tmp_path)
    assert main(["build", "-C", str(tmp_path), "-q", "--strict"]) == OK
    page = (tmp_path / "output/president/findings/index.html").read_text()
    assert "are those of the 2020 Nevada Democratic caucuses." in page
    assert "If decimals are equal, the delegate is awarded by card draw." in page
    place = tmp_path / "output/president/precinct/clark-3717/index.html"
    assert "<dt>Delegates to be elected</dt><dd>3</dd>" in place.read_text()
    assert "Decided by card draw" in place.read_text()
    rules = tmp_path / "content/rules/nevada-caucus-2020.yml"
    rules.write_text(rules.read_text().replace("card draw", "high card"))
    assert main(["build", "-C", str(tmp_path), "-q", "--strict"]) == OK
    assert "Decided by high card" in place.read_text()


TURNOUT = RULES.replace("people: attended", "people: turnout")


def with_turnout(*, rules: str = TURNOUT, **lots: str) -> dict[str, dict[str, str]]:
    """Return what the rules find if attendance is stated as turnout, with who won what was drawn by precinct."""
    figures = {}
    for name, tallies in PRECINCTS.items():
        row = {tally: f"{{{text}}}" for tally, text in tallies.items() if tally != "attended"}
        row["turnout"] = tallies["attended"].replace("everyone", "{voters") + "}"
        lot = lots.get(name.replace("-", "_"))
        figures[name] = {**row, **({"lot": f"[{lot}]"} if lot else {})}
    rows = [
        f"{name}: {{{', '.join(f'{key}: {text}' for key, text in row.items())}}}\n" for name, row in figures.items()
    ]
    texts = nevada.files(rules=rules)
    texts[f"{nevada.FOLDER}/releases/2020-02-24/precincts.yml"] = "".join(rows)
    texts[f"{nevada.FOLDER}/contest.yml"] = nevada.CONTEST.replace(
        "  - {id: attended, name: Attendance, unit: attendees}\n", ""
    ).replace("  - {id: everyone, name: Everyone who attended, candidate: false}\n", "")
    site = loaded(texts)
    found: dict[str, dict[str, str]] = {}
    for one in run(site, tabulate.results(site, site.contests[0])):
        found.setdefault(one.area, {})[one.code] = one.clash.text
    return found


def test_attendance_may_be_turnout() -> None:
    assert with_turnout() == findings()


def test_who_won_the_draw_may_be_known() -> None:
    found = with_turnout(clark_3717="sanders")
    said = "The formula leaves a delegate open between Biden 10 and Sanders 10, drawn for Sanders."
    assert found["clark-3717"] == {"C609": said}
    assert found["churchill-12"] == findings()["churchill-12"]


def test_only_the_drawn_result_is_right_once_the_draw_is_known() -> None:
    found = with_turnout(clark_3717="biden")["clark-3717"]
    assert found == {
        "C608": "Of 3 delegates, the formula gives Biden 2 and Sanders 1, drawn for Biden. The result has Biden 1 and "
        "Sanders 2. Final alignment: Biden 10 and Sanders 10; attendance: 20 in all."
    }


def test_a_lot_for_the_only_delegate_is_kept_too() -> None:
    assert "clark-2673" not in with_turnout(clark_2673="buttigieg")
    found = with_turnout(clark_2673="biden")["clark-2673"]
    assert found == {"C606": "The delegate went to Buttigieg 3; drawn for Biden."}


def test_a_lot_that_the_formula_does_not_need_changes_nothing() -> None:
    assert with_turnout(clark_3824="biden") == findings()
