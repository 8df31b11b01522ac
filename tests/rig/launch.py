"""Gives an `attune` in the rig its virtual camera and pins, and tests a socket to their physical side.

ATTUNE_RIG_SCENE  when the scene began (ns, monotonic), a space, and the footage (none: the test card)
ATTUNE_RIG_PHYSICAL   a Unix socket that answers the words of `Physical`, one line each, in JSON
"""

import contextlib
import json
import os
import socketserver
import threading
import time

from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin

from appliance.devices.patterns import COLOURS
from appliance.devices.pins import Pins
from tests.rig import virtualpi  # noqa: F401  # before anything imports picamera2
from tests.rig.clapper import Painter, scene
from tests.rig.virtual_camera import camera

PINS = Pins()


class Physical(socketserver.StreamRequestHandler):
    """What a test may do: a line `WORD` or `WORD NUMBER`, and the method of that name answers."""

    def handle(self) -> None:
        for line in self.rfile:
            word, *numbers = line.decode().split()
            answer = getattr(self, word)(*map(float, numbers))
            with contextlib.suppress(BrokenPipeError):
                self.wfile.write(json.dumps(answer).encode() + b"\n")

    def stall(self) -> None:
        """The sensor takes no more frames."""
        camera.stalled.set()

    def hang(self) -> None:
        """The sensor takes no more frames until the camera is started anew."""
        camera.restart_helps = True
        camera.stalled.set()

    def unplug(self) -> None:
        """The camera's cable comes off."""
        camera.plugged = False

    def mend(self) -> None:
        """The camera is well again."""
        camera.mend()

    def counts(self) -> dict[str, int]:
        """Frames that the sensor took since the camera was started, and ticks that this machine lost."""
        return {"exposed": camera.exposed, "lost": camera.lost}

    def press(self, seconds: float) -> list[int]:
        """A finger pushes the button for so long; when it went down (ns), and when it was up."""
        button = Device.pin_factory.pin(PINS.button)
        down = time.monotonic_ns()
        button.drive_low()
        time.sleep(seconds)
        button.drive_high()
        return [down, time.monotonic_ns()]

    def light(self, seconds: float) -> list[str]:
        """What is seen of the light in so many seconds: colours, and None for dark."""
        seen: set[str | None] = set()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            values = tuple(Device.pin_factory.pin(pin).state for pin in (PINS.red, PINS.green, PINS.blue))
            seen.add(next((colour for colour, shown in COLOURS.items() if shown == values), None))
            time.sleep(0.01)
        return sorted(map(str, seen))


def main() -> None:
    """Set the scene, connect the pins, listen."""
    camera.scene = Painter(scene(os.environ["ATTUNE_RIG_SCENE"]))
    Device.pin_factory = MockFactory(pin_class=MockPWMPin)
    server = socketserver.ThreadingUnixStreamServer(os.environ["ATTUNE_RIG_PHYSICAL"], Physical)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="rig physical", daemon=True).start()
