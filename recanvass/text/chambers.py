"""How a chamber stands, in one line, and whether a seat changes hands."""

from collections.abc import Mapping

from recanvass.core.ids import PartyId
from recanvass.core.model import Site
from recanvass.results.chambers import NOBODY, ChamberStanding
from recanvass.text.catalogue import Catalogue


def chamber_line(catalogue: Catalogue, site: Site, found: ChamberStanding) -> str:
    """Return decided seats by party, how many are undecided and who leads in them, and how many control it."""
    text = catalogue.text
    parts = [
        text("%(seats)s %(party)s", seats=catalogue.number(seats), party=party)
        for party, seats in _named(catalogue, site, found.decided)
    ]
    if found.undecided:
        parts.append(_undecided(catalogue, site, found))
    chamber = found.office.chamber
    line = text("%(office)s: %(parts)s", office=found.office.name, parts=", ".join(parts))
    if found.control is not None:
        name = site.parties[PartyId(found.control)].name if found.control in site.parties else found.control
        return text("%(line)s. %(party)s control.", line=line, party=name)
    if chamber is None:
        return f"{line}."
    return text("%(line)s; %(majority)s needed.", line=line, majority=catalogue.number(chamber.majority))


def seat_line(catalogue: Catalogue, site: Site, change: tuple[PartyId, PartyId]) -> str:
    """Return whether a seat stays with the party that held it, or which party takes it from which."""
    before, now = (site.parties[party].name if party in site.parties else party for party in change)
    if change[0] == change[1]:
        return catalogue.text("The seat stays %(party)s.", party=now)
    return catalogue.text("The seat changes from %(before)s to %(now)s.", before=before, now=now)


def _undecided(catalogue: Catalogue, site: Site, found: ChamberStanding) -> str:
    text = catalogue.text
    said = text("%(seats)s undecided", seats=catalogue.number(found.undecided))
    more = [
        text("%(party)s projected in %(seats)s", party=party, seats=catalogue.number(seats))
        for party, seats in _named(catalogue, site, found.projected)
    ]
    more += [
        text("%(party)s leads in %(seats)s", party=party, seats=catalogue.number(seats))
        for party, seats in _named(catalogue, site, found.leading)
    ]
    return text("%(said)s (%(more)s)", said=said, more=", ".join(more)) if more else said


def _named(catalogue: Catalogue, site: Site, seats: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return parties by their short names, most seats first, seats of nobody last."""
    known = sorted(seats.items(), key=lambda each: (each[0] == NOBODY, -each[1]))
    return [(_short(catalogue, site, name), count) for name, count in known if count]


def _short(catalogue: Catalogue, site: Site, name: str) -> str:
    if name == NOBODY:
        return catalogue.text("others or vacant")
    party = site.parties.get(PartyId(name))
    return party.short if party is not None else name
