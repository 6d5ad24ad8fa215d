"""Where the files lie as they were published; the repository has their figures as content, and not the files."""

import csv
import os
from collections.abc import Mapping
from pathlib import Path

from tests.sites import ROOT

DEFAULT = "../shared/data"
"""The folder, from that of the repository, where the environment names none."""
FOLDER = (ROOT / (os.environ.get("RECANVASS_ORIGINALS") or DEFAULT)).resolve()
CAUCUS = FOLDER / "iowa-2020"
GENERAL = FOLDER / "openelections-iowa-2020-general.csv"
KENTUCKY = FOLDER / "kentucky-2019" / "governor-openelections.csv"
NIST = FOLDER.parent / "standards" / "nist-sp-1500-100-v2.schema.json"
"""The JSON Schema that NIST published with version 2 of SP 1500-100, in the folder beside."""


def rows_of(path: Path) -> list[Mapping[str, str]]:
    """Read a table with the standard library alone."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
