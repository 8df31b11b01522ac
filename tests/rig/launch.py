"""Gives an `attune` in the rig its virtual camera, looking at the scene that the environment names.

ATTUNE_RIG_SCENE   when the scene began (ns, monotonic), a space, and the footage (none: the test card)
ATTUNE_RIG_REPORT  a file for what the sensor counted since its last start: pictures exposed, and lost by this machine

SIGUSR1 stalls the sensor or lets it go on; SIGUSR2 pulls its plug or puts it back.
"""

import atexit
import json
import os
import signal
from pathlib import Path

from tests.rig import virtualpi
from tests.rig.clapper import Painter, scene


def report():
    counts = {"exposed": virtualpi.camera.exposed, "lost": virtualpi.camera.lost}
    Path(os.environ["ATTUNE_RIG_REPORT"]).write_text(json.dumps(counts))


def stall(*_):
    if virtualpi.camera.stalled.is_set():
        virtualpi.camera.stalled.clear()
    else:
        virtualpi.camera.stalled.set()


def unplug(*_):
    virtualpi.camera.plugged = not virtualpi.camera.plugged


def main():
    """Set the scene."""
    virtualpi.camera.scene = Painter(scene(os.environ["ATTUNE_RIG_SCENE"]))
    signal.signal(signal.SIGUSR1, stall)
    signal.signal(signal.SIGUSR2, unplug)
    atexit.register(report)
