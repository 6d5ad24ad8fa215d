"""Findings: their life over releases, what answers them, and where editors and readers meet them."""

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from recanvass.checks.acknowledgements import load_acknowledgements
from recanvass.checks.engine import Finding, check, run, spans
from recanvass.checks.registry import RULES
from recanvass.checks.report import MAX_PRINTED, chosen, summary
from recanvass.checks.rule import Level
from recanvass.cli.main import FAULTS, OK, main
from recanvass.content import files as sources
from recanvass.core.diagnostics import Report
from recanvass.results import tabulate
from tests.sites import FOLDER, ROOT, election, files_of, iowa, iowa_findings

ROWS = "n1: {votes: {ada: 45, bob: 30}}\nn2: {votes: {ada: 10, bob: 12}}\n"
TYPED = "n1: {votes: {ada: 450, bob: 30}}\n"
BACK = "n1: {votes: {ada: 45, bob: 30}}\n"
ENTRY = "- {finding: C501, place: n1, reason: It was looked up., by: The desk, date: 2020-01-09%s}\n"


def files_with(text: str) -> dict[str, sources.SourceFile]:
    files = files_of(ROWS, TYPED, extra={f"{FOLDER}/acknowledged.yml": text})
    return {path: sources.SourceFile(path, body) for path, body in files.items()}


def found(code: str, *rows: str) -> list[Finding]:
    return [one for one in run(*election(*rows)) if one.code == code]


def test_a_finding_has_the_release_that_brought_it_and_the_one_that_ended_it() -> None:
    (standing,) = found("C501", ROWS, TYPED)
    assert (standing.since, standing.cured, standing.area, standing.clash.choice) == (1, None, "n1", 0)
    assert [standing.stands_at(index) for index in range(2)] == [False, True]
    ended = found("C301", ROWS, TYPED, BACK, "n1: {votes: {ada: 451, bob: 30}}\n")
    assert [(one.since, one.cured) for one in ended] == [(2, 3)]
    assert "450 → 45" in ended[0].clash.text


def test_a_unit_that_a_release_does_not_touch_keeps_its_findings() -> None:
    (one,) = found("C501", ROWS, TYPED, "n2: {votes: {ada: 11, bob: 12}}\n", "")
    assert (one.since, one.cured) == (1, None)


def test_the_figures_of_a_finding_are_found_in_their_file() -> None:
    _, results = election(ROWS, TYPED)
    (one,) = found("C501", ROWS, TYPED)
    (at,) = spans(results.contest, one)
    assert (at.path, at.line, at.column) == (f"{FOLDER}/releases/r1/rows.yml", 1, 6)


def test_every_finding_of_the_real_site_leads_to_a_line_of_its_figures() -> None:
    _, results = iowa()
    for one in iowa_findings():
        at = spans(results.contest, one)
        assert at, one
        for span in at:
            line = (ROOT / span.path).read_text(encoding="utf-8").splitlines()[span.line - 1]
            assert line.strip(), span


@pytest.mark.parametrize(("release", "is_answered"), [("", True), (", release: r1", True), (", release: r0", False)])
def test_an_acknowledgement_answers_what_it_names(release: str, *, is_answered: bool) -> None:
    site, results = election(ROWS, TYPED)
    report = Report()
    answers = load_acknowledgements(files_with(ENTRY % release), site, report)[results.contest.id]
    findings = run(site, results, answers)
    (one,) = (one for one in findings if one.code == "C501")
    assert (one.acknowledged is not None) == is_answered
    check(results.contest, findings, answers, report)
    assert [fault.code for fault in report.items] == ([] if is_answered else ["W901"])


def test_faults_of_acknowledgements_are_named_together() -> None:
    text = "- {finding: C999, place: n9, release: r7, reason: A, by: B, date: 2020-13-01}\n- {finding: C501}\n"
    report = Report()
    load_acknowledgements(files_with(text), election(ROWS)[0], report)
    assert sorted(fault.code for fault in report.items) == ["E202"] * 4 + ["E215", "E217", "E301", "E304"]


def test_of_many_findings_every_code_is_printed_and_the_rare_ones_first() -> None:
    _, results = iowa()
    printed = chosen([(results, one) for one in iowa_findings()])
    counts = Counter(one.code for one in iowa_findings())
    assert len(printed) == MAX_PRINTED < len(iowa_findings())
    assert {one.code for _, one in printed} == set(counts)
    shown = Counter(one.code for _, one in printed)
    assert all(shown[code] == count for code, count in counts.items() if count <= 2)
    since = [one.since for _, one in printed]
    assert since == sorted(since, reverse=True)


def test_of_each_code_what_still_stands_is_printed_before_what_has_ended() -> None:
    _, results = iowa()
    printed = [one for _, one in chosen([(results, one) for one in iowa_findings()])]
    ended = {one.code for one in printed if one.cured is not None}
    unprinted = [one for one in iowa_findings() if one not in printed]
    assert ended
    assert [one for one in unprinted if one.code in ended and one.cured is None] == []


def test_the_summary_counts_what_stands() -> None:
    assert summary([]) == ""
    assert summary([found("C501", ROWS, TYPED)]) == "Findings: 1 in all, 1 open (1 doubtful)"


def test_the_real_site_has_real_acknowledgements_and_no_others() -> None:
    answered = {one.area: one for one in iowa_findings() if one.acknowledged is not None}
    assert set(answered) == {"1141", "1152", "1200", "1207"}
    assert {one.code for one in answered.values()} == {"C305"}


SCOTT = "content/contests/president/releases/2020-02-06-92-percent/scott.yml"
SIOUX = "content/contests/president/releases/2020-02-07-all-precincts/sioux.yml"


def mistyped(folder: Path, file: str) -> Path:
    """Return the real site's content, with 450 typed for 45 in one precinct."""
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "site.yml", folder)
    text = (folder / file).read_text()
    assert "sanders: 45," in text
    (folder / file).write_text(text.replace("sanders: 45,", "sanders: 450,", 1))
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return mistyped(tmp_path, SCOTT)


def test_a_zero_too_many_is_named_though_someone_came_between_the_alignments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "-C", str(mistyped(tmp_path, SIOUX))]) == OK
    (block,) = (one for one in capsys.readouterr().out.split("\n\n") if "[C501]" in one and "450" in one)
    assert block.startswith(f"{SIOUX}:4:3: ")
    assert "the first alignment has 44: a zero too many, if 45 was meant" in block


def test_check_names_a_slip_among_hundreds_of_findings(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "-C", str(site)]) == OK
    printed = capsys.readouterr()
    assert printed.err == ""
    blocks = [block for block in printed.out.split("\n\n") if "[C501]" in block and "450" in block]
    (block,) = blocks
    assert block.startswith("content/contests/president/releases/2020-02-06-92-percent/scott.yml:")
    assert "Sanders has 450 in the" in block
    assert "a zero too many, if 45 was meant" in block
    assert "  rule: " in block
    assert "  possible explanation: " in block
    assert "C604  4" in printed.out
    assert printed.out.rstrip().endswith("president/findings/ on the site")


def test_quiet_hides_findings_and_strict_findings_fails_on_faults(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "-C", str(ROOT), "-q"]) == OK
    assert capsys.readouterr() == ("", "")
    assert main(["check", "-C", str(ROOT), "-q", "--strict-findings"]) == FAULTS
    assert " broken rules are not acknowledged in the newest release; " in capsys.readouterr().err


def test_strict_findings_is_content_with_acknowledged_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rest = "s1: {status: excluded}\ns2: {status: excluded}\n"
    files = files_of(ROWS + rest, totals={0: "{lake: {votes: {ada: 56}}, north: {votes: {ada: 55}}}"})
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    arguments = ["check", "-C", str(tmp_path), "--strict-findings"]
    assert main(arguments) == FAULTS
    printed = capsys.readouterr()
    assert "rows.yml" not in printed.out
    assert "release.yml:6:" in printed.out
    said = "fault[C101]: Lake (lake): Byron, votes: 56 as published in “Release 0,” but its places add up to 55."
    assert said in printed.out
    assert printed.err == "error: a broken rule is not acknowledged in the newest release; see docs/findings.md\n"
    entry = "- {finding: C101, place: lake, reason: One ballot came late., by: Desk, date: 2020-01-03}\n"
    (tmp_path / FOLDER / "acknowledged.yml").write_text(entry)
    assert main(arguments) == OK
    assert "fault[" not in capsys.readouterr().out


def findings_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert main(["check", "-C", str(folder), "--format", "json"]) == OK
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["findings"]
    return found


def test_programs_get_every_finding(capsys: pytest.CaptureFixture[str]) -> None:
    records = findings_of(ROOT, capsys)
    assert len(records) == len(iowa_findings())
    known = [one for one in records if one["code"] == "C601" and one["place"] == "948202"]
    assert [(one["since"], one["cured"], one["level"]) for one in known] == [("2020-02-09-review", None, "fault")]
    assert known[0]["place_name"] == "4SE Orient"
    assert all(str(one["text"]) and one["at"] for one in records)


def test_workflows_get_warnings_for_faults_and_notices_for_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "-C", str(ROOT), "--format", "github"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == MAX_PRINTED
    assert {line.partition(" ")[0] for line in lines} == {"::warning", "::notice"}
    assert all("file=content/contests/president/" in line and ",title=C" in line for line in lines)


def test_explain_tells_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "c601"]) == OK
    printed = capsys.readouterr().out
    for part in (RULES["C601"].text, RULES["C601"].innocent, RULES["C601"].source.name, RULES["C601"].title):
        assert part in printed
    assert main(["explain", "C699"]) != OK


def test_the_download_holds_every_finding(iowa: Path) -> None:
    with (iowa / "data/president/findings.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert Counter(row["code"] for row in rows) == Counter(one.code for one in iowa_findings())
    assert sum(bool(row["acknowledged"]) for row in rows) == 4
    (row,) = (row for row in rows if row["code"] == "C607" and row["place"] == "947861")
    assert (row["since"], row["ended"]) == ("2020-02-06-92-percent", "2020-02-27-recount")
    listed = (iowa / "data/index.html").read_text()
    assert "a possible innocent explanation" in listed


def test_readers_find_rules_places_and_releases(iowa: Path) -> None:
    page = (iowa / "president/findings/index.html").read_text()
    assert "A finding is not evidence of wrongdoing" in page
    assert "the place, the rule’s code and your source" in page
    assert "changes only when its source corrects it" in page
    assert "Attendance was not published, so this uses the total of the first alignment." in page
    codes = {one.code for one in iowa_findings() if one.acknowledged is None}
    assert all(f'id="{code.lower()}"' in page for code in codes)
    assert page.count('/index.html#_findings">') > 100  # long lists are counted by county, whose pages have them
    assert len(page) < 400_000
    place = (iowa / "president/precinct/947861/index.html").read_text()
    assert "Findings in these results" in place
    assert "Resolved in “After the recount.”" in place
    assert "Explained: The satellite site never met." in (iowa / "president/satellite/1141/index.html").read_text()
    release = (iowa / "president/releases/2020-02-27-recount/index.html").read_text()
    ended = sum(one.cured == 5 for one in iowa_findings())
    assert f"{ended} resolved" in release
    assert 'href="../president/findings/index.html">Findings</a>' in (iowa / "find/index.html").read_text()
    assert "Findings in these numbers" in (iowa / "president/index.html").read_text()


def test_words_are_fair() -> None:
    texts = [f"{rule.title} {rule.text} {rule.innocent}" for rule in RULES.values()]
    texts += [one.clash.text for one in iowa_findings()]
    unfair = ("fraud", "cheat", "rigged", "manipulat", "suspicio", "guilty", "illegal", "mistake by", "wrongly")
    assert [text for text in texts if any(word in text.lower() for word in unfair)] == []


def test_findings_begin_before_they_end() -> None:
    for one in iowa_findings():
        assert one.since <= one.release
        assert one.cured is None or one.cured > one.since
    assert sum(one.level is Level.FAULT and one.cured is None for one in iowa_findings()) == 119


def test_of_many_places_alike_some_are_named_and_the_others_counted() -> None:
    site, results = iowa()
    contest = results.contest
    first = contest.releases[0]
    units = [unit for unit in contest.units if unit in first.rows][:9]
    rows = {**first.rows, **{unit: replace(first.rows[units[0]], place=unit) for unit in units}}
    alike = replace(contest, releases=(replace(first, rows=rows),))
    found = {one.area: one.clash.text for one in run(site, tabulate.results(site, alike)) if one.code == "C201"}
    assert set(units) <= set(found)
    names = [f"{site.places[unit].name} ({unit})" for unit in units[1:6]]
    assert found[units[0]].startswith(f"Every figure matches {', '.join(names)} and 3 more; in the ")
