"""The header of an age file: what is written is read, and nothing else is."""

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealed.age import header, header_mac, seal
from sealed.age.errors import BadRecipient, HeaderChanged, HeaderError
from sealed.age.header import Stanza
from sealed.age.keys import Identity

WORDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=80)
STANZAS = st.lists(st.builds(Stanza, st.lists(WORDS, min_size=1, max_size=4).map(tuple), st.binary(max_size=150)))
FILE_KEY = bytes(range(16))


@given(STANZAS.filter(bool), st.binary(max_size=40))
def test_round_trip(stanzas: list[Stanza], payload: bytes) -> None:
    raw = header.encode(stanzas, FILE_KEY)
    parsed = header.parse(raw)
    parsed.check(FILE_KEY)
    assert list(parsed.stanzas) == stanzas
    assert parsed.size == len(raw)
    assert header.cut(raw + payload) == raw
    source = io.BufferedReader(io.BytesIO(raw + payload))
    assert header.read(source) == raw
    assert source.read() == payload


@given(STANZAS.filter(bool), st.data())
def test_a_changed_byte_is_noticed(stanzas: list[Stanza], data: st.DataObject) -> None:
    raw = bytearray(header.encode(stanzas, FILE_KEY))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(HeaderError):
        header.parse(bytes(raw)).check(FILE_KEY)


def test_another_file_key_does_not_check() -> None:
    parsed = header.parse(header.encode([Stanza(("x",), b"")], FILE_KEY))
    with pytest.raises(HeaderChanged):
        parsed.check(bytes(16))


@pytest.mark.parametrize("size", [0, 1, 46, 47, 48, 49, 95, 96, 97])
def test_the_last_line_of_a_body_is_short(size: int) -> None:
    lines = header.encode([Stanza(("x",), bytes(size))], FILE_KEY).splitlines()
    body = lines[2:-1]
    assert [len(line) for line in body[:-1]] == [64] * (size // 48)
    assert len(body[-1]) < 64


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"age-encryption.org/v1\n", b"age-encryption.org/v2\n"),
        (b"age-encryption.org/v1\n", b"age-encryption.org/v1\r\n"),
        (b"-> one", b"->one"),
        (b"-> one", b"-> "),
        (b"-> one two", b"-> one  two"),
        (b"-> one two", b"-> one two "),
        (b"-> one two", b"-> one tw\xc3\xb6"),
        (b"AAECAw\n", b"AAECAw==\n"),
        (b"AAECAw\n", b"AAECAx\n"),
        (b"AAECAw\n", b"AAECA\n"),
        (b"AAECAw\n", b"AAEC-w\n"),
        (b"AAECAw\n", b"AAECAw\n\n"),
        (b"AAECAw\n", b""),
        (b"\n--- ", b"\n---"),
        (b"\n--- ", b"\n---  "),
        (b"\n--- ", b"\n--- A"),
    ],
)
def test_one_change_away_from_a_good_one(good: bytes, bad: bytes) -> None:
    raw = header.encode([Stanza(("one", "two"), bytes(range(4)))], FILE_KEY)
    header.parse(raw)
    assert good in raw
    with pytest.raises(HeaderError):
        header.parse(raw.replace(good, bad, 1))


def test_a_header_without_recipients_is_refused() -> None:
    with pytest.raises(HeaderError, match="no recipients"):
        header.parse(header.encode([], FILE_KEY))


@pytest.mark.parametrize(
    "text", [b"", header.VERSION[:-1], header.VERSION, header.VERSION + b"-> x\n\n", b"\x00" * 100]
)
def test_a_header_without_an_end_is_refused(text: bytes) -> None:
    with pytest.raises(HeaderError):
        header.cut(text)
    with pytest.raises(HeaderError):
        header.read(io.BufferedReader(io.BytesIO(text)))


def test_an_endless_header_does_not_fill_the_memory() -> None:
    endless = header.VERSION + b"x" * (2 * header.LIMIT)
    with pytest.raises(HeaderError, match="no end"):
        header.cut(endless)
    source = io.BufferedReader(io.BytesIO(endless))
    with pytest.raises(HeaderError, match="no end"):
        header.read(source)
    assert source.tell() <= header.LIMIT


@pytest.mark.parametrize(
    "stanzas", [b"-> x\n\n" * (header.STANZAS + 1), b"-> x\n" + b"A" * header.COLUMNS * 10], ids=["many", "no end"]
)
def test_what_a_header_may_cost_is_bounded(stanzas: bytes) -> None:
    with pytest.raises(HeaderError):
        header.parse(header.VERSION + stanzas + b"--- " + b"A" * 43 + b"\n")


def test_a_header_of_megabytes_is_refused() -> None:
    raw = header.encode([Stanza(("one",), bytes(8 << 20))], FILE_KEY)
    for read in (header.cut, lambda raw: header.read(io.BufferedReader(io.BytesIO(raw)))):
        with pytest.raises(HeaderError, match="far too long"):
            read(raw)


def test_a_long_stanza_is_read_in_linear_memory() -> None:
    stanza = Stanza(("one",), bytes(header.LIMIT * 2 // 3))
    raw = header.encode([stanza], FILE_KEY)
    tracemalloc.start()
    assert header.parse(raw).stanzas == (stanza,)
    assert tracemalloc.get_traced_memory()[1] < 10 * len(raw)
    tracemalloc.stop()


def test_nothing_is_sealed_that_would_not_be_read(identity: Identity) -> None:
    with pytest.raises(BadRecipient, match="too many"):
        seal(b"film", [identity.recipient] * (header.STANZAS + 1))


def test_the_mac_names_the_file(identity: Identity) -> None:
    sealed = seal(b"film", [identity.recipient])
    mac = header_mac(sealed)
    assert len(mac) == 43
    assert b"\n--- %b\n" % mac.encode() in sealed
    sealed[-1] ^= 1  # damage in the payload does not change the name
    assert header_mac(memoryview(sealed)) == mac
    assert header_mac(seal(b"film", [identity.recipient])) != mac
    with pytest.raises(HeaderError):
        header_mac(sealed[1:])
