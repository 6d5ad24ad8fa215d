"""The command `night`: follows a source of results, and puts every sound reading of it before readers.

Owns the loop of an election night, what it remembers between two readings, and which reading is held back. Must not
read a table or make a page itself: `importing`, `build` and `publish` do.
"""
