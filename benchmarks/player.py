"""The desk's player in Chromium and Firefox: first picture, seeks and steps, for ten minutes of film and for an hour.

Beside them what a person does without Attune: `age -d` of the whole film, and the same seek in the opened file by
`ffmpeg`. Run: `python -m benchmarks.player`. The film is 720p as the box encodes it, with jittered times, sealed to a
post-quantum key. It also counts wrong frames, by the clock in the pixels: there must be none.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from appliance.capture.settings import EncoderSettings
from sealed.age import generate, seal
from sealed.film.opened import OpenedFilm
from tests.support.clock_films import MINUTE, filmed
from tests.support.desks import make_desk
from tests.support.frame_judge import FrameJudge
from tests.support.player_page import CODE, SECOND_FILM, Player, lay, served
from tests.support.tabs import tab

FIRST = 20
SEEKS = 100
STEPS = 300
SIZE = (1280, 720)
SHOULD = "should be: first picture 300 ms, seek 100 (p95 200), step within a second 16, no wrong frame, flat in length"


def main() -> int:
    """Print a line for each browser and length."""
    wrong = 0
    reel = filmed(MINUTE, *SIZE, preset=EncoderSettings().preset)
    for repeats in (10, 62):  # 57.6 s each
        with tempfile.TemporaryDirectory(prefix="attune-benchmarks-") as made:
            desk = make_desk(Path(made))
            lay(desk, reel, repeats=repeats, film=SECOND_FILM)
            film = OpenedFilm(desk.film_folder(SECOND_FILM), [desk.identity(CODE)])
            print(f"player, {film.length / 60e9:.0f} minutes of 720p")
            peer(film, Path(made))
            with served(desk) as player:
                for kind in ("chromium", "firefox"):
                    wrong += measure(kind, player, film, Path(made) / kind)
    print(f"  {SHOULD}")
    return wrong


def peer(film: OpenedFilm, made: Path) -> None:
    """The whole film, sealed as one file, decrypted by `age -d`; then one picture out of its middle by ffmpeg."""
    key, sealed, whole = generate(post_quantum=False), made / "whole.age", made / "whole.mp4"
    (made / "key").write_text(key.secret() + "\n")  # one that every age knows
    parts = (film.segment(number) for number in range(len(film.spans)))
    sealed.write_bytes(seal(b"".join([film.header, *parts]), [key.recipient]))
    decrypt = timed(["age", "-d", "-i", str(made / "key"), "-o", str(whole), str(sealed)])
    middle = f"{film.length / 2e9}"
    seek = timed(["ffmpeg", "-v", "error", "-ss", middle, "-i", str(whole), "-frames:v", "1", "-f", "null", "-"])
    size = whole.stat().st_size / 1e6
    print(
        f"  age -d of all {size:.0f} MB first: {decrypt:.0f} ms, and a seek by ffmpeg in what it wrote: {seek:.0f} ms"
    )
    for path in (sealed, whole):
        path.unlink()


def timed(command: list[str]) -> float:
    """Milliseconds of the fastest of three runs."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(command, check=True)
        times.append((time.perf_counter() - began) * 1000)
    return min(times)


def measure(kind: str, player: Player, film: OpenedFilm, profile: Path) -> int:
    """One browser; the number of wrong frames."""
    chance = random.Random(kind)  # noqa: S311  # the same each time
    with tab(kind, profile) as driven:
        judge = FrameJudge(driven, film, MINUTE)
        first = []
        for _ in range(FIRST):
            judge.open(player.page(SECOND_FILM))
            first.append(driven.evaluate("() => Number(document.querySelector('.player').dataset.first)"))
        judge.seeks(SEEKS, chance)
        seeks = judge.milliseconds["seek"]
        for _ in range(STEPS // 60):
            judge.seeks(1, chance)
            judge.steps([-1] * 60)
            judge.steps([1] * 60)
        steps = judge.milliseconds["step"]
    print(f"  {kind:<9} first picture {said(first)}; seek {said(seeks)}; step {said(steps)}; wrong: {len(judge.wrong)}")
    return len(judge.wrong)


def said(times: Sequence[float]) -> str:
    """Median and 95th percentile."""
    return f"{statistics.median(times):.0f} (p95 {sorted(times)[int(len(times) * 0.95)]:.0f}) ms of {len(times)}"


if __name__ == "__main__":
    sys.exit(main() > 0)
