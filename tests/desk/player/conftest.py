"""A desk with two films of the test card, as an older box filmed them, served to browsers."""

from collections.abc import Iterator

import pytest

from sealed.film.records import Mark
from tests.support.clock_films import PER_SEGMENT, Reel, filmed
from tests.support.desks import make_desk
from tests.support.player_page import SECOND_FILM, Player, lay, served

MARKS = (
    Mark("00112233445566aa", 4_200_000_000, "button"),
    Mark("00112233445566bb", 9_960_000_000, "phone", "receiving initiatives", "she waits"),
)
SEGMENTS = 30


@pytest.fixture(scope="module")
def reel() -> Reel:
    return filmed(SEGMENTS * PER_SEGMENT, older=True)


@pytest.fixture(scope="module")
def served_player(tmp_path_factory: pytest.TempPathFactory, reel: Reel) -> Iterator[Player]:
    desk = make_desk(tmp_path_factory.mktemp("player"))
    lay(desk, reel, records=MARKS)
    lay(desk, reel, repeats=8, film=SECOND_FILM)
    with served(desk) as player:
        yield player


@pytest.fixture(params=["chromium", "firefox"])
def browser_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)
