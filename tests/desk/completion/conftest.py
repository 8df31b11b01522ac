"""A case with three films in a store and on a box; a folder in memory."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from stores.folder import FolderStore
from tests.support.ended_case import EndedCase


@pytest.fixture
def ended(tmp_path: Path) -> EndedCase:
    root = tmp_path / "all"
    (root / "store").mkdir(parents=True)
    return EndedCase(root, FolderStore(root / "store"), (root / "store").as_uri())


@pytest.fixture
def memory() -> Iterator[Path]:
    """Thousands of states are laid down here: neither store nor box waits for a disk's flush."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)
