"""A case with three films in a store and on a box."""

from pathlib import Path

import pytest

from stores.folder import FolderStore
from tests.support.ended_case import EndedCase


@pytest.fixture
def ended(tmp_path: Path) -> EndedCase:
    root = tmp_path / "all"
    (root / "store").mkdir(parents=True)
    return EndedCase(root, FolderStore(root / "store"), (root / "store").as_uri())
