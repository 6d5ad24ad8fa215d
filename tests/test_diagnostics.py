"""Every code has an explanation and a runnable example; the examples print exactly what they promise."""

import ast
import re
from pathlib import Path

import pytest

from recanvass.build import plan
from recanvass.cli import main
from recanvass.core.artifact import ready
from recanvass.core.codes import CODES
from recanvass.core.diagnostics import Report
from tests import corpus
from tests.expected import Golden
from tools import make_docs

ROOT = Path(__file__).parent.parent
NOT_FROM_CONTENT = {"E410", "E411", "E833", "W622"}
FROM_TEMPLATES = ("E501", "E502")


def codes_in_source() -> set[str]:
    """Return every string of the package that is a code."""
    found: set[str] = set()
    for path in (ROOT / "recanvass").rglob("*.py"):
        if not path.name.endswith("codes.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
            found |= {text for text in texts if isinstance(text, str) and re.fullmatch(r"[EW]\d{3}", text)}
    return found


def test_codes_that_are_explained_are_those_that_are_emitted() -> None:
    assert sorted(CODES) == sorted(codes_in_source())


def test_codes_stand_in_order() -> None:
    assert list(CODES) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_an_explanation_is_one_to_three_sentences(code: str) -> None:
    sentences = re.findall(r"[.](?= [A-Z]|$)", CODES[code])
    assert 1 <= len(sentences) <= 3
    assert CODES[code].endswith(".")


def test_explain_prints_the_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["explain", "e210"]) == 0
    assert capsys.readouterr().out == f"E210: {CODES['E210']}\n"
    assert main.main(["explain", "E999"]) == 2


def test_every_code_has_an_example() -> None:
    known = set(CODES) - NOT_FROM_CONTENT
    assert {corpus.code_of(name) for name in corpus.examples()} == known
    assert {name for name in corpus.examples() if "-" not in name} == known


def test_two_pages_of_one_path_are_an_error() -> None:
    report = Report()
    made = [ready("a/index.html", b"1"), ready("A/index.html", b"2")]
    plan.check(made, report)
    assert [(fault.code, fault.span.path) for fault in report.items] == [("E410", "A/index.html")]


def test_examples_hold_nothing_that_is_not_used() -> None:
    for name in corpus.examples():
        folder = corpus.FOLDER / name
        assert {path.name for path in folder.iterdir()} <= {
            corpus.EXPECTED,
            corpus.OVERLAY,
            corpus.STEPS,
            corpus.COMMAND,
        }, name
        for path, content in corpus.contents(folder / corpus.OVERLAY).items():
            same = corpus.BASE / path
            assert not same.is_file() or same.read_bytes() != content, f"{name}: {path} is that of _base"


def test_the_base_has_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus.lay_out("_base", tmp_path)
    assert main.main(["check", "--strict", "-C", str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""


OF_COMMANDS = tuple(name for name in corpus.examples() if corpus.command(name) is not None)


@pytest.mark.parametrize("name", OF_COMMANDS)
def test_an_example_of_a_command_prints_what_is_expected(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = corpus.code_of(name)
    corpus.lay_out(name, tmp_path)
    monkeypatch.chdir(tmp_path)
    before = corpus.contents(tmp_path)
    status = main.main(corpus.command(name))
    printed = capsys.readouterr()
    golden.check(corpus.FOLDER / name / corpus.EXPECTED, printed.err.encode())
    assert set(re.findall(r"(?<=\[)[EW]\d{3}(?=\]: )", printed.err)) == {code}
    assert status == (1 if code.startswith("E") else 0)
    assert (corpus.contents(tmp_path) == before) is code.startswith("E")


@pytest.mark.parametrize("name", sorted(set(corpus.examples()) - set(OF_COMMANDS)))
def test_an_example_prints_what_is_expected(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], golden: Golden
) -> None:
    code = corpus.code_of(name)
    command = "build" if code in FROM_TEMPLATES else "check"
    output = tmp_path / "output"
    if command == "build":
        corpus.lay_out("_base", tmp_path)
        assert main.main(["build", "-q", "-C", str(tmp_path)]) == 0
    else:
        output.mkdir()
        (output / "index.html").write_bytes(b"the site as it was")
    before = corpus.contents(output)
    corpus.lay_out(name, tmp_path)
    status = main.main([command, "-C", str(tmp_path)])
    printed = capsys.readouterr()
    golden.check(corpus.FOLDER / name / corpus.EXPECTED, printed.err.encode())
    assert set(re.findall(r"(?<=\[)[EW]\d{3}(?=\]: )", printed.err)) == {code}
    assert status == (1 if code.startswith("E") else 0)
    if code.startswith("E"):
        assert main.main(["build", "-C", str(tmp_path)]) == 1
    assert main.main(["build", "--strict", "-C", str(tmp_path)]) == 1
    assert corpus.contents(output) == before


def test_the_documents_made_from_the_examples_are_up_to_date(golden: Golden) -> None:
    for path, text in make_docs.documents().items():
        golden.check(path, text.encode())


def test_every_code_stands_in_a_chapter_of_the_document() -> None:
    assert re.findall(r"^### (\w+)$", make_docs.diagnostics(), re.MULTILINE) == list(CODES)
