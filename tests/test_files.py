"""Files as they come from all sorts of programs: what is read of each, or why it is refused."""

import os
import sys
from pathlib import Path

import pytest

from recanvass.content import files as sources
from recanvass.content import load, syntax
from recanvass.core.diagnostics import Report
from tests import corpus

PATH = "content/places/a.yml"
TITLE = "title: Café\n"


def read(raw: bytes, root: Path) -> tuple[str | None, list[tuple[str, int, int]]]:
    """Return the value of `title` and what is reported with line and column."""
    (root / "content/places").mkdir(parents=True)
    (root / PATH).write_bytes(raw)
    report = Report()
    node = syntax.read_yaml(sources.read(root, report)[PATH], report)
    found = [(fault.code, fault.span.line, fault.span.column) for fault in report.items]
    if not isinstance(node, syntax.Keys):
        return None, found
    value = dict((key.text, value) for key, value in node.entries)["title"]  # noqa: C402 -- keys are made plain
    assert isinstance(value, syntax.Scalar)
    return value.text, found


READ = {
    "plain": TITLE.encode(),
    "byte order mark": b"\xef\xbb\xbf" + TITLE.encode(),
    "Windows line ends": f"# x\n{TITLE}".replace("\n", "\r\n").encode(),
    "old Mac line ends": f"# x\n{TITLE}".replace("\n", "\r").encode(),
    "mark and Windows line ends": b"\xef\xbb\xbf" + f"# x\n{TITLE}".replace("\n", "\r\n").encode(),
    "no line end": TITLE.strip().encode(),
    "in quotes": 'title: "Café"'.encode(),
    "by code": b'title: "Caf\\u00e9"',
    "start of a document": f"---\n{TITLE}".encode(),
    "end of a document": f"{TITLE}...\n".encode(),
    "tab before a comment": b"title: Caf\xc3\xa9\t# note\n",
    "tab behind a colon": b"title:\tCaf\xc3\xa9\n",
}
REFUSED: dict[str, tuple[bytes, tuple[str, int, int]]] = {
    "Latin-1": (TITLE.encode("latin-1"), ("E102", 1, 11)),
    "Latin-1 behind a mark": (b"\xef\xbb\xbf" + TITLE.encode("latin-1"), ("E102", 1, 11)),
    "Latin-1 behind Windows line ends": (b"# x\r\n# y\r\n" + TITLE.encode("latin-1"), ("E102", 3, 11)),
    "Latin-1 behind old Mac line ends": (b"# x\r# y\r" + TITLE.encode("latin-1"), ("E102", 3, 11)),
    "Latin-1 behind UTF-8": ("é: é\n".encode() + TITLE.encode("latin-1"), ("E102", 2, 11)),
    "UTF-16": (TITLE.encode("utf-16"), ("E102", 0, 0)),
    "UTF-16, other end first": (b"\xfe\xff" + TITLE.encode("utf-16-be"), ("E102", 0, 0)),
    "UTF-16 without a mark": (b"title: Cafe\n".decode().encode("utf-16-le"), ("E103", 1, 2)),
    "half a character": (b"title: Caf\xc3", ("E102", 1, 11)),
    "an overlong form": (b"title: \xc0\xaf", ("E102", 1, 8)),
    "a surrogate": (b"title: \xed\xa0\x80", ("E102", 1, 8)),
    "a surrogate by code": (b'title: "\\ud800"', ("E113", 1, 11)),
    "NUL": (b"title: Caf\0e\n", ("E103", 1, 11)),
    "escape": (b"title: \x1b[31mRed\n", ("E103", 1, 8)),
    "C1 control": ("title: a\x9bb\n".encode(), ("E103", 1, 9)),
    "line separator": ("title: a\u2028b\n".encode(), ("E103", 1, 9)),
    "a mark within": (b"# x\n\xef\xbb\xbf" + TITLE.encode(), ("E103", 2, 1)),
    "no character": ("title: \uffff\n".encode(), ("E103", 1, 8)),
    "tabs": (b"title:\n\tCaf\xc3\xa9\n", ("E104", 2, 1)),
    "a Python object": (b"title: !!python/object/apply:os.system [ls]\n", ("E108", 1, 8)),
    "an include": (b"title: !include other.yml\n", ("E108", 1, 8)),
    "binary": (b"title: !!binary Q2Fmw6k=\n", ("E108", 1, 8)),
    "a verbatim tag": (b"title: !<tag:x> Caf\n", ("E108", 1, 8)),
    "a directive": (b"%TAG ! tag:x,2000:\n---\ntitle: !a Caf\n", ("E108", 3, 8)),
    "two documents": (b"title: a\n---\ntitle: b\n", ("E107", 2, 1)),
    "nothing": (b"", ("E111", 0, 0)),
    "a mark alone": (b"\xef\xbb\xbf", ("E111", 0, 0)),
    "comments alone": (b"# x\n", ("E111", 0, 0)),
}


def test_there_are_more_than_twenty_four_of_them() -> None:
    assert len(READ) + len(REFUSED) >= 24


@pytest.mark.parametrize("name", READ)
def test_a_file_that_is_read(name: str, tmp_path: Path) -> None:
    assert read(READ[name], tmp_path) == ("Café", [])


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_refused(name: str, tmp_path: Path) -> None:
    raw, fault = REFUSED[name]
    assert read(raw, tmp_path) == (None, [fault])


PAIRS = (
    *(
        ("scott", name)
        for name in ("Scott", "SCOTT", "sCott", "\u017fcott", "scott\u0301", "scott ", "scott.", "\u0455cott")
    ),
    *(("canon", name) for name in ("cañon", "can\u0303on", "CANON", "can_on", "can on", "can/on", "canon\u200d")),
    *(("nul1", name) for name in ("NUL1", "nul1\u00a0", "\uff4eul1", "nul1?", "nul1:", "nul%31")),
)


def test_there_are_twenty_pairs() -> None:
    assert len(set(PAIRS)) >= 20


@pytest.mark.parametrize(("sound", "other"), PAIRS)
def test_of_two_ids_that_could_share_an_address_one_is_refused_by_name(sound: str, other: str) -> None:
    text = corpus.base()["content/places/wards.yml"] + f"  {sound}: {{name: A}}\n  {other!r}: {{name: B}}\n"
    files = {**corpus.base(), "content/places/wards.yml": text}
    report = Report()
    load.site({path: sources.SourceFile(path, text) for path, text in files.items()}, report, drafts=True)
    (fault,) = [fault for fault in report.ordered() if fault.code.startswith("E")]
    assert (fault.code, fault.span.line) == ("E204", 8)
    assert other in fault.message or ascii(other)[1:-1] in fault.message


@pytest.mark.parametrize("name", ["site.yml", "content/places/wards.yml", "content/news/election-night.md"])
def test_a_link_is_not_followed(name: str, tmp_path: Path) -> None:
    root = tmp_path / "site"
    corpus.lay_out("_base", root)
    (root / name).rename(tmp_path / "outside")
    (root / name).symlink_to(tmp_path / "outside")
    report = Report()
    files = sources.read(root, report)
    assert [(fault.code, fault.span.path) for fault in report.items] == [("E106", name)]
    assert (files[name].text, files[name].is_refused) == ("", True)
    load.site(files, report, drafts=True)
    assert [fault.code for fault in report.items] == ["E106"]


@pytest.mark.parametrize("name", ["content", "content/places", "content/contests/mayor"])
def test_a_folder_that_is_a_link_is_not_followed(name: str, tmp_path: Path) -> None:
    root = tmp_path / "site"
    corpus.lay_out("_base", root)
    (root / name).rename(tmp_path / "outside")
    (root / name).symlink_to(tmp_path / "outside")
    report = Report()
    files = sources.read(root, report)
    assert [(fault.code, fault.span.path) for fault in report.items] == [("E106", name)]
    assert not [path for path in files if path.startswith(f"{name}/")]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the administrator may read everything")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    corpus.lay_out("_base", tmp_path)
    (tmp_path / "content/pages/about.md").chmod(0)
    (tmp_path / "content/news").chmod(0)
    report = Report()
    sources.read(tmp_path, report)
    (tmp_path / "content/news").chmod(0o700)
    assert [(fault.code, fault.span.path) for fault in report.ordered()] == [
        ("E100", "content/news"),
        ("E100", "content/pages/about.md"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        *(".hidden.md", "#note.md#", "note.md~", ".note.md.swp", "note.tmp", "note.bak"),
        *(".DS_Store", "Thumbs.db", "desktop.ini", "Desktop.ini", "Icon\r", "~$results.xlsx"),
    ],
)
def test_what_editors_leave_behind_is_passed_over(name: str, tmp_path: Path) -> None:
    corpus.lay_out("_base", tmp_path)
    (tmp_path / "content/news" / name).write_bytes(b"\xff")
    report = Report()
    assert f"content/news/{name}" not in sources.read(tmp_path, report)
    assert report.items == []


def test_pictures_are_not_read_as_text(tmp_path: Path) -> None:
    corpus.lay_out("_base", tmp_path)
    (tmp_path / "content/news/a.jpg").write_bytes(b"\xff\xd8\xff")
    report = Report()
    load.site(sources.read(tmp_path, report), report, drafts=True)
    assert report.items == []
