"""Sealing 1 GiB in segments of 1 MiB, against the `age` command, which seals the same 1 GiB as one file.

Run: `python -m bench.sealing`. Both take the plaintext from the page cache and give the sealed bytes to /dev/null. They
run in turn, and the median of the ratios of wall times counts. Debian's `age` knows no post-quantum keys, so it always
seals to X25519. Attune is measured on one thread and on two: each segment is a file of its own, and the cipher runs
outside Python's lock.
"""

import mmap
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from sealed.age import Recipient, generate, seal

SIZE = 1 << 30
SEGMENT = 1 << 20
THREADS = (1, 2)
PAIRS = 5
GOAL = 1.5  # times the throughput of age


def main() -> int:
    """Print a line for each kind of key and number of threads; 1 if the default kind falls short of the goal."""
    classic = generate(post_quantum=False).recipient
    keys = {"post-quantum": generate().recipient, "X25519": classic}
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as folder:
        film = Path(folder) / "film"
        write_film(film)
        times: dict[tuple[str, int], list[tuple[float, float]]] = {(key, n): [] for key in keys for n in THREADS}
        for _ in range(PAIRS):
            for (key, threads), pairs in times.items():
                pairs.append((timed(run_age, film, classic), timed(run_attune, film, keys[key], threads)))

    print("GiB/s of plaintext      age  attune  ratio")
    best = 0.0
    for (key, threads), pairs in times.items():
        age, attune = (SIZE / 2**30 / statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(theirs / ours for theirs, ours in pairs)
        best = max(best, ratio) if key == "post-quantum" else best
        print(f"{key}, {threads} thread{'s' * (threads > 1)}".ljust(22), f"{age:5.2f}  {attune:6.2f}  {ratio:5.2f}")
    print(f"post-quantum, the default: {best:.2f} x age; {'PASS' if best >= GOAL else 'SHORT'}, the goal is {GOAL} x")
    return 0 if best >= GOAL else 1


def write_film(path: Path) -> None:
    """1 GiB that does not compress, in the page cache."""
    block = os.urandom(1 << 26)
    with path.open("wb") as file:
        for _ in range(SIZE // len(block)):
            file.write(block)


def run_age(film: Path, recipient: Recipient) -> None:
    """Seal all of it as one file."""
    subprocess.run(["age", "-r", str(recipient), "-o", os.devnull, str(film)], check=True)


def run_attune(film: Path, recipient: Recipient, threads: int) -> None:
    """Seal each segment as a file of its own, as the recorder does."""
    with (
        film.open("rb") as file,
        closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as mapped,
        Path(os.devnull).open("wb", buffering=0) as target,
        memoryview(mapped) as plaintext,
    ):

        def one(start: int) -> None:
            with plaintext[start : start + SEGMENT] as segment:
                target.write(seal(segment, [recipient]))

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(one, range(0, SIZE, SEGMENT)))


def timed(run: Callable[..., None], *arguments: object) -> float:
    """Wall time in seconds."""
    begin = time.perf_counter()
    run(*arguments)
    return time.perf_counter() - begin


if __name__ == "__main__":
    sys.exit(main())
