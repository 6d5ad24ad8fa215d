"""Values as compact bytes: what fingerprints are taken of, and what is kept from one run to the next.

Owns the two forms and their checksums. What is read back is typed anew and never trusted further than its checksum.
"""

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

DIGEST_BYTES = 16
_SEAL_BYTES = 32
_T = TypeVar("_T")


def _plain(value: object) -> object:
    """Return what stands for a value that has no form of its own."""
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, AbstractSet):
        return sorted(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, ZoneInfo):
        return value.key
    return list(value)  # type: ignore[call-overload]


_text = msgspec.json.Encoder(enc_hook=_plain).encode


def digest(value: object, *, without: tuple[type, ...] = ()) -> bytes:
    """Return the hash of a value by all it holds; equal values of one type have equal hashes, in every run.

    Only sets may be hashed in another order in another run, which costs work and nothing else. Values of the types
    `without` count as nothing. The form is JSON, since it keeps the offsets of times.
    """
    text = _text(value) if not without else _text_without(value, without)
    return hashlib.blake2b(text, digest_size=DIGEST_BYTES).digest()


def _text_without(value: object, types: tuple[type, ...]) -> bytes:
    return msgspec.json.encode(value, enc_hook=lambda other: None if isinstance(other, types) else _plain(other))


def hash_of(content: bytes) -> bytes:
    """Return the hash of bytes."""
    return hashlib.blake2b(content, digest_size=DIGEST_BYTES).digest()


packed = msgspec.msgpack.encode
"""Return a value as bytes."""


def unpacked(raw: bytes, kind: type[_T]) -> _T | None:
    """Return a packed value; None where the bytes hold something else."""
    try:
        return msgspec.msgpack.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return None


def seal(value: object) -> bytes:
    """Return a value as bytes that carry their own checksum."""
    body = packed(value)
    return hashlib.blake2b(body, digest_size=_SEAL_BYTES).digest() + body


def unseal(raw: bytes, kind: type[_T]) -> _T | None:
    """Return a sealed value; None where the bytes were damaged, or hold something else."""
    mark, body = raw[:_SEAL_BYTES], raw[_SEAL_BYTES:]
    if hashlib.blake2b(body, digest_size=_SEAL_BYTES).digest() != mark:
        return None
    return unpacked(body, kind)
