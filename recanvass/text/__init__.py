"""Figures, times and sentences as readers see them."""
