"""Somebody aims the camera: while the room is seen on a phone the box shows it, and it ends by itself. Pure."""

from dataclasses import dataclass, replace

LINGERS = 2_000_000_000
"""How long (ns) after its last frame a view counts as going on: pages ask twice a second."""

LONGEST = 120_000_000_000
"""After so long (ns) a view ends. Whoever still needs it opens it again."""


@dataclass(frozen=True, slots=True)
class CameraView:
    """A view of the camera, from its first frame to its last one so far."""

    since: int
    last: int

    def look(self, at: int) -> "CameraView":
        """One frame more."""
        return replace(self, last=at)

    def ended(self, at: int) -> bool:
        """Whether it has lasted as long as it may."""
        return at - self.since >= LONGEST

    def over(self, now: int) -> bool:
        """Whether nobody looks any more."""
        return now - self.last >= LINGERS
