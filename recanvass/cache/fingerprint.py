"""Values as compact bytes: what fingerprints are taken of, and what is kept from one run to the next.

Owns the two forms and their checksums. What is read back is typed anew and never trusted further than its checksum.
"""

import hashlib
from typing import TypeVar

import msgspec

_DIGEST_BYTES, _SEAL_BYTES = 16, 32
_T = TypeVar("_T")


def digest(value: object) -> bytes:
    """Return the hash of a value by all it holds; equal values of one type have equal hashes, in every run."""
    return hashlib.blake2b(msgspec.json.encode(value), digest_size=_DIGEST_BYTES).digest()


def seal(value: object) -> bytes:
    """Return a value as bytes that carry their own checksum."""
    body = msgspec.msgpack.encode(value)
    return hashlib.blake2b(body, digest_size=_SEAL_BYTES).digest() + body


def unseal(raw: bytes, kind: type[_T]) -> _T | None:
    """Return a sealed value; None where the bytes were damaged, or hold something else."""
    mark, body = raw[:_SEAL_BYTES], raw[_SEAL_BYTES:]
    if hashlib.blake2b(body, digest_size=_SEAL_BYTES).digest() != mark:
        return None
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return None
