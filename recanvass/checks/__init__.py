"""Checks of the results: rules that hold published figures against each other and against the contest's own rules.

Owns what a rule is, the packs of rules, and the findings they make. A finding annotates: it never alters a figure and
never stops a build.
"""
