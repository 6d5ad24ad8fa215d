"""A site in several languages: the same pages in each, the first at the root and each other one below its code."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from babel.messages.pofile import read_po, write_po
from playwright.sync_api import Browser

from recanvass.authoring.preview.current_site import CurrentSite
from recanvass.cli.main import main
from recanvass.content import files
from recanvass.core.diagnostics import Diagnostic
from tests.sites import ROOT, files_of, read
from tests.test_access import AXE, JAVA, VIOLATIONS, VNU
from tests.test_languages import texts_of_page
from tests.test_links import broken_links, links_of, serving

BASE = "https://votes.example/results/"
CATALOGUE = ROOT / "recanvass" / "text" / "locales" / "es" / "LC_MESSAGES" / "recanvass.po"
VALUE = re.compile(r"%\(\w+\)s")
CONTEST = "content/contests/president"
GIVEN = re.compile(r"(?:title|name|unit|short): ([^,}\n]+)")
"""A text of content, which may be an entry as well."""
NOTE = """\
---
title: El reescrutinio deja una ventaja de 0,080
summary: Alder lleva 0,080 de ventaja.
---
Después del reescrutinio **Alder** tiene [[count alder]]. [Las cifras](../../data/president/results.csv).
"""
ABOUT = """\
---
title: About
summary: What a caucus is.
---
[Figures](../data/president/results.csv), [all files](../data/index.html), [result](../president/index.html)
"""
REPLACED = {
    "site.yml": (
        ("title: Linn County caucuses", "title: {en: Linn County caucuses, es: Caucus del condado de Linn}"),
        ("base_url: https://results.example.org/caucus", f"base_url: {BASE}\nlanguages: [en, es]"),
    ),
    f"{CONTEST}/contest.yml": (
        ("title: Caucus", "title:\n  en: Caucus\n  es: Caucus del partido"),
        ("name: Uncommitted,", "name: {en: Uncommitted, es: Sin compromiso},"),
    ),
    f"{CONTEST}/releases/2020-02-20-recount/release.yml": (
        ("title: After the recount", "title: {en: After the recount, es: Tras el recuento}"),
    ),
}


def bilingual(folder: Path) -> Path:
    """Write a small site with everything that a caucus has, in English and in part in Spanish."""
    shutil.copytree(ROOT / "tests" / "golden" / "caucus" / "site", folder)
    for path, replaced in REPLACED.items():
        text = (folder / path).read_text(encoding="utf-8")
        for old, new in replaced:
            assert old in text, (path, old)
            text = text.replace(old, new)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "content/news/result.es.md").write_text(NOTE, encoding="utf-8")
    (folder / "content/pages/about.md").write_text(ABOUT, encoding="utf-8")
    return folder


def example(name: str, folder: Path) -> Path:
    """Write an example in both languages, without its public address and without any translation."""
    shutil.copytree(ROOT / "examples" / name, folder, ignore=shutil.ignore_patterns("output", ".*"))
    settings = folder / "site.yml"
    text = re.sub(r"(?m)^(language|base_url):.*\n", "", settings.read_text(encoding="utf-8"))
    settings.write_text(f"{text}\nlanguages: [en, es]\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def caucus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(bilingual(tmp_path_factory.mktemp("caucus") / "site"))


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of several contests, with offices and ballots."""
    return _built(example("famous-counts", tmp_path_factory.mktemp("several") / "site"))


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with maps."""
    return _built(example("kentucky-2019", tmp_path_factory.mktemp("mapped") / "site"))


@pytest.fixture(params=["caucus", "several", "mapped"])
def out(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


def _built(site: Path) -> Path:
    assert main(["build", "-C", str(site), "-q"]) == 0
    return site / "output"


def pages_of(out: Path) -> list[str]:
    """Return the paths of the pages in the first language."""
    paths = (path.relative_to(out).as_posix() for path in sorted(out.rglob("*.html")))
    return [path for path in paths if not path.startswith("es/")]


def parsed(page: Path) -> Element:
    found: Element = html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    return found


def test_every_page_is_there_in_each_language(out: Path) -> None:
    in_spanish = [path.relative_to(out / "es").as_posix() for path in sorted((out / "es").rglob("*.html"))]
    assert in_spanish == pages_of(out)
    for path in in_spanish:
        for folder, language in (("", "en"), ("es/", "es")):
            assert parsed(out / folder / path).attrib["lang"] == language, path


def test_every_page_names_itself_in_each_language(out: Path) -> None:
    has_address = (out / "sitemap.xml").is_file()
    for path in pages_of(out):
        for folder in ("", "es/"):
            page = parsed(out / folder / path)
            if path.endswith("/embed/index.html"):
                continue
            here = f"{BASE}{folder}{path}"
            found = [
                (link.attrib["hreflang"], urljoin(here, link.attrib["href"]).removesuffix("index.html"))
                for link in page.iter("link")
                if link.attrib.get("rel") == "alternate" and "hreflang" in link.attrib
            ]
            first, other = (f"{BASE}{root}{path}".removesuffix("index.html") for root in ("", "es/"))
            if path != "404.html" or has_address:
                assert found == [("en", first), ("x-default", first), ("es", other)], (folder, path)
            canonical = [link.attrib["href"] for link in page.iter("link") if link.attrib.get("rel") == "canonical"]
            assert canonical == ([here.removesuffix("index.html")] if has_address else []), path


def test_every_page_leads_to_itself_in_the_other_language(out: Path) -> None:
    names = {"": ("Español", "es", "es/"), "es/": ("English", "en", "")}
    for path in pages_of(out):
        if path.endswith("/embed/index.html"):
            continue
        for folder, (name, code, other) in names.items():
            header = next(parsed(out / folder / path).iter("header"))
            (switch,) = (link for link in header.iter("a") if "hreflang" in link.attrib)
            assert ("".join(switch.itertext()), switch.attrib["lang"], switch.attrib["hreflang"]) == (name, code, code)
            if path == "404.html":
                continue
            there = urlsplit(urljoin(f"file:///{folder}{path}", switch.attrib["href"])).path
            assert there == f"/{other}{path}"


def test_every_link_opens_from_disk(out: Path) -> None:
    assert broken_links(out) == []


def test_links_of_the_missing_page_start_from_the_base_path(caucus: Path) -> None:
    for folder in ("", "es/"):
        links = [
            link for link in links_of((caucus / folder / "404.html").read_text(encoding="utf-8")) if link[0] == "/"
        ]
        assert len(links) > 5
        for link in links:
            path = link.removeprefix("/results/")
            assert any((caucus / path / end).is_file() for end in ("", "index.html")), link


def says_much(text: str) -> bool:
    """Tell whether an entry has words enough of its own: one of values and a word or two is like any text."""
    return len(re.findall(r"[A-Za-z]{3,}", VALUE.sub("", text))) > 2


def test_no_text_of_the_program_is_english_where_it_is_translated(out: Path) -> None:
    with CATALOGUE.open("rb") as file:
        entries = [entry for entry in read_po(file, locale="es") if entry.id and isinstance(entry.id, str)]
    english = [
        str(entry.id) for entry in entries if entry.string and entry.string != entry.id and says_much(str(entry.id))
    ]
    assert len(english) > 40
    pattern = re.compile("|".join(".+".join(map(re.escape, VALUE.split(text))) for text in english))
    shown = {text.strip() for page in (out / "es").rglob("*.html") for text in texts_of_page(page)}
    content = (file.read_text(encoding="utf-8") for file in (out.parent / "content").rglob("*.yml"))
    given = {text for file in content for text in GIVEN.findall(file)}
    assert {text for text in shown if pattern.fullmatch(text)} - given == set()
    first = {text.strip() for path in pages_of(out) for text in texts_of_page(out / path)}
    assert len({text for text in first if pattern.fullmatch(text)}) > 20


def entries_of_rules() -> Iterator[str]:
    """Yield the texts of rules, and what the sentences of their findings are made of."""
    with CATALOGUE.open("rb") as file:
        for entry in read_po(file, locale="es"):
            is_of_rules = any(path.startswith("recanvass/checks/") for path, _ in entry.locations)
            texts = (entry.id,) if isinstance(entry.id, str) else entry.id
            if is_of_rules and entry.string != entry.id:
                yield from (text for text in texts if says_much(text))


def test_rules_and_findings_are_in_the_language_of_their_page(caucus: Path) -> None:
    english = re.compile("|".join(".+".join(map(re.escape, VALUE.split(text))) for text in entries_of_rules()))
    paths = [path for path in pages_of(caucus) if path.endswith("findings/index.html")]
    assert paths
    for path in paths:
        original = [text for text in texts_of_page(caucus / path) if english.search(text)]
        assert len(original) > 10
        assert [text for text in texts_of_page(caucus / "es" / path) if english.search(text)] == []


def test_downloads_say_findings_in_the_first_language_and_the_terminal_in_english(
    caucus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    english = "Listed without figures, because it did not meet."
    assert english in (caucus / "data/president/findings.csv").read_text(encoding="utf-8")
    site = tmp_path / "site"
    shutil.copytree(ROOT / "tests" / "golden" / "caucus" / "site", site)
    with (site / "site.yml").open("a", encoding="utf-8") as settings:
        settings.write("\nlanguage: es\n")
    made = (_built(site) / "data/president/findings.csv").read_text(encoding="utf-8")
    assert english not in made
    assert "Aparece sin cifras porque no se reunió." in made
    assert main(["check", "-C", str(site)]) == 0
    assert english in capsys.readouterr().out


def test_names_are_in_the_language_they_are_given_in(caucus: Path) -> None:
    def heading(path: str) -> str:
        return "".join(next(parsed(caucus / path).iter("h1")).itertext())

    titles = [next(parsed(caucus / f"{folder}president/index.html").iter("title")).text for folder in ("", "es/")]
    assert titles == ["Caucus – Linn County caucuses", "Caucus del partido – Caucus del condado de Linn"]
    recount, recanvass = (
        f"president/releases/{name}/index.html" for name in ("2020-02-20-recount", "2020-02-10-recanvass")
    )
    assert heading(f"es/{recount}").startswith("Tras el recuento")
    assert heading(recanvass).startswith("After the recanvass")
    assert heading(f"es/{recanvass}").startswith("After the recanvass")
    assert heading("es/president/choice/uncommitted/index.html") == "Sin compromiso"
    home = (caucus / "es" / "index.html").read_text(encoding="utf-8")
    assert "0.100" in home
    assert "20 feb 2020" in home


def test_a_note_is_shown_in_its_translation_and_else_as_it_is(caucus: Path) -> None:
    note = (caucus / "es/news/result/index.html").read_text(encoding="utf-8")
    assert "<h1>El reescrutinio deja una ventaja de 0,080</h1>" in note
    assert "Después del reescrutinio <strong>Alder</strong> tiene 1.700." in note
    assert '<div class="body">' in note
    assert "Newsroom" in note
    assert 'href="../../../data/president/results.csv"' in note
    about = (caucus / "es/about/index.html").read_text(encoding="utf-8")
    assert '<div class="body" lang="en">' in about
    assert re.findall(r'<p><a href="([^"]*)".*?<a href="([^"]*)".*?<a href="([^"]*)"', about) == [
        ("../../data/president/results.csv", "../data/index.html", "../president/index.html")
    ]


def test_downloads_are_one_set(out: Path) -> None:
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    names = {path for path in files if path.startswith("es/") and not path.endswith((".html", ".png"))}
    # What each request has to follow is in the language of its page.
    names = {path for path in names if "/reviews/" not in path and path != "es/corrections.xml"}
    feeds = {"es/feed.xml", "es/feed.json", "es/changes.xml"}
    assert names - feeds == {"es/search.json", "es/latest.json"}
    assert (feeds <= names) is ((out / "feed.xml").is_file())
    shown = [
        sorted(
            link.rpartition("data/")[2] for link in links_of((out / path).read_text(encoding="utf-8")) if ".csv" in link
        )
        for path in ("data/index.html", "es/data/index.html")
    ]
    assert shown[0] == shown[1] != []


def test_cards_are_drawn_in_each_language(tmp_path: Path) -> None:
    site = bilingual(tmp_path / "site")
    with (site / "site.yml").open("a", encoding="utf-8") as file:
        file.write("cards: true\n")
    out = _built(site)
    cards = sorted(path.relative_to(out).as_posix() for path in out.rglob("card.png"))
    assert len(cards) == 6
    english = [path for path in cards if not path.startswith("es/")]
    assert cards == sorted([*english, *(f"es/{path}" for path in english)])
    assert all((out / path).read_bytes() != (out / "es" / path).read_bytes() for path in english)


def test_feeds_and_the_search_are_in_each_language(caucus: Path) -> None:
    feed = (caucus / "es/feed.xml").read_text(encoding="utf-8")
    assert 'xml:lang="es"' in feed
    assert "<title>El reescrutinio deja una ventaja de 0,080</title>" in feed
    assert f"<id>{BASE}es/news/result/</id>" in feed
    assert json.loads((caucus / "es/feed.json").read_text(encoding="utf-8"))["language"] == "es"
    assert f"<id>{BASE}news/result/</id>" in (caucus / "feed.xml").read_text(encoding="utf-8")
    found = (caucus / "es/search.json").read_text(encoding="utf-8")
    assert "Sin compromiso" in found
    assert "Uncommitted" not in found


def test_the_sitemap_has_the_pages_of_all_languages(caucus: Path) -> None:
    listed = re.findall("<loc>([^<]*)</loc>", (caucus / "sitemap.xml").read_text(encoding="utf-8"))
    here = {address for address in listed if not address.startswith(f"{BASE}es/")}
    assert {f"{BASE}es/{address.removeprefix(BASE)}" for address in here} == set(listed) - here
    pages = {path for path in pages_of(caucus) if path != "404.html" and "embed" not in path}
    assert here == {f"{BASE}{path}".removesuffix("index.html") for path in pages}


def test_the_preview_shows_what_a_build_makes(caucus: Path) -> None:
    preview = CurrentSite(caucus.parent)
    preview.refresh()
    for path in ("es/president/index.html", "es/changes.xml", "es/president/statement/index.html"):
        shown = preview.answer(f"/results/{path}")
        assert shown.status == 200
        if path.endswith(".xml"):
            assert shown.content == (caucus / path).read_bytes()
    assert [preview.answer(f"/results/{path}").name for path in ("nowhere/", "es/nowhere/")] == [
        "404.html",
        "es/404.html",
    ]
    assert 'lang="es"' in preview.answer("/results/es/nowhere/").content.decode()


def test_a_site_of_two_languages_is_built_again_only_where_it_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = bilingual(tmp_path / "site")
    out = _built(site)
    assert main(["verify", str(out), "-q"]) == 0
    note = site / "content/news/result.es.md"
    note.write_text(NOTE.replace("Después", "Luego"), encoding="utf-8")
    assert main(["build", "-C", str(site), "--workers", "2", "--why", "-v"]) == 0
    changed = re.findall(r"^(\S+): changed$", capsys.readouterr().out, re.MULTILINE)
    assert "es/news/result/index.html" in changed
    assert [path for path in changed if path.startswith("news/")] == []


def test_an_earlier_state_is_one_in_each_language(caucus: Path, tmp_path: Path) -> None:
    assert main(["build", "-C", str(caucus.parent), "-o", str(tmp_path / "old"), "--as-of", "2020-02-04", "-q"]) == 0
    releases = sorted(path.name for path in (tmp_path / "old/es/president/releases").iterdir())
    assert releases == ["2020-02-04-night", "index.html"]


def test_check_says_what_is_not_translated(
    caucus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="es")
    for entry in (*list(catalogue)[1:7], catalogue["More votes than ballots"]):
        entry.string = ""
    lacking = tmp_path / "es/LC_MESSAGES/recanvass.po"
    lacking.parent.mkdir(parents=True)
    with lacking.open("wb") as written:
        write_po(written, catalogue)
    monkeypatch.setattr(files, "_LOCALES", tmp_path)
    files.catalogues.cache_clear()
    assert main(["check", "-C", str(caucus.parent)]) == 0
    monkeypatch.undo()
    files.catalogues.cache_clear()
    said = capsys.readouterr().out
    assert re.search(r"^es: 7 texts of the pages have no translation: '.+' and \d+ more$", said, re.MULTILINE)
    assert "es: 2 of 3 titles of releases are the same as in en\n" in said
    assert "es: 1 of 1 pages are the same as in en\n" in said
    assert "titles of contests" not in said
    assert main(["check", "-C", str(ROOT / "tests/golden/tiny/site")]) == 0
    assert "same as in" not in capsys.readouterr().out


ROW = "n1: {votes: {ada: 1}, points: {ada: 1}}\n"
SETTINGS = "title: T\ndescription: D\ntimezone: America/Chicago\npublisher: {name: Paper}\n"


def faults_of(settings: str, files: Mapping[str, str] | None = None) -> list[tuple[str, str, int, int]]:
    _, faults = read({**files_of(ROW), **(files or {}), "site.yml": settings})
    return [_placed(fault) for fault in faults]


def _placed(fault: Diagnostic) -> tuple[str, str, int, int]:
    return fault.code, fault.span.path, fault.span.line, fault.span.column


def test_languages_are_checked() -> None:
    assert faults_of(f"{SETTINGS}languages: [en, es]\n") == faults_of(f"{SETTINGS}languages: [es]\n") == []
    assert faults_of(f"{SETTINGS}language: xx\n") == [("E217", "site.yml", 5, 11)]
    assert faults_of(f"{SETTINGS}languages: [en, xx, es, ES-mx, es]\n") == [
        ("E217", "site.yml", 5, 17),
        ("E217", "site.yml", 5, 25),
        ("E315", "site.yml", 5, 32),
    ]
    assert faults_of(f"{SETTINGS}languages: [en, es]\nlanguage: en\n") == [("E315", "site.yml", 6, 11)]


def test_texts_in_several_languages_are_checked() -> None:
    both = f"{SETTINGS}languages: [en, es]\n"
    assert faults_of(both.replace("title: T", "title: {es: Votos}")) == [("E202", "site.yml", 1, 8)]
    assert faults_of(both.replace("title: T", "title: {en: A, fr: B, es: ''}")) == [
        ("E203", "site.yml", 1, 16),
        ("E220", "site.yml", 1, 27),
    ]
    assert faults_of(both.replace("title: T", "title: {a: A}")) == [("E201", "site.yml", 1, 8)]
    assert faults_of(SETTINGS.replace("title: T", "title: {en: A}")) == []


def test_every_page_is_valid(caucus: Path) -> None:
    if JAVA is None or not VNU.is_file():
        pytest.skip("no Java or no Nu HTML checker: pages are not checked for valid HTML here")
    command = [JAVA, "-Xss8m", "-jar", str(VNU), "--skip-non-html", "--errors-only", "--format", "json"]
    done = subprocess.run([*command, str(caucus / "es")], capture_output=True, text=True, check=False)
    assert [f"{one['url']}: {one['message']}" for one in json.loads(done.stderr)["messages"]] == []


@pytest.fixture(scope="module")
def address(caucus: Path) -> Iterator[str]:
    with serving(caucus) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_in_another_language_shut_nobody_out(browser: Browser, address: str, width: int) -> None:
    if not AXE.is_file():
        pytest.skip("no axe-core: run make node-packages, which needs npm")
    page = browser.new_page(viewport={"width": width, "height": 844})
    for path in ("es/index.html", "es/president/index.html", "es/about/index.html", "es/404.html"):
        page.goto(address + path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(VIOLATIONS) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.close()


@pytest.mark.browser
def test_figures_are_sorted_as_the_language_writes_them(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        '<html lang="es" data-number="1.234,5"><table data-sort><thead><tr><th>Votos</th></tr></thead><tbody>'
        "<tr><td>1.234,5</td></tr><tr><td>999,25</td></tr><tr><td>12.000</td></tr><tr><td>–</td></tr></tbody></table>"
    )
    page.add_script_tag(content=(ROOT / "templates/scripts/base.js").read_text(encoding="utf-8"))
    page.add_script_tag(content=(ROOT / "templates/scripts/sort.js").read_text(encoding="utf-8"))
    page.get_by_role("button").click()
    assert page.locator("tbody td").all_inner_texts() == ["12.000", "1.234,5", "999,25", "–"]
    page.close()
