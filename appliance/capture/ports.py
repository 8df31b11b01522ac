"""Where a film goes, and who is told of troubles: what capture asks of the daemon."""

from typing import Protocol

from appliance.capture.errors import CaptureError
from appliance.capture.film_encoder import Segment
from appliance.devices.errors import DeviceError


class Sink(Protocol):
    """Seals and keeps the parts of one film. Called from one thread, in order; any error it raises ends the film."""

    def init(self, data: bytes) -> None:
        """The MP4's header: comes first, once."""
        ...

    def segment(self, segment: Segment) -> None:
        """The next segment."""
        ...


class Listener(Protocol):
    """Hears of troubles, from any thread; must not block, nor call back into capture."""

    def trouble(self, error: DeviceError | CaptureError) -> None:
        """Something went wrong. Told once for each trouble."""
        ...

    def mended(self, code: str) -> None:
        """The trouble with this code is over."""
        ...
