"""Every code of a message with what it means, for editors.

Owns the explanations that `explain` and docs/diagnostics.md show. Must not depend on anything: a code is a promise that
outlives the code behind it. A code is never used for something else, not even after it is given up.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from recanvass.core.import_codes import IMPORTS

_FILES: Final = {
    "E100": "Recanvass can't read a file or folder. Check its permissions. If it's a device or a pipe, delete it.",
    "E101": "A file is too large. Split it. You can put results and places in as many files as you like.",
    "E102": (
        "A file isn't saved as UTF-8, so Recanvass can't read letters such as é or ñ. Open it in the program that "
        "wrote it and save it again as UTF-8 (in Excel, “CSV UTF-8”)."
    ),
    "E103": (
        "The text has an invisible control character, often left by copying and pasting. Delete it, or retype the line."
    ),
    "E104": (
        "A tab is in the indentation. YAML allows only spaces there. Replace it with spaces; most editors can do "
        "that for a whole file."
    ),
    "E105": (
        "A value starts with & or *. YAML uses them for anchors and aliases, which Recanvass doesn't support, "
        "because a few lines can expand into millions. Quote text that starts with them; to use a value twice, "
        "write it twice."
    ),
    "E106": (
        "A file or folder is a link. Recanvass doesn't follow links, so it can't publish anything from outside the "
        "site by accident. Replace the link with the file itself."
    ),
    "E107": (
        "A line such as --- starts a second YAML document, and Recanvass reads only one per file. Delete the line, "
        "or move what follows to its own file."
    ),
    "E108": (
        "A value starts with !, a YAML tag. Recanvass doesn't support tags. Delete the tag, or put the whole value "
        "in quotes."
    ),
    "E109": "A bracket is where a key should be, often because text starts with { or [. Put that text in quotes.",
    "E110": "Brackets or indented lines are nested too deep. Look for brackets that are opened but never closed.",
    "E111": "A file is empty. Fill it in, or delete it.",
    "E112": (
        "In YAML, # after a space starts a comment, so the rest of the text would be lost. Put the text in quotes. "
        "If you mean a comment, put a space after the #."
    ),
    "E113": (
        "Recanvass can't read the line as YAML. The message names the cause, usually an unclosed quote or bracket, "
        "a colon inside text, or uneven indentation."
    ),
    "E114": "The same key appears twice. Only one of them can count. Delete the wrong one.",
    "E115": "A file's name has a character that can't be shown, such as a line break. Rename the file.",
    "E116": (
        "Inside { }, a colon without a space after it is part of the word, so the key has no value. Put a space "
        "after the colon."
    ),
    "E117": (
        "git couldn't merge two versions of a file and wrote both into it, between lines that start with <<<<<<< "
        "and >>>>>>>. Keep the right version and delete those lines."
    ),
    "E120": (
        "A note or page starts with a --- line, then lines such as “title: …”, then another --- line. Part of that "
        "is missing."
    ),
    "E121": (
        "Recanvass can't split a row of a CSV file into cells, usually because a quote is never closed. Inside a "
        'quoted cell, write "" for a quote.'
    ),
    "E122": (
        "A row of a CSV file has more or fewer cells than the header, so the columns don't line up. Put a cell "
        "that has a comma in quotes."
    ),
    "E123": "The text of a note or page is too long or nested too deep. Use fewer levels, or split it.",
    "E124": (
        "A picture or file beside a note isn't what its name says, for example a web page that ends in .jpg. Save it "
        "again in the right format."
    ),
    "E125": (
        "A picture in a note or page has no alternative text, which readers who can't see it need. Say what it "
        "shows, in the square brackets before the name of its file."
    ),
}
_VALUES: Final = {
    "E201": (
        "The content has the wrong shape: it needs a single value, a list, or keys with values. The hint shows how "
        "to write it."
    ),
    "E202": "A required key or column is missing. Add it. The hint says what goes in it.",
    "E203": "A key is unknown here, usually because it's misspelled. The hint suggests the nearest one.",
    "E204": (
        "An id becomes part of a web address, so it has only lowercase letters, digits and hyphens, and never "
        "changes. The names of files and folders of notes, pages, contests, releases and requests are ids too."
    ),
    "E210": (
        "Write a figure in digits only, with a decimal point if its tally has decimals. Leave out thousands "
        "separators, words and signs. Recanvass doesn't guess."
    ),
    "E211": "A count is never below zero. Give the place's new count, not the change.",
    "E212": (
        "A figure has decimals, but the tally has whole numbers. If the tally has decimals, add “decimals: …” to "
        "it in contest.yml."
    ),
    "E213": (
        "A figure has more decimals than its tally allows. Check the figure, or raise “decimals” for the tally in "
        "contest.yml."
    ),
    "E214": "A figure has too many digits for any count of people. Look for two figures run together.",
    "E215": "This date or time isn't on the calendar. Write year-month-day, for example 2024-11-05.",
    "E216": "A time needs its offset from UTC. For noon in Central Standard Time, write 2024-11-05T12:00-06:00.",
    "E217": "The word isn't one of the allowed values. The hint suggests the nearest one, or lists them all.",
    "E218": "Write true or false. Different programs read yes and no in different ways.",
    "E219": (
        "A link needs a full web address that starts with https:// or http://. Recanvass publishes no other kind."
    ),
    "E220": (
        "A key has no value, or a cell is empty; a plain null or ~ counts as empty. Write the value, or delete the "
        "key. An empty cell never means zero, but a candidate left out of a tally does, so if a tally wasn't "
        "reported, leave out the whole tally."
    ),
    "E221": "A text is too long for its key. Put long texts in a note or a page.",
    "E222": (
        "This isn't a path inside the published site. Write it from the root of the site, with forward slashes and "
        "no slash before it, for example ads.txt. End a folder with a slash."
    ),
}
_REFERENCES: Final = {
    "E301": "No place or group has this id. The hint suggests the nearest one. Add new places in content/places/.",
    "E302": (
        "No candidate or option in the contest has this id. The hint suggests the nearest one. Add new ones under "
        "“choices” in contest.yml."
    ),
    "E303": "No tally has this id. The hint suggests the nearest one. Add new tallies in contest.yml.",
    "E304": "The contest has no release with this id. A release's id is the name of its folder.",
    "E305": "No group has this id. The hint suggests the nearest one. Add new groups in content/places/.",
    "E306": "No kind of place has this id. The hint suggests the nearest one. Add new kinds in content/places/.",
    "E307": "No contest has this id. A contest's id is the name of its folder in content/contests/.",
    "E308": (
        "The contest has no request with this id. A request's id is the name of its file in reviews/, without .yml."
    ),
    "E309": "No page has this name. A page's name is the name of its file in content/pages/, without .md.",
    "E310": "Two things have the same id. The message points to both. Change one of them.",
    "E311": "The parents of these places form a circle. Correct the parent of one of them.",
    "E312": (
        "A results file has figures for a group, or for a place inside one that reports for it. Give the figures "
        "of the places that report in this contest, or a published total under “totals” in release.yml."
    ),
    "E313": (
        "The place isn't part of this contest. It's outside the contest's place or group, or it doesn't exist on "
        "election day. Correct the id, the contest or the dates."
    ),
    "E314": "Only some kinds of places report this tally (“only” in contest.yml), and this place is another kind.",
    "E315": (
        "The content has a value twice, and only one can count: a place or a choice in a release, what a place "
        "is worth, or a language of the site. The message points to both. Delete the wrong one."
    ),
    "E316": "The header of a CSV file has an unknown or duplicate column. Separate columns with commas.",
    "E317": "The time zone is unknown. Zones are named after a continent and a city, for example America/Chicago.",
    "E320": (
        "The release has no source with this id and figures. The hint suggests the nearest one. List sources under "
        "“source” and “sources” in release.yml."
    ),
    "E330": "No office has this id. The hint suggests the nearest one. Add new offices in content/offices.yml.",
    "E331": (
        "No party has this id; the hint suggests the nearest one. Add new parties in content/parties.yml. A name "
        "with a capital letter that isn't in that file appears as you type it."
    ),
    "E332": (
        "Voters answer a measure or a retention with yes or no, so its choices have the ids yes and no. Their "
        "names can be anything: {id: yes, name: For the levy}. You can leave them out."
    ),
    "E333": (
        "The rules of a contest don't fit. Either “rules” names no pack and no file in content/rules/, or a "
        "parameter is wrong: it has no pack, it names a tally or key that the contest doesn't have, or it isn't a "
        "fraction such as 3/20."
    ),
}
_SITE: Final = {
    "E400": (
        "This version of Recanvass can't read the content format named in site.yml. If the format is newer, run "
        "the upgrade command (see docs/start.md)."
    ),
    "E401": "A required file is missing. The hint says what goes in it.",
    "E402": "A contest has no tallies, no choices or no releases, so there is nothing to show.",
    "E403": "Exactly one tally decides the contest and shows who leads. Mark it “decides: true”.",
    "E404": "Two pages would have the same address, or the id is reserved. Rename one of them.",
    "E405": (
        "Recanvass doesn't read this file where it is, so its content would be missing from the site. Move or "
        "rename it. Put a translation such as recount.es.md beside recount.md, and its language in site.yml."
    ),
    "E406": (
        "No place in the contest reports figures. Add places to it, or correct “place”, “group” or “units” in "
        "contest.yml."
    ),
    "E407": (
        "One of the places that report figures contains another, so votes would count twice. Under “units”, name "
        "kinds that don't contain each other."
    ),
    "E408": "A tally's decimals don't work: there are too many, or more are shown than the figures have.",
    "E409": "An entry of a request names one place or one group, not both.",
    "E410": "Two pages have the same path, so one would overwrite the other. Rename one of them.",
    "E411": (
        "The date you asked for is before the site's first release, so there is nothing to show. The hint names "
        "the first release."
    ),
    "E412": (
        "A disposition is for a place the request doesn't cover, or it differs from the one in the request's own "
        "entry for that place. Correct the id, or keep the right disposition."
    ),
    "E413": (
        "“resolved_by” names a release that came out before the request was filed, so it can't show the request's "
        "outcome. Name the release that does, or correct “filed”."
    ),
    "E414": (
        "A release doesn't match its “expect” values. Either a figure or the expected value is wrong. The message "
        "gives both."
    ),
    "E415": (
        "The dates of two releases are in a different order than their folders. Releases are ordered by “as_of”, "
        "so a wrong date could make an old release the newest. Correct the date, or rename the folder."
    ),
    "E416": (
        "A place's status says it did not meet, has not reported or is excluded, but it still has figures. Correct "
        "the status, or clear its tallies: “votes: {}”."
    ),
    "E418": (
        "Under “moved”, a former address leads to an address that no page has. Correct “to”: write the address of a "
        "page, or of a folder with pages, from the root of the site."
    ),
    "E420": (
        "A release's source names a file that isn't beside release.yml. Files of figures end in .yml or .csv. The "
        "hint suggests the nearest one."
    ),
    "E421": "Two sources name the same file. Give each source its own files.",
    "E422": (
        "If a release has several sources, “chosen” says which one the site uses and why. Recanvass compares the "
        "others with it but never adds them in. With one source, there is nothing to choose."
    ),
    "E423": "A release's source has no files. Name its files, or delete the source.",
    "E430": (
        "A map in content/maps/ isn't valid JSON. Export it again as TopoJSON. If you edited it by hand, look for "
        "a missing comma or quote."
    ),
    "E431": (
        "Recanvass can't use a map's outlines. A map is TopoJSON with one collection of regions. Each region needs "
        "its own id and closed rings, in degrees of longitude and latitude."
    ),
    "E432": "A map has far more detail than a page can show. Simplify the outlines before you export them.",
    "E433": (
        "A map doesn't match the places. Either none of its regions matches a place, usually because “key” names "
        "the wrong key, or two maps are for the same kind."
    ),
    "E440": "This isn't a threshold. Write majority, a share such as 60% or 3/5, or keys with a share or a count.",
    "E441": (
        "The parts of a tally don't work: one is part of itself or of nothing, counts something else, decides the "
        "contest, or names a party without being a part."
    ),
    "E442": (
        "Number the rounds of a ranked count 1, 2, 3 and so on, using each number once. Only a ranked count has "
        "exhausted ballots and a quota, and no ballot is exhausted in the first round."
    ),
    "E443": "A number of seats, votes or advancing candidates can't be right.",
    "E444": (
        "An outcome says one thing: who won, who advances, whether a measure passed, a tie, or that the election "
        "is void. Only winners and advancing candidates can be combined. There can't be more winners than seats."
    ),
    "E445": (
        "Turnout doesn't match the contest: it names a part that the deciding tally doesn't have, or it comes from "
        "a contest on another day or one that takes its own turnout from elsewhere. A corrected figure of turnout "
        "names no choice, and a tally only for ballots by part and for exhausted ballots."
    ),
    "E446": "Awards must follow from a counted tally, not from another award.",
    "E447": "A place can't succeed, end before or be reported with that place. The message says why.",
    "E448": "A ticket names two to four people, the head of the ticket first. For one person, use “name”.",
    "E449": (
        "More places were accepted, refused or corrected than were requested or checked. Correct one of the numbers."
    ),
    "E501": "A template is missing or has an error. The message names the line.",
    "E502": "A template fails on a page. The message names the line and the page.",
}
_TEXTS: Final = {
    "E601": (
        "Recanvass doesn't recognize a figure between [[ and ]]. The figures are lead, leader, count, share, total "
        "and places-changed. docs/notes.md explains how to write each one."
    ),
    "E602": (
        "A figure in a text must name its release and contest, so a note never changes by itself. Name the release "
        "at the top of the note, or in the figure with “at …”."
    ),
    "E603": (
        "That release doesn't have the figure: it wasn't reported, or not completely. Name another release with "
        "“at …”, or leave the figure out."
    ),
}
_WARNINGS: Final = {
    "W601": (
        "A text has an invisible character, such as one that reverses the direction of writing. Readers and search "
        "would not see what is really there. Retype the text."
    ),
    "W602": "A word mixes look-alike letters from different alphabets, so search would not find it. Retype the word.",
    "W610": (
        "A candidate's short name comes from a name that may have more than one person in it, or that starts with "
        "the family name. If it's a ticket, list the people under “ticket”. Otherwise, write “short”."
    ),
    "W612": (
        "The seats of a chamber don't add up: the seats in its contests plus those already held are more or fewer "
        "than it has. Correct “seats” or “held” in content/offices.yml, or add the missing contests."
    ),
    "W613": (
        "A recount or a court changed who is ahead, but an outcome declared earlier is still in force. In the "
        "newer release, write “outcome: none”, or the new outcome."
    ),
    "W620": (
        "A link or picture in a note or page leads to an address that the site doesn't have. Links are relative to the "
        "text's own page; name a file that lies beside the text by its name alone."
    ),
    "W621": (
        "Part of a text isn't published, because pages can't show it safely: an HTML element or attribute, a link with "
        "a scheme such as javascript, or a picture from another site. Delete it, or put the picture beside the text."
    ),
    "W622": (
        "The published site, or the site in the output folder, has addresses that this one lacks, so links and "
        "bookmarks would break. If pages have moved, list them under “moved” in site.yml."
    ),
    "W701": (
        "A number in a note isn't in its release or an earlier one, but it's one keystroke away from a number that "
        "is, such as two swapped digits. Correct it, or insert the figure by name."
    ),
    "W801": (
        "The figures in a row of an imported table don't add up to the row's own total. A cell may be shifted, a "
        "figure mistyped, or a candidate left out."
    ),
    "W901": (
        "An acknowledgement matches no finding. Its code, place or release is mistyped, or the figures were "
        "corrected and the finding is gone. Correct it, or delete it."
    ),
    "W902": (
        "A figure, turnout or an answer to a request that readers have seen changes, and corrections.yml doesn't say "
        'why. Undo the edit, or give the reason when you publish: publish --confirm "…" adds it to corrections.yml.'
    ),
}

CODES: Final[Mapping[str, str]] = MappingProxyType(
    {**_FILES, **_VALUES, **_REFERENCES, **_SITE, **_TEXTS, **IMPORTS, **_WARNINGS}
)
"""Explanations by code, in ascending order: errors, then warnings."""
