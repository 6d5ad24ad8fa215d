"""The built site in a real browser: phone and desktop, light and dark, keyboard, without scripts, from disk."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import PAGES, OpenPage

pytestmark = pytest.mark.browser

LEAST_SEEN = 0.01
"""A tenth of what counts as good (web.dev/cls)."""
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page_is_clean(browser: Browser, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme="dark" if scheme == "dark" else "light"
    )
    watched = OpenPage(context.new_page(), urlsplit(address).netloc)
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
def test_no_page_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    wide = []
    for name, path in PAGES.items():
        page.goto(address + path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
    assert wide == []
    page.close()


def test_pages_do_not_move_while_they_load(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.add_init_script(SHIFTS)
    page.goto(address + PAGES["precinct"])
    page.get_by_role("button", name="Save this place").click()
    for name, path in PAGES.items():
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("shifted") < LEAST_SEEN, name
    page.close()


def test_the_answer_comes_first(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    sentence = page.get_by_text("Buttigieg finished 0.933 ahead of Sanders").first
    box = sentence.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 844
    page.goto(address + "president/releases/2020-02-18-recanvass/")
    text = page.locator("main").inner_text()
    for figure in ("563.207", "563.127", "0.080", "26.186%", "26.185%"):
        assert figure in text
    # The closest race before is named where the count stands now.
    assert "3.55" not in text
    page.goto(address + "president/")
    assert "3.55" in page.locator("main").inner_text()
    page.close()


def test_a_note_of_an_earlier_release_leads_on_to_the_newest(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address + "news/recanvass-result/")
    line = page.get_by_text(
        "The numbers in this note are from After the recanvass. The latest release is As certified."
    )
    expect(line).to_be_visible()
    line.get_by_role("link").click()
    expect(page.locator("h1 .of")).to_have_text("As certified")
    page.goto(address + "news/certification/")
    expect(page.get_by_text("The figures here are of")).to_have_count(0)
    page.goto(address + "news/")
    expect(page.get_by_text("Numbers as of an earlier release: After the recanvass")).to_have_count(2)
    page.close()


def test_a_unit_that_never_met_shows_no_zeros(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "president/satellite/1141/")
    text = page.locator("main").inner_text()
    assert "This site did not meet" in text
    assert "First alignment" not in text
    page.close()


def test_pages_say_the_same_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "president/reviews/")
    assert "Elk Rivor Hampshire Andov" in page.locator("main").inner_text()
    page.locator("#all + details > summary").click()
    assert page.get_by_role("row").filter(has_text="Pete Buttigieg").count() >= 13
    page.locator("#by-county summary").click()
    page.locator("#by-county").get_by_role("link", name="Elk River Hampshire Andov").click()
    assert "Elk Rivor Hampshire Andov; Erha" in page.locator("tr:target").inner_text()
    overlap = page.locator("#several tbody")
    assert "Hoover Elementary School" in overlap.inner_text()
    assert overlap.get_by_role("link", name="Pete Buttigieg, as part of In-state satellite sites").count() == 1
    assert overlap.get_by_role("link", name="Bernie Sanders").count() == 1
    page.goto(address + "president/reviews/buttigieg-recanvass/")
    text = page.locator("#stakes").inner_text()
    for figure in (
        "those 70 different places",
        "Pete Buttigieg by 1.515 SDE",
        "Pete Buttigieg by 26.968 SDE",
        "51.512",
    ):
        assert figure in text
    page.goto(address + "find/")
    page.get_by_role("link", name="Scott", exact=True).first.click()
    page.locator("#precinct").get_by_role("link", name="Blue Grass Township").click()
    assert page.locator("h1 .of").inner_text() == "Blue Grass Township"
    assert page.get_by_role("button").count() == 0
    context.close()


def test_a_list_of_places_filters_as_one_types(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "president/satellite/")
    page.get_by_role("searchbox").or_(page.get_by_role("textbox")).first.fill("hoover")
    link = page.get_by_role("link", name="Hoover Elementary School")
    expect(page.get_by_role("link", name="UAW Local 893").first).to_be_hidden()
    expect(link).to_be_visible()
    link.click()
    expect(page.locator("h1 .of")).to_contain_text("Hoover Elementary School")
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
    watched = OpenPage(context.new_page(), "")
    page = watched.page
    page.goto((iowa / "index.html").as_uri())
    styled = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('color-scheme')")
    assert "dark" in styled
    page.get_by_role("link", name="Find a place").first.click()
    page.get_by_role("link", name="Scott", exact=True).first.click()
    page.locator("#precinct").get_by_role("link", name="Blue Grass Township").click()
    assert page.locator("h1 .of").inner_text() == "Blue Grass Township"
    assert watched.complaints == []
    context.close()
