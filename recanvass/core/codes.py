"""Every code of a message with what it means, for editors.

Owns the explanations that `explain` and docs/diagnostics.md show. Must not depend on anything: a code is a promise that
outlives the code behind it. A code is never used for something else, not even after it is given up.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_FILES: Final = {
    "E100": "A file or folder cannot be read, or is not a file with text. Check its permissions; if it is a device or "
    "a pipe, remove it.",
    "E101": "A file is too large to be read. Split it: results and places may stand in any number of files.",
    "E102": "A file is not saved as UTF-8, so letters such as é or ñ cannot be read. Open it in the program that wrote "
    "it and save it again with the encoding UTF-8; in Excel choose “CSV UTF-8”.",
    "E103": "An invisible control character stands in a text, often brought along by copying. Delete it, or type the "
    "line again.",
    "E104": "A tab stands in the indentation, where YAML knows only spaces. Put spaces in its place; most editors can "
    "do that for a whole file.",
    "E105": "A value begins with & or *, by which YAML repeats values; that is not read here, since a few such lines "
    "can stand for millions. Put a text that begins so in quotes, and write a value out wherever it is used.",
    "E106": "A file or folder is a link to another one. Links are not followed, so that nothing from outside the site "
    "gets published; put the file itself in its place.",
    "E107": "A line such as --- begins a second part of a file, of which only one is read. Delete the line, or put "
    "what follows it into a file of its own.",
    "E108": "A value begins with !, by which YAML says how to read it; that is not followed here. Delete the word with "
    "the !, or put the whole value in quotes.",
    "E109": "A bracket stands where a key belongs, often because a text begins with { or [. Put such a text in quotes.",
    "E110": "Brackets or indented lines are nested far deeper than any content needs. Look for brackets that are "
    "opened again and again.",
    "E111": "A file holds nothing. Write its content, or remove the file.",
    "E112": "YAML takes # after a space for the start of a comment, so the rest of the text would be lost. Put it "
    "in quotes; where a comment is meant, leave a space after the #.",
    "E113": "The line cannot be read as YAML. The message says what is in the way: mostly a quote or bracket that "
    "is not closed, a colon within a text, or uneven indentation.",
    "E114": "A key stands twice in the same list of keys, and only one of the two could count. Keep the right one.",
    "E115": "The name of a file holds a character that cannot be shown, such as a line break or a byte that is no "
    "letter. Rename the file.",
    "E116": "Within { } a colon without a space after it is part of the word, so that no value is left. Write a space "
    "after the colon.",
    "E117": "git could not join two versions of a file and wrote both into it, between lines that begin with <<<<<<< "
    "and >>>>>>>. Keep what is right and delete those lines.",
    "E120": "A note or page begins with a line ---, then lines such as “title: …”, then another line ---. Something of "
    "that is missing.",
    "E121": "Recanvass can't split a row of a CSV file into cells, most often because a quote is not closed. In a cell "
    'in quotes, write "" for a quote.',
    "E122": "A row of a CSV file has more or fewer cells than the header, so that it is unclear which cell belongs to "
    "which column. A cell that holds a comma needs quotes.",
    "E123": "The text of a note or page is longer, or nested deeper, than any that people read. Write it with fewer "
    "levels, or part it.",
}
_VALUES: Final = {
    "E201": "Another shape of content belongs here: a single value, a list, or keys with values. The hint shows how it "
    "is written.",
    "E202": "A key or column that has to be there is missing. Add it; the hint says what it holds.",
    "E203": "A key is not known here, mostly because of its spelling. The hint names the nearest one that is.",
    "E204": "An id becomes part of an address: it has only lower-case letters, digits and hyphens, and is stable for "
    "ever. Names of files and folders of notes, pages, contests, releases and reviews are ids too.",
    "E210": "A figure is made of digits alone, with a point where its tally has decimals. Thousands are not separated, "
    "and words or signs are not read: nothing is guessed.",
    "E211": "A count is never below zero. A release states the new count of a place, not by how much it changes.",
    "E212": "A figure with decimals stands where whole units are counted. If the tally has decimals, say so in "
    "contest.yml with “decimals: …”.",
    "E213": "A figure has more decimals than its tally is stated with. Check the figure, or raise “decimals” of the "
    "tally in contest.yml.",
    "E214": "A figure has more digits than any count of people has. Look for two figures run together.",
    "E215": "This is not a day or time of the calendar. Write year-month-day, for example 2024-11-05.",
    "E216": "A time of day means nothing without its offset from UTC. Write 2024-11-05T12:00-06:00 for noon in a zone "
    "that is six hours behind.",
    "E217": "The word is not one of those known here. The hint names the nearest one, or all of them.",
    "E218": "Only true or false can stand here; yes and no are read differently by different programs.",
    "E219": "A link needs a whole web address that begins with https:// or http://; no other kind is published.",
    "E220": "There is no value after a key, or a cell is empty; a plain null or ~ counts as empty. Write the value, or "
    "remove the key. An empty cell is never taken for zero, but a candidate left out of a tally counts as zero: if a "
    "tally was not reported, leave out the whole tally.",
    "E221": "A text is far longer than any text of its kind. Long texts belong in a note or a page.",
}
_REFERENCES: Final = {
    "E301": "No place or group has this id. The hint names the nearest id; a new place is declared in content/places/.",
    "E302": "No choice of the contest has this id. The hint names the nearest id; choices are declared in contest.yml.",
    "E303": "No tally of the contest has this id; in the worth of a place, none of any contest. The hint names the "
    "nearest id; tallies are declared in contest.yml.",
    "E304": "The contest has no release of this id. A release's id is the name of its folder.",
    "E305": "No group has this id. The hint names the nearest id; groups are declared in content/places/.",
    "E306": "No kind of place has this id. The hint names the nearest id; kinds are declared in content/places/.",
    "E307": "There is no contest of this id. A contest's id is the name of its folder below content/contests/.",
    "E308": "The contest has no review of this id. A review's id is the name of its file, without .yml.",
    "E309": "There is no page of this name. A page's name is that of its file in content/pages/, without .md.",
    "E310": "Two things of one kind have the same id, so that nobody could say which one is meant. The message names "
    "both; give one of them another id.",
    "E311": "Places lie in each other in a circle. Correct the parent of one of them.",
    "E312": "Figures in a results file are stated for a group, or for a place within a unit of the contest. State the "
    "figures of the places that the contest counts, or a total as published under “totals” in release.yml.",
    "E313": "The place takes no part in this contest: it lies outside of the contest's place or group, or doesn't "
    "exist on the day of the election. Correct the id, the contest or the days.",
    "E314": "The tally exists only for some kinds of places (“only” in contest.yml), and this place is of another.",
    "E315": "Something is stated twice, and only one of the two can count: a place or a choice in a release, what a "
    "place is worth, or a language of the site. The message names both; keep the right one.",
    "E316": "The header of a CSV file has a column that is unknown here, or stands there twice. Columns are separated "
    "by commas.",
    "E317": "There is no such time zone. Zones are named after a continent and a city, for example America/Chicago.",
    "E320": "The release names no source of this id that has figures. The hint names the nearest id; sources are "
    "listed under “source” and “sources” in release.yml.",
    "E330": "There is no office of this id. The hint names the nearest id; offices are declared in "
    "content/offices.yml.",
    "E331": "There is no party of this id. The hint names the nearest id; parties are declared in "
    "content/parties.yml. A name with a capital letter that is no party there is shown as it is typed.",
    "E332": "Voters answer a measure or a retention with yes or no, so its choices have the ids yes and no. Their "
    "names are free: {id: yes, name: For the levy}. They may be left out.",
    "E333": "The rules of a contest don't fit. Either “rules” names neither a pack nor a file in content/rules/, or a "
    "parameter is wrong: it has no pack, names a tally or key that the contest doesn't have, or is not a fraction such "
    "as 3/20.",
}
_SITE: Final = {
    "E400": "site.yml says in which format the content is written, and this version of Recanvass doesn't read it. If "
    "the format is newer, move the site to a newer version with the command upgrade (docs/start.md).",
    "E401": "A file that the site cannot do without is missing. The hint says what it holds.",
    "E402": "A contest has no tallies, no choices or no releases, so that there is nothing to show.",
    "E403": "Exactly one tally decides a contest: who leads is read off it. Write “decides: true” on that one.",
    "E404": "Two pages would have the same address, or an id has a meaning of its own there. Rename one of the two.",
    "E405": "A file below content/ stands where nothing reads it, so that what it says would be lost silently. Move or "
    "rename it. A translation such as recount.es.md belongs beside recount.md, and its language in site.yml.",
    "E406": "No place of the contest states figures. Declare places in it, or correct “place”, “group” or “units” in "
    "contest.yml.",
    "E407": "Among the places that state figures, one lies in another, so that votes would be counted twice. Name "
    "kinds under “units” of which none lies in another.",
    "E408": "The number of decimals of a tally does not fit: there are too many, or more are shown than stated.",
    "E409": "An entry of a review names one place or one group: not both, and not neither.",
    "E410": "Two pages of the site have the same path, and one would overwrite the other. Rename one of the two.",
    "E411": "The site is asked for as it stood on a day before its first release, when there was nothing to show. The "
    "hint names the first release.",
    "E412": "A disposition stands for a place that the request does not cover, or differs from the one that the "
    "request's own entry of that place states. Correct the id, or keep the disposition that is right.",
    "E413": "A request cannot be settled by a release that was published before it was filed. Correct “filed”, or name "
    "the release that came of the request.",
    "E414": "A release does not come out as its “expect” says. Either a figure is wrong, or what was expected of it. "
    "The message names both.",
    "E415": "A release is dated before one whose folder comes before it. Releases stand in the order of “as_of”, and a "
    "wrong date would make an old release the newest. Correct the date, or the name of the folder.",
    "E416": "A place is said to have held no meeting, not to have reported or to be excluded, and yet figures are in "
    "force for it. Correct the status, or state its tallies without figures: “votes: {}”.",
    "E420": "A source of a release names a file that does not stand beside release.yml. Files of figures have names "
    "that end in .yml or .csv; the hint names the nearest one.",
    "E421": "A file is named twice, so that nobody could say whose figures it holds. Figures of two sources stand in "
    "two files.",
    "E422": "Where several sources state the figures of a release, “chosen” says which one they are taken from and "
    "why; the others are compared with it and enter no sum. Where there is one source, there is nothing to choose.",
    "E423": "A source of a release has no file with figures. Name its files, or take it out.",
    "E430": "A map in content/maps/ is no JSON, so that nothing of it can be read. Export it again as TopoJSON; a file "
    "that was edited by hand mostly lacks a comma or a quote.",
    "E431": "The outlines of a map cannot be used. A map is TopoJSON with one collection of regions, each with an id "
    "of its own and closed rings, in degrees of longitude and latitude.",
    "E432": "A map holds far more detail than a page can show. Simplify the outlines before exporting them.",
    "E433": "A map does not fit the places. Either none of its regions is a place of its kind, mostly because “key” "
    "names the wrong key, or two maps hold the same kind.",
    "E440": "A threshold is not written as one. Write majority, a share such as 60% or 3/5, or a record with a share "
    "or a count.",
    "E441": "The parts of a tally do not fit: one is a part of itself or of nothing, counts something else, decides, "
    "or names a party without being a part.",
    "E442": "The rounds of a ranked count are numbered 1, 2, 3 and so on, each once. Exhausted ballots and a quota "
    "belong to such a count alone, and no ballot is exhausted in the first round.",
    "E443": "A number of seats, of votes or of those who go on cannot be right.",
    "E444": "An outcome says one thing: who won, who goes on, whether a measure passed, a tie, or that the election is "
    "void. Only winners and those who go on may stand together. Winners are candidates, no more of them than seats.",
    "E445": "Turnout does not fit the contest: ballots are stated by a part that the deciding tally does not have, or "
    "turnout is taken from a contest of another day or from one that takes its own from elsewhere.",
    "E446": "What a tally awards follows from a tally that is counted, not from one that is awarded itself.",
    "E447": "A place cannot come from, end before, or be reported with that place. The message says why.",
    "E448": "A ticket names two to four persons, the head first. One person is a name.",
    "E449": "Of the places that were asked for or checked, no more can have been accepted, refused or corrected than "
    "there were.",
    "E501": "A template is missing or cannot be read. The message names the line.",
    "E502": "A template fails on a page. The message names the line and the page.",
}
_TEXTS: Final = {
    "E601": "A figure that a text asks for between [[ and ]] is not written as one. Names of figures are lead, leader, "
    "count, share, total and places-changed; docs/notes.md says what follows each.",
    "E602": "A figure in a text has to say of which release and contest it is, so that a note never changes by itself. "
    "Name the release in the head of the note, or in the figure with “at …”.",
    "E603": "There is no such figure at that release: it was not reported, or not whole. Name another release with "
    "“at …”, or write the sentence without it.",
}
_IMPORTS: Final = {
    "E801": "The file isn't a table that can be read, for example a PDF, a web page or a damaged workbook. The message "
    "says what it was taken for; the hint says what to import instead.",
    "E802": "A column of the table is missing, has no name, or stands there twice. A mapping file says which column "
    "is which; --ignore leaves a column out.",
    "E803": "The table names a place that nothing on the site is called. Add the name to the aliases of the place it "
    "means, name it in a mapping file, or create places that are really new with --allow-new-places.",
    "E804": "The table names a choice that the contest does not have. Add the name to the aliases of the choice it "
    "means, declare a new one in contest.yml, or leave it out with --ignore.",
    "E805": "A name in the table fits several places or choices, and none is picked. A column for the county tells "
    "places apart; a mapping file says which one is meant.",
    "E806": "A row of the table is a sum, not a place. Such rows become published totals with --totals publish, and "
    "are left out with --totals skip.",
    "E807": "The table has more than one figure for the same choice in the same place. If the rows differ in another "
    "column, add them up with --sum-over, or take one kind of row with --only. Otherwise delete the wrong row.",
    "E808": "The table holds several contests, none of the name asked for, or one whose name looks like it. Say which "
    "one with --office and --district.",
    "E809": "A new release needs a title, a kind, a status, a date and a source, which the import never makes up. An "
    "existing release keeps its own.",
    "E810": "The table has figures of some choices of a place and not of others, and missing is not zero. Write the "
    "figure, or add --absent-as-zero where choices without votes are left out.",
    "E811": "Single figures cannot be changed here without writing a file anew, or it is open which of several sources "
    "they belong to. Change the file by hand as the message says.",
    "E812": "A cell that should hold a figure holds a sign or a word. --missing says that it means nothing was "
    "reported, --zero that it stands for 0, --withheld that the source hides the figure.",
    "E820": "A column or a cell holds percentages, not counts. Leave it out with --ignore, and import the column of "
    "counts.",
    "E821": "The columns of the table are places and the rows are candidates. Transpose the table in a spreadsheet "
    "program, so each place has its own row.",
    "E830": "The file has names that look alike, or two contests would get one id. The program never decides whether "
    "they are one: write the plan with --plan, answer there, and run the command again.",
    "E831": "The file says nowhere on which day the election was, or which state its counties are in. Options and the "
    "plan say it.",
    "E832": "The candidates of an office have several parties, and the file does not say whether each party's primary "
    "is a contest of its own. --stage primary or --stage general says it.",
    "E833": "Some figures of the file would be in no contest, in no turnout and among nothing that was left out by "
    "name. That is an error in the program, so nothing is written.",
}
_WARNINGS: Final = {
    "W601": "A text holds an invisible character, for instance one that turns the direction of writing. Readers and "
    "the search would not see what is really written. Type the text again.",
    "W602": "A word mixes letters of alphabets that look alike, or holds a letter that only looks like another. "
    "The search would not find it. Type the word again.",
    "W610": "A candidate's short name was taken from a name that may hold more than one person, or begins with the "
    "family name. If it is a ticket, list its persons under “ticket”; otherwise write “short”.",
    "W612": "The seats of a chamber don't add up: those elected in its contests and those held by others are more or "
    "fewer than it has. Correct “seats” or “held” in content/offices.yml, or add the contests that are missing.",
    "W613": "A recount or a court changes who is ahead, and an outcome declared before it still counts. In the newer "
    "release, write “outcome: none”, or the new outcome.",
    "W701": "A figure in a note is none of its release or of an earlier one, but one keystroke away from one: two "
    "digits swapped, say. Correct it, or ask for the figure by name.",
    "W801": "The figures in a row of an imported table do not add up to its own column of sums. A cell may be "
    "shifted, a figure mistyped, or a choice left out.",
    "W901": "An acknowledgement answers no finding: its code, place or release is mistyped, or the figures were "
    "corrected and the finding is gone. Correct it, or delete it.",
}

CODES: Final[Mapping[str, str]] = MappingProxyType(
    {**_FILES, **_VALUES, **_REFERENCES, **_SITE, **_TEXTS, **_IMPORTS, **_WARNINGS}
)
"""Explanations by code, in ascending order: errors, then warnings."""
