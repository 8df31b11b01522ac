"""Sealing 1 GiB in segments of 1 MiB, each a file of its own, against the `age` command, which seals 1 GiB as one file.

Run: `python -m benchmarks.sealing`. All give the result to /dev/null. Attune takes the plaintext from memory, where the
recorder has just made it. age takes it through a pipe: that is how a recorder would use it, since no film may lie in
the clear on a disk, and that is what the goal is measured against. To show both ratios, age also seals a file that the
page cache holds, its fastest way. Everything runs in turn, several rounds; medians count. Debian's `age` knows no
post-quantum keys, so it always seals to X25519.

Two threads gain little: the cipher runs outside Python's lock, but takes it again for each chunk, and keys are wrapped
inside it.
"""

import fcntl
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from sealed.age import Recipient, generate, seal

COUNT = 1024
SEGMENT = 1 << 20
ROUNDS = 5
GOAL = 1.5  # times the throughput of age

PIPE, FILE, DEFAULT = "age, through a pipe", "age, from a file", "attune, post-quantum, two threads"


def main() -> int:
    """Print a line for each way of sealing; 1 if the default kind of key falls short of the goal."""
    segment = os.urandom(SEGMENT)
    classic, hybrid = generate(post_quantum=False).recipient, generate().recipient
    with tempfile.TemporaryDirectory(prefix="attune-benchmarks-") as folder:
        film = Path(folder) / "film"
        with film.open("wb") as file:
            file.writelines(segment for _ in range(COUNT))
        ways: dict[str, Callable[[], None]] = {
            PIPE: partial(age_from_pipe, segment, classic),
            FILE: partial(age_from_file, film, classic),
            "attune, X25519, one thread": partial(attune, segment, classic, 1),
            "attune, X25519, two threads": partial(attune, segment, classic, 2),
            "attune, post-quantum, one thread": partial(attune, segment, hybrid, 1),
            DEFAULT: partial(attune, segment, hybrid, 2),
        }
        rounds = [{name: timed(way) for name, way in ways.items()} for _ in range(ROUNDS)]

    def ratio(name: str, to: str) -> float:
        return statistics.median(times[to] / times[name] for times in rounds)

    print(f"{'':34}GiB/s   to pipe   to file")
    for name in ways:
        speed = COUNT * SEGMENT / 2**30 / statistics.median(times[name] for times in rounds)
        print(f"{name:34}{speed:5.2f}   {ratio(name, PIPE):5.2f} x   {ratio(name, FILE):5.2f} x")
    reached = ratio(DEFAULT, PIPE)
    print(
        f"{DEFAULT}: {reached:.2f} x age through a pipe; {'PASS' if reached >= GOAL else 'SHORT'}, the goal is {GOAL} x"
    )
    return 0 if reached >= GOAL else 1


def age_from_pipe(segment: bytes, recipient: Recipient) -> None:
    """Seal 1 GiB that comes through a pipe, as wide a pipe as may be."""
    command = ["age", "-r", str(recipient), "-o", os.devnull]
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 1 << 20)
    with subprocess.Popen(command, stdin=reading) as process, os.fdopen(writing, "wb", buffering=0) as pipe:
        os.close(reading)
        for _ in range(COUNT):
            left = memoryview(segment)
            while left:
                left = left[pipe.write(left) :]
    if process.returncode:
        raise SystemExit(process.returncode)


def age_from_file(film: Path, recipient: Recipient) -> None:
    """Seal 1 GiB that the page cache holds."""
    subprocess.run(["age", "-r", str(recipient), "-o", os.devnull, str(film)], check=True)


def attune(segment: bytes, recipient: Recipient, threads: int) -> None:
    """Seal 1 GiB, each segment as a file of its own; each thread does its share."""
    with Path(os.devnull).open("wb", buffering=0) as target, ThreadPoolExecutor(threads) as pool:

        def share(count: int) -> None:
            for _ in range(count):
                target.write(seal(segment, [recipient]))

        list(pool.map(share, [COUNT // threads] * threads))


def timed(way: Callable[[], None]) -> float:
    """Wall time in seconds."""
    begin = time.perf_counter()
    way()
    return time.perf_counter() - begin


if __name__ == "__main__":
    sys.exit(main())
