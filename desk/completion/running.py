"""Goes on with an erasure in the background, so that a page does not wait for a store that is far away."""

import logging
import threading
from dataclasses import dataclass

from desk.completion.plan import Erasure
from desk.completion.sentences import STOPPED
from desk.completion.steps import go_on
from desk.unlocked import Desk
from sealed.errors import AttuneError

log = logging.getLogger("attune.desk.erasure")


@dataclass
class ErasureRun:
    """How far one is: its plan as it was written last, and what stopped it."""

    plan: Erasure
    running: bool = True
    trouble: str = ""

    @property
    def total(self) -> int:
        """How many things are to be done."""
        return 1 + len(self.plan.copies)

    @property
    def done(self) -> int:
        """How many of them are."""
        return bool(self.plan.destroyed) + sum(copy.settled for copy in self.plan.copies)


class ErasureRuns:
    """The runs of one app: one at a time for each erasure."""

    def __init__(self) -> None:
        self._guard, self._runs = threading.Lock(), dict[str, ErasureRun]()

    def of(self, id: str) -> ErasureRun | None:  # noqa: A002  # the field's name
        """The last run of an erasure."""
        return self._runs.get(id)

    def start(self, desk: Desk, plan: Erasure) -> threading.Thread | None:
        """Go on with it; nothing happens if it runs already."""
        with self._guard:
            if (before := self._runs.get(plan.id)) and before.running:
                return None
            run = self._runs[plan.id] = ErasureRun(plan)
        thread = threading.Thread(target=self._work, args=(desk, run), name="erasure", daemon=True)
        thread.start()
        return thread

    def _work(self, desk: Desk, run: ErasureRun) -> None:
        def show(plan: Erasure) -> None:
            run.plan = plan

        try:
            run.plan = go_on(desk, run.plan, show)
        except AttuneError as error:
            run.trouble = str(error)
        except Exception:  # whatever it is, the page must not say that it goes on
            log.exception("an erasure stopped")
            run.trouble = str(STOPPED)
        finally:
            run.running = False
