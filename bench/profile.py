"""Where the time of a cold build goes, stage by stage.

Owns how samples of the stack are counted to a stage. Views are made while pages are rendered, and those while files are
written, so a stack counts to the first stage of STAGES that has a frame in it.
"""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bench import data, measure, ours
from bench.data import ROOT
from bench.report import Part, Say, Table

RATE = 500
SIZE = 17_650
STAGES = (
    ("starting Python, importing", ("importlib",)),
    ("downloads, manifest", ("recanvass/exports/",)),
    ("views: figures to what a page shows", ("recanvass/pages/(?!templates)", "recanvass/build/plan")),
    ("templates: views to bytes", (r"\(templates/", "recanvass/pages/templates", "jinja2/")),
    ("sums, changes, checks", ("recanvass/results/", "recanvass/text/", "recanvass/checks/")),
    ("reading and typing the content", ("recanvass/content/",)),
    ("hashing, writing, swapping", ("recanvass/publish/", "recanvass/build/builder")),
)
"""Patterns of what is found in a stack; the first stage that has one wins."""
REST = "the rest"


def profile(say: Say) -> Part:
    """Sample a cold build from CSV, all its processes."""
    with measure.workplace() as work:
        site, record = work / "site", work / "record.txt"
        ours.write(site, data.replicated(data.iowa(), SIZE))
        build = (sys.executable, str(ROOT / "build.py"), "build", "-C", str(site), "-q")
        sampler = str(Path(sys.executable).parent / "py-spy")
        options = (
            "--rate",
            str(RATE),
            "--subprocesses",
            "--format",
            "raw",
            "--full-filenames",
            "--output",
            str(record),
        )
        say(f"sampling a cold build of {SIZE:,} precincts")
        done = subprocess.run((sampler, "record", *options, "--", *build), capture_output=True, check=False)
        if done.returncode or not record.exists():
            raise measure.FailedError(f"py-spy could not sample the build:\n{done.stderr.decode()[-2000:]}")
        found = counted(record.read_text(encoding="utf-8"))
    whole = sum(found.values())
    names = (*(name for name, _ in STAGES), REST)
    rows = tuple((name, f"{found.get(name, 0) / whole:.0%}") for name in names)
    remark = f"A cold build of {SIZE:,} precincts from CSV, sampled {RATE} times a second with py-spy, all processes."
    return Part("profile", "Where the time goes", (Table(("stage", "share of the time"), rows),), (), (remark,))


def counted(record: str) -> Mapping[str, int]:
    """Return how many samples fall to each stage; a line of a record is a stack, outermost first, and a number."""
    found: Counter[str] = Counter()
    for line in record.splitlines():
        stack, _, samples = line.rpartition(" ")
        found[_stage(stack)] += int(samples)
    return found


def _stage(stack: str) -> str:
    return next((name for name, signs in STAGES if any(re.search(sign, stack) for sign in signs)), REST)
