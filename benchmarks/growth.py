"""How cost grows with films and marks: processor time at two sizes, and the slope between them (1 is linear).

Run: `python -m benchmarks.growth`. Goals: no slope above 1.2, so that nothing is quadratic; and `attune marks` lists
10,000 marks in 0.5 s, program start and all. Absolute times are this machine's; what a box of a tenth of a core makes
of them is in `benchmarks.tenth`.
"""

import math
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.films.about import AboutFilms
from appliance.films.receipts import Receipts
from appliance.films.shelf import Shelf
from benchmarks.fabricated import films
from sealed.age import generate
from sealed.age.crypto import FILE_KEY
from sealed.film.decrypt import open_marks
from sealed.film.glance import closed_by
from sealed.film.records import Mark
from sealed.film.writer import FilmWriter
from tests.support.small_films import FILM, Box
from web.live.view import View

GOAL = 1.2
FILMS = (30, 300)
MARKS = (1000, 10_000)
SEGMENTS = 625  # ten minutes
REPEATS = 3
LISTED = 0.5  # seconds that `attune marks` may take for the larger number of marks

Measured = dict[str, float]


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time of this thread."""
    begun = time.thread_time()
    work()
    return (time.thread_time() - begun) * 1000


def with_films(count: int) -> Measured:
    """A shelf of ten-minute films with receipts."""
    key = Ed25519PrivateKey.generate()
    with tempfile.TemporaryDirectory(prefix="attune-benchmarks-") as folder:
        data = Path(folder)
        ids = films(data, key, count, SEGMENTS, "file:///media/films")
        shelf, receipts = _start(data, key)
        found = {
            "start: what is closed already": milliseconds(shelf.recover),
            "list of films, the first": milliseconds(shelf.films),
            "receipts, the first time": milliseconds(lambda: [receipts.head(film) for film in ids]),
        }
        listed = shelf.films()
        found |= {
            "list of films, again": min(milliseconds(shelf.films) for _ in range(REPEATS)),
            "receipts, again": min(milliseconds(lambda: [receipts.head(film) for film in ids]) for _ in range(REPEATS)),
            "count for a status": min(milliseconds(shelf.count) for _ in range(REPEATS)),
            "what a page shows of them": milliseconds(lambda: _shown(View(films=tuple(listed)))),
        }
        shelf.keep()
        receipts.keep()
        shelf, receipts = _start(data, key)
        found |= {
            "start: what was known before": milliseconds(shelf.recover),
            "list of what was known before": milliseconds(shelf.films),
            "receipts that were known before": milliseconds(lambda: [receipts.head(film) for film in ids]),
        }
        shutil.rmtree(data / "films")
        return found


def _start(data: Path, key: Ed25519PrivateKey) -> tuple[Shelf, Receipts]:
    cache = data / "cache"
    return Shelf(data / "films", key, cache=cache / "films"), Receipts(data / "receipts", key, cache / "receipts")


def _shown(view: View) -> None:
    for film in view.shown:
        view.text(f"sync-{film.id}")
    view.resting()
    view.progress()


def with_marks(count: int) -> Measured:
    """A film with many marks."""
    box = Box(identity=generate())
    with tempfile.TemporaryDirectory(prefix="attune-benchmarks-") as folder:
        made, film = _marked(box, Path(folder), count)
        about = AboutFilms(Path(folder) / "about")
        about.keep(FILM, [_numbered(number) for number in range(count)])
        again = AboutFilms(Path(folder) / "about")
        stanzas = [box.identity.recipient.wrap(bytes(FILE_KEY))]
        return {
            "marks, sealed": made,
            "marks, opened and listed": milliseconds(lambda: list(open_marks(film, [box.identity]))),
            "of that, HPKE alone": milliseconds(
                lambda: [box.identity.unwrap(stanzas) for _ in range(_unwrapped(count))]
            ),
            "marks, listed by the box": min(milliseconds(lambda: about.marks(FILM)) for _ in range(REPEATS)),
            "marks, by the box started anew": milliseconds(lambda: again.marks(FILM)),
            "its end, at a start": min(milliseconds(lambda: closed_by(film)) for _ in range(REPEATS)),
        }


def _marked(box: Box, shelf: Path, count: int) -> tuple[float, Path]:
    """How long the marks of a film took, and the film."""
    writer = box.begin(shelf)
    writer.init(b"the header of an MP4")
    writer.segment(b"a segment", 0, 960_000_000, 24)
    made = milliseconds(lambda: _mark(writer, count))
    writer.close("stopped", 24)
    return made, writer.path


def _mark(writer: FilmWriter, count: int) -> None:
    for number in range(count):
        writer.mark(_numbered(number))


def _unwrapped(count: int) -> int:
    return sum(divmod(count, FilmWriter.BATCH))


def listed(count: int) -> float:
    """Seconds of `attune marks`, the best of a few."""
    box = Box(identity=generate())
    with tempfile.TemporaryDirectory(prefix="attune-benchmarks-") as folder:
        film = _marked(box, Path(folder), count)[1]
        key = Path(folder) / "key.txt"
        key.write_text(f"{box.identity.secret()}\n")
        command = [Path(sys.executable).with_name("attune"), "marks", film, "-i", key]
        return min(_seconds(command) for _ in range(REPEATS))


def _seconds(command: Sequence[object]) -> float:
    begun = time.monotonic()
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def _numbered(number: int) -> Mark:
    return Mark(f"{number:016x}", number * 1000, "phone")


def main() -> int:
    """Print the figures; 1 if a goal was missed."""
    missed = 0
    for (few, many), measure in ((FILMS, with_films), (MARKS, with_marks)):
        small, large = measure(few), measure(many)
        print(f"{'ms of processor time':<34}{few:>9}{many:>9}   slope")
        for name, cost in small.items():
            slope = math.log(max(large[name], 0.01) / max(cost, 0.01)) / math.log(many / few)
            missed += slope > GOAL
            print(f"{name:<34}{cost:>9.1f}{large[name]:>9.1f}{slope:>8.2f}  {'PASS' if slope <= GOAL else 'SHORT'}")
    print(f"goal: no slope above {GOAL}")
    took = listed(MARKS[1])
    print(f"attune marks of {MARKS[1]}: {took:.2f} s, the goal is {LISTED} s: {'PASS' if took <= LISTED else 'SHORT'}")
    return int(missed > 0 or took > LISTED)


if __name__ == "__main__":
    sys.exit(main())
