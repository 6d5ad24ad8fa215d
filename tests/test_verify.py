"""Copies of a site against their manifest: in a folder, and on a real server under a base path."""

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from recanvass.cli.main import FAULTS, OK, USAGE, main
from recanvass.publish import verified, verify
from recanvass.publish.manifest import files_in, manifest
from tests.sites import ROOT

CAUCUS = ROOT / "tests" / "golden" / "caucus" / "expected"
BASE = "results/iowa"
PAGE = "president/county/linn/index.html"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of a built site, in a folder for a server that has it under a base path."""
    return Path(shutil.copytree(CAUCUS, tmp_path / "www" / BASE))


class Files(SimpleHTTPRequestHandler):
    """Serves files, keeps connections open, and says nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 -- the library's own name
        pass


class Server(ThreadingHTTPServer):
    """A server that bears with clients who hang up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def served(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def on_web(copy: Path, handler: type[SimpleHTTPRequestHandler] = Files) -> Iterator[str]:
    with served(partial(handler, directory=str(copy.parents[1]))) as address:
        yield f"{address}/{BASE}/"


def named_in(copy: Path) -> Mapping[str, str]:
    return files_in((copy / "manifest.json").read_bytes()) or {}


def states(found: verified.Verified) -> dict[str, str]:
    return {one.path: one.state.value for one in found.findings}


def spoil(copy: Path) -> None:
    (copy / PAGE).write_bytes((copy / PAGE).read_bytes().replace(b"1.2", b"1.3", 1))
    (copy / "find" / "index.html").unlink()
    (copy / "data" / "extra.csv").write_text("a\n")


def test_a_sound_copy_in_a_folder(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = named_in(copy)
    assert len(named) > 40
    assert verify.folder(copy) == verified.Verified(
        len(named), len(named), (), sha256((copy / "manifest.json").read_bytes()).hexdigest(), None
    )
    assert main(["verify", str(copy)]) == OK
    assert capsys.readouterr().out.startswith(f"{len(named)} files match the manifest.\nManifest: sha256 ")
    assert main(["verify", str(copy), "-q"]) == OK
    assert capsys.readouterr().out == ""


def test_what_is_wrong_in_a_folder_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(copy)
    assert main(["verify", str(copy), "-q"]) == FAULTS
    count = len(named_in(copy))
    assert capsys.readouterr().out.splitlines() == [
        "extra: data/extra.csv",
        "missing: find/index.html",
        f"differs: {PAGE}",
        f"3 files differ from the manifest; {count} checked.",
    ]
    assert main(["verify", str(copy), "--format", "json"]) == FAULTS
    document = json.loads(capsys.readouterr().out)
    assert document["findings"][0] == {"path": "data/extra.csv", "state": "extra", "note": ""}
    assert (document["named"], document["checked"], len(document["findings"])) == (count, count, 3)


def test_a_sound_site_on_the_web(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with on_web(copy) as address:
        for form in (address, address.rstrip("/"), f"{address}manifest.json", f"{address}?a=b#c"):
            assert main(["verify", form]) == OK
    hidden = {path for path in named_in(copy) if path.startswith(".")}
    assert hidden == {".nojekyll"}
    seen = len(named_in(copy)) - len(hidden)
    printed = capsys.readouterr().out.splitlines()
    assert printed[::2] == 4 * [f"{seen} files of {seen + 1} match the manifest."]


def test_what_is_wrong_on_the_web_is_named(copy: Path) -> None:
    spoil(copy)
    with on_web(copy) as address:
        assert states(verify.site(address)) == {"find/index.html": "missing", PAGE: "differs"}


def test_connections_are_few_and_kept(copy: Path) -> None:
    opened = []

    class Counting(Files):
        def setup(self) -> None:
            opened.append(self.client_address)
            super().setup()

    with on_web(copy, Counting) as address:
        assert verify.site(address).findings == ()
    assert len(opened) == verify.CONNECTIONS + 1


def test_a_sample_looks_at_so_many_files(copy: Path) -> None:
    asked: list[str] = []

    class Listening(Files):
        def do_GET(self) -> None:
            asked.append(self.path)
            super().do_GET()

    with on_web(copy, Listening) as address:
        found = verify.site(address, sample=7)
    assert (found.named, found.checked, found.findings) == (len(named_in(copy)), 7, ())
    assert len(set(asked)) == 2 + 7
    (copy / "extra").touch()
    found = verify.folder(copy, sample=5)
    assert (found.named, found.checked, found.findings) == (len(named_in(copy)), 5, ())
    assert states(verify.folder(copy, sample=500)) == {}


HOSTILE = (
    "../secret",
    "a/../../secret",
    "/etc/passwd",
    "a//b",
    "./index.html",
    "..\\secret",
    "C:/secret",
    "a\0b",
    "a\nb",
    "\ud800",
    "",
    "a/",
    "x" * 256,
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A site whose manifest names files outside it, with the right checksum of one."""
    root = tmp_path / "www" / BASE
    root.mkdir(parents=True)
    (root.parent / "secret").write_bytes(b"secret")
    entries = dict.fromkeys(HOSTILE, sha256(b"secret").hexdigest())
    (root / "manifest.json").write_text(
        json.dumps({"format": 1, "tool": "recanvass 1", "files": {**entries, "index.html": "none"}})
    )
    (root / "index.html").touch()
    return root


def test_paths_that_leave_the_site_are_refused(hostile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = dict.fromkeys((*HOSTILE, "index.html"), "refused")
    assert states(verify.folder(hostile)) == expected
    asked: list[str] = []

    class Listening(Files):
        def do_GET(self) -> None:
            asked.append(self.path)
            super().do_GET()

    with on_web(hostile, Listening) as address:
        assert states(verify.site(address)) == expected
    assert asked == [f"/{BASE}/manifest.json", f"/{BASE}/manifest.json.sig"]
    for form in ("text", "json"):
        assert main(["verify", str(hostile), "--format", form]) == FAULTS
        assert "\0" not in capsys.readouterr().out


def test_links_are_not_followed(copy: Path, tmp_path: Path) -> None:
    (copy / PAGE).rename(tmp_path / "page")
    (copy / PAGE).symlink_to(tmp_path / "page")
    (copy / "news").rename(tmp_path / "news")
    (copy / "news").symlink_to(tmp_path / "news")
    inside = {path for path in named_in(copy) if path.startswith("news/")}
    assert inside
    assert states(verify.folder(copy)) == {PAGE: "differs", "news": "extra", **dict.fromkeys(inside, "missing")}


NO_MANIFESTS = (
    b"",
    b"[]",
    b"{",
    b'{"format": 1}',
    b'{"format": 2, "files": {}}',
    b'{"format": 1, "files": {"a": 1}}',
    b"[" * 100_000,
    b" " * (verify.MAX_BYTES + 1),
)


@pytest.mark.parametrize("content", NO_MANIFESTS, ids=range(len(NO_MANIFESTS)))
def test_what_is_no_manifest_is_said(copy: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "manifest.json").write_bytes(content)
    with on_web(copy) as address:
        for where in (str(copy), address):
            assert main(["verify", where]) == FAULTS
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert all("manifest.json" in line and line.startswith("error: ") for line in said)


def test_without_a_manifest_nothing_can_be_checked(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "manifest.json").unlink()
    assert main(["verify", str(copy)]) == FAULTS
    with on_web(copy) as address:
        assert main(["verify", address]) == FAULTS
    with served(Files) as address:
        gone = address
    assert main(["verify", gone]) == FAULTS
    first, second, third = capsys.readouterr().err.splitlines()
    assert first == f"error: no manifest.json in {copy}, so there is nothing to compare with"
    assert second.endswith(": not found; every site that Recanvass builds has one")
    assert third == f"error: can't read {gone}/manifest.json: connection refused"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nowhere"],
        ["ftp://example.org/"],
        ["http://me:secret@example.org/"],
        ["http://[/"],
        [str(ROOT / "README.md")],
        [str(CAUCUS), "--sample", "0"],
        [str(CAUCUS), "--sample", "-3"],
        [str(CAUCUS), "--sample", "many"],
        [str(CAUCUS), "--format", "github"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", *arguments]) == USAGE
    assert "error: " in capsys.readouterr().err


class Answering(Files):
    """Answers for one page in its own way, and serves the rest."""

    way = ""

    def do_GET(self) -> None:
        if not self.path.endswith(PAGE):
            super().do_GET()
        elif self.way == "broken":
            self.answer(500, {})
        elif self.way == "compressed":
            self.answer(200, {"Content-Encoding": "gzip"})
        elif self.way == "cut":
            self.answer(200, {"Content-Length": "1000"}, keeps=False)
        else:
            self.answer(302, {"Location": self.way.replace("SELF", self.path)})

    def answer(self, status: int, headers: Mapping[str, str], *, keeps: bool = True) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = not keeps


@pytest.mark.parametrize(
    ("way", "note"),
    [
        ("broken", "the server answered 500 internal server error"),
        ("compressed", "the server sent it compressed, though asked not to"),
        ("cut", "it ends too early"),
        ("SELF", "the server redirected more than 3 times"),
        ("http://example.org/", "the server redirected to another site, http://example.org"),
        ("//127.0.0.2/SELF", "the server redirected to another site, http://127.0.0.2"),
        ("file:///etc/passwd", "the server redirected to another site, file://"),
    ],
)
def test_a_page_that_cannot_be_had_hides_no_other(copy: Path, way: str, note: str) -> None:
    (copy / "find" / "index.html").unlink()
    with on_web(copy, type("One", (Answering,), {"way": way})) as address:
        found = verify.site(address)
    assert states(found) == {"find/index.html": "missing", PAGE: "unreachable"}
    assert [one.note.lower() for one in found.findings] == ["", note]


def test_redirects_within_the_site_are_followed(copy: Path) -> None:
    (copy / "moved.html").write_bytes((copy / PAGE).read_bytes())
    with on_web(copy, type("One", (Answering,), {"way": f"/{BASE}/moved.html"})) as address:
        assert verify.site(address).findings == ()


def test_a_file_over_the_limit_is_not_read_on(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "MAX_BYTES", 20_000)
    large = {path for path in named_in(copy) if (copy / path).stat().st_size > verify.MAX_BYTES}
    assert 0 < len(large) < 12
    with on_web(copy) as address:
        assert states(verify.site(address)) == dict.fromkeys(large, "unreachable")


def test_a_host_that_stops_answering_is_left_alone(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = []

    class Broken(Files):
        def do_GET(self) -> None:
            if self.path.endswith("manifest.json"):
                super().do_GET()
                return
            asked.append(self.path)
            self.send_error(503)

    with on_web(copy, Broken) as address:
        assert main(["verify", address]) == FAULTS
    assert "does not give 5 files in a row" in capsys.readouterr().err
    assert len(asked) <= verify.CONNECTIONS * verify.FAILURES + 1  # the signature


def test_long_lists_are_cut(tmp_path: Path) -> None:
    files = {f"{number}.html": "0" * 64 for number in range(60)}
    (tmp_path / "manifest.json").write_bytes(manifest("1", "", files))
    lines = list(verified.lines(verify.folder(tmp_path), is_quiet=False))
    assert lines[-3:-1] == ["… and 10 more", "60 files differ from the manifest; 60 checked."]
    assert len(lines) == 53


# --- fingerprint and signature ----------------------------------------------------------------------


def keygen(*words: str) -> None:
    subprocess.run(["ssh-keygen", "-q", *words], check=True, capture_output=True, stdin=subprocess.DEVNULL)


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key, with a file of allowed signers beside it that has it."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("key", "other"):
        keygen("-t", "ed25519", "-N", "", "-C", "", "-f", str(tmp_path / name))
        (tmp_path / f"{name}-signers").write_text(f"desk@example.org {(tmp_path / f'{name}.pub').read_text()}")
    return tmp_path / "key"


def verifies(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    code = main(["verify", *map(str, words)])
    return code, capsys.readouterr().out


def test_the_fingerprint_of_the_manifest_is_printed(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    digest = sha256((copy / "manifest.json").read_bytes()).hexdigest()
    assert verifies(capsys, copy)[1].endswith(f"Manifest: sha256 {digest}\n")
    assert json.loads(verifies(capsys, copy, "--format", "json")[1])["manifest"] == digest
    with on_web(copy) as address:
        assert verifies(capsys, address, "--sample", "1")[1].endswith(f"Manifest: sha256 {digest}\n")


def test_a_signature_is_checked(copy: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    allowed, others = Path(f"{key}-signers"), key.with_name("other-signers")
    code, said = verifies(capsys, copy, "--allowed-signers", allowed)
    assert (code, "there is no manifest.json.sig" in said) == (FAULTS, True)
    keygen("-Y", "sign", "-f", str(key), "-n", "file", str(copy / "manifest.json"))
    code, said = verifies(capsys, copy)
    assert (code, said.splitlines()[-1].startswith("Signed with the ED25519 key SHA256:")) == (OK, True)
    code, said = verifies(capsys, copy, "--allowed-signers", allowed)
    assert (code, "Signed by desk@example.org with the ED25519 key SHA256:" in said) == (OK, True)
    with on_web(copy) as address:
        assert "Signed by desk@example.org" in verifies(capsys, address, "--allowed-signers", allowed)[1]
    code, said = verifies(capsys, copy, "--allowed-signers", others, "-q")
    assert (code, "other-signers does not allow this key (ED25519 key SHA256:" in said) == (FAULTS, True)
    assert main(["verify", str(copy), "--allowed-signers", str(key.with_name("none"))]) == FAULTS
    assert "there is no file of allowed signers" in capsys.readouterr().err


@pytest.mark.parametrize("spoiled", ["manifest", "signature", "namespace", "nothing"])
def test_a_signature_of_something_else_is_told(
    copy: Path, key: Path, spoiled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest, signature = copy / "manifest.json", copy / "manifest.json.sig"
    namespace = "email" if spoiled == "namespace" else "file"
    keygen("-Y", "sign", "-f", str(key), "-n", namespace, str(manifest))
    if spoiled == "manifest":
        manifest.write_bytes(manifest.read_bytes() + b" ")
    elif spoiled == "signature":
        signature.write_bytes(signature.read_bytes()[:100])
    elif spoiled == "nothing":
        signature.write_bytes(b"")
    for words in ([], ["--allowed-signers", f"{key}-signers"]):
        code, said = verifies(capsys, copy, *words)
        assert (code, "the signature is not one of this manifest" in said) == (FAULTS, True), said


def test_git_s_own_signers_are_taken(copy: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keygen("-Y", "sign", "-f", str(key), "-n", "file", str(copy / "manifest.json"))
    subprocess.run(["git", "config", "--global", "gpg.ssh.allowedSignersFile", f"{key}-signers"], check=True)
    assert "Signed by desk@example.org" in verifies(capsys, copy)[1]
    # Not signed at all is no fault: many sites are not.
    (copy / "manifest.json.sig").unlink()
    assert verifies(capsys, copy)[0] == OK


def test_a_build_takes_no_signature_of_the_site_before_for_its_own(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, out = tmp_path / "site", tmp_path / "out"
    shutil.copytree(CAUCUS.parent / "site", site)
    build = ["build", "-C", str(site), "-o", str(out), "-q"]
    assert main(build) == OK
    keygen("-Y", "sign", "-f", str(key), "-n", "file", str(out / "manifest.json"))
    for words in ([], ["--public"]):
        assert main([*build, *words]) == OK
        assert "Signed with" in verifies(capsys, out)[1]
    settings = site / "site.yml"
    settings.write_text(settings.read_text().replace("title: ", "title: New ", 1))
    assert main(build) == OK
    code, said = verifies(capsys, out)
    assert (code, "igned" in said) == (OK, False)
