"""What every camera and microphone must keep: one suite for simulated and real ones. The panel's: `panel_contract.py`.

A module of tests takes a class from here by inheritance, and gives it these fixtures:

    camera               a Camera, not started
    unplug, plug_in      functions that pull out that camera's (or microphone's) plug for real, and put it back
    microphone           a Microphone, not started

Each device is closed by the suite.
"""

import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import median
from typing import TypeAlias

import numpy as np
import pytest

from appliance.devices.errors import CameraMissing, DeviceError, MicrophoneMissing
from appliance.devices.protocols import Camera, Microphone
from tests.support.inbox import Inbox

SECOND = 1_000_000_000

Device: TypeAlias = Camera | Microphone
Deed: TypeAlias = Callable[[], None]


class DeviceContract:
    """What cameras and microphones have in common. `device` is the one, `missing` the error when it is not there."""

    missing: type[DeviceError]

    def test_delivers_from_a_thread_of_its_own(self, device: Device) -> None:
        items = Inbox()
        device.start(items, Inbox())
        items.take(5)
        device.close()
        assert len(items.threads) == 1
        assert threading.get_ident() not in items.threads

    def test_times_rise_strictly_and_are_the_present(self, device: Device) -> None:
        stamped = Inbox()
        device.start(lambda item: stamped((time.monotonic_ns(), item.time)), Inbox())
        times = stamped.take(30)
        device.close()
        assert all(earlier < later for (_, earlier), (_, later) in pairwise(times))
        assert all(taken <= now for now, taken in times)
        assert median(now - taken for now, taken in times) < SECOND // 5

    def test_nothing_comes_after_close(self, device: Device) -> None:
        items, faults = Inbox(), Inbox()
        device.start(items, faults)
        items.take(3)
        device.close()
        assert items.quiet(0.3)
        assert faults.items == []

    def test_close_is_idempotent_and_needs_no_start(self, device: Device) -> None:
        device.close()
        device.start(Inbox(), Inbox())
        device.close()
        device.close()

    def test_starts_again_after_close(self, device: Device) -> None:
        items = Inbox()
        device.start(items, Inbox())
        items.take(3)
        device.close()
        before = len(items.items)
        device.start(items, Inbox())
        times = [item.time for item in items.take(before + 3)]
        device.close()
        assert all(earlier < later for earlier, later in pairwise(times))

    def test_is_not_there_until_plugged_in(self, device: Device, unplug: Deed, plug_in: Deed) -> None:
        items, faults = Inbox(), Inbox()
        unplug()
        with pytest.raises(self.missing):
            device.start(items, faults)
        device.close()
        plug_in()
        device.start(items, faults)
        items.take(3)
        device.close()
        assert faults.items == []

    def test_tells_once_that_it_was_unplugged(self, device: Device, unplug: Deed, plug_in: Deed) -> None:
        items, faults = Inbox(), Inbox()
        device.start(items, faults)
        items.take(3)
        unplug()
        [fault] = faults.take(1)
        assert isinstance(fault, self.missing)
        assert str(fault)
        assert items.quiet(0.3)
        assert len(faults.items) == 1
        plug_in()
        before = len(items.items)
        device.start(items, faults)
        items.take(before + 3)
        device.close()
        assert len(faults.items) == 1


class CameraContract(DeviceContract):
    """What a camera must keep."""

    missing = CameraMissing

    @pytest.fixture
    def device(self, camera: Camera) -> Iterator[Camera]:
        yield camera
        camera.close()

    def test_frames_are_yuv420p_of_the_size_it_says(self, device: Camera) -> None:
        frames = Inbox()
        device.start(frames, Inbox())
        for frame in frames.take(3):
            image = frame.image
            assert (image.format.name, image.width, image.height) == ("yuv420p", device.width, device.height)
            assert device.width % 2 == device.height % 2 == 0
            assert len(bytes(image.planes[0])) >= device.width * device.height

    def test_keeps_its_rate_within_one_per_cent(self, device: Camera) -> None:
        frames = Inbox()
        device.start(frames, Inbox())
        times = [frame.time for frame in frames.take(int(2 * device.rate))]
        period = median(later - earlier for earlier, later in pairwise(times))
        assert period == pytest.approx(SECOND / float(device.rate), rel=0.01)

    def test_a_frame_that_is_kept_does_not_change(self, device: Camera) -> None:
        frames = Inbox()
        device.start(frames, Inbox())
        kept = [frame.image for frame in frames.take(3)]
        before = [frame.to_ndarray().tobytes() for frame in kept]
        frames.take(20)
        assert [frame.to_ndarray().tobytes() for frame in kept] == before


class MicrophoneContract(DeviceContract):
    """What a microphone must keep."""

    missing = MicrophoneMissing

    @pytest.fixture
    def device(self, microphone: Microphone) -> Iterator[Microphone]:
        yield microphone
        microphone.close()

    def test_blocks_are_int16_of_samples_by_channels(self, device: Microphone) -> None:
        sounds = Inbox()
        device.start(sounds, Inbox())
        for sound in sounds.take(5):
            assert sound.samples.dtype == np.int16
            assert sound.samples.ndim == 2
            assert sound.samples.shape[1] == device.channels
            assert 0 < len(sound.samples) <= device.rate // 10

    def test_blocks_follow_each_other_without_a_gap(self, device: Microphone) -> None:
        sounds = Inbox()
        device.start(sounds, Inbox())
        for sound, following in pairwise(sounds.take(50)):
            expected = sound.time + len(sound.samples) * SECOND / device.rate
            assert abs(following.time - expected) < SECOND // 200

    def test_keeps_its_rate_within_one_per_cent(self, device: Microphone) -> None:
        sounds = Inbox()
        device.start(sounds, Inbox())
        blocks = sounds.take(100)
        samples = sum(len(sound.samples) for sound in blocks[:-1])
        seconds = (blocks[-1].time - blocks[0].time) / SECOND
        assert samples / seconds == pytest.approx(device.rate, rel=0.01)

    def test_a_block_that_is_kept_does_not_change(self, device: Microphone) -> None:
        sounds = Inbox()
        device.start(sounds, Inbox())
        kept = [sound.samples for sound in sounds.take(3)]
        before = [samples.tobytes() for samples in kept]
        sounds.take(20)
        assert [samples.tobytes() for samples in kept] == before
