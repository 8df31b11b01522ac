"""A shared review form by form and request by request, without a browser."""

import re
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from desk.cases.review_events import ClipVetoed
from desk.cases.reviews import Review
from desk.review.stage import Stages
from desk.unlocked import Desk
from tests.support.desk_pages import BASE, PASSPHRASE, context_of, get, post, token
from tests.support.forms import words
from tests.support.full_disk import full_disk
from tests.support.player_page import CODE
from tests.support.reviewing import ASKED, CLIPS, NOTE, QUESTION, TITLES, begun, desk_of, send, state
from tests.support.small_films import FILM

DAY = "2026-12-03"


def review_of(app: Flask) -> Review:
    return desk_of(app).case(CODE).reviews[-1]


def event(app: Flask, kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "review": review_of(app).id, **fields}


def heard(app: Flask, text: str, number: int = 1, **more: Any) -> dict[str, Any]:
    facts = {"id": f"{number:016x}", "clip": CLIPS[0], "sort": "thought", "voice": "parent"} | more
    return event(app, "words-received", text=text, **facts)


def test_a_review_begins_with_the_clips_that_were_chosen(app: Flask, browser: FlaskClient) -> None:
    at = f"/case/{context_of(app).aliases.of(CODE)}/review"
    page = get(browser, at)
    assert all(said in words(page) for said in (QUESTION, *TITLES))
    assert "Choose at least one film" in words(post(browser, at, film=FILM))
    where = begun(app, browser, (CLIPS[2], CLIPS[0]))
    assert review_of(app).clips == (CLIPS[0], CLIPS[2])
    assert [clip["chosen"] for clip in state(browser, where)["clips"]] == [True, True, False]
    assert "Go on with the review" in words(get(browser, at))


def test_the_familys_window_holds_no_word_of_the_case(app: Flask, browser: FlaskClient, at: str) -> None:
    page = get(browser, f"{at}/audience")
    for secret in (CODE, FILM, QUESTION, NOTE, ASKED, *TITLES, "principle", "review-id"):
        assert secret not in page.text
    assert re.sub(r"\s+", " ", words(page)).strip() == "Attune Clip Slow Replay Freeze"
    assert "<title>Attune</title>" in page.text
    shown = send(browser, at, "stage", {"clip": CLIPS[0]})
    assert shown.keys() == {"clip", "turn", "going", "slow", "at_ns", "trouble", "film", "start", "end"}
    assert FILM not in shown["film"]


def test_both_windows_see_one_stage(browser: FlaskClient, at: str) -> None:
    assert state(browser, at, "stage")["clip"] is None
    first = send(browser, at, "stage", {"again": True})
    assert (first["clip"], first["going"], first["start"]) == (CLIPS[0], True, 0)
    send(browser, at, "stage", {"going": False, "at_ns": 40_000_000})
    assert state(browser, at, "stage")["at_ns"] == 40_000_000
    following = send(browser, at, "stage", {"step": 1, "slow": True})
    assert (following["clip"], following["going"], following["slow"]) == (CLIPS[1], False, True)
    assert following["turn"] > first["turn"]
    for _ in range(3):
        last = send(browser, at, "stage", {"step": 1})
    assert last["clip"] == CLIPS[2]
    send(browser, at, "stage", {"clip": "f" * 16})
    assert state(browser, at, "stage")["clip"] is None
    send(browser, at, "stage", {"title": "x"}, status=400)


def test_words_choice_and_order_are_kept_and_undone_within_the_review(
    app: Flask, browser: FlaskClient, at: str
) -> None:
    desk_of(app).append(CODE, desk_of(app).events(CODE)[-2].event)  # something of the film, afterwards
    send(browser, at, "events", heard(app, "He lokked at me"))
    send(browser, at, "events", heard(app, "He looked at me"))
    send(browser, at, "events", heard(app, "And if he cries?", 2, clip=None, sort="concern", voice="partner"))
    assert [said.text for said in review_of(app).words] == ["He looked at me", "And if he cries?"]
    send(browser, at, "events", event(app, "review-clips-chosen", clips=[CLIPS[1], CLIPS[0]]))
    assert [clip["id"] for clip in state(browser, at)["clips"]] == [CLIPS[1], CLIPS[0], CLIPS[2]]
    send(browser, at, "undo", {})
    assert review_of(app).clips == CLIPS
    send(browser, at, "undo", {})
    send(browser, at, "undo", {})
    assert [said.text for said in review_of(app).words] == ["He lokked at me"]
    assert send(browser, at, "redo", {})["undo"]
    send(browser, at, "events", event(app, "words-removed", id=f"{1:016x}"))
    assert review_of(app).words == ()


def test_not_this_clip_takes_it_off_the_screen_at_once(app: Flask, browser: FlaskClient, at: str) -> None:
    send(browser, at, "stage", {"clip": CLIPS[0]})
    after = send(browser, at, "events", event(app, "clip-vetoed", clip=CLIPS[0], voice="partner", day=DAY))
    assert [clip["vetoed"] for clip in after["clips"]] == [True, False, False]
    assert "film" not in state(browser, at, "stage")
    assert send(browser, at, "stage", {"clip": CLIPS[0]})["clip"] is None
    assert send(browser, at, "stage", {"again": True})["clip"] == CLIPS[1]
    assert TITLES[0] + ": Not this clip" in words(get(browser, at.rpartition("/")[0]))
    with pytest.raises(AssertionError):
        begun(app, browser, (CLIPS[0],))
    send(browser, at, "events", event(app, "veto-lifted", clip=CLIPS[0], voice="partner", day=DAY))
    assert send(browser, at, "stage", {"clip": CLIPS[0]})["clip"] == CLIPS[0]


def test_a_window_learns_that_another_program_saved_something_and_that_is_no_use(
    app: Flask, browser: FlaskClient, at: str, folder: Path
) -> None:
    version = f"{at.rpartition('/')[0]}/version"
    before = get(browser, version).json
    assert get(browser, version).json == before
    Desk.unlock(folder / "desk", PASSPHRASE).append(CODE, ClipVetoed(clip=CLIPS[0], voice="parent", day=date.today()))
    assert get(browser, version).json != before
    keys, since = desk_of(app).keys, time.monotonic()
    assert get(browser, version).status_code == 200
    keys.idle = time.monotonic() - since
    assert keys.locked, "windows ask every second, and it locks itself all the same"


def test_only_events_of_this_review_are_saved(app: Flask, browser: FlaskClient, at: str) -> None:
    before = len(desk_of(app).events(CODE))
    for body, status in (
        (heard(app, "x") | {"review": "f" * 16}, 409),
        (heard(app, "x", clip="f" * 16), 409),
        (event(app, "review-clips-chosen", clips=["f" * 16]), 409),
        (event(app, "still-kept", id="a" * 16, film="20261206-1405-b2ym", at_ns=0), 409),
        ({"kind": "clip-vetoed", "clip": CLIPS[0], "voice": "parent", "day": DAY}, 409),
        (heard(app, "x", voice="neighbour"), 400),
        ({"kind": "case-opened", "code": "A"}, 400),
    ):
        send(browser, at, "events", body, status=status)
    assert len(desk_of(app).events(CODE)) == before


def test_from_ratings_to_points_read_back_and_the_end(app: Flask, browser: FlaskClient, at: str) -> None:
    send(browser, at, "events", event(app, "goal-rated", rating=4, day=DAY, goal="More calm", moment="start"))
    send(browser, at, "events", event(app, "still-kept", id="a" * 16, film=FILM, at_ns=0))
    send(browser, at, "events", heard(app, "I wait for him,\nand he comes"))
    typed = {"strengths": "We sing\n\nWe sing\n", "strengths-words": f"{1:016x}", "next": "Wait a little longer"}
    assert post(browser, f"{at}/agree", **typed).status_code == 303
    said = words(get(browser, f"{at}/end"))
    assert "Read it back to them" in said
    assert "We sing I wait for him, and he comes" in said
    assert not review_of(app).read_back
    post(browser, f"{at}/end", read_back="yes", rate="yes", rating="7", goal="More calm")
    review, case = review_of(app), desk_of(app).case(CODE)
    assert review.strengths == ("We sing", "I wait for him, and he comes")
    assert (review.next, review.read_back) == (("Wait a little longer",), True)
    assert review.ended is not None
    assert case.next_points == review.next
    assert [(rating.moment, rating.rating, rating.goal) for rating in case.ratings] == [
        ("start", 4, "More calm"), ("end", 7, "More calm")]  # fmt: skip
    record = words(get(browser, at, follow_redirects=True))
    assert all(said in record for said in ("Read back, and agreed.", "Wait a little longer", "I wait for him"))
    assert "4" not in re.sub(r"\d+ \w+ 20\d\d|It lasted .*? s\.", "", record), "a line, never a score"


def test_what_has_ended_takes_nothing_more_but_points_put_right(app: Flask, browser: FlaskClient, at: str) -> None:
    post(browser, f"{at}/end")
    before = len(desk_of(app).events(CODE))
    assert "has ended" in send(browser, at, "events", heard(app, "x"), status=409)
    send(browser, at, "stage", {"again": True}, status=409)
    post(browser, f"{at}/end")
    assert len(desk_of(app).events(CODE)) == before
    post(browser, f"{at}/agree", strengths="", next="Sing")
    assert review_of(app).next == ("Sing",)


@pytest.mark.slow
def test_the_points_are_written_as_a_page_to_print(app: Flask, browser: FlaskClient, at: str, tmp_path: Path) -> None:
    post(browser, f"{at}/agree", strengths="We sing", next="Wait")
    assert "There is no such folder" in words(post(browser, f"{at}/paper", folder=str(tmp_path / "none")))
    stick = tmp_path / "stick"
    stick.mkdir()
    for _ in range(2):
        assert post(browser, f"{at}/paper", folder=str(stick)).status_code == 303
    (page,) = stick.iterdir()
    assert page.read_bytes().startswith(b"%PDF")
    assert CODE not in page.name


def test_too_many_points_stay_on_the_page(app: Flask, browser: FlaskClient, at: str) -> None:
    answer = post(browser, f"{at}/agree", strengths="\n".join(f"Point {n}" for n in range(13)), next="")
    assert answer.status_code == 422
    assert "Up to 12 points" in words(answer)
    assert "Point 12" in answer.text


def test_a_full_disk_is_a_sentence_and_what_was_typed_stays(app: Flask, browser: FlaskClient, at: str) -> None:
    before = desk_of(app).events(CODE)
    body = heard(app, "He looked")
    with full_disk():
        said = send(browser, at, "events", body, status=409)
        answer = post(browser, f"{at}/agree", strengths="We sing", next="Wait")
    assert said.startswith("This was not saved")
    assert "<" not in said, "a sentence, not a page"
    assert answer.status_code == 409
    assert "This was not saved" in words(answer)
    assert "We sing" in answer.text
    assert desk_of(app).events(CODE) == before
    send(browser, at, "events", heard(app, "He looked"))
    assert review_of(app).words[0].text == "He looked"


@pytest.mark.parametrize("now", ["2025-12-03T10:20:00", "2026-12-03T10:20:00", "2027-12-03T10:20:00"])
def test_a_clock_that_was_set_wrong_makes_no_odd_times(now: str) -> None:
    review = Review(
        id="a" * 16, films=(FILM,), clips=(), day=datetime(2026, 12, 3).date(), number=1, begun="2026-12-03T10:00:00Z"
    )
    ticks = [100.0]
    stages = Stages(lambda: ticks[0])
    first = stages.seconds(review, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert first in {0, 1200, 86_400}
    ticks[0] += 60
    assert stages.seconds(review, datetime(2001, 1, 1, tzinfo=UTC)) == min(first + 60, 86_400), "once known, by ticks"


def test_two_windows_at_once_lose_nothing(app: Flask, browser: FlaskClient, at: str) -> None:
    """Two practitioner's windows: each has words of its own, and both end the review."""
    for number in range(1, 9):
        send(browser, at, "events", heard(app, f"words {number}", number))
    assert len(state(browser, at)["words"]) == 8
    post(browser, f"{at}/end")
    post(browser, f"{at}/end")
    assert sum(saved.event.__class__.__name__ == "ReviewEnded" for saved in desk_of(app).events(CODE)) == 1


def test_a_review_of_another_case_is_not_found(app: Flask, browser: FlaskClient, at: str) -> None:
    desk_of(app).open_case("OTHER")
    other = f"/case/{context_of(app).aliases.of('OTHER')}/review/{at.rpartition('/')[2]}"
    for what in ("", "/audience", "/stage", "/state", "/end", "/record"):
        assert browser.get(other + what, base_url=BASE).status_code == 409
    assert token(browser)
