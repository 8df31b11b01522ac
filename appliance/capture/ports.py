"""What capture asks of the recorder: where a film goes, and who hears of alarms."""

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
        """Something went wrong: once, until it is cleared."""
        ...

    def cleared(self, code: str) -> None:
        """What this alarm was about is well again."""
        ...
