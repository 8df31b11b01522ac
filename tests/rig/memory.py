"""Gives picamera2 its memory for frames where there is no /dev/dma_heap. For virtualpi.py, after its stand-ins."""

import mmap
import os
from typing import Any

import libcamera
from picamera2.allocators.allocator import Allocator, Sync


class MemfdAllocator(Allocator):  # type: ignore[misc]  # picamera2 has no types
    """Frame memory from memfd. A buffer has one plane for luma and one for chroma, as the virtual camera wants it."""

    def __init__(self) -> None:
        super().__init__()
        self.sync = self.Mapped
        self.mapped_buffers: dict[Any, mmap.mmap] = {}
        self.frame_buffers: dict[Any, list[Any]] = {}
        self.files: list[int] = []

    def allocate(self, libcamera_config: Any, _use_case: Any) -> None:
        self.close()
        for stream in libcamera_config:
            buffers = [self._buffer(stream) for _ in range(stream.buffer_count)]
            self.frame_buffers[stream.stream] = buffers

    def _buffer(self, stream: Any) -> Any:
        file = os.memfd_create("frame")
        os.ftruncate(file, stream.frame_size)
        self.files.append(file)
        luma = stream.stride * stream.size.height
        buffer = libcamera.FrameBuffer([_plane(file, 0, luma), _plane(file, luma, stream.frame_size - luma)])
        self.mapped_buffers[buffer] = mmap.mmap(file, stream.frame_size)
        return buffer

    def buffers(self, stream: Any) -> Any:
        return self.frame_buffers[stream]

    def close(self) -> None:
        self.mapped_buffers = {}
        self.frame_buffers = {}
        for file in self.files:
            os.close(file)
        self.files = []

    class Mapped(Sync):  # type: ignore[misc]
        """Memory that needs no cache flush around its use."""

        def __init__(self, allocator: "MemfdAllocator", buffer: Any, _write: bool) -> None:
            self.memory = allocator.mapped_buffers[buffer]

        def __enter__(self) -> mmap.mmap:
            return self.memory

        def __exit__(self, *_: object) -> None:
            pass


def _plane(file: int, offset: int, length: int) -> Any:
    plane = libcamera.FrameBuffer.Plane()
    plane.fd, plane.offset, plane.length = file, offset, length
    return plane
