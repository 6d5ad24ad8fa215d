"""The keys of a mapping file, by which the command import finds what it does not recognize."""

from recanvass.content.schema.records import ListOf, Record, Tree, optional
from recanvass.content.schema.scalars import Text, Whole

HEADER = Text("a header")
NAMES = ListOf(Text("a name"), "names")


class ColumnsRecord(Record, what="the columns"):
    """The headers of columns."""

    place = optional(HEADER, "The column that names the place.")
    county = optional(HEADER, "The column that names where the place lies.")
    choice = optional(HEADER, "The column that names the choice, in a file with one row for each.")
    office = optional(HEADER, "The column that names the contest, in a file with several.")
    district = optional(HEADER, "The column with the district of the contest.")
    tally = optional(HEADER, "The column that says what is counted, where that is told row by row.")
    count = optional(HEADER, "The column with the figure, where `tally` is told row by row.")


class MappingRecord(Record, what="the mapping file"):
    """A mapping file."""

    columns = optional(ColumnsRecord, "Headers of columns that are not found by themselves.")
    tallies = optional(Tree("tallies", Text(), "a tally"), "Header of its column, by id of the tally.")
    choices = optional(Tree("choices", NAMES, "a choice"), "Names of choices in the file, by id.")
    places = optional(Tree("places", NAMES, "a place or group"), "Names of places in the file, by id.")
    header_rows = optional(Whole(), "How many rows the header has. Default: as many as look like it.")
