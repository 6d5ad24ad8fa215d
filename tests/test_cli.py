"""The command line: exit codes, what is printed where, and that a failed build leaves the old site as it was."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recanvass.cli.main import BUG, FAULTS, OK, USAGE, main
from tests.sites import ROOT

CAUCUS = ROOT / "tests" / "golden" / "caucus" / "site"
FIGURES = Path("content/contests/president/releases/2020-02-04-night/figures.yml")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CAUCUS, tmp_path / "site"))


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_check_says_what_the_newest_release_changes(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "-C", str(site)]) == OK
    printed = capsys.readouterr().out.splitlines()
    assert printed[1:5] == [
        (
            "Caucus, After the recount, compared with “After the recanvass”: 1 place new, 1 place changed "
            "(First alignment, Final alignment and State delegate equivalents)"
        ),
        "  now: Alder finished 0.100 state delegate equivalents ahead of Birch.",
        "  lead: Alder by 0.080 state delegate equivalents → Alder by 0.100 state delegate equivalents",
        "  the total falls in State delegate equivalents: 3.570 → 3.550",
    ]
    assert main(["check", "-C", str(site), "--format", "json"]) == OK
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert (change["release"], change["against"]) == ("2020-02-20-recount", "2020-02-10-recanvass")
    assert change["lead_before"] == {"leaders": ["alder"], "margin": "0.080"}
    assert change["lead_after"] == {"leaders": ["alder"], "margin": "0.100"}
    assert change["leader_changes"] is False
    assert change["tallies"] == ["first", "final", "sde"]


def test_a_leader_that_changes_is_said(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = site / "content/contests/president/releases/2020-02-20-recount"
    replace_in(
        folder / "release.yml", "totals:\n  iowa: {sde: {alder: 1.700, birch: 1.600}}\n", "expect: {leader: alder}\n"
    )
    replace_in(folder / "figures.csv", "011,alder,50,56,1.2", "011,alder,50,56,0.1")
    assert main(["check", "-C", str(site)]) == FAULTS
    printed = capsys.readouterr().err
    assert "release.yml:9:18: error[E414]: 'leader' is birch, but 'expect' says alder" in printed
    replace_in(folder / "release.yml", "expect: {leader: alder}\n", "expect: {leader: birch, places_changed: 2}\n")
    assert main(["check", "-C", str(site)]) == OK
    assert "  the leader changes\n" in capsys.readouterr().out


def test_build_is_the_default(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(site)]) == OK
    printed = capsys.readouterr()
    count = len(tree(site / "output")) - 1
    assert printed.out.splitlines()[-1].startswith(f"Built {count} files ({count} changed)")
    assert printed.out.count("\n") == 6
    assert "\n" in printed.out
    assert (site / "output" / "index.html").is_file()
    assert main(["-C", str(site)]) == OK
    assert f"\nBuilt {count} files (0 changed)" in capsys.readouterr().out


def test_a_failed_build_leaves_the_old_site(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "-C", str(site), "-q"]) == OK
    before = tree(site / "output")
    replace_in(site / FIGURES, "alder: 50", "alder: fifty")
    assert main(["build", "-C", str(site), "-q"]) == FAULTS
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"{FIGURES.as_posix()}:2:18: error[E210]: 'fifty' is not a whole number" in printed.err
    assert "1 error" in printed.err
    assert tree(site / "output") == before


def test_a_broken_template_leaves_the_old_site(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "-C", str(site), "-q"]) == OK
    before = tree(site / "output")
    folder = site / "templates" / "pages"
    folder.mkdir(parents=True)
    (folder / "news.html").write_text("<h1>{{ page.headline }}</h1>\n")
    (folder / "find.html").write_text("{% if %}\n")
    assert main(["build", "-C", str(site), "-q"]) == FAULTS
    printed = capsys.readouterr().err
    assert "templates/pages/news.html:1:" in printed
    assert "templates/pages/find.html:1:" in printed
    assert tree(site / "output") == before


def test_a_site_may_replace_one_template(site: Path) -> None:
    folder = site / "templates" / "pages"
    folder.mkdir(parents=True)
    (folder / "404.html").write_text("<p>{{ page.heading }} & no more</p>\n")
    assert main(["build", "-C", str(site), "-q"]) == OK
    assert (site / "output" / "404.html").read_text().startswith("<p>Page not found & no more</p>")
    assert "<nav" in (site / "output" / "index.html").read_text()


def test_warnings_stop_only_a_strict_build(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace_in(site / "content/contests/president/contest.yml", "Ana Alder", "Ana\N{ZERO WIDTH SPACE} Alder")
    assert main(["check", "-C", str(site)]) == OK
    assert "warning[W601]" in capsys.readouterr().err
    assert main(["check", "-C", str(site), "-q"]) == OK
    assert capsys.readouterr().err == ""
    assert main(["build", "-C", str(site), "--strict", "-q"]) == FAULTS
    assert "warning[W601]" in capsys.readouterr().err
    assert not (site / "output").exists()


def test_messages_for_programs(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace_in(site / FIGURES, "cedar: 10", "cedr: 10")
    assert main(["check", "-C", str(site), "--format", "json"]) == FAULTS
    document = json.loads(capsys.readouterr().out)
    (record,) = document["messages"]
    assert document["changes"] == []
    place = (record["file"], record["line"], record["column"])
    assert (record["code"], record["severity"], *place) == ("E302", "error", FIGURES.as_posix(), 2, 33)
    assert "cedar" in record["hint"]
    assert main(["check", "-C", str(site), "--format", "github"]) == FAULTS
    assert capsys.readouterr().out.startswith(f"::error file={FIGURES.as_posix()},line=2,col=33,title=E302::")


@pytest.mark.parametrize(
    "arguments",
    [
        ["buidl"],
        ["build", "--nope"],
        ["explain"],
        ["explain", "E999"],
        ["check", "--format", "xml"],
        ["serve", "--strict"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == USAGE
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["-C", "DIR", "check"],
        ["-q", "-C", "DIR", "check", "--strict"],
        ["-C", "DIR", "check", "-q"],
        ["--format", "json", "-C", "DIR", "check"],
        ["-C", "DIR", "explain", "E210"],
        ["-q", "-C", "DIR"],
        ["-C", "DIR", "-o", "check", "build", "-q"],
    ],
)
def test_options_may_stand_before_the_command(
    words: list[str], site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(site.parent)
    assert main([site.name if word == "DIR" else word for word in words]) == OK
    assert capsys.readouterr().err == ""
    assert Path("check").exists() == ("-o" in words)


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "e210"]) == OK
    assert capsys.readouterr().out.startswith("E210: Write a figure in digits")


def test_a_folder_without_a_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "-C", str(tmp_path)]) == FAULTS
    assert "site.yml: error[E401]" in capsys.readouterr().err


def test_an_output_folder_with_other_files_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "output").mkdir()
    (site / "output" / "thesis.txt").write_text("mine")
    assert main(["build", "-C", str(site)]) == USAGE
    assert "has files" in capsys.readouterr().err
    assert tree(site / "output") == {"thesis.txt": b"mine"}


def test_a_fault_of_the_program_says_where_its_trace_is() -> None:
    broken = (
        "from recanvass.build import pipeline; from recanvass.cli.main import main; pipeline.typed = None; "
        "raise SystemExit(main(['check']))"
    )
    done = subprocess.run([sys.executable, "-c", broken], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == BUG
    trace = Path(done.stderr.split("Please report it and attach ")[1].split(".\n")[0])
    assert "TypeError" in trace.read_text()
    trace.unlink()
