"""Aliases, nesting and size: what is made to stop a reader is refused with its place, in bounded time and memory."""

from pathlib import Path

import pytest

from tests.hostile import Seen, read


def bomb(levels: int, width: int) -> str:
    """Return lists of lists of the same ten words, the more the deeper."""
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


ALIASES: dict[str, tuple[int, int]] = {
    bomb(2, 2): (1, 5),
    bomb(10, 10): (1, 5),
    bomb(40, 10): (1, 5),
    bomb(400, 40): (1, 5),
    "a: &a [*a]\n": (1, 4),
    "a: &a {b: *a}\n": (1, 4),
    "&a a: *a\n": (1, 1),
    "&a\n- *a\n": (1, 1),
    "places:\n  north: &x {name: North}\n  south: *x\n": (2, 10),
    "places:\n  north: {name: North}\n  south: *north\n": (3, 10),
    "places:\n  north: &x {name: North}\n  south: {<<: *x, name: South}\n": (2, 10),
    "places:\n  north: {<<: *x}\n": (2, 15),
    "- &a a\n- &b [*a, *a]\n": (1, 3),
    "kind: ward\nname: &n Mill Ward\n": (2, 7),
    "kind: ward\nname: *n\n": (2, 7),
    "kind: ward\n? &k name\n: Mill\n": (2, 3),
    "kind: ward\n*k : Mill\n": (2, 1),
    "kind: &kind\n  ward\n": (1, 7),
    'kind: &k "ward"\n': (1, 7),
    "kind: ward\nnote: &n |\n  text\n": (2, 7),
    "kind: ward\nlist:\n  - one\n  - &two two\n": (4, 5),
}

DEPTHS = (100, 1_000, 10_000, 100_000)


def test_aliases_are_refused_where_the_first_one_stands(tmp_path: Path) -> None:
    files = {f"{number:02}.yml": text for number, text in enumerate(ALIASES)}
    expected = {f"{number:02}.yml": (("E105", *place),) for number, place in enumerate(ALIASES.values())}
    seen = read(files, tmp_path)
    assert {name: one.codes for name, one in seen.items()} == expected
    assert not any(one.is_read for one in seen.values())


@pytest.mark.parametrize("depth", DEPTHS)
def test_deep_yaml_is_refused_where_it_becomes_too_deep(depth: int, tmp_path: Path) -> None:
    steps = min(depth, 1_000)
    files = {
        "brackets.yml": "a: " + "[" * depth + "]" * depth + "\n",
        "braces.yml": "{a: " * depth + "1" + "}" * depth + "\n",
        "open.yml": "[" * depth,
        "hyphens.yml": "- " * depth + "x\n",
        "questions.yml": "? " * depth + "x\n",
        "indented.yml": "".join(f"{' ' * level}a:\n" for level in range(steps)),
        "front-matter.md": f"---\ntitle: {'[' * depth}{']' * depth}\n---\nText.\n",
    }
    seen = read(files, tmp_path)
    assert [[code for code, _, _ in one.codes] for one in seen.values()] == [["E110"]] * len(files)
    assert seen["brackets.yml"].codes == (("E110", 1, 35),)
    assert seen["indented.yml"].codes == (("E110", 33, 33),)
    assert seen["front-matter.md"].codes == (("E110", 2, 39),)


def test_as_deep_as_allowed_is_read(tmp_path: Path) -> None:
    seen = read({"a.yml": "[" * 32 + "]" * 32, "b.yml": "[" * 33 + "]" * 33}, tmp_path)
    assert (seen["a.yml"].is_read, seen["b.yml"].is_read) == (True, False)


@pytest.mark.parametrize("depth", DEPTHS)
def test_deep_markdown_is_turned_into_something(depth: int, tmp_path: Path) -> None:
    bodies = {
        "quotes": "> " * depth + "text",
        "tight-quotes": ">" * depth + "text",
        "lists": "\n".join(f"{'    ' * level}- item" for level in range(min(depth, 300))),
        "brackets": "[" * depth + "text" + "]" * depth,
        "links": "[a](" * depth + "b" + ")" * depth,
        "images": "![" * depth,
        "stars": "*" * depth + "text" + "*" * depth,
        "underlines": "_a" * depth,
        "ticks": "`" * depth + "a",
        "tags": "<b>" * depth + "text",
    }
    head = "---\ntitle: T\n---\n"
    seen = read({f"{name}.md": f"{head}{body}\n" for name, body in bodies.items()}, tmp_path)
    assert {name: (one.codes, one.is_read) for name, one in seen.items()} == {
        f"{name}.md": ((), True) for name in bodies
    }


def test_huge_scalars_are_read_as_text_or_refused_in_few_words(tmp_path: Path) -> None:
    long = "x" * 10_000_000
    files = {
        "key.yml": f"{long}: 1\n",
        "keys.yml": f"{long[:1_000]}: 1\n{long[:1_000]}: 2\n",
        "value.yml": f"a: {long}\n",
        "quoted.yml": f'a: "{long}"\n',
        "open.yml": f'a: "{long}\n',
        "block.yml": "a: |\n" + "  x\n" * 1_000_000,
        "tag.yml": f"a: !{long[:1_000]} 1\n",
        "cell.csv": f"id,name\na,{long}\n",
        "quoted.csv": f'id,name\na,"{long}"\n',
    }
    seen = read(files, tmp_path, megabytes=400)
    assert {name: [code for code, _, _ in one.codes] for name, one in seen.items()} == {
        "key.yml": ["E113"],
        "keys.yml": ["E114"],
        "value.yml": [],
        "quoted.yml": [],
        "open.yml": ["E113"],
        "block.yml": [],
        "tag.yml": ["E108"],
        "cell.csv": ["E121"],
        "quoted.csv": ["E121"],
    }
    assert all(one.size < 2_000 for one in seen.values())


def test_many_keys_are_read(tmp_path: Path) -> None:
    keys = "".join(f"k{number}: 1\n" for number in range(200_000))
    seen = read({"a.yml": keys}, tmp_path, megabytes=400)
    assert seen["a.yml"] == Seen((), 0, is_read=True)
