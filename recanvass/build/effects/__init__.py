"""What an edit changes for readers: the site as it would be now, held against the site as it is published."""
