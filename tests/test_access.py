"""Pages are valid and accessible: axe-core on every kind of page, the Nu checker on every page."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import PAGES
from tests.sites import ROOT

NODE = ROOT / "tests" / "node" / "node_modules"
AXE = NODE / "axe-core" / "axe.min.js"
VNU = NODE / "vnu-jar" / "build" / "dist" / "vnu.jar"
JAVA = shutil.which("java")
VIOLATIONS = """axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations.map(
  (one) => `${one.id}: ${one.nodes[0].target.join(" ")}: ${one.nodes[0].failureSummary}`))"""
LONG = frozenset({"precincts", "find"})
"""Pages of thousands of lines, looked at once; they are made of what is on other pages."""


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_no_kind_of_page_shuts_anybody_out(browser: Browser, address: str, width: int, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("no axe-core: run make node-packages, which needs npm")
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for name, path in PAGES.items():
        if name in LONG and (width, scheme) != (390, "dark"):
            continue
        page.goto(address + path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found[name] = page.evaluate(VIOLATIONS)
    page.goto(address)
    page.get_by_role("combobox").fill("davenport")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found["open search field"] = page.evaluate(VIOLATIONS)
    assert {name: faults for name, faults in found.items() if faults} == {}
    context.close()


def test_every_page_is_valid(iowa: Path) -> None:
    if JAVA is None or not VNU.is_file():
        pytest.skip("no Java or no Nu HTML checker: pages are not checked for valid HTML here")
    folders = [iowa, *(path for path in sorted((ROOT / "tests" / "golden").glob("*/expected")) if path.is_dir())]
    command = [JAVA, "-Xss8m", "-jar", str(VNU), "--skip-non-html", "--errors-only", "--format", "json"]
    done = subprocess.run([*command, *map(str, folders)], capture_output=True, text=True, check=False)
    faults = [f"{one['url']}: {one['message']}" for one in json.loads(done.stderr)["messages"]]
    assert faults == []
    assert done.returncode == 0
