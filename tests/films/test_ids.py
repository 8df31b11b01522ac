"""Ids of films: their two forms, and that none leads outside the shelf."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from appliance.films.ids import LETTERS, new_id, valid


def test_a_dated_id_is_the_minute_in_utc_and_eight_letters() -> None:
    when = datetime(2026, 11, 22, 15, 5, 59, tzinfo=timezone(timedelta(hours=1)))
    assert new_id(when, lambda letters: letters[0]) == "20261122-1405-22222222"


def test_an_undated_id_has_letters_alone() -> None:
    assert new_id(None, lambda letters: letters[-1]) == "undated-zzzzzzzz"


def test_ids_are_valid_and_differ() -> None:
    when = datetime(2026, 1, 1, tzinfo=UTC)
    made = {new_id(None) for _ in range(1000)} | {new_id(when) for _ in range(1000)}
    assert len(made) == 2000, "a service's boxes share a store, and all of these the same minute"
    assert all(map(valid, made))


def test_letters_that_look_alike_are_left_out() -> None:
    assert not set("01ilo") & set(LETTERS)
    assert len(LETTERS) == len(set(LETTERS)) == 31


@pytest.mark.parametrize(
    "film",
    ["", ".", "..", "../x", "20261122-1405-k7qm/..", "20261122-1405-k7qm\n", "/etc/passwd", ".wiping-undated-abcd",
     "20261122-1405-K7QM", "20261122-1405-k7q", "20261122-1405-k7qmabcde", "undated", "undated-\0abcd"],
)  # fmt: skip
def test_nothing_else_is_an_id(film: str) -> None:
    assert not valid(film)
