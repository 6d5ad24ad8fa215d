"""Views: what each page shows, as text and links, made from the site and its results.

Owns formatting for pages, sorting and the building of links. Must not hold markup.
"""
