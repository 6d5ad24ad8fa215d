"""The command `explain`: what a code means, or where a figure came from.

Owns what it prints and its exit codes, which are those of `main`.
"""

import argparse
import gc
import json
import sys

from recanvass.core.codes import CODES
from recanvass.core.diagnostics import Severity, did_you_mean, tally, texts
from recanvass.core.messages import worded

OK, FAULTS, USAGE = 0, 1, 2
FIGURE = ("PLACE", "TALLY", "CHOICE")
"""What names a figure."""


def add(explain: argparse.ArgumentParser, called: str) -> None:
    """Add the arguments."""
    explain.usage = f"{called} explain [-h] [-C DIR] CODE | [options] PLACE TALLY CHOICE"
    explain.add_argument(
        "words", nargs="+", metavar="WORD", help=worded("a code, or the place, tally and candidate of a figure")
    )
    explain.add_argument("--contest", metavar="CONTEST", help=worded("the contest, if several have this figure"))
    explain.add_argument(
        "--format", choices=("text", "json"), default="text", help=worded("output format (default: text)")
    )


def run(options: argparse.Namespace) -> int:
    """Explain what was asked for."""
    word, *others = options.words
    if others:
        return _figure(options)
    from recanvass.checks.registry import RULES, explained

    code = word.upper()
    if code in RULES:
        sys.stdout.write(explained(RULES[code]))
        return OK
    if code not in CODES:
        hint = did_you_mean(code, [*CODES, *RULES])
        sys.stderr.write(
            worded("error: unknown code '%(word)s'\n", word=word)
            + (worded("  hint: %(hint)s\n", hint=hint) if hint else "")
        )
        return USAGE
    sys.stdout.write(f"{code}: {worded(CODES[code])}\n")
    return OK


def _figure(options: argparse.Namespace) -> int:
    from recanvass.authoring.explain import asking, telling, tracing
    from recanvass.build import pipeline

    if len(options.words) != len(FIGURE):
        given = worded("you gave %(count)s words; put a name with spaces in quotes", count=len(options.words))
        sys.stderr.write(
            worded("error: name a figure by its place, tally and candidate\n  hint: %(given)s\n", given=given)
        )
        return USAGE
    gc.disable()
    loaded = pipeline.read(options.directory, drafts=False, as_of=options.as_of)
    if loaded.site is None or not loaded.results:
        faults = [one for one in loaded.diagnostics if one.severity is Severity.ERROR]
        sys.stderr.write(f"{texts(faults, loaded.line)}\n\n{tally(faults)}\n")
        return FAULTS
    asked = asking.ask(loaded.site, loaded.results.values(), options.words, options.contest)
    if isinstance(asked, asking.Unclear):
        sys.stderr.write(f"error: {asked.message}\n" + "".join(f"  {hint}\n" for hint in asked.hints))
        return USAGE
    found = tracing.trace(asked, len(asked.results.contest.releases) - 1, tracing.Texts(loaded.files))
    if options.format == "json":
        sys.stdout.write(json.dumps(telling.as_record(loaded.site, found), ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(telling.text(loaded.site, found))
    return OK
