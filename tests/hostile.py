"""Files made to hurt a reader, read in a process of their own: it may run out of time, of memory or of stack."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS = 120
MEGABYTES = 100

_READ = """
import json, resource, sys
from pathlib import Path
from recanvass.content import files, markdown, syntax
from recanvass.core.diagnostics import Report, texts

root = Path(sys.argv[1])
readers = {".yml": syntax.read_yaml, ".csv": syntax.read_csv, ".md": syntax.read_front_matter}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = {}
for path, file in files.read(root, Report()).items():
    report = Report()
    made = readers[Path(path).suffix](file, report)
    if isinstance(made, syntax.Document):
        markdown.to_html(made.body)
    shown = texts(report.ordered(), lambda _, number: file.line(number))
    codes = [[fault.code, fault.span.line, fault.span.column] for fault in report.ordered()]
    found[Path(path).name] = {"codes": codes, "size": len(shown), "read": made is not None}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
json.dump({"files": found, "kilobytes": peak - before}, sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one file: codes with line and column, how long their text is, and whether there is a tree."""

    codes: tuple[tuple[str, int, int], ...]
    size: int
    is_read: bool


def read(files: dict[str, str], root: Path, *, megabytes: int = MEGABYTES) -> dict[str, Seen]:
    """Return what comes of files of the folder content/places, within SECONDS and `megabytes` above the start."""
    folder = root / "content" / "places"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", _READ, str(root)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said["kilobytes"] < megabytes * 1024
    return {
        name: Seen(tuple((code, line, column) for code, line, column in one["codes"]), one["size"], one["read"])
        for name, one in said["files"].items()
    }
