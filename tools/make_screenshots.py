"""Take the pictures of docs/screenshots from the demonstration in a browser, as readers see it.

Owns which pages are shown, on which screen and in which scheme. Needs Chromium. Usage: make screenshots
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from recanvass.cli.main import OK, main  # noqa: E402 -- found by way of the line above
from tests.browser import CHROMIUM, FLAGS, PAGES  # noqa: E402
from tests.test_links import serving  # noqa: E402

OUT = ROOT / "docs" / "screenshots"
SCREENS = {"phone": (390, 844, 2), "desktop": (1280, 860, 1)}
"""Width and height in CSS pixels, and how many pixels of the screen make one of them."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: a page, by its name among those of the browser tests, and what a reader does on it first."""

    name: str
    page: str
    screen: str
    scheme: str
    act: Callable[[Page], None] = lambda _: None

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}-{self.screen}-{self.scheme}.png"


def _map(page: Page) -> None:
    page.locator(".atlas").first.evaluate("element => scrollTo({top: element.offsetTop - 60, behavior: 'instant'})")


def _search(page: Page) -> None:
    page.get_by_role("combobox").fill("davenport d6")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")


def _to(heading: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        found = page.get_by_role("heading", name=heading, exact=True).first
        found.evaluate("element => scrollTo({top: element.getBoundingClientRect().top - 60, behavior: 'instant'})")

    return act


SHOTS = (
    Shot("home", "home", "desktop", "light"),
    Shot("home", "home", "phone", "light"),
    Shot("home", "home", "phone", "dark"),
    Shot("search", "find", "phone", "light", _search),
    Shot("map", "contest", "desktop", "light", _map),
    Shot("map-of-findings", "map of findings", "desktop", "dark"),
    Shot("county", "county", "phone", "dark"),
    Shot("tiles", "county", "desktop", "light", _to("Precincts at a glance")),
    Shot("history", "precinct with findings", "desktop", "dark", _to("How it changed")),
    Shot("releases", "releases", "phone", "light"),
    Shot("release", "recanvass release", "desktop", "light"),
    Shot("release", "recanvass release", "phone", "dark"),
    Shot("changes", "recount release", "desktop", "dark", _to("Every change")),
    Shot("requests", "ledger", "desktop", "light"),
    Shot("requests", "ledger", "phone", "light"),
    Shot("request", "request", "phone", "dark"),
    Shot("findings", "findings", "phone", "light"),
    Shot("place-with-findings", "precinct with findings", "phone", "dark", _to("Findings in these results")),
    Shot("statement", "statement", "desktop", "light"),
)


def taken(browser: Browser, address: str) -> Iterator[tuple[Shot, bytes]]:
    """Yield every picture with its bytes, in 256 colors so that it stays small."""
    for shot in SHOTS:
        width, height, scale = SCREENS[shot.screen]
        page = browser.new_page(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            color_scheme="dark" if shot.scheme == "dark" else "light",
        )
        page.goto(address + PAGES[shot.page])
        page.wait_for_load_state("networkidle")
        shot.act(page)
        page.mouse.move(0, 0)
        made = io.BytesIO()
        Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(256, Image.Quantize.FASTOCTREE).save(
            made, "PNG", optimize=True
        )
        yield shot, made.getvalue()
        page.close()


def take() -> None:
    """Build the demonstration and write all pictures, none but those."""
    if CHROMIUM is None:
        raise SystemExit("there is no Chromium on this machine: install it, or set CHROMIUM to its path")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        if main(["build", "-q", "-C", str(ROOT), "-o", str(site)]) != OK:
            raise SystemExit("the demonstration was not built")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        with serving(site) as port:
            pictures = {shot.file: content for shot, content in taken(browser, f"http://127.0.0.1:{port}/")}
        browser.close()
    for old in OUT.glob("*.png"):
        old.unlink()
    for name, content in pictures.items():
        (OUT / name).write_bytes(content)
        print(OUT / name)


if __name__ == "__main__":
    take()
