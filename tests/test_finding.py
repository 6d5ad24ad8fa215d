"""Readers find a place and come back to it: the search field, the index A to Z, the place they remember."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import PAGES, OpenPage
from tests.test_links import serving

pytestmark = pytest.mark.browser

NO_PLACE = "Save a place on its page, and it appears here."
PHONE: ViewportSize = {"width": 390, "height": 844}


def offered(page: Page, text: str) -> list[str]:
    """Type into the search field, return the names it offers, and empty it again."""
    field = page.get_by_role("combobox")
    status = page.locator(".seek [role=status]")
    field.fill(text)
    expect(status).not_to_have_text("")
    names: list[str] = page.get_by_role("option").evaluate_all("(all) => all.map((one) => one.firstChild.textContent)")
    assert names.pop() == "All places, A to Z"
    field.fill("")
    expect(status).to_have_text("")
    return names


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("muscatine 2", "Muscatine 02nd"),
        ("O Brien", "O'Brien"),
        ("obrien", "O'Brien"),
        ("davenport d63", "City of Davenport D63"),
        ("D63 DAVENPORT", "City of Davenport D63"),
        ("dávenport, d63!", "City of Davenport D63"),
        ("#1 aurelia", "#1 Aurelia"),
        ("scott", "Scott"),
        ("947861", "Blue Grass Township"),
        ("sanders", "Bernie Sanders"),
        ("after recount", "After the recount"),
        ("buttigieg 66 precincts", "Buttigieg campaign, recanvass of 66 precincts and all in-state satellite sites"),
        ("known errors", "Result certified with known errors left in"),
    ],
)
def test_what_is_meant_comes_first(page: Page, text: str, first: str) -> None:
    assert offered(page, text)[0].startswith(first)


def test_nothing_found_is_said_for_all_to_see(page: Page) -> None:
    field, status = page.get_by_role("combobox"), page.locator(".seek [role=status]")
    assert offered(page, "xyzzy") == []
    field.fill("xyzzy")
    expect(status).to_have_text("No match. Try a county or a city.")
    assert (status.bounding_box() or {"height": 0})["height"] > 10
    field.fill("")
    expect(status).to_have_text("")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("muscatien 2", "Muscatine 02nd"),
        ("davenprot d63", "City of Davenport D63"),
        ("bettendrof", "City of Bettendorf"),
        ("klobachar", "Amy Klobuchar"),
        ("blu gras", "Blue Grass"),
        ("blugrass", "Blue Grass"),
    ],
)
def test_a_slip_of_the_pen_still_finds(page: Page, text: str, first: str) -> None:
    assert offered(page, text)[0].startswith(first)


def test_numbers_are_never_guessed(page: Page) -> None:
    assert offered(page, "947862111") == []


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport=PHONE)
    page.goto(address)
    page.get_by_role("combobox").focus()
    return page


def test_the_field_works_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    watched = OpenPage(browser.new_page(), urlsplit(address).netloc)
    page = watched.page
    page.goto(address + "find/")
    field = page.get_by_role("combobox")
    field.focus()
    field.press_sequentially("bettendorf")
    options = page.get_by_role("option")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".seek [role=status]")).to_have_text("11 matches, showing 8")
    expect(options).to_have_count(9)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = options.nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == second.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(options.first).to_be_hidden()
    assert field.input_value() == "bettendorf"
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    name = options.first.evaluate("(option) => option.firstChild.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1 .of")).to_have_text(name)
    assert (watched.complaints, watched.outside) == ([], [])
    page.close()


def test_without_a_match_nothing_is_opened(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "find/")
    field, status = page.get_by_role("combobox"), page.locator(".seek [role=status]")
    field.fill("xyzzy")
    expect(status).to_have_text("No match. Try a county or a city.")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert field.input_value() == "xyzzy"
    expect(status).to_have_text("No match. Try a county or a city.")
    field.fill("blue grass township")
    expect(status).to_have_text("1 match")
    page.close()


def test_the_page_of_places_has_no_dead_field_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "find/")
    expect(page.locator("main .seek")).to_be_hidden()
    page.get_by_role("link", name="Scott", exact=True).click()
    page.get_by_role("link", name="Blue Grass Township", exact=True).last.click()
    expect(page.locator("h1 .of")).to_have_text("Blue Grass Township")
    context.close()


def test_the_index_is_fetched_once_and_only_when_the_field_is_used(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(address, wait_until="networkidle")
    assert "/search.json" not in asked
    offered(page, "scott")
    offered(page, "polk")
    assert asked.count("/search.json") == 1
    page.close()


def test_three_taps_lead_from_home_to_a_precinct_and_who_asked_to_check_it(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("combobox").tap()
    page.keyboard.type("davenport d63")
    page.get_by_role("option", name="City of Davenport D63").tap()
    expect(page.locator("h1 .of")).to_have_text("City of Davenport D63")
    expect(page.locator("table.tally").first).to_contain_text("Pete Buttigieg")
    expect(page.locator("#requests")).to_contain_text("Pete Buttigieg: Buttigieg campaign, recanvass of 66 precincts")
    context.close()


def test_finding_works_under_a_base_path(browser: Browser, iowa: Path, tmp_path: Path) -> None:
    (tmp_path / "results").symlink_to(iowa)
    with serving(tmp_path) as port:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/results/president/reviews/sanders-recanvass/")
        page.get_by_role("link", name="Find", exact=True).click()
        page.get_by_role("combobox").fill("hoover elementary")
        page.get_by_role("option").first.click()
        expect(page.locator("h1")).to_contain_text("Hoover Elementary School")
        assert urlsplit(page.url).path == "/results/president/satellite/1158/"
        page.goto(f"http://127.0.0.1:{port}/results/404.html")
        page.get_by_role("combobox").fill("scott")
        page.get_by_role("option").first.click()
        expect(page.locator("h1 .of")).to_have_text("Scott")
        page.close()


def test_without_scripts_and_from_disk_the_field_is_a_link_to_the_index(
    browser: Browser, address: str, iowa: Path
) -> None:
    plain = browser.new_context(java_script_enabled=False)
    for page, start in ((plain.new_page(), address), (browser.new_page(), f"{iowa.as_uri()}/")):
        page.goto(f"{start}president/precinct/947861/index.html")
        page.get_by_role("link", name="Find", exact=True).click()
        expect(page.get_by_role("combobox")).to_have_count(0)
        page.get_by_role("navigation", name="On this page").get_by_role("link", name="M", exact=True).click()
        page.get_by_role("link", name="Muscatine", exact=True).click()
        page.locator("#precinct").get_by_role("link", name="Muscatine 02nd").click()
        expect(page.locator("h1 .of")).to_have_text("Muscatine 02nd")
        page.close()
    plain.close()


def test_a_place_is_remembered_and_forgotten(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE)
    watched = OpenPage(context.new_page(), urlsplit(address).netloc)
    page = watched.page
    page.goto(address + PAGES["precinct"])
    page.get_by_role("button", name="Save this place").click()
    page.goto(address)
    mine = page.locator(".mine")
    expect(mine).to_have_text("My place: Blue Grass Township Remove")
    mine.get_by_role("link", name="Blue Grass Township").click()
    expect(page.locator("h1 .of")).to_have_text("Blue Grass Township")
    expect(page.get_by_role("button", name="Remove this place")).to_be_visible()
    page.goto(address)
    mine.get_by_role("button", name="Remove").click()
    expect(mine).to_have_text(NO_PLACE)
    expect(page.get_by_role("combobox")).to_be_focused()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('recanvass place')).length") == 0
    assert context.cookies() == []
    assert watched.complaints == []
    assert watched.outside == []
    context.close()


def test_a_remembered_address_never_leads_elsewhere(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    for href in ("https://example.org/", "//example.org/", "javascript:alert(1)", "../../x"):
        page.evaluate("(href) => localStorage.setItem('recanvass place /', JSON.stringify({name: 'x', href}))", href)
        page.reload()
        expect(page.locator(".mine")).to_have_text(NO_PLACE)
    page.close()
