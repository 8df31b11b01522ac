"""Every step and every seek shows its frame, judged by the clock burnt into it, in both browsers.

With and without WebCodecs. `make test-player` does it 300 times both ways and with 100 seeks, in ten minutes of film
and in an hour.
"""

import os
import random
from pathlib import Path

import pytest

from sealed.film.opened import OpenedFilm
from tests.desk.player.conftest import SEGMENTS
from tests.support.clock_films import MINUTE, PER_SEGMENT, filmed
from tests.support.desk_process import until
from tests.support.desks import make_desk
from tests.support.frame_judge import FrameJudge
from tests.support.player_page import CODE, SECOND_FILM, Player, lay, served
from tests.support.small_films import FILM
from tests.support.tabs import tab

pytestmark = pytest.mark.browser

ASKED = "() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"


def opened(player: Player, film: str) -> OpenedFilm:
    return OpenedFilm(player.desk.film_folder(film), [player.desk.identity(CODE)])


# Without WebCodecs a frame is read off a video, which a busy machine may not have painted yet: `make test-player`.
@pytest.mark.parametrize("exact", ["yes", pytest.param("no", marks=pytest.mark.player)])
def test_every_step_and_seek_shows_its_frame(
    served_player: Player, browser_kind: str, exact: str, tmp_path: Path
) -> None:
    with tab(browser_kind, tmp_path / "profile") as driven:
        judge = FrameJudge(driven, opened(served_player, FILM), SEGMENTS * PER_SEGMENT)
        judge.open(f"{served_player.page()}?exact={exact}")
        first = [f"/film/{FILM}/{part}" for part in ("about", "init", "segment/0")]
        until(driven, f"(first) => first.every((each) => ({ASKED})().includes(each))", first)
        asked = driven.evaluate(ASKED)  # ahead of time, so not once more
        assert [asked.count(each) for each in first] == [1, 1, 1]
        judge.steps([1] * 30 + [-1] * 8)
        judge.seeks(10, random.Random(browser_kind))
        judge.steps([-1] * 30)
        assert judge.wrong == []
        assert driven.complaints == []


@pytest.mark.player
@pytest.mark.parametrize("minutes", [10, 60])
def test_in_long_films_too(browser_kind: str, minutes: int, tmp_path: Path) -> None:
    size = (1280, 720) if os.environ.get("ATTUNE_LARGE") else (320, 180)
    frames = MINUTE if minutes == 60 else minutes * 60 * 25 // PER_SEGMENT * PER_SEGMENT
    reel, desk = filmed(frames, *size, older=True), make_desk(tmp_path)
    lay(desk, reel, repeats=-(-minutes * 60 * 25 // frames), film=SECOND_FILM)
    chance = random.Random(minutes)
    with served(desk) as player, tab(browser_kind, tmp_path / "profile") as driven:
        judge = FrameJudge(driven, opened(player, SECOND_FILM), frames)
        judge.open(player.page(SECOND_FILM))
        for _ in range(10):  # cold each time: a seek lies before it
            judge.seeks(10, chance)
            judge.steps([-1] * 30)
            judge.steps([1] * 30)
        print(f"{browser_kind}, {minutes} minutes: {judge.counts()}, {len(judge.wrong)} wrong")
        assert judge.wrong == []
