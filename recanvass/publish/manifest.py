"""The manifest: what a build made, so that a copy can be checked and a later build knows its own files."""

import json
from collections.abc import Mapping

FORMAT = 1
_MARK = "recanvass "
"""What the name of the tool begins with: programs of others leave files of this name too."""


def manifest(version: str, inputs: str, files: Mapping[str, str]) -> bytes:
    """Return the manifest: the tool's version, the hash of all inputs, and the SHA-256 of every file by path."""
    document = {
        "format": FORMAT,
        "tool": f"{_MARK}{version}",
        "inputs": inputs,
        "files": dict(sorted(files.items())),
    }
    return (json.dumps(document, ensure_ascii=False, indent=0) + "\n").encode()


def files_in(manifest: bytes) -> Mapping[str, str] | None:
    """Return the files a manifest names; None when it is not one of ours."""
    try:
        document = json.loads(manifest)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return None
    if not str(document.get("tool")).startswith(_MARK):
        return None
    files = document.get("files")
    return files if isinstance(files, dict) and all(isinstance(value, str) for value in files.values()) else None
