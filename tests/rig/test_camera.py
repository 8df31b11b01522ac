"""picamera2 on the virtual camera, through PiCamera."""

import itertools
import queue
import threading
from collections.abc import Iterator
from fractions import Fraction
from time import monotonic, monotonic_ns

import numpy as np
import pytest
from numpy.typing import NDArray

from appliance.devices.errors import CameraMissing, CameraStalled, DeviceError
from appliance.devices.protocols import Frame
from appliance.devices.real.pi_camera import PiCamera
from tests.rig.virtual_camera import VirtualCamera


@pytest.fixture
def camera(sensor: VirtualCamera) -> Iterator[PiCamera]:
    camera = PiCamera()
    yield camera
    camera.close()


class Received:
    """Frames and faults as they come."""

    def __init__(self) -> None:
        self.frames: queue.Queue[Frame] = queue.Queue()
        self.faults: queue.Queue[DeviceError] = queue.Queue()

    def take(self, number: int, timeout: float = 30.0) -> list[Frame]:
        return [self.frames.get(timeout=timeout) for _ in range(number)]


def started(camera: PiCamera) -> Received:
    received = Received()
    camera.start(received.frames.put, received.faults.put)
    return received


def test_frames_come_at_the_rate_with_the_sensors_time(camera: PiCamera, sensor: VirtualCamera) -> None:
    received = started(camera)
    frames = received.take(50)
    times = np.array([frame.time for frame in frames])
    steps = np.diff(times)
    assert (steps > 0).all()
    assert abs(np.median(steps) - 40_000_000) < 1_000_000
    assert monotonic_ns() - times[-1] > 0
    exposed = sensor.exposed
    assert len(frames) + received.frames.qsize() + 6 >= exposed  # all but those on their way
    frame = frames[-1].image
    assert (frame.format.name, frame.width, frame.height) == ("yuv420p", 1280, 720)


def test_each_frame_is_a_copy_of_what_the_sensor_saw(camera: PiCamera, sensor: VirtualCamera) -> None:
    def scene(time: int, array: NDArray[np.uint8]) -> None:
        array[:720] = time // 40_000_000 % 200
        array[720:900] = 50
        array[900:] = 60

    sensor.scene = scene
    for frame in started(camera).take(10):
        y, u, v = (np.frombuffer(bytes(plane), np.uint8) for plane in frame.image.planes)
        assert (y == frame.time // 40_000_000 % 200).all()
        assert (u == 50).all()
        assert (v == 60).all()


@pytest.mark.parametrize(("width", "height", "rate"), [(1920, 1080, 25), (1920, 1080, 30), (640, 360, 25)])
def test_other_shapes(sensor: VirtualCamera, width: int, height: int, rate: int) -> None:
    camera = PiCamera(width, height, Fraction(rate))
    try:
        frames = started(camera).take(20)
    finally:
        camera.close()
    assert (frames[0].image.width, frames[0].image.height) == (width, height)
    assert abs(np.median(np.diff([frame.time for frame in frames])) * rate - 1e9) < 3e7


def test_a_size_that_the_camera_does_not_have_is_refused(sensor: VirtualCamera) -> None:
    camera = PiCamera(802, 602)
    with pytest.raises(CameraMissing):
        camera.start(print, print)
    camera.close()


def test_a_stall_is_told_once_and_a_new_start_delivers_within_two_seconds(
    camera: PiCamera, sensor: VirtualCamera
) -> None:
    received = started(camera)
    last = received.take(5)[-1].time
    sensor.stalled.set()
    fault = received.faults.get(timeout=30)
    assert isinstance(fault, CameraStalled)
    assert "cable" in str(fault)
    while not received.frames.empty():
        last = received.frames.get().time
    sensor.stalled.clear()
    again = started(camera)
    first = again.take(1)[0].time
    assert first - last < 2_000_000_000
    assert received.frames.empty()
    assert received.faults.empty()


def test_a_camera_that_never_sends_anything_is_refused(camera: PiCamera, sensor: VirtualCamera) -> None:
    faults: queue.Queue[DeviceError] = queue.Queue()
    sensor.stalled.set()
    with pytest.raises(CameraStalled):
        camera.start(print, faults.put)
    assert faults.empty()


def test_a_start_returns_when_frames_come(camera: PiCamera) -> None:
    received = Received()
    camera.start(received.frames.put, received.faults.put)
    assert received.frames.qsize() >= 1


def test_a_driver_that_does_not_stop_holds_nobody(camera: PiCamera, sensor: VirtualCamera) -> None:
    received = started(camera)
    received.take(5)
    sensor.stop_lasts = 4.0
    begun = monotonic()
    camera.close()
    assert monotonic() - begun < 2.5
    # Once the driver has come back, so does the camera.
    left_behind = next(thread for thread in threading.enumerate() if thread.name == "camera close")
    left_behind.join(60)
    assert not left_behind.is_alive()
    sensor.stop_lasts = 0.0
    assert started(camera).take(1)


def test_an_unplugged_camera_is_missing_until_it_is_back(camera: PiCamera, sensor: VirtualCamera) -> None:
    received = started(camera)
    received.take(5)
    sensor.plugged = False
    assert isinstance(received.faults.get(timeout=30), CameraMissing)
    with pytest.raises(CameraMissing):
        camera.start(print, print)
    sensor.plugged = True
    assert started(camera).take(3)


def test_nothing_arrives_after_close(camera: PiCamera) -> None:
    received = started(camera)
    received.take(5)
    camera.close()
    arrived = received.frames.qsize()
    camera.close()
    second = started(camera)
    second.take(5)
    assert received.frames.qsize() == arrived


def test_a_receiver_may_close(camera: PiCamera) -> None:
    closed = threading.Event()

    def receive(_frame: Frame) -> None:
        camera.close()
        closed.set()

    camera.start(receive, print)
    assert closed.wait(30)
    assert started(camera).take(3)


def test_a_receiver_that_fails_is_told_as_a_fault(camera: PiCamera) -> None:
    faults: queue.Queue[DeviceError] = queue.Queue()

    come = itertools.count()

    def receive(_frame: Frame) -> None:
        if next(come) == 3:
            raise ValueError("a bug of the receiver's")

    hook, threading.excepthook = threading.excepthook, lambda _: None
    try:
        camera.start(receive, faults.put)
        assert isinstance(faults.get(timeout=30), CameraStalled)
    finally:
        threading.excepthook = hook


def test_the_view_for_framing_is_small(camera: PiCamera) -> None:
    assert camera.view() is None
    started(camera).take(10)
    view = camera.view()
    assert view is not None
    assert (view.format.name, view.width, view.height) == ("yuv420p", 640, 360)
