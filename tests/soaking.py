"""How much the long tests try: a sample, or as much as RECANVASS_SOAK says (`make soak`)."""

import os

EXAMPLES = int(os.environ.get("RECANVASS_SOAK", "200"))
IS_SOAK = "RECANVASS_SOAK" in os.environ
"""Tells whether every case is to be tried."""
