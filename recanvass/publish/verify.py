"""Whether a copy of a site, in a folder or on the web, is what its manifest says.

Owns the reading of copies. A manifest may come from anywhere: nothing outside the folder is opened, and nothing is
asked of any host but the one that was named.
"""

import hashlib
import os
import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from msgspec import Struct

from recanvass.core import urls
from recanvass.core.messages import worded
from recanvass.publish import signatures
from recanvass.publish.manifest import files_in
from recanvass.publish.signatures import Signature, SignatureError
from recanvass.publish.verified import FileFault, FileState, Verified, fingerprint, ordered

MAX_BYTES = 64 * 1024 * 1024
CONNECTIONS = 4
SILENCE_S = 20
WHOLE_FILE_S = 300
REDIRECTS = 3
FAILURES = 5
_BLOCK = 1 << 16
_OWN = (urls.MANIFEST, urls.SIGNATURE)
_MOVED = frozenset({301, 302, 303, 307, 308})
_OK, _NOT_FOUND, _GONE = 200, 404, 410
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"(?!\.\.?$)[^/\\:\x00-\x1f\x7f\ud800-\udfff]{1,255}")


class VerifyError(Exception):
    """The copy cannot be checked at all; the text says why."""


class _FetchError(Exception):
    """A file cannot be had; the text says why."""


class _Server(Struct, frozen=True):
    """A connection that is used for one file after the other."""

    base: SplitResult
    connection: HTTPConnection


def folder(root: Path, *, sample: int | None = None, allowed: Path | None = None) -> Verified:
    """Check a copy in a folder, of which no link is followed; files that the manifest does not name are extra.

    `allowed` is a file of allowed signers, by which a signature has to be there.
    With `sample`, only so many files by lot are looked at, and extra ones are not looked for. Raises VerifyError.
    """
    try:
        found, links = _inside(root)
        if urls.MANIFEST not in found:
            message = worded(
                "no %(manifest)s in %(root)s, so there is nothing to compare with", manifest=urls.MANIFEST, root=root
            )
            raise VerifyError(message)
        manifest = _start_of(root / urls.MANIFEST, MAX_BYTES)
        named = _named(manifest, str(root / urls.MANIFEST))
        signature = _start_of(root / urls.SIGNATURE, signatures.MAX_BYTES) if urls.SIGNATURE in found else None
    except OSError as error:
        raise VerifyError(worded("can't read %(root)s: %(reason)s", root=root, reason=_reason(error))) from error
    sound, findings = _sound(named)
    chosen = _chosen(sound, sample)
    findings += [one for path in chosen if (one := _in_folder(root, path, named[path], found, links=links))]
    if sample is None:
        findings += [FileFault(path, FileState.EXTRA) for path in (found | links) - {*named, *_OWN}]
    return Verified(
        len(named), len(chosen), ordered(findings), fingerprint(manifest), _signature(manifest, signature, allowed)
    )


def _start_of(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size + 1)


def _signature(manifest: bytes, signature: bytes | None, allowed: Path | None) -> Signature | None:
    """Return what is so of a signature; one that is missing is a fault where signers are named."""
    if signature is None:
        return (
            Signature("", fault=worded("there is no %(signature)s", signature=urls.SIGNATURE))
            if allowed is not None
            else None
        )
    try:
        return signatures.check(manifest, signature, allowed if allowed is not None else signatures.allowed_by_git())
    except SignatureError as error:
        raise VerifyError(str(error)) from error


def site(address: str, *, sample: int | None = None, allowed: Path | None = None) -> Verified:
    """Check a published site by fetching its files with a few connections; `address` is http or https.

    Files with hidden names are passed over, since hosts do not publish them. Raises VerifyError where the manifest
    cannot be had, or the host stops answering.
    """
    base = _base(address)
    try:
        with _server(base) as server:
            manifest = _manifest(server)
            named = _named(manifest, urljoin(base.geturl(), urls.MANIFEST))
            signature = _signature_of(server)
    except _FetchError as error:
        message = worded(
            "can't read %(address)s: %(error)s", address=urljoin(base.geturl(), urls.MANIFEST), error=error
        )
        raise VerifyError(message) from error
    sound, findings = _sound(named)
    chosen = _chosen([path for path in sound if not re.search(r"(^|/)\.", path)], sample)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        shares = [chosen[start::CONNECTIONS] for start in range(CONNECTIONS)]
        for share in pool.map(lambda paths: _on_site(base, paths, named), shares):
            findings += share
    return Verified(
        len(named), len(chosen), ordered(findings), fingerprint(manifest), _signature(manifest, signature, allowed)
    )


def fetched(address: str, path: str) -> bytes:
    """Return one file of a published site, whole. Raises VerifyError."""
    content = found(address, path)
    if content is None:
        message = worded("can't read %(address)s: not found", address=urljoin(_base(address).geturl(), quote(path)))
        raise VerifyError(message)
    return content


def found(address: str, path: str) -> bytes | None:
    """Return one file of a published site, whole; None where the server says that it has none. Raises VerifyError."""
    base = _base(address)
    try:
        with _server(base) as server:
            blocks = _blocks(server, path)
            return b"".join(blocks) if blocks is not None else None
    except _FetchError as error:
        message = worded("can't read %(address)s: %(error)s", address=urljoin(base.geturl(), quote(path)), error=error)
        raise VerifyError(message) from error


def _base(address: str) -> SplitResult:
    named = urlsplit(address)
    return named._replace(path=named.path.removesuffix(urls.MANIFEST).rstrip("/") + "/", query="", fragment="")


def _named(content: bytes, where: str) -> Mapping[str, str]:
    named = files_in(content) if len(content) <= MAX_BYTES else None
    if named is None:
        raise VerifyError(worded("%(where)s is not a Recanvass manifest", where=where))
    return named


def _sound(named: Mapping[str, str]) -> tuple[list[str], list[FileFault]]:
    """Return the paths that lie inside the site and have a checksum, and a finding for each other entry."""
    sound, findings = [], []
    for path, digest in named.items():
        if not all(_PART.fullmatch(part) for part in path.split("/")):
            findings.append(FileFault(path, FileState.REFUSED, worded("this path is outside the site")))
        elif not _DIGEST.fullmatch(digest):
            findings.append(FileFault(path, FileState.REFUSED, worded("the manifest has no checksum for it")))
        else:
            sound.append(path)
    return sound, findings


def _chosen(paths: Sequence[str], sample: int | None) -> Sequence[str]:
    if sample is None or sample >= len(paths):
        return paths
    return random.SystemRandom().sample(paths, sample)


def _inside(root: Path) -> tuple[set[str], set[str]]:
    """Return the plain files below a folder, and all else that is no folder: links, devices."""
    found: set[str] = set()
    others: set[str] = set()
    for top, folders, names in os.walk(root, onerror=_stop):
        for name in (*names, *folders):
            path = Path(top, name)
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                others.add(path.relative_to(root).as_posix())
            elif path.is_file():
                found.add(path.relative_to(root).as_posix())
    return found, others


def _stop(error: OSError) -> None:
    raise error


def _in_folder(root: Path, path: str, digest: str, found: set[str], *, links: set[str]) -> FileFault | None:
    """Return what is wrong with a file of a folder. Only what the walk has found is opened."""
    if path in links:
        return FileFault(path, FileState.DIFFERS, worded("this is a link, not a file"))
    if path not in found:
        return FileFault(path, FileState.MISSING)
    try:
        with (root / path).open("rb") as file:
            digest_here = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return FileFault(path, FileState.UNREACHABLE, _reason(error))
    return None if digest_here == digest else FileFault(path, FileState.DIFFERS)


def _on_site(base: SplitResult, paths: Sequence[str], named: Mapping[str, str]) -> list[FileFault]:
    """Fetch files one after the other over one connection; raise VerifyError after FAILURES in a row."""
    findings: list[FileFault] = []
    failed = 0
    with _server(base) as server:
        for path in paths:
            finding = _fetched(server, path, named[path])
            if finding is None or finding.state is not FileState.UNREACHABLE:
                failed = 0
            else:
                failed += 1
            if finding is not None:
                findings.append(finding)
            if failed >= FAILURES:
                reason = worded("the last one %(path)s: %(note)s", path=path, note=findings[-1].note)
                message = worded(
                    "%(hostname)s does not give %(failures)s files in a row, %(reason)s",
                    hostname=base.hostname,
                    failures=FAILURES,
                    reason=reason,
                )
                raise VerifyError(message)
    return findings


def _fetched(server: _Server, path: str, digest: str) -> FileFault | None:
    try:
        blocks = _blocks(server, path)
        if blocks is None:
            return FileFault(path, FileState.MISSING)
        sum_ = hashlib.sha256()
        for block in blocks:
            sum_.update(block)
    except _FetchError as error:
        return FileFault(path, FileState.UNREACHABLE, str(error))
    return None if sum_.hexdigest() == digest else FileFault(path, FileState.DIFFERS)


def _manifest(server: _Server) -> bytes:
    blocks = _blocks(server, urls.MANIFEST)
    if blocks is None:
        raise _FetchError(worded("not found; every site that Recanvass builds has one"))
    return b"".join(blocks)


def _signature_of(server: _Server) -> bytes | None:
    """Return the signature of the manifest; None where the server does not give one."""
    with suppress(_FetchError):
        blocks = _blocks(server, urls.SIGNATURE)
        return b"".join(blocks) if blocks is not None else None
    return None


@contextmanager
def _server(base: SplitResult) -> Iterator[_Server]:
    kind = HTTPSConnection if base.scheme == "https" else HTTPConnection
    try:
        connection = kind(base.hostname or "", base.port, timeout=SILENCE_S)
    except (ValueError, HTTPException) as error:
        raise _FetchError(str(error)) from error
    try:
        yield _Server(base, connection)
    finally:
        connection.close()


def _blocks(server: _Server, path: str) -> Iterator[bytes] | None:
    """Return the content of a file in blocks, None where there is no such file. Raises _FetchError, also later."""
    address = urljoin(server.base.geturl(), quote(path))
    for _ in range(REDIRECTS + 1):
        answer = _asked(server, address)
        if answer.status in _MOVED:
            address = _moved(server, address, answer)
            continue
        if answer.status in (_NOT_FOUND, _GONE):
            _drain(server, answer)
            return None
        if answer.status != _OK:
            _drain(server, answer)
            message = worded(
                "the server answered %(statuses)s %(reason)s", statuses=answer.status, reason=answer.reason
            )
            raise _FetchError(message)
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            server.connection.close()
            raise _FetchError(worded("the server sent it compressed, though asked not to"))
        return _read(server, answer)
    raise _FetchError(worded("the server redirected more than %(redirects)s times", redirects=REDIRECTS))


def _moved(server: _Server, address: str, answer: HTTPResponse) -> str:
    """Return where the server leads, on itself; raise _FetchError where it leads elsewhere."""
    _drain(server, answer)
    there = urlsplit(urljoin(address, answer.headers.get("Location", "")))
    if (there.scheme, there.netloc) != (server.base.scheme, server.base.netloc):
        message = worded(
            "the server redirected to another site, %(scheme)s://%(netloc)s", scheme=there.scheme, netloc=there.netloc
        )
        raise _FetchError(message)
    return there._replace(fragment="").geturl()


def _asked(server: _Server, address: str) -> HTTPResponse:
    """Ask for an address; once more over a new connection, since servers close those that were used before."""
    split = urlsplit(address)
    target = split.path + (f"?{split.query}" if split.query else "")
    headers = {"Accept-Encoding": "identity", "Cache-Control": "no-cache", "User-Agent": "recanvass verify"}
    for is_last in (server.connection.sock is None, True):
        try:
            server.connection.request("GET", target, headers=headers)
            return server.connection.getresponse()
        except (OSError, HTTPException, ValueError) as error:
            server.connection.close()
            if is_last:
                raise _FetchError(_reason(error)) from error
    raise AssertionError("the last attempt returns or raises")


def _read(server: _Server, answer: HTTPResponse) -> Iterator[bytes]:
    try:
        yield from _received(answer)
    except (OSError, HTTPException, _FetchError) as error:
        server.connection.close()
        raise _FetchError(_reason(error)) from error


def _received(answer: HTTPResponse) -> Iterator[bytes]:
    """Yield blocks as they come in: waiting for full ones would let a slow server hold the connection for ever."""
    size, left, end = 0, answer.length, time.monotonic() + WHOLE_FILE_S
    while left != 0 and (block := answer.read1(_BLOCK if left is None else min(left, _BLOCK))):
        size += len(block)
        left = None if left is None else left - len(block)
        if size > MAX_BYTES or time.monotonic() > end:
            message = worded(
                "larger than %(size)s MB, or slower than %(whole_file_s)s s",
                size=MAX_BYTES // 1024 // 1024,
                whole_file_s=WHOLE_FILE_S,
            )
            raise _FetchError(message)
        yield block
    if left:
        raise _FetchError(worded("it ends too early"))
    answer.close()


def _drain(server: _Server, answer: HTTPResponse) -> None:
    """Read what comes with an answer that is not wanted, so that the connection can be used again; or close it."""
    try:
        if len(answer.read(_BLOCK)) == _BLOCK:
            server.connection.close()
    except (OSError, HTTPException):
        server.connection.close()


def _reason(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) else None
    return (said or str(error) or type(error).__name__).lower()
