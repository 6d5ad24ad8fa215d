"""Options and fixtures that several tests share."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from recanvass.cli.main import main
from recanvass.content.files import COMMAND
from tests.browser import CHROMIUM, FLAGS
from tests.expected import Golden
from tests.sites import ROOT
from tests.soaking import EXAMPLES
from tests.test_links import serving

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # So a shell starts what runs in the background; processes that tests start and interrupt would inherit it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ["LANGUAGE"] = "en"  # so that commands which tests run in processes speak English, whatever the machine does
sys.argv[0] = COMMAND  # so that commands which tests run in this process speak as the docs do
settings.register_profile("recanvass", max_examples=EXAMPLES, derandomize=True, database=None, deadline=None)
settings.load_profile("recanvass")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write expected files again instead of comparing them")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(is_rewriting=bool(request.config.getoption("--rewrite")))


@pytest.fixture(scope="session")
def iowa(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real site, built once a process for the base path /results/."""
    out = tmp_path_factory.mktemp("iowa") / "output"
    arguments = ["build", "-C", str(ROOT), "-o", str(out), "--base-url", "https://example.org/results/", "-q"]
    assert main(arguments) == 0
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install it, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(iowa: Path) -> Iterator[str]:
    with serving(iowa) as port:
        yield f"http://127.0.0.1:{port}/"
