"""Servers and places that several modules of the stores' tests share; the fault matrix's film, and where it goes."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stores.matrix import Trial
from tests.support.sample_film import Studio
from tests.support.seaweed import Seaweed
from tests.support.sshd import Sshd
from tests.support.store_places import FolderPlace, S3Place, SftpPlace

AtFolder = Callable[[str, int], Trial[FolderPlace]]
AtSftp = Callable[[str, int], Trial[SftpPlace]]
AtS3 = Callable[[str, int], Trial[S3Place]]


@pytest.fixture
def served(sshd: Sshd) -> Iterator[Path]:
    """An empty folder on the server, `one`."""
    folder = sshd.films / "one"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About 0.5 MB in 18 objects."""
    return Studio().film(tmp_path_factory.mktemp("box") / "films", segments=13, size=40_000)


@pytest.fixture
def at_folder(film: Path, tmp_path: Path) -> AtFolder:
    return lambda fault, seed: Trial("folder", fault, seed, film, FolderPlace(tmp_path / f"store{seed}"))


@pytest.fixture
def at_sftp(film: Path, sshd: Sshd, tmp_path: Path) -> AtSftp:
    return lambda fault, seed: Trial("sftp", fault, seed, film, SftpPlace(sshd, f"{tmp_path.name}-{seed}"))


@pytest.fixture
def at_s3(film: Path, seaweed: Seaweed, tmp_path: Path) -> AtS3:
    return lambda fault, seed: Trial("s3", fault, seed, film, S3Place(seaweed, f"{tmp_path.name}-{seed}"))
