"""A new site: its content to start with, the program it owns, and the files that build, preview and publish it.

Owns which files a new site has. Writes all of them or none.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import Enum
from pathlib import Path

from recanvass.authoring import editor_files, program
from recanvass.authoring.program import Wheel
from recanvass.build import pipeline
from recanvass.content.files import COMMAND, SETTINGS
from recanvass.core.messages import worded
from recanvass.publish import interrupts

COMMON = "common"
SITE_FILES = "recanvass/authoring/site_files"
"""Where the files of every site and those of each way to publish are in a wheel, today and in later versions."""
WORKFLOW = ".github/workflows/publish.yml"
_SAMPLE = "examples/plain"
EMPTY = {
    SETTINGS: """\
# yaml-language-server: $schema=.recanvass/schema/site.json
# Settings for the whole site. Lines that start with # are notes for you; readers never see them.
format: 1
title: Election results
description: Results, precinct by precinct
language: en
timezone: America/New_York
publisher: {name: The publisher}
# The site's address, for feeds and a sitemap. Fill it in once you have one.
# base_url: https://example.org/results/
""",
    "content/places/places.yml": """\
# yaml-language-server: $schema=../../.recanvass/schema/places.json
# Every place, and the place it is in. Replace these two with yours.
kinds:
  county: {name: County, plural: Counties}
  precinct: {name: Precinct, plural: Precincts}
places:
  county: {name: The county, kind: county}
  precinct-1: {name: Precinct 1, kind: precinct, parent: county}
""",
}


class Publishing(Enum):
    """How a site gets online."""

    PAGES = "pages"
    BRANCH = "branch"
    NONE = "none"


class SiteError(Exception):
    """A site cannot be written; the text says why and what to do."""


def files_of(wheel: Wheel, publishing: Publishing) -> dict[str, bytes]:
    """Return the files of a site that come with the program, by path; the list of packages is not among them."""
    given = wheel.files(SITE_FILES)
    found = {COMMAND: wheel.bundled[COMMAND]}
    for folder in (COMMON, publishing.value):
        found |= {
            path.removeprefix(f"{folder}/"): content for path, content in given.items() if path.startswith(f"{folder}/")
        }
    return found


def publishing_of(workflow: bytes | None) -> Publishing:
    """Return how a workflow publishes, an edited one too."""
    for publishing, sign in ((Publishing.PAGES, b"actions/deploy-pages"), (Publishing.BRANCH, b"build.py publish")):
        if workflow is not None and sign in workflow:
            return publishing
    return Publishing.NONE


def new_site(folder: Path, publishing: Publishing, *, is_empty: bool) -> None:
    """Write a site that builds at once, with a small sample election unless it is to be empty.

    Raises SiteError if the folder holds anything but a git repository without files, or can't be written.
    """
    if folder.exists() and (not folder.is_dir() or any(path.name != ".git" for path in folder.iterdir())):
        raise SiteError(worded("%(folder)s is not empty; choose an empty folder or a new name", folder=folder))
    try:
        wheel = program.own_wheel()
    except program.ProgramError as error:
        raise SiteError(str(error)) from error
    files = files_of(wheel, publishing)
    files |= {path: text.encode() for path, text in EMPTY.items()} if is_empty else dict(_sample(wheel))
    files[program.REQUIREMENTS] = program.requirements(wheel).encode()
    if not wheel.is_registered:
        files[f"{program.VENDOR}/{wheel.name}"] = wheel.content
    is_new = not folder.exists()
    # What comes before may wait for the network, and leaves nothing behind.
    with interrupts.held():
        try:
            _write(folder, files)
            editor_files.write_schemas(pipeline.read(folder, drafts=True), None)
        except OSError as error:
            _remove(folder, is_new=is_new)
            message = worded(
                "can't write %(folder)s: %(reason)s", folder=folder, reason=(error.strerror or str(error)).lower()
            )
            raise SiteError(message) from error
        interrupts.done()


def _sample(wheel: Wheel) -> Iterator[tuple[str, bytes]]:
    for path, content in wheel.bundled.items():
        if path.startswith(f"{_SAMPLE}/"):
            yield path.removeprefix(f"{_SAMPLE}/"), content


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / COMMAND).chmod(0o755)


def _remove(folder: Path, *, is_new: bool) -> None:
    """Take back what was written of a site, but not the repository that was there before."""
    with suppress(OSError):
        if is_new:
            shutil.rmtree(folder)
            return
        for path in folder.iterdir():
            if path.name != ".git":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
