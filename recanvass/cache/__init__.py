"""Values remembered by what they were made of."""
