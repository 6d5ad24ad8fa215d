"""What to write where a name of a table is not known: lines of YAML and options that work as they stand.

Owns how such hints are worded. Must not decide what is near.
"""

from collections.abc import Collection, Sequence

from recanvass.authoring.importing.areas import slug_of
from recanvass.authoring.importing.ballots import Ballot
from recanvass.authoring.importing.collect import Unknown
from recanvass.authoring.importing.likeness import likely
from recanvass.authoring.importing.matching import is_total
from recanvass.authoring.importing.texts import quoted, scalar, shell_word
from recanvass.core.messages import worded


def choice_hint(
    name: str, known: Ballot, where: str = "contest.yml", *, declared: str = "", named: Collection[str] = ()
) -> str:
    """Say what to write where a name is no choice: an alias with the line to paste, or how to leave it out.

    `where` is the file of the contest, `declared` the line that declares the choice there, if more is known of it than
    its name. It cannot be one of those that the table has beside it, whose ids are `named`.
    """
    leave_out = worded("leave it out with --ignore %(name)s", name=shell_word(name))
    if is_total(name):
        return leave_out
    nearest = likely(name, known.choices, lambda one: one not in named)
    if known.contest.is_question and nearest is None:
        return worded(
            "this contest has only yes and no; add it as an alias of one of them in %(where)s, or %(leave_out)s",
            where=where,
            leave_out=leave_out,
        )
    new = declared or f"- {{id: {scalar(slug_of(name) or 'ID')}, name: {scalar(name)}}}"
    declare = worded("add it under 'choices' in %(where)s: %(new)s", where=where, new=new)
    if nearest is None:
        return worded("%(declare)s; or %(leave_out)s", declare=declare, leave_out=leave_out)
    choice = next(choice for choice in known.contest.choices if choice.id == nearest)
    alias = worded(
        "did you mean '%(choice)s'? %(alias_line)s",
        choice=choice.name,
        alias_line=alias_line(nearest, where, choice.aliases, name),
    )
    return (
        worded("%(alias)s; if not, %(declare)s; or %(leave_out)s", alias=alias, declare=declare, leave_out=leave_out)
        if declared
        else worded("%(alias)s; or %(leave_out)s", alias=alias, leave_out=leave_out)
    )


def alias_line(name: str, where: str, aliases: Sequence[str], new: str) -> str:
    """Return what to write so that a name is known from now on."""
    shown = ", ".join([*map(scalar, aliases), quoted(new)])
    return worded("If so, write for %(name)s in %(where)s: aliases: [%(shown)s]", name=name, where=where, shown=shown)


def mapping_line(kind: str, name: str, new: str) -> str:
    """Return the line of a mapping file that says what a name means."""
    return f"{kind}: {{{scalar(name)}: [{quoted(new)}]}}"


def rows_of(one: Unknown) -> str:
    """Say in how many rows a name is, if in more than one."""
    return worded(" (%(rows)s rows)", rows=one.rows) if one.rows > 1 else ""
