"""A film in words: lengths, sizes, times and people as the desk's commands show them."""

import re

from sealed.film.facts import Started
from sealed.film.records import Principle

TOO_LONG = re.compile(r"Expected `str` of length <= ([0-9]+).*`(?:\$\.)?([a-z_]+)`")
JOINERS = "\u200c\u200d"

CLOCKS = {
    "ntp": "by a clock set over the network",
    "rtc": "by the box's own clock",
    "phone": "by the phone's clock",
}


def length(seconds: float) -> str:
    """`10 min 3 s`, or `4.8 s` for less than a minute."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes:,} min {rest} s"


def position(nanoseconds: int) -> str:
    """`02:05.3`: minutes and seconds from the film's beginning."""
    minutes, tenths = divmod(nanoseconds // 100_000_000, 600)
    return f"{minutes:02}:{tenths // 10:02}.{tenths % 10}"


def size(count: int) -> str:
    """`182.4 MB`, in powers of ten, as file managers show it."""
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"


def count(number: int, one: str, many: str = "") -> str:
    """`1 mark`, `3 marks`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def began(started: Started) -> str:
    """When the film began, and by which clock."""
    when = started.when
    if when is None:
        return "at a time that no clock vouches for"
    return f"{when.day} {when:%B %Y, %H:%M} UTC, {CLOCKS[started.clock]}"


def principle(stored: Principle | None) -> str:
    """The principle as it is published; films keep the shorter name that they had from the beginning."""
    return "developing attuned interactions" if stored == "attuned interaction" else stored or ""


def plain(text: str) -> str:
    """Untrusted text without control characters. Joiners stay: Persian and Hindi are spelled with them."""
    return "".join(letter if letter.isprintable() or letter in JOINERS else "·" for letter in text)


def unfit(error: Exception) -> str:
    """Why what somebody typed is not kept."""
    found = TOO_LONG.search(str(error))
    return f"its {found[2]} may have up to {found[1]} characters" if found else str(error).removesuffix(".")
