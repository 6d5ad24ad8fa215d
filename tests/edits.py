"""Edits such as editors, templates and accidents make to a site and its output, chosen by chance."""

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.sites import ROOT

CONTEST = "content/contests/president"
OPTIONS: tuple[tuple[str, ...], ...] = (
    (),
    (),
    ("--drafts",),
    ("--base-url", "https://example.org/other/"),
    ("--as-of", "2020-02-04-night"),
    ("--as-of", "2020-02-15"),
)
MINE = "mine-"
Edit = Callable[[random.Random, Path], None]


def _lines(chance: random.Random, path: Path, change: Callable[[list[str], int], None]) -> None:
    lines = path.read_text("utf-8").split("\n")
    change(lines, chance.randrange(len(lines)))
    path.write_text("\n".join(lines), "utf-8")


def _content(chance: random.Random, site: Path, *endings: str) -> Path | None:
    found = sorted(path for path in (site / "content").rglob("*") if path.suffix in endings)
    return chance.choice(found) if found else None


def a_figure(chance: random.Random, site: Path) -> None:
    """Change a number somewhere below the releases."""
    found = sorted(path for path in (site / CONTEST / "releases").rglob("*") if path.suffix in (".yml", ".csv"))
    path = chance.choice(found)
    text = path.read_text("utf-8")
    numbers = list(re.finditer(r"(?<=[ ,])\d+(?=[,}\n])", text))
    if numbers:
        number = chance.choice(numbers)
        path.write_text(text[: number.start()] + str(chance.randrange(120)) + text[number.end() :], "utf-8")


def a_digit(chance: random.Random, site: Path) -> None:
    path = _content(chance, site, ".yml", ".csv", ".md")
    if path is None:
        return
    text = path.read_text("utf-8")
    digits = [at for at, char in enumerate(text) if char.isdigit()]
    if digits:
        at = chance.choice(digits)
        path.write_text(text[:at] + chance.choice("0123456789") + text[at + 1 :], "utf-8")


def a_line_twice(chance: random.Random, site: Path) -> None:
    path = _content(chance, site, ".yml", ".csv", ".md")
    if path is not None:
        _lines(chance, path, lambda lines, at: lines.insert(at, lines[at]))


def a_line_less(chance: random.Random, site: Path) -> None:
    path = _content(chance, site, ".csv", ".md", ".yml")
    if path is not None:
        _lines(chance, path, lambda lines, at: lines.__delitem__(at))


def a_comment(chance: random.Random, site: Path) -> None:
    """Shift every position in a file."""
    path = _content(chance, site, ".yml")
    if path is not None:
        path.write_text(f"# {chance.random()}\n{path.read_text('utf-8')}", "utf-8")


def a_name(chance: random.Random, site: Path) -> None:
    named = ("content/places/counties.yml", "content/places/state.yml", f"{CONTEST}/contest.yml", "site.yml")
    path = chance.choice([path for path in named if (site / path).exists()])
    text = (site / path).read_text("utf-8")
    names = list(re.finditer(r"(?<=name: |itle: )[^,}\n{\"]+", text))
    if names:
        name = chance.choice(names)
        (site / path).write_text(f"{text[: name.start()]}Name {chance.randrange(99)}{text[name.end() :]}", "utf-8")


def a_precinct_more(chance: random.Random, site: Path) -> None:
    path = site / "content/places/precincts.csv"
    _, *lines = path.read_text("utf-8").splitlines()
    fields = chance.choice(lines).split(",")
    fields[0] = str(chance.randrange(100, 999))
    with path.open("a", encoding="utf-8") as file:
        file.write(",".join(fields) + "\n")
    with (site / CONTEST / "releases/2020-02-04-night/figures.yml").open("a", encoding="utf-8") as file:
        file.write(f'"{fields[0]}":\n  first: {{alder: {chance.randrange(50)}, birch: 3}}\n')


def a_note(chance: random.Random, site: Path) -> None:
    name = chance.choice(["one", "two", "result"])
    about = chance.choice(["", 'places: ["011"]\n', "places: [linn]\n", "reviews: [birch]\n"])
    head = f"title: Note {chance.randrange(9)}\ndate: 2020-02-1{chance.randrange(9)}\nsummary: S\ncontest: president\n"
    (site / f"content/news/{name}.md").write_text(f"---\n{head}{about}---\nText {chance.random()}\n", "utf-8")


def a_draft(chance: random.Random, site: Path) -> None:
    path = _content(chance, site, ".md")
    if path is not None and path.parent.name == "news":
        text = path.read_text("utf-8")
        text = (
            text.replace("draft: true\n", "")
            if "draft: true\n" in text
            else text.replace("---\n", "---\ndraft: true\n", 1)
        )
        path.write_text(text, "utf-8")


def a_file_less(chance: random.Random, site: Path) -> None:
    found = [*(site / "content/news").glob("*.md"), *(site / CONTEST / "reviews").glob("*.yml")]
    if found:
        chance.choice(sorted(found)).unlink()


def a_release_less(chance: random.Random, site: Path) -> None:
    found = sorted((site / CONTEST / "releases").iterdir())
    if len(found) > 1:
        shutil.rmtree(found[-1])


def a_release_more(chance: random.Random, site: Path) -> None:
    day = chance.randrange(21, 29)
    folder = site / CONTEST / f"releases/2020-02-{day}-more"
    folder.mkdir(exist_ok=True)
    head = f"title: More {day}\nkind: correction\nstatus: unofficial-complete\nas_of: 2020-02-{day}\n"
    (folder / "release.yml").write_text(f"{head}source: {{name: Party}}\n", "utf-8")
    (folder / "figures.yml").write_text(f'"011":\n  first: {{alder: {chance.randrange(99)}, birch: 40}}\n', "utf-8")


def a_file_renamed(chance: random.Random, site: Path) -> None:
    path = _content(chance, site, ".md", ".yml")
    if path is not None and path.name not in ("release.yml", "contest.yml"):
        path.rename(path.with_stem(f"renamed-{chance.randrange(9)}"))


def a_template(chance: random.Random, site: Path) -> None:
    """Change a component, a page or the layout, or go back to the program's own."""
    name = chance.choice(
        ["components/link.html", "components/stamp.html", "pages/area.html", "layouts/base.html", "pages/data.html"]
    )
    own = site / "templates" / name
    if own.exists() and chance.random() < 1 / 2:
        own.unlink()
        return
    own.parent.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "templates" / name).read_text("utf-8")
    own.write_text(text.replace("</p>", f"</p><!-- {chance.randrange(9)} -->").replace("<a ", "<a class='x' "), "utf-8")


def a_style(chance: random.Random, site: Path) -> None:
    path = site / "templates" / "styles" / "own.css"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"p {{ margin: {chance.randrange(9)}px }}\n", "utf-8")


def a_setting(chance: random.Random, site: Path) -> None:
    path = site / "site.yml"
    text = path.read_text("utf-8")
    change = chance.choice(
        [
            ("navigation: [about]", "navigation: []"),
            ("navigation: []", "navigation: [about]"),
            ("America/Chicago", "Europe/Berlin"),
            ("Europe/Berlin", "America/Chicago"),
            ("https://results.example.org/caucus", "https://other.example.org"),
            ("Example Gazette", f"Gazette {chance.randrange(9)}"),
        ]
    )
    path.write_text(text.replace(*change), "utf-8")


CONTENT: tuple[Edit, ...] = (
    a_figure,
    a_figure,
    a_figure,
    a_figure,
    a_digit,
    a_line_twice,
    a_line_less,
    a_comment,
    a_name,
    a_precinct_more,
    a_note,
    a_draft,
    a_file_less,
    a_release_less,
    a_release_more,
    a_file_renamed,
    a_template,
    a_style,
    a_setting,
)


def _made(chance: random.Random, out: Path) -> Path:
    return chance.choice(sorted(path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json"))


def alter_a_page(chance: random.Random, out: Path) -> None:
    """Write into a page in place, as an editor would."""
    with _made(chance, out).open("r+b") as file:
        file.write(b"altered")


def replace_a_page(chance: random.Random, out: Path) -> None:
    path = _made(chance, out)
    path.unlink()
    path.write_bytes(b"")


def remove_a_page(chance: random.Random, out: Path) -> None:
    _made(chance, out).unlink()


def remove_a_folder(chance: random.Random, out: Path) -> None:
    shutil.rmtree(chance.choice(sorted(path for path in out.rglob("*") if path.is_dir())))


def link_a_page(chance: random.Random, out: Path) -> None:
    path, other = _made(chance, out), _made(chance, out)
    if path != other:
        path.unlink()
        path.symlink_to(other)


def damage_what_is_kept(chance: random.Random, out: Path) -> None:
    """Flip a byte of what the last build left, cut it, or put something else there."""
    kept = out.parent / f".{out.name}.recanvass"
    path = kept / "note"
    if not path.exists():
        return
    content = bytearray(path.read_bytes())
    at = chance.randrange(len(content) or 1)
    match chance.randrange(4):
        case 0 if content:
            content[at] ^= 1 << chance.randrange(8)
        case 1:
            del content[at:]
        case 2:
            content = bytearray(chance.randbytes(40))
        case _:
            path.unlink()
            return
    path.write_bytes(content)


def damage_the_other_site(chance: random.Random, out: Path) -> None:
    """Alter what the next build starts from: files, names, folders in place of files."""
    other = out.parent / f".{out.name}.recanvass" / "other"
    files = sorted(path for path in other.rglob("*") if path.is_file()) if other.exists() else []
    if not files:
        return
    path = chance.choice(files)
    content = path.read_bytes()
    path.unlink()
    match chance.randrange(4):
        case 0:
            path.write_bytes(content[::-1])
        case 1:
            path.mkdir()
            (path / "inside").write_bytes(b"x")
        case 2:
            path.symlink_to("/")
        case _:
            pass


def add_a_file_of_ones_own(chance: random.Random, out: Path) -> None:
    folder = chance.choice([out, *sorted(path for path in out.rglob("*") if path.is_dir())])
    (folder / f"{MINE}{chance.randrange(9)}.txt").write_bytes(chance.randbytes(9))


OUTPUT: tuple[Edit, ...] = (
    add_a_file_of_ones_own,
    alter_a_page,
    replace_a_page,
    remove_a_page,
    remove_a_folder,
    link_a_page,
    damage_what_is_kept,
    damage_what_is_kept,
    damage_the_other_site,
)
