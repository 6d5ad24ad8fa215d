"""Commands, printing, exit codes."""
