"""Files from the web: fetched whole, not again if they have not changed, and never from anywhere else."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from recanvass.authoring.importing import downloads
from recanvass.cli.main import FAULTS, OK, main
from tests import importing
from tests.importing import TO, written
from tests.test_import_dress import PLAIN, READ


class Answers(BaseHTTPRequestHandler):
    """What the server says to each path; `asked` are the requests that it got."""

    asked: list[tuple[str, str | None]]
    table = PLAIN

    def do_GET(self) -> None:
        """Answer one request."""
        tag = self.headers.get("If-None-Match")
        self.asked.append((self.path, tag))
        data = self.table.encode()
        if self.path == "/moved.csv":
            self.answer(302, b"", Location="/table.csv")
        elif self.path == "/file":
            self.answer(302, b"", Location="file:///etc/hostname")
        elif self.path == "/cut.csv":
            self.answer(200, data[:40], length=len(data))
        elif self.path == "/gone.csv":
            self.answer(404, b"nothing here")
        elif self.path == "/slow.csv":
            threading.Event().wait(2)
        elif tag == '"1"':
            self.answer(304, b"")
        else:
            self.answer(200, data, ETag='"1"')

    def answer(self, code: int, data: bytes, length: int | None = None, **headers: str) -> None:
        """Send an answer."""
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on this machine, and the small site in the current folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(Answers, "asked", [], raising=False)
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(importing.lay_out(tmp_path / "site"))
    running = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def bring(address: str, *words: str) -> int:
    """Import a table from the web."""
    return main(["import", "results", address, *(words or TO)])


@pytest.mark.parametrize("path", ["/table.csv", "/moved.csv"])
def test_a_file_from_the_web_is_read(server: str, path: str) -> None:
    assert bring(server + path) == OK
    assert written(Path()) == READ


def test_a_file_is_not_downloaded_again_unless_it_changed(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring(f"{server}/table.csv") == OK
    capsys.readouterr()
    assert bring(f"{server}/table.csv", *TO[:4]) == OK
    said = capsys.readouterr().out
    assert "Not downloaded again: the file has not changed on the server.\n" in said
    assert "Nothing to import" in said
    assert Answers.asked == [("/table.csv", None), ("/table.csv", '"1"')]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone.csv", "could not get the file from 127.0.0.1: the server answered 404 Not Found"),
        ("/cut.csv", "could not get the file from 127.0.0.1: it was cut off"),
        ("/file", "could not get the file from 127.0.0.1: "),
        ("/slow.csv", "could not get the file from 127.0.0.1: can't download it: timed out"),
    ],
)
def test_what_cannot_be_downloaded_leaves_nothing(
    server: str, path: str, reason: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(downloads, "SECONDS", 0.3)
    assert bring(server + path) == FAULTS
    told = capsys.readouterr().err
    assert f"{server}{path}: error[E100]: {reason}" in told
    assert written(Path()) == {}


def test_a_file_that_is_too_large_is_refused(
    server: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(downloads, "MAX_BYTES", 50)
    assert bring(f"{server}/table.csv") == FAULTS
    assert "error[E101]: the file is larger than 0 MB" in capsys.readouterr().err
    assert written(Path()) == {}


def test_a_server_that_is_not_there_is_named(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring("http://127.0.0.1:1/table.csv") == FAULTS
    assert "error[E100]: could not get the file from 127.0.0.1: can't download it: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "fetched"),
    [
        ("https://docs.google.com/spreadsheets/d/1aB-c_D/edit?usp=sharing#gid=7", "1aB-c_D/export?format=csv&gid=7"),
        ("https://docs.google.com/spreadsheets/d/1aB-c_D/edit", "1aB-c_D/export?format=csv"),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-1v/pubhtml?gid=7",
            "e/2PACX-1v/pub?output=csv&single=true&gid=7",
        ),
        ("https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub?output=csv", "e/2PACX-1v/pub?output=csv"),
    ],
)
def test_a_link_to_a_google_sheet_is_read_as_csv(given: str, fetched: str) -> None:
    assert downloads.csv_address(given) == f"https://docs.google.com/spreadsheets/d/{fetched}"
    assert downloads.csv_address("https://example.org/a.csv") == "https://example.org/a.csv"
