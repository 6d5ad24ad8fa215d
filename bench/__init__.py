"""Measures Recanvass beside other generators that make the same pages of the same figures."""
