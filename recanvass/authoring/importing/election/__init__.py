"""A whole election from one or several files: places, contests, parties, offices and one release.

Owns what is proposed from the rows of a file, and how a proposal becomes content. Nothing is written that was not
shown.
"""
