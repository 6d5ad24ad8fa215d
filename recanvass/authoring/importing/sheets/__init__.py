"""The figures of a release as a spreadsheet that an editor fills in, and back.

Owns what such a sheet looks like, so that it can be imported without a word about it.
"""
