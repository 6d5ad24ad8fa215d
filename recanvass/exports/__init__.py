"""Downloads: every table of the site as bytes, with the meaning of each column.

Owns file formats for programs. Figures leave as exact as they came in; nothing is rounded but shares.
"""
