"""What capture needs from the recorder: where a film goes, and a listener for alarms."""

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
    """Called from any thread; must not block, nor call back into capture."""

    def raised(self, error: DeviceError | CaptureError) -> None:
        """An alarm: once, until it is cleared."""
        ...

    def cleared(self, code: str) -> None:
        """The cause of this alarm is gone."""
        ...
