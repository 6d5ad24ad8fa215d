"""What a comparison of a copy with its manifest found, and how it is told.

Owns the words. Names of files may come from anywhere: what cannot be shown is replaced.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from msgspec import Struct, to_builtins

from recanvass.core.messages import worded
from recanvass.publish.signatures import Signature

SHOWN = 50


class FileState(Enum):
    """What is wrong with a file."""

    MISSING = "missing"
    DIFFERS = "differs"
    EXTRA = "extra"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


class FileFault(Struct, frozen=True):
    """A file that is not as the manifest says; `note` says why where the state does not."""

    path: str
    state: FileState
    note: str = ""


class Verified(Struct, frozen=True):
    """How many files the manifest names and how many of them were looked at; the findings, ordered by path.

    `fingerprint` is the hash of the manifest, by which a whole site is known. `signature` is None where there is none.
    """

    named: int
    checked: int
    findings: tuple[FileFault, ...]
    fingerprint: str
    signature: Signature | None

    @property
    def is_sound(self) -> bool:
        """Tell whether the copy is what its manifest says, and the manifest what its signature says."""
        return not self.findings and (self.signature is None or not self.signature.fault)


def ordered(findings: Iterable[FileFault]) -> tuple[FileFault, ...]:
    """Return findings by path."""
    return tuple(sorted(findings, key=lambda one: (one.path, one.state.value)))


def fingerprint(manifest: bytes) -> str:
    """Return the hash of a manifest, by which a whole site is known."""
    return hashlib.sha256(manifest).hexdigest()


def lines(found: Verified, *, is_quiet: bool) -> Iterator[str]:
    """Yield a line a finding, at most SHOWN of them, and the sum; `is_quiet` keeps good news back."""
    for one in found.findings[:SHOWN]:
        yield f"{one.state.value}: {_printable(one.path)}" + (f" ({one.note})" if one.note else "")
    if len(found.findings) > SHOWN:
        yield worded("… and %(count)s more", count=f"{len(found.findings) - SHOWN:,}")
    if found.findings:
        yield worded(
            "%(count)s files differ from the manifest; %(checked)s checked.",
            count=f"{len(found.findings):,}",
            checked=f"{found.checked:,}",
        )
    elif not is_quiet:
        of = "" if found.checked == found.named else worded(" of %(named)s", named=f"{found.named:,}")
        yield worded("%(checked)s files%(of)s match the manifest.", checked=f"{found.checked:,}", of=of)
    if not is_quiet:
        yield worded("Manifest: sha256 %(fingerprint)s", fingerprint=found.fingerprint)
    if found.signature is not None and (found.signature.fault or not is_quiet):
        yield _signed(found.signature)


def _signed(signature: Signature) -> str:
    key = _printable(signature.key)
    if signature.fault:
        return worded("Not signed as it should be: %(fault)s", fault=signature.fault) + (f" ({key})." if key else ".")
    if signature.signer is None:
        return worded("Signed with the %(key)s. To check whose key it is, add --allowed-signers FILE.", key=key)
    return worded("Signed by %(signer)s with the %(key)s.", signer=_printable(signature.signer), key=key)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def as_record(found: Verified) -> Mapping[str, object]:
    """Return the same for programs."""
    findings = [{"path": _printable(one.path), "state": one.state.value, "note": one.note} for one in found.findings]
    return {
        "named": found.named,
        "checked": found.checked,
        "findings": findings,
        "manifest": found.fingerprint,
        "signature": to_builtins(found.signature),
    }
