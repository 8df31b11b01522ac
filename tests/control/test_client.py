"""The client of the control socket, against a real recorder and against none."""

import signal
import socket
from collections.abc import Generator
from pathlib import Path

import pytest

from control.client import LONGEST_PATH, Answered, Box, NotRunning
from tests.support.recorder_process import Machine


def test_the_box_answers(machine: Machine) -> None:
    assert machine.box.status()["state"] == "ready"
    assert machine.box.films() == []


def test_what_the_box_refuses_keeps_its_sentence_and_codes(machine: Machine) -> None:
    with pytest.raises(Answered, match="There is no film undated-none") as refusal:
        machine.box.film("undated-none")
    assert (refusal.value.code, refusal.value.exit, refusal.value.http) == ("no-such-film", 2, 404)


@pytest.mark.parametrize("path", ["/nowhere", "/films/..%2f..", "/status/"])
def test_a_page_that_is_not_there(machine: Machine, path: str) -> None:
    with pytest.raises(Answered) as refusal:
        machine.box.get(path)
    assert refusal.value.http in (404, 405)


def test_a_malformed_receipt_is_the_askers_fault(machine: Machine) -> None:
    film = machine.studio.film(machine.films, "undated-client")
    with pytest.raises(Answered, match="malformed") as refusal:
        machine.box.put(f"/films/{film.name}/receipt", b"{")
    assert (refusal.value.exit, refusal.value.http) == (2, 400)
    machine.box.post(f"/films/{film.name}/discard")


def test_events_begin_with_the_status_and_follow_changes(machine: Machine) -> None:
    events = machine.box.events()
    assert isinstance(events, Generator)
    assert next(events)["films"] == 0
    film = machine.studio.film(machine.films, "undated-events")
    machine.box.post(f"/films/{film.name}/sync")
    machine.box.post(f"/films/{film.name}/discard")
    assert next(events)["state"] == "ready"
    events.close()


def test_events_end_when_the_box_goes_away(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.start("recorder")
    try:
        machine.ready()
        events = machine.box.events()
        assert isinstance(events, Generator)
        next(events)
        machine.end("recorder", signal.SIGKILL)
        assert list(events) == []
        with pytest.raises(NotRunning):  # the socket is still there, and nobody listens
            machine.box.status()
        assert (tmp_path / "control.sock").exists()
    finally:
        machine.close()


def test_nobody_listens(tmp_path: Path) -> None:
    with Box(tmp_path, socket=tmp_path / "door") as box, pytest.raises(NotRunning, match=f"at {tmp_path}/door"):
        box.status()
    with Box(tmp_path / "nowhere") as box:
        for ask in (box.status, lambda: next(box.events())):
            with pytest.raises(NotRunning, match="attune run --data"):
                ask()


def test_a_box_that_hangs_up_without_a_word(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as door, Box(tmp_path) as box:
        door.bind(str(tmp_path / "control.sock"))
        door.listen(1)
        door.settimeout(0)
        door.shutdown(socket.SHUT_RDWR)
        with pytest.raises(NotRunning):
            box.status()


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100) / "box"
    deep.mkdir(parents=True)
    short = tmp_path / "s"
    short.symlink_to(deep)
    with socket.socket(socket.AF_UNIX) as door, Box(deep) as box:
        door.bind(str(short / "control.sock"))
        door.listen(1)
        assert len(str(deep / "control.sock")) > LONGEST_PATH
        events = box.events()
        door.settimeout(10)
        from threading import Thread

        def answer() -> None:
            caller, _ = door.accept()
            with caller:
                caller.recv(4096)
                caller.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\ndata: {"state": 1}\n\n')

        thread = Thread(target=answer)
        thread.start()
        assert next(events) == {"state": 1}
        thread.join()
        assert isinstance(events, Generator)
        events.close()
