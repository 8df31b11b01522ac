"""Finds runs of bytes that two heaps of data have in common."""

from collections.abc import Iterable

RUN = 64
"""Bytes in a row that count as found."""

BLOCK = RUN // 2
"""Every run of 64 bytes holds a whole block of 32 that lies at a multiple of 32."""


class Haystack:
    """Data that runs are looked for in."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._blocks = {piece[at : at + BLOCK] for piece in pieces for at in range(0, len(piece) - BLOCK + 1, BLOCK)}

    def shared(self, data: bytes) -> int | None:
        """Where in `data` something begins that the haystack has too; None if nothing does.

        Finds every run of 64 bytes, and some that are shorter: those of 32 that lie as the blocks do.
        """
        blocks = self._blocks
        return next((at for at in range(len(data) - BLOCK + 1) if data[at : at + BLOCK] in blocks), None)
