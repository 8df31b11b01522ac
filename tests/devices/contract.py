"""What every camera, microphone and panel must keep: one suite for simulated and real ones.

A module of tests takes a class from here by inheritance, and gives it these fixtures:

    camera               a Camera, not started
    unplug, plug_in      functions that pull out that camera's (or microphone's) plug for real, and put it back
    microphone           a Microphone, not started
    panel                a Panel, not started
    hands                `down()` and `up()` move its button, `showing()` reads its light: a colour, or None for dark

Each device is closed by the suite.
"""

import threading
import time
from itertools import pairwise
from statistics import median

import numpy as np
import pytest

from appliance.devices.errors import CameraMissing, MicrophoneMissing
from appliance.devices.protocols import Light

SECOND = 1_000_000_000
PATIENCE = 10.0


class Inbox:
    """Keeps what a device hands over, and waits for it."""

    def __init__(self):
        self.items = []
        self.threads = set()
        self._more = threading.Condition()

    def __call__(self, item):
        with self._more:
            self.items.append(item)
            self.threads.add(threading.get_ident())
            self._more.notify_all()

    def take(self, number, timeout=PATIENCE):
        """The first `number` items."""
        with self._more:
            arrived = self._more.wait_for(lambda: len(self.items) >= number, timeout)
            assert arrived, f"{len(self.items)} of {number} came within {timeout} s"
            return self.items[:number]

    def quiet(self, seconds):
        """Whether nothing comes for so long."""
        with self._more:
            number = len(self.items)
            return not self._more.wait_for(lambda: len(self.items) > number, seconds)


class DeviceContract:
    """What cameras and microphones have in common. `device` is the one, `missing` the error when it is not there."""

    missing = None

    def test_delivers_from_a_thread_of_its_own(self, device):
        items = Inbox()
        device.start(items, Inbox())
        items.take(5)
        device.close()
        assert len(items.threads) == 1
        assert threading.get_ident() not in items.threads

    def test_times_rise_strictly_and_are_the_present(self, device):
        stamped = Inbox()
        device.start(lambda item: stamped((time.monotonic_ns(), item.time)), Inbox())
        times = stamped.take(30)
        device.close()
        assert all(earlier < later for (_, earlier), (_, later) in pairwise(times))
        assert all(taken <= now for now, taken in times)
        assert median(now - taken for now, taken in times) < SECOND // 5

    def test_nothing_comes_after_close(self, device):
        items, faults = Inbox(), Inbox()
        device.start(items, faults)
        items.take(3)
        device.close()
        assert items.quiet(0.3)
        assert faults.items == []

    def test_close_is_idempotent_and_needs_no_start(self, device):
        device.close()
        device.start(Inbox(), Inbox())
        device.close()
        device.close()

    def test_starts_again_after_close(self, device):
        items = Inbox()
        device.start(items, Inbox())
        items.take(3)
        device.close()
        before = len(items.items)
        device.start(items, Inbox())
        times = [item.time for item in items.take(before + 3)]
        device.close()
        assert all(earlier < later for earlier, later in pairwise(times))

    def test_is_not_there_until_plugged_in(self, device, unplug, plug_in):
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

    def test_tells_once_that_it_was_unplugged(self, device, unplug, plug_in):
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
    def device(self, camera):
        yield camera
        camera.close()

    def test_pictures_are_yuv420p_of_the_size_it_says(self, device):
        pictures = Inbox()
        device.start(pictures, Inbox())
        for picture in pictures.take(3):
            frame = picture.frame
            assert (frame.format.name, frame.width, frame.height) == ("yuv420p", device.width, device.height)
            assert device.width % 2 == device.height % 2 == 0
            assert len(bytes(frame.planes[0])) >= device.width * device.height

    def test_keeps_its_rate_within_one_per_cent(self, device):
        pictures = Inbox()
        device.start(pictures, Inbox())
        times = [picture.time for picture in pictures.take(int(2 * device.rate))]
        period = median(later - earlier for earlier, later in pairwise(times))
        assert period == pytest.approx(SECOND / float(device.rate), rel=0.01)

    def test_a_picture_that_is_kept_does_not_change(self, device):
        pictures = Inbox()
        device.start(pictures, Inbox())
        kept = [picture.frame for picture in pictures.take(3)]
        before = [frame.to_ndarray().tobytes() for frame in kept]
        pictures.take(20)
        assert [frame.to_ndarray().tobytes() for frame in kept] == before


class MicrophoneContract(DeviceContract):
    """What a microphone must keep."""

    missing = MicrophoneMissing

    @pytest.fixture
    def device(self, microphone):
        yield microphone
        microphone.close()

    def test_blocks_are_int16_of_samples_by_channels(self, device):
        sounds = Inbox()
        device.start(sounds, Inbox())
        for sound in sounds.take(5):
            assert sound.samples.dtype == np.int16
            assert sound.samples.ndim == 2
            assert sound.samples.shape[1] == device.channels
            assert 0 < len(sound.samples) <= device.rate // 10

    def test_blocks_follow_each_other_without_a_gap(self, device):
        sounds = Inbox()
        device.start(sounds, Inbox())
        for sound, following in pairwise(sounds.take(50)):
            expected = sound.time + len(sound.samples) * SECOND / device.rate
            assert abs(following.time - expected) < SECOND // 200

    def test_keeps_its_rate_within_one_per_cent(self, device):
        sounds = Inbox()
        device.start(sounds, Inbox())
        blocks = sounds.take(100)
        samples = sum(len(sound.samples) for sound in blocks[:-1])
        seconds = (blocks[-1].time - blocks[0].time) / SECOND
        assert samples / seconds == pytest.approx(device.rate, rel=0.01)

    def test_a_block_that_is_kept_does_not_change(self, device):
        sounds = Inbox()
        device.start(sounds, Inbox())
        kept = [sound.samples for sound in sounds.take(3)]
        before = [samples.tobytes() for samples in kept]
        sounds.take(20)
        assert [samples.tobytes() for samples in kept] == before


class PanelContract:
    """What a button and its light must keep."""

    @pytest.fixture
    def pushes(self, panel):
        """What the started panel reports: `press` or `hold`, when the button went down, when it was told."""
        inbox = Inbox()
        panel.start(
            lambda down: inbox(("press", down, time.monotonic_ns())),
            lambda down: inbox(("hold", down, time.monotonic_ns())),
        )
        yield inbox
        panel.close()

    def test_a_short_push_is_one_press_from_when_it_went_down(self, pushes, hands):
        went_down = time.monotonic_ns()
        hands.down()
        after = time.monotonic_ns()
        assert pushes.quiet(0.15)
        hands.up()
        [(name, down, _)] = pushes.take(1)
        assert name == "press"
        assert went_down - SECOND // 1000 <= down <= after + SECOND // 50
        assert pushes.quiet(0.2)

    def test_two_seconds_are_a_hold_and_not_also_a_press(self, pushes, hands):
        hands.down()
        [(name, down, told)] = pushes.take(1)
        hands.up()
        assert name == "hold"
        assert 2 * SECOND <= told - down < 2.5 * SECOND
        assert pushes.quiet(0.3)

    def test_just_under_two_seconds_is_a_press(self, pushes, hands):
        hands.down()
        assert pushes.quiet(1.7)
        hands.up()
        [(name, _, _)] = pushes.take(1)
        assert name == "press"

    def test_each_push_is_told(self, pushes, hands):
        for number in range(5):
            hands.down()
            assert pushes.quiet(0.06)
            hands.up()
            pushes.take(number + 1)
        downs = [down for _, down, _ in pushes.take(5)]
        assert all(earlier < later for earlier, later in pairwise(downs))
        assert pushes.quiet(0.2)

    @pytest.mark.parametrize("colour", ["amber", "green", "red", "blue"])
    def test_shows_each_colour(self, panel, pushes, hands, colour):
        panel.show(Light(colour))
        assert _seen(hands, 0.3) == {colour}

    @pytest.mark.parametrize(("pattern", "hertz"), [("slow blink", 0.5), ("blink", 1), ("fast blink", 4)])
    def test_blinks(self, panel, pushes, hands, pattern, hertz):
        panel.show(Light("red", pattern))
        assert _seen(hands, 1.2 / hertz) == {"red", None}
        dark, lit = _edges(hands, 2)
        assert abs(lit - dark) == pytest.approx(SECOND / hertz / 2, rel=0.25)

    def test_goes_dark_at_close(self, panel, pushes, hands):
        panel.show(Light("green"))
        assert _seen(hands, 0.1) == {"green"}
        panel.close()
        assert _seen(hands, 0.1) == {None}
        panel.close()

    def test_nothing_is_told_after_close(self, panel, pushes, hands):
        hands.down()
        panel.close()
        assert pushes.quiet(0.3)
        assert pushes.items == []

    def test_starts_again_after_close(self, panel, pushes, hands):
        panel.close()
        again = Inbox()
        panel.start(again, again)
        hands.down()
        assert again.quiet(0.1)
        hands.up()
        again.take(1)
        assert pushes.items == []


def _seen(hands, seconds):
    """What the light shows in the time to come, a few milliseconds after it was told."""
    threading.Event().wait(0.03)
    seen, until = set(), time.monotonic() + seconds
    while time.monotonic() < until:
        seen.add(hands.showing())
        threading.Event().wait(0.005)
    return seen


def _edges(hands, number):
    """When the light changes next, `number` times."""
    edges, last = [], hands.showing()
    until = time.monotonic() + PATIENCE
    while len(edges) < number and time.monotonic() < until:
        now = hands.showing()
        if now != last:
            edges.append(time.monotonic_ns())
            last = now
        threading.Event().wait(0.002)
    return edges
