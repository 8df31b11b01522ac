"""The devices' interfaces. Simulated and real ones keep one contract (tests/support/device_contract.py).

All times are nanoseconds of CLOCK_MONOTONIC (`time.monotonic_ns()`), the only clock that a film is made by.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Protocol

import av
import msgspec
import numpy as np
from numpy.typing import NDArray

from appliance.devices.errors import DeviceError
from control.messages import ClockSource, Light


class Frame(msgspec.Struct, frozen=True):
    """One frame: when the sensor took it, and its pixels (yuv420p, not to be changed by the receiver)."""

    time: int
    image: av.VideoFrame


class Sound(msgspec.Struct, frozen=True):
    """A block of sound: when its first sample was heard, and samples as int16 of shape (samples, channels)."""

    time: int
    samples: NDArray[np.int16]


class Clock(msgspec.Struct, frozen=True):
    """Wall-clock time of the host, and who set it. `none` means: not trusted."""

    utc: float
    source: ClockSource


class HostReadings(msgspec.Struct, frozen=True):
    """What the host measures. `temperature` in degrees Celsius, None where it cannot be measured; `battery` in per cent
    where a UPS board tells it, and whether the box lives on it now.
    """

    temperature: float | None = None
    hot: bool = False
    low_voltage: bool = False
    slowed: bool = False
    was_low_voltage: bool = False
    swaps_to_disk: bool = False
    battery: int | None = None
    on_battery: bool = False


Faults = Callable[[DeviceError], None]


class Camera(Protocol):
    """A camera that runs from `start` to `close` and delivers every frame it takes."""

    width: int
    height: int
    rate: Fraction

    def start(self, frames: Callable[[Frame], None], faults: Faults) -> None:
        """Begin to deliver, from a thread of the camera's own. Raises DeviceError if the camera is missing.

        Times rise strictly. A fault that ends delivery is reported once; `start` may then be called again.
        """
        ...

    def view(self) -> av.VideoFrame | None:
        """A small recent frame for aiming, yuv420p; None if the camera makes none."""
        ...

    def close(self) -> None:
        """Stop delivering; nothing arrives after the return. Idempotent, and safe after a failed start."""
        ...


class Microphone(Protocol):
    """A microphone that delivers blocks in order. What is lost shows as a jump in `Sound.time`."""

    rate: int
    channels: int

    def start(self, sounds: Callable[[Sound], None], faults: Faults) -> None:
        """Begin to deliver, from a thread of the microphone's own. Raises DeviceError if it is missing."""
        ...

    def close(self) -> None:
        """Stop delivering; nothing arrives after the return. Idempotent."""
        ...


class Panel(Protocol):
    """The button and the light."""

    def start(self, pressed: Callable[[int], None], held: Callable[[int], None]) -> None:
        """Call `pressed(time)` after a short press and `held(time)` two seconds into a long one.

        `time` is when the button went down. One push gives exactly one call.
        """
        ...

    def show(self, light: Light) -> None:
        """Set the light."""
        ...

    def close(self) -> None:
        """Release the pins; the light goes out. Idempotent."""
        ...


class Host(Protocol):
    """The computer around the devices."""

    def await_devices(self) -> None:
        """Wait, for a limited time, until the operating system has set up the devices that it found when it started."""
        ...

    def free(self) -> int:
        """Bytes free for films on the card."""
        ...

    def clock(self) -> Clock:
        """The wall clock, and whether to trust it."""
        ...

    def health(self) -> HostReadings:
        """Its heat, and whether the power supply is too weak."""
        ...

    def ready(self) -> None:
        """Notify systemd that the recorder is ready."""
        ...

    def alive(self, status: str) -> None:
        """Feed systemd's watchdog: real progress was made; with one line of status."""
        ...

    def stopping(self) -> None:
        """Notify systemd that the recorder is stopping, and may take a while to seal."""
        ...

    def journal(self, message: str, priority: int, fields: Mapping[str, str | int]) -> bool:
        """Write to journald, with fields for programs; false where there is none."""
        ...
