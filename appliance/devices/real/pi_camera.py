"""The Pi's camera through picamera2: each frame with the sensor's own time, and a fault when they stop coming.

picamera2's event loop, recordings and outputs are not used: they hide errors, and `stop` then waits for a loop that may
have ended.
"""

import logging
import os
import select
import threading
from collections.abc import Callable
from fractions import Fraction
from time import monotonic, monotonic_ns
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from appliance.devices.errors import CameraMissing, CameraStalled, DeviceError
from appliance.devices.protocols import Faults, Frame
from appliance.devices.timeout import within

FIRST_FRAME = 1.5  # seconds a camera may take from its start to the first frame
STALLED = 0.5  # seconds without a frame after which it counts as stalled
STOPPING = 1.0  # seconds given to a driver to stop; a Pi's can hang for ever after a cable fault
VIEW_PERIOD = 200_000_000  # nanoseconds between two small frames for framing
CONTINUOUS_FOCUS = 2  # libcamera's AfMode
FLICKER_MANUAL = 1  # libcamera's AeFlickerMode

# What picamera2 and libcamera raise when a camera is absent, in use, or refuses its settings.
VENDOR_ERRORS = (RuntimeError, OSError, IndexError, KeyError, TypeError, ValueError, AssertionError)

log = logging.getLogger("attune.camera")


class PiCamera:
    """A camera that runs warm from `start` to `close`: exposure and colours have settled when filming begins."""

    def __init__(
        self, width: int = 1280, height: int = 720, rate: Fraction = Fraction(25), number: int = 0, mains: int = 50
    ) -> None:
        """Film `width` x `height` pixels at `rate` frames a second; lamps flicker with the `mains`, in hertz."""
        self.width = width
        self.height = height
        self.rate = rate
        self._number = number
        self._mains = mains
        self._delivery: _CameraRun | None = None

    def start(self, frames: Callable[[Frame], None], faults: Faults) -> None:
        """Open the camera and deliver its frames from a thread; a start after a fault opens it anew.

        Returns when the first frame has been handed over: opening takes a Pi a second or more.
        """
        self.close()
        self._delivery = delivery = _CameraRun(self._open(), self._present, frames, faults)
        if refused := delivery.wait():
            self.close()
            raise refused

    def view(self) -> av.VideoFrame | None:
        """The last small frame, for framing: yuv420p, half as wide and high, at most five a second."""
        return self._delivery.view if self._delivery else None

    def close(self) -> None:
        """Stop the camera, in bounded time even if its driver hangs."""
        delivery, self._delivery = self._delivery, None
        if delivery:
            delivery.end()

    def _present(self) -> bool:
        from picamera2 import Picamera2

        return self._number < len(Picamera2.global_camera_info())

    def _open(self) -> Any:
        try:
            from picamera2 import Picamera2
        except ImportError as error:
            raise CameraMissing() from error
        if not self._present():
            raise CameraMissing()
        # In two steps, so that the pipe of a constructor that failed can be closed: a box tries again for hours.
        camera = Picamera2.__new__(Picamera2)
        try:
            camera.__init__(self._number)
        except VENDOR_ERRORS as error:
            camera.notifymeread.close()
            os.close(camera.notifyme_w)
            raise CameraMissing() from error
        try:
            camera.configure(self._configuration(camera))
            main = camera.stream_configuration("main")
            if (main["format"], main["size"]) != ("YUV420", (self.width, self.height)):
                raise ValueError(f"the camera gives {main['size']} {main['format']}")
        except VENDOR_ERRORS as error:
            within(STOPPING, camera.close, "camera close")
            raise CameraMissing() from error
        return camera

    def _configuration(self, camera: Any) -> Any:
        return camera.create_video_configuration(
            main={"format": "YUV420", "size": (self.width, self.height)},
            lores={"format": "YUV420", "size": (self.width // 2, self.height // 2)},
            controls=self._controls(camera.camera_controls),
            display=None,
            encode=None,
            queue=False,  # no frame is held back: all buffers are the sensor's
        )

    def _controls(self, advertised: dict[str, Any]) -> dict[str, Any]:
        """The settings that we want, less those that this camera does not have."""
        period = round(1_000_000 / self.rate)
        wanted = {
            "FrameDurationLimits": (period, period),
            "AeEnable": True,
            "AeFlickerMode": FLICKER_MANUAL,
            "AeFlickerPeriod": 1_000_000 // (2 * self._mains),
            "AwbEnable": True,
            "AfMode": CONTINUOUS_FOCUS,
        }
        return {name: value for name, value in wanted.items() if name in advertised}


class _CameraRun:
    """One run of the camera, from start to close or stall. A run that ended never delivers again."""

    def __init__(
        self, camera: Any, present: Callable[[], bool], frames: Callable[[Frame], None], faults: Faults
    ) -> None:
        self.view: av.VideoFrame | None = None
        self._camera = camera
        self._present = present
        self._frames = frames
        self._faults = faults
        self._main = camera.stream_configuration("main")
        self._lores = camera.stream_configuration("lores")
        self._live = True
        self._begun = threading.Event()  # delivered something, or will never
        self._refused: DeviceError | None = None
        self._handing = threading.RLock()  # held while a frame is handed over, so that none follows a close
        self._last = 0
        self._viewed = 0
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        camera.post_callback = self._receive
        try:
            camera.start(show_preview=None)
        except VENDOR_ERRORS as error:
            self._live = False
            within(STOPPING, camera.close, "camera close")
            raise CameraMissing() from error
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def wait(self) -> DeviceError | None:
        """Wait for the first frame; if none came, why."""
        if not self._begun.wait(FIRST_FRAME + STOPPING):
            return CameraStalled()
        return self._refused

    def end(self) -> None:
        """Stop delivering and release the camera."""
        with self._handing:
            self._live = False
        os.eventfd_write(self._wake, 1)
        if threading.current_thread() is not self._thread:
            self._thread.join(STOPPING)
        if within(STOPPING, self._camera.close, "camera close"):
            log.error("The camera's driver does not stop; it is left behind")

    def _run(self) -> None:
        try:
            self._deliver()
        finally:
            # Whatever ended the loop, unless it was `close`, is reported to the recorder.
            with self._handing:
                fault, self._live = self._live, False
                if fault:
                    self._tell(CameraStalled if self._present() else CameraMissing)
            self._begun.set()

    def _tell(self, kind: type[DeviceError]) -> None:
        error = kind()
        if self._begun.is_set():
            self._faults(error)
        else:
            self._refused = error

    def _deliver(self) -> None:
        """Run picamera2's requests as they complete, until a close or a stall."""
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        poll.register(self._camera.notifyme_r, select.POLLIN)
        deadline = monotonic() + FIRST_FRAME
        while self._live and monotonic() < deadline:
            ready = poll.poll(1000 * max(0.0, deadline - monotonic()))
            if not ready or not self._live:
                continue
            self._camera.notifymeread.read()
            before = self._last
            self._camera.process_requests(None)
            if self._last != before:
                deadline = monotonic() + STALLED

    def _receive(self, request: Any) -> None:
        """Copy one frame out of the camera's buffer, which the sensor needs back, and deliver it."""
        time = request.get_metadata().get("SensorTimestamp") or monotonic_ns()
        if time <= self._last:
            return
        self._last = time
        frame = self._frame(request, "main", self._main)
        if time - self._viewed >= VIEW_PERIOD:
            self.view, self._viewed = self._frame(request, "lores", self._lores), time
        with self._handing:
            if self._live:
                self._frames(Frame(time, frame))
                self._begun.set()

    @staticmethod
    def _frame(request: Any, name: str, stream: dict[str, Any]) -> av.VideoFrame:
        """The only copy of the pixels on their way to the encoder: PyAV takes the array as it is, stride and all."""
        from picamera2 import MappedArray

        width, height = stream["size"]
        rows = height * 3 // 2
        with MappedArray(request, name, reshape=False, write=False) as mapped:
            pixels: NDArray[np.uint8] = mapped.array[: rows * stream["stride"]].copy()
        return av.VideoFrame.from_numpy_buffer(pixels.reshape(rows, stream["stride"]), "yuv420p", width)
