"""The output folder and its swap, the manifest and its verification, the branch of a git remote."""
