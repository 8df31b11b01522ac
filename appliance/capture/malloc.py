"""Memory of frames: given back to the kernel as soon as a frame is done with, rather than kept for later."""

import ctypes

M_MMAP_THRESHOLD = -3
LARGE = 128 << 10


def give_back_large_blocks() -> None:
    """Have glibc map each block of 128 KiB or more by itself (mallopt(3)). Does nothing with another C library.

    So it does at first; but once a frame has been freed it takes blocks of that size from each thread's own heap,
    and a moment in which many frames waited would leave the process that much larger for good.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE)
