"""Downloads of a rehearsal, each of which says that it is one.

Owns how a file says so: a CSV file in a column of its own, JSON in a key. Must not know what else is in it.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable

from recanvass.text.catalogue import msgid

COLUMN = ("rehearsal", msgid("always true: this is a rehearsal, and these are not election results"))
_OPEN = b"{"


def mark() -> bytes:
    """Return the file that says so of the whole site."""
    return (json.dumps({"rehearsal": True}) + "\n").encode()


def marked(path: str, make: Callable[[], bytes | Iterable[bytes]]) -> bytes:
    """Return a download that says that it is of a rehearsal; NIST's format has a field of its own for that."""
    made = make()
    content = made if isinstance(made, bytes) else b"".join(made)
    if path.endswith(".csv"):
        return _marked_csv(content)
    if path.endswith("/nist.json") or not content.startswith(_OPEN):
        return content
    return content.replace(_OPEN, b'{"rehearsal":true,', 1)


def _marked_csv(content: bytes) -> bytes:
    rows = csv.reader(io.StringIO(content.decode(), newline=""))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([*row, "true" if number else COLUMN[0]] for number, row in enumerate(rows))
    return buffer.getvalue().encode()
