"""The recorder's settings: one TOML file, read once into frozen typed values."""

from fractions import Fraction
from pathlib import Path
from typing import Literal

import msgspec

from appliance.devices.pins import Pins
from appliance.errors import BadSettings
from appliance.films.auto_wipe import WipeSettings
from appliance.recorder.events import Limits


class CameraSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Size in pixels, and pictures a second as a number or a fraction ("30000/1001").

    `encoder`: the Pi's own (`v4l2m2m`), x264 (`libx264`), or the first if it does what a film needs (`auto`).
    """

    width: int = 1280
    height: int = 720
    rate: str = "25"
    encoder: Literal["auto", "v4l2m2m", "libx264"] = "auto"

    def fraction(self) -> Fraction:
        """The rate as an exact number."""
        return Fraction(self.rate)


class MicrophoneSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which microphone: a name that PortAudio knows, or a part of it; the system's default when absent."""

    device: str | None = None
    rate: int = 48_000
    channels: Literal[1, 2] = 1


class PanelSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """GPIO numbers (BCM) of the button and the light; `led` for a plain LED instead of three colours.

    `kind` is `gpio` for real pins, `simulated` for a button that is pushed by command, `none` for a box without one.
    """

    kind: Literal["gpio", "simulated", "none"] | None = None
    button: int = 17
    red: int = 27
    green: int = 22
    blue: int = 23
    led: int | None = None

    def pins(self) -> Pins:
        """As the panel wants them."""
        return Pins(self.button, self.red, self.green, self.blue, self.led)


class HostSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`root` stands before /sys, /run and /dev/vcio, where the box reads its heat, its power and who set its clock."""

    root: str = "/"


class LimitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds of film: when it ends by itself, and when the light reminds."""

    film: float = 15 * 60
    reminder: float = 10 * 60

    def limits(self) -> Limits:
        """As the state machine wants them."""
        return Limits(film=self.film, reminder=self.reminder)


class RecorderSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What `attune recorder` needs to know. Paths are absolute or relative to the working directory."""

    data: str
    name: str
    key: str
    recipients: list[str]
    devices: Literal["simulated", "pi"] = "pi"
    footage: str | None = None
    camera: CameraSettings = CameraSettings()
    microphone: MicrophoneSettings = MicrophoneSettings()
    panel: PanelSettings = PanelSettings()
    host: HostSettings = HostSettings()
    limit: LimitSettings = LimitSettings()
    wipe: WipeSettings = WipeSettings()

    @property
    def folder(self) -> Path:
        """Where films, receipts, wipe records and the control socket live."""
        return Path(self.data)


def read_settings(path: Path) -> RecorderSettings:
    """Read a settings file. Raises BadSettings with the file, the place and the cause."""
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=RecorderSettings)
        settings.camera.fraction()
    except OSError as error:
        raise BadSettings(f"Cannot read the settings {path}: {error.strerror}.") from error
    except (msgspec.DecodeError, ValueError, ZeroDivisionError) as error:
        raise BadSettings(f"The settings {path} are wrong: {error}.") from error
    if not settings.recipients:
        raise BadSettings(f"The settings {path} name no recipient: nobody could open a film. Add one to `recipients`.")
    return settings
