"""One hand-over at a time in the background, and how far it is."""

import logging
import threading
from collections.abc import Callable
from typing import NamedTuple

from desk.errors import DeskLocked
from desk.handover.copies import OnStep
from desk.handover.stick import Written
from desk.handover.words import LOCKED, STOPPED
from sealed.errors import AttuneError

log = logging.getLogger("attune.desk.handover")


class GivingProgress(NamedTuple):
    """`step` is `encoding`, `writing` or `reading`."""

    step: str = "encoding"
    done: int = 0
    total: int = 0


class Giving:
    """Safe in several threads. `given` is the folder that was written, `error` the sentence that came instead."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self.progress: GivingProgress | None = None
        self.code = self.given = self.error = ""

    def start(self, code: str, give: Callable[[OnStep], Written]) -> bool:
        """False if one still runs. `give` is told where to say how far it is."""
        with self._guard:
            if self.progress is not None:
                return False
            self.code, self.given, self.error, self.progress = code, "", "", GivingProgress()
            threading.Thread(target=self._run, args=(give,), name="handover", daemon=True).start()
            return True

    def forget(self) -> None:
        """What came of it was read."""
        self.given = self.error = ""

    def _run(self, give: Callable[[OnStep], Written]) -> None:
        try:
            self.given = give(self._show).folder.name
        except DeskLocked:
            self.error = LOCKED  # both are translated by the page that shows them
        except AttuneError as error:
            self.error = str(error)
        except Exception:  # whatever it is, the page must not say that it goes on
            log.exception("a hand-over stopped")
            self.error = STOPPED
        finally:
            self.progress = None

    def _show(self, step: str, done: int, total: int) -> None:
        self.progress = GivingProgress(step, done, total)
