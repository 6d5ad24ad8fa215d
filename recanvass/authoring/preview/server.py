"""The server of the preview: pages and what they ask of it, for browsers on this machine only unless told otherwise.

Owns HTTP. A page is looked up among the files of the site and nowhere on disk.
"""

import asyncio
import errno
import hashlib
import mimetypes
import os
import re
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from msgspec import Struct, field
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError

from recanvass.authoring.preview.arguments import PORTS
from recanvass.authoring.preview.current_site import CurrentSite
from recanvass.authoring.preview.watching import watch
from recanvass.build.pipeline import Loaded
from recanvass.core.messages import worded
from recanvass.publish import interrupts

LOOPBACK: Final = "127.0.0.1"
TRIES: Final = 20
"""How many ports are tried, one after the other."""
FIRST_FOR_ALL: Final = 1024
"""The first port that every user may listen at, on most systems."""
_OWN: Final = "/.recanvass/"
_NAMES_OF_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_HOST: Final = re.compile(r"(?:\[(?P<bracketed>[^\]]+)\]|(?P<plain>[^:\[\]]+))(?::[0-9]{1,5})?")
_CLIENT: Final = Path(__file__).parent
_VERSION: Final = hashlib.sha256(
    b"".join((_CLIENT / f"client.{end}").read_bytes() for end in ("js", "css"))
).hexdigest()
_HASHED: Final = "assets/"
"""Where files are whose names change with what is in them."""
_FOR_EVER: Final = "max-age=31536000, immutable"
_IDLE_SECONDS: Final = 60
_HTTPS: Final = 443
_LONGEST_HEAD: Final = 16 * 1024
_HEAD_END: Final = b"</head>"


class NoPortError(Exception):
    """The preview cannot listen where it was told to; the text says why."""


class ServerSettings(Struct, frozen=True):
    """What the preview was asked for; `host` is the address it listens at.

    `after` is called with every sound state of the folder once browsers were told of it, and returns what to print.
    """

    root: Path
    port: int
    host: str = LOOPBACK
    opens_browser: bool = False
    after: Callable[[Loaded], str] = lambda _: ""


class _Shared(Struct, frozen=True):
    """What all requests share: the site, the thread that makes its pages, the names this machine is called by.

    `public` is the name under which a codespace shows the preview to its owner, None on any other machine.
    """

    current: CurrentSite
    maker: ThreadPoolExecutor
    names: frozenset[str] = field(default=_NAMES_OF_THIS_MACHINE)
    public: str | None = None


def serve(settings: ServerSettings) -> int:
    """Show the site until interrupted. Raises NoPortError."""
    with interrupts.way_to_end():
        try:
            asyncio.run(_serve(settings))
        except KeyboardInterrupt:
            sys.stderr.write("\n")
    return 0


async def _serve(settings: ServerSettings) -> None:
    sockets = _bound(settings)
    public = _public_name(sockets[0].getsockname()[1])
    names = _NAMES_OF_THIS_MACHINE | {settings.host} | ({public} if public else set())
    shared = _Shared(CurrentSite(settings.root), ThreadPoolExecutor(1), frozenset(names), public)
    server = HTTPServer(_application(shared), idle_connection_timeout=_IDLE_SECONDS, max_header_size=_LONGEST_HEAD)
    is_first = True

    async def changed() -> None:
        nonlocal is_first
        said = await asyncio.to_thread(shared.current.refresh)
        _tell_browsers()
        sys.stderr.write(said)
        if is_first:
            is_first = False
            server.add_sockets(sockets)
            address = _address(settings, sockets, shared.current.base)
            sys.stdout.write(worded("Preview: %(address)s (press Ctrl+C to stop)\n", address=address))
            sys.stdout.flush()
            if settings.opens_browser:
                await asyncio.to_thread(webbrowser.open, address)
        if (sound := shared.current.sound) is not None:
            sys.stderr.write(await asyncio.to_thread(_after, settings, sound))

    await watch(settings.root, changed)


def _after(settings: ServerSettings, sound: Loaded) -> str:
    with interrupts.held():
        return settings.after(sound)


def _bound(settings: ServerSettings) -> list[socket.socket]:
    ports = range(settings.port, min(settings.port + TRIES, PORTS.stop))
    for port in ports:
        try:
            sockets = bind_sockets(port, settings.host)
        except (OSError, UnicodeError) as error:
            if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
                continue
            message = worded(
                "the preview can't listen on %(host)s, port %(port)s: %(reason)s",
                host=settings.host,
                port=port,
                reason=_reason(error, port),
            )
            raise NoPortError(message) from error
        else:
            if port != settings.port:
                sys.stderr.write(
                    worded(
                        "Port %(port)s is in use, so the preview is on port %(other_port)s.\n",
                        port=settings.port,
                        other_port=port,
                    )
                )
            return sockets
    one = worded("port %(port)s is in use", port=settings.port)
    several = worded("ports %(start)s to %(ports)s are in use", start=ports.start, ports=ports[-1])
    raise NoPortError(worded("%(several)s; choose another with --port", several=several if len(ports) > 1 else one))


def _reason(error: OSError | UnicodeError, port: int) -> str:
    """Return why a port cannot be had, and what to do where that can be told."""
    if isinstance(error, UnicodeError):
        return worded("that is not an address")
    said = (error.strerror or str(error)).lower()
    if error.errno == errno.EACCES and port < FIRST_FOR_ALL:
        return worded(
            "%(said)s; ports below %(first_for_all)s are reserved; choose a higher one, such as --port 8000",
            said=said,
            first_for_all=FIRST_FOR_ALL,
        )
    return said


def _address(settings: ServerSettings, sockets: Iterable[socket.socket], base: str) -> str:
    port = next(iter(sockets)).getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{port}{base}"


def _application(shared: _Shared) -> Application:
    given = {"shared": shared}
    return Application(
        [
            (r"/livereload", _Socket, given),
            (r"/livereload\.js", _Script, given),
            (rf"{_OWN}(client\.(?:js|css))", _Client, given),
            (rf"{_OWN}state", _State, given),
            (r"/.*", _Page, given),
        ],
        log_function=lambda _: None,
    )


def _tell_browsers() -> None:
    """Have every open page ask whether it is out of date."""
    for waiter in tuple(LiveReloadHandler.waiters):
        waiter.send_message({"command": "reload", "path": _OWN})


def _public_name(port: int) -> str | None:
    """Return the name under which a codespace on GitHub shows a port to whoever is signed in as its owner."""
    name, domain = os.environ.get("CODESPACE_NAME"), os.environ.get("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN")
    return f"{name}-{port}.{domain}".lower() if name and domain else None


def _is_public(request: HTTPServerRequest, shared: _Shared) -> bool:
    """Tell whether a request came by the public name; GitHub hands that on in one of two headers."""
    named = request.headers.get("X-Forwarded-Host", request.host)
    return shared.public is not None and named.lower() == shared.public


def _is_known(request: HTTPServerRequest, shared: _Shared) -> bool:
    """Tell whether a request names this machine, so that no page from elsewhere can read the preview."""
    return names_this_machine(request.host, shared.names)


def names_this_machine(host: str, names: frozenset[str] = _NAMES_OF_THIS_MACHINE) -> bool:
    """Tell whether the host that a request names is one of the names of this machine."""
    match = _HOST.fullmatch(host)
    return match is not None and (match["bracketed"] or match["plain"]).lower() in names


class _Guarded(RequestHandler):
    """Answers only requests that name this machine; the browser keeps only what never changes under its name."""

    def initialize(self, shared: _Shared) -> None:
        self.shared = shared

    def prepare(self) -> None:
        if not _is_known(self.request, self.shared):
            raise HTTPError(HTTPStatus.MISDIRECTED_REQUEST)

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.clear_header("Server")


class _Page(_Guarded):
    """A file of the site."""

    async def get(self) -> None:
        path = unquote(self.request.path)
        current = self.shared.current
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self.shared.maker, current.answer, path)
        if answer.moved_to:
            self.redirect(answer.moved_to)
            return
        self.set_status(answer.status)
        kind, _ = mimetypes.guess_type(answer.name)
        is_text = kind is None or kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
        self.set_header("Content-Type", f"{kind or 'text/plain'}{'; charset=utf-8' if is_text else ''}")
        if answer.name.startswith(_HASHED):
            self.set_header("Cache-Control", _FOR_EVER)
        port = _HTTPS if _is_public(self.request, self.shared) else None
        self.write(_with_client(answer.content, answer.digest, port) if kind == "text/html" else answer.content)

    head = get


class _State(_Guarded):
    """Whether a page is out of date, and what is wrong."""

    async def get(self) -> None:
        page, shows = self.get_query_argument("page", ""), self.get_query_argument("shows", "")
        loop = asyncio.get_running_loop()
        self.write(await loop.run_in_executor(self.shared.maker, self.shared.current.state, page, shows))


class _Client(_Guarded):
    """The script and the style that show faults."""

    def get(self, name: str) -> None:
        self.set_header("Content-Type", f"{mimetypes.guess_type(name)[0]}; charset=utf-8")
        self.set_header("Cache-Control", _FOR_EVER)
        self.write((_CLIENT / name).read_bytes())


class _Script(_Guarded, LiveReloadJSHandler):
    """The script that keeps the connection."""


class _Socket(LiveReloadHandler):
    """The connection over which pages are told of changes; only to pages of this server."""

    def initialize(self, shared: _Shared) -> None:
        self.shared = shared

    def prepare(self) -> None:
        if not _is_known(self.request, self.shared):
            raise HTTPError(HTTPStatus.MISDIRECTED_REQUEST)

    def check_origin(self, origin: str) -> bool:
        given = urlsplit(origin)
        if self.shared.public is not None and given.netloc.lower() == self.shared.public:
            return True
        # A codespace may write its own name for this machine into one of the two headers and not into the other.
        is_within = _is_public(self.request, self.shared) and given.hostname in _NAMES_OF_THIS_MACHINE
        return is_within or given.netloc == self.request.host

    def on_message(self, message: Any) -> None:  # noqa: ANN401 -- what livereload says of it
        try:
            super().on_message(message)
        except (ValueError, AttributeError, TypeError, WebSocketClosedError):
            self.close()


def _with_client(page: bytes, digest: str, port: int | None) -> bytes:
    """Return a page with the script that follows changes; it connects to `port`, None for that of the page."""
    at = f"&amp;port={port}" if port else ""
    scripts = (
        f'<link rel="stylesheet" href="{_OWN}client.css?{_VERSION}">'
        f'<script defer src="{_OWN}client.js?{_VERSION}" data-shows="{digest}"></script>'
        f'<script defer src="/livereload.js?mindelay=250&amp;maxdelay=2000{at}"></script>'
    )
    before, end, after = page.partition(_HEAD_END)
    return before + scripts.encode() + end + after if end else page + scripts.encode()
