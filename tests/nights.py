"""A site in git with a bare remote, a source that a night follows, and the night itself as a command or a process."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from recanvass.cli.main import OK, main

RELEASE = "2024-11-05-count"
HEAD = (
    *("--title", "Election night", "--kind", "partial", "--status", "unofficial-partial"),
    *("--source", "County clerks"),
)
PRECINCTS = ("harbor-1", "harbor-2", "harbor-3", "meadow-1", "meadow-2")
Rows = dict[str, tuple[int, int, int]]
FIRST: Rows = {"harbor-1": (412, 388, 4), "harbor-2": (530, 341, 7)}


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def table(rows: Rows, header: str = "precinct,okafor,lund,write-in") -> str:
    lines = [f"{place},{','.join(map(str, counts))}" for place, counts in rows.items()]
    return "".join(f"{line}\n" for line in [header, *lines])


@dataclass(frozen=True)
class Site:
    """A site without results whose content is committed, and its remote."""

    root: Path
    remote: Path

    def night(self, source: Path | str, *words: str, is_new: bool = True) -> int:
        head = HEAD if is_new else ()
        given = ["--contest", "house-7", "--release", RELEASE, *head, "--no-page", "--once", *words]
        return main(["night", "-C", str(self.root), "--from", str(source), *given])

    def shown(self, name: str = "data/house-7/results.csv") -> str:
        return git(self.remote, "show", f"gh-pages:{name}")

    def is_clean(self) -> bool:
        return git(self.root, "status", "--porcelain") == ""

    def votes(self) -> dict[str, dict[str, int]]:
        """Return the votes of each precinct that readers see."""
        found: dict[str, dict[str, int]] = {}
        for line in self.shown(f"data/house-7/releases/{RELEASE}.csv").splitlines()[1:]:
            place, choice, count = line.split(",")
            found.setdefault(place, {})[choice] = int(count)
        return found


def new_site(folder: Path) -> Site:
    """Make a site whose only release is one of the day before, without figures of a night."""
    root, remote = folder / "site", folder / "remote.git"
    git(folder, "init", "-q", "--bare", "-b", "main", str(remote))
    git(folder, "init", "-q", "-b", "main", str(root))
    assert main(["new", str(root)]) == OK
    git(root, "config", "user.name", "Ed Itor")
    git(root, "config", "user.email", "ed@example.org")
    git(root, "remote", "add", "origin", str(remote))
    shutil.rmtree(root / "content/contests/house-7/releases")
    shutil.rmtree(root / "content/news", ignore_errors=True)
    shutil.rmtree(root / "content/contests/house-7/reviews", ignore_errors=True)
    shutil.rmtree(root / "content/pages", ignore_errors=True)
    settings = root / "site.yml"
    settings.write_text(
        "".join(one for one in settings.read_text().splitlines(keepends=True) if "navigation" not in one)
    )
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Begin")
    return Site(root, remote)


@dataclass
class Served:
    """What a server on this machine sends, changed by tests while it runs: bytes, and what is wrong with the answer."""

    data: bytes = b""
    modified: str = ""
    etag: str = ""
    status: int = 200
    short_by: int = 0
    is_refused: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def server(served: Served) -> Iterator[str]:
    """Run a server of one file and yield its address."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append({name.lower(): value for name, value in self.headers.items()})
            asked = served.asked[-1]
            if served.is_refused:
                self.close_connection = True
                return
            is_same = served.etag and asked.get("if-none-match") == served.etag
            self.send_response(304 if is_same else served.status)
            if served.etag:
                self.send_header("ETag", served.etag)
            if served.modified:
                self.send_header("Last-Modified", served.modified)
            if is_same:
                self.end_headers()
                return
            self.send_header("Content-Length", str(len(served.data)))
            self.end_headers()
            self.wfile.write(served.data[: len(served.data) - served.short_by])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}/results.csv"
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


def command(site: Site, source: str, *words: str) -> list[str]:
    """Return the command of a night as a process of its own."""
    given = ["--contest", "house-7", "--release", RELEASE, *HEAD, "--no-page", *words]
    return [sys.executable, "-m", "recanvass", "night", "-C", str(site.root), "--from", source, *given]
