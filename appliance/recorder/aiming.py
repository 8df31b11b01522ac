"""The view of the camera for aiming: shown by the light while it lasts, and ended after a time. Pure."""

import msgspec
from msgspec.structs import replace

LINGERS = 2_000_000_000
"""How long (ns) after its last frame a view is still going on: pages ask twice a second."""

LONGEST = 120_000_000_000
"""After so long (ns) a view ends. It can be opened again."""


class CameraView(msgspec.Struct, frozen=True):
    """A view of the camera, from its first frame to its last one so far."""

    since: int
    last: int

    def look(self, at: int) -> "CameraView":
        """Note one more frame."""
        return replace(self, last=at)

    def ended(self, at: int) -> bool:
        """Whether it has reached its maximum length."""
        return at - self.since >= LONGEST

    def over(self, now: int) -> bool:
        """Whether nobody is looking any more."""
        return now - self.last >= LINGERS
