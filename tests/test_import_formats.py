"""Files of other formats than CSV: each gives the same figures, or is refused with what it was taken for."""

import struct
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from recanvass.authoring.importing.formats import archive, workbook
from recanvass.cli.main import FAULTS, OK
from recanvass.content import files, load
from recanvass.core.diagnostics import Report
from recanvass.exports import nist
from recanvass.results import tabulate
from tests import importing, workbooks
from tests.importing import CLERK, bring, votes, written
from tests.sites import ROOT
from tests.test_import_dress import READ

ROWS: list[list[workbooks.Cell]] = [["precinct", "Ann Gray", "Bob Moss"], ["Alder", 3, 7.0], ["Birch", 5, "2"]]
TITLED = [["Lee County, Nov. 5, 2024"], [None], *ROWS, ["* unofficial results"]]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small site, in the current folder."""
    monkeypatch.chdir(tmp_path)
    return importing.lay_out(tmp_path)


@pytest.mark.parametrize("made", [workbooks.xlsx, workbooks.ods])
@pytest.mark.parametrize("rows", [ROWS, TITLED], ids=["plain", "titled"])
def test_a_workbook_gives_the_same_figures(site: Path, made: type, rows: list[list[workbooks.Cell]]) -> None:
    assert bring(made({"Results": rows}), name="results.xlsx") == OK
    assert written(site) == READ


def test_an_old_workbook_is_read(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring((ROOT / "tests/files/table.xls").read_bytes(), name="table.xls") == OK
    assert written(site) == READ
    assert "The header is on line 2. Left out above it: 'Lee County" in capsys.readouterr().out


def test_an_old_workbook_whose_sectors_never_end_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = bytearray((ROOT / "tests/files/table.xls").read_bytes())
    (table,) = struct.unpack_from("<I", data, 76)
    struct.pack_into("<I", data, (table + 1) * 512, 0)
    assert bring(bytes(data), name="loop.xls") == FAULTS
    assert "loop.xls: error[E801]: this file is a damaged or protected workbook" in capsys.readouterr().err
    assert bring(bytes(data[:2000]), name="cut.xls") == FAULTS


def test_the_sheet_with_the_table_is_read(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes: list[list[workbooks.Cell]] = [["Ask the clerk"], ["if you have questions"]]
    assert bring(workbooks.xlsx({"Read me": notes, "Clerk": ROWS}), name="a.xlsx") == OK
    assert written(site) == READ
    said = capsys.readouterr().out
    assert "Read the sheet 'Clerk'.\n" in said
    assert "Sheets left out: 'Read me'.\n" in said
    both = workbooks.ods({"Mayor": ROWS, "County clerk": ROWS})
    assert bring(both, to=importing.TO[:4], name="b.ods") == FAULTS
    told = capsys.readouterr().err
    assert "b.ods: error[E801]: this file is a workbook with 2 sheets that could be the table: 'Mayor', 'County" in told
    assert "hint: say which one to read: --sheet Mayor\n" in told
    assert bring(both, "--sheet", "County clerk", to=importing.TO[:4], name="b.ods") == OK
    assert bring(both, "--sheet", "Sheriff", to=importing.TO[:4], name="b.ods") == FAULTS
    assert "none called 'Sheriff'" in capsys.readouterr().err


def test_a_fault_in_a_workbook_names_its_row(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[list[workbooks.Cell]] = [*ROWS[:2], ["Birch", 5, "many"]]
    assert bring(workbooks.xlsx({"Results": rows}), name="a.xlsx") == FAULTS
    assert "a.xlsx:3:9: error[E812]: 'many' isn't a number\n    Birch,5,many\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        *((3.0, "3"), (0.4133, "0.4133"), (0.1 + 0.2, "0.3"), (1e15, "1000000000000000"), (1e-7, "0.0000001")),
        *((True, "TRUE"), (date(2024, 1, 2), "2024-01-02"), ("001", "001"), (12, "12")),
    ],
)
def test_cells_are_read_as_the_spreadsheet_shows_them(cell: object, text: str) -> None:
    assert workbook.cell_text(cell) == text


CLARITY = """<?xml version="1.0"?>
<ElectionResult><Region>Lee</Region>
<ElectionVoterTurnout totalVoters="90" ballotsCast="20"><Precincts>
<Precinct name="Alder" totalVoters="50" ballotsCast="11"/><Precinct name="Birch" totalVoters="40" ballotsCast="9"/>
</Precincts></ElectionVoterTurnout>
<Contest key="1" text="County Clerk" voteFor="1">
<VoteType name="Undervotes" votes="2"><Precinct name="Alder" votes="1"/><Precinct name="Birch" votes="1"/></VoteType>
<Choice key="1" text="Ann Gray (DEM)" totalVotes="8">
<VoteType name="Election Day" votes="7"><Precinct name="Alder" votes="2"/><Precinct name="Birch" votes="5"/></VoteType>
<VoteType name="Absentee" votes="1"><Precinct name="Alder" votes="1"/><Precinct name="Birch" votes="0"/></VoteType>
</Choice>
<Choice key="2" text="Bob Moss (I) (REP)" totalVotes="9">
<VoteType name="Election Day" votes="8"><Precinct name="Alder" votes="7"/><Precinct name="Birch" votes="1"/></VoteType>
<VoteType name="Absentee" votes="1"><Precinct name="Alder" votes="0"/><Precinct name="Birch" votes="1"/></VoteType>
</Choice></Contest>
<Contest key="2" text="Sheriff"><Choice key="3" text="Cy Reed" totalVotes="1">
<VoteType name="Election Day" votes="1"><Precinct name="Alder" votes="1"/></VoteType></Choice></Contest>
</ElectionResult>
"""
TURNOUT = "place,registered,ballots,undervotes\nalder,50,11,1\nbirch,40,9,1\n"


@pytest.mark.parametrize("is_zipped", [False, True])
def test_a_clarity_report_is_read(site: Path, *, is_zipped: bool, capsys: pytest.CaptureFixture[str]) -> None:
    data = workbooks.zipped({"detail.xml": CLARITY}) if is_zipped else CLARITY.encode()
    words = ["--office", "County Clerk", "--sum-over", "mode"]
    assert bring(data, *words, name="detail.xml") == OK, capsys.readouterr().err
    assert written(site) == {**READ, "turnout.csv": TURNOUT}
    said = capsys.readouterr().out
    assert "From other contests: Sheriff (1 figure).\n" in said
    assert ("Read 'detail.xml' in the zip archive.\n" in said) is is_zipped


def test_a_clarity_report_has_ways_to_vote_as_parts(site: Path) -> None:
    parts = CLERK.replace(
        ", decides: true}",
        ", decides: true}\n  - {id: election-day, name: Election Day, unit: votes, part_of: votes}\n"
        "  - {id: absentee, name: Absentee, unit: votes, part_of: votes}",
    )
    (site / "content/contests/clerk/contest.yml").write_text(parts)
    assert bring(CLARITY, "--office", "County Clerk", name="detail.xml") == OK
    assert votes(site, "alder") == (3, 7)
    assert "election-day: {gray: 2, moss: 7}\n  absentee: {gray: 1}" in written(site)["lee.yml"]


def test_a_sum_in_a_clarity_report_is_compared(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--office", "County Clerk", "--sum-over", "mode"]
    assert bring(CLARITY.replace('votes="7"><', 'votes="8"><'), *words, name="detail.xml") == OK
    told = capsys.readouterr().err
    assert "detail.xml:9:1: warning[W801]: the precincts of 'County Clerk, Ann Gray, Election Day' add up to 7" in told


NIST_XML = """<?xml version="1.0"?>
<ElectionReport xmlns="http://itl.nist.gov/ns/voting/1500-100/v2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<Election><Candidate ObjectId="c1"><BallotName><Text Language="en">Ann Gray</Text></BallotName></Candidate>
<Candidate ObjectId="c2"><BallotName><Text Language="en">Bob Moss</Text></BallotName><PartyId>p1</PartyId></Candidate>
<Contest ObjectId="k1" xsi:type="CandidateContest"><Name>County clerk</Name>
<ContestSelection ObjectId="s1" xsi:type="CandidateSelection"><CandidateIds>c1</CandidateIds>
<VoteCounts><Count>3</Count><GpUnitId>u1</GpUnitId><Type>total</Type></VoteCounts>
<VoteCounts><Count>5</Count><GpUnitId>u2</GpUnitId><Type>total</Type></VoteCounts></ContestSelection>
<ContestSelection ObjectId="s2" xsi:type="CandidateSelection"><CandidateIds>c2</CandidateIds>
<VoteCounts><Count>7</Count><GpUnitId>u1</GpUnitId><Type>total</Type></VoteCounts>
<VoteCounts><Count>2</Count><GpUnitId>u2</GpUnitId><Type>total</Type></VoteCounts></ContestSelection>
<OtherCounts><GpUnitId>u1</GpUnitId><Undervotes>1</Undervotes></OtherCounts>
</Contest></Election>
<GpUnit ObjectId="u0" xsi:type="ReportingUnit"><ComposingGpUnitIds>u1 u2</ComposingGpUnitIds>
<Name><Text Language="en">Lee</Text></Name><Type>county</Type></GpUnit>
<GpUnit ObjectId="u1" xsi:type="ReportingUnit"><Name><Text Language="en">Alder</Text></Name><Type>precinct</Type>
<VotersRegistered>50</VotersRegistered></GpUnit>
<GpUnit ObjectId="u2" xsi:type="ReportingUnit">
<Name><Text Language="en">Birch</Text></Name><Type>precinct</Type></GpUnit>
<Party ObjectId="p1"><Name><Text Language="en">Republican</Text></Name></Party>
</ElectionReport>
"""


def test_a_report_by_the_standard_is_read(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(NIST_XML, name="report.xml") == OK, capsys.readouterr().err
    assert written(site) == {**READ, "turnout.csv": "place,registered,undervotes\nalder,50,1\n"}


MEDSL = (
    "precinct,office,party_detailed,party_simplified,mode,votes,county_name,county_fips,jurisdiction_name,"
    "jurisdiction_fips,candidate,district,dataverse,year,stage,state,special,writein,date,state_po,readme_check\n"
)


def test_the_layout_of_the_election_lab_is_read(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(
        f"{place},COUNTY CLERK,{party},OTHER,TOTAL,{count},LEE,19111,LEE,19111,{name},,LOCAL,2024,GEN,IOWA,{special},"
        "FALSE,2024-11-05,IA,FALSE\n"
        for place, party, count, name, special in [
            *(("ALDER", "DEMOCRAT", 3, "ANN GRAY", "FALSE"), ("ALDER", "REPUBLICAN", 7, "BOB MOSS", "FALSE")),
            *(("BIRCH", "DEMOCRAT", 5, "ANN GRAY", "FALSE"), ("BIRCH", "REPUBLICAN", 2, "BOB MOSS", "FALSE")),
            ("BIRCH", "REPUBLICAN", 90, "BOB MOSS", "TRUE"),
        ]
    )
    assert bring(MEDSL + rows) == FAULTS
    assert "the rows differ in 'special' ('FALSE', 'TRUE')" in capsys.readouterr().err
    assert bring(MEDSL + rows, "--only", "special=FALSE") == OK
    assert written(site) == READ
    assert "Not selected: special TRUE (1 figure).\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"<!DOCTYPE html>\n<html><table></table></html>", "a web page, not a table"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b'{"a": 1}', "JSON, but not a NIST SP 1500-100 report"),
        (b'{"a": 1', "damaged JSON"),
        (b"{" * 100_000, "damaged JSON"),
        (b'{"a":' + b"[" * 500_000, "JSON that can't be read"),
        (b"<?xml version='1.0'?>\n<Workbook/>", "an Excel workbook saved as XML"),
        (b"<feed/>", "XML that starts with <feed>"),
        (b"<ElectionResult><Contest>", "damaged XML"),
        (b"<ElectionResult><a>" + b"<a>" * 5000, "XML with a document type or too many levels"),
        (
            b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aa">]>\n<ElectionResult>&a;</ElectionResult>',
            "XML with a document type",
        ),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd">\n<ElectionResult/>', "XML with a document type"),
        (b"PK\x03\x04 broken", "a damaged zip archive or workbook"),
        (b"PK\x05\x06" + bytes(18), "an empty zip archive"),
        (workbooks.zipped({"a.txt": "x", "b.csv": "y"}), "a zip archive of 2 tables: 'a.txt', 'b.csv'"),
        (workbooks.zipped({"photo.jpg": "x"}), "a zip archive without a table"),
        (workbooks.zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "a document, not a spreadsheet"),
        (workbooks.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "a document, not a spreadsheet"),
        (workbooks.zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "a damaged or protected workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a damaged or protected workbook"),
        (workbooks.zipped({"in.zip.csv": workbooks.zipped({"a.csv": "x"})}), "a damaged or protected workbook"),
    ],
)
def test_every_refused_file_is_told_what_it_was_taken_for(
    site: Path, data: bytes, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(data, name="given") == FAULTS
    told = capsys.readouterr().err
    assert told.count("error[") == 1
    assert told.startswith("given")
    assert f"error[E801]: this file is {what}" in told
    assert "\n  hint: " in told
    assert written(site) == {}


def test_an_archive_that_grows_without_end_is_refused(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1024 * 1024)
    bomb = bytes(2 * 1024 * 1024)
    made = workbooks.zipped({"a.csv": bomb}), workbooks.zipped({"[Content_Types].xml": "", "xl/a.xml": bomb})
    for data in made:
        assert bring(data, name="bomb.zip") == FAULTS
        assert "this file is an archive that unpacks to more than 1 MB" in capsys.readouterr().err


def test_a_sheet_with_one_cell_far_away_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    data = workbooks.zipped({"[Content_Types].xml": "", "xl/worksheets/sheet1.xml": sheet})
    assert bring(data, name="far.xlsx") == FAULTS
    assert "a workbook with 16,384 columns and 1,048,576 rows" in capsys.readouterr().err


def test_without_the_package_a_workbook_says_what_to_install(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert bring(workbooks.xlsx({"Results": ROWS}), name="a.xlsx") == FAULTS
    told = capsys.readouterr().err
    assert "a.xlsx: error[E801]: this file is a spreadsheet\n" in told
    assert "hint: to read it, run: python3 -m pip install python-calamine; or save the table as CSV UTF-8\n" in told


def test_standard_input_is_read(site: Path) -> None:
    table = "precinct,candidate,votes\nAlder,Ann Gray,3\nAlder,Bob Moss,7\nBirch,Ann Gray,5\nBirch,Bob Moss,2\n"
    for data in (table.encode(), workbooks.xlsx({"Results": ROWS})):
        words = [sys.executable, "-m", "recanvass", "import", "results", "-", *importing.TO[:4]]
        words += [*importing.HEAD, "--source", "Clerk"] if not written(site) else []
        done = subprocess.run(
            words, input=data, cwd=site, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
        )
        assert done.returncode == OK, done.stderr
        assert written(site) == READ


def test_what_this_site_publishes_is_read(site: Path) -> None:
    assert (
        bring("precinct,candidate,votes\nAlder,Ann Gray,3\nAlder,Bob Moss,7\nBirch,Ann Gray,5\nBirch,Bob Moss,2\n")
        == OK
    )
    report = Report()
    found = load.site(files.read(site, report), report, drafts=False)
    assert found is not None
    results = tabulate.results(found, found.contests[0])
    data = b"".join(nist.nist_json(found, results, 0))
    (site / f"{importing.FOLDER}/lee.yml").unlink()
    assert bring(data, name="nist.json", to=importing.TO[:4]) == FAULTS
    assert bring(data, "--totals", "skip", name="nist.json", to=importing.TO[:4]) == OK
    assert written(site) == READ


def test_a_fault_on_standard_input_is_called_by_its_sign(site: Path) -> None:
    words = [sys.executable, "-m", "recanvass", "import", "results", "-", *importing.TO]
    table = b"precinct,candidate,votes\nAlder,Ann Gray,3\nAlder,Ann Gray,4\n"
    done = subprocess.run(words, input=table, cwd=site, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert done.returncode == FAULTS
    assert b"-:3:16: error[E807]: 'gray' appears again for this place, with a different figure; line 2" in done.stderr
