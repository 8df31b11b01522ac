"""What a start of the pages leaves for later: files, modules and functions that the first page does not need."""

import subprocess
import sys

import pytest

from web.app import create_app
from web.settings import Settings

START = """
import os, sys
os.environ.pop("TZ", None)
opened, compiled = [], []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
sys.addaudithook(lambda event, args: event == "compile" and compiled.append(type(args[0]).__name__))
from web.server.command import Server
from web.settings import Settings
if sys.argv[1:]:
    os.environ["TZ"] = "Europe/London"
    from web.pages import openapi
    import flask_babel, werkzeug.routing
    werkzeug.routing.Map([werkzeug.routing.Rule("/")])
app = Server(Settings("/nonexistent")).load()
print("time zones:", sum("/zoneinfo/" in path and not path.endswith(".pyc") for path in opened) > 2)
print("routes:", compiled.count("Module"))
print("modules:", [name for name in ("web.pages.openapi", "plistlib") if name in sys.modules])
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("before", "said"),
    [
        ([], ["time zones: False", "routes: 0", "modules: []"]),
        (["as others do"], ["time zones: True", "routes: 2", "modules: ['web.pages.openapi']"]),
    ],
)
def test_a_start_opens_no_time_zones_compiles_no_routes_and_imports_nothing_seldom_used(
    before: list[str], said: list[str]
) -> None:
    done = subprocess.run([sys.executable, "-c", START, *before], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == said


def test_addresses_are_as_ever() -> None:
    app = create_app(Settings("/nonexistent"))
    with app.test_request_context():
        made = [app.url_for("shelf.page", name="a-b", more="1 2"), app.url_for("shelf.page", name="c-d")]
    assert made == ["/films/a-b?more=1+2", "/films/c-d"]
