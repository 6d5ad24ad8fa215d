"""The page of components: it shows all of them, from the real templates and results."""

import re

import pytest

from tests.sites import ROOT
from tools import make_style

PARTS_OF_EVERY_PAGE = {"share", "breadcrumbs", "latest", "search", "site_menu"}
WITHIN_OTHERS = {"embed", "finding_rule", "link", "links", "table_tools"}
NOT_IN_THE_DEMONSTRATION = {"breakdown", "declared", "race_list", "source_table", "threshold"}
"""It is one contest, without rounds, parts or a threshold; no release has several sources or an outcome."""


@pytest.fixture(scope="module")
def page() -> str:
    return make_style.files()["index.html"].decode()


def test_every_component_is_on_the_page(page: str) -> None:
    template = (ROOT / "tools" / "style.html").read_text()
    shown = set(re.findall(r'"components/(\w+)\.html"', template))
    components = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")}
    assert shown == components - PARTS_OF_EVERY_PAGE - WITHIN_OTHERS - NOT_IN_THE_DEMONSTRATION
    macros = re.findall(r"import ([\w, ]+) %", template)
    for name in {name for names in macros for name in names.split(", ")}:
        assert re.search(rf"{{{{ {name}\(", template), name


def test_every_status_and_state_is_on_the_page(page: str) -> None:
    for status in ("pre-election", "unofficial-partial", "unofficial-complete", "certified"):
        assert f'class="badge {status}"' in page
    for state in ("filed", "accepted", "partly-accepted", "rejected", "withdrawn", "completed"):
        assert f'class="state {state}"' in page
    for mark in (
        'class="late"',
        'class="open"',
        "Draft",
        'class="none"',
        "finished tied at",
        "Numbers as of an earlier release",
    ):
        assert mark in page
