"""Maps of counties and states, cut out of packaged outlines of the United States.

Owns how outlines are thinned, and how they find the places of a site.
"""
