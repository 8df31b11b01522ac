"""The settings of the pages: one TOML file, parsed once into a frozen value."""

from ipaddress import ip_address
from pathlib import Path

import msgspec

from web.errors import BadSettings


class Tls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The certificate that the benchmarks issued for this box (PEM, with its chain), and its key (PEM)."""

    certificate: str
    key: str


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the recorder's door is and where the pages are served.

    `hosts` are the names that a browser may ask for besides the address in `bind`. `state` is the folder where paired
    phones are remembered; without one they are forgotten when the pages restart. `authority` is the certificate (PEM)
    of the service's own authority, which phones are offered. `hsts` is in seconds; 0 sends no such header. `pause` is
    how long a phone that asks to be paired waits, in seconds, so that a second one may be noticed.
    """

    control: str
    bind: str = "127.0.0.1:8765"
    simulated: bool = False
    hosts: tuple[str, ...] = ()
    state: str | None = None
    tls: Tls | None = None
    authority: str | None = None
    hsts: int = 0
    pause: float = 2.0

    @property
    def address(self) -> str:
        """The host part of `bind`, without the brackets of IPv6."""
        return self.bind.rpartition(":")[0].strip("[]")

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the pages."""
        try:
            return ip_address(self.address).is_loopback
        except ValueError:
            return self.address == "localhost"

    @property
    def trusted(self) -> list[str]:
        """Every host name that a request may carry; anything else is a page of somebody else's (DNS rebinding)."""
        own = f"[{self.address}]" if ":" in self.address else self.address
        return [own, *(["localhost"] if self.loopback else []), *self.hosts]


def read(path: Path) -> Settings:
    """Read a settings file. Raises BadSettings, naming the file and the fault."""
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
    except OSError as error:
        raise BadSettings(f"{path} cannot be read: {error.strerror}.") from error
    except msgspec.DecodeError as error:
        raise BadSettings(f"{path} is not right: {error}.") from error
    if settings.tls is None and not settings.loopback:
        raise BadSettings(f"{path} is not right: other machines can reach {settings.bind}, so it needs [tls].")
    return settings
