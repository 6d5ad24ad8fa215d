"""A build of the pages that the peers make too, and of nothing else, to be timed beside the whole one.

Owns which pages those are. The rest of the program runs as always: it reads, checks, swaps and writes a manifest.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

# The program lies beside this folder, wherever it is started.
sys.path[0] = str(Path(__file__).parents[1])

from recanvass.__main__ import main  # noqa: E402
from recanvass.build import plan  # noqa: E402
from recanvass.core.artifact import Artifact, Facts  # noqa: E402

_ALIKE = re.compile(r"president/(?:(?:reviews|county/[^/]+|precinct/[^/]+)/)?index\.html")
_whole = plan.artifacts


def _artifacts(sites: Sequence[plan.SiteContext]) -> Iterator[Artifact]:
    return (one for one in _whole(sites) if _ALIKE.fullmatch(one.path))


def _about_downloads(sites: Sequence[plan.SiteContext], made: Mapping[str, Facts]) -> Iterator[Artifact]:
    del sites, made
    return iter(())


if __name__ == "__main__":
    # The list of files is taken at its source: no option of the program leaves pages out.
    plan.artifacts, plan.about_downloads = _artifacts, _about_downloads
    main()
