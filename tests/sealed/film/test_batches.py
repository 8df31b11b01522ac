"""Records that are sealed once more, together: read quicker, judged as before, and no cut loses one of them."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sealed.age import generate, unseal
from sealed.age.header import Stanza
from sealed.errors import CutShort, Damaged, FilmError, Finding, Missing, Swapped
from sealed.film import records
from sealed.film.decrypt import open_film, open_marks
from sealed.film.journal import INIT, RECORD, Chain, Malformed, encode
from sealed.film.opened import OpenedFilm
from sealed.film.reader import examine
from sealed.film.records import Mark, Record, Undo, Visit
from sealed.film.recovery import Repair, close_cut
from sealed.film.verified import read_verified
from sealed.film.writer import FilmWriter
from tests.sealed.film.test_cuts import Cutter
from tests.sealed.forge import forge
from tests.support.small_films import FILM, SPAN, Box, Unflushed

BOX = Box(identity=generate())
KEYS = [BOX.identity]
SECOND, BATCH = "000001.mark.age", "000000.batch.age"


class Pairs(FilmWriter):
    """Batches of two."""

    BATCH = 2


class Counted:
    """A key that counts how often it is used."""

    def __init__(self) -> None:
        self.used = 0

    recipient = BOX.identity.recipient

    def secret(self) -> str:
        """The box's own."""
        return BOX.identity.secret()

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """As the box's own key does."""
        self.used += 1
        return BOX.identity.unwrap(stanzas)


def said(count: int) -> list[Record]:
    """Marks, some taken back, and what was said before them."""
    marks = [Mark(f"{number:016x}", number * 1000, "phone", note=f"“{number}”, she said\n") for number in range(count)]
    return [
        Visit("K-17"),
        *(each for mark in marks for each in ((mark, Undo(mark.id)) if mark.at % 7000 == 0 else (mark,))),
    ]


def film(shelf: Path, what: Sequence[Record], kind: type[FilmWriter] = FilmWriter) -> Path:
    """A closed film of one segment in which this was said."""
    writer = kind.create(shelf, BOX.facts(), [BOX.identity.recipient], BOX.signer, Unflushed())
    writer.init(b"ftyp and moov")
    for record in what:
        writer.mark(record)
    writer.segment(b"a segment", 0, SPAN, 24)
    writer.close("stopped", 24)
    return writer.path


def test_many_records_are_read_with_few_keys_unwrapped(tmp_path: Path) -> None:
    what = said(600)
    folder = film(tmp_path, what)
    batches, rest = divmod(len(what), FilmWriter.BATCH)
    assert len(list(folder.glob("*.batch.age"))) == batches == 2
    key = Counted()
    assert list(open_marks(folder, [key], BOX.signers)) == what
    assert key.used == batches + rest
    assert OpenedFilm(folder, KEYS).records() == what
    report = examine(folder, BOX.signers)
    assert (report.finding, report.marks) == (Finding.COMPLETE, 600)
    assert list(open_film(folder, KEYS, BOX.signers)) == [b"ftyp and moov", b"a segment"]


def test_a_batch_is_the_records_before_it_as_one_array(tmp_path: Path) -> None:
    folder = film(tmp_path, said(5), Pairs)
    names = [entry.name for entry in read_verified(folder, BOX.signers).entries]
    assert names == [
        *("film.json", "init.mp4.age", "000000.visit.age", "000000.mark.age", "000000.batch.age"),
        *("000001.visit.age", "000001.mark.age", "000001.batch.age", "000002.mark.age", "000003.mark.age"),
        *("000002.batch.age", "000004.mark.age", "000000.m4s.age"),
    ]
    single = [json.loads(unseal((folder / name).read_bytes(), KEYS)) for name in names if RECORD.fullmatch(name)]
    together = [json.loads(unseal((folder / f"00000{number}.batch.age").read_bytes(), KEYS)) for number in range(3)]
    assert [record for batch in together for record in batch] == single[:6]


def delete(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def flip(name: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        data = bytearray((folder / name).read_bytes())
        data[-1] ^= 1
        (folder / name).write_bytes(data)

    return change


def another(folder: Path) -> None:
    (folder / BATCH).write_bytes((film(folder.parent / "other", said(5), Pairs) / BATCH).read_bytes())


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (delete(SECOND), Missing),
        (delete(BATCH), Missing),
        (flip(SECOND), Damaged),
        (flip(BATCH), Damaged),
        (another, Swapped),
    ],
)
def test_what_was_spoilt_is_found_with_and_without_a_key(
    tmp_path: Path, spoil: Callable[[Path], object], error: type[FilmError]
) -> None:
    (tmp_path / "other").mkdir()
    folder = film(tmp_path, said(5), Pairs)
    spoil(folder)
    assert examine(folder, BOX.signers).finding is error.finding
    with pytest.raises(error):
        list(open_marks(folder, KEYS))
    with pytest.raises(error):
        list(open_film(folder, KEYS))


@pytest.mark.parametrize("batch", [b"[]", b'[{"kind":"undo","id":"00112233445566aa"}]', b"[1,2]", b"[" * 99, b"\xff"])
def test_a_batch_that_holds_something_else_is_damaged(tmp_path: Path, batch: bytes) -> None:
    mark = records.encode(Mark("00112233445566aa", 1, "button"))
    objects = {INIT: b"i", "000000.mark.age": mark, SECOND: mark, BATCH: batch, "000000.m4s.age": b"s"}
    folder = forge(tmp_path / FILM, BOX, BOX.facts().encode(), objects)
    with pytest.raises(Damaged, match=r"000000\.batch\.age holds|000000\.batch\.age does not hold"):
        list(open_marks(folder, KEYS))


def test_unknown_kinds_in_a_batch_are_left_out(tmp_path: Path) -> None:
    mark = Mark("00112233445566aa", 1, "button")
    unknown = b'{"kind":"smell","of":"bread"}'
    batch = records.encode_batch([unknown, records.encode(mark)])
    objects = {
        INIT: b"i",
        "000000.mark.age": unknown,
        SECOND: records.encode(mark),
        BATCH: batch,
        "000000.m4s.age": b"s",
    }
    assert list(open_marks(forge(tmp_path / FILM, BOX, BOX.facts().encode(), objects), KEYS)) == [mark]


def test_a_batch_of_nothing_is_out_of_form() -> None:
    chain = Chain()
    chain.accept(encode(chain.entry("film.json", b"x", None, None)))
    for name in ("000000.mark.age", BATCH):
        chain.accept(encode(chain.entry(name, b"x", "m" * 43, None)))
    with pytest.raises(Malformed, match="next object"):
        chain.accept(encode(chain.entry("000001.batch.age", b"x", "m" * 43, None)))


def test_a_cut_at_any_instant_loses_no_record_that_was_promised(tmp_path: Path) -> None:
    what = said(3)
    promised = 0

    def judge(card: Path) -> None:
        folder = card / FILM
        if not folder.exists():
            return
        found = []
        try:
            for record in open_marks(folder, KEYS, BOX.signers):
                found.append(record)
        except CutShort:
            pass
        assert len(found) >= promised
        assert found == what[: len(found)]
        if close_cut(folder, BOX.signer, Unflushed()) is Repair.CLOSED:
            report = examine(folder, BOX.signers)
            assert (report.finding, report.end) == (Finding.CUT_SHORT, "cut")
            assert len(list(folder.iterdir())) == report.lines - 1 + 2, "each object, the journal and its signature"

    shelf = tmp_path / "shelf"
    shelf.mkdir()
    disk = Cutter(shelf, tmp_path, judge)
    writer = Pairs.create(shelf, BOX.facts(), [BOX.identity.recipient], BOX.signer, disk)
    writer.init(b"i")
    writer.segment(b"s", 0, SPAN, 24)
    for number, record in enumerate(what, 1):
        writer.mark(record)
        promised = number
        disk.forget()
    writer.close("stopped", 24)
    assert disk.states > 140
