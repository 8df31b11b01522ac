"""A box for each module that asks for one."""

from collections.abc import Iterator

import pytest

from tests.courier.boxes import Machine


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
