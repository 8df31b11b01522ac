"""Keeps this process's memory out of swap, page by page as it is first used.

Measured three times on 250 frames of 1280x720 through the encoder: 1.13 to 1.29 s of CPU with it, 1.12 to 1.59 s
without, and 107 MB resident either way. Locking every page at once (without MCL_ONFAULT) takes 300 MB.
"""

import ctypes
import resource

MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT = 1, 2, 4


def lock_memory() -> bool:
    """Lock the memory, if the limit is infinite (a smaller one would end in failed allocations); returns whether it is
    locked."""
    return resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY and lock_all()


def lock_all() -> bool:
    """Lock what is mapped now and later (mlockall(2)), each page once it is used. False if the kernel refuses."""
    mlockall = getattr(ctypes.CDLL(None), "mlockall", None)
    return mlockall is not None and mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0
