"""Every link of the real site leads somewhere: under a base path, at the root of a host, and from a folder on disk."""

import functools
import html
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.sites import iowa as demonstration

LINK = re.compile(r'\b(?:href|src)="([^"]*)"')
ID = re.compile(r'\bid="([^"]*)"')


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder as static hosts do, without a line on the terminal for each request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits for the one before to be acknowledged

    def do_GET(self) -> None:
        """Answer in full: hosts tell versions apart by more than the second in which a file was written."""
        del self.headers["If-Modified-Since"]
        super().do_GET()

    def log_message(self, *arguments: object) -> None:
        """Print nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_every_other_name_is_found_and_counties_stand_in_the_index_of_places(iowa: Path) -> None:
    text = html.unescape((iowa / "find/index.html").read_text(encoding="utf-8")).casefold()
    rows = {row.partition("/index.html")[0]: row for row in text.split('<li><a href="../president/')[1:]}
    groups = json.loads((iowa / "search.json").read_text())["groups"]
    found = {group["at"] + item[0]: " ".join(item[1:]).casefold() for group in groups for item in group["items"]}
    site, results = demonstration()
    root = results.contest.root
    for place in site.places.values():
        names = [name.casefold() for name in (place.name, place.code or "", *place.aliases)]
        if place.id != root:
            assert all(name in found[f"president/{place.kind}/{place.id}"] for name in names)
        is_listed = place.parent is None or place.parent == root or place.kind == "county"
        assert is_listed == (f"{place.kind}/{place.id}" in rows)
        assert not is_listed or all(name in rows[f"{place.kind}/{place.id}"] for name in names)
    assert 100 < len(rows) < 300


def links_of(page: str) -> set[str]:
    return {html.unescape(link) for link in LINK.findall(page) if link}


def crawl(port: int, start: str) -> tuple[dict[str, int], set[str]]:
    """Follow every link from one page; return the answer to each path, and the links that leave the host."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    answers: dict[str, int] = {}
    outside: set[str] = set()
    pending = [start]
    while pending:
        path = pending.pop()
        if path in answers:
            continue
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        answers[path] = response.status
        if response.status != 200 or "html" not in response.headers["Content-Type"]:
            continue
        for link in links_of(body.decode()):
            parts = urlsplit(urljoin(f"http://127.0.0.1:{port}{path}", link))
            if parts.port == port:
                pending.append(parts.path)
            else:
                outside.add(parts.geturl())
    connection.close()
    return answers, outside


@pytest.mark.parametrize("base", ["/", "/results/"])
def test_every_link_answers_over_http(iowa: Path, tmp_path: Path, base: str) -> None:
    folder = tmp_path / "host"
    folder.mkdir()
    (folder / "results").symlink_to(iowa)
    with serving(folder if base == "/results/" else iowa) as port:
        answers, outside = crawl(port, base)
    assert [path for path, status in answers.items() if status != 200] == []
    assert all(path.startswith(base) for path in answers)
    pages = {path.relative_to(iowa).as_posix() for path in iowa.rglob("*.html")} - {"404.html"}
    reached = {path.removeprefix(base) for path in answers}
    assert {page for page in pages if page not in reached and page.removesuffix("index.html") not in reached} == set()
    assert all(link.startswith(("https://", "http://", "data:,", "data:image/svg+xml,")) for link in outside)


def broken_links(folder: Path) -> list[tuple[str, str]]:
    """Return each page and link that leads nowhere when pages are opened from a folder on disk."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    ids: dict[str, set[str]] = {}
    broken = []
    for page in sorted(files):
        if not page.endswith(".html") or page.endswith("404.html"):
            continue
        text = (folder / page).read_text(encoding="utf-8")
        for link in links_of(text):
            if urlsplit(link).scheme:
                continue
            target = urlsplit(urljoin(f"file:///{page}", link))
            path = unquote(target.path).lstrip("/")
            if path not in files:
                broken.append((page, link))
            elif target.fragment:
                if path not in ids:
                    ids[path] = set(ID.findall((folder / path).read_text(encoding="utf-8")))
                if target.fragment not in ids[path]:
                    broken.append((page, link))
    return broken


def test_every_link_opens_from_disk(iowa: Path) -> None:
    assert broken_links(iowa) == []


def test_the_page_for_missing_addresses_links_from_the_base_path(iowa: Path) -> None:
    files = {path.relative_to(iowa).as_posix() for path in iowa.rglob("*") if path.is_file()}
    inside = [
        link for link in links_of((iowa / "404.html").read_text()) if not urlsplit(link).scheme and link[0] != "#"
    ]
    assert len(inside) > 5
    for link in inside:
        assert link.startswith("/results/")
        path = link.removeprefix("/results/")
        assert path in files or f"{path}index.html" in files


def test_a_folder_of_pages_works_without_jekyll(iowa: Path) -> None:
    assert (iowa / ".nojekyll").read_bytes() == b""
    assert len(list((iowa / "president" / "precinct").iterdir())) == 1678 + 1
    assert len(list((iowa / "president" / "satellite").iterdir())) == 87 + 1


def test_pages_say_of_themselves_to_cards_and_programs_what_they_say_to_readers(iowa: Path) -> None:
    home = (iowa / "index.html").read_text()
    answer = "Buttigieg finished 0.933 ahead of Sanders. Certified, As certified."
    assert f'<meta property="og:description" content="{answer} ' in home
    note = (iowa / "news" / "recanvass-result" / "index.html").read_text()
    assert '<meta property="og:type" content="article">' in note
    article = linked(note)
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == "Recanvass leaves a lead of 0.080"
    assert article["url"] == "https://example.org/results/news/recanvass-result/"
    files = linked((iowa / "data" / "index.html").read_text())["distribution"]
    assert len(files) > 10
    for file in files:
        assert (iowa / file["contentUrl"].removeprefix("https://example.org/results/")).is_file()


def linked(page: str) -> Any:
    return json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])
