"""Charts, as pages show them."""
