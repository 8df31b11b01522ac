"""A bundle that the box refused, as the phone shows it: the reason and what to do, for each reason there is."""

import pytest
from flask.testing import FlaskClient

from sealed.papers import errors
from sealed.papers.errors import BundleError
from tests.support.forms import get, words
from tests.support.standin import StandIn

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, BundleError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_the_page_says_why_and_what_to_do(phone: FlaskClient, standin: StandIn, kind: type[BundleError]) -> None:
    message = str(kind())
    with standin.changing() as world:
        world.warnings = [{"code": kind.code, "message": message}]
    said = words(get(phone, "/"))
    assert "Please check" in said
    assert message in said
