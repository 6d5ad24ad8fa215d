"""Tables from elsewhere turned into content: results and lists of places.

Owns how a foreign file is read, matched with the site and written as content. Guesses nothing: what it cannot match is
listed, and nothing is written until all of it is matched.
"""
