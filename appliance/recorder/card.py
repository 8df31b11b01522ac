"""The memory card while the recorder runs: how much film fits, and whether it can be written again after an error."""

from contextlib import suppress
from pathlib import Path

from appliance.capture.settings import EncoderSettings
from appliance.devices.protocols import Host
from appliance.recorder.situation import SECOND
from sealed.durable import Folder

PROBE = 5 * SECOND
"""How long (ns) an alarm about the card is shown before a write is tried again."""


class MemoryCard:
    """The card with the films in `folder`."""

    def __init__(self, host: Host, folder: Path, settings: EncoderSettings) -> None:
        self._host, self._folder = host, folder
        self._bytes_a_second = (settings.peak + max(settings.sound.values())) / 8
        self._failed: int | None = None

    @property
    def free(self) -> int:
        """Bytes free for films."""
        return self._host.free()

    def seconds(self, free: int | None = None) -> float:
        """How many seconds of film fit, at the highest bit rate."""
        return (self.free if free is None else free) / self._bytes_a_second

    def well_again(self, now: int) -> bool:
        """Whether a file can be written; tried once in PROBE, and not at once. To be called while an alarm stands."""
        if self._failed is None:
            self._failed = now
        elif now - self._failed >= PROBE:
            self._failed = None
            with suppress(OSError), Folder(self._folder) as folder:
                folder.put(".probe", b"is the card there?")
                folder.remove(".probe")
                return True
        return False
