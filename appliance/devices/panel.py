"""The part that all panels share, whatever their button and light are connected to; and the panel of a box without
one."""

import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from appliance.devices.debounce import Push
from control.messages import Light

SECOND = 1_000_000_000

Edge = tuple[bool, int]
OnEdge = Callable[[bool, int], None]


class NoPanel:
    """A box without button and light: the phone does it all."""

    def start(self, pressed: Callable[[int], None], held: Callable[[int], None]) -> None:
        """Nothing will ever be pressed."""

    def show(self, light: Light) -> None:
        """Nothing to show it with."""

    def close(self) -> None:
        """Nothing to close."""


class ButtonPanel(ABC):
    """Implements `Panel`: debounces the button's edges in a thread, and sets the light only when it changes."""

    def __init__(self) -> None:
        self._light = Light("amber", "off")
        self._connected = False
        self._thread: threading.Thread | None = None
        self._edges: queue.SimpleQueue[Edge | None] = queue.SimpleQueue()

    def start(self, pressed: Callable[[int], None], held: Callable[[int], None]) -> None:
        """Take the button and the light, and report from a thread of the panel's own. Raises PanelMissing."""
        if self._thread is not None:
            raise RuntimeError("the panel was started already")
        self._edges = edges = queue.SimpleQueue[Edge | None]()
        self._connect(lambda down, at: edges.put((down, at)), self._light)
        self._connected = True
        self._thread = threading.Thread(target=_watch, args=(edges, pressed, held), name="Panel", daemon=True)
        self._thread.start()

    def show(self, light: Light) -> None:
        """Set the light; before `start`, the one that it begins with. The same light again does not restart a blink."""
        if light == self._light:
            return
        self._light = light
        if self._connected:
            self._display(light)

    def close(self) -> None:
        """Release the button and the light, which goes out. Idempotent."""
        self._connected = False
        self._disconnect()
        thread, self._thread = self._thread, None
        if thread is not None:
            self._edges.put(None)
            if thread is not threading.current_thread():
                thread.join()

    @abstractmethod
    def _connect(self, edge: OnEdge, light: Light) -> None:
        """Take both, show `light`, and call `edge(down, time)` for every edge, bounces too. Raises PanelMissing."""

    @abstractmethod
    def _display(self, light: Light) -> None: ...

    @abstractmethod
    def _disconnect(self) -> None:
        """Idempotent, and safe after a failed `_connect`."""


def _watch(edges: queue.SimpleQueue[Edge | None], pressed: Callable[[int], None], held: Callable[[int], None]) -> None:
    """Report pushes until None comes."""
    push = Push()
    report = {"press": pressed, "hold": held}
    while True:
        due = push.due()
        try:
            edge = edges.get(timeout=None if due is None else max(0.0, (due - time.monotonic_ns()) / SECOND))
            if edge is None:
                return
            found = push.look(edge[1])
            push.edge(*edge)
        except queue.Empty:
            found = push.look(time.monotonic_ns())
        if found is not None:
            report[found[0]](found[1])
