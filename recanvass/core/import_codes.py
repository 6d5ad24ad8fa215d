"""The codes of messages that imports alone give, with what each means."""

from typing import Final

IMPORTS: Final = {
    "E801": (
        "The file isn't a table, for example a PDF, a web page or a damaged workbook. The message says what it "
        "looks like. The hint says what to import instead."
    ),
    "E802": (
        "A column of the table is missing, unnamed or duplicated. Use a mapping file to say which column is which, "
        "or --ignore to leave one out."
    ),
    "E803": (
        "The table names a place the site doesn't have. Add the name to the place's aliases, map it in a mapping "
        "file, or create new places with --allow-new-places."
    ),
    "E804": (
        "The table names a candidate or option the contest doesn't have. Add the name to the choice's aliases, add "
        "a new choice in contest.yml, or leave it out with --ignore."
    ),
    "E805": (
        "A name in the table matches several places or choices. Add a column for the county, or say which one you "
        "mean in a mapping file."
    ),
    "E806": (
        "A row of the table is a total, not a place. Use --totals publish to store it as a published total, or "
        "--totals skip to leave it out."
    ),
    "E807": "The table has more than one figure for the same choice in the same place. If the rows differ in another "
    "column, add them up with --sum-over, or take one kind of row with --only. Otherwise delete the wrong row.",
    "E808": (
        "The table has several contests, or none with the name you gave. Say which one with --office and --district."
    ),
    "E809": (
        "A new release needs a title, a kind, a status, a date and a source. The import never makes them up. An "
        "existing release keeps its own."
    ),
    "E810": (
        "The table has figures for some of a place's candidates but not others, and missing is not zero. Add the "
        "figure. If the table leaves out candidates with no votes, add --absent-as-zero."
    ),
    "E811": (
        "Recanvass can't change these figures without rewriting the file, or can't tell which of several sources "
        "they belong to. Change the file by hand as the message says."
    ),
    "E812": (
        "A cell has a symbol or a word instead of a figure. Use --missing if it means “not reported”, --zero if it "
        "means 0, or --withheld if the source hides the figure."
    ),
    "E820": (
        "A column or a cell has percentages, not counts. Leave it out with --ignore and import the column of counts."
    ),
    "E821": (
        "The table has places as columns and candidates as rows. Transpose it in a spreadsheet so each place has "
        "its own row."
    ),
    "E830": (
        "The file has names that look alike, or two contests would get the same id. Recanvass doesn't decide "
        "whether they are the same. Write a plan with --plan, answer there, and run the command again."
    ),
    "E831": (
        "The file doesn't give the date of the election, or the state its counties are in. Give it with an option "
        "or in the plan."
    ),
    "E832": (
        "The candidates for an office have several parties, and the file doesn't say whether each party's primary "
        "is its own contest. Use --stage primary or --stage general."
    ),
    "E833": (
        "Some figures in the file would end up nowhere. That's a bug in Recanvass, so it wrote nothing. Please "
        "report it."
    ),
}
