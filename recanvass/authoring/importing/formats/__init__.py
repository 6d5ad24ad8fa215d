"""Formats of files that hold a table, each made into records of text cells."""
