"""Maps, as pages show them."""
