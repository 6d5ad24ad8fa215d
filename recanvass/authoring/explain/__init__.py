"""Where a figure comes from: the release, the file and the line that state it, and every value it had.

Owns the answer to `explain PLACE TALLY CHOICE`: what was asked for, the trace of it, and how it is told. Pure: it reads
the texts of files that were read before.
"""
