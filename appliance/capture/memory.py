"""Memory of pictures: given back to the kernel as soon as a picture is done with, rather than kept for later."""

import ctypes

M_MMAP_THRESHOLD = -3
LARGE = 1 << 20


def give_back_large_blocks() -> None:
    """Have glibc map each block of a megabyte or more by itself (mallopt(3)). Does nothing with another C library.

    By default it learns from freed pictures to keep them, on each thread's own heap: after a moment in which
    many pictures waited, the process would stay that much larger for good.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE)
