"""The values that templates show."""
