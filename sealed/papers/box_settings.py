"""What a box bundle says: names, Wi-Fi, certificate, recipients, store, desks, policy."""

import ipaddress
import re
from fractions import Fraction
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from sealed.age import parse_recipient, seal
from sealed.age.errors import AgeError
from sealed.errors import SignersError
from sealed.film.facts import UTC_TIME
from sealed.ssh.allowed_signers import Signers
from sealed.strict import Strict

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for another: no i, l, o, 0, 1."""
NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\Z"
CREDENTIAL = re.compile(r"store-[a-z0-9.-]{1,40}")

LONGEST_NAME = 32
Name = Annotated[str, msgspec.Meta(pattern=NAME, max_length=LONGEST_NAME)]
Time = Annotated[str, msgspec.Meta(pattern=UTC_TIME)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+\Z")]


class Wifi(Strict, frozen=True, forbid_unknown_fields=True):
    """The access point. `channel` is one that needs no radar detection; 2.4 GHz unless it is above 14."""

    ssid: Annotated[str, msgspec.Meta(pattern=r"^[ -~]{1,32}\Z")]
    passphrase: Annotated[str, msgspec.Meta(pattern=rf"^[{LETTERS}]{{20}}\Z")]
    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}\Z")]
    channel: Literal[1, 6, 11, 36, 40, 44, 48] = 6


class Tls(Strict, frozen=True, forbid_unknown_fields=True):
    """PEM: the box's certificate, its key, and the certificate of the service's authority."""

    certificate: str
    key: str
    authority: str


class StoreAccess(Strict, frozen=True, forbid_unknown_fields=True):
    """Where films go: `name` is what people see, `credentials` the small files of docs/stores.md by name."""

    url: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+://[^\x00-\x20\x7f]*[^\x00-\x20\x7f\s]\Z", max_length=1024)]
    name: Text
    credentials: dict[str, str] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            _ = urlsplit(self.url).port
        except ValueError as error:
            raise ValueError(f"the store's address is no URL ({error})") from error
        for name in self.credentials:
            if not CREDENTIAL.fullmatch(name):
                raise ValueError(f"{name} is no file of a store's credentials")


class Policy(Strict, frozen=True, forbid_unknown_fields=True):
    """Seconds of a film and of its reminder; whether a film with a receipt is wiped by itself, and after how long."""

    film: Annotated[int, msgspec.Meta(ge=60, le=7200)] = 900
    reminder: Annotated[int, msgspec.Meta(ge=30, le=7200)] = 600
    wipe: bool = False
    keep_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 7


class Devices(Strict, frozen=True, forbid_unknown_fields=True):
    """What is built in: three colours, one plain LED or neither; which microphone; the camera's size and rate."""

    light: Literal["rgb", "plain", "none"] = "rgb"
    microphone: Text | None = None
    width: Annotated[int, msgspec.Meta(ge=160, le=4096, multiple_of=2)] = 1280
    height: Annotated[int, msgspec.Meta(ge=120, le=2304, multiple_of=2)] = 720
    rate: Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,5}(/[1-9][0-9]{0,4})?\Z")] = "25"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= Fraction(self.rate) <= 120:
            raise ValueError(f"the camera's rate is {self.rate}, and must be from 1 to 120 frames a second")


class BoxSettings(Strict, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One box of one service.

    `sequence` rises with each bundle of the box. `hardware` binds the bundle to the board with that serial number.
    `desks` and `ssh` are texts in the form of allowed_signers and authorized_keys; without `ssh` nobody can log in.
    `updates` is the certificate (PEM) that signs updates.
    """

    bundle: Literal[1] = 1
    service: Text
    box: Name
    serial: Annotated[int, msgspec.Meta(ge=1, le=0xFFFFFF)]
    sequence: Annotated[int, msgspec.Meta(ge=1)]
    issued: Time
    expires: Time
    hardware: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8,32}\Z")] | None = None
    address: str
    host: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]([a-z0-9.-]{0,120}[a-z0-9])?\Z")]
    wifi: Wifi
    tls: Tls
    recipients: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=20)]
    desks: str = ""
    store: StoreAccess | None = None
    policy: Policy = Policy()
    devices: Devices = Devices()
    updates: str | None = None
    ssh: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if not ipaddress.IPv4Address(self.address).is_private:
            raise ValueError(f"{self.address} is not an address of a private network")
        try:
            seal(b"", [parse_recipient(recipient) for recipient in self.recipients])
            Signers.parse(self.desks.encode())
        except (AgeError, SignersError) as error:
            raise ValueError(str(error)) from error
