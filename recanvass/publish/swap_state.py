"""What stands in the output folder after something failed: a message says what is so, not what ought to be."""

from pathlib import Path

from recanvass.core import urls
from recanvass.core.messages import worded
from recanvass.publish import state_files


def manifest_in(folder: Path) -> bytes | None:
    """Return the manifest of the site in a folder; None where no site can be read there."""
    return state_files.read(str(folder / urls.MANIFEST), follows=True)


def said(out: Path, aside: Path, before: bytes | None) -> str:
    """Return which site stands now; `before` is the manifest of the one before, `aside` where a swap puts it first."""
    now = manifest_in(out)
    if now is not None:
        return worded("the old site is unchanged") if now == before else worded("the new site is in place")
    if manifest_in(aside) is not None:
        return worded("the old site is in %(aside)s; the next build puts it back", aside=aside)
    return (
        worded("no site was built")
        if before is None
        else worded("no site can be read in %(out)s now; build again", out=out)
    )
