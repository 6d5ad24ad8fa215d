"""An open page on the night: it notices a newer release, offers it, and is quiet otherwise."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from recanvass.cli.main import main
from tests.sites import ROOT
from tests.test_links import serving

pytestmark = pytest.mark.browser

RELEASES = "content/contests/mayor/releases"
NOTICE = ".newer"
AWAY = 'Object.defineProperty(document, "hidden", { get: () => window.away })'


class Night:
    """A small site on a server, to which releases are added while pages of it are open."""

    def __init__(self, folder: Path) -> None:
        self.site, self.out = folder / "site", folder / "out"
        shutil.copytree(ROOT / "tests" / "golden" / "tiny" / "site", self.site)
        self.publish()

    def publish(self, *options: str) -> None:
        assert main(["build", "-C", str(self.site), "-o", str(self.out), "-q", *options]) == 0

    def release(self) -> None:
        """Publish the count once more, as certified a week later."""
        first = self.site / RELEASES / "2024-11-05-night"
        later = self.site / RELEASES / "2024-11-12-certified"
        shutil.copytree(first, later)
        text = (later / "release.yml").read_text()
        text = text.replace("Election night", "As certified").replace("2024-11-05T", "2024-11-12T")
        (later / "release.yml").write_text(text)
        self.publish()


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


@pytest.fixture
def page(browser: Browser, night: Night) -> Iterator[Page]:
    with serving(night.out) as port:
        page = browser.new_page(viewport={"width": 390, "height": 600})
        page.clock.install()
        page.goto(f"http://127.0.0.1:{port}/mayor/")
        yield page
        page.close()


def asks(page: Page) -> list[str]:
    """Collect the requests for news of releases from now on."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if "latest.json" in request.url else None)
    return found


def minutes(page: Page, count: int) -> None:
    """Let time pass in the page, a minute at a time, with a moment for what it asks to be answered."""
    for _ in range(count):
        page.clock.fast_forward("01:00")
        page.wait_for_load_state("networkidle")
        page.evaluate("new Promise((done) => fetch(location.href).then((answer) => answer.text()).then(done))")


def test_a_newer_release_is_offered_without_moving_the_page(page: Page, night: Night) -> None:
    page.mouse.wheel(0, 200)
    place = "document.querySelector('table.tally').getBoundingClientRect().top"
    expect(page.locator(NOTICE)).to_have_count(0)
    night.release()
    before = page.evaluate(place)
    minutes(page, 2)
    expect(page.locator(NOTICE)).to_have_text(
        "Newer results are out: As certified, 10:15 p.m. EST Nov. 12, 2024. Show them"
    )
    expect(page.locator(NOTICE)).to_have_attribute("role", "status")
    assert page.evaluate(place) == before
    page.get_by_role("link", name="Show them").click()
    expect(page.locator(".stamp a").first).to_have_attribute("title", "As certified")
    minutes(page, 3)
    expect(page.locator(NOTICE)).to_have_count(0)


def test_a_page_that_is_up_to_date_asks_about_once_a_minute_and_says_nothing(page: Page) -> None:
    asked = asks(page)
    minutes(page, 12)
    assert 6 <= len(asked) <= 12
    expect(page.locator(NOTICE)).to_have_count(0)


def test_a_correction_within_a_release_is_offered(page: Page, night: Night) -> None:
    with page.expect_event("requestfinished", lambda request: "latest.json" in request.url):
        minutes(page, 2)
    settings = night.site / "site.yml"
    settings.write_text(settings.read_text() + "\n# looked at again\n")
    night.publish()
    minutes(page, 2)
    expect(page.locator(NOTICE)).to_have_text("This site was updated after you opened it. Show them")


def test_a_page_asks_less_and_less_while_the_host_is_out_of_reach(page: Page) -> None:
    asked = asks(page)
    page.route("**/latest.json", lambda route: route.abort())
    minutes(page, 30)
    assert 2 <= len(asked) <= 8
    page.unroute_all()


def test_a_page_that_nobody_looks_at_asks_nothing(page: Page) -> None:
    page.evaluate(AWAY)
    page.evaluate("window.away = true; document.dispatchEvent(new Event('visibilitychange'))")
    asked = asks(page)
    minutes(page, 5)
    assert asked == []
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    minutes(page, 2)
    assert asked


def test_pages_on_disk_and_of_an_earlier_state_never_ask(browser: Browser, night: Night) -> None:
    night.release()
    page = browser.new_page()
    page.clock.install()
    asked = asks(page)
    page.goto((night.out / "mayor" / "index.html").as_uri())
    page.clock.fast_forward("10:00")
    assert page.locator("[data-latest]").count() == 1
    assert asked == []
    page.close()
    night.publish("--as-of", "2024-11-05-night")
    assert not (night.out / "latest.json").exists()
    assert not [path for path in night.out.rglob("*.html") if "data-latest" in path.read_text()]
