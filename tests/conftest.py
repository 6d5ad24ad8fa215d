"""Options and fixtures that several tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

from recanvass.cli import main
from tests.expected import Golden
from tests.sites import ROOT
from tests.soaking import EXAMPLES

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
