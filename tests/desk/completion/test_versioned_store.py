"""The end of a case, or of one film, at a real S3 server that keeps every version: afterwards none of them is there."""

from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest

from desk.completion.steps import begin_case, begin_film, go_on
from desk.opened import open_film
from sealed.papers.erasure_certificate import read_certificate
from stores.objects import s3_versions
from stores.objects.s3_refusal import Signing
from stores.registry import open_desk_store
from tests.support.ended_case import CODE, FILMS, EndedCase
from tests.support.seaweed import BUCKET, Seaweed

pytestmark = [pytest.mark.process, pytest.mark.slow]


@pytest.fixture
def weed(tmp_path: Path) -> Iterator[Seaweed]:
    with Seaweed(tmp_path / "weed") as server:
        server.keep_versions()
        yield server


def every_version(weed: Seaweed, into: Path) -> int:
    """Fetch all versions of all objects of the films' folders, past our own stores; how many there are."""
    key, secret = weed.secrets["store-access-key-id"], weed.secrets["store-secret-access-key"]
    signing = Signing(weed.endpoint, BUCKET, "us-east-1", key, secret)
    count = 0
    for film in FILMS:
        for version in s3_versions.versions(signing, "the store", film):
            count += 1
            if not version.marker and version.id:
                got = obstore.get(weed.bucket(), f"{film}/{version.name}", options={"version": version.id})
                path = into / film / f"{version.name}.{version.id}"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(bytes(got.bytes()))
    return count


def test_no_version_of_any_object_is_left(weed: Seaweed, tmp_path: Path) -> None:
    store = open_desk_store(weed.url(), weed.credentials)
    ended = EndedCase(tmp_path / "all", store, weed.url(), weed.credentials)
    for film in FILMS[:2]:  # some of it is replaced, some removed: it is there all the same
        obstore.put(weed.bucket(), f"{film}/film.json", b"replaced")
        obstore.delete(weed.bucket(), f"{film}/init.mp4.age")
    assert every_version(weed, tmp_path / "before") == 22
    found = ended.opens(tmp_path / "before")
    assert {name.partition("/")[0] for name in found if name.startswith(FILMS)} == set(FILMS), "the search finds them"
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    ended.box.fetch(store)
    ended.box.report(store)
    plan = go_on(ended.desk, plan)
    assert plan.finished
    assert every_version(weed, tmp_path / "after") == 0
    assert not [name for name in ended.opens(tmp_path / "before") if name.startswith(FILMS)], "nor copies made before"
    certificate = read_certificate(ended.desk.folder.certificates / f"{plan.id}.json")[0]
    [copy] = [copy for copy in certificate.copies if copy.place == "store"]
    assert copy.fate == "removed"
    assert copy.objects is not None
    assert copy.objects == 24, "with what was sent to the box for the next visit"


def test_of_one_film_no_version_opens_and_the_two_others_do(weed: Seaweed, tmp_path: Path) -> None:
    store = open_desk_store(weed.url(), weed.credentials)
    ended = EndedCase(tmp_path / "all", store, weed.url(), weed.credentials)
    gone, *others = FILMS
    obstore.put(weed.bucket(), f"{gone}/film.json", b"replaced")
    obstore.delete(weed.bucket(), f"{others[0]}/init.mp4.age")
    every_version(weed, tmp_path / "before")
    assert {name for name in ended.opens(tmp_path / "before") if name.startswith(gone)}, "the search finds it"
    plan = go_on(ended.desk, begin_film(ended.desk, CODE, gone, CODE, "completed"))
    assert every_version(weed, tmp_path / "meanwhile") > 0, "the others stay until the key is destroyed"
    assert not (tmp_path / "meanwhile" / gone).exists()
    ended.box.fetch(store)
    ended.box.report(store)
    plan = go_on(ended.desk, plan)
    assert plan.finished
    assert every_version(weed, tmp_path / "after") == 0
    left = ended.opens(tmp_path / "before", tmp_path / "meanwhile")
    assert not [name for name in left if gone in name or name.startswith(FILMS)], "nor copies made before"
    for film in others:
        assert [name for name in left if name.startswith(f"computer/desk/films/{film}/")]
        assert open_film(ended.desk, CODE, film).header
