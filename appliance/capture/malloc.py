"""Makes malloc return frames' memory to the kernel as soon as it is freed."""

import ctypes

M_MMAP_THRESHOLD = -3
LARGE = 128 << 10


def give_back_large_blocks() -> None:
    """Have glibc map each block of 128 KiB or more by itself (mallopt(3)). Does nothing with another C library.

    That is the default at first; but once a frame has been freed, glibc takes blocks of that size from each thread's
    own heap, and a burst of waiting frames would leave the process that much larger for good.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE)
