"""What may stand in a content file: scalar types, records, and the keys of each kind of file."""
