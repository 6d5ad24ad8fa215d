"""What to write where a name of a table is not known: lines of YAML and options that work as they stand.

Owns how such hints are worded. Must not decide what is near.
"""

from collections.abc import Sequence

from recanvass.authoring.importing.areas import slug_of
from recanvass.authoring.importing.ballots import Ballot
from recanvass.authoring.importing.collect import Unknown
from recanvass.authoring.importing.likeness import likely
from recanvass.authoring.importing.matching import is_total
from recanvass.authoring.importing.texts import quoted, scalar, shell_word


def choice_hint(name: str, known: Ballot) -> str:
    """Say what to write where a name is no choice: an alias with the line to paste, or how to leave it out."""
    leave_out = f"leave it out with --ignore {shell_word(name)}"
    if is_total(name):
        return leave_out
    nearest = likely(name, known.choices)
    if nearest is None:
        new = f"- {{id: {scalar(slug_of(name) or 'ID')}, name: {scalar(name)}}}"
        return f"add it under 'choices' in contest.yml: {new}; or {leave_out}"
    choice = next(choice for choice in known.contest.choices if choice.id == nearest)
    return f"did you mean '{choice.name}'? {alias_line(nearest, 'contest.yml', choice.aliases, name)}; or {leave_out}"


def alias_line(name: str, where: str, aliases: Sequence[str], new: str) -> str:
    """Return what to write so that a name is known from now on."""
    shown = ", ".join([*map(scalar, aliases), quoted(new)])
    return f"If so, write for {name} in {where}: aliases: [{shown}]"


def mapping_line(kind: str, name: str, new: str) -> str:
    """Return the line of a mapping file that says what a name means."""
    return f"{kind}: {{{scalar(name)}: [{quoted(new)}]}}"


def rows_of(one: Unknown) -> str:
    """Say in how many rows a name is, if in more than one."""
    return f" ({one.rows} rows)" if one.rows > 1 else ""
