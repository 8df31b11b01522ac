"""What the simulated camera and microphone have in common: a thread that delivers at the right instants; troubles."""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar

from appliance.devices.errors import DeviceError
from appliance.devices.protocols import Faults
from appliance.devices.simulated.scene import SECOND, Scene

Item = TypeVar("Item")


@dataclass(slots=True)
class _Run:
    """One time from `start` to `close` or a fault."""

    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    over: bool = False


def ahead(items: Iterator[Item], number: int) -> Iterator[Item]:
    """The same items, fetched `number` at a time: a decoder that wakes up seldom costs a third less."""
    while batch := list(islice(items, number)):
        yield from batch


class SimulatedDevice(Generic[Item]):
    """Delivers the items of a scene, each when it is due.

    The schedule is absolute: a thread that was held up delivers late what it owes, with the right times, and loses
    nothing. `delivered` counts what was handed over since the device was made.
    """

    missing: type[DeviceError]

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.delivered = 0
        self._unplugged = self._dropping = self._stalled = False
        self._run: _Run | None = None
        self._lock = threading.Lock()

    def start(self, deliver: Callable[[Item], None], faults: Faults) -> None:
        """Begin to deliver what the scene gives from now on."""
        with self._lock:
            if self._unplugged:
                raise self.missing()
            if self._run is not None and not self._run.over:
                raise RuntimeError(f"{type(self).__name__} was started already")
            run = self._run = _Run()
            now = time.monotonic_ns()
            run.thread = threading.Thread(
                target=self._deliver, args=(run, now, deliver, faults), name=type(self).__name__, daemon=True
            )
            run.thread.start()

    def close(self) -> None:
        """Stop delivering; nothing arrives after the return, unless a receiver itself closes. Idempotent."""
        with self._lock:
            run, self._run = self._run, None
        if run is None or run.thread is None:
            return
        run.stop.set()
        if run.thread is not threading.current_thread():
            run.thread.join()

    def unplug(self) -> None:
        """Pull the plug: delivery ends with a fault, and `start` fails until `mend`."""
        with self._lock:
            self._unplugged = True
            if self._run is not None:
                self._run.stop.set()

    def drop(self) -> None:
        """Lose every third item until `mend`."""
        self._dropping = True

    def mend(self) -> None:
        """End every trouble. A device that was unplugged must be started again."""
        with self._lock:
            self._unplugged = self._dropping = self._stalled = False

    def _items(self, now: int) -> Generator[tuple[int, Item]]:
        """The items from `now` on, endlessly, each with the instant when it is due."""
        raise NotImplementedError

    def _deliver(self, run: _Run, now: int, deliver: Callable[[Item], None], faults: Faults) -> None:
        fault: DeviceError | None = None
        try:
            with closing(self._items(now)) as items:
                for number, (due, item) in enumerate(items):
                    if run.stop.wait((due - time.monotonic_ns()) / SECOND):
                        break
                    if self._stalled or (self._dropping and number % 3 == 2):
                        continue
                    self.delivered += 1
                    deliver(item)
        except DeviceError as error:
            fault = error
        with self._lock:
            run.over = True
            if self._unplugged and self._run is run:
                fault = self.missing()
        if fault is not None:
            faults(fault)
