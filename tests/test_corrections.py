"""The corrections log: what is read of it, what is wrong in it, and where readers find it."""

from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK, main
from recanvass.core.corrections import CorrectedAnswer, CorrectedFigure
from recanvass.core.ids import AreaId, RequestId
from recanvass.core.kinds import RequestAnswer, TurnoutKey
from tests.sites import ROOT
from tests.sites import read as read_site
from tests.test_golden import GOLDEN

SITE = GOLDEN / "caucus" / "site"
LOG = "content/contests/president/corrections.yml"


def files_of_golden(log: str) -> dict[str, str]:
    paths = [path for path in SITE.rglob("*") if path.is_file() and path.suffix in (".yml", ".md", ".csv", ".json")]
    return {**{path.relative_to(SITE).as_posix(): path.read_text() for path in paths}, LOG: log}


def test_corrections_are_read_newest_first() -> None:
    site, faults = read_site(files_of_golden((SITE / LOG).read_text()))
    assert site is not None
    assert faults == ()
    newest, oldest = site.contests[0].corrections
    assert (newest.release, newest.figures, newest.by) == (None, (), None)
    assert oldest.release == "2020-02-04-night"
    assert [(str(one.before), str(one.after)) for one in oldest.figures] == [
        ("40", "20"),
        ("0.25", "0.5000"),
        ("None", "90"),
    ]


def test_every_fault_is_found_at_once() -> None:
    log = (
        "- published: yesterday\n"
        "  reason: R\n"
        "  release: 2020-02-04-nigth\n"
        "  figures:\n"
        '    - {place: "0l2", tally: frist, choice: aldre, before: -1, after: 1}\n'
        "- published: 2020-02-21\n"
        "  why: R\n"
    )
    _, faults = read_site(files_of_golden(log))
    found = [(one.code, one.span.line) for one in faults if one.span.path == LOG]
    assert found == [
        ("E215", 1),
        ("E304", 3),
        ("E301", 5),
        ("E303", 5),
        ("E302", 5),
        ("E211", 5),
        ("E202", 6),
        ("E203", 7),
    ]


def test_turnout_and_answers_are_read() -> None:
    log = (
        "- published: 2020-02-21\n"
        "  reason: R\n"
        '  figures: [{place: "012", turnout: registered, before: 12, after: 21}]\n'
        "  requests:\n"
        "    - {request: alder, before: completed, after: filed}\n"
        '    - {request: alder, place: "012", before: listed}\n'
    )
    site, faults = read_site(files_of_golden(log))
    assert site is not None
    assert faults == ()
    (one,) = site.contests[0].corrections
    assert one.figures == (CorrectedFigure(AreaId("012"), None, None, 12, 21, TurnoutKey.REGISTERED),)
    assert one.answers == (
        CorrectedAnswer(RequestId("alder"), None, RequestAnswer.COMPLETED, RequestAnswer.FILED),
        CorrectedAnswer(RequestId("alder"), AreaId("012"), RequestAnswer.LISTED, None),
    )


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("place: linn, before: 1", [("E202", "has no 'choice'"), ("E202", "has no 'tally'")]),
        ("place: linn, tally: first", [("E202", "has no 'choice'")]),
        ("place: linn, tally: frist, choice: alder", [("E303", "frist")]),
        ("place: linn, turnout: registred", [("E217", "registred")]),
        ("place: linn, turnout: registered, choice: alder", [("E445", "(registered) has no 'choice'")]),
        ("place: linn, turnout: blank, tally: first", [("E445", "(blank) has no 'tally'")]),
        ("place: linn, turnout: ballots, tally: first", []),
    ],
)
def test_a_figure_is_of_a_choice_or_of_turnout(keys: str, found: list[tuple[str, str]]) -> None:
    _, faults = read_site(files_of_golden(f"- {{published: 2020-02-21, reason: R, figures: [{{{keys}}}]}}\n"))
    assert [one.code for one in faults] == [code for code, _ in found]
    assert all(text in one.message for one, (_, text) in zip(faults, found, strict=True))


def test_an_answer_names_a_request_and_a_place_of_the_contest() -> None:
    log = (
        "- published: 2020-02-21\n"
        "  reason: R\n"
        "  requests:\n"
        "    - {request: adler, after: filed}\n"
        "    - {request: alder, place: 01l, after: accurat}\n"
    )
    _, faults = read_site(files_of_golden(log))
    assert [(one.code, one.span.line) for one in faults] == [("E308", 4), ("E301", 5), ("E217", 5)]


def test_a_faulty_log_builds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, text in files_of_golden("- published: 2020-02-21\n").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert main(["build", "-C", str(tmp_path)]) == FAULTS
    assert "add 'reason: …'" in capsys.readouterr().err
    assert not (tmp_path / "output").exists()


def test_an_earlier_site_has_only_the_corrections_of_its_time(tmp_path: Path) -> None:
    for day, count in (("2020-02-12", 1), ("2020-02-22", 2)):
        out = tmp_path / day
        assert main(["build", "-C", str(SITE), "-o", str(out), "-q", "--as-of", day]) == OK
        assert (out / "president/corrections/index.html").read_text().count("<section id=") == count


def test_a_site_without_corrections_says_nothing_of_them(tmp_path: Path) -> None:
    assert main(["build", "-C", str(ROOT / "examples/plain"), "-o", str(tmp_path / "out"), "-q"]) == OK
    assert not list((tmp_path / "out").rglob("*corrections*"))
