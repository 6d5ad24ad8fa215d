"""The preview: builds into a folder of its own, serves it on this machine, follows every saved change.

Owns the server and the watching. Never touches the folder that is published. While there are faults the last good
site stays in view and the messages are printed.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from livereload import Server

from recanvass import pipeline
from recanvass.diagnostics import has_errors, tally, texts
from recanvass.record import Options

HOST = "127.0.0.1"
FOLDER = Path(".recanvass") / "preview"
WATCHED = ("site.yml", "content", "templates")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the preview was asked for."""

    root: Path
    port: int
    drafts: bool
    opens_browser: bool


def serve(settings: Settings) -> int:
    """Build, serve until interrupted, and build again after each change."""
    out = settings.root / FOLDER

    def rebuild() -> None:
        _rebuild(settings, out)

    rebuild()
    server = Server()
    server.setHeader("Cache-Control", "no-store")
    for name in WATCHED:
        path = settings.root / name
        server.watch(str(path / "**") if path.is_dir() else str(path), rebuild)
    server.serve(
        port=settings.port,
        host=HOST,
        root=str(out),
        open_url_delay=1 if settings.opens_browser else None,
        restart_delay=0,
    )
    return 0


def _rebuild(settings: Settings, out: Path) -> None:
    options = Options(drafts=settings.drafts, is_preview=True)
    loaded = pipeline.read(settings.root, drafts=options.drafts)
    found = loaded.diagnostics
    if not has_errors(found):
        built = pipeline.build(loaded, out, options)
        found = (*found, *built.diagnostics)
    if found:
        sys.stderr.write(f"{texts(found, loaded.line)}\n\n{tally(found)}\n")
