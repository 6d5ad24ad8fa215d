"""The election's nouns, messages and their codes, addresses, dates, and the files of a site before they have bytes."""
