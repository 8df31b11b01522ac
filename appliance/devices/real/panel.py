"""The button and the light on GPIO pins, through gpiozero on whatever pin factory the machine has."""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from gpiozero import Button, Factory

from appliance.devices.debounce import Push
from appliance.devices.errors import PanelMissing
from appliance.devices.protocols import Light
from appliance.devices.real.lamp import ColourLamp, Lamp, PlainLamp

SECOND = 1_000_000_000
# An edge older than this bears a time of another clock than ours.
OLDEST_EDGE = 0.5

Edge = tuple[bool, int]


@dataclass(frozen=True, slots=True)
class Pins:
    """GPIO numbers (BCM). The button connects its pin to ground; `led` takes the place of the three colours."""

    button: int = 17
    red: int = 27
    green: int = 22
    blue: int = 23
    led: int | None = None


class NoPanel:
    """The panel of a box that has none: the phone does it all."""

    def start(self, pressed: Callable[[int], None], held: Callable[[int], None]) -> None:
        """Nothing will ever be pressed."""

    def show(self, light: Light) -> None:
        """Nothing to show it with."""

    def close(self) -> None:
        """Nothing to close."""


class GpioPanel:
    """Keeps the contract of `Panel`.

    gpiozero's own `bounce_time` reports an edge only once it has settled, some 60 ms late, and starts a hold anew at
    each bounce. A mark lies where the button went down, so edges are taken raw, with the kernel's time; `Push` settles
    them.
    """

    def __init__(self, pins: Pins | None = None, factory: Factory | None = None) -> None:
        self.pins = pins or Pins()
        self._factory = factory
        self._light = Light("amber", "off")
        self._button: Button | None = None
        self._lamp: Lamp | None = None
        self._thread: threading.Thread | None = None
        self._edges: queue.SimpleQueue[Edge | None] = queue.SimpleQueue()

    def start(self, pressed: Callable[[int], None], held: Callable[[int], None]) -> None:
        """Take the pins, show the light, and report from a thread of the panel's own. Raises PanelMissing."""
        if self._thread is not None:
            raise RuntimeError("the panel was started already")
        try:
            self._button = button = Button(self.pins.button, pin_factory=self._factory)
            self._lamp = self._make_lamp()
            self._lamp.show(self._light)
        except Exception as error:  # each pin library raises its own errors, and they share no parent
            self._release()
            raise PanelMissing(f"{PanelMissing.sentence} ({error})") from error
        edges: queue.SimpleQueue[Edge | None] = queue.SimpleQueue()
        self._edges = edges
        self._thread = threading.Thread(target=_watch, args=(edges, pressed, held), name="Panel", daemon=True)
        self._thread.start()
        button.when_pressed = lambda: edges.put((True, _edge_time(button.active_time)))
        button.when_released = lambda: edges.put((False, _edge_time(button.inactive_time)))

    def show(self, light: Light) -> None:
        """Set the light; before `start`, what it will begin with."""
        if light == self._light and self._lamp is not None:
            return  # a blink that goes on must not start anew
        self._light = light
        if self._lamp is not None:
            self._lamp.show(light)

    def close(self) -> None:
        """Let go of the pins; the light goes out. Idempotent."""
        self._release()
        thread, self._thread = self._thread, None
        if thread is not None:
            self._edges.put(None)
            if thread is not threading.current_thread():
                thread.join()

    def _make_lamp(self) -> Lamp:
        pins = self.pins
        if pins.led is not None:
            return PlainLamp(pins.led, self._factory)
        return ColourLamp(pins.red, pins.green, pins.blue, self._factory)

    def _release(self) -> None:
        for part in (self._button, self._lamp):
            if part is not None:
                part.close()
        self._button = self._lamp = None


def _edge_time(age: float | None) -> int:
    """When the edge was, from how long ago the pin library says it was."""
    return time.monotonic_ns() - (int(age * SECOND) if age is not None and 0 <= age < OLDEST_EDGE else 0)


def _watch(edges: queue.SimpleQueue[Edge | None], pressed: Callable[[int], None], held: Callable[[int], None]) -> None:
    """Report pushes until None comes."""
    push = Push()
    tell = {"press": pressed, "hold": held}
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
            tell[found[0]](found[1])
