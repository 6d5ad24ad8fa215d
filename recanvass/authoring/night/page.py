"""The page of a night on this machine: what was read and published last, and what is held back, with a button.

Owns its server. Answers only requests that name this machine, and takes a release only from its own page: with the
token that the page was given, and from no other origin.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from html import escape
from http import HTTPStatus
from threading import Event, Thread
from urllib.parse import urlsplit

from msgspec import Struct
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from recanvass.authoring.night.state import HeldReading, LastRead, NightFolder, NightState
from recanvass.authoring.preview.server import LOOPBACK, names_this_machine
from recanvass.core.messages import language, worded, worded_plural

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "li{margin:1rem 0}pre{white-space:pre-wrap;margin:.25rem 0}button{font:inherit;padding:.25rem .75rem}"
)


class PageFacts(Struct, frozen=True):
    """What the page shows: the folder of the night, how it names a time, and what wakes the loop."""

    folder: NightFolder
    time_text: Callable[[datetime], str]
    wake: Event
    token: str


@contextmanager
def shown(facts: PageFacts, port: int) -> Iterator[str]:
    """Serve the page while the body runs, and yield its address; raises OSError where the port is taken."""
    sockets = bind_sockets(port, LOOPBACK)
    ready, ends = Event(), Event()

    async def serve() -> None:
        server = HTTPServer(Application([(r"/", _Page, {"facts": facts}), (r"/release", _Release, {"facts": facts})]))
        server.add_sockets(sockets)
        ready.set()
        await asyncio.to_thread(ends.wait)
        server.stop()
        await server.close_all_connections()

    thread = Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield f"http://{LOOPBACK}:{sockets[0].getsockname()[1]}/"
    finally:
        ends.set()
        thread.join()


def new_token() -> str:
    """Return a secret that only the page of this night has."""
    return secrets.token_urlsafe(24)


class _Guarded(RequestHandler):
    """Answers only requests that name this machine."""

    def initialize(self, facts: PageFacts) -> None:
        self.facts = facts

    def prepare(self) -> None:
        if not names_this_machine(self.request.host):
            raise HTTPError(HTTPStatus.MISDIRECTED_REQUEST)

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("Referrer-Policy", "same-origin")
        self.clear_header("Server")


class _Page(_Guarded):
    """The state of the night."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.write(page(self.facts))

    head = get


class _Release(_Guarded):
    """The button below a held reading."""

    def post(self) -> None:
        origin = self.request.headers.get("Origin")
        given = self.get_body_argument("token", "")
        is_own = origin is None or urlsplit(origin).netloc == self.request.host
        if not is_own or not secrets.compare_digest(given.encode(), self.facts.token.encode()):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        number = self.get_body_argument("reading", "")
        waiting = {str(one.number): one for one in self.facts.folder.waiting()}
        if number not in waiting:
            raise HTTPError(HTTPStatus.CONFLICT)
        self.facts.folder.ask_to_release(waiting[number].number)
        self.facts.wake.set()
        self.redirect("/", status=HTTPStatus.SEE_OTHER)


def page(facts: PageFacts) -> str:
    """Return the page as HTML."""
    state, every = facts.folder.peek(), facts.folder.held()
    waiting = [one for one in every if not one.ended]
    ended = [one for one in every if one.ended]
    title, held = escape(worded("Election night")), escape(worded("Held back: %(count)s", count=len(waiting)))
    parts = [
        f'<!doctype html><html lang="{language()}"><head>',
        '<meta charset="utf-8"><meta http-equiv="refresh" content="15">',
        f'<meta name="robots" content="noindex"><title>{title}</title><style>{_STYLE}</style></head><body>',
        f"<h1>{title}</h1><p>{escape(state.night)}</p>",
        *_state(facts, state),
        f"<h2>{held}</h2>",
        *(_held(facts, one) for one in reversed(waiting)),
    ]
    if ended:
        said = [worded("Reading %(number)s: %(ended)s", number=one.number, ended=one.ended) for one in reversed(ended)]
        items = "".join(f"<li>{escape(text)}</li>" for text in said)
        parts.append(f"<h2>{escape(worded('No longer held'))}</h2><ul>{items}</ul>")
    return "".join((*parts, "</body></html>"))


def _state(facts: PageFacts, state: NightState) -> Iterator[str]:
    yield "<dl>"
    yield _fact(worded("Last read"), _last_read(facts, state.last_read))
    published = state.published[-1] if state.published else None
    yield _fact(
        worded("Last published"), facts.time_text(published.at) if published is not None else worded("nothing yet")
    )
    if state.accepted is not None:
        accepted = state.accepted
        contests, places = (len({one[index] for one in accepted.figures}) for index in (0, 1))
        of = worded("%(contests)s contests, ", contests=f"{contests:,}") if contests > 1 else ""
        of += worded_plural("%(count)s place", "%(count)s places", places)
        text = f"{facts.time_text(accepted.as_of)} ({accepted.as_of_by}), {of}"
        yield _fact(worded("Figures as of"), text)
    if state.is_pending:
        yield _fact(worded("Waiting"), worded("A change is not published yet."))
    if state.failing_since is not None:
        yield _fact(worded("The source fails since"), facts.time_text(state.failing_since))
    yield "</dl>"


def _fact(name: str, text: str) -> str:
    return f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>"


def _last_read(facts: PageFacts, last: LastRead | None) -> str:
    return worded("nothing yet") if last is None else f"{facts.time_text(last.at)}: {last.outcome}"


def _held(facts: PageFacts, one: HeldReading) -> str:
    reasons = "".join(f"<li><pre>{escape(reason)}</pre></li>" for reason in one.reasons)
    head = escape(
        worded(
            "Reading %(number)s: %(name)s, read at %(time)s",
            number=one.number,
            name=one.name,
            time=facts.time_text(one.at),
        )
    )
    button = escape(worded("Release it all the same"))
    return (
        f"<h3>{head}</h3><ul>{reasons}</ul>"
        f'<form method="post" action="/release"><input type="hidden" name="token" value="{facts.token}">'
        f'<input type="hidden" name="reading" value="{one.number}"><button>{button}</button></form>'
    )
