"""The program that a site owns: at one version, with hashes, from a registry or as a wheel kept in the site.

Owns wheels and requirements.txt. Must not write into a site; `scaffold` and `upgrade` do.
"""

import base64
import csv
import email
import hashlib
import io
import lzma
import re
import stat
import sys
import zipfile
import zlib
from importlib import metadata
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

import recanvass
from recanvass.content.files import BUNDLED, IS_CHECKOUT
from recanvass.core.messages import worded
from recanvass.publish import subprocesses, temporary

NAME = "recanvass"
VENDOR = "vendor"
REQUIREMENTS = "requirements.txt"
PACKAGES = "requirements-site.txt"
"""The list of packages that the program needs, with hashes, among the bundled files."""
CHANGES = "CHANGELOG.md"
_FOR_SITES = "### What to change in your site"
_IN_WHEEL = "recanvass/bundled"
_LINE = re.compile(
    rf"^(?:\./{VENDOR}/(?P<wheel>{NAME}-(?P<kept>[\w.!+]+)-[^\s/\\]+\.whl)|{NAME}==(?P<version>[\w.!+]+))"
    r"(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)$",
    re.MULTILINE,
)
_HEAD = """\
# Recanvass and the packages it needs, each pinned by its hash. build.py installs them in .venv.
# To move to another version of Recanvass, run: python build.py upgrade{file}
"""
_NEEDED = (
    *(f"{_IN_WHEEL}/{name}" for name in (PACKAGES, "build.py", CHANGES)),
    "recanvass/authoring/site_files/common/Makefile",
)
"""Files without which no site can be moved to a wheel."""
_NAMED = re.compile(rf"{NAME}-[0-9][\w.!+]*-[^\s/\\]+\.whl")
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OSError,
)
"""What reading a damaged archive raises."""
# pip installs these beside what a wheel holds, or says with them how the wheel came here.
_NOT_OF_THE_WHEEL = frozenset({"INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "uv_cache.json"})
_EPOCH = (2020, 2, 2, 0, 0, 0)
"""The time that every file of a wheel bears, as in wheels that hatchling builds."""
_MODE = 0o100644 << 16


class ProgramError(Exception):
    """The program cannot be handed on; the text says why and what to do."""


class Wheel(Struct, frozen=True):
    """The program as one file, which pip installs; from a registry, pip finds it there by its version."""

    name: str
    content: bytes
    is_registered: bool = False

    @property
    def version(self) -> str:
        """The version that the name states."""
        return self.name.split("-")[1]

    @property
    def requirement(self) -> str:
        """The line of requirements.txt that pins it."""
        what = f"{NAME}=={self.version}" if self.is_registered else f"./{VENDOR}/{self.name}"
        return f"{what} --hash=sha256:{hash_of(self.content)}"

    def files(self, folder: str) -> dict[str, bytes]:
        """Return the files below a folder of the wheel, by their path in that folder."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as opened:
            names = [name for name in opened.namelist() if name.startswith(f"{folder}/")]
            return {name.removeprefix(f"{folder}/"): opened.read(name) for name in names}

    @property
    def bundled(self) -> dict[str, bytes]:
        """The files that travel with the program, by their path in the repository."""
        return self.files(_IN_WHEEL)


class Pinned(Struct, frozen=True):
    """What a site's requirements.txt says of the program; `wheel` is the name of the one that the site keeps."""

    line: str
    version: str
    wheel: str | None


def is_inside(path: str) -> bool:
    """Tell whether a path, written with slashes, is that of a file inside of a folder, on every system."""
    parts = path.split("/")
    return not (set(path) & {"\\", ":", "\0"} or {"", ".", ".."} & set(parts) or ".git" in map(str.lower, parts))


def hash_of(content: bytes) -> str:
    """Return the hash by which pip knows a file."""
    return hashlib.sha256(content).hexdigest()


def pinned(text: str) -> Pinned | None:
    """Return the program that a requirements.txt pins; None if no line does."""
    match = _LINE.search(text)
    if match is None:
        return None
    return Pinned(match[0], match["kept"] or match["version"], match["wheel"])


def pinned_elsewhere(site: Path) -> str | None:
    """Return the version that a site is pinned to; None if it is the running one, or if the site pins none."""
    try:
        found = pinned((site / REQUIREMENTS).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    return None if found is None or found.version == recanvass.__version__ else found.version


def requirements(wheel: Wheel) -> str:
    """Return the requirements.txt of a site: a line that pins the program, and the packages that it needs."""
    packages = wheel.bundled[PACKAGES].decode()
    listed = [text for text in packages.splitlines(keepends=True) if not text.startswith("#")]
    head = _HEAD.format(file="" if wheel.is_registered else " FILE.whl")
    return f"{head}{wheel.requirement}\n{''.join(listed)}"


def notes(wheel: Wheel, before: str) -> str:
    """Return what editors have to change after a version, as the list of changes in the wheel says."""
    text = wheel.bundled[CHANGES].decode()
    found = []
    for version, section in re.findall(r"^## (\d[^\s]*)[^\n]*\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
        told = section.partition(f"{_FOR_SITES}\n")[2].partition("\n### ")[0].strip()
        if _order(before) < _order(version) <= _order(wheel.version) and told:
            found.append(f"{version}\n{told}")
    return "\n\n".join(found)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def own_wheel() -> Wheel:
    """Return the program that is running as a wheel.

    A checkout is built. A copy that pip installed from a registry is the registry's wheel, if that has the same files;
    any other copy is put together again. Raises ProgramError if the copy is incomplete or was changed by hand.
    """
    if IS_CHECKOUT:
        return _built()
    wheel = _packed_again()
    if metadata.distribution(NAME).read_text("direct_url.json") is not None:
        # It came from a file. Anybody may register a name that is free, so no registry is asked.
        return wheel
    try:
        theirs = registered(wheel.version)
    except ProgramError:
        return wheel
    return theirs if _contents(theirs) == _contents(wheel) else wheel


def read_wheel(path: Path) -> Wheel:
    """Return a wheel of the program from a file. Raises ProgramError if it isn't one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or worded("unknown reason")).lower()
        raise ProgramError(worded("can't read %(path)s: %(reason)s", path=path, reason=reason)) from error
    wheel = Wheel(path.name, content)
    if not _NAMED.fullmatch(path.name):
        message = worded(
            "%(path)s is not a wheel of Recanvass; its name is like %(name)s-0.2.0-py3-none-any.whl",
            path=path,
            name=NAME,
        )
        raise ProgramError(message)
    try:
        fault = _fault(wheel)
    except _DAMAGES as error:
        raise ProgramError(worded("%(path)s is damaged; download it again", path=path)) from error
    if fault is not None:
        raise ProgramError(f"{path} {fault}")
    return wheel


def _fault(wheel: Wheel) -> str | None:
    """Return what is wrong with a wheel that claims to be the program; None if a site can be moved to it."""
    with zipfile.ZipFile(io.BytesIO(wheel.content)) as opened:
        if opened.testzip() is not None:
            return worded("is damaged; download it again")
        for entry in opened.infolist():
            is_link = stat.S_ISLNK(entry.external_attr >> 16)
            if is_link or not is_inside(entry.orig_filename.removesuffix("/")):
                return worded(
                    "has %(orig_filename)s, which is not part of Recanvass; get the wheel from another source",
                    orig_filename=repr(entry.orig_filename),
                )
        names = set(opened.namelist())
        listed = [name for name in names if name.endswith(".dist-info/METADATA")]
        stated = [email.message_from_bytes(opened.read(name)) for name in listed]
    if not names.issuperset(_NEEDED):
        return worded("is not a complete Recanvass wheel, or is older than 0.2.0")
    if [(one["Name"], one["Version"]) for one in stated] != [(NAME, wheel.version)]:
        return worded("has a different name or version inside than in its file name; download it again")
    wheel.bundled[PACKAGES].decode()
    wheel.bundled[CHANGES].decode()
    return None


def registered(version: str | None) -> Wheel:
    """Return the program from the registry that pip uses: a version, or the newest. Raises ProgramError."""
    what = NAME if version is None else f"{NAME}=={version}"
    with temporary.folder() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = subprocesses.run([*pip, "--only-binary=:all:", "--dest", str(folder), what], folder)
        found = list(folder.glob("*.whl"))
        if done.code or len(found) != 1:
            lines = [line for line in done.errors.splitlines() if line.startswith("ERROR")]
            reason = lines[-1].removeprefix("ERROR: ") if lines else worded("pip gave no reason")
            raise ProgramError(worded("pip did not find %(what)s: %(reason)s", what=what, reason=reason))
        return replace(read_wheel(found[0]), is_registered=True)


def _contents(wheel: Wheel) -> dict[str, bytes]:
    """Return what a wheel installs, by path; the order and the packing of files differ from tool to tool."""
    with zipfile.ZipFile(io.BytesIO(wheel.content)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith(("/", "RECORD"))}


def _built() -> Wheel:
    try:
        from hatchling.builders.wheel import WheelBuilder
    except ModuleNotFoundError as error:
        message = worded("building a wheel needs the package hatchling; run: python -m pip install")
        raise ProgramError(f"{message} hatchling") from error
    with temporary.folder() as folder:
        path = Path(next(WheelBuilder(str(BUNDLED)).build(directory=str(folder), versions=["standard"])))
        return Wheel(path.name, path.read_bytes())


def _packed_again() -> Wheel:
    """Put the files of an installed copy together to the wheel that they came from."""
    installed = metadata.distribution(NAME)
    if Path(str(installed.locate_file(f"{NAME}/__init__.py"))) != Path(recanvass.__file__):
        message = worded(
            "the program runs from %(parent)s, which pip did not install", parent=Path(recanvass.__file__).parent
        )
        raise ProgramError(message)
    contents: dict[str, bytes] = {}
    for file in installed.files or ():
        is_made_here = file.parts[0] == ".." or file.suffix == ".pyc" or file.name in _NOT_OF_THE_WHEEL
        if is_made_here:
            continue
        try:
            contents[file.as_posix()] = installed.locate_file(file).read_bytes()  # type: ignore[attr-defined]
        except OSError as error:
            raise ProgramError(worded("the installed Recanvass lacks %(file)s; install it again", file=file)) from error
        hash_of_file = file.hash.value if file.hash is not None else ""
        if hash_of_file and hash_of_file != _hash(contents[file.as_posix()]):
            raise ProgramError(worded("%(file)s of the installed Recanvass was changed; install it again", file=file))
    record = next((file for file in installed.files or () if file.name == "RECORD"), None)
    tag = re.search(r"^Tag: (\S+)$", installed.read_text("WHEEL") or "", re.MULTILINE)
    if record is None or tag is None:
        raise ProgramError(worded("pip's record of the installed Recanvass is missing; install it again"))
    contents[record.as_posix()] = _record(contents, record.as_posix())
    return Wheel(f"{NAME}-{installed.version}-{tag[1]}.whl", _zipped(contents))


def _record(contents: dict[str, bytes], name: str) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerows((path, f"sha256={_hash(content)}", len(content)) for path, content in contents.items())
    rows.writerow((name, "", ""))
    return text.getvalue().encode()


def _hash(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def _zipped(contents: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in contents.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.external_attr, entry.compress_type = _MODE, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()
