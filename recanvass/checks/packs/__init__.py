"""The rules, a pack in each module."""
