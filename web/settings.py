"""The settings of the pages: one TOML file, parsed once into a frozen value."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import msgspec

from web.errors import BadSettings

Days = Annotated[int, msgspec.Meta(ge=1, le=3650)]
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")]


class Tls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The certificate that provisioning issued for this box (PEM, with its chain), and its key (PEM)."""

    certificate: str
    key: str


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the recorder's control socket is, where the pages are served, and for how long a phone stays paired.

    `name` is the box's own: no two boxes share it, and cookies and what phones store carry it. `hosts` are the names
    that a browser may ask for besides the address in `bind`. Both are this box's own: each box has its own address too
    (docs/decisions/0011), since phones with mobile data often cannot resolve a name. `state` is the folder of the list
    of paired phones; without one they are forgotten when the pages restart. `authority` is the certificate (PEM) of the
    service's own authority, which phones are offered.
    `store` is what people call the store, for the button that uploads. `hsts` is in seconds, sent to paired phones; 0
    sends no such header. A pairing ends after `unused_days` without a visit of the phone, and in any case after
    `paired_days`.
    """

    control: str
    bind: str = "127.0.0.1:8765"
    name: Name = "attune"
    simulated: bool = False
    hosts: tuple[str, ...] = ()
    state: str | None = None
    tls: Tls | None = None
    authority: str | None = None
    hsts: Annotated[int, msgspec.Meta(ge=0, le=10 * 365 * 24 * 3600)] = 30 * 24 * 3600
    store: str = ""
    unused_days: Days = 30
    paired_days: Days = 180

    @property
    def address(self) -> str:
        """The host part of `bind`, without the brackets of IPv6."""
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach `bind`."""
        return is_loopback(self.address)

    @property
    def trusted(self) -> list[str]:
        """Every host name that a request may carry; anything else is a page of somebody else's (DNS rebinding)."""
        own = f"[{self.address}]" if ":" in self.address else self.address
        return [own, *(["localhost"] if self.loopback else []), *self.hosts]


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def read(path: Path) -> Settings:
    """Read a settings file. Raises BadSettings, naming the file and the fault."""
    try:
        settings = msgspec.toml.decode(_text(path.read_bytes()), type=Settings)
    except OSError as error:
        raise BadSettings(cause=f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadSettings(cause=f"{path} is not right: it is not text in UTF-8.") from error
    except RecursionError as error:
        raise BadSettings(cause=f"{path} is not right: it is nested too deeply.") from error
    except msgspec.DecodeError as error:
        raise BadSettings(cause=f"{path} is not right: {error}.") from error
    if settings.tls is None and not settings.loopback:
        raise BadSettings(cause=f"{path} is not right: other machines can reach {settings.bind}, so it needs [tls].")
    return settings


def _text(data: bytes) -> str:
    """As sealed/text_file.py, which the pages may not import: an editor of Windows may have written it."""
    return data.decode("utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
