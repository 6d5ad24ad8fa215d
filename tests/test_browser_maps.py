"""The maps in a real browser: keyboard, layers, print."""

import re

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_map_is_walked_and_its_layers_are_changed_with_the_keyboard(
    browser: Browser, address: str, *, has_scripts: bool
) -> None:
    context = browser.new_context(java_script_enabled=has_scripts)
    page = context.new_page()
    page.goto(address + "president/")
    shown = page.locator(".layer").filter(visible=True)
    expect(shown.locator("figcaption")).to_have_text("Who is ahead in state delegate equivalents, and by how much")
    page.get_by_role("radio", name="SDE").last.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Just these two")).to_be_checked()
    expect(shown.locator("figcaption")).to_contain_text("Buttigieg")
    expect(shown.locator("svg a")).to_have_count(99)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip the map")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile(r"^Lyon: "))).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile("^Osceola: "))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1 .of")).to_have_text("Osceola")
    context.close()


def test_a_table_stands_behind_each_layer(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "president/map/changed/")
    shown = page.locator(".layer").filter(visible=True)
    shown.get_by_text("Show these numbers as a table").click()
    expect(shown.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Polk"))).to_contain_text("7")
    expect(shown.get_by_role("row")).to_have_count(105)
    context.close()


def test_what_is_focused_on_the_map_is_seen(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    county = page.locator(".layer svg a").nth(40)
    edge = "element => getComputedStyle(element.querySelector('use')).stroke"
    before = county.evaluate(edge)
    page.get_by_role("link", name="Skip the map").focus()
    page.keyboard.press("Tab")
    first = page.locator(".layer svg a").first
    expect(first).to_be_focused()
    assert first.evaluate(edge) != before
    assert first.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.close()


def test_the_map_prints_as_it_was_chosen(browser: Browser, address: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(address + "president/")
    page.get_by_label("Just these two").check()
    page.emulate_media(media="print")
    shown = page.locator(".layer").filter(visible=True)
    expect(shown).to_have_count(1)
    expect(shown.locator("figcaption")).to_contain_text("Sanders")
    expect(page.locator(".atlas fieldset")).to_be_hidden()
    county = shown.locator("use.c4, use[class^='c4']").first
    colour = "element => getComputedStyle(element).getPropertyValue('--c')"
    printed = county.evaluate(colour)
    page.emulate_media(media="screen", color_scheme="light")
    assert printed == county.evaluate(colour)
    page.close()
