"""Feeds and the sitemap: valid by the rules of their formats, every address a page of the site, nothing unescaped."""

import json
import re
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from recanvass.cli.main import main
from recanvass.pages import feeds
from recanvass.pages.context import SharedContext
from recanvass.text import formatting
from tests.sites import ROOT, files_of, loaded, read

BASE = "https://example.org/results/"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
NAMES = ("feed.xml", "feed.json", "changes.xml", "sitemap.xml")


def text(element: ET.Element, path: str) -> str:
    found = element.findall(path)
    assert len(found) == 1, path
    return found[0].text or ""


def parsed(path: Path) -> ET.Element:
    return ET.fromstring(path.read_bytes())  # noqa: S314 -- the site's own


def page_of(address: str, folder: Path) -> Path:
    assert address.startswith(BASE)
    path = address.removeprefix(BASE)
    return folder / (f"{path}index.html" if path.endswith("/") or not path else path)


def entries_of(folder: Path, name: str) -> list[ET.Element]:
    """Return the entries of a feed that keeps the rules of RFC 4287."""
    feed = parsed(folder / name)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    ids = [text(one, f"{ATOM}id") for one in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    for one in (feed, *entries):
        assert text(one, f"{ATOM}title")
        assert INSTANT.fullmatch(text(one, f"{ATOM}updated"))
        assert text(one, f"{ATOM}author/{ATOM}name")
        for link in one.findall(f"{ATOM}link"):
            assert page_of(link.attrib["href"], folder).is_file()
    assert [link.attrib["href"] for link in feed.findall(f"{ATOM}link") if link.attrib["rel"] == "self"] == [
        BASE + name
    ]
    times = [datetime.fromisoformat(text(one, f"{ATOM}updated")) for one in entries]
    assert times == sorted(times, reverse=True)
    assert datetime.fromisoformat(text(feed, f"{ATOM}updated")) == max(times)
    return entries


def test_the_feed_of_notes(iowa: Path) -> None:
    entries = entries_of(iowa, "feed.xml")
    assert len(entries) == 8
    note = next(one for one in entries if "0.080" in text(one, f"{ATOM}title"))
    assert text(note, f"{ATOM}id") == f"{BASE}news/recanvass-result/"
    assert text(note, f"{ATOM}updated") == "2020-02-18T00:00:00-06:00"
    assert text(note, f"{ATOM}summary").endswith(
        "(After the recanvass, Unofficial, complete, 2020-02-18T00:00:00-06:00)"
    )
    assert [one.attrib for one in note.findall(f"{ATOM}category")] == [
        {"term": "unofficial-complete", "label": "Unofficial, complete"}
    ]


def test_the_feed_of_releases_says_what_each_changed(iowa: Path) -> None:
    certified, *entries = entries_of(iowa, "changes.xml")
    titles = [text(one, f"{ATOM}title") for one in entries]
    assert text(certified, f"{ATOM}title").startswith("As certified: Buttigieg finished 0.933")
    assert "No numbers changed." in text(certified, f"{ATOM}summary")
    assert titles[:2] == [
        "After the recount: Buttigieg finished 0.933 state delegate equivalents ahead of Sanders.",
        "After the recanvass: Buttigieg finished 0.080 state delegate equivalents ahead of Sanders.",
    ]
    assert text(entries[0], f"{ATOM}id") == f"{BASE}president/releases/2020-02-27-recount/"
    assert text(entries[0], f"{ATOM}summary") == (
        "Buttigieg finished 0.933 state delegate equivalents ahead of Sanders. Before: Buttigieg finished 0.080 state "
        "delegate equivalents ahead of Sanders. 70 places changed. "
        "(After the recount, Unofficial, complete, 2020-02-27T00:00:00-06:00)"
    )
    assert "Totals only, no results for individual places." in text(entries[1], f"{ATOM}summary")
    assert len(entries) == 6


def test_the_json_feed_holds_the_same_notes(iowa: Path) -> None:
    feed = json.loads((iowa / "feed.json").read_text())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Iowa Democratic caucuses 2020"
    assert feed["feed_url"] == f"{BASE}feed.json"
    atom = entries_of(iowa, "feed.xml")
    assert [item["id"] for item in feed["items"]] == [text(one, f"{ATOM}id") for one in atom]
    assert [item["title"] for item in feed["items"]] == [text(one, f"{ATOM}title") for one in atom]
    for item in feed["items"]:
        assert item["content_text"]
        assert INSTANT.fullmatch(item["date_published"])
        assert page_of(item["url"], iowa).is_file()
        assert set(item["_release"]) == {"title", "status", "as_of"}


def test_the_sitemap_lists_every_page(iowa: Path) -> None:
    root = parsed(iowa / "sitemap.xml")
    assert root.tag == f"{MAP}urlset"
    found = [one.text or "" for one in root.findall(f"{MAP}url/{MAP}loc")]
    embeds = {page for page in iowa.rglob("*.html") if page.parent.name == "embed"}
    pages = set(iowa.rglob("*.html")) - {iowa / "404.html"} - embeds
    assert len(found) == len(pages)
    assert {page_of(address, iowa) for address in found} == pages


def test_every_page_names_the_feeds(iowa: Path) -> None:
    alternate = re.compile(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">')
    named = [
        ("application/atom+xml", "feed.xml"),
        ("application/feed+json", "feed.json"),
        ("application/atom+xml", "changes.xml"),
    ]
    assert alternate.findall((iowa / "index.html").read_text()) == named
    deep = alternate.findall((iowa / "news/recanvass-result/index.html").read_text())
    assert deep == [(kind, f"../../{name}") for kind, name in named]


def test_without_a_public_address_there_are_none(tmp_path: Path) -> None:
    assert main(["build", "-C", str(ROOT / "tests/golden/tiny/site"), "-o", str(tmp_path / "out"), "-q"]) == 0
    assert [name for name in NAMES if (tmp_path / "out" / name).exists()] == []
    assert "alternate" not in (tmp_path / "out/index.html").read_text()


HOSTILE = "]]> <script>alert(1)</script> & \"x\" 'y' {{7*7}}"


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    quoted = json.dumps(HOSTILE, ensure_ascii=False)
    note = f"---\ntitle: {quoted}\ndate: 2020-01-03\nsummary: {quoted}\nauthor: {quoted}\n---\nText.\n"
    rows = "n1: {votes: {ada: 10}, points: {ada: 1}}\n"
    files = files_of(rows, extra={"content/news/a.md": note})
    files["site.yml"] = files["site.yml"].replace("description: D", f"description: {quoted}")
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    assert main(["build", "-C", str(tmp_path), "-q", "--base-url", BASE]) == 0
    entry = entries_of(tmp_path / "output", "feed.xml")[0]
    assert text(entry, f"{ATOM}title") == text(entry, f"{ATOM}summary") == HOSTILE
    assert text(entry, f"{ATOM}author/{ATOM}name") == HOSTILE
    for name in ("feed.xml", "changes.xml", "sitemap.xml"):
        assert "<script" not in (tmp_path / "output" / name).read_text()


@pytest.mark.parametrize("character", ["\x0b", "\x1f", "\ufffe", "\uffff"])
def test_what_no_xml_file_can_hold_is_refused_in_content(character: str) -> None:
    files = files_of("n1: {votes: {ada: 1}}\n")
    files["site.yml"] = files["site.yml"].replace("description: D", f'description: "D{character}"')
    assert read(files)[0] is None


def test_a_long_sitemap_is_parted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_ADDRESSES", 2)
    shared = SharedContext(loaded(files_of("n1: {votes: {ada: 1}, points: {ada: 1}}\n")), BASE, "", "")
    files = feeds.sitemaps(shared, ["index.html", "a/index.html", "b/index.html"])
    assert [(path, template, make()) for path, template, make in files] == [
        ("sitemap.xml", "feeds/sitemap_index.xml", feeds.Sitemap((f"{BASE}sitemap-1.xml", f"{BASE}sitemap-2.xml"))),
        ("sitemap-1.xml", "feeds/sitemap.xml", feeds.Sitemap((BASE, f"{BASE}a/"))),
        ("sitemap-2.xml", "feeds/sitemap.xml", feeds.Sitemap((f"{BASE}b/",))),
    ]


def test_instants_are_those_of_rfc_3339() -> None:
    assert formatting.instant(date(2020, 7, 1), "America/Chicago") == "2020-07-01T00:00:00-05:00"
    assert formatting.instant(datetime.fromisoformat("2020-02-10T12:00-06:00"), "UTC") == "2020-02-10T12:00:00-06:00"
    assert formatting.instant(date(1870, 1, 1), "America/Chicago") == "1870-01-01T05:50:36+00:00"
