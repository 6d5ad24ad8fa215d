"""The guide to `import election`, followed to the letter: its files, its commands, and what they print."""

import re
import shlex
from pathlib import Path

import pytest

from recanvass.cli.main import OK, main
from tests.elections import Elected, start
from tests.sites import ROOT

STEP = re.compile(r"^`(\S+)`\n\n```(?:yaml|csv)\n(.*?)^```$|^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_guide_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(start(tmp_path))
    printed = ""
    compared = 0
    for path, content, kind, text in STEP.findall((ROOT / "docs/import-election.md").read_text()):
        if path:
            Path(path).write_text(content)
        elif kind == "sh":
            for line in text.splitlines():
                assert main(shlex.split(line)[2:]) == OK
            printed = capsys.readouterr().out
        else:
            assert printed == text
            compared += 1
    assert compared == 2
    made = Elected(tmp_path)
    assert made.votes("sheriff", "lee") == {"gray": 44, "moss": 32}
    assert made.contest("sheriff").title == "Lee County sheriff"
    assert [party.name for party in made.site.parties.values()] == ["Democratic", "Republican"]
