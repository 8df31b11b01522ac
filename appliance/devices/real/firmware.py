"""Throttling and low voltage as the Pi's firmware reports them through its mailbox, /dev/vcio."""

import fcntl
import os
import struct
from dataclasses import dataclass
from pathlib import Path

MESSAGE = struct.Struct("=7I")
PROPERTY = 0xC0086400  # _IOWR(100, 0, char *): on a 32-bit system the size, and so the number, is another
GET_THROTTLED = 0x00030046
ANSWERED = 0x80000000


@dataclass(frozen=True, slots=True)
class Throttling:
    """Whether power or heat hold the processor back now, and whether the voltage was ever too low since it started."""

    low_voltage: bool
    slowed: bool
    was_low_voltage: bool

    @classmethod
    def of(cls, bits: int) -> "Throttling":
        """The bits of `vcgencmd get_throttled`: 0 low voltage, 1 capped, 2 throttled, 3 soft limit; 16 on: ever."""
        return cls(bool(bits & 1), bool(bits & 0b1110), bool(bits & 1 << 16))


def question() -> bytearray:
    """The message that asks for the bits: its length, no code yet, the tag with room for one number, and the end."""
    return bytearray(MESSAGE.pack(MESSAGE.size, 0, GET_THROTTLED, 4, 0, 0, 0))


def answer(message: bytes) -> Throttling | None:
    """The firmware's value in the message; None if it does not support the tag."""
    _, code, tag, _, _, bits, _ = MESSAGE.unpack(message)
    return Throttling.of(bits) if code == ANSWERED and tag == GET_THROTTLED else None


def throttling(mailbox: Path) -> Throttling | None:
    """Ask the firmware; None on a computer without such a mailbox."""
    try:
        file = os.open(mailbox, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    message = question()
    try:
        fcntl.ioctl(file, PROPERTY, message)
    except OSError:
        return None
    finally:
        os.close(file)
    return answer(bytes(message))
