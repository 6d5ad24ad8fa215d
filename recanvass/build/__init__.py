"""The plan of all files, the builder and its workers, the order of the steps."""
