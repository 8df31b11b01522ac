"""film.json: what anybody may know about a film (docs/format.md)."""

import base64
import hashlib
import re
from datetime import UTC, datetime
from fractions import Fraction
from typing import Annotated, Final, Literal

import msgspec

from sealed.errors import SignatureError
from sealed.ssh import sshsig
from sealed.strict import Strict, unreadable

FORMAT: Final = 1
FILM_ID = re.compile(r"([0-9]{8}-[0-9]{4}|undated)-[a-z0-9]{4,8}")
FINGERPRINT = r"^SHA256:[A-Za-z0-9+/]{43}$(?!\n)"
UTC_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$(?!\n)"
LONGEST = 65536

Clock = Literal["ntp", "rtc", "phone", "none"]
Positive = Annotated[int, msgspec.Meta(gt=0, lt=2**31)]


def parse_time(text: str) -> datetime:
    """A time of the form UTC_TIME. Raises ValueError for one that is in no calendar."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")


def _check_printable(text: str, what: str) -> None:
    if not text.replace("\u200c", "").replace("\u200d", "").isprintable():  # joiners belong to Persian and Hindi words
        raise ValueError(f"{what} must be printable")


class Recorder(Strict, frozen=True):
    """Who claims to have recorded the film: a name, and `ssh-ed25519 AAAA…`."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    key: str

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_printable(self.name, "a recorder's name")
        try:
            raw = sshsig.parse_key_line(self.key)
        except SignatureError as error:
            raise ValueError(unreadable(error)) from error
        if sshsig.key_line(raw) != self.key:
            raise ValueError("a recorder's key is written without a comment")


class Started(Strict, frozen=True):
    """When the first picture was taken, as far as a clock can be trusted, and who set that clock."""

    utc: Annotated[str, msgspec.Meta(pattern=UTC_TIME)] | None
    clock: Clock

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.utc is None) != (self.clock == "none"):
            raise ValueError("a time needs a clock, and a clock a time")
        _ = self.when  # a date that is in no calendar is refused

    @property
    def when(self) -> datetime | None:
        """The time, if a clock knew it."""
        return None if self.utc is None else parse_time(self.utc)

    @classmethod
    def at(cls, when: datetime | None, clock: Clock) -> "Started":
        """From an aware datetime; with clock `none` the time is left out."""
        if when is None or clock == "none":
            return cls(None, "none")
        return cls(when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), clock)


class Video(Strict, frozen=True):
    """The pictures: pixels, and pictures a second as a fraction in text."""

    codec: Literal["h264"]
    width: Positive
    height: Positive
    rate: Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,8}/[1-9][0-9]{0,8}$(?!\n)")]

    @property
    def fraction(self) -> Fraction:
        """The rate as a number."""
        return Fraction(self.rate)


class Audio(Strict, frozen=True):
    """The sound: samples a second, and channels."""

    codec: Literal["aac"]
    rate: Positive
    channels: Positive


class Facts(Strict, frozen=True):
    """All of film.json. Keys that a later version adds are ignored by a reader."""

    format: Literal[1]
    film: str
    recorder: Recorder
    recipients: Annotated[tuple[Annotated[str, msgspec.Meta(pattern=FINGERPRINT)], ...], msgspec.Meta(min_length=1)]
    started: Started
    video: Video
    audio: Audio | None
    software: Annotated[str, msgspec.Meta(max_length=128)]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not FILM_ID.fullmatch(self.film):
            raise ValueError("a film's id is a minute in UTC, or “undated”, and 4 to 8 letters")
        _check_printable(self.software, "the software's name")

    def encode(self) -> bytes:
        """The bytes of film.json: compact JSON and a newline."""
        return msgspec.json.encode(self) + b"\n"

    @classmethod
    def decode(cls, data: bytes) -> "Facts":
        """Read film.json. Raises ValueError for anything that is not of this form."""
        try:
            return msgspec.json.decode(data, type=cls)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(unreadable(error)) from error


def fingerprint(recipient: str) -> str:
    """`SHA256:…` over a recipient string (`age1pq1…`): how film.json names it, since the string itself is long."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(recipient.encode()).digest()).decode().rstrip("=")


def film_id(when: datetime | None, letters: str) -> str:
    """A film's id from the time it began (None: no clock is trusted) and 4 to 8 random letters of [a-z0-9]."""
    minute = when.astimezone(UTC).strftime("%Y%m%d-%H%M") if when else "undated"
    return f"{minute}-{letters}"
