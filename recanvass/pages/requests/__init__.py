"""Requests for a recanvass or recount, as pages show them."""
