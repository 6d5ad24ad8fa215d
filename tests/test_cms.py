"""The optional content management system: its settings, what its real server writes, and its own pages in a browser."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from recanvass.build import pipeline
from recanvass.cli.main import FAULTS, OK, USAGE, main
from recanvass.content.schema.keys import ContestRecord, NoteRecord, PageRecord, RequestRecord, SiteRecord
from recanvass.content.schema.rule_keys import RulesFileRecord
from tests import nevada
from tests.browser import CHROMIUM, FLAGS
from tests.sites import ROOT
from tests.test_links import serving

MODULES = ROOT / "tests" / "node" / "node_modules"
SERVER = MODULES / "decap-server" / "dist" / "index.js"
BUNDLE = MODULES / "decap-cms"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(
    NODE is None or not SERVER.is_file() or not (BUNDLE / "dist").is_dir(),
    reason="node, decap-server or decap-cms is missing: make node-packages",
)
NOTE = "content/news/typed.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    assert main(["new", str(folder)]) == OK
    assert main(["new", "-C", str(folder), "cms"]) == OK
    return folder


def config_of(site: Path) -> dict[str, Any]:
    text = (site / "admin" / "config.yml").read_text()
    assert text.startswith("# Written by build.py schema")
    config: dict[str, Any] = json.loads(text.partition("\n")[2])
    return config


def fields_in(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for field in fields:
        yield field
        yield from fields_in(field.get("fields", []))
        yield from [field["field"]] if "field" in field else []


def test_every_key_but_figures_has_a_field(site: Path) -> None:
    config = config_of(site)
    news, pages, requests, settings = config["collections"]
    home, contest = settings["files"]
    keys = {
        "news": list(NoteRecord.fields),
        "pages": list(PageRecord.fields),
        "house-7-reviews": list(RequestRecord.fields),
        "site": list(SiteRecord.fields),
        "house-7": list(ContestRecord.fields),
    }
    left_out = {"dispositions"}
    for part in (news, pages, requests, home, contest):
        names = [field["name"] for field in part["fields"] if field["name"] != "body"]
        assert names == [key for key in keys[part["name"]] if key not in left_out]
    assert (contest["file"], news["folder"]) == ("content/contests/house-7/contest.yml", "content/news")
    assert not [path for path in re.findall(r'"content/[^"]*"', json.dumps(config)) if "releases" in path]
    (release,) = (field for field in news["fields"] if field["name"] == "release")
    assert release["options"] == [{"label": "Election night", "value": "2024-11-05-night"}]


def test_rules_have_a_form_and_contests_name_them(tmp_path: Path) -> None:
    nevada.write(tmp_path)
    assert main(["new", "-C", str(tmp_path), "cms"]) == OK
    *_, settings = config_of(tmp_path)["collections"]
    _, contest, rules = settings["files"]
    (named,) = (field for field in contest["fields"] if field["name"] == "rules")
    assert (named["widget"], [option["value"] for option in named["options"]]) == (
        "select",
        ["nevada-caucus-2020", "caucus"],
    )
    assert (rules["file"], rules["label"]) == (
        "content/rules/nevada-caucus-2020.yml",
        "Rules: 2020 Nevada Democratic caucuses",
    )
    names = [field["name"] for field in rules["fields"]]
    assert names == [key for key in RulesFileRecord.fields if key not in ("viability", "by_attendance")]


def test_every_value_is_kept_as_text(site: Path) -> None:
    parts = config_of(site)["collections"]
    fields = [field for part in parts for field in fields_in(part.get("fields", part.get("files", [])))]
    widgets = {field["widget"] for field in fields if "widget" in field}
    assert widgets == {"string", "text", "select", "list", "object", "markdown"}
    for field in fields:
        for option in field.get("options", []):
            assert isinstance(option["value"], str)
        if "pattern" in field:
            re.compile(field["pattern"][0])


def test_a_record_that_may_be_left_out_needs_nothing(site: Path) -> None:
    news = config_of(site)["collections"][0]
    (source,) = (field for field in news["fields"] if field["name"] == "source")
    assert [field["required"] for field in (source, *source["fields"])] == [False, False, False]
    requests = config_of(site)["collections"][2]
    (source,) = (field for field in requests["fields"] if field["name"] == "source")
    assert [field["required"] for field in (source, *source["fields"])] == [True, True, False]


def test_the_settings_follow_the_content(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = site / "content/contests/house-7/contest.yml"
    path.write_text(path.read_text().replace("Peter Lund", "Petra Lund"))
    (site / "admin" / "index.html").write_text("mine")
    assert main(["new", "-C", str(site), "cms"]) == USAGE
    assert "admin already exists and was not changed" in capsys.readouterr().err
    path.write_text(path.read_text().replace("id: lund", "id: lundgren").replace("lund: ", "lundgren: "))
    (site / "content/pages/rules.md").write_text("---\ntitle: The rules\nsummary: S\n---\n")
    assert main(["schema", "-C", str(site)]) == OK
    assert '"value": "rules"' in (site / "admin" / "config.yml").read_text()
    assert (site / "admin" / "index.html").read_text() == "mine"


def test_an_editor_installs_what_is_tested(site: Path) -> None:
    ours, theirs = (json.loads((folder / "package.json").read_text()) for folder in (MODULES.parent, site / "admin"))
    assert ours["overrides"] == theirs["overrides"]
    assert theirs["dependencies"].items() <= ours["dependencies"].items()
    (stand_in,) = set(theirs["overrides"]["decap-cms"].values())
    assert (site / "admin/node_modules/decap-cms" / stand_in.removeprefix("file:") / "package.json").resolve().is_file()


def test_it_never_becomes_part_of_the_site(site: Path) -> None:
    assert main(["build", "-C", str(site), "-q", "--strict"]) == OK
    assert not [path for path in (site / "output").rglob("*") if "admin" in path.name]


@contextmanager
def decap_server(site: Path) -> Iterator[str]:
    """Run the real server in admin/, on a free port, and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert NODE is not None
    environment = {**os.environ, "PORT": str(port), "ORIGIN": ""}
    with subprocess.Popen([NODE, str(SERVER)], cwd=site / "admin", env=environment, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            while b"listening on 127.0.0.1" not in process.stdout.readline():
                assert process.poll() is None
            yield f"http://127.0.0.1:{port}/api/v1"
        finally:
            process.terminate()


def ask(address: str, action: str, **params: object) -> Any:
    body = json.dumps({"action": action, "params": {"branch": "main", **params}}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 -- our own server
    with urllib.request.urlopen(request) as answer:  # noqa: S310 -- the same
        return json.load(answer)


def written_by_yaml(entries: list[object]) -> list[str]:
    """Return values as the library writes them that the system uses to save them."""
    assert NODE is not None
    script = "const y = require('yaml'); const e = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
    script += "process.stdout.write(JSON.stringify(e.map((one) => y.stringify(one))));"
    done = subprocess.run([NODE, "-e", script], input=json.dumps(entries), cwd=MODULES, capture_output=True, text=True)  # noqa: PLW1510
    assert done.returncode == 0, done.stderr
    texts: list[str] = json.loads(done.stdout)
    return texts


HEAD = {"date": "2024-11-06T09:00-06:00", "summary": "S"}
TITLES = [
    *("NO", "yes", "true", "null", "~", "011", "12:30", "1e5", "0x1F", "41", "1.10", "2020-02-03", "-", "- a", "#1"),
    *(
        "Ward #1",
        "Lund: over",
        "@lund",
        "%",
        "{a}",
        "[a]",
        "a\nb",
        "'",
        '"',
        "a 'b' \"c\"",
        "\\n",
        "=",
        "<<",
        "&a",
        "*a",
    ),
    *("!tag", "| a", "> a", "? a", "Zoë’s – “day”", "x" * 300),
]


@needs_node
def test_what_the_system_saves_is_read_as_it_was_typed(site: Path) -> None:
    for title, text in zip(TITLES, written_by_yaml([{"title": title, **HEAD} for title in TITLES]), strict=True):
        (site / NOTE).write_text(f"---\n{text}---\nText.\n")
        loaded = pipeline.read(site, drafts=True)
        assert [fault.code for fault in loaded.diagnostics] == [], text
        assert loaded.site is not None
        assert next(note.title for note in loaded.site.notes if note.slug == "typed") == title


@needs_node
@pytest.mark.parametrize("value", [None, "", {}, [], {"name": None}, {"name": ""}, True, 41])
def test_what_is_left_empty_is_an_error_or_as_if_it_were_not_there(value: object, site: Path) -> None:
    fields = ["author", "source", "places", "draft", "release"]
    for field, text in zip(
        fields, written_by_yaml([{"title": "T", **HEAD, field: value} for field in fields]), strict=True
    ):
        (site / NOTE).write_text(f"---\n{text}---\nText.\n")
        loaded = pipeline.read(site, drafts=True)
        is_right = (field, value) in [("places", []), ("draft", True), ("author", True), ("author", 41)]
        assert bool(loaded.diagnostics) != is_right, text
        assert all(fault.hint and fault.span.path == NOTE for fault in loaded.diagnostics)


@needs_node
def test_the_server_reads_and_writes_the_content(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with decap_server(site) as address:
        assert ask(address, "info")["publish_modes"] == ["simple"]
        entries = ask(address, "entriesByFolder", folder="content/news", extension="md", depth=1)
        assert [entry["file"]["path"] for entry in entries] == ["content/news/four-of-five.md"]
        assert entries[0]["data"] == (site / "content/news/four-of-five.md").read_text()
        request = {
            "kind": "recount",
            "requested_by": "lund",
            "filed": "2024-11-06",
            "state": "filed",
            "source": {"name": "Lund campaign"},
            "places": [{"place": "harbor-1", "printed": "NO #1"}],
        }
        note = {"title": "Lund asks for a recount", **HEAD, "contest": "house-7", "reviews": ["lund-recount"]}
        folder = "content/contests/house-7/reviews"
        options = {"commitMessage": "Save", "useWorkflow": False, "status": "draft"}
        for path, entry in ((f"{folder}/lund-recount.yml", request), ("content/news/lund.md", note)):
            (text,) = written_by_yaml([entry])
            raw = f"---\n{text}---\nText.\n" if path.endswith(".md") else text
            file = {"path": path, "raw": raw, "slug": Path(path).stem}
            ask(address, "persistEntry", dataFiles=[file], assets=[], options=options)
            assert (site / path).read_text() == raw
    assert main(["check", "-C", str(site), "--strict"]) == OK
    assert "1 contest" in capsys.readouterr().out
    assert main(["build", "-C", str(site), "-q"]) == OK
    assert "NO #1" in (site / "output/house-7/reviews/lund-recount/index.html").read_text()


@contextmanager
def opened(site: Path) -> Iterator[tuple[Page, str, list[str]]]:
    """Yield a page with the system open, its address, and what it asked of others than this machine."""
    (site / "admin" / "node_modules").mkdir()
    (site / "admin" / "node_modules" / "decap-cms").symlink_to(BUNDLE)
    with decap_server(site) as address, serving(site / "admin") as port, sync_playwright() as playwright:
        origin = address.removesuffix("/api/v1")
        for name in ("index.html", "config.yml"):
            path = site / "admin" / name
            path.write_text(path.read_text().replace("http://127.0.0.1:8081", origin))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        yield page, f"http://127.0.0.1:{port}/", asked
        browser.close()


def save(page: Page, path: Path) -> None:
    before = path.read_bytes() if path.exists() else b""
    page.get_by_role("button", name="Publish").first.click()
    page.get_by_text("Publish now").first.click()
    deadline = time.monotonic() + 60
    while not path.exists() or path.read_bytes() == before:
        assert time.monotonic() < deadline, f"{path} was not saved"
        page.wait_for_timeout(100)


@needs_node
@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_an_editor_writes_a_note_and_renames_the_site(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(site) as (page, address, asked):
        page.goto(f"{address}#/collections/news/new")
        page.get_by_role("button", name="Login").click()
        expect(page.get_by_label("Title").first).to_be_visible()
        page.get_by_label("Title").first.fill("NO")
        page.get_by_label("Date").first.fill("2024-11-06T09:00-06:00")
        page.get_by_label("Summary").first.fill('Lund: "it\'s over" #1\nand more')
        page.get_by_label("Author").first.fill("x")
        page.get_by_label("Author").first.fill("")
        page.get_by_label("Release").first.click()
        page.keyboard.type("Election")
        page.keyboard.press("Enter")
        save(page, site / "content/news/no.md")
        page.goto("about:blank")
        page.goto(f"{address}#/collections/settings/entries/site")
        expect(page.get_by_label("Title").first).to_have_value("Harbor County votes")
        page.get_by_label("Title").first.fill("011")
        save(page, site / "site.yml")
        assert {url for url in asked if not url.startswith(("http://127.0.0.1:", "about:", "data:", "blob:"))} == set()
    assert main(["check", "-C", str(site), "--strict"]) == OK, capsys.readouterr().err
    loaded = pipeline.read(site, drafts=False)
    assert loaded.site is not None
    assert loaded.site.title == "011"
    (note,) = (note for note in loaded.site.notes if note.slug == "no")
    assert (note.title, note.summary, note.author) == ("NO", 'Lund: "it\'s over" #1\nand more', "The Harbor Gazette")
    assert note.release == "2024-11-05-night"


def test_faults_of_the_system_are_named_like_any_other(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / NOTE).write_text("---\ntitle: T\ndate: ''\nsummary: S\nsource: {}\n---\n")
    assert main(["check", "-C", str(site)]) == FAULTS
    printed = capsys.readouterr().err
    assert f"{NOTE}:3:7: error[E220]: a time is missing" in printed
    assert f"{NOTE}:5:9: error[E202]: the source has no 'name'" in printed
