"""Moving a site on and back: what is refused, what stays, and what a failure leaves. No package is installed here."""

import errno
import io
import json
import os
import shutil
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from recanvass import __version__
from recanvass.authoring import program, upgrade
from recanvass.authoring.program import ProgramError, Wheel
from recanvass.authoring.upgrade import UpgradeError
from recanvass.cli.main import OK, USAGE, main
from tests.sites import ROOT

DIST = f"recanvass-{__version__}.dist-info"
NEW_DIST = "recanvass-9.1.0.dist-info"
SITE_FILES = "recanvass/authoring/site_files/common"

COMMAND = """\
import pathlib, sys
if pathlib.Path(sys.argv[1]).exists():
    sys.exit(int(pathlib.Path(sys.argv[1]).read_text()))
pathlib.Path(".venv").mkdir(exist_ok=True)
pathlib.Path(".venv/set-up").write_text("new")
"""
"""The command of the new version: it ends with the code that the file of that name holds."""

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])))


def repacked(wheel: Path, name: str, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Pack the files of a wheel again after a change."""
    with zipfile.ZipFile(wheel) as opened:
        files = {entry: opened.read(entry) for entry in opened.namelist()}
    change(files)
    with zipfile.ZipFile(wheel.parent / name, "w") as packed:
        for entry, content in files.items():
            packed.writestr(entry, content)
    return wheel.parent / name


@pytest.fixture(scope="module")
def newer(wheel: Path) -> Wheel:
    """A wheel of a later version, with a file of sites that has changed, one that is new and a command of its own."""

    def change(files: dict[str, bytes]) -> None:
        stated = files.pop(f"{DIST}/METADATA")
        files[f"{NEW_DIST}/METADATA"] = stated.replace(f"Version: {__version__}".encode(), b"Version: 9.1.0")
        files[f"{SITE_FILES}/Makefile"] = b"# new\n" + files[f"{SITE_FILES}/Makefile"]
        files[f"{SITE_FILES}/MORE.md"] = b"# More\n"
        files["recanvass/bundled/build.py"] = COMMAND.encode()

    return program.read_wheel(repacked(wheel, "recanvass-9.1.0-py3-none-any.whl", change))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "votes"
    assert main(["new", str(folder)]) == OK
    (folder / ".venv").mkdir()
    (folder / ".venv/set-up").write_text("old")
    return folder


@pytest.fixture
def site(tmp_path: Path, made: Path) -> Path:
    """A site with a folder in the place of its environment; the command of the new version makes another such one."""
    return shutil.copytree(made, tmp_path / "votes")


def upgraded(site: Path, newer: Wheel) -> int:
    (site.parent / newer.name).write_bytes(newer.content)
    return main(["upgrade", str(site.parent / newer.name), "-C", str(site)])


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return all files of a site but what upgrades keep for themselves."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mode)
        for path in folder.rglob("*")
        if path.is_file() and not path.is_relative_to(folder / ".recanvass")
    }


def list_of(site: Path) -> Path:
    return site / upgrade.BEFORE / "list.json"


def test_going_back_restores_every_file_and_the_environment(site: Path, newer: Wheel) -> None:
    (site / "Makefile").chmod(0o755)
    before = state(site)
    assert upgrade.upgrade(site, newer).is_set_up
    assert state(site).keys() - before.keys() == {"MORE.md", f"vendor/{newer.name}"}
    assert upgrade.go_back(site) == upgrade.WentBack(__version__, (), ())
    assert state(site) == before
    assert sorted(path.name for path in (site / ".recanvass").iterdir()) == ["schema"]


def test_going_back_keeps_and_names_what_was_edited_since(
    site: Path, newer: Wheel, capsys: pytest.CaptureFixture[str]
) -> None:
    old = (site / "Makefile").read_bytes()
    upgrade.upgrade(site, newer)
    for name in ("Makefile", "MORE.md"):
        (site / name).write_text("# mine\n")
    assert main(["upgrade", "--back", "-C", str(site)]) == OK
    assert capsys.readouterr().out.endswith(
        f"The site is back at Recanvass {__version__}.\n"
        "You changed MORE.md after the upgrade, so it was kept.\n"
        "You changed Makefile after the upgrade, so it was kept.\n"
        "The earlier version is .recanvass/upgrade/Makefile\n"
    )
    assert (site / "Makefile").read_text() == (site / "MORE.md").read_text() == "# mine\n"
    assert (site / ".recanvass/upgrade/Makefile").read_bytes() == old


@pytest.mark.parametrize("is_pinned_anew", [True, False])
def test_going_back_undoes_no_other_upgrade(
    site: Path,
    newer: Wheel,
    is_pinned_anew: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    upgrade.upgrade(site, newer)
    text = (site / "requirements.txt").read_text()
    line = f"recanvass==9.2.0 --hash=sha256:{64 * '0'}"
    changed = text.replace(newer.requirement, line) if is_pinned_anew else f"{text}more==1\n"
    (site / "requirements.txt").write_text(changed)
    before = state(site)
    with pytest.raises(UpgradeError, match=r"requirements\.txt changed after the upgrade"):
        upgrade.go_back(site)
    assert state(site) == before


@pytest.mark.parametrize("when", [1, 2, 3, 5, 8])
def test_a_full_disk_leaves_the_site_as_it_was(
    when: int, site: Path, newer: Wheel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, write, count = state(site), os.write, 0

    def full(file: int, content: bytes) -> int:
        nonlocal count
        count += stat.S_ISREG(os.fstat(file).st_mode)
        if count >= when:  # and from then on: what undoes it has no space either
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(file, content)

    (site.parent / newer.name).write_bytes(newer.content)
    monkeypatch.setattr(os, "write", full)
    assert main(["upgrade", str(site.parent / newer.name), "-C", str(site)]) == USAGE
    assert f"no space left on device; the site stays at {__version__}\n" in capsys.readouterr().err
    assert state(site) == before


def test_an_upgrade_that_cannot_be_undone_says_so_and_can_be_taken_back_later(
    site: Path, newer: Wheel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, replace = state(site), os.replace

    def failing(source: str, target: str) -> None:
        if "before-upgrade" in str(source) and not str(source).endswith(".new"):
            raise OSError(errno.EIO, "Input/output error", str(source))
        replace(source, target)

    (site / "--version").write_text("1")
    monkeypatch.setattr(os, "replace", failing)
    assert upgraded(site, newer) == USAGE
    said = capsys.readouterr().err
    assert "error: can't set up the new version:\n" in said
    assert "input/output error; fix that, then run upgrade --back" in said
    monkeypatch.undo()
    assert main(["upgrade", "--back", "-C", str(site)]) == OK
    (site / "--version").unlink()
    assert state(site) == before


@pytest.mark.parametrize(
    "name", ["../out.md", "/out.md", "a\\b.md", "./a.md", "a//b.md", "C:/out.md", ".git/config", ""]
)
def test_a_list_that_names_files_outside_of_the_site_is_refused(site: Path, newer: Wheel, name: str) -> None:
    upgrade.upgrade(site, newer)
    listed = json.loads(list_of(site).read_text())
    for files in (listed["before"], listed["after"]):
        files[name] = None
    list_of(site).write_text(json.dumps(listed))
    with pytest.raises(UpgradeError, match="has no upgrade to undo"):
        upgrade.go_back(site)


@needs_links
@pytest.mark.parametrize("name", ["vendor", "Makefile", ".recanvass", ".recanvass/before-upgrade/Makefile"])
def test_no_link_is_followed(site: Path, newer: Wheel, tmp_path: Path, name: str) -> None:
    upgrade.upgrade(site, newer)
    (site / name).rename(tmp_path / "elsewhere")
    (site / name).symlink_to(tmp_path / "elsewhere")
    elsewhere = state(tmp_path)
    with pytest.raises(UpgradeError, match=r"is a link|has no upgrade to undo"):
        upgrade.go_back(site)
    assert state(tmp_path) == elsewhere


@needs_links
@pytest.mark.parametrize("name", ["vendor", "Makefile", ".recanvass"])
def test_no_upgrade_follows_a_link(site: Path, newer: Wheel, tmp_path: Path, name: str) -> None:
    (site / name).rename(tmp_path / "elsewhere")
    (site / name).symlink_to(tmp_path / "elsewhere")
    before = state(tmp_path)
    with pytest.raises(UpgradeError, match=r"is a link; delete it, .*the site stays at "):
        upgrade.upgrade(site, newer)
    assert state(tmp_path) == before


@needs_links
def test_a_file_written_beside_another_follows_no_link(site: Path, newer: Wheel, tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs")
    (site / "Makefile.new").symlink_to(tmp_path / "theirs")
    upgrade.upgrade(site, newer)
    assert (site / "Makefile").read_text().startswith("# new\n")
    assert (tmp_path / "theirs").read_text() == "theirs"


@needs_links
@pytest.mark.parametrize("is_link", [True, False])
def test_what_stands_in_the_place_of_what_is_kept_gives_way(
    site: Path,
    newer: Wheel,
    tmp_path: Path,
    is_link: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/list.json").write_text("theirs")
    if is_link:
        (site / upgrade.BEFORE).symlink_to(tmp_path / "theirs")
    else:
        (site / upgrade.BEFORE).write_text("a file")
    before = state(site)
    upgrade.upgrade(site, newer)
    upgrade.go_back(site)
    assert state(site) == before
    assert (tmp_path / "theirs/list.json").read_text() == "theirs"


@pytest.mark.parametrize(
    "line",
    [
        "./vendor/../recanvass-9.0-py3-none-any.whl",
        "./vendor/recanvass-9.0-../../recanvass-9.0-py3-none-any.whl",
        "./vendor/recanvass-9.0-py3\\none-any.whl",
        "./vendor/recanvass-9/0-py3-none-any.whl",
        "recanvass==../9.0",
    ],
)
def test_a_pinned_line_that_leads_elsewhere_pins_nothing(line: str) -> None:
    assert program.pinned(f"./vendor/recanvass-9.0-py3-none-any.whl --hash=sha256:{64 * '0'}\n") is not None
    assert program.pinned(f"{line} --hash=sha256:{64 * '0'}\n") is None


def without(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({"recanvass/other": files.pop(name)})


def with_file(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({name: b""})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without("recanvass/bundled/build.py"), "is not a complete Recanvass wheel"),
        (without("recanvass/bundled/CHANGELOG.md"), "is not a complete Recanvass wheel"),
        (without(f"{SITE_FILES}/Makefile"), "is not a complete Recanvass wheel"),
        (without(f"{DIST}/METADATA"), "has a different name or version inside"),
        (lambda files: files.update({f"{DIST}/METADATA": b"Name: recanvass\nVersion: 9\n"}), "has a different name"),
        (lambda files: files.update({"recanvass/bundled/CHANGELOG.md": b"\xff"}), "is damaged"),
        (with_file(f"{SITE_FILES}/../../../out.md"), "is not part of Recanvass"),
        (with_file("/out.md"), "is not part of Recanvass"),
        (with_file("a\\b.md"), "is not part of Recanvass"),
    ],
)
def test_a_wheel_that_is_not_whole_or_reaches_out_is_refused(
    change: Callable[[dict[str, bytes]], None], said: str, wheel: Path, tmp_path: Path
) -> None:
    with pytest.raises(ProgramError, match=said):
        program.read_wheel(
            repacked(wheel, f"recanvass-{__version__}-py3-none-any.whl.copy", change).rename(tmp_path / wheel.name)
        )


def test_a_wheel_with_a_link_is_refused(wheel: Path, tmp_path: Path) -> None:
    packed = io.BytesIO(wheel.read_bytes())
    with zipfile.ZipFile(packed, "a") as archive:
        entry = zipfile.ZipInfo("recanvass/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    (tmp_path / wheel.name).write_bytes(packed.getvalue())
    with pytest.raises(ProgramError, match="is not part of Recanvass"):
        program.read_wheel(tmp_path / wheel.name)


def test_a_damaged_wheel_is_refused_wherever_the_damage_is(wheel: Path, tmp_path: Path) -> None:
    whole = wheel.read_bytes()
    for at in range(40, len(whole) - 30, len(whole) // 12):
        (tmp_path / wheel.name).write_bytes(
            whole[:at] + bytes(byte ^ 255 for byte in whole[at : at + 30]) + whole[at + 30 :]
        )
        with pytest.raises(ProgramError):
            program.read_wheel(tmp_path / wheel.name)
        (tmp_path / wheel.name).write_bytes(whole[:at])
        with pytest.raises(ProgramError, match="is damaged"):
            program.read_wheel(tmp_path / wheel.name)


@pytest.mark.parametrize(
    ("code", "said"),
    [(0, "found no errors"), (1, "found errors; correct"), (130, "did not finish"), (3, "did not finish")],
)
def test_only_errors_in_the_content_are_said_to_be_errors(
    code: int, said: str, site: Path, newer: Wheel, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "check").write_text(str(code))
    assert upgraded(site, newer) == OK
    assert f"The new version's check {said}" in capsys.readouterr().out


def test_an_environment_that_cannot_be_moved_is_set_up_by_the_next_command(
    site: Path, newer: Wheel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "check").write_text("1")  # there is nothing yet that could check
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "prefix", str(site / ".venv"))
    assert upgraded(site, newer) == OK
    monkeypatch.undo()
    assert "The next command sets up the new version.\n" in capsys.readouterr().out
    assert (site / ".venv/set-up").read_text() == "old"
