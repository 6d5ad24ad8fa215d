"""What readers print: statements on one sheet, black on white also from a dark browser, nothing cut off."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import PAGES

pytestmark = pytest.mark.browser

PAPER_WIDTH = 688
"""Pixels across the text of an A4 page with the margins of the style sheet."""


def pages_of(page: Page, size: str) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=size)))


def dark_page(browser: Browser) -> Page:
    return browser.new_page(color_scheme="dark", viewport={"width": PAPER_WIDTH, "height": 1000})


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_statements_fit_on_one_sheet(browser: Browser, address: str, size: str) -> None:
    page = dark_page(browser)
    for name in ("statement", "statement of a county"):
        page.goto(address + PAGES[name])
        assert pages_of(page, size) == 1, name
        page.locator(".signatures summary").click()
        assert pages_of(page, size) <= 2, name
    page.close()


def test_every_page_prints_black_on_white(browser: Browser, address: str) -> None:
    page = dark_page(browser)
    page.emulate_media(media="print", color_scheme="dark")
    for name, path in PAGES.items():
        if name in ("precincts", "find"):
            continue
        page.goto(address + path)
        colours = page.evaluate(
            """() => [...document.querySelectorAll("body, .badge, .review, .notice, thead th")].map(
              (one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor])"""
        )
        assert colours[0] == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        assert ["rgb(6, 42, 22)", "rgb(138, 214, 168)"] not in colours, f"{name} prints the dark badge"
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER_WIDTH, f"{name} is cut off"
        for part in ("header nav", ".seek", ".tools", ".trail"):
            assert not any(found.is_visible() for found in page.locator(part).all()), (name, part)
    page.close()


def test_a_statement_says_all_that_a_paper_needs(browser: Browser, address: str) -> None:
    page = dark_page(browser)
    page.goto(address + PAGES["statement of a county"])
    page.emulate_media(media="print")
    text = page.locator("main").inner_text()
    for said in (
        "Statement of results: Scott",
        "Certified",
        "As certified",
        "Feb. 29, 2020",
        "Iowa Democratic Party",
        "All 63 places have reported",
        "Sanders finished 0.414 ahead of Buttigieg here.",
        "https://example.org/results/president/county/scott/statement/",
        "Release: 2020-02-29-certification",
    ):
        assert said in text
    assert page.locator("tbody th").all_inner_texts()[:3] == ["Michael Bennet", "Joe Biden", "Michael Bloomberg"]
    assert page.get_by_role("row", name="John Delaney").inner_text().split("\t")[1:] == ["0.000", "0", "0"]
    page.close()
