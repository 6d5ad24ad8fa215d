"""Where the preview listens: which ports there are, what is said of others, and of those that cannot be had."""

import ctypes
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from recanvass.cli.main import OK, USAGE, main
from tests.processes import ended, start
from tests.sites import ROOT

SITE = ROOT / "tests" / "golden" / "caucus" / "site"
SECONDS = 60
FIRST_FOR_ALL = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SITE, tmp_path / "site"))


@pytest.mark.parametrize(
    "text",
    [
        *("0", "-1", "-8000", "65536", "70000", "99999", "999999999999999999999999", "1e4", "8000.0", "0x1F90"),
        *("", " ", "http", "080", "08000", "+8000", " 80", "80 ", "8000\n", "8_000", "8,000", "\uff18\uff10", "٨٠٠٠"),
    ],
)
def test_what_is_no_port_is_refused(site: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Also what Python would read as a number: 70000 was taken for 4464, which is what is left of it in 16 bits."""
    assert main(["serve", "-C", str(site), f"--port={text}"]) == USAGE
    said = capsys.readouterr().err
    assert f"argument --port: '{text}' is not a port; write a number from 1 to 65535, such as 8000\n" in said


@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_address_listens_nowhere(site: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It was taken for every address of the machine."""
    assert main(["serve", "-C", str(site), f"--host={text}"]) == USAGE
    assert "argument --host: the address is empty; write 127.0.0.1" in capsys.readouterr().err


def test_ports_in_use_are_told(site: Path) -> None:
    """The last ones that there are: none is tried beyond them."""
    with socket.socket() as last, socket.socket() as other:
        last.bind(("127.0.0.1", 65535))
        last.listen()
        seen = ended(start(["serve", "-C", str(site), "--port", "65535"]))
        assert seen.code == USAGE
        assert seen.err == "error: port 65535 is in use; choose another with --port\n"
        other.bind(("127.0.0.1", 65534))
        other.listen()
        seen = ended(start(["serve", "-C", str(site), "--port", "65534"]))
        assert seen.code == USAGE
        assert seen.err == "error: ports 65534 to 65535 are in use; choose another with --port\n"
        last.close()
        process = start(["serve", "-C", str(site), "--port", "65534"])
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Preview: http://127.0.0.1:65535/")
        finally:
            process.send_signal(signal.SIGINT)
            seen = ended(process)
        assert seen.code == OK
        assert "Port 65534 is in use, so the preview is on port 65535.\n" in seen.err


def without_low_ports() -> None:
    """Give up what lets an administrator listen at every port."""
    drop, low_ports = 24, 10
    ctypes.CDLL(None).prctl(drop, low_ports, 0, 0, 0)


@pytest.mark.skipif(
    not FIRST_FOR_ALL.is_file() or int(FIRST_FOR_ALL.read_text()) < 1024, reason="every user may listen at every port"
)
def test_a_port_of_the_system_is_told(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "recanvass", "serve", "-C", str(site), "--port", "81"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        preexec_fn=without_low_ports,
    )
    assert done.returncode == USAGE
    assert done.stderr == (
        "error: the preview can't listen on 127.0.0.1, port 81: permission denied; ports below 1024 are reserved; "
        "choose a higher one, such as --port 8000\n"
    )


@pytest.mark.parametrize("host", ["not.an.address.invalid", "a..b", "256.1.1.1", "x" * 300])
def test_what_is_no_address_of_this_machine_is_told(site: Path, host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "-C", str(site), "--host", host]) == USAGE
    assert f"error: the preview can't listen on {host}, port 8000: " in capsys.readouterr().err
