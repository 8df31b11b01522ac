"""Wiping and discarding: what is refused, what is left, and that the bytes themselves are overwritten."""

from pathlib import Path

import msgspec
import pytest

from appliance.errors import NoSuchFilm
from appliance.films.errors import NotAFilm, ReceiptDoesNotCover
from appliance.films.wipe import Wiper
from sealed.papers.wipe_record import NAMESPACE, WipeRecord
from sealed.ssh import sshsig
from tests.support.papers import receipt_for
from tests.support.sample_film import FILM, OTHER, WHEN, Studio, contents

BLOCK = 64


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture
def film(tmp_path: Path, studio: Studio) -> Path:
    return studio.film(tmp_path / "films")


@pytest.fixture
def wiper(film: Path, tmp_path: Path, studio: Studio) -> Wiper:
    return Wiper(film.parent, tmp_path / "wiped", studio.key, lambda: WHEN)


def test_a_wiped_film_is_gone_and_leaves_a_record(film: Path, wiper: Wiper, tmp_path: Path) -> None:
    before = contents(film)
    receipt = receipt_for(film)
    record = wiper.wipe(FILM, receipt)
    assert list(film.parent.iterdir()) == []
    assert {item.name: item.size for item in record.objects} == {name: len(data) for name, data in before.items()}
    assert (record.film, record.why, record.size, record.ended) == (FILM, "receipt", receipt.size, WHEN)
    assert record.receipt is not None
    assert record.receipt.store == receipt.store
    assert sorted(path.name for path in (tmp_path / "wiped").iterdir()) == [f"{FILM}.json", f"{FILM}.json.sig"]


def test_the_record_is_signed_by_the_box(film: Path, wiper: Wiper, tmp_path: Path, studio: Studio) -> None:
    record = wiper.discard(FILM)
    body = (tmp_path / "wiped" / f"{FILM}.json").read_bytes()
    signature = sshsig.parse((tmp_path / "wiped" / f"{FILM}.json.sig").read_bytes())
    signature.verify(body, NAMESPACE)
    assert signature.key == sshsig.public_bytes(studio.key)
    assert msgspec.json.decode(body, type=WipeRecord) == record
    assert (record.why, record.receipt) == ("discard", None)


@pytest.mark.parametrize("how", ["wipe", "discard"])
def test_every_byte_is_overwritten_before_its_name_goes(film: Path, wiper: Wiper, how: str, tmp_path: Path) -> None:
    before = contents(film)
    kept = tmp_path / "kept"  # a second name shows what became of the blocks that the film lay in
    kept.mkdir()
    for path in film.iterdir():
        (kept / path.name).hardlink_to(path)
    wiper.wipe(FILM, receipt_for(film)) if how == "wipe" else wiper.discard(FILM)
    after = contents(kept)
    assert {name: len(data) for name, data in after.items()} == {name: len(data) for name, data in before.items()}
    everything = b"".join(after.values())
    blocks = [data[at : at + BLOCK] for data in before.values() for at in range(0, len(data) - BLOCK, BLOCK)]
    assert len(blocks) > 900
    assert not [block for block in blocks if block in everything]


def test_unfinished_writes_go_too(film: Path, wiper: Wiper) -> None:
    receipt = receipt_for(film)
    (film / "000003.m4s.age.tmp").write_bytes(b"torn")
    wiper.wipe(FILM, receipt)
    assert list(film.parent.iterdir()) == []


def test_a_boxs_own_card_is_trimmed_on_request(film: Path, tmp_path: Path, studio: Studio) -> None:
    request = tmp_path / "trim" / "requested"
    request.parent.mkdir()
    wiper = Wiper(film.parent, tmp_path / "wiped", studio.key, lambda: WHEN, trim=request)
    assert wiper.discard(FILM).trim == "requested"
    assert request.exists()


def test_elsewhere_no_trim_is_asked_for(film: Path, wiper: Wiper, tmp_path: Path) -> None:
    assert wiper.discard(FILM).trim == "not requested"
    assert not (tmp_path / "trim").exists()


@pytest.mark.parametrize("garbage", [b"", b"{", b"\xff", b'{"wiped":2}', b"[]"])
def test_an_intent_that_was_half_written_keeps_no_box_from_starting(
    film: Path, wiper: Wiper, tmp_path: Path, garbage: bytes
) -> None:
    film.rename(film.with_name(f".wiping-{FILM}"))
    (tmp_path / "wiped" / f"{FILM}.wiping").write_bytes(garbage)
    (record,) = wiper.resume()
    assert (record.why, list(film.parent.iterdir())) == ("found half wiped", [])


def test_other_films_stay(film: Path, wiper: Wiper, studio: Studio) -> None:
    other = contents(studio.film(film.parent, OTHER))
    wiper.discard(FILM)
    assert contents(film.parent / OTHER) == other


def test_without_cover_nothing_is_touched(film: Path, wiper: Wiper, tmp_path: Path) -> None:
    receipt = receipt_for(film)
    (film / "000003.m4s.age").write_bytes(b"one more")
    before = contents(film)
    with pytest.raises(ReceiptDoesNotCover, match=r"000003\.m4s\.age"):
        wiper.wipe(FILM, receipt)
    assert contents(film) == before
    assert list((tmp_path / "wiped").iterdir()) == []


def test_what_no_film_holds_is_not_destroyed_with_it(film: Path, wiper: Wiper) -> None:
    (film / "link").symlink_to("/etc/hostname")
    before = sorted(film.iterdir())
    with pytest.raises(NotAFilm):
        wiper.discard(FILM)
    assert sorted(film.iterdir()) == before


@pytest.mark.parametrize("name", [OTHER, "..", "../films", ""])
def test_what_is_not_on_the_shelf_is_not_wiped(film: Path, wiper: Wiper, name: str) -> None:
    before = contents(film)
    with pytest.raises(NoSuchFilm):
        wiper.discard(name)
    assert contents(film) == before
