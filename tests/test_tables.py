"""Tables as readers use them: sorted with the keyboard, copied for a spreadsheet, linked to the file they are in."""

import csv
import io
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import PAGES

pytestmark = pytest.mark.browser


def test_tables_sort_with_the_keyboard(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + PAGES["counties"])
    lead = page.locator("thead th").nth(2)
    before = page.locator("tbody th").all_inner_texts()
    lead.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(lead).to_have_attribute("aria-sort", "descending")
    leads = [
        float(text.replace(",", "").strip("<")) for text in page.locator("tbody td:nth-child(3)").all_inner_texts()
    ]
    assert leads == sorted(leads, reverse=True)
    page.keyboard.press("Enter")
    expect(lead).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(page.locator("[aria-sort]")).to_have_count(1)
    assert page.locator("tbody th").all_inner_texts() == sorted(before, key=str.casefold)
    page.close()


def test_heads_of_long_tables_stay_in_view(browser: Browser, address: str) -> None:
    for width in (390, 1280):
        page = browser.new_page(viewport={"width": width, "height": 844})
        page.goto(address + PAGES["counties"])
        page.get_by_role("link", name="Wright", exact=True).scroll_into_view_if_needed()
        expect(page.get_by_role("button", name="Lead")).to_be_in_viewport()
        page.close()


def test_a_table_is_copied_as_a_spreadsheet_takes_it(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + PAGES["county"])
    page.get_by_role("radio", name="First alignment").check()
    page.get_by_role("button", name="Copy First alignment").first.click()
    expect(page.get_by_role("status").filter(has_text="Copied. Paste it into a spreadsheet")).to_be_visible()
    rows = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").split("\n")]
    assert rows[0] == ["Candidate", "people", "Share"]
    assert rows[1] == ["Bernie Sanders", "2,079", "23.5%"]
    assert rows[-1] == ["Total", "8,862", ""]
    page.get_by_role("button", name="Copy Precincts").click()
    expect(page.get_by_role("status").filter(has_text="Copied. Paste it into a spreadsheet")).to_have_count(2)
    rows = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").split("\n")]
    assert len(rows) == 64
    assert rows[0][0] == "Name"
    assert len({len(row) for row in rows}) == 1
    context.close()


def test_changes_and_differences_name_the_file_that_holds_them(iowa: Path) -> None:
    def names(page: str, table: str) -> tuple[str, int]:
        text = (iowa / page / "index.html").read_text(encoding="utf-8")
        body, _, after = text.partition(f'id="{table}"')[2].partition("</table>")
        if '<details class="fold">' in after.partition("</details>")[0]:  # the rows after the first few
            body += after.partition("<tbody>")[2].partition("</tbody>")[0]
        href = after.partition('<p class="tools"')[2].partition('href="')[2].partition('"')[0]
        return urljoin(page + "/", href), body.count("<tr>") - 1

    file, rows = names("president/releases/2020-02-27-recount", "_changes")
    assert file == "data/president/releases/2020-02-27-recount-changes.csv"
    with (iowa / file).open(encoding="utf-8", newline="") as lines:
        assert len({(row["place"], row["tally"]) for row in csv.DictReader(lines)}) == rows
    file, rows = names("president/releases/2020-02-18-recanvass", "_differences")
    assert file == "data/president/totals.csv"
    with (iowa / file).open(encoding="utf-8", newline="") as lines:
        told = [row for row in csv.DictReader(lines) if row["release"] == "2020-02-18-recanvass"]
    assert sum(row["agrees"] == "no" for row in told) == rows


@pytest.mark.parametrize(
    ("name", "caption"),
    [("contest", "From first alignment to final"), ("request", "Results in these places"), ("findings", "By rule")],
)
def test_tables_without_a_file_are_copied(browser: Browser, address: str, name: str, caption: str) -> None:
    page = browser.new_page()
    page.goto(address + PAGES[name])
    expect(page.get_by_role("button", name=f"Copy {caption}")).to_be_visible()
    page.close()


def test_every_table_with_tools_names_a_file_that_holds_it(browser: Browser, address: str, iowa: Path) -> None:
    page = browser.new_page()
    for name in ("home", "county", "precinct", "ledger", "recount release", "counties"):
        page.goto(address + PAGES[name])
        links = page.locator(".tools a")
        hrefs = [link.get_attribute("href") or "" for link in links.all()]
        assert hrefs, name
        for href in hrefs:
            path = urlsplit(urljoin(address + PAGES[name], href)).path
            rows = list(csv.reader(io.StringIO((iowa / path.lstrip("/")).read_text())))
            assert len(rows) > 1
            assert "place" in rows[0]
    page.close()


def test_nothing_of_a_list_is_hidden_on_a_phone(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address + PAGES["counties"])
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Scott", exact=True))
    for text in ("Bernie Sanders", "0.414", "124.825", "63 of 63"):
        expect(row.get_by_text(text, exact=True)).to_be_visible()
    page.close()
