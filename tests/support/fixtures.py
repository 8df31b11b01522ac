"""Fixtures that the tests of several parts share: a recorder, a stand-in for one, real servers."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.recorder_process import Machine
from tests.support.seaweed import Seaweed
from tests.support.sshd import Sshd
from tests.support.standin import StandIn


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A recorder that runs, without a courier."""
    machine = Machine(tmp_path_factory.mktemp("box"))
    machine.start("recorder")
    try:
        machine.ready()
        yield machine
    finally:
        machine.close()


@pytest.fixture
def standin(tmp_path: Path) -> Iterator[StandIn]:
    made = StandIn(tmp_path / "control.sock")
    yield made
    made.close()


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """One for all tests: each has a folder of its own in it."""
    with Sshd(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    """One for all tests: each has a prefix of its own in it."""
    with Seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture
def stick() -> Iterator[Path]:
    """A stick: a folder of another file system, in memory."""
    folder = Path("/dev/shm") / f"attune-stick-{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def unmeasured() -> Iterator[None]:
    """The programs of this module are started without coverage, which writes files of its own."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("COVERAGE_PROCESS_")}
    yield
    os.environ.update(kept)
