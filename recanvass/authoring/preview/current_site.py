"""What the preview shows: the last good site, whose pages are made as they are asked for, and what is wrong now.

Must not know of HTTP or of watching. `refresh` and the other methods may be called from two threads, each from one.
"""

import gc
import hashlib
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct, field

from recanvass.build import pipeline
from recanvass.build.builder import OpenSite
from recanvass.build.last_build import BuildOptions
from recanvass.cache.store import Memory
from recanvass.content import files
from recanvass.core import urls
from recanvass.core.diagnostics import Diagnostic, has_errors, tally, texts
from recanvass.core.languages import Languages
from recanvass.pages.templates import TemplateFault

_INDEX: Final = "index.html"
_EMPTY: Final = Path(__file__).parent / "empty.html"
_SHOWN: Final = 20
"""How many messages a page shows; the terminal prints more."""


class Response(Struct, frozen=True):
    """What stands at an address: a file's name and bytes, or where to go instead."""

    status: HTTPStatus
    name: str = _INDEX
    content: bytes = b""
    moved_to: str = ""

    @property
    def digest(self) -> str:
        """The hash by which a page is asked later whether it is out of date."""
        return hashlib.sha256(self.content).hexdigest()[:16]


class _Showing(Struct, frozen=True):
    """One good state of the site; `made` holds the files that were asked for so far, `spoiled` their faults."""

    loaded: pipeline.Loaded
    site: OpenSite
    base: str
    made: dict[str, bytes] = field(default_factory=dict)
    spoiled: dict[str, Diagnostic] = field(default_factory=dict)


class _Newest(Struct, frozen=True):
    """The newest reading of the folder, and the last one that could be shown."""

    loaded: pipeline.Loaded
    showing: _Showing | None


class CurrentSite:
    """The site below a folder, drafts included, as it is while its editors work on it."""

    def __init__(self, root: Path) -> None:
        """Show nothing before the first `refresh`."""
        self._root = root
        self._state: _Newest | None = None
        self._gathered: files.Gathered | None = None
        self._memory = Memory()
        self._last: dict[str, bytes] = {}
        self._impacts: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        """The path under which the site stands, as on its public address; it begins and ends with a slash."""
        showing = self._state.showing if self._state is not None else None
        return showing.base if showing is not None else "/"

    @property
    def sound(self) -> pipeline.Loaded | None:
        """The newest reading of the folder, where it is without errors."""
        showing = self._showing
        return showing.loaded if showing is not None and self._state and showing.loaded is self._state.loaded else None

    def refresh(self) -> str:
        """Read the folder again; return what there is to print: messages, and what the edit changes.

        While files go on changing the state stays as it is; the last of the changes brings another call.
        """
        gc.disable()
        try:
            self._gathered = files.gather(self._root, self._gathered)
            return self._take(self._gathered)
        except files.ChangedError:
            return ""
        finally:
            gc.enable()

    def _take(self, gathered: files.Gathered) -> str:
        options = BuildOptions(drafts=True, is_preview=True)
        loaded = pipeline.typed(gathered, drafts=True, memory=self._memory)
        showing = self._state.showing if self._state is not None else None
        if loaded.site is not None and not has_errors(loaded.diagnostics):
            base = urlsplit(loaded.site.base_url or "").path
            showing = _Showing(loaded, pipeline.opened(loaded, options, self._memory), f"{base.rstrip('/')}/")
            self._last.update(self._state.showing.made if self._state is not None and self._state.showing else {})
        self._state = _Newest(loaded, showing)
        return self._said(loaded)

    def _said(self, loaded: pipeline.Loaded) -> str:
        found = loaded.diagnostics
        said = f"{texts(found, loaded.line)}\n\n{tally(found)}\n" if found else ""
        if has_errors(found):
            return said
        before, self._impacts = self._impacts, pipeline.summary(loaded).impacts
        return said + "".join(f"{line}\n" for line in self._impacts) if before != self._impacts else said

    def answer(self, path: str) -> Response:
        """Return what stands at a path of the server's addresses."""
        showing = self._showing
        if showing is None:
            return Response(HTTPStatus.SERVICE_UNAVAILABLE, content=_EMPTY.read_bytes())
        if path == "/" != showing.base:
            return Response(HTTPStatus.FOUND, moved_to=showing.base)
        name = self._name(showing, path)
        if name is None:
            missing = self._not_found(showing, path)
            return Response(HTTPStatus.NOT_FOUND, missing, self._content(showing, missing))
        if name.endswith(f"/{_INDEX}") and not path.endswith(("/", _INDEX)):
            return Response(HTTPStatus.FOUND, moved_to=f"{path}/")
        content = self._content(showing, name)
        return Response(HTTPStatus.INTERNAL_SERVER_ERROR if name in showing.spoiled else HTTPStatus.OK, name, content)

    def state(self, path: str, shows: str) -> dict[str, object]:
        """Return what is wrong, and whether a page that shows the bytes of a hash is out of date."""
        state = self._state
        if state is None or state.showing is None:
            return {"faults": self._faults(state.loaded) if state is not None else [], "is_stale": False}
        answer = self.answer(path)
        faults = self._faults(state.loaded)
        name = self._name(state.showing, path) or self._not_found(state.showing, path)
        spoiled = state.showing.spoiled.get(name)
        if spoiled is not None:
            faults = [texts([spoiled], state.showing.loaded.line), *faults]
        return {"faults": faults, "is_stale": answer.digest != shows}

    @property
    def _showing(self) -> _Showing | None:
        return self._state.showing if self._state is not None else None

    def _faults(self, loaded: pipeline.Loaded) -> list[str]:
        errors = [one for one in loaded.diagnostics if has_errors([one])]
        shown = [texts([one], loaded.line) for one in errors[:_SHOWN]]
        return [*shown, tally(errors)] if len(errors) > _SHOWN else shown

    def _name(self, showing: _Showing, path: str) -> str | None:
        """Return which file of the site stands at a path; None where none does."""
        if not f"{path}/".startswith(showing.base):
            return None
        name = path.removeprefix(showing.base.rstrip("/")).removeprefix("/")
        tries = (name, f"{name}{_INDEX}" if name.endswith("/") or not name else f"{name}/{_INDEX}")
        return next((one for one in tries if one in showing.site.paths), None)

    def _not_found(self, showing: _Showing, path: str) -> str:
        """Return the page for addresses that do not exist, in the language to which a path belongs."""
        below = path.removeprefix(showing.base)
        known = showing.loaded.site.languages if showing.loaded.site is not None else Languages()
        folders = (known.folder(language) for language in known.others)
        return next((folder for folder in folders if below.startswith(folder)), "") + urls.NOT_FOUND

    def _content(self, showing: _Showing, name: str) -> bytes:
        """Return the bytes of a file; where a template has a fault, those it had before."""
        if name not in showing.made and name not in showing.spoiled:
            try:
                showing.made[name] = showing.site.content(name)
            except TemplateFault as fault:
                showing.spoiled[name] = fault.diagnostic
        if name in showing.made:
            return showing.made[name]
        return self._last.get(name, b"") or _EMPTY.read_bytes()
