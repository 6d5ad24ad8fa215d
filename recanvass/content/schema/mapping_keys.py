"""The keys of a mapping file, by which the command import finds what it does not recognize."""

from recanvass.content.schema.records import ListOf, Record, Tree, optional
from recanvass.content.schema.scalars import Text, Whole

HEADER = Text("a header")
NAMES = ListOf(Text("a name"), "names")


class ColumnsRecord(Record, what="the columns"):
    """The headers of columns."""

    place = optional(HEADER, "The column with the place.")
    county = optional(HEADER, "The column with the county or other place that the place is in.")
    choice = optional(HEADER, "The column with the candidate or option, in a file with one row for each.")
    office = optional(HEADER, "The column with the contest, in a file with several.")
    district = optional(HEADER, "The column with the contest's district.")
    tally = optional(HEADER, "The column that says what each row counts.")
    count = optional(HEADER, "The column with the figure, if `tally` is a column.")


class MappingRecord(Record, what="the mapping file"):
    """A mapping file."""

    columns = optional(ColumnsRecord, "Headers of columns that Recanvass doesn't recognize.")
    tallies = optional(Tree("tallies", Text(), "a tally"), "The header of each tally's column, by tally id.")
    choices = optional(Tree("choices", NAMES, "a choice"), "Names of candidates and options in the file, by id.")
    places = optional(Tree("places", NAMES, "a place or group"), "Names of places in the file, by id.")
    header_rows = optional(Whole(), "Number of header rows. Default: Recanvass works it out.")
