"""Addresses, which are permanent: each is written out here."""

import posixpath
import re
from collections.abc import Iterator

import pytest

from recanvass.core import urls
from recanvass.core.ids import AreaId, KindId
from tests.sites import FOLDER, election, iowa

REQUEST = "kind: recount\nrequested_by: ada\nfiled: 2020-01-02\nstate: filed\nsource: {name: The clerk}\n"
NOTE = "---\ntitle: N\ndate: 2020-01-02\nsummary: S\n---\nBody\n"
PAGE = "---\ntitle: About\nsummary: S\n---\nBody\n"
SITE, RESULTS = election(
    "n1: {votes: {ada: 1}}\n",
    extra={f"{FOLDER}/reviews/ada.yml": REQUEST, "content/news/first.md": NOTE, "content/pages/about.md": PAGE},
)
MAYOR = RESULTS.contest
N1, COAST = SITE.places[AreaId("n1")], SITE.groups[AreaId("coast")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (urls.HOME, "index.html"),
        (urls.NEWS, "news/index.html"),
        (urls.FIND, "find/index.html"),
        (urls.DATA, "data/index.html"),
        (urls.NOT_FOUND, "404.html"),
        (urls.MANIFEST, "manifest.json"),
        (urls.contest(MAYOR), "mayor/index.html"),
        (urls.kind(MAYOR, KindId("ward")), "mayor/ward/index.html"),
        (urls.place(MAYOR, N1), "mayor/ward/n1/index.html"),
        (urls.area(MAYOR, N1), "mayor/ward/n1/index.html"),
        (urls.groups(MAYOR), "mayor/group/index.html"),
        (urls.group(MAYOR, COAST.id), "mayor/group/coast/index.html"),
        (urls.area(MAYOR, COAST), "mayor/group/coast/index.html"),
        (urls.choice(MAYOR, MAYOR.choices[0]), "mayor/choice/ada/index.html"),
        (urls.releases(MAYOR), "mayor/releases/index.html"),
        (urls.release(MAYOR, MAYOR.releases[0]), "mayor/releases/r0/index.html"),
        (urls.requests(MAYOR), "mayor/reviews/index.html"),
        (urls.request(MAYOR, MAYOR.requests[0]), "mayor/reviews/ada/index.html"),
        (urls.note(SITE.notes[0]), "news/first/index.html"),
        (urls.page(SITE.pages[0]), "about/index.html"),
        (urls.download(MAYOR, "results.csv"), "data/mayor/results.csv"),
        (urls.release_download(MAYOR, MAYOR.releases[0]), "data/mayor/releases/r0.csv"),
        (urls.release_results(MAYOR, MAYOR.releases[0]), "data/mayor/releases/r0-results.csv"),
    ],
)
def test_addresses(path: str, expected: str) -> None:
    assert path == expected


def test_the_founding_addresses() -> None:
    site, results = iowa()
    contest = results.contest
    assert urls.place(contest, site.places[AreaId("scott")]) == "president/county/scott/index.html"
    assert urls.place(contest, site.places[AreaId("947861")]) == "president/precinct/947861/index.html"
    assert urls.release(contest, contest.releases[-1]) == "president/releases/2020-02-29-certification/index.html"


@pytest.mark.parametrize(
    ("path", "root"),
    [("index.html", ""), ("404.html", ""), ("news/index.html", "../"), ("mayor/ward/n1/index.html", "../../../")],
)
def test_the_way_back_to_the_root(path: str, root: str) -> None:
    assert urls.root_from(path) == root
    assert posixpath.normpath(posixpath.join(posixpath.dirname(path), f"{root}x")) == "x"


@pytest.mark.parametrize(
    ("path", "base_url", "public"),
    [
        ("index.html", "https://example.org", "https://example.org/"),
        ("index.html", "https://example.org/results/", "https://example.org/results/"),
        ("mayor/ward/n1/index.html", "https://example.org/results", "https://example.org/results/mayor/ward/n1/"),
        ("404.html", "https://example.org/", "https://example.org/404.html"),
        ("data/mayor/results.csv", "https://example.org/", "https://example.org/data/mayor/results.csv"),
    ],
)
def test_public_addresses_end_in_a_slash_for_folders(path: str, base_url: str, public: str) -> None:
    assert urls.public(path, base_url) == public


def every_page() -> Iterator[str]:
    site, results = iowa()
    contest = results.contest
    yield from (urls.HOME, urls.NEWS, urls.FIND, urls.DATA, urls.NOT_FOUND, urls.MANIFEST, urls.contest(contest))
    yield from (urls.releases(contest), urls.requests(contest), urls.groups(contest))
    yield from (urls.kind(contest, kind) for kind in site.kinds)
    yield from (urls.area(contest, place) for place in site.places.values())
    yield from (urls.area(contest, group) for group in site.groups.values())
    yield from (urls.choice(contest, choice) for choice in contest.choices)
    for release in contest.releases:
        yield from (urls.release(contest, release), urls.release_download(contest, release))
    yield from (urls.request(contest, request) for request in contest.requests)
    yield from map(urls.note, site.notes)
    yield from map(urls.page, site.pages)


def test_no_two_pages_of_the_demonstration_share_an_address() -> None:
    paths = list(every_page())
    assert len(paths) > 1_765 + 99
    assert len({path.casefold() for path in paths}) == len(paths)
    assert all(re.fullmatch(r"([a-z0-9-]+/)*[a-z0-9-]+\.(html|csv|json)", path) for path in paths)
