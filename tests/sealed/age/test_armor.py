"""Armor: read strictly, so that no file has two forms."""

import base64
import io
import os
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealed.age import generate, seal, unseal, unseal_stream
from sealed.age.armor import BEGIN, END
from sealed.age.errors import AgeError, ArmorError, HeaderError, PayloadError

KEY = generate(post_quantum=False)
PLAINTEXT = b"receiving initiatives"


def armor(sealed: bytes, newline: str = "\n") -> bytes:
    lines = [BEGIN.decode(), *textwrap.wrap(base64.b64encode(sealed).decode(), 64), END.decode(), ""]
    return newline.join(lines).encode()


ARMORED = armor(bytes(seal(PLAINTEXT, [KEY.recipient])))


@pytest.mark.parametrize("size", [0, 1, 2, 3, 47, 48, 49, 65536, 65537, 200_000])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_armor_of_any_size(size: int, newline: str) -> None:
    plaintext = os.urandom(size)
    armored = armor(bytes(seal(plaintext, [KEY.recipient])), newline)
    assert unseal(armored, [KEY]) == plaintext
    target = io.BytesIO()
    unseal_stream(io.BytesIO(armored), target, [KEY])
    assert target.getvalue() == plaintext


@pytest.mark.parametrize("front", [b"", b"\n", b" \t\r\n", b"\n" * 1024])
@pytest.mark.parametrize("back", [b"", b"\n", b" \t\r\n", b"\n" * 200_000])
def test_white_space_around_it_does_not_matter(front: bytes, back: bytes) -> None:
    assert unseal(front + ARMORED.rstrip() + b"\n" + back, [KEY]) == PLAINTEXT
    assert unseal(front + ARMORED.rstrip(), [KEY]) == PLAINTEXT


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (BEGIN, b"\n" * 1025 + BEGIN),
        (BEGIN, b"Dear colleague,\n" + BEGIN),
        (BEGIN, BEGIN.lower()),
        (BEGIN, BEGIN + b" "),
        (BEGIN, b"-----BEGIN AGE ENCRYPTED MESSAGE-----"),
        (BEGIN + b"\n", BEGIN + b"\nVersion: 1\n\n"),
        (BEGIN + b"\n", BEGIN + b"\n\n"),
        (BEGIN + b"\n", BEGIN + b"\r"),
        (b"\n" + END, b"\n\n" + END),
        (b"\n" + END, END),
        (END, b""),
        (END, END.lower()),
        (END + b"\n", END + b"\nsee you"),
        (b"YWdl", b" YWdl"),
        (b"YWdl", b"YWd"),
        (b"YWdl", b"YWdlYWdl"),
        (b"YWdl", b"YWd\xc3"),
        (b"YWdl", b"YW=="),
    ],
)
def test_one_change_away_from_a_good_one(good: bytes, bad: bytes) -> None:
    assert good in ARMORED
    with pytest.raises(ArmorError):
        unseal(ARMORED.replace(good, bad, 1), [KEY])


def test_a_text_that_is_no_armor_is_told_apart() -> None:
    with pytest.raises(HeaderError, match="neither"):
        unseal(b"Dear colleague, here is the film.", [KEY])


def test_damage_inside_the_armor_is_of_the_payload() -> None:
    sealed = seal(PLAINTEXT, [KEY.recipient])
    sealed[-1] ^= 1
    with pytest.raises(PayloadError):
        unseal(armor(bytes(sealed)), [KEY])


@given(st.data())
def test_any_changed_letter_is_noticed(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(ARMORED) - 2))  # the newline after END is white space, which may change
    letter = data.draw(st.binary(min_size=1, max_size=1).filter(lambda letter: letter != ARMORED[at : at + 1]))
    with pytest.raises(AgeError):
        unseal(ARMORED[:at] + letter + ARMORED[at + 1 :], [KEY])


def test_cut_at_any_length() -> None:
    for length in range(len(ARMORED) - 1):
        with pytest.raises(AgeError):
            unseal(ARMORED[:length], [KEY])
