"""What an edit changes for readers: the site as it would be now, compared with the published one."""
