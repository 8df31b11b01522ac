"""A server that asks for several ports, and listens at them later, is given different ones."""

from tests.support.ports import free_port


def test_no_port_is_given_twice() -> None:
    ports = [free_port() for _ in range(300)]
    assert len({*ports}) == len(ports)
