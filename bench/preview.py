"""What an editor waits for: from a save to the new page in a browser.

The browser and the preview are real; a save is the writing of the file.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Page, sync_playwright

from bench import measure
from bench.data import ROOT
from bench.report import Part, Say, Table, Target, spread

EDITED = "content/contests/president/releases/2020-02-27-recount/scott.yml"
PAGE = "president/precinct/947861/"
TEMPLATE = "templates/layouts/base.html"
FIRST = re.compile(r"(buttigieg: )\d+")
FIRST_COUNT, APART = 61_001, 1_237
"""Higher than any figure of the demonstration, and far apart: no total on the page is one of them by chance."""
IDLE_S = 3.0
START_S = 30.0


def preview(rounds: int, say: Say) -> Part:
    """Measure the preview with a browser on one precinct of the demonstration."""
    say("preview: from a save to the page")
    with measure.workplace() as work:
        root = work / "iowa"
        for name in ("content", "templates"):
            shutil.copytree(ROOT / name, root / name)
        shutil.copy(ROOT / "site.yml", root)
        with _preview(root) as (address, process), _page(address + PAGE) as page:
            figures = [_saved(page, root, FIRST_COUNT + number * APART) for number in range(4 * rounds)]
            templates = [_restyled(page, root, number) for number in range(rounds)]
            idle = _idle(process)
    rows = (
        ("a figure of one precinct", spread([one * 1000 for one in figures])),
        ("the template of every page", spread([one * 1000 for one in templates])),
    )
    targets = (
        Target("from a save of one figure to the new page", 120, median(figures) * 1000, " ms"),
        Target("from a save that touches every page to the new page", 1000, median(templates) * 1000, " ms"),
        Target("processor while nothing is saved", 1, idle, " %"),
    )
    remark = "From before the file is written until Chromium shows the new text, the demonstration with all its pages."
    return Part("preview", "The preview", (Table(("from a save to the page", "ms"), rows),), targets, (remark,))


@contextmanager
def _preview(root: Path) -> Iterator[tuple[str, psutil.Process]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    call = [sys.executable, str(ROOT / "build.py"), "serve", "-C", str(root), "--port", str(port)]
    log = root.parent / "log"
    with log.open("w") as file, subprocess.Popen(call, stdout=file, stderr=file) as process:
        end = time.monotonic() + START_S
        while "Preview: http" not in log.read_text() and time.monotonic() < end:
            time.sleep(0.05)
        try:
            yield re.findall(r"Preview: (\S+)", log.read_text())[0], psutil.Process(process.pid)
        finally:
            process.terminate()


@contextmanager
def _page(address: str) -> Iterator[Page]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(address)
        while not page.evaluate("window.LiveReload?.connector.protocol === 7"):
            time.sleep(0.05)
        yield page
        browser.close()


def _saved(page: Page, root: Path, count: int) -> float:
    path = root / EDITED
    text = FIRST.sub(rf"\g<1>{count}", path.read_text("utf-8"), count=1)
    start = time.perf_counter()
    path.write_text(text, "utf-8")
    page.get_by_text(f"{count:,}").first.wait_for()
    return time.perf_counter() - start


def _restyled(page: Page, root: Path, number: int) -> float:
    path = root / TEMPLATE
    original = (ROOT / TEMPLATE).read_text("utf-8")
    start = time.perf_counter()
    path.write_text(original.replace("</main>", f"<p>(version {number})</p></main>"), "utf-8")
    page.get_by_text(f"(version {number})").first.wait_for()
    return time.perf_counter() - start


def _idle(process: psutil.Process) -> float:
    process.cpu_percent()
    time.sleep(IDLE_S)
    return float(process.cpu_percent())
