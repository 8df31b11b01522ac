"""200 boxes, each with keys and a film of its own, that sync at once into one SeaweedFS: is any of them starved?

Run: `python -m benchmarks.many`. Each box is the real courier with a stand-in for its recorder, which checks each
receipt against the film and signs it, as the recorder does. Afterwards every object is read back through another client
and compared with the film on its box. Goals: every receipt true, and the slowest box at most 3 x the median.
"""

import asyncio
import hashlib
import os
import resource
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from math import inf
from multiprocessing import get_context
from pathlib import Path

import obstore
from obstore.store import S3Store

from appliance.courier.service import Courier
from appliance.courier.settings import StoreSettings
from appliance.films.receipts import Receipts
from control.messages import CourierWork, Film
from control.requests import SyncProgress
from sealed.papers.receipt import decode
from sealed.ssh.key_file import read_key, write_key
from tests.support.sample_film import WHEN, Studio
from tests.support.seaweed import BUCKET, Seaweed

BOXES, PROCESSES = 200, 4
SEGMENTS, SIZE = 20, 40_000
GOAL = 3.0
LONGEST = 180.0  # seconds, after which a box counts as starved


@dataclass
class OneFilm:
    """Stands for the recorder of one box: queues its film, takes the receipt, keeps what failed."""

    home: Path
    film: str

    def __post_init__(self) -> None:
        self.receipts = Receipts(self.home / "receipts", read_key(self.home / "key"))
        self.failures: list[str] = []
        self.waiting = False
        self.done: float | None = None

    def sync_queue(self) -> CourierWork:
        """The film waits until there is a receipt, or until the courier gave up: then it comes back by itself."""
        return CourierWork((self.film,) if self.waiting else ())

    def films(self) -> tuple[Film, ...]:
        return ()

    def begin_copy(self, film: str, store: str) -> None:
        """Nothing is discarded here, so nobody has to know where copies are."""

    def copy_removed(self, film: str, store: str, left: str | None) -> None:
        """Nothing is discarded here."""

    def progress(self, film: str, progress: SyncProgress) -> None:
        """Nothing shows it."""

    def sync_failed(self, film: str, message: str) -> None:
        self.failures.append(message)
        self.waiting = False

    def put_receipt(self, film: str, receipt: bytes) -> Film:
        """Check the receipt against every byte here, date and sign it."""
        self.receipts.accept(self.home / "films" / film, decode(receipt), WHEN)
        self.waiting = False
        self.done = time.time()
        return Film(film, 0, 0.0, SEGMENTS, 0, "complete")


def make(home: Path) -> None:
    """A box with keys and a film of its own."""
    studio = Studio()
    home.mkdir()
    write_key(home / "key", studio.key)
    studio.film(home / "films", name(home), segments=SEGMENTS, size=SIZE)


def name(home: Path) -> str:
    """The id of a box's film."""
    return f"20261122-1405-{home.name}"


def run(homes: list[Path], url: str, credentials: Path, begin: float) -> list[tuple[float, list[str]]]:
    """These boxes, all at once from the moment `begin` on: seconds until the receipt, and what failed meanwhile."""

    async def one(home: Path) -> tuple[float, list[str]]:
        recorder = OneFilm(home, name(home))
        store = StoreSettings(url, credentials=str(credentials)).open()
        courier = Courier(recorder, home / "films", store)
        await asyncio.sleep(max(0.0, begin - time.time()))
        recorder.waiting = True
        work = asyncio.create_task(courier.run())
        while recorder.done is None and not work.done() and time.time() < begin + LONGEST:
            await asyncio.sleep(0.05)
        if work.done():
            work.result()  # the courier never ends by itself: this raises what ended it
        work.cancel()
        return (inf if recorder.done is None else recorder.done) - begin, recorder.failures

    async def everyone() -> list[tuple[float, list[str]]]:
        return list(await asyncio.gather(*map(one, homes)))

    return asyncio.run(everyone())


def true(home: Path, server: Seaweed) -> bool:
    """Whether a box has a receipt, and another client finds every byte of its film in the store, and none besides."""
    receipt = Receipts(home / "receipts", read_key(home / "key")).of(name(home))
    if receipt is None:
        return False
    keys = {key.lower().removeprefix("aws_"): secret for key, secret in server.environment.items()}
    where = {"prefix": f"many/{name(home)}", "endpoint": server.endpoint, "client_options": {"allow_http": True}}
    bucket = S3Store(BUCKET, **where, **keys)  # type: ignore[arg-type]
    there = {each["path"]: each["size"] for page in obstore.list(bucket) for each in page}
    hashes = {path: hashlib.sha256(bytes(obstore.get(bucket, path).bytes())).hexdigest() for path in there}
    here = {path.name: path.read_bytes() for path in (home / "films" / name(home)).iterdir()}
    return (
        hashes == {path: hashlib.sha256(data).hexdigest() for path, data in here.items()}
        and hashes == {item.name: item.sha256 for item in receipt.objects}
        and there == {item.name: item.size for item in receipt.objects}
    )


def main() -> int:
    """Print the figures; 1 if a goal was missed."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # the server has a connection for each object under way
    with tempfile.TemporaryDirectory(prefix="attune-benchmarks-") as folder:
        homes = [Path(folder) / f"b{number:03}" for number in range(BOXES)]
        with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
            list(pool.map(make, homes, chunksize=10))
            size = sum(file.stat().st_size for home in homes for file in (home / "films").rglob("*") if file.is_file())
            with Seaweed(Path(folder) / "seaweed") as server:
                begin = time.time() + 2
                asked = [
                    pool.submit(run, homes[part::PROCESSES], server.url("many"), server.credentials, begin)
                    for part in range(PROCESSES)
                ]
                results = [result for each in asked for result in each.result()]
                good = sum(true(home, server) for home in homes)
    times = sorted(seconds for seconds, _ in results)
    failures = [failure for _, failed in results for failure in failed]
    median = statistics.median(times)
    print(f"{BOXES} boxes in {PROCESSES} processes on {os.cpu_count()} processors, {size / 1e6:.0f} MB in all")
    print(f"seconds to the receipt: quickest {times[0]:.1f}, median {median:.1f}, slowest {times[-1]:.1f}")
    print(f"{size / 1e6 / times[-1]:.0f} MB/s, each byte sent once and read back once; {len(failures)} told failures")
    for failure in sorted(set(failures))[:5]:
        print(f"  {failure}")
    fine = good == BOXES and times[-1] <= GOAL * median
    words = f"slowest {times[-1] / median:.2f} x the median, the goal is {GOAL:g} x"
    print(f"{good} of {BOXES} receipts true, by another client; {words}: {'PASS' if fine else 'SHORT'}")
    return int(not fine)


if __name__ == "__main__":
    sys.exit(main())
