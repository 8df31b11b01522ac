"""Lets the real, unmodified picamera2 run on libcamera's virtual camera, where there is no camera and no dma-buf.

Import it before picamera2. It changes only what lies under picamera2, where a Pi has kernel drivers:

- `pykms`, which picamera2 imports for its screen preview and Debian does not package, becomes an empty stand-in;
- the platform is given as a Pi 5 (no hardware encoder), since the guess from /dev/video* would say Pi 4;
- memory for frames comes from memfd instead of /dev/dma_heap (memory.py);
- the Raw role, which the virtual camera refuses, is answered as a USB camera answers it;
- the virtual camera fills a buffer as soon as it is queued: a `SensorClock` queues one each frame period;
- the virtual camera makes only NV12: where YUV420 was asked for, the chroma is taken apart in place.

Tests steer the sensor through `virtual_camera.camera`: stall it, unplug it, and read how many ticks this machine lost.
"""

import importlib.util
import sys
import time
import types
from pathlib import Path
from typing import Any

import libcamera
import numpy as np

from tests.rig.sensor import SensorClock
from tests.rig.virtual_camera import camera


class _Anything:
    """Has every public name."""

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return name


def _stand_in_for_pykms() -> None:
    pykms: Any = types.ModuleType("pykms")
    pykms.PixelFormat = _Anything()
    sys.modules.setdefault("pykms", pykms)


def _say_pi_5() -> None:
    # The package is only looked up, not imported: its __init__ would already ask for the platform.
    found = importlib.util.find_spec("picamera2")
    assert found is not None and found.submodule_search_locations
    package = Path(found.submodule_search_locations[0])
    spec = importlib.util.spec_from_file_location("picamera2.platform", package / "platform.py")
    assert spec is not None and spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module._platform = module.Platform.PISP
    sys.modules["picamera2.platform"] = module


_stand_in_for_pykms()
_say_pi_5()

import picamera2.picamera2 as p2  # noqa: E402
import picamera2.request as p2_request  # noqa: E402

from tests.rig.memory import MemfdAllocator  # noqa: E402

_Camera = libcamera.Camera
_acquire, _start, _stop = _Camera.acquire, _Camera.start, _Camera.stop
_generate_configuration = _Camera.generate_configuration
_clocks: dict[str, SensorClock] = {}
_periods: dict[str, float] = {}  # picamera2 sends the frame duration once; a real sensor keeps it over a restart


_cameras = libcamera.CameraManager.cameras


def _plugged_cameras(manager: Any) -> Any:
    return _cameras.__get__(manager) if camera.plugged else []


def _acquire_plugged(self: Any) -> Any:
    if not camera.plugged:
        raise RuntimeError("Failed to acquire camera: no such device")
    return _acquire(self)


def _configuration_without_raw(self: Any, roles: Any) -> Any:
    if list(roles) == [libcamera.StreamRole.Raw]:
        roles = [libcamera.StreamRole.Viewfinder]
    return _generate_configuration(self, roles)


def _start_clock(self: Any, controls: Any = None) -> None:
    _start(self, controls or {})
    limits = (controls or {}).get(libcamera.controls.FrameDurationLimits)
    if limits:
        _periods[self.id] = limits[0] / 1e6
    camera.exposed = camera.lost = 0
    if camera.restart_helps:
        camera.restart_helps = False
        camera.stalled.clear()
    _clocks[self.id] = SensorClock(self, _periods.get(self.id, 1 / 30))
    _clocks[self.id].start()


def _stop_clock(self: Any) -> Any:
    _clocks[self.id].ended.set()
    _clocks[self.id].join()
    time.sleep(camera.stop_lasts)
    return _stop(self)


def _queue_on_tick(self: Any, request: Any) -> None:
    _clocks[self.id].waiting.append(request)


libcamera.CameraManager.cameras = property(_plugged_cameras)
_Camera.acquire = _acquire_plugged
_Camera.generate_configuration = _configuration_without_raw
_Camera.start, _Camera.stop, _Camera.queue_request = _start_clock, _stop_clock, _queue_on_tick
p2.DmaAllocator = MemfdAllocator

_update_stream_config = p2.Picamera2._update_stream_config
_completed = p2_request.CompletedRequest.__init__
_reset_flags = p2.Picamera2._reset_flags


def _keep_yuv420(self: Any, stream_config: Any, libcamera_stream_config: Any) -> None:
    asked = stream_config["format"]
    _update_stream_config(self, stream_config, libcamera_stream_config)
    if asked == "YUV420" and stream_config["format"] == "NV12":
        stream_config["format"] = asked


def _with_planar_chroma(self: Any, request: Any, picam2: Any) -> None:
    _completed(self, request, picam2)
    for name in ("main", "lores"):
        config, stream = self.config.get(name), self.stream_map.get(name)
        if not config or stream is None or config["format"] != "YUV420":
            continue
        if name == "main" and camera.scene:
            continue  # the scene paints the whole frame, planar
        luma = config["stride"] * config["size"][1]
        chroma = np.frombuffer(picam2.allocator.mapped_buffers[request.buffers[stream]], np.uint8, luma // 2, luma)
        chroma[:] = chroma.reshape(-1, 2).T.copy().reshape(-1)


def _paint(request: Any) -> None:
    if camera.scene:
        with p2_request.MappedArray(request, "main") as mapped:
            camera.scene(request.get_metadata()["SensorTimestamp"], mapped.array)


def _flags_with_scene(self: Any) -> None:
    _reset_flags(self)
    self.pre_callback = _paint


p2.Picamera2._update_stream_config = _keep_yuv420
p2.Picamera2._reset_flags = _flags_with_scene
p2_request.CompletedRequest.__init__ = _with_planar_chroma
