"""The manifest: what a build made, so that a copy can be checked and a later build knows its own files."""

import json
import re
from collections.abc import Mapping

FORMAT = 1
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
_MARK = "recanvass "
"""What the name of the tool begins with: programs of others leave files of this name too."""


def manifest(version: str, inputs: str, files: Mapping[str, str], *, commit: str | None = None) -> bytes:
    """Return the manifest: the tool's version, the hash of all inputs, and the SHA-256 of every file by path.

    A site that is published without a branch of its own says of which commit of its sources it is.
    """
    document = {
        "format": FORMAT,
        "tool": f"{_MARK}{version}",
        "inputs": inputs,
        **({"commit": commit} if commit is not None else {}),
        "files": dict(sorted(files.items())),
    }
    return (json.dumps(document, ensure_ascii=False, indent=0) + "\n").encode()


def files_in(manifest: bytes) -> Mapping[str, str] | None:
    """Return the files a manifest names; None when it is not one of ours."""
    document = _document(manifest)
    files = document.get("files")
    return files if isinstance(files, dict) and all(isinstance(value, str) for value in files.values()) else None


def commit_in(manifest: bytes) -> str | None:
    """Return the commit that a site was made from; None where its manifest has none, or is not one of ours."""
    commit = str(_document(manifest).get("commit", ""))
    return commit if _COMMIT.fullmatch(commit) else None


def _document(manifest: bytes) -> Mapping[str, object]:
    """Return what a manifest says; nothing where it is not one of ours."""
    try:
        document = json.loads(manifest)
    except (ValueError, RecursionError):
        return {}
    is_ours = isinstance(document, dict) and document.get("format") == FORMAT
    return document if is_ours and str(document.get("tool")).startswith(_MARK) else {}
