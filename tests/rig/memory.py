"""Gives picamera2 its memory for pictures where there is no /dev/dma_heap. For virtualpi.py, after its stand-ins."""

import mmap
import os

import libcamera
from picamera2.allocators.allocator import Allocator, Sync


class MemfdAllocator(Allocator):
    """Picture memory from memfd. A buffer has one plane for luma and one for chroma, as the virtual camera wants it."""

    def __init__(self) -> None:
        super().__init__()
        self.sync = self.Mapped
        self.mapped_buffers = {}
        self.frame_buffers = {}
        self.files = []

    def allocate(self, libcamera_config, _use_case) -> None:
        self.close()
        for stream in libcamera_config:
            buffers = [self._buffer(stream) for _ in range(stream.buffer_count)]
            self.frame_buffers[stream.stream] = buffers

    def _buffer(self, stream):
        file = os.memfd_create("picture")
        os.ftruncate(file, stream.frame_size)
        self.files.append(file)
        luma = stream.stride * stream.size.height
        buffer = libcamera.FrameBuffer([_plane(file, 0, luma), _plane(file, luma, stream.frame_size - luma)])
        self.mapped_buffers[buffer] = mmap.mmap(file, stream.frame_size)
        return buffer

    def buffers(self, stream):
        return self.frame_buffers[stream]

    def close(self) -> None:
        self.mapped_buffers = {}
        self.frame_buffers = {}
        for file in self.files:
            os.close(file)
        self.files = []

    class Mapped(Sync):
        """Memory that needs no cache flush around its use."""

        def __init__(self, allocator, buffer, _write) -> None:
            self.memory = allocator.mapped_buffers[buffer]

        def __enter__(self):
            return self.memory

        def __exit__(self, *_) -> None:
            pass


def _plane(file, offset, length):
    plane = libcamera.FrameBuffer.Plane()
    plane.fd, plane.offset, plane.length = file, offset, length
    return plane
