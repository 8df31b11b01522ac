"""What the tests in the rig stand on; outside it, each of them is skipped and says how to run it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.devices.simulated.scene import Scene
from tests.rig import clapper
from tests.rig.box import PiBox
from tests.rig.card import Card
from tests.rig.pulse import VirtualMicrophone
from tests.rig.speaker import Play, Speaker
from tests.rig.virtual_camera import VirtualCamera, camera
from tests.support.footage import footage

IN_RIG = bool(os.environ.get("ATTUNE_IN_RIG"))

if IN_RIG:
    # Before anything imports picamera2.
    from tests.rig import virtualpi  # noqa: F401


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("rig")
            if not IN_RIG:
                item.add_marker(pytest.mark.skip(reason="runs in the rig: make test-rig"))


@pytest.fixture
def sensor() -> Iterator[VirtualCamera]:
    """The virtual camera's physical side; mended afterwards."""
    camera.mend()
    yield camera
    camera.mend()
    camera.scene = None


@pytest.fixture(scope="session")
def pulse() -> Iterator[VirtualMicrophone]:
    """The one virtual microphone of the session: libpulse finds it by the environment."""
    microphone = VirtualMicrophone()
    yield microphone
    microphone.pull()


@pytest.fixture
def plug(pulse: VirtualMicrophone) -> Iterator[VirtualMicrophone]:
    """The virtual microphone's plug: in, until a test pulls it; in again for the next."""
    if not pulse.daemon:
        pulse.plug()
    yield pulse
    pulse.thaw()


@pytest.fixture
def play(plug: VirtualMicrophone) -> Iterator[Play]:
    """Plays the sound of a scene into the virtual microphone until the end of the test."""
    speakers: list[Speaker] = []

    def play(scene: Scene) -> None:
        speakers.append(Speaker(scene))

    yield play
    for speaker in speakers:
        speaker.close()


@pytest.fixture
def scene() -> Scene:
    """Real footage under a clapper, from now on."""
    return clapper.scene(f"{time.monotonic_ns()} {footage()}")


@pytest.fixture
def box(tmp_path: Path, play: Play, monkeypatch: pytest.MonkeyPatch, scene: Scene) -> Iterator[PiBox]:
    """A recorder on the virtual camera, microphone and pins, filming that scene. Not started: `begin` does that."""
    play(scene)
    made = PiBox(tmp_path, f"{scene.origin} {footage()}", monkeypatch.setenv)
    with made:
        yield made
    made.close()


@pytest.fixture
def small_card(tmp_path: Path, box: PiBox) -> Iterator[Card]:
    """A card of 192 MiB under the box's films. Let go of before the recorder is asked to end."""
    box.films.mkdir()
    card = Card(tmp_path, box.films, 192 << 20)
    yield card
    card.thaw()
    box.stop()
    card.close()
