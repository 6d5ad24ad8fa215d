"""From files to one Site: the only reader of project files."""
