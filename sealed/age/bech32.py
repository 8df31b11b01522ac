"""Bech32 (BIP 173) without its length limit, as age writes its keys."""

from functools import reduce
from operator import xor

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
STEPS = [reduce(xor, (generator for bit, generator in enumerate(GENERATOR) if top >> bit & 1), 0) for top in range(32)]
"""What the five bits that leave the checksum's remainder add to it: the sum over the generators of their bits."""

CHECKSUM = 6
LONGEST = 4096  # twice the longest key


def encode(prefix: str, data: bytes) -> str:
    """The text for `data`, all in the case of `prefix`."""
    lower = prefix.lower()
    values = _regroup(data, 8, 5, pad=True)
    checksum = _polymod([*_expand(lower), *values, *[0] * CHECKSUM]) ^ 1
    values += [checksum >> 5 * (CHECKSUM - 1 - i) & 31 for i in range(CHECKSUM)]
    text = lower + "1" + "".join(ALPHABET[value] for value in values)
    return text if prefix == lower else text.upper()


def decode(text: str) -> tuple[str, bytes]:
    """The prefix, in the case it has in `text`, and the data. Raises ValueError, which says what is wrong."""
    if len(text) > LONGEST:
        raise ValueError("it is too long")
    if text not in (text.lower(), text.upper()):
        raise ValueError("it mixes capital and small letters")
    prefix, one, rest = text.rpartition("1")
    if not one or not prefix or len(rest) < CHECKSUM or not all("!" <= letter <= "~" for letter in prefix):
        raise ValueError("it is too short")
    values = [ALPHABET.find(letter) for letter in rest.lower()]
    if -1 in values:
        raise ValueError("it has a letter that no key has")
    if _polymod([*_expand(prefix.lower()), *values]) != 1:
        raise ValueError("its checksum does not match; a letter is wrong or missing")
    return prefix, bytes(_regroup(values[:-CHECKSUM], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _polymod(values: list[int]) -> int:
    remainder = 1
    for value in values:
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value ^ STEPS[remainder >> 25]
    return remainder


def _regroup(values: bytes | list[int], width: int, into: int, *, pad: bool) -> list[int]:
    """Cut a row of `width`-bit values into `into`-bit ones; without padding, leftover bits must be few and zero."""
    bits = held = 0
    out = []
    for value in values:
        held = (held << width | value) & 0xFFF
        bits += width
        while bits >= into:
            bits -= into
            out.append(held >> bits & (1 << into) - 1)
    leftover = held & (1 << bits) - 1
    if pad and bits:
        out.append(leftover << into - bits)
    elif not pad and (bits >= width or leftover):
        raise ValueError("its padding is not zero")
    return out
