"""What pages read is noted, whether it is there or not, and through whatever they share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from recanvass.build import closures
from recanvass.cache import fingerprint
from recanvass.cache.tracing import Trace, Watch, base, changed, digests_of, moved_in, shared


@dataclass(frozen=True)
class Election:
    """Something with content and with what pages share."""

    names: Mapping[str, str]
    title: str
    watch: Watch = field(default_factory=Watch)

    @property
    def key(self) -> str:
        return "election"

    @shared
    def capitals(self) -> Mapping[str, str]:
        """Follow from content: noted key by key."""
        return {key: name.upper() for key, name in self.names.items()}

    @shared
    def count(self) -> int:
        """Follow from content: noted as a whole."""
        return len(self.names)

    @shared
    def heading(self) -> str:
        """Follow from the base alone."""
        return self.title.upper()


def election(names: Mapping[str, str]) -> Election:
    watch = Watch()
    made = Election(watch.mapping("names", names), "vote", watch)
    assert (made.capitals["a"], made.count, made.heading) == ("ADA", len(names), "VOTE")
    return made


def read_by(made: Election, page: Callable[[Election], object]) -> dict[str, tuple[str, ...]]:
    made.watch.start()
    page(made)
    names = made.watch.names
    return {names[number]: tuple(sorted(keys)) for number, keys in made.watch.trace().items()}


@pytest.mark.parametrize(
    ("page", "noted"),
    [
        (lambda made: made.names["a"], {"names": ("a",)}),
        (lambda made: made.names.get("none"), {"names": ("none",)}),
        (lambda made: "none" in made.names, {"names": ("none",)}),
        (lambda made: len(made.names), {"names": ("\0order",)}),
        (lambda made: list(made.names), {"names": ("\0order",)}),
        (lambda made: list(made.names.items()), {"names": ("\0order", "a", "b")}),
        (lambda made: made.capitals["b"], {"election/capitals": ("b",)}),
        (lambda made: made.count, {"election/count": ("\0all",)}),
        (lambda made: made.heading, {}),
        (lambda made: made.title, {}),
    ],
)
def test_what_is_read_is_noted(page: Callable[[Election], object], noted: dict[str, tuple[str, ...]]) -> None:
    made = election({"a": "ada", "b": "bob"})
    assert read_by(made, page) == noted
    assert read_by(made, page) == noted


def test_lists_are_noted_by_place() -> None:
    watch = Watch()
    items = watch.listing("items", ["x", "y", "z"])
    cases: list[tuple[Callable[[], object], tuple[str, ...]]] = [
        (lambda: items[1], ("1",)),
        (lambda: items[-1], ("2",)),
        (lambda: items[1:], ("\0order", "1", "2")),
        (lambda: list(items), ("0", "1", "2")),
    ]
    for read, noted in cases:
        watch.start()
        read()
        assert set(noted) <= set(watch.trace()[0])


def test_what_pages_share_may_not_hide_what_it_was_made_from() -> None:
    made = election({"a": "ada"})
    made.watch.start()
    assert made.watch.once(("title",), lambda: made.title * 2) == "votevote"
    with pytest.raises(RuntimeError, match="each has to note"):
        made.watch.once(("name",), lambda: made.names["a"])
    with pytest.raises(RuntimeError, match="each has to note"):
        made.watch.once(("capital",), lambda: made.capitals)


def test_working_out_what_is_shared_is_no_reading_of_the_page_that_comes_first() -> None:
    watch = Watch()
    made = Election(watch.mapping("names", {"a": "ada", "b": "bob"}), "vote", watch)
    assert read_by(made, lambda one: (one.names["b"], one.capitals["a"])) == {
        "names": ("b",),
        "election/capitals": ("a",),
    }


@pytest.mark.parametrize(
    ("after", "keys"),
    [
        ({"a": "ada", "b": "bob"}, set()),
        ({"a": "ada", "b": "bill"}, {"b"}),
        ({"a": "ada"}, {"b", "\0order"}),
        ({"b": "bob", "a": "ada"}, {"\0order"}),
        ({"a": "ada", "b": "bob", "c": "cy"}, {"c", "\0order"}),
    ],
)
def test_changes_are_told_by_key(after: dict[str, str], keys: set[str]) -> None:
    before = {"a": "ada", "b": "bob"}
    moved = changed(digests_of(before), digests_of(after))
    assert moved == keys
    for key in ("a", "b", "c", "\0order"):
        trace: Trace = {0: ("x", key)}
        assert moved_in(trace, {0: moved}) == ((0, key) if key in keys else None)
        assert moved_in(trace, {1: moved}) is None


def test_the_base_is_all_that_is_not_noted() -> None:
    first, second = election({"a": "ada"}), election({"a": "ada", "b": "bob"})
    assert base({"made": [first.names, first.title]}) == base({"made": [second.names, second.title]})
    assert base({"made": [first.names, "other"]}) != base({"made": [second.names, second.title]})


def test_sealed_values_are_read_back_or_are_nothing() -> None:
    raw = fingerprint.seal({"a": 1})
    assert fingerprint.unseal(raw, dict[str, int]) == {"a": 1}
    assert fingerprint.unseal(raw, dict[str, str]) is None
    assert fingerprint.unseal(b"", dict[str, int]) is None
    for at in range(len(raw)):
        assert fingerprint.unseal(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :], dict[str, int]) is None
        assert fingerprint.unseal(raw[:at], dict[str, int]) is None


def test_the_key_of_a_template_holds_all_it_is_made_of() -> None:
    templates = {
        "templates/pages/a.html": '{% extends "layouts/l.html" %}{% from "components/c.html" import c %}',
        "templates/pages/b.html": "{% set name = 'components/d.html' %}{%- include name %}",
        "templates/layouts/l.html": "{% include 'components/d.html' %}",
        "templates/components/c.html": "c",
        "templates/components/d.html": "d",
        "templates/components/e.html": "e",
    }
    before = closures.keys(templates)
    reached = {
        name: {
            page
            for page, key in closures.keys({**templates, f"templates/{name}": "changed"}).items()
            if key != before[page]
        }
        for name in before
    }
    assert reached["components/c.html"] == {"components/c.html", "pages/a.html", "pages/b.html"}
    assert reached["components/d.html"] == {"components/d.html", "layouts/l.html", "pages/a.html", "pages/b.html"}
    assert reached["components/e.html"] == {"components/e.html", "pages/b.html"}
    assert reached["pages/a.html"] == {"pages/a.html", "pages/b.html"}
