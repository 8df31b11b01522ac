"""A small font for the test card's clock: digits, colon and point, five by seven."""

import numpy as np
from numpy.typing import NDArray

# Seven lines of five dots each, the most significant bit at the left.
GLYPHS = {
    "0": (0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110),
    "1": (0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110),
    "2": (0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111),
    "3": (0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110),
    "4": (0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010),
    "5": (0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110),
    "6": (0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110),
    "7": (0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000),
    "8": (0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110),
    "9": (0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100),
    ":": (0b00000, 0b00100, 0b00100, 0b00000, 0b00100, 0b00100, 0b00000),
    ".": (0b00000, 0b00000, 0b00000, 0b00000, 0b00000, 0b00100, 0b00100),
}
LINES, DOTS = 7, 5


def _bitmap(glyph: tuple[int, ...]) -> NDArray[np.bool_]:
    """The glyph with a blank dot all around it."""
    dots = [[line >> (DOTS - 1 - dot) & 1 for dot in range(DOTS)] for line in glyph]
    return np.pad(np.array(dots, bool), 1)


BITMAPS = {character: _bitmap(glyph) for character, glyph in GLYPHS.items()}


def draw(text: str, area: NDArray[np.uint8], ground: int, ink: int) -> None:
    """Draw `text` as large as fits into the middle of `area` (luma, changed in place), on a box of `ground`."""
    dots = np.concatenate([BITMAPS[character] for character in text], axis=1)
    size = min(area.shape[0] // dots.shape[0], area.shape[1] // dots.shape[1])
    if size == 0:
        return
    drawn = np.where(dots, np.uint8(ink), np.uint8(ground)).repeat(size, axis=0).repeat(size, axis=1)
    top, left = ((room - used) // 2 for room, used in zip(area.shape, drawn.shape, strict=True))
    area[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
