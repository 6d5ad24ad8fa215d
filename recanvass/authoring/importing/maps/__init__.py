"""Maps of places: of counties and states from packaged outlines, of any other places from a file of outlines.

Owns how outlines are thinned, and how they find the places of a site.
"""
