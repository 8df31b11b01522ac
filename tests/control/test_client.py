"""The client of the control socket, against a real recorder and against none."""

import signal
import socket
from pathlib import Path
from threading import Thread
from typing import get_args

import pytest
from click.testing import CliRunner

from attune.command import main
from control.client import Client
from control.connection import LONGEST_PATH
from control.errors import ErrorAnswer, NotRunning, NotUnderstood
from control.messages import CheckName, CourierWork, Sync
from control.requests import By, Principle, VisitPlan
from control.sockets import SOCKET
from sealed.film import records
from tests.support.confirming import discard
from tests.support.recorder_process import Machine

pytestmark = pytest.mark.process


def test_the_box_answers(machine: Machine) -> None:
    assert machine.box.status()["state"] == "ready"
    assert machine.box.films() == []


def test_what_the_box_refuses_keeps_its_sentence_and_codes(machine: Machine) -> None:
    with pytest.raises(ErrorAnswer, match="There is no film undated-none") as refusal:
        machine.box.film("undated-none")
    assert (refusal.value.code, refusal.value.exit, refusal.value.http) == ("no-such-film", 2, 404)


@pytest.mark.parametrize("path", ["/nowhere", "/films/..%2f.."])
def test_a_page_that_is_not_there(machine: Machine, path: str) -> None:
    with pytest.raises(ErrorAnswer) as refusal:
        machine.box.get(path)
    assert refusal.value.http in (404, 405)


def test_a_malformed_receipt_is_the_askers_fault(machine: Machine) -> None:
    film = machine.studio.film(machine.films, "undated-client")
    with pytest.raises(ErrorAnswer, match="malformed") as refusal:
        machine.box.put(f"/films/{film.name}/receipt", b"{")
    assert (refusal.value.exit, refusal.value.http) == (2, 400)
    discard(machine.box, film.name)


def test_events_begin_with_the_status_and_follow_changes(machine: Machine) -> None:
    events = machine.box.control.events()
    first = next(events)
    assert (first.films, first.status.films, first.visit) == ((), 0, VisitPlan())
    assert {check.name for check in first.checks or ()} == set(get_args(CheckName))
    film = machine.studio.film(machine.films, "undated-events")
    machine.box.post(f"/films/{film.name}/sync")
    listed = next(news.films for news in events if news.films and news.films[0].sync)
    assert [(each.id, each.sync) for each in listed] == [(film.name, Sync("waiting"))]
    discard(machine.box, film.name)
    gone = next(news for news in events if news.films == ())
    assert gone.status.state == "ready"
    assert gone.visit is None, "what has not changed is not sent again"
    events.close()


def test_events_end_when_the_box_goes_away(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.start("recorder")
    try:
        machine.ready()
        events = machine.box.control.events()
        next(events)
        machine.end("recorder", signal.SIGKILL)
        assert list(events) == []
        with pytest.raises(NotRunning):  # the socket is still there, and nobody listens
            machine.box.status()
        assert (tmp_path / "control.sock").exists()
    finally:
        machine.close()


def test_nobody_listens(tmp_path: Path) -> None:
    with Client(tmp_path / "nowhere") as client:
        for ask in (client.status, lambda: next(client.events())):
            with pytest.raises(NotRunning, match=f"at {tmp_path}/nowhere.*attune run --data"):
                ask()


def test_a_box_that_hangs_up_without_a_word(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener, Client(tmp_path / SOCKET) as client:
        listener.bind(str(tmp_path / "control.sock"))
        listener.listen(1)
        listener.settimeout(0)
        listener.shutdown(socket.SHUT_RDWR)
        with pytest.raises(NotRunning):
            client.status()


@pytest.mark.parametrize("name", ["x" * 300, "x" * 5000, "loop", "loop/box", "file/box"])
def test_a_folder_that_cannot_be_has_no_box(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with Client(tmp_path / name / SOCKET) as client, pytest.raises(NotRunning):
        client.films()
    told = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path / name)])
    assert (type(told.exception), told.exit_code) == (SystemExit, 1)


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100) / "box"
    deep.mkdir(parents=True)
    short = tmp_path / "s"
    short.symlink_to(deep)
    with socket.socket(socket.AF_UNIX) as listener, Client(deep / SOCKET) as client:
        listener.bind(str(short / "control.sock"))
        listener.listen(1)
        assert len(str(deep / "control.sock")) > LONGEST_PATH
        listener.settimeout(60)

        def answer() -> None:
            caller, _ = listener.accept()
            with caller:
                caller.recv(4096)
                caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n" + b'{"queued": ["x"]}')

        thread = Thread(target=answer)
        thread.start()
        assert client.sync_queue() == CourierWork(("x",))
        thread.join()


def test_an_answer_of_another_form(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener, Client(tmp_path / SOCKET) as client:
        listener.bind(str(tmp_path / SOCKET))
        listener.listen(1)

        def answer() -> None:
            for body in (b"[]", b"<html>"):
                caller, _ = listener.accept()
                with caller:
                    caller.recv(4096)
                    caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

        thread = Thread(target=answer)
        thread.start()
        for _ in range(2):
            with pytest.raises(NotUnderstood, match="GET /status") as error:
                client.status()
            assert error.value.http == 502
        thread.join()


def test_the_words_of_the_contract_are_those_of_the_sealed_records() -> None:
    assert (get_args(Principle), get_args(By)) == (get_args(records.Principle), get_args(records.By))
