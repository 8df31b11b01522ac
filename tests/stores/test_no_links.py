"""No link anywhere in a folder store's path leads a copy, or its proof, to another place; the films' disk is none."""

import asyncio
import os
from pathlib import Path

import pytest

from stores.errors import BadStore, SameDisk, ThroughLink
from stores.folder import FolderStore
from stores.read_back import same
from stores.registry import open_store
from tests.stores.operations import OPERATIONS, item_to_send, outcome
from tests.support.sample_film import FILM
from tests.support.store_contract import in_session, item


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A film that lies somewhere else, as the box's own films do."""
    (tmp_path / "elsewhere" / FILM).mkdir(parents=True)
    (tmp_path / "elsewhere" / FILM / "there.m4s.age").write_bytes(b"the film itself")
    return tmp_path / "elsewhere"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("at", ["the store", "above the store", "the film", "the object"])
def test_a_link(tmp_path: Path, elsewhere: Path, at: str, operation: str) -> None:
    before = contents(elsewhere)
    root = tmp_path / "disk" / "films"
    root.mkdir(parents=True)
    match at:
        case "the store":
            root.rmdir()
            root.symlink_to(elsewhere)
        case "above the store":
            (tmp_path / "way").symlink_to(tmp_path / "disk")
            root = tmp_path / "way" / "films"
        case "the film":
            (root / FILM).symlink_to(elsewhere / FILM)
        case "the object":
            (root / FILM).mkdir()
            for name in ("there.m4s.age", "000007.m4s.age"):
                (root / FILM / name).symlink_to(elsewhere / FILM / "there.m4s.age")
    error = asyncio.run(outcome(FolderStore(root), OPERATIONS[operation], item_to_send(tmp_path)))
    assert contents(elsewhere) == before
    if at in ("the store", "above the store") or (operation == "read"):
        assert isinstance(error, ThroughLink)
        assert not error.passing


def test_the_objects_behind_a_link_prove_nothing(tmp_path: Path, elsewhere: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / FILM).symlink_to(elsewhere / FILM)
    there = item(elsewhere / FILM, b"the film itself", "there.m4s.age")
    with pytest.raises(ThroughLink, match=f"{FILM} is a link"):
        in_session(FolderStore(tmp_path / "disk"), lambda session: same(session, FILM, there))
    assert in_session(FolderStore(elsewhere), lambda session: same(session, FILM, there))


def test_a_film_of_links_lists_as_empty(tmp_path: Path, elsewhere: Path) -> None:
    (tmp_path / "disk" / FILM).mkdir(parents=True)
    (tmp_path / "disk" / FILM / "there.m4s.age").symlink_to(elsewhere / FILM / "there.m4s.age")
    assert in_session(FolderStore(tmp_path / "disk"), lambda session: session.listing(FILM)) == {}


@pytest.mark.parametrize("way", ["a/../b", "..", "a/.."])
def test_no_address_goes_up(tmp_path: Path, way: str) -> None:
    with pytest.raises(BadStore):
        open_store(f"{tmp_path.as_uri()}/{way}")


def test_a_store_on_the_disk_of_the_films_is_refused(tmp_path: Path) -> None:
    for name in ("films", "store"):
        (tmp_path / name).mkdir()
    store = FolderStore(tmp_path / "store", apart_from=tmp_path / "films")
    with pytest.raises(SameDisk, match="check that it is mounted"):
        in_session(store, lambda session: session.listing(FILM))
    assert list((tmp_path / "store").iterdir()) == []


def test_and_so_it_is_where_no_film_was_ever_made(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with pytest.raises(SameDisk):
        in_session(
            FolderStore(tmp_path / "store", apart_from=tmp_path / "box" / "films"),
            lambda session: session.listing(FILM),
        )


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize("policy", [0o700, 0o750, 0o770, 0o2770, 0o755, 0o777])
def test_nothing_is_wider_than_the_store_or_executable(tmp_path: Path, mask: int, policy: int) -> None:
    root = tmp_path / "store"
    root.mkdir()
    root.chmod(policy)
    before = os.umask(mask)
    try:
        in_session(FolderStore(root), lambda session: session.put(FILM, item(tmp_path, b"bytes")))
    finally:
        os.umask(before)
    folder, file = (path.stat().st_mode & 0o777 for path in (root / FILM, root / FILM / "000000.m4s.age"))
    assert folder == policy & 0o777 & ~mask
    assert file == policy & 0o666 & ~mask


def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "store" / FILM).mkdir(parents=True)
    os.mkfifo(tmp_path / "store" / FILM / "000000.m4s.age")
    there = item(tmp_path, b"bytes")
    assert not in_session(FolderStore(tmp_path / "store"), lambda session: same(session, FILM, there))
