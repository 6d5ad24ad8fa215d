"""Another language is one catalogue more: texts, plurals, figures, days and lists in its own forms."""

import io
import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from babel.dates import get_month_names
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from recanvass.build.texts import catalogue_of
from recanvass.checks import registry
from recanvass.content import files
from recanvass.core.artifact import Artifact
from recanvass.pages.templates import Renderer, TemplateFault
from recanvass.text import catalogue, lazy
from recanvass.text.catalogue import ENGLISH, Catalogue, load
from tests.sites import ROOT

TEMPLATE = ROOT / "recanvass" / "text" / "locales" / "recanvass.pot"
MADE_UP = "eo"
"""A language that Babel knows and that has no catalogue: its texts are those of English in brackets."""
SEEN = ("aria-label", "title", "alt", "placeholder")
CODES = ("data-groups", "data-index", "data-items", "data-latest", "data-level", "data-root", "data-shown", "data-sort")
"""Attributes for scripts and style sheets."""
OPEN, CLOSE = "⟦", "⟧"
WORD = re.compile(r"[^\W\d_]+")


def compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def in_brackets() -> bytes:
    """Return the catalogue of the made-up language."""
    with TEMPLATE.open("rb") as file:
        catalog = read_po(file, locale=MADE_UP)
    for message in catalog:
        if isinstance(message.id, tuple):
            message.string = tuple(f"{OPEN}{text}{CLOSE}" for text in message.id)
        elif message.id:
            message.string = f"{OPEN}{message.id}{CLOSE}"
    out = io.BytesIO()
    write_po(out, catalog)
    return out.getvalue()


def built(site: Path, folder: Path) -> Path:
    """Build a site in the made-up language, by a copy of the program that has one file more, and return the output."""
    shutil.copytree(ROOT / "recanvass", folder / "recanvass", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", folder / "templates")
    shutil.copytree(site, folder / "site")
    catalogue = folder / "recanvass" / "text" / "locales" / MADE_UP / "LC_MESSAGES" / "recanvass.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_bytes(in_brackets())
    settings = (site / "site.yml").read_text(encoding="utf-8")
    lines = [line for line in settings.splitlines() if not line.startswith(("language:", "base_url:"))]
    lines += [f"language: {MADE_UP}", "base_url: https://votes.example/", ""]
    (folder / "site" / "site.yml").write_text("\n".join(lines), encoding="utf-8")
    command = (sys.executable, "-m", "recanvass", "build", "-C", "site", "-o", "out", "-q")
    subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, check=True)
    return folder / "out"


def outside_brackets(text: str) -> set[str]:
    """Return the words that stand in no brackets."""
    depth, kept = 0, []
    for piece in re.split(f"([{OPEN}{CLOSE}])", text):
        depth += (piece == OPEN) - (piece == CLOSE)
        kept += [piece] if not depth else []
    assert depth == 0, text
    return {word.casefold() for word in WORD.findall(" ".join(kept))}


def texts_of_page(page: Path) -> Iterator[str]:
    """Yield all that readers see or hear of a page, now or by a script, in order."""
    yield from texts_of(html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False))


def texts_of(element: Element) -> Iterator[str]:
    yield from (value for name, value in element.attrib.items() if is_seen(element, name))
    if element.tag not in ("code", "pre", "script", "style"):
        yield element.text or ""
        for child in element:
            yield from texts_of(child)
            yield child.tail or ""


def is_seen(element: Element, name: str) -> bool:
    if name == "content":
        about = element.attrib.get("name", element.attrib.get("property", ""))
        return about in ("description", "og:title", "og:description", "og:image:alt")
    return name in SEEN or (name.startswith("data-") and name not in CODES)


@pytest.mark.parametrize("name", ["caucus", "tiny"])
def test_a_language_is_one_catalogue_more(name: str, tmp_path: Path) -> None:
    """All words in the pages come from there or from content, those of rules and of what they find as well."""
    out = built(ROOT / "tests" / "golden" / name / "site", tmp_path)
    known = set(words_of_others(tmp_path / "site", out))
    pages = sorted(out.rglob("*.html"))
    assert len(pages) > len(SEEN)
    for page in pages:
        shown = outside_brackets(" ".join(texts_of_page(page)))
        assert {word for word in shown - known if not any(other.startswith(word) for other in known)} == set(), page
    feeds = [(out / name).read_text(encoding="utf-8") for name in ("changes.xml", "search.json", "latest.json")]
    assert all(OPEN in feed for feed in feeds[:2])
    assert "leads by" not in re.sub(f"{OPEN}[^{CLOSE}]*{CLOSE}", "", feeds[0])


def words_of_others(site: Path, out: Path) -> Iterator[str]:
    """Yield the words of content, the codes of rules, files' names, and the words that Babel knows itself."""
    texts = [path.read_text(encoding="utf-8") for path in site.rglob("*") if path.is_file()]
    texts += [path.relative_to(out).as_posix() for path in out.rglob("*")]
    texts += registry.RULES
    texts += (month for width in ("abbreviated", "wide") for month in get_month_names(width, locale=MADE_UP).values())
    texts += (format_list(["a", "b"], locale=MADE_UP), "votes.example")
    return (word.casefold() for word in WORD.findall(" ".join(texts)))


def of(language: str, **texts: str | list[str]) -> Catalogue:
    """Return the catalogue of a language with a few texts by name."""
    known: dict[str, str | tuple[str, str]] = {
        "filed": "filed by %(name)s",
        "units": ("%(count)s unit", "%(count)s units"),
        "time": "%(date)s, %(time)s %(zone)s",
        "rank": "Rank",
        "link": 'See <a href="%(address)s">all</a>',
    }
    catalog = Catalog(locale=language)
    for name, text in texts.items():
        catalog.add(known[name], text)
    return load(language, compiled(catalog))


def test_a_text_takes_its_values_in_any_order() -> None:
    german = of("de", filed="von %(name)s eingereicht")
    assert ENGLISH.text("filed by %(name)s", name="A & B") == "filed by A & B"
    assert german.text("filed by %(name)s", name="A & B") == "von A & B eingereicht"
    assert german.text("100% of all") == "100% of all"


def test_a_language_has_as_many_plurals_as_it_has() -> None:
    polish = of("pl", units=["%(count)s lokal", "%(count)s lokale", "%(count)s lokali"])
    texts = [polish.plural("%(count)s unit", "%(count)s units", count) for count in (1, 2, 5, 22, 1_000)]
    assert texts == ["1 lokal", "2 lokale", "5 lokali", "22 lokale", "1\xa0000 lokali"]
    assert ENGLISH.plural("%(count)s unit", "%(count)s units", 1_000) == "1,000 units"
    assert of("pl").plural("%(count)s unit", "%(count)s units", 1) == "1 unit"


@pytest.mark.parametrize(
    ("language", "number", "small", "change", "percent", "least"),
    [
        ("en", "43,581.50", "<0.01", "−1,200", "26.2%", "<0.1%"),
        ("de", "43.581,50", "<0,01", "−1.200", "26,2\xa0%", "<0,1\xa0%"),
        ("fr", "43\u202f581,50", "<0,01", "−1\u202f200", "26,2\xa0%", "<0,1\xa0%"),
        ("hi", "43,581.50", "<0.01", "−1,200", "26.2%", "<0.1%"),
        ("tr", "43.581,50", "<0,01", "−1.200", "%26,2", "<%0,1"),
    ],
)
def test_figures(language: str, number: str, small: str, change: str, percent: str, least: str) -> None:
    catalogue = of(language) if language != "en" else ENGLISH
    assert catalogue.number(Decimal("43581.495"), 2) == number
    assert catalogue.number(Decimal("0.004"), 2) == small
    assert catalogue.number(None) == catalogue.percent(None, 1) == "–"
    assert catalogue.change(-1_200) == change
    assert catalogue.percent(Decimal("26.2"), 100) == percent
    assert catalogue.percent(1, 100_000) == least
    assert catalogue.percents(1, 4)[0] == catalogue.percent(1, 4)
    assert catalogue.hundredths(Decimal("26.2")) == percent


def test_a_text_that_is_made_later_is_what_the_catalogue_makes_of_it() -> None:
    german = of("de", filed="von %(name)s eingereicht", units=["%(count)s Lokal", "%(count)s Lokale"])
    names = lazy.listed([lazy.number(1_200), lazy.figure(Decimal("1.50")), lazy.figure(Decimal("1.5")), "A"])
    made = lazy.sentences([lazy.text("filed by %(name)s", name=names), lazy.hundredths(Decimal("26.20"))])
    assert lazy.said(made, ENGLISH) == "filed by 1,200, 1.50, 1.5 and A 26.20%"
    assert lazy.said(made, german) == "von 1.200, 1,50, 1,5 und A eingereicht 26,20\xa0%"
    units = lazy.series([lazy.plural("%(count)s unit", "%(count)s units", count) for count in (1, 2)])
    assert [lazy.said(units, one) for one in (ENGLISH, german)] == ["1 unit; 2 units", "1 Lokal; 2 Lokale"]
    nouns = [lazy.noun("delegados", count) for count in (1, 2)]
    assert [lazy.said(one, of("es")) for one in nouns] == ["delegado", "delegados"]
    assert (ENGLISH.either(["a", "b"]), of("es").either(["a", "b"]), of("es").either(["a"])) == ("a or b", "a o b", "a")


def test_days_and_times() -> None:
    german = of("de", time="%(date)s um %(time)s Uhr (%(zone)s)")
    time, zone = datetime(2020, 2, 4, 5, 30, tzinfo=UTC), "America/Chicago"
    assert ENGLISH.moment(time, zone) == "11:30 p.m. CST Feb. 3, 2020"
    assert german.moment(time, zone) == "03.02.2020 um 23:30 Uhr (CST)"
    assert german.moment(date(2020, 2, 4), zone) == german.day(date(2020, 2, 4), zone) == "04.02.2020"
    assert german.day(time, zone) == "03.02.2020"
    assert german.day_of_month(time, zone) == "3. Feb."
    assert german.day_of_month(date(2020, 2, 4), zone) == "4. Feb."


def test_lists() -> None:
    german = of("de")
    assert [german.listed(words) for words in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "",
        "a",
        "a und b",
        "a, b und c",
    ]


def test_a_catalogue_is_one_text_file() -> None:
    """What is not translated yet is shown in English."""
    made = catalogue.compiled(
        b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        b'msgid "Rank"\nmsgstr "Rang"\n\nmsgid "Find"\nmsgstr ""\n'
    )
    german = load("de", made)
    assert [german.text(text) for text in ("Rank", "Find", "Menu")] == ["Rang", "Find", "Menu"]
    with pytest.raises(KeyError):
        files.catalogue("fr")
    assert [files.has_texts(language) for language in ("fr", "en-GB", "es", "es-MX")] == [False, True, True, True]
    assert catalogue_of("en-GB") is ENGLISH


def test_the_name_of_a_language_is_in_that_language() -> None:
    assert [catalogue.name_of(code) for code in ("en", "es", "es-MX", "es-QQ")] == [
        "English",
        "Español",
        "Español (México)",
        "Español",
    ]


def test_a_catalogue_goes_to_other_processes() -> None:
    german = of("de", rank="Rang")
    assert pickle.loads(pickle.dumps(german)).text("Rank") == "Rang"  # noqa: S301 -- made the moment before
    assert load("de", compiled(Catalog(locale="de"))) is load("de", compiled(Catalog(locale="de")))


def page(source: str, catalogue: Catalogue, view: object = "&") -> str:
    renderer = Renderer({"templates/pages/one.html": source}, None, catalogue)
    return renderer.render(Artifact("one.html", "pages/one.html", lambda: view), view).decode()


def test_templates_show_the_texts_of_their_catalogue() -> None:
    german = of("de", filed="von %(name)s <eingereicht>", rank='"Rang"', link='<a href="%(address)s">Alle</a> zeigen')
    assert page('<p title="{{ _("Rank") }}">', german) == '<p title="&#34;Rang&#34;">'
    filed = "{% trans name=page %}filed by {{ name }}{% endtrans %}"
    assert page(filed, ENGLISH) == "filed by &amp;"
    assert page(filed, german) == "von &amp; &lt;eingereicht&gt;"
    linked = '{% trans address=page %}See <a href="{{ address }}">all</a>{% endtrans %}'
    assert page(linked, german) == '<a href="&amp;">Alle</a> zeigen'
    called = "{% macro b(x) %}<b>{{ x }}</b>{% endmacro %}{% trans name=b(page) %}filed by {{ name }}{% endtrans %}"
    assert page(called, german) == "von <b>&amp;</b> &lt;eingereicht&gt;"
    assert page("{% trans %}100% of all{% endtrans %}", german) == "100% of all"


def test_a_template_picks_no_plural() -> None:
    with pytest.raises(TemplateFault) as fault:
        page("\n{% trans count=3 %}one{% pluralize %}{{ count }} of them{% endtrans %}", ENGLISH)
    assert fault.value.diagnostic.code == "E501"
    assert "no plural" in fault.value.diagnostic.message


def test_english_needs_no_knowledge_of_languages(tmp_path: Path) -> None:
    """It takes its time to load."""
    site = ROOT / "tests" / "golden" / "tiny" / "site"
    program = (
        "import sys; from recanvass.cli.main import main\n"
        f"assert main(['build', '-C', {str(site)!r}, '-o', {str(tmp_path / 'out')!r}, '-q', '--workers', '1']) == 0\n"
        "assert 'babel' not in sys.modules\n"
    )
    subprocess.run((sys.executable, "-c", program), cwd=ROOT, check=True)
