"""Run in a service's own sandbox by test_sandboxes.py: tries each thing, and prints what became of it as JSON."""

import ctypes
import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

CLONE_NEWUSER = 0x10000000
LIBC = ctypes.CDLL(None, use_errno=True)


def read(path: str) -> None:
    Path(path).read_bytes()


def listing(path: str) -> None:
    next(Path(path).iterdir(), None)


def write(folder: str) -> None:
    probe = Path(folder) / ".sandbox-probe"
    probe.write_bytes(b"")
    probe.unlink()


def connect(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(path)


def internet(_: str) -> None:
    """Whether a socket for the network can be had, and there is a network behind it: the container's own wlan0."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect(("10.17.0.2", 9))


def device(path: str) -> None:
    os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))


def system_call(number: str) -> None:
    """Any call by its number on x86_64; ENOSYS and EPERM alike are a refusal."""
    if LIBC.syscall(int(number), 0, 0, 0, 0, 0) == -1 and (error := ctypes.get_errno()) in {1, 38}:
        raise PermissionError(error, "refused")


def namespaces(_: str) -> None:
    if LIBC.unshare(CLONE_NEWUSER) == -1:
        raise PermissionError(ctypes.get_errno(), "refused")


TRIES: dict[str, Callable[[str], None]] = {
    "read": read, "list": listing, "write": write, "connect": connect, "internet": internet,
    "device": device, "call": system_call, "namespaces": namespaces,
}  # fmt: skip

outcome = {}
for attempt in sys.argv[1:]:
    kind, _, argument = attempt.partition(":")
    try:
        TRIES[kind](argument)
        outcome[attempt] = "yes"
    except OSError as error:
        outcome[attempt] = f"no ({error.strerror})"
print("PROBE " + json.dumps(outcome))
