"""A simulated panel: a button that commands and tests push, and a light that they can read."""

import threading
import time
from collections.abc import Callable

from appliance.devices.debounce import HOLD, SETTLE
from appliance.devices.errors import PanelMissing
from appliance.devices.panel import SECOND, ButtonPanel, OnEdge
from appliance.devices.patterns import blink
from control.messages import Colour, Light

# What a push may take until it is reported, on a machine that is busy.
PATIENCE = 10.0


class SimulatedPanel(ButtonPanel):
    """Keeps the contract of `Panel`; `press` and `hold` move the button as a finger does."""

    def __init__(self) -> None:
        super().__init__()
        self._edge: OnEdge | None = None
        self._shown: tuple[Light, float] | None = None
        self._reported = threading.Event()
        self._one_finger = threading.Lock()

    def start(self, pressed: Callable[[int], None], held: Callable[[int], None]) -> None:
        """As every panel."""

        def reporting(report: Callable[[int], None]) -> Callable[[int], None]:
            def reported(down: int) -> None:
                report(down)
                self._reported.set()

            return reported

        super().start(reporting(pressed), reporting(held))

    def press(self, seconds: float = 0.1) -> None:
        """Push the button for so long; returns when it was reported. Raises PanelMissing if nothing watches."""
        with self._one_finger:
            self.down()
            time.sleep(seconds)
            self.up()
            self._await_report()

    def hold(self) -> None:
        """Push the button until the hold was reported, then let go."""
        with self._one_finger:
            self.down()
            try:
                self._await_report()
            finally:
                self.up()

    def down(self) -> None:
        """Push the button down."""
        if self._edge is None:
            raise PanelMissing
        self._reported.clear()
        self._edge(True, time.monotonic_ns())

    def up(self) -> None:
        """Let the button come up, for long enough to be debounced."""
        if self._edge is not None:
            self._edge(False, time.monotonic_ns())
        time.sleep(2 * SETTLE / SECOND)

    def showing(self) -> Colour | None:
        """The colour at this instant; None while it is dark."""
        if self._shown is None or self._shown[0].pattern == "off":
            return None
        light, since = self._shown
        times = blink(light, plain=False)
        lit = times is None or (time.monotonic() - since) % sum(times) < times[0]
        return light.colour if lit else None

    def _connect(self, edge: OnEdge, light: Light) -> None:
        self._edge = edge
        self._display(light)

    def _display(self, light: Light) -> None:
        self._shown = (light, time.monotonic())

    def _disconnect(self) -> None:
        self._edge = self._shown = None

    def _await_report(self) -> None:
        if not self._reported.wait(HOLD / SECOND + PATIENCE):
            raise TimeoutError("the button was pushed, but no push was reported")
