"""What tests in a real browser share: which browser, which pages, and a page that is watched for complaints."""

import os
import shutil
from urllib.parse import urlsplit

from playwright.sync_api import Page

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
    "statement": "president/statement/index.html",
    "statement of a county": "president/county/scott/statement/index.html",
    "embed": "president/embed/index.html",
    "embed of a county": "president/county/scott/embed/index.html",
    "embed of an older release": "president/releases/2020-02-18-recanvass/embed/index.html",
    "ledger": "president/reviews/index.html",
    "request": "president/reviews/buttigieg-recanvass/index.html",
    "findings": "president/findings/index.html",
    "precinct with findings": "president/precinct/946650/index.html",
    "news": "news/index.html",
    "note": "news/recanvass-result/index.html",
    "page": "about/index.html",
    "map of findings": "president/map/findings/index.html",
    "find": "find/index.html",
    "data": "data/index.html",
}


class OpenPage:
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
