"""Bech32: the examples of BIP 173, and that a wrong letter never goes unnoticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealed.age import bech32

PREFIXES = st.sampled_from(["age", "age1pq", "AGE-SECRET-KEY-", "AGE-SECRET-KEY-PQ-"])


@pytest.mark.parametrize(
    ("text", "prefix", "size"),
    [
        ("A12UEL5L", "A", 0),
        ("a12uel5l", "a", 0),
        ("an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs", None, 0),
        ("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", "age", 32),
        ("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX", "AGE-SECRET-KEY-", 32),
    ],
)
def test_lawful(text: str, prefix: str | None, size: int) -> None:
    found, data = bech32.decode(text)
    assert prefix in (None, found)
    assert len(data) == size
    assert bech32.encode(found, data) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1nwldj5",  # no prefix
        "pzry9x0s0muk",  # no separator
        "li1dgmt3",  # too short a checksum
        "x1b4n0q5v",  # b is in no key
        "A1G7SGD8",  # checksum made of the capital prefix
        "age1Zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",  # both cases
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwq",  # last letter
        "\x201nwldj5",
        "ag\xe91zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
    ],
)
def test_unlawful(text: str) -> None:
    with pytest.raises(ValueError, match="it"):
        bech32.decode(text)


def test_stray_bits_in_the_padding_are_refused() -> None:
    # one byte takes two letters of five bits; the last two bits must be zero
    for stray in (1, 2, 3):
        values = [0b10101, 0b01100 | stray]
        checksum = bech32._polymod([*bech32._expand("age"), *values, *[0] * 6]) ^ 1
        letters = [*values, *(checksum >> 5 * (5 - i) & 31 for i in range(6))]
        with pytest.raises(ValueError, match="padding"):
            bech32.decode("age1" + "".join(bech32.ALPHABET[value] for value in letters))


@given(PREFIXES, st.binary(max_size=100))
def test_round_trip(prefix: str, data: bytes) -> None:
    assert bech32.decode(bech32.encode(prefix, data)) == (prefix, data)


@given(st.binary(min_size=32, max_size=32), st.data())
def test_any_wrong_letter_is_noticed(key: bytes, data: st.DataObject) -> None:
    text = bech32.encode("age", key)
    at = data.draw(st.integers(4, len(text) - 1))
    letter = data.draw(st.sampled_from(bech32.ALPHABET).filter(lambda letter: letter != text[at]))
    with pytest.raises(ValueError, match="checksum"):
        bech32.decode(text[:at] + letter + text[at + 1 :])
