"""Signatures of a manifest made with SSH keys, as git makes and checks those of commits: by ssh-keygen.

Owns how ssh-keygen is asked. What is signed is the manifest, which names every file of a site by its hash.
"""

import re
from pathlib import Path

from msgspec import Struct

from recanvass.core import urls
from recanvass.core.messages import worded
from recanvass.publish import subprocesses, temporary

NAMESPACE = "file"
"""What such a signature is for, so that none made for something else passes for it."""
MAX_BYTES = 1 << 16
_KEY = re.compile(r"with (\S+ key SHA256:\S+)")


class SignatureError(Exception):
    """A signature cannot be made or checked; the text says why."""


class Signature(Struct, frozen=True):
    """What is so of a signature: with which key it was made, by whom, and what is wrong with it.

    `signer` is the name in the file of allowed signers; None where there is no such file, or the key is not in it.
    """

    key: str
    signer: str | None = None
    fault: str = ""


def check(manifest: bytes, signature: bytes, allowed: Path | None) -> Signature:
    """Check a signature of a manifest, by a file of allowed signers if there is one; raises SignatureError."""
    try:
        with temporary.folder() as folder:
            (folder / urls.MANIFEST).write_bytes(manifest)
            (folder / urls.SIGNATURE).write_bytes(signature)
            return _checked(folder, allowed.absolute() if allowed is not None else None)
    except OSError as error:
        message = worded("can't check the signature: %(reason)s", reason=(error.strerror or str(error)).lower())
        raise SignatureError(message) from error


def _checked(folder: Path, allowed: Path | None) -> Signature:
    good = _keygen(folder, "check-novalidate", "-n", NAMESPACE)
    key = _KEY.search(good.output)
    if good.code or key is None:
        return Signature("", fault=worded("the signature is not one of this manifest"))
    if allowed is None:
        return Signature(key[1])
    if not allowed.is_file():
        raise SignatureError(worded("there is no file of allowed signers %(allowed)s", allowed=allowed))
    for signer in _keygen(folder, "find-principals", "-f", str(allowed)).output.splitlines():
        if _keygen(folder, "verify", "-f", str(allowed), "-I", signer, "-n", NAMESPACE).code == 0:
            return Signature(key[1], signer)
    return Signature(key[1], fault=worded("%(allowed)s does not allow this key", allowed=allowed.name))


def _keygen(folder: Path, what: str, *words: str) -> subprocesses.Ended:
    command = ["ssh-keygen", "-Y", what, *words, "-s", urls.SIGNATURE]
    return _run(command, folder, folder / urls.MANIFEST)


def _run(command: list[str], folder: Path, given: Path | None = None) -> subprocesses.Ended:
    try:
        return subprocesses.run(command, folder, given=given)
    except FileNotFoundError:
        raise SignatureError(worded("%(command)s is not installed; signatures need it", command=command[0])) from None


def allowed_by_git() -> Path | None:
    """Return git's own file of allowed signers, if git is here and has one."""
    found = _set_in_git(Path(), "gpg.ssh.allowedSignersFile")
    return Path(found) if found else None


def _set_in_git(folder: Path, key: str) -> str:
    try:
        done = _run(["git", "config", "--type=path", key], folder)
    except SignatureError:
        return ""
    return done.output.strip() if done.code == 0 else ""


def sign(site: Path, key: str, root: Path) -> None:
    """Sign the manifest of a site with a key, or with git's own if it is empty; raises SignatureError."""
    chosen = str(Path(key).absolute()) if key else _set_in_git(root, "user.signingKey")
    if not chosen:
        message = worded("there is no key to sign with; name one: --sign FILE, or run: git config user.signingKey FILE")
        raise SignatureError(message)
    done = _run(["ssh-keygen", "-Y", "sign", "-f", chosen, "-n", NAMESPACE, urls.MANIFEST], site)
    if done.code or not (site / urls.SIGNATURE).is_file():
        lines = done.errors.split("\n")
        why = next((line.strip() for line in reversed(lines) if line.strip()), worded("no reason given"))
        raise SignatureError(worded("can't sign with %(chosen)s: %(why)s", chosen=chosen, why=why))
