"""What scripts add to a page: comparing releases and candidates, the answer that stays in sight, the last visit."""

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PAGES

pytestmark = pytest.mark.browser

RELEASES = "president/releases/"


@pytest.fixture(name="page")
def page_on_a_phone(browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return context.new_page()


def rows(page: Page) -> list[list[str]]:
    """Return the cells of the first compared table, its head first."""
    found: list[list[str]] = page.locator("table.compared").first.evaluate(
        "table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return found


def test_two_candidates_are_compared_as_exactly_as_the_coarser_figure(page: Page, address: str) -> None:
    page.goto(address + RELEASES)
    page.get_by_label("Show").first.select_option("Two candidates")
    head, *lines = rows(page)
    assert head == ["Release", "Buttigieg", "Sanders", "Lead"]
    leads = {title: (first, second, lead) for title, first, second, lead in lines}
    assert leads["After the party’s own review"] == ("564.3", "561.5", "Buttigieg 2.8")
    assert leads["After the recanvass"] == ("563.207", "563.127", "Buttigieg 0.080")
    page.get_by_label("First").first.select_option("Warren")
    assert rows(page)[-1][1:] == ["388.440", "562.021", "Sanders 173.581"]
    expect(page.locator("table.history").first).to_be_hidden()


def test_a_change_is_that_of_the_exact_figures(page: Page, address: str) -> None:
    page.goto(address + RELEASES)
    page.get_by_label("Show").first.select_option("Two releases")
    head, *lines = rows(page)
    assert head == ["Candidate", "Partial results, 92 percent", "After the recount", "Change"]
    changes = {name: change for name, _, _, change in lines}
    # 388.4403 less 365.6526: what the page shows rounded would be 22.787 apart.
    assert (changes["Warren"], changes["Gabbard"], changes["Total"]) == ("+22.788", "0", "+147.209")
    page.get_by_label("From").first.select_option("After the recanvass")
    assert {name: change for name, _, _, change in rows(page)[1:]}["Buttigieg"] == "−0.253"


def test_shares_are_of_the_total_of_a_release(page: Page, address: str) -> None:
    page.goto(address + RELEASES)
    page.get_by_label("Show").first.select_option("Percentages")
    found = {line[0]: line[1:] for line in rows(page)}
    names = found["Release"]
    assert found["After the recount"][names.index("Buttigieg")] == "26.2%"
    assert found["After the recount"][names.index("Gabbard")] == "<0.1%"
    # The party gave figures of some candidates only, so there is no total.
    assert set(found["After the party’s own review"]) == {"–"}
    page.get_by_label("Show").first.select_option("Every number")
    expect(page.locator("table.compared")).to_have_count(0)
    expect(page.locator("table.history").first).to_be_visible()


def test_the_answer_stays_in_sight(page: Page, address: str) -> None:
    page.goto(address)
    bar = page.locator(".sticky")
    expect(bar).to_be_hidden()
    page.mouse.wheel(0, 2500)
    expect(bar).to_be_visible()
    assert bar.inner_text().startswith("Buttigieg finished 0.933 ahead of Sanders.")
    expect(bar).to_have_attribute("aria-hidden", "true")


def test_an_address_is_copied(page: Page, address: str) -> None:
    page.goto(address + PAGES["precinct"] + "#_history")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Link copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "#" not in copied
    assert urlsplit(copied).path.endswith("/president/precinct/947861/")


def test_a_page_tells_what_it_said_at_the_last_visit(page: Page, address: str) -> None:
    page.goto(address)
    notice = page.locator("[data-visit]")
    expect(notice).to_be_hidden()
    key, kept = page.evaluate("Object.entries(localStorage).find(([key]) => key.startsWith('recanvass visits'))")
    visits = json.loads(kept)
    assert visits[""].startswith("Buttigieg finished 0.933 ahead of Sanders.")
    visits[""] = "Buttigieg leads Sanders by 2.8."
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [key, json.dumps(visits)])
    later = page.context.new_page()
    later.goto(address)
    said = "When you last looked, this page said: “Buttigieg leads Sanders by 2.8.”"
    expect(later.locator("[data-visit]")).to_have_text(said)
    later.reload()
    expect(later.locator("[data-visit]")).to_have_text(said)
