"""The page of a simulated box."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.forms import get, paired, post, words
from tests.support.standin import StandIn
from web.app import create_app
from web.settings import Settings

pytestmark = pytest.mark.process


def test_the_box(phone: FlaskClient) -> None:
    page = get(phone, "/box")
    assert "Green light" in words(page)
    assert 'data-colour="green" data-pattern="steady"' in page.text


def test_the_button(phone: FlaskClient, standin: StandIn) -> None:
    assert "Red light" in words(post(phone, "/box/press", follow=True))
    post(phone, "/box/press")
    assert "Green light" in words(post(phone, "/box/hold", follow=True))
    assert standin.posts() == ["POST /panel/press", "POST /panel/press", "POST /panel/hold"]
    assert standin.world.films[0]["marks"] == 1


def test_the_camera_is_never_stored(phone: FlaskClient, standin: StandIn) -> None:
    picture = get(phone, "/box/framing")
    assert picture.data == standin.world.picture
    assert picture.mimetype == "image/jpeg"
    assert picture.headers["Cache-Control"] == "no-store"


def test_troubles(phone: FlaskClient, standin: StandIn) -> None:
    assert "Amber light, blinking slowly" in words(post(phone, "/box/trouble", follow=True, trouble="camera stall"))
    assert "Cannot film now" in words(get(phone, "/"))
    post(phone, "/box/trouble", trouble="camera mend")
    assert "Ready to film" in words(get(phone, "/"))
    assert standin.posts() == ["POST /simulate", "POST /simulate"]


@pytest.mark.parametrize("trouble", ["", "camera", "camera explode", "box fill"])
def test_only_known_troubles(phone: FlaskClient, standin: StandIn, trouble: str) -> None:
    assert post(phone, "/box/trouble", trouble=trouble).status_code == 400
    assert standin.posts() == []


def test_a_real_box_has_no_such_page(standin: StandIn, tmp_path: Path) -> None:
    phone = paired(create_app(Settings(str(tmp_path / "control.sock"))))
    for path in ("/box", "/box/framing"):
        assert get(phone, path).status_code == 404
    assert "simulated" not in get(phone, "/").text
