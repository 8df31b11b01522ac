"""The icon as PNG, for home screens that take no SVG: two rings on a green ground, drawn as icon.svg draws them."""

import math
import struct
import zlib

GROUND, RINGS = (0x1F, 0x5F, 0x54), (0xF4, 0xF1, 0xEA)
CIRCLES = ((25.0, 32.0, 15.0), (41.0, 32.0, 11.0))  # of icon.svg, in its 64 units: x, y, radius
WIDTH = 5.0


def icon(size: int) -> bytes:
    """A PNG of `size` by `size` pixels, to its edges: a phone rounds the corners itself."""
    half = [_row(y, size) for y in range(size // 2)]  # the rings lie in the middle: below is as above
    rows = b"".join(half) + b"".join(half[::-1])
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _row(y: int, size: int) -> bytes:
    left, right, top = (round(edge * size / 64) for edge in (7, 55, 14))  # outside of these there is no ring
    if y < top:
        return b"\0" + bytes(GROUND) * size
    drawn = b"".join(bytes(_pixel(x, y, size)) for x in range(left, right))
    return b"\0" + bytes(GROUND) * left + drawn + bytes(GROUND) * (size - right)


def _pixel(x: int, y: int, size: int) -> tuple[int, ...]:
    unit = size / 64
    across, down = (x + 0.5) / unit, (y + 0.5) / unit
    nearest = min(abs(math.hypot(across - cx, down - cy) - radius) for cx, cy, radius in CIRCLES)
    ring = min(1.0, max(0.0, (WIDTH / 2 - nearest) * unit + 0.5))
    return tuple(round(ground + (ink - ground) * ring) for ground, ink in zip(GROUND, RINGS, strict=True))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
