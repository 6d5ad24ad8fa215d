"""One site with every fault that editors make, all at once: each is named, and the published site stays as it was."""

from pathlib import Path

import pytest

from recanvass.cli import main
from tests import corpus

NIGHT = "content/contests/mayor/releases/2020-11-03-night"
CANVASS = "content/contests/mayor/releases/2020-11-10-canvass"
WARDS = """\
north:
  votes: {smith: twelve, jones: -20, write-in: 1.5}
south:
  votes: {smyth: 25, jones: 11}
nowhere:
  votes: {smith: 1}
mill:
  vtes: {smith: 15}
"""
MORE_PLACES = """\
places:
  mill: {name: Old Mill, kind: ward, parent: lakeside}
  east: {name: East, kind: ward, parent: west}
  west: {name: West, kind: ward, parent: east}
"""
NOTE = "---\n{}date: 2020-11-04\nsummary: More to come.\n{}---\nText.\n"

CHANGES: dict[str, bytes] = {
    f"{NIGHT}/wards.yml": WARDS.encode(),
    f"{NIGHT}/twice.yml": b"mill:\n  votes: {smith: 15, jones: 15}\nmill:\n  votes: {smith: 16}\n",
    f"{NIGHT}/empty.yml": b"",
    f"{NIGHT}/tabs.yml": b"mill:\n\tvotes: {smith: 15}\n",
    f"{CANVASS}/wards.yml": b"north:\n  votes: {smith: 12}\n",
    "content/places/zz-more.yml": MORE_PLACES.encode(),
    "content/news/wrong-release.md": NOTE.format("title: A release\n", "release: 2020-11-05-night\n").encode(),
    "content/news/old-encoding.md": NOTE.format("title: Café\n", "").encode("latin-1"),
    "content/news/untitled.md": NOTE.format("", "").encode(),
}

# What is wrong, where the message points, its code, the text that stands there, and what the hint has to say.
FAULTS = (
    ("a letter for a figure", f"{NIGHT}/wards.yml:2:18", "E210", "twelve", "write digits"),
    ("a negative vote", f"{NIGHT}/wards.yml:2:33", "E211", "-20", "never negative"),
    ("a fractional vote", f"{NIGHT}/wards.yml:2:48", "E212", "1.5", "digits only"),
    ("an unknown candidate", f"{NIGHT}/wards.yml:4:11", "E302", "smyth", "did you mean 'smith'?"),
    ("an unknown precinct", f"{NIGHT}/wards.yml:5:1", "E301", "nowhere", "known: "),
    ("an unknown tally", f"{NIGHT}/wards.yml:8:3", "E303", "vtes", "did you mean 'votes'?"),
    ("an unknown release", "content/news/wrong-release.md:5:10", "E304", "2020-11-05-night", "2020-11-03-night"),
    ("a duplicate key", f"{NIGHT}/twice.yml:3:1", "E114", "mill", "delete one"),
    ("a duplicate id", "content/places/zz-more.yml:2:3", "E310", "mill", "its own id"),
    ("a missing file", f"{CANVASS}/release.yml", "E401", "", "title, kind, status"),
    ("an empty file", f"{NIGHT}/empty.yml", "E111", "", "fill it in"),
    ("tabs", f"{NIGHT}/tabs.yml:2:1", "E104", "\t", "spaces"),
    ("Latin-1 bytes", "content/news/old-encoding.md:2:11", "E102", "\N{REPLACEMENT CHARACTER}", "UTF-8"),
    ("a cycle among places", "content/places/zz-more.yml:3:3", "E311", "east", "correct one 'parent'"),
    ("a note without a title", "content/news/untitled.md:2:1", "E202", "d", "add 'title: …'"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site that was published while it was sound, and then got every fault."""
    root = tmp_path_factory.mktemp("bad") / "site"
    corpus.lay_out("_base", root)
    assert main.main(["build", "-q", "-C", str(root)]) == 0
    for path, content in CHANGES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


@pytest.fixture
def blocks(site: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what the build prints, message by message; the published site is compared with what it was."""
    before = corpus.contents(site / "output")
    assert main.main(["build", "-C", str(site)]) == 1
    assert before
    assert corpus.contents(site / "output") == before
    *printed, summary = capsys.readouterr().err.split("\n\n")
    assert summary == f"{len(FAULTS)} errors\n"
    return printed


def test_every_fault_is_named_and_nothing_else(blocks: list[str]) -> None:
    heads = sorted(f"{where}: error[{code}]: " for _, where, code, _, _ in FAULTS)
    assert [head for head, block in zip(heads, sorted(blocks), strict=True) if not block.startswith(head)] == []


@pytest.mark.parametrize(("what", "where", "code", "word", "hint"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_shows_its_line_its_word_and_a_hint(
    what: str, where: str, code: str, word: str, hint: str, blocks: list[str], site: Path
) -> None:
    (block,) = [block for block in blocks if block.startswith(f"{where}: error[{code}]: ")]
    *shown, advice = block.split("\n")[1:]
    assert advice.startswith("  hint: ")
    assert hint in advice
    if not word:
        return
    path, line, column = where.rsplit(":", 2)
    typed = (site / path).read_text(encoding="utf-8", errors="replace").split("\n")[int(line) - 1]
    assert shown[0] == f"    {typed}"
    assert shown[1].endswith("^" * len(word))
    assert typed[int(column) - 1 :].startswith(word)
    assert shown[1].index("^") == 4 + int(column) - 1


def test_messages_stand_in_the_order_of_the_files(blocks: list[str]) -> None:
    def place(block: str) -> tuple[str, int, int]:
        path, line, column, *_ = [*block.split("\n", maxsplit=1)[0].split(": ", maxsplit=1)[0].split(":"), "0", "0"]
        return path, int(line), int(column)

    assert [place(block) for block in blocks] == sorted(place(block) for block in blocks)
