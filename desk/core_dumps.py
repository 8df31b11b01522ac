"""No core files: a crash must not leave a key, or an opened film, on the disk."""

import ctypes
import os
import sys

RLIMIT_CORE = 4  # on Linux and macOS

Number = ctypes.c_uint64 if sys.platform == "darwin" else ctypes.c_ulong


class _Limits(ctypes.Structure):
    _fields_ = (("soft", Number), ("hard", Number))


def prevent() -> None:
    """Set the limit for core files to nothing. Windows writes none of its own accord."""
    if os.name == "nt":
        return
    library, limits = ctypes.CDLL(None, use_errno=True), _Limits()
    if library.getrlimit(RLIMIT_CORE, ctypes.byref(limits)) == 0:
        limits.soft = 0
        library.setrlimit(RLIMIT_CORE, ctypes.byref(limits))
