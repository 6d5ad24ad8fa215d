"""What an editor's program shows while content is typed: the real yaml-language-server with the site's own schemas."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from recanvass.cli.main import main
from tests import language_server
from tests.sites import ROOT

pytestmark = pytest.mark.skipif(language_server.absent() is not None, reason=language_server.absent() or "")
RECOUNT = "content/contests/president/releases/2020-02-27-recount"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[language_server.Server]:
    site = tmp_path_factory.mktemp("editor") / "site"
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, site / name)
    shutil.copy(ROOT / "site.yml", site)
    assert main(["schema", "-C", str(site)]) == 0
    with language_server.session(site) as running:
        yield running


def test_choices_are_offered_by_name(server: language_server.Server) -> None:
    path = f"{RECOUNT}/typed.yml"
    text = '"947861":\n  first:\n    buttigieg: 41\n    \n  \n\n'
    assert server.open(path, text) == []
    choices = server.complete(path, 4, 5)
    assert "sanders" in choices
    assert "buttigieg" not in choices
    assert {"final", "sde", "status", "note"} <= set(server.complete(path, 5, 3))
    places = server.complete(path, 6, 1)
    assert "1158" in places
    assert "scott" in places  # a county may come as one total
    assert "in-state-satellites" not in places


def test_ids_are_offered_where_they_are_named(server: language_server.Server) -> None:
    path = "content/contests/president/reviews/typed.yml"
    server.open(path, "kind: \nrequested_by: \nresolved_by: \nplaces:\n  - group: \n")
    assert set(server.complete(path, 1, 7)) == {"recanvass", "recount"}
    assert server.complete(path, 2, 15)["sanders"] == "Bernie Sanders"
    assert server.complete(path, 3, 14)["2020-02-27-recount"] == "After the recount"
    assert "in-state-satellites" in server.complete(path, 5, 12)
    head = f"{RECOUNT}-2/release.yml"
    server.open(head, "expect: {leader: b}\nst\n")
    assert server.complete(head, 1, 19)["buttigieg"] == "Pete Buttigieg"
    assert "status" in server.complete(head, 2, 3)


def test_findings_are_acknowledged_with_what_there_is(server: language_server.Server) -> None:
    path = "content/contests/president/acknowledged.yml"
    text = '- finding: C\n  place: "1141"\n  release: 2020\n  re\n'
    server.open(path, text)
    assert server.complete(path, 1, 13)["C305"] == "Listed, but empty or all zeros"
    assert "1152" in server.complete(path, 2, 11)
    assert server.complete(path, 3, 15)["2020-02-27-recount"] == "After the recount"
    assert "reason" in server.complete(path, 4, 5)
    assert server.open(path, (ROOT / path).read_text()) == []
    found = server.open(path, "- finding: C999\n  place: nowhere\n  date: 7 February\n")
    assert [fault.partition(" ")[0] for fault in sorted(found)] == ["1:12", "1:3", "1:3", "2:10", "3:9"]


def test_free_texts_are_not_completed_with_truth_values(server: language_server.Server) -> None:
    server.open("site.yml", "title: \n")
    assert server.complete("site.yml", 1, 8) == {}


def test_what_is_wrong_is_said_at_its_place(server: language_server.Server) -> None:
    path = f"{RECOUNT}/wrong.yml"
    text = '"947861":\n  first: {buttigieg: twelve, sandrs: 1}\n  final: {sanders: 12.5}\nin-state-satellites: {}\n'
    found = server.open(path, text)
    assert [fault.partition(" ")[0] for fault in sorted(found)] == ["2:22", "2:30", "3:20", "4:1"]
    assert "2:22 write digits" in found
    assert any("Property sandrs is not allowed" in fault for fault in found)


def test_hovering_shows_what_a_key_means(server: language_server.Server) -> None:
    path = f"{RECOUNT}/hovered.yml"
    server.open(path, '"947861":\n  sde: {buttigieg: 1}\n')
    assert "Blue Grass Township" in server.hover(path, 1, 3)
    assert "State delegate equivalents, in SDE." in server.hover(path, 2, 4)
    assert "Pete Buttigieg" in server.hover(path, 2, 10)
    server.open("site.yml", "title: A\n")
    assert "The site's name, at the top of every page." in server.hover("site.yml", 1, 3)


def test_numbers_and_words_are_judged_as_the_loader_judges_them(server: language_server.Server) -> None:
    figures = '"947861": {first: {biden: 41, buttigieg: "41", sanders: 011}}\n947885: {note: NO}\n1158: {note: 011}\n'
    assert server.open(f"{RECOUNT}/forms.yml", figures) == []
    places = "kind: precinct\nparent: scott\nplaces:\n  011: {name: NO, code: 1e5, aliases: [true, 12:30]}\n"
    assert server.open("content/places/forms.yml", places) == []


def test_a_new_file_is_described_by_its_first_line_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert main(["new", str(site)]) == 0
    assert main(["new", "-C", str(site), "release", "2024-11-06-recount"]) == 0
    (site / ".vscode" / "settings.json").write_text('{"yaml.schemas": {}}')
    folder = "content/contests/house-7/releases/2024-11-06-recount"
    with language_server.session(site) as running:
        figures, head = f"{folder}/figures.yml", f"{folder}/release.yml"
        found = running.open(figures, (site / figures).read_text())
        assert found == ["5:19 Incorrect type. Expected one of integer, string."]
        assert running.open(head, (site / head).read_text().replace("\nstatus:\n", "\nstatus: \n"))
        assert {"certified", "unofficial-complete"} <= set(running.complete(head, 7, 9))


def test_the_content_of_iowa_has_no_faults(server: language_server.Server) -> None:
    paths = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "content").rglob("*.yml"))]
    few = [path for path in paths if not path.startswith(f"{RECOUNT[:-18]}") and "/precincts/" not in path]
    sample = ["site.yml", *few, *paths[::25]]
    assert {path: found for path in sample if (found := server.open(path, (ROOT / path).read_text()))} == {}
    assert len(sample) > 20
