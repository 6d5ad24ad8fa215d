"""What editors start with and work with: new sites, and the program that each site owns.

Owns the files of a site that are not content. Must never overwrite what an editor wrote.
"""
