"""The codes that pair a phone: a few numbers, each pressed on the box's one button.

Three numbers from 1 to 4; five while all codes of three are in use. The last is a checksum, so that a press too many or
too few makes no other phone's code.
"""

from itertools import product

SMALLEST, LARGEST = 1, 4
NUMBERS = range(SMALLEST, LARGEST + 1)


def _book(length: int) -> tuple[str, ...]:
    return tuple(
        "".join(map(str, (*free, SMALLEST + sum(free) % len(NUMBERS)))) for free in product(NUMBERS, repeat=length - 1)
    )


BOOKS = (_book(3), _book(5))
"""16 short codes, 256 long ones."""
