"""What the pages say of where cases stand, form by form, without a browser."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from desk.cases.events import AnyEvent, ConsentGiven, GoalRated, HelpingQuestion
from desk.cases.review_events import PointsAgreed, ReviewsPlanned
from desk.unlocked import Desk
from sealed.papers.health_report import HealthReport
from sealed.papers.preparation import Preparation, SealedPreparation, box_recipient
from sealed.ssh import sshsig
from tests.support.cycle_cases import begun, clip, ended, film, whole
from tests.support.desk_pages import context_of, follow, get, post
from tests.support.forms import words

CODE = "K-17"
TODAY = date.today()
DAY = timedelta(days=1)


def desk_of(app: Flask) -> Desk:
    found = context_of(app).session.desk
    assert found is not None
    return found


def case_with(app: Flask, *happened: AnyEvent, code: str = CODE) -> str:
    """The address of a case to which this happened."""
    desk = desk_of(app)
    desk.open_case(code)
    for event in happened:
        desk.append(code, event)
    return f"/case/{context_of(app).aliases.of(code)}"


def said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@pytest.mark.parametrize(
    ("happened", "sentence", "button"),
    [
        ([], "Film 1 has no day yet.", "Give the case card to a box"),
        ([film(1, TODAY)], "Film 1 waits for its clips. Shared review 1 is due between", "Cut clips"),
        ([film(1, TODAY), clip(1), ReviewsPlanned(days=(TODAY + 9 * DAY,))],
         f"Shared review 1 is planned for {said(TODAY + 9 * DAY)}.", "Begin the shared review"),
        ([film(1, TODAY - 20 * DAY), clip(1)],
         f"Shared review 1 was due until {said(TODAY - 6 * DAY)}. Is a new day agreed?", "Begin the shared review"),
        ([film(1, TODAY), clip(1), begun(1, TODAY)], "Shared review 1 has begun.", "Go on with the shared review"),
        ([*whole(1, TODAY), *whole(2, TODAY), *whole(3, TODAY), ConsentGiven(consent="copies", day=TODAY)],
         "All shared reviews are done. The family wishes a copy of the clips.", "Hand the clips over"),
        ([*whole(1, TODAY), *whole(2, TODAY), *whole(3, TODAY)],
         "All shared reviews are done. What remains is to complete the case.", "Complete the case"),
    ],
)  # fmt: skip
def test_the_next_step_and_its_button(
    app: Flask, browser: FlaskClient, happened: list[AnyEvent], sentence: str, button: str
) -> None:
    page = words(get(browser, case_with(app, *happened)))
    assert f"What comes next {sentence}" in page
    assert button in page
    assert sentence in words(get(browser, "/"))


def test_the_picture_of_a_case(app: Flask, browser: FlaskClient) -> None:
    review = begun(1, TODAY)
    agreed = PointsAgreed(
        review=review.id, strengths=("You wait for her",), next=("Name what she does",), read_back=True
    )
    at = case_with(
        app, HelpingQuestion(question="How do I calm her?"), film(1, TODAY), clip(1), review, agreed,
        GoalRated(rating=4, day=TODAY, goal="Calm", review=review.id, moment="start"),
        GoalRated(rating=6, day=TODAY, goal="Calm", review=review.id, moment="end"), ended(1, TODAY),
    )  # fmt: skip
    answer = get(browser, at)
    page = words(answer)
    for expected in (
        "1 of 3 films, 1 of 3 shared reviews",
        "Strengths You wait for her",
        "Agreed to try Name what she does",
        "4 of 10 at the start of a shared review",
        "6 of 10 at its end",
    ):
        assert expected in page
    assert answer.text.count("<polyline") == 1
    assert "5 of 10" not in page, "no mean"


def test_days_of_reviews_are_planned_and_can_be_undone(app: Flask, browser: FlaskClient) -> None:
    at = case_with(app, film(1, TODAY), clip(1))
    day = TODAY + 8 * DAY
    fields = {"review-1": day.isoformat(), "review-2": "", "review-3": ""}
    assert f"planned for {said(day)}" in words(follow(browser, f"{at}/reviews-planned", **fields))
    assert desk_of(app).case(CODE).reviews_planned == (day, None, None)
    assert "is due between" in words(follow(browser, f"{at}/undo"))


def test_a_calendar_file_is_written_by_the_program(app: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    at = case_with(app, film(1, TODAY), clip(1), HelpingQuestion(question="How do I calm her?"))
    case_with(app, film(1, TODAY), clip(1), code="B")
    assert "The calendar file attune.ics has been written." in words(
        follow(browser, f"{at}/calendar", folder=str(tmp_path))
    )
    assert [str(event["SUMMARY"]) for event in Calendar.from_ical((tmp_path / "attune.ics").read_bytes()).events] == [
        CODE
    ]
    assert "has been written" in words(follow(browser, "/calendar", folder=f'"{tmp_path}"'))
    parsed = Calendar.from_ical((tmp_path / "attune.ics").read_bytes())
    assert [str(event["SUMMARY"]) for event in parsed.events] == ["B", CODE]
    for place in (at, ""):
        for folder in ("", str(tmp_path / "nowhere")):
            answer = post(browser, f"{place}/calendar", folder=folder)
            assert (answer.status_code, "There is no such folder." in words(answer)) == (422, True)


@pytest.mark.parametrize(("keep", "warned"), [(None, ""), (400, ""), (20, "is to be completed by")])
def test_a_limit_is_said_before_and_erases_nothing(
    app: Flask, browser: FlaskClient, keep: int | None, warned: str
) -> None:
    at = case_with(app, film(1, TODAY))
    change_settings(app, keep_days=keep)
    for page in (words(get(browser, at)), words(get(browser, "/"))):
        assert ("By your service's limit this case" in page) == bool(warned)
        assert warned in page
    assert desk_of(app).case(CODE).films


def change_settings(app: Flask, **changes: Any) -> None:
    desk_of(app).folder.change_settings(**changes)


def test_boxes_that_were_heard_of(app: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    known, foreign = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    line = sshsig.key_line(sshsig.public_bytes(known))
    desk_of(app).folder.signers.write_text(f'attune-07 namespaces="attune-film" {line}\nattune-09 {line}\n')
    reports = tmp_path / "store" / "boxes"
    reports.mkdir(parents=True)
    leave(reports, known, "attune-07", TODAY, unsynced=2)
    leave(reports, known, "attune-09", TODAY - 30 * DAY, card="failing")
    leave(reports, foreign, "attune-08", TODAY)
    assert get(browser, "/boxes").text == ""
    change_settings(app, store=(tmp_path / "store").as_uri())
    page = words(get(browser, "/boxes"))
    assert f"attune-07 Heard on {said(TODAY)} · 2 films are not uploaded" in page
    assert f"attune-09 Not heard since {said(TODAY - 30 * DAY)} · something is wrong" in page
    assert "attune-08 Its reports cannot be believed" in page
    change_settings(app, store=(tmp_path / "unplugged").as_uri())
    assert "Which boxes were heard of cannot be said" in words(get(browser, "/boxes"))


def leave(folder: Path, key: Ed25519PrivateKey, box: str, day: date, **facts: Any) -> None:
    """A box's report of this day, as a store has it that adds only."""
    when = f"{day}T08:00:00Z"
    report = HealthReport(box=box, when=when, version="0.2.0", bytes_free=90, bytes_total=100, **facts)
    stamp = when.replace("-", "").replace(":", "")
    for name, data in report.files(key).items():
        (folder / name.replace(f"{box}.json", f"{box}.{stamp}.json")).write_bytes(data)


def test_what_goes_with_the_card_can_be_left_out(app: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    box = Ed25519PrivateKey.generate()
    desk_of(app).folder.signers.write_text(f"attune-07 {sshsig.key_line(sshsig.public_bytes(box))}\n")
    reports = tmp_path / "store" / "boxes"
    reports.mkdir(parents=True)
    leave(reports, box, "attune-07", TODAY, recipient=box_recipient(box))
    change_settings(app, store=(tmp_path / "store").as_uri())
    agreed = PointsAgreed(review=begun(1, TODAY).id, strengths=(), next=("Name what she does",), read_back=True)
    at = case_with(app, *whole(1, TODAY), agreed)
    assert "Name what she does Sealed to each box" in words(get(browser, f"{at}/card"))

    def sent() -> Preparation | None:
        data = (tmp_path / "store/cards/attune-07/K-17.prepare.json").read_bytes()
        return msgspec.json.decode(data, type=SealedPreparation).opened(box)

    assert "has been written" in words(follow(browser, f"{at}/card/store", boxes="attune-07", along="yes"))
    assert sent() == Preparation(points=("Name what she does",))
    assert "has been written" in words(follow(browser, f"{at}/card/store", boxes="attune-07"))
    assert sent() == Preparation()
    alone = words(follow(browser, f"{at}/card/store", box="attune-08", along="yes"))
    assert "At least one box got it without the question and the points" in alone
