"""What is in a store, what the box says of it, and what its signed record says agree: in every state of a sync, after a
wipe, a discard and a stop, on a folder, SeaweedFS and sshd."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.commands import words
from appliance.errors import Refused
from appliance.films.errors import NoReceipt, UnknownStore
from stores.folder import FolderStore
from tests.courier.film_box import Box
from tests.courier.limited import Limits
from tests.support.papers import receipt_for
from tests.support.sample_film import FILM, OTHER
from tests.support.store_places import FolderPlace, Place, S3Place, SftpPlace

pytestmark = pytest.mark.process

STATES = ("never asked", "waiting", "copying", "verifying", "failed", "done", "early", "early, then copying")


@pytest.fixture(params=["folder", "s3", "sftp"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Box]:
    places: dict[str, Callable[[], Place]] = {
        "folder": lambda: FolderPlace(tmp_path / "store"),
        "s3": lambda: S3Place(request.getfixturevalue("seaweed"), tmp_path.name),
        "sftp": lambda: SftpPlace(request.getfixturevalue("sshd"), tmp_path.name),
    }
    with Box(tmp_path, places[request.param]()).serving() as box:
        yield box


@pytest.fixture
def at_folder(tmp_path: Path) -> Iterator[Box]:
    with Box(tmp_path, FolderPlace(tmp_path / "store")).serving() as box:
        yield box


@pytest.mark.parametrize("state", STATES)
def test_a_discard(box: Box, state: str) -> None:
    box.bring_to(state)
    before = box.place.there(FILM)
    assert bool(before) == (state not in ("never asked", "waiting", "failed"))
    box.agree()
    box.service.discard(FILM)
    box.agree()
    assert box.place.there(FILM) == before, "the courier has not been there yet"
    box.start()
    box.agree()
    box.round()
    box.agree()
    assert box.place.there(FILM) == {}
    assert box.service.leftovers() == ()
    assert box.service.queued().removals == ()
    record = box.record()
    assert record is not None
    assert [copy.state for copy in record.copies] == ([] if state in ("never asked", "waiting") else ["removed"])
    assert list((box.home / "copies").iterdir()) == []


@pytest.mark.parametrize("state", STATES)
def test_a_wipe(box: Box, state: str) -> None:
    box.bring_to(state)
    if state != "done":
        with pytest.raises(NoReceipt if state != "early" else Refused):
            box.service.wipe(FILM)
        box.agree()
        return
    box.service.wipe(FILM)
    box.agree()
    box.round()
    box.agree()
    assert box.place.there(FILM)
    assert list((box.home / "copies").iterdir()) == []


@pytest.mark.parametrize("state", STATES)
def test_a_stop(box: Box, state: str) -> None:
    box.bring_to(state)
    box.recording.finish()
    box.start()
    box.agree()
    box.service.ask_sync(FILM)
    box.round()
    box.agree()
    assert box.service.film(FILM).receipt


@pytest.mark.parametrize("state", ["copying", "early", "done"])
def test_where_the_account_may_only_add_the_box_says_whom_to_ask(box: Box, state: str) -> None:
    box.bring_to(state)
    box.service.discard(FILM)
    box.store.limits = Limits(removes=False)
    box.round()
    box.agree()
    (left,) = box.service.leftovers()
    assert left.why == "this account may only add"
    assert "Ask IT" in words.leftover(left)
    assert box.place.there(FILM)
    box.start()
    assert box.service.leftovers() == (left,)
    box.store.limits = Limits()
    box.round()  # somebody allowed it, or removed it by hand
    box.agree()
    assert box.service.leftovers() == ()
    assert box.place.there(FILM) == {}


@contextmanager
def foreign_film(box: Box) -> Iterator[dict[str, bytes]]:
    """Another box's film under the same name."""
    with Box(box.home / "second", box.place).serving() as other:
        other.studio.film(other.films)
        other.service.ask_sync(FILM)
        other.round()
    yield box.place.there(FILM)


def test_another_boxs_film_under_the_same_name_stays(box: Box) -> None:
    with foreign_film(box) as before:
        box.studio.film(box.films)
        box.service.ask_sync(FILM)
        box.round()
        box.service.discard(FILM)
        box.round()
        assert box.place.there(FILM) == before
    record = box.record()
    assert record is not None
    assert record.copies == ()


def test_other_films_stay(box: Box) -> None:
    box.bring_to("done")
    box.studio.film(box.films, OTHER)
    box.service.ask_sync(OTHER)
    box.round()
    there = box.place.there(OTHER)
    box.service.discard(FILM)
    box.round()
    assert box.place.there(OTHER) == there != {}


def test_a_store_that_the_settings_do_not_name_gets_nothing(at_folder: Box) -> None:
    box = at_folder
    box.studio.film(box.films)
    with pytest.raises(UnknownStore, match="none of this box's stores"):
        box.service.begin_copy(FILM, "file:///elsewhere")
    box.service.begin_copy(FILM, "file:///elsewhere", by_owner=True)


def test_a_receipt_for_a_store_that_the_settings_do_not_name_is_not_taken(at_folder: Box) -> None:
    box = at_folder
    receipt = receipt_for(box.studio.film(box.films)).encode()
    with pytest.raises(UnknownStore, match="file:///media/films"):
        box.service.receipt(FILM, receipt)
    with pytest.raises(NoReceipt):
        box.service.wipe(FILM)
    box.service.receipt(FILM, receipt, by_owner=True)


def test_what_was_lost_of_the_notes_is_named(at_folder: Box, tmp_path: Path) -> None:
    box = at_folder
    box.bring_to("copying")
    for garbage in (b"", b"{", b"\xff", b"[]"):
        (tmp_path / "copies" / f"{FILM}.json").write_bytes(garbage)
        box.start()
        assert box.service.film(FILM).copies == ("an unknown store",)
    box.service.discard(FILM)
    (left,) = box.service.leftovers()
    assert left.store == "an unknown store"


def test_a_store_that_is_away_is_waited_for(at_folder: Box, tmp_path: Path) -> None:
    box = at_folder
    box.bring_to("copying")
    box.service.discard(FILM)
    (tmp_path / "store").rename(tmp_path / "unplugged")
    box.round()
    (left,) = box.service.leftovers()
    assert left.why is None
    (tmp_path / "unplugged").rename(tmp_path / "store")
    box.round()
    assert box.service.leftovers() == ()
    assert isinstance(box.place.store(), FolderStore)
    assert list((tmp_path / "store").iterdir()) == []
