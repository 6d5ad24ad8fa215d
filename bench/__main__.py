"""The bench: measures, prints, and puts the results into docs/performance.md.

Owns what is measured by default: all parts at 1,765 and 17,650 precincts; the largest size only when asked for.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from bench import ballot, cases, importing, measure, peers, preview, profile, report
from bench.cases import LARGE, MIDDLE, SMALL
from bench.report import Part

PARTS = ("iowa", "preview", "import", "ballot", "profile", "precincts", "plain")
FEW, SOME, MANY = 1, 3, 5


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure Recanvass beside Hugo and Eleventy.")
    parser.add_argument("--size", type=int, action="append", help="precincts, as often as sizes are wanted")
    parser.add_argument("--part", choices=PARTS, action="append", help="measure only this")
    parser.add_argument("--rounds", type=int, help="how often everything runs, in turn")
    parser.add_argument("--no-document", action="store_true", help="print only, leave docs/performance.md as it is")
    options = parser.parse_args()
    missing = peers.missing()
    if missing:
        sys.stderr.write(f"The bench needs {'; '.join(missing)}.\n")
        return 2
    made = f"Measured on {datetime.now(UTC):%Y-%m-%d}: {measure.conditions()}."
    for part in _parts(options):
        text = f"{part.markdown}\n\n{made}"
        print(f"\n{text}\n", flush=True)
        if not options.no_document:
            report.write(part.name, text)
    return 0


def _parts(options: argparse.Namespace) -> Iterator[Part]:
    """Yield each part as soon as it is measured."""
    sizes = options.size or (SMALL, MIDDLE)
    wanted = options.part or [part for part in PARTS if part != "plain" or max(sizes) >= LARGE]
    if "iowa" in wanted and (options.part or SMALL in sizes):
        yield cases.iowa(options.rounds or MANY, _say)
    if "preview" in wanted and (options.part or SMALL in sizes):
        yield preview.preview(options.rounds or MANY, _say)
    if "import" in wanted and (options.part or SMALL in sizes):
        yield importing.importing(options.rounds or MANY, _say)
    if "ballot" in wanted and (options.part or SMALL in sizes):
        yield ballot.ballot(options.rounds or SOME, _say)
    if "profile" in wanted and (options.part or MIDDLE in sizes):
        yield profile.profile(_say)
    for size in sizes:
        rounds = options.rounds or (MANY if size <= SMALL else SOME if size <= MIDDLE else FEW)
        if "precincts" in wanted:
            yield cases.precincts(size, rounds, _say)
        if "plain" in wanted:
            yield cases.plain(size, _say)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
