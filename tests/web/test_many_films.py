"""Hundreds of films on a box: a page shows some of them, and what it costs does not grow with the others."""

import re

from flask.testing import FlaskClient

from control.messages import Film, Sync
from tests.support.forms import get
from tests.support.standin import StandIn
from tests.support.world import film
from web.live.view import SHOWN, View


def many(count: int) -> list[str]:
    return [f"2026{1 + number // 28:02}{1 + number % 28:02}-1405-film" for number in range(count)]


def listed(page: str) -> list[str]:
    return re.findall(r'<a class="film" href="/films/([^"]+)"', page)


def test_the_visit_lists_the_newest_and_a_list_all(phone: FlaskClient, standin: StandIn) -> None:
    ids = many(120)
    with standin.changing() as world:
        world.films = [film(name) for name in ids]
    page = get(phone, "/").text
    assert listed(page) == ids[: -SHOWN - 1 : -1]
    assert "All 120 films" in page
    first, second, third = (get(phone, f"/films?from={start}").text for start in (0, 50, 100))
    assert listed(first) + listed(second) + listed(third) == ids[::-1]
    assert "Older films" in first and "Newer films" not in first
    assert "Newer films" in third and "Older films" not in third
    assert get(phone, "/films?from=-1").status_code == 404
    assert get(phone, "/films?from=x").status_code == 404
    assert get(phone, f"/films/{ids[0]}").status_code == 200


def a_film(name: str, sync: Sync | None = None) -> Film:
    return Film(name, 1, 1.0, 1, 0, "complete", sync=sync)


def test_an_older_film_is_listed_while_it_is_uploaded() -> None:
    ids = many(50)
    films = tuple(a_film(name, Sync("copying", 1, 2) if name == ids[0] else Sync("waiting")) for name in ids)
    view = View(films=films)
    assert [each.id for each in view.shown] == [*ids[: -SHOWN - 1 : -1], ids[0]]
    assert len(view.progress()) == SHOWN + 1
    assert list(view.progress(ids[3])) == [f"sync-{ids[3]}"]
    assert (len(view.kept), len(view.unsynced)) == (50, 0)


def test_films_without_a_date_come_last() -> None:
    view = View(films=(a_film("undated-k7qmab"), a_film("20260101-1200-k7qm"), a_film("20270101-1200-k7qm")))
    assert [each.id for each in view.kept] == ["20270101-1200-k7qm", "20260101-1200-k7qm", "undated-k7qmab"]
