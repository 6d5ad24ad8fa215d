"""The built site in a real browser: phone and desktop, light and dark, keyboard, without scripts, from disk."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.test_links import serving

pytestmark = pytest.mark.browser

NAMES = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((found for name in NAMES if name and (found := shutil.which(name))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES = {
    "home": "index.html",
    "contest": "president/index.html",
    "state": "president/state/iowa/index.html",
    "counties": "president/county/index.html",
    "county": "president/county/scott/index.html",
    "precincts": "president/precinct/index.html",
    "precinct": "president/precinct/947861/index.html",
    "no meeting": "president/satellite/1141/index.html",
    "groups": "president/group/index.html",
    "group": "president/group/tv6-viewing-area/index.html",
    "choice": "president/choice/sanders/index.html",
    "releases": "president/releases/index.html",
    "partial release": "president/releases/2020-02-06-92-percent/index.html",
    "recanvass release": "president/releases/2020-02-18-recanvass/index.html",
    "recount release": "president/releases/2020-02-27-recount/index.html",
    "certification": "president/releases/2020-02-29-certification/index.html",
    "ledger": "president/reviews/index.html",
    "request": "president/reviews/buttigieg-recanvass/index.html",
    "findings": "president/findings/index.html",
    "precinct with findings": "president/precinct/946650/index.html",
    "news": "news/index.html",
    "note": "news/recanvass-result/index.html",
    "page": "about/index.html",
    "find": "find/index.html",
    "data": "data/index.html",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install it, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(iowa: Path) -> Iterator[str]:
    with serving(iowa) as port:
        yield f"http://127.0.0.1:{port}/"


class Watched:
    """A page with everything it complains of and everything it asks others for."""

    def __init__(self, page: Page, host: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.outside: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        page.on("request", lambda request: self._note(request.url, host))

    def _note(self, url: str, host: str) -> None:
        if urlsplit(url).netloc != host and not url.startswith("data:"):
            self.outside.append(url)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page_is_clean(browser: Browser, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme="dark" if scheme == "dark" else "light"
    )
    watched = Watched(context.new_page(), urlsplit(address).netloc)
    page = watched.page
    for name, path in PAGES.items():
        page.goto(address + path)
        assert page.locator("h1").count() == 1, name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways"
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        light = sum(int(part) for part in background[4:-1].split(",")[:3]) > 3 * 128
        assert light == (scheme == "light"), name
    assert watched.complaints == []
    assert watched.outside == []
    context.close()


@pytest.mark.parametrize("width", [320, 768])
def test_releases_and_histories_never_scroll_sideways(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    wide = []
    for name in ("home", "county", "precinct", "releases", "partial release", "recount release", "certification"):
        page.goto(address + PAGES[name])
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
    assert wide == []
    page.close()


def test_the_answer_comes_first(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    sentence = page.get_by_text("Pete Buttigieg leads by 0.933 state delegate equivalents").first
    box = sentence.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 844
    page.goto(address + "president/releases/2020-02-18-recanvass/")
    text = page.locator("main").inner_text()
    for figure in ("563.207", "563.127", "0.080", "3.55", "26.186%", "26.185%"):
        assert figure in text
    page.close()


def test_a_note_of_an_earlier_release_leads_on_to_the_newest(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address + "news/recanvass-result/")
    line = page.get_by_text("The figures here are of After the recanvass; the newest release is As certified.")
    expect(line).to_be_visible()
    line.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("As certified")
    page.goto(address + "news/certification/")
    expect(page.get_by_text("The figures here are of")).to_have_count(0)
    page.goto(address + "news/")
    expect(page.get_by_text("Figures of an earlier release: After the recanvass")).to_have_count(2)
    page.close()


def test_a_unit_that_never_met_shows_no_zeros(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "president/satellite/1141/")
    text = page.locator("main").inner_text()
    assert "No meeting was held" in text
    assert "First alignment" not in text
    page.close()


def test_pages_say_the_same_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "president/reviews/")
    assert "Elk Rivor Hampshire Andov" in page.locator("main").inner_text()
    assert page.get_by_role("row").filter(has_text="Pete Buttigieg").count() >= 13
    page.locator("#by-county").get_by_role("link", name="Elk River Hampshire Andov").click()
    assert "Elk Rivor Hampshire Andov; Erha" in page.locator("tr:target").inner_text()
    overlap = page.locator("#several tbody")
    assert "Hoover Elementary School" in overlap.inner_text()
    assert overlap.get_by_role("link", name="Pete Buttigieg, through In-state satellite sites").count() == 1
    assert overlap.get_by_role("link", name="Bernie Sanders").count() == 1
    page.goto(address + "president/reviews/buttigieg-recanvass/")
    text = page.locator("#stakes").inner_text()
    for figure in ("these 70 different units", "Pete Buttigieg by 1.515 SDE", "Pete Buttigieg by 26.968 SDE", "51.512"):
        assert figure in text
    page.goto(address + "find/")
    page.get_by_role("link", name="Blue Grass Township").first.click()
    assert page.locator("h1").inner_text() == "Blue Grass Township"
    assert page.get_by_role("button").count() == 0
    context.close()


def test_tables_sort_with_the_keyboard(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "president/county/")
    button = page.get_by_role("button", name="Lead").first
    button.focus()
    page.keyboard.press("Enter")
    head = page.locator("th[aria-sort]:not([aria-sort=none])").first
    first = head.get_attribute("aria-sort")
    page.keyboard.press("Enter")
    assert {first, head.get_attribute("aria-sort")} == {"ascending", "descending"}
    page.close()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_map_is_walked_and_its_layers_are_changed_with_the_keyboard(
    browser: Browser, address: str, *, has_scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=has_scripts)
    page = context.new_page()
    page.goto(address + "president/")
    shown = page.locator(".layer").filter(visible=True)
    expect(shown.locator("figcaption")).to_have_text("Who leads in state delegate equivalents, and by how much")
    page.get_by_role("radio", name="Who leads").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Share of Warren")).to_be_checked()
    expect(shown.locator("figcaption")).to_have_text("Elizabeth Warren: share of first alignment")
    expect(page.get_by_role("group", name="Elizabeth Warren: share of first alignment")).to_be_visible()
    expect(shown.locator("svg a")).to_have_count(99)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip the picture")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile(r"^Lyon: [\d.]+%, [\d,]+ of [\d,]+ people$"))).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile("^Osceola: "))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Osceola")
    context.close()


def test_a_table_stands_behind_each_layer(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "president/")
    page.get_by_label("Changed last").check()
    shown = page.locator(".layer").filter(visible=True)
    shown.get_by_text("These figures as a table").click()
    expect(shown.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Polk"))).to_contain_text("7")
    expect(shown.get_by_role("row")).to_have_count(105)
    context.close()


def test_what_is_focused_on_the_map_is_seen(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    county = page.locator(".layer svg a").nth(40)
    edge = "element => getComputedStyle(element.querySelector('use')).stroke"
    before = county.evaluate(edge)
    page.get_by_role("link", name="Skip the picture").focus()
    page.keyboard.press("Tab")
    first = page.locator(".layer svg a").first
    expect(first).to_be_focused()
    assert first.evaluate(edge) != before
    assert first.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.close()


def test_the_map_prints_as_it_was_chosen(browser: Browser, address: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(address + "president/")
    page.get_by_label("Share of Biden").check()
    page.emulate_media(media="print")
    expect(page.locator(".layer").filter(visible=True).locator("figcaption")).to_contain_text("Joe Biden")
    expect(page.locator(".atlas fieldset")).to_be_hidden()
    colour = "element => getComputedStyle(element).getPropertyValue('--c2')"
    printed = page.locator("html").evaluate(colour)
    page.emulate_media(media="screen", color_scheme="light")
    assert printed == page.locator("html").evaluate(colour)
    page.close()


def test_the_index_filters_as_one_types(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "find/")
    field = page.get_by_role("searchbox").or_(page.get_by_role("textbox")).first
    field.fill("davenport d63")
    link = page.get_by_role("link", name="City of Davenport D63")
    expect(page.get_by_role("link", name="Blue Grass Township").first).to_be_hidden()
    expect(link).to_be_visible()
    link.click()
    assert page.locator("h1").inner_text() == "City of Davenport D63"
    page.close()


def test_the_first_tab_stop_skips_to_the_content(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "president/")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused.startswith("#")
    page.keyboard.press("Enter")
    assert page.locator(focused).count() == 1
    page.close()


def test_the_site_opens_from_disk(browser: Browser, iowa: Path) -> None:
    context = browser.new_context()
    watched = Watched(context.new_page(), "")
    page = watched.page
    page.goto((iowa / "index.html").as_uri())
    styled = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('color-scheme')")
    assert "dark" in styled
    page.get_by_role("link", name="Find a place").first.click()
    page.get_by_role("link", name="Blue Grass Township").first.click()
    assert page.locator("h1").inner_text() == "Blue Grass Township"
    assert watched.complaints == []
    context.close()
