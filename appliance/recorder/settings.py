"""The recorder's settings: one TOML file, read once into frozen typed values."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from appliance.devices.pins import Pins
from appliance.errors import BadSettings
from appliance.films.auto_wipe import WipeSettings
from appliance.recorder.situation import Limits
from sealed.strict import Strict
from sealed.text_file import read_toml
from stores.address import name_of
from stores.errors import BadStore

Pixels = Annotated[int, msgspec.Meta(ge=64, le=4096, multiple_of=2)]
Pin = Annotated[int, msgspec.Meta(ge=0, le=53)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
"""The rule of film.json: readers refuse a film with any other name."""

Address = Annotated[str, msgspec.Meta(max_length=1024)]
ADDRESS = re.compile(r"[a-z0-9]+://[^\x00-\x1f\x7f]+")
LONGEST_FILM = 24 * 3600
"""Seconds."""

LONGEST_RATE = 10**9
"""The rule of film.json for the two numbers of a rate."""


class CameraSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """Size in pixels (even numbers), and frames a second, 1 to 120, as a number or a fraction ("30000/1001").

    `encoder`: the Pi's own (`v4l2m2m`), x264 (`libx264`), or the first if it does what a film needs (`auto`).
    """

    width: Pixels = 1280
    height: Pixels = 720
    rate: str = "25"
    encoder: Literal["auto", "v4l2m2m", "libx264"] = "auto"

    def __post_init__(self) -> None:
        super().__post_init__()
        try:
            possible = 1 <= self.fraction() <= 120 and self.fraction().numerator < LONGEST_RATE
        except (ValueError, ZeroDivisionError):
            possible = False
        if not possible:
            raise ValueError(f"`rate` is {self.rate!r}, and must be from 1 to 120, written as 25 or 30000/1001")

    def fraction(self) -> Fraction:
        """The rate as an exact number."""
        return Fraction(self.rate)


class MicrophoneSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """Which microphone: words of a PortAudio name, the first that fits; the system's default when absent.

    The rates are those of AAC.
    """

    device: str | None = None
    rate: Literal[8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000] = 48_000
    channels: Literal[1, 2] = 1


class PanelSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """GPIO numbers (BCM) of the button and the light; `led` for a plain LED instead of three colours.

    `kind` is `gpio` for real pins, `simulated` for a button that is pushed by command, `none` for a box without one.
    """

    kind: Literal["gpio", "simulated", "none"] | None = None
    button: Pin = 17
    red: Pin = 27
    green: Pin = 22
    blue: Pin = 23
    led: Pin | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        pins = [self.button, self.led] if self.led is not None else [self.button, self.red, self.green, self.blue]
        if len({*pins}) < len(pins):
            raise ValueError("the button and the light need a pin each, and two of them have the same")

    def pins(self) -> Pins:
        """As the panel takes them."""
        return Pins(self.button, self.red, self.green, self.blue, self.led)


class HostSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """`root` is prepended to /sys, /run and /dev/vcio, which show temperature, voltage and who set the clock."""

    root: str = "/"


class LimitSettings(Strict, frozen=True, forbid_unknown_fields=True):
    """Seconds of film: when it ends by itself, and when the light reminds."""

    film: Annotated[float, msgspec.Meta(ge=1, le=LONGEST_FILM)] = 15 * 60
    reminder: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_FILM)] = 10 * 60

    def limits(self) -> Limits:
        """As the state machine takes them."""
        return Limits(film=self.film, reminder=self.reminder)


class RecorderSettings(Strict, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings of `attune recorder`. Paths are absolute or relative to the working directory.

    `stores`: the addresses of the stores where films may go; a receipt for another is refused.
    """

    data: Annotated[str, msgspec.Meta(min_length=1)]
    name: Name
    key: str
    recipients: tuple[str, ...]
    devices: Literal["simulated", "pi"] = "pi"
    footage: str | None = None
    camera: CameraSettings = CameraSettings()
    microphone: MicrophoneSettings = MicrophoneSettings()
    panel: PanelSettings = PanelSettings()
    host: HostSettings = HostSettings()
    limit: LimitSettings = LimitSettings()
    wipe: WipeSettings = WipeSettings()
    stores: tuple[Address, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.name.isprintable():
            raise ValueError("`name` has letters that cannot be printed")
        if not self.recipients:
            raise ValueError("`recipients` is empty, and nobody could open a film: add one")
        for address in self.stores:
            if not ADDRESS.fullmatch(address):
                raise ValueError(f"`stores` names {address!r}, which is no store's address (docs/stores.md)")
            try:
                name_of(address)
            except BadStore as error:
                raise ValueError(f"`stores`: {error}") from error

    @property
    def folder(self) -> Path:
        """Holds films, receipts, wipe records and the control socket."""
        return Path(self.data)


def read_settings(path: Path) -> RecorderSettings:
    """Read a settings file. Raises BadSettings with the file, the place and the cause."""
    try:
        return read_toml(path, RecorderSettings)
    except OSError as error:
        raise BadSettings(f"Cannot read the settings {path}: {error.strerror}.") from error
    except ValueError as error:
        raise BadSettings(f"The settings {path} are wrong: {error}.") from error
