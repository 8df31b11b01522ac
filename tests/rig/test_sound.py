"""PortAudio on the virtual microphone, through PiSound."""

import itertools
import queue
import threading
from collections.abc import Generator, Iterator
from time import monotonic, monotonic_ns

import numpy as np
import pytest
from numpy.typing import NDArray

from appliance.capture.mic_check import MicCheck
from appliance.devices.errors import DeviceError, MicrophoneMissing
from appliance.devices.protocols import Sound
from appliance.devices.real.pi_sound import BLOCKS, PiSound
from appliance.devices.simulated.scene import SECOND, SOUND_RATE, Scene
from appliance.devices.simulated.test_card import TestCard
from tests.rig.pulse import VirtualMicrophone
from tests.rig.speaker import Play
from tests.support.hand_devices import Told


@pytest.fixture
def microphone(plug: VirtualMicrophone) -> Iterator[PiSound]:
    microphone = PiSound("pulse")
    yield microphone
    microphone.close()


class Received:
    """Blocks of sound and faults as they come."""

    def __init__(self) -> None:
        self.sounds: queue.Queue[Sound] = queue.Queue()
        self.faults: queue.Queue[DeviceError] = queue.Queue()

    def take(self, seconds: float, timeout: float = 30.0) -> list[Sound]:
        return [self.sounds.get(timeout=timeout) for _ in range(round(seconds * BLOCKS))]


def started(microphone: PiSound) -> Received:
    received = Received()
    microphone.start(received.sounds.put, received.faults.put)
    return received


def beeps(sounds: list[Sound]) -> NDArray[np.int64]:
    """When each beep was heard (ns)."""
    samples = np.concatenate([sound.samples[:, 0] for sound in sounds]).astype(int)
    times = np.concatenate([sound.time + np.arange(len(sound.samples)) * SECOND // SOUND_RATE for sound in sounds])
    loud = np.flatnonzero(np.abs(samples) > 1000)
    return times[loud[np.r_[True, np.diff(loud) > SOUND_RATE // 10]]]


def test_blocks_follow_each_other_at_the_rate(microphone: PiSound) -> None:
    stamped: queue.Queue[tuple[int, Sound]] = queue.Queue()
    microphone.start(lambda sound: stamped.put((monotonic_ns(), sound)), print)
    arrived, sounds = zip(*[stamped.get(timeout=30.0) for _ in range(3 * BLOCKS)], strict=True)
    assert all(sound.samples.shape == (960, 1) and sound.samples.dtype == np.int16 for sound in sounds)
    steps = np.diff([sound.time for sound in sounds[BLOCKS:]])
    # The few that are off by more were stamped while this machine was busy elsewhere.
    assert np.percentile(abs(steps - 20_000_000), 90) < 1_000_000
    assert steps.mean() == pytest.approx(20_000_000, abs=100_000)
    ages = [(at - sound.time) / SECOND for at, sound in zip(arrived, sounds, strict=True)]
    assert 0.02 <= min(ages) < 0.3


def test_a_beep_is_heard_when_it_sounds(microphone: PiSound, play: Play) -> None:
    scene = Scene(TestCard())
    play(scene)
    heard = beeps(started(microphone).take(6))
    off = (heard - scene.origin + SECOND // 2) % SECOND - SECOND // 2
    assert len(heard) in {5, 6, 7}
    assert abs(off[1:-1]).max() < 5_000_000  # 4.8 on a quiet machine: PortAudio's stamps through PulseAudio are late


def test_every_sample_arrives(microphone: PiSound, play: Play) -> None:
    noise = np.random.default_rng(1).integers(-9000, 9000, 30 * SOUND_RATE).astype(np.int16)

    class Noise(TestCard):
        def sounds(self, first: int) -> Generator[NDArray[np.int16]]:
            yield noise[first:].reshape(-1, 1)

    received = started(microphone)
    play(Scene(Noise()))
    heard = np.concatenate([sound.samples[:, 0] for sound in received.take(8)])[-3 * SOUND_RATE :]
    places = [at for at in np.flatnonzero(noise == heard[0]) if (noise[at : at + 100] == heard[:100]).all()]
    assert len(places) == 1
    assert (noise[places[0] :][: len(heard)] == heard).all()


def test_a_pulled_plug_is_told_once_and_survived(microphone: PiSound, plug: VirtualMicrophone) -> None:
    received = started(microphone)
    received.take(1)
    begun = monotonic()
    plug.pull()
    fault = received.faults.get(timeout=30)
    assert isinstance(fault, MicrophoneMissing)
    assert "plug" in str(fault)
    assert monotonic() - begun < 1.0
    for _ in range(3):
        with pytest.raises(MicrophoneMissing):
            microphone.start(print, print)
    plug.plug()
    again = started(microphone)
    assert again.take(1)[0].time > begun * SECOND
    assert received.faults.empty()
    assert again.faults.empty()


def test_a_silent_driver_is_told(microphone: PiSound, plug: VirtualMicrophone) -> None:
    received = started(microphone)
    received.take(1)
    plug.freeze()
    assert isinstance(received.faults.get(timeout=30), MicrophoneMissing)
    begun = monotonic()
    microphone.close()
    assert monotonic() - begun < 2.0
    plug.thaw()
    assert started(microphone).take(1)


def test_a_microphone_that_does_not_exist(plug: VirtualMicrophone) -> None:
    microphone = PiSound("no such microphone")
    with pytest.raises(MicrophoneMissing):
        microphone.start(print, print)
    microphone.close()


def test_a_rate_or_number_of_channels_that_it_does_not_have(plug: VirtualMicrophone) -> None:
    for settings in ({"rate": 1}, {"channels": 99}):
        with pytest.raises(MicrophoneMissing):
            PiSound("pulse", **settings).start(print, print)


def test_a_start_returns_when_sound_comes(microphone: PiSound) -> None:
    received = Received()
    microphone.start(received.sounds.put, received.faults.put)
    assert received.sounds.qsize() >= 1


def test_nothing_arrives_after_close(microphone: PiSound) -> None:
    received = started(microphone)
    received.take(1)
    microphone.close()
    arrived = received.sounds.qsize()
    microphone.close()
    started(microphone).take(1)
    assert received.sounds.qsize() == arrived


def test_a_receiver_may_close(microphone: PiSound) -> None:
    closed = threading.Event()

    def receive(_sound: Sound) -> None:
        microphone.close()
        closed.set()

    microphone.start(receive, print)
    assert closed.wait(30)
    assert started(microphone).take(0.5)


def test_a_receiver_that_fails_is_told_as_a_fault(microphone: PiSound) -> None:
    faults: queue.Queue[DeviceError] = queue.Queue()
    raised: queue.Queue[type[BaseException]] = queue.Queue()

    come = itertools.count()

    def receive(_sound: Sound) -> None:
        if next(come) == 3:
            raise ValueError("a bug of the receiver's")

    hook, threading.excepthook = threading.excepthook, lambda error: raised.put(error.exc_type)
    try:
        microphone.start(receive, faults.put)
        assert isinstance(faults.get(timeout=30), MicrophoneMissing)
        assert raised.get(timeout=30) is ValueError
    finally:
        threading.excepthook = hook


def test_a_microphone_that_hears_nothing_is_told(microphone: PiSound) -> None:
    told = Told()
    hearing = MicCheck(microphone.rate, told)
    for sound in started(microphone).take(5.5):
        hearing.hear(sound)
    assert told.heard == ["microphone-silent"]
