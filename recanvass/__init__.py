"""Recanvass turns result files and notes into a static site of election results."""

__version__ = "0.2.0"
