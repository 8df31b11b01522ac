"""The journal: its lines to the byte, and everything that is out of form or out of chain."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealed.film.journal import FACTS, INIT, LARGEST_OBJECT, LONGEST_LINE, Chain, Entry, Malformed, decode, encode

MAC = "m" * 43


def film() -> list[bytes]:
    """The lines of a small film."""
    chain = Chain()
    lines = []
    objects = [
        (FACTS, None, None),
        (INIT, MAC, None),
        ("000000.m4s.age", MAC, (0, 960, 24)),
        ("000000.mark.age", MAC, None),
        ("000001.m4s.age", MAC, (960, 2000, 26)),
    ]
    for name, mac, span in objects:
        lines.append(encode(chain.entry(name, name.encode(), mac, span)))
        chain.accept(lines[-1])
    lines.append(encode(chain.ending("stopped", 51)))
    return lines


LINES = film()


def accept(lines: list[bytes]) -> Chain:
    chain = Chain()
    for line in lines:
        chain.accept(line)
    return chain


def test_lines_to_the_byte() -> None:
    digest = hashlib.sha256(FACTS.encode()).hexdigest()
    assert LINES[0] == f'{{"n":0,"name":"film.json","size":9,"sha256":"{digest}","prev":"{"0" * 64}"}}\n'.encode()
    digest, prev = hashlib.sha256(b"000000.m4s.age").hexdigest(), hashlib.sha256(LINES[1]).hexdigest()
    assert (
        LINES[2]
        == (
            f'{{"n":2,"name":"000000.m4s.age","size":14,"sha256":"{digest}","mac":"{MAC}",'
            f'"from":0,"to":960,"frames":24,"prev":"{prev}"}}\n'
        ).encode()
    )
    prev = hashlib.sha256(LINES[4]).hexdigest()
    assert LINES[5] == f'{{"n":5,"end":"stopped","frames":50,"delivered":51,"prev":"{prev}"}}\n'.encode()


def test_a_film_adds_up() -> None:
    chain = accept(LINES)
    assert (chain.n, chain.segments, chain.marks, chain.frames, chain.duration) == (6, 2, 1, 50, 2000)
    assert chain.size == sum(map(len, LINES))
    assert chain.end is not None
    assert chain.end.delivered == 51


@pytest.mark.parametrize(
    "respelled",
    [
        LINES[2][:-1],
        LINES[2] + b"\n",
        LINES[2].replace(b":", b": ", 1),
        LINES[2].replace(b'"n":2', b'"n":2.0'),
        LINES[2].replace(b'"n":2', b'"n":02'),
        LINES[2].replace(b'"n":2', b'"n":2,"n":2'),
        LINES[2].replace(b'"frames":24', b'"frames":24,"x":1'),
        LINES[2].replace(b'"000000', b'"\\u0030' + b"00000"),
        LINES[2].replace(b'"from":0,"to":960', b'"to":960,"from":0'),
        LINES[5].replace(b"51", b"5.1e1"),
        LINES[3].replace(b'"prev"', b'"from":null,"prev"'),
    ],
    ids=["torn", "blank", "space", "float", "zero", "twice", "extra", "escape", "order", "exponent", "null"],
)
def test_there_is_one_spelling(respelled: bytes) -> None:
    with pytest.raises(Malformed):
        decode(respelled)


def changed(number: int, **changes: Any) -> Callable[[], list[bytes]]:
    """The film up to a line in which some values are different."""
    line = json.loads(LINES[number]) | changes
    kept = {key: value for key, value in line.items() if value is not ...}
    return lambda: [*LINES[:number], json.dumps(kept, separators=(",", ":")).encode() + b"\n"]


BAD = {
    "first line is not the facts": lambda: [LINES[1]],
    "number": changed(1, n=2),
    "chain": changed(2, prev="0" * 64),
    "dropped": lambda: [*LINES[:3], LINES[4]],
    "repeated": lambda: [*LINES[:3], LINES[2]],
    "after the end": lambda: [*LINES, LINES[5]],
    "end of nothing": lambda: [b'{"n":0,"end":"stopped","frames":0,"delivered":0,"prev":"%b"}\n' % (b"0" * 64)],
    "end miscounts": changed(5, frames=49),
    "end of a cut film that counts what was delivered": changed(5, end="cut"),
    "end for no known reason": changed(5, end="bored"),
    "second header": changed(3, name=INIT),
    "segment before the header": changed(1, name="000000.m4s.age", **{"from": 0, "to": 1, "frames": 1}),
    "segment left out": changed(4, name="000002.m4s.age"),
    "gap in time": changed(4, **{"from": 961}),
    "no time": changed(2, to=0),
    "no pictures": changed(2, frames=0),
    "span of a mark": changed(3, frames=1),
    "segment without a span": changed(2, frames=...),
    "sealed without a MAC": changed(1, mac=...),
    "facts with a MAC": changed(0, mac=MAC),
    "MAC": changed(1, mac="é" * 43),
    "digest": changed(1, sha256="A" * 64),
    "another name": changed(1, name="../../etc/passwd"),
    "absolute name": changed(1, name="/etc/passwd"),
    "name with a NUL": changed(1, name="init.mp4.age\0"),
    "long name": changed(1, name="x" * LONGEST_LINE),
    "empty object": changed(1, size=0),
    "negative": changed(1, size=-1),
    "too large": changed(1, size=LARGEST_OBJECT + 1),
    "huge": changed(2, to=10**400),
    "infinite": lambda: [LINES[0], LINES[1].replace(b'"size":12', b'"size":1e999')],
    "deep": lambda: [LINES[0], b'{"n":' + b"[" * 900 + b"\n"],
    "nothing": lambda: [b"\n"],
}


@pytest.mark.parametrize("lines", BAD.values(), ids=BAD)
def test_what_is_out_of_form_is_refused(lines: Callable[[], list[bytes]]) -> None:
    *good, bad = lines()
    chain = accept(good)
    with pytest.raises(Malformed):
        chain.accept(bad)
    assert chain.size == sum(map(len, good)), "a refused line changes nothing"


@given(st.binary(max_size=200))
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode(data)


def test_a_journal_has_room_for_its_end() -> None:
    chain = accept(LINES[:5])
    chain.size = (16 << 20) - LONGEST_LINE
    entry: Entry = chain.entry("000001.mark.age", b"x", MAC, None)
    with pytest.raises(Malformed, match="too long"):
        chain.accept(encode(entry))
    chain.accept(encode(chain.ending("limit", None)))
