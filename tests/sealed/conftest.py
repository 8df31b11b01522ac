"""A box's films for the tests of the reader: made once, and laid down anew for each test that spoils one."""

from pathlib import Path

import pytest

from tests.sealed.spoiling import BOX
from tests.support.small_films import OTHER, contents, lay_down


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A whole film."""
    return contents(BOX.film(tmp_path_factory.mktemp("shelf")))


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Another film of the same box."""
    return contents(BOX.film(tmp_path_factory.mktemp("shelf"), OTHER))


@pytest.fixture(scope="session")
def unclosed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A film without its end."""
    return contents(BOX.film(tmp_path_factory.mktemp("shelf"), closed=False))


@pytest.fixture
def film(tmp_path: Path, pristine: dict[str, bytes]) -> Path:
    """A whole film, to be spoilt."""
    return lay_down(tmp_path / "film", pristine)
