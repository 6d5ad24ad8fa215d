"""A file from the web: fetched once, and again only if the server says that it changed.

Owns addresses, time-outs and how much is taken. Must not know what is in a file.
"""

import hashlib
import http.client
import re
import urllib.error
import urllib.request
from time import monotonic
from typing import NoReturn
from urllib.parse import urlsplit

from recanvass.authoring.importing.tables import InputTable, StopError
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded
from recanvass.publish.state_files import UserCache

MAX_BYTES = 256 * 1024 * 1024
SECONDS = 30
_WHOLE = 600
"""Seconds that a download may take as a whole."""
_CHUNK = 256 * 1024
_NOT_MODIFIED = 304
_EDIT = re.compile(r"(https://docs\.google\.com/spreadsheets/d/(?!e/)[\w-]+)/(?:edit|view|htmlview)?(?:[?#].*)?")
_PUBLISHED = re.compile(r"(https://docs\.google\.com/spreadsheets/d/e/[\w-]+)/pubhtml(\?.*)?")
_GID = re.compile(r"[?#&]gid=(\d+)")


def is_address(name: str) -> bool:
    """Tell whether a name is the address of a file on the web."""
    return name.lower().startswith(("https://", "http://"))


def csv_address(address: str) -> str:
    """Return the address of a Google sheet as CSV, as its own menu makes it; any other address as it is."""
    gid = _GID.search(address)
    if match := _EDIT.fullmatch(address):
        return f"{match[1]}/export?format=csv" + (f"&gid={gid[1]}" if gid else "")
    if match := _PUBLISHED.fullmatch(address):
        return f"{match[1]}/pub?output=csv" + (f"&single=true&gid={gid[1]}" if gid else "")
    return address


def fetched(table: InputTable, report: Report) -> bytes:
    """Return the bytes behind an address; emits E100 and E101."""
    address = csv_address(table.name)
    key = hashlib.sha256(address.encode()).hexdigest()
    kept = UserCache("downloads", "1")
    tag, before = kept.read(f"{key}.etag"), kept.read(f"{key}.data")
    request = urllib.request.Request(address, headers={"User-Agent": "recanvass", "Accept-Encoding": "identity"})  # noqa: S310
    if tag and before is not None:
        request.add_header("If-None-Match", tag.decode("latin-1"))
    try:
        with opener().open(request, timeout=SECONDS) as answer:
            data = _read(table, answer, report)
            etag = answer.headers.get("ETag", "")
    except urllib.error.HTTPError as error:
        if error.code == _NOT_MODIFIED and before is not None:
            table.note(worded("Not downloaded again: the file has not changed on the server."))
            return before
        _fail(
            table,
            worded("the server answered %(code)s %(reason)s", code=error.code, reason=error.reason).strip(),
            worded("check the address"),
            report,
        )
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = str(getattr(error, "reason", "") or error).lower()
        _fail(
            table,
            worded("can't download it: %(reason)s", reason=reason),
            worded("check the address and your connection, and try again"),
            report,
        )
    if etag:
        kept.write(f"{key}.data", data)
        kept.write(f"{key}.etag", etag.encode("latin-1", "replace"))
    return data


def opener() -> urllib.request.OpenerDirector:
    """Return what opens addresses of the web, and nothing else, wherever a server redirects to."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPDefaultErrorHandler,
    ):
        opener.add_handler(handler())
    return opener


def _read(table: InputTable, answer: http.client.HTTPResponse, report: Report) -> bytes:
    started = monotonic()
    pieces = []
    size = 0
    while piece := answer.read(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_BYTES:
            message = worded("the file is larger than %(size)s MB", size=MAX_BYTES >> 20)
            report.add("E101", Span(table.name), message, hint=worded("download it yourself and import part of it"))
            raise StopError
        if monotonic() - started > _WHOLE:
            _fail(
                table,
                worded("it took more than %(whole)s seconds", whole=_WHOLE),
                worded("download it yourself and import it"),
                report,
            )
    if answer.length:
        _fail(table, worded("it was cut off"), worded("try again"), report)
    return b"".join(pieces)


def _fail(table: InputTable, message: str, hint: str, report: Report) -> NoReturn:
    host = urlsplit(table.name).hostname or worded("the server")
    report.add(
        "E100",
        Span(table.name),
        worded("could not get the file from %(host)s: %(message)s", host=host, message=message),
        hint=hint,
    )
    raise StopError
