"""Ends at once where there is nothing to compare with, so that nobody takes no comparison for a good one."""

import pytest

from tests_originals.originals import FOLDER


def pytest_configure(config: pytest.Config) -> None:
    if not FOLDER.is_dir():
        raise pytest.UsageError(
            f"There are no published files in {FOLDER}; say where they are with: make originals ORIGINALS=FOLDER"
        )
