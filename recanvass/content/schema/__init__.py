"""The shape of content files: scalar types, records, and the keys of each kind of file."""
