"""Marks: what is sealed for one, and what is left of many."""

import json

import pytest

from sealed.film import records
from sealed.film.records import Consent, Mark, Named, Record, Undo, Visit, decode, encode, standing

MARK = Mark("00112233445566aa", 41_280_000_000, "button")


def test_a_mark_is_written_as_the_format_says() -> None:
    assert encode(MARK) == (
        b'{"kind":"mark","id":"00112233445566aa","at":41280000000,"by":"button","principle":null,"note":null}'
    )
    assert encode(Undo(MARK.id)) == b'{"kind":"undo","id":"00112233445566aa"}'


@pytest.mark.parametrize(
    "record", [MARK, Undo(MARK.id), Mark("f" * 16, 0, "phone", "being attentive", "“quoted”\n and 😀")]
)
def test_records_come_back(record: records.Record) -> None:
    assert decode(encode(record)) == record


@pytest.mark.parametrize("data", [b'{"kind":"consent","to":["filming"]}', b'{"kind":"","x":[[[]]]}'])
def test_unknown_kinds_are_skipped(data: bytes) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    "change",
    [{"id": "short"}, {"at": -1}, {"at": 1.5}, {"at": 2**53}, {"by": "ghost"}, {"principle": "attention"}, {"note": 7}],
)
def test_bad_marks_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        decode(json.dumps(json.loads(encode(MARK)) | change).encode())


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff\x00", b"[" * 100_000, b'{"kind":7}'])
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode(data)


def test_a_note_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="note"):
        encode(Mark(MARK.id, 0, "phone", None, "x" * records.LONGEST))


def test_what_stands() -> None:
    early, twice = Mark("0" * 16, 5, "phone"), Mark(MARK.id, 99, "command")
    assert standing([]) == ()
    assert standing([MARK, early]) == (early, MARK)
    assert standing([MARK, twice]) == (MARK,)
    assert standing([MARK, early, Undo(MARK.id)]) == (early,)
    assert standing([Undo(MARK.id), MARK]) == (), "an undo that overtook its mark still counts"
    assert standing([Undo("9" * 16), MARK]) == (MARK,)


def test_a_principle_may_be_said_afterwards_and_the_last_one_counts() -> None:
    said: list[Record] = [
        Named(MARK.id, "guiding"),
        MARK,
        Named(MARK.id, "being attentive"),
        Named("f" * 16, "guiding"),
    ]
    assert [mark.principle for mark in standing(said)] == ["being attentive"]
    assert [mark.principle for mark in standing([*said, Named(MARK.id, None)])] == [None]


def test_what_was_said_before_the_film_comes_back() -> None:
    visit = Visit("K-17", 2, "How do I calm her?", Consent(filming=True), "interaction")
    assert decode(encode(visit)) == visit
    assert encode(Visit()) == (
        b'{"kind":"visit","case":null,"film":null,"question":null,"consent":{"filming":false,"supervision":false,'
        b'"training":false},"about":"interaction"}'
    )
    assert standing([visit, MARK]) == (MARK,)
