"""The keys of a mapping file, by which the command import finds what it does not recognize."""

from recanvass.content.schema.records import Field, ListOf, Record, Tree
from recanvass.content.schema.scalars import Text, Whole

MAPPING_COLUMNS = Record(
    "the columns",
    (
        Field("place", Text("a header"), "The column that names the place."),
        Field("county", Text("a header"), "The column that names where the place lies."),
        Field("choice", Text("a header"), "The column that names the choice, in a file with one row for each."),
        Field("office", Text("a header"), "The column that names the contest, in a file with several."),
        Field("district", Text("a header"), "The column with the district of the contest."),
        Field("tally", Text("a header"), "The column that says what is counted, where that is told row by row."),
        Field("count", Text("a header"), "The column with the figure, where `tally` is told row by row."),
    ),
)
MAPPING_ROLES = Field("columns", MAPPING_COLUMNS, "Headers of columns that are not found by themselves.")
MAPPING_TALLIES = Field("tallies", Tree("tallies", Text(), "a tally"), "Header of its column, by id of the tally.")
MAPPING_CHOICES = Field(
    "choices", Tree("choices", ListOf(Text("a name"), "names"), "a choice"), "Names of choices in the file, by id."
)
MAPPING_PLACES = Field(
    "places",
    Tree("places", ListOf(Text("a name"), "names"), "a place or group"),
    "Names of places in the file, by id.",
)
MAPPING_HEADER_ROWS = Field("header_rows", Whole(), "How many rows the header has. Default: as many as look like it.")
MAPPING = Record(
    "the mapping file",
    (MAPPING_ROLES, MAPPING_TALLIES, MAPPING_CHOICES, MAPPING_PLACES, MAPPING_HEADER_ROWS),
)
