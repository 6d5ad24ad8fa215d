"""Small sites built whole and compared byte for byte; an expected file that is not made fails too."""

from pathlib import Path

import pytest

from recanvass.cli.main import main
from tests.expected import Golden

GOLDEN = Path(__file__).parent / "golden"


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", sorted(path.parent.name for path in GOLDEN.glob("*/site")))
def test_golden_site(name: str, tmp_path: Path, golden: Golden) -> None:
    expected, out = GOLDEN / name / "expected", tmp_path / "output"
    assert main(["build", "-C", str(GOLDEN / name / "site"), "-o", str(out), "-q"]) == 0
    made = files_below(out)
    for path in sorted(made):
        golden.check(expected / path, (out / path).read_bytes())
    unused = files_below(expected) - made
    if golden.is_rewriting:
        for path in unused:
            (expected / path).unlink()
    else:
        assert unused == set()


def test_drafts_are_built_only_when_asked_for(tmp_path: Path) -> None:
    site = str(GOLDEN / "caucus" / "site")
    assert main(["build", "-C", site, "-o", str(tmp_path / "plain"), "-q"]) == 0
    assert main(["build", "-C", site, "-o", str(tmp_path / "drafts"), "-q", "--drafts"]) == 0
    more = files_below(tmp_path / "drafts") - files_below(tmp_path / "plain")
    assert more == {"news/draft/index.html"}
    assert "Draft" in (tmp_path / "drafts/news/draft/index.html").read_text()
