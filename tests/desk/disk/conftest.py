"""Everything that programs might use to write, in one folder; and both browsers."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser_disk import PLACES
from tests.support.desk_pages import SECRETS


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="disk"))  # a short path, for Chromium's sockets
    for name in PLACES:
        folder = made / name.lower()
        folder.mkdir(parents=True, mode=0o700)
        monkeypatch.setenv(name, str(folder))
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(params=["chromium", "firefox"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)
