"""The watching of a site's folder: one report for each burst of saves, and none lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from watchfiles import Change, awatch

from recanvass.content.files import CONTENT, SETTINGS, TEMPLATES, is_ignored

QUIET_MS = 5
"""How long nothing may have changed before a burst of saves counts as over; this is also how often that is asked."""
BURST_MS = 400
"""How long a burst may last before it is reported all the same."""


async def watch(root: Path, changed: Callable[[], Awaitable[None]]) -> None:
    """Call `changed` at once and after each burst of saves, one call at a time; saves meanwhile lead to another call.

    The folders below `root` may come and go. Editors' temporary files are passed over.
    """
    dirty = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_follow(root, dirty))
        await asyncio.sleep(0)
        dirty.set()
        while True:
            await dirty.wait()
            dirty.clear()
            await changed()


async def _follow(root: Path, dirty: asyncio.Event) -> None:
    """Tell of changes of the settings, of what is in the folders, and of the folders themselves."""
    folders = {CONTENT, TEMPLATES}
    inside = asyncio.create_task(_follow_folders(root, dirty))
    try:
        async for names in _bursts(root, is_deep=False, counts={SETTINGS, *folders}.__contains__):
            if not folders.isdisjoint(names):
                inside.cancel()
                inside = asyncio.create_task(_follow_folders(root, dirty))
                await asyncio.sleep(0)
            dirty.set()
    finally:
        inside.cancel()


async def _follow_folders(root: Path, dirty: asyncio.Event) -> None:
    folders = [root / name for name in (CONTENT, TEMPLATES) if (root / name).is_dir()]
    if folders:
        async for _ in _bursts(*folders, is_deep=True, counts=lambda name: not is_ignored(name)):
            dirty.set()


async def _bursts(*paths: Path, is_deep: bool, counts: Callable[[str], bool]) -> AsyncIterator[set[str]]:
    """Yield the names of the files of each burst whose names count."""

    def counted(_: Change, path: str) -> bool:
        return counts(Path(path).name)

    async for changes in awatch(
        *paths, watch_filter=counted, debounce=BURST_MS, step=QUIET_MS, recursive=is_deep, ignore_permission_denied=True
    ):
        yield {Path(path).name for _, path in changes}
