"""The courier as a process of its own: kills, restarts, a store that comes and goes, a clean end."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.courier.backoff import Backoff
from appliance.courier.service import Courier
from sealed.errors import Finding
from sealed.film.reader import examine
from stores.folder import FolderStore
from tests.support.confirming import discard
from tests.support.faulty_store import FaultyStore
from tests.support.recorder_process import Machine, until
from tests.support.sample_film import contents

pytestmark = pytest.mark.process


@pytest.fixture
def film(machine: Machine, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A film on the box; taken off after the test."""
    number = sum(map(ord, request.node.name)) % 10000
    path = machine.studio.film(machine.films, f"20261122-{number:04}-test", segments=12, size=200_000)
    yield path
    if path.exists():
        discard(machine.box, path.name)


@pytest.fixture
def courier(machine: Machine) -> Iterator[Machine]:
    """The box with its courier."""
    machine.start("courier")
    yield machine
    machine.end("courier")


def listed(machine: Machine, film: Path) -> dict[str, Any]:
    return machine.box.film(film.name)


def ask(machine: Machine, film: Path) -> None:
    machine.box.post(f"/films/{film.name}/sync")


def test_what_is_asked_for_is_synced(courier: Machine, film: Path) -> None:
    ask(courier, film)
    until(lambda: listed(courier, film)["receipt"])
    assert contents(courier.store / film.name) == contents(film)
    shown = listed(courier, film)
    assert shown["sync"]["state"] == "done"
    assert shown["receipt"]["bytes"] == shown["bytes"]
    assert shown["receipt"]["objects"] == len(contents(film))
    assert courier.box.get("/sync") == {"queued": [], "removals": []}


def test_killed_in_the_middle_it_goes_on_where_it_was(machine: Machine) -> None:
    film = machine.studio.film(machine.films, "20261122-1405-kill", segments=150, size=100_000)
    there = machine.store / film.name
    ask(machine, film)
    settings = machine.data / "courier.toml"
    quick = settings.read_text()
    settings.write_text(quick.replace("[store]", "[store]\nlimit = 2_000_000"))  # so that its middle is not missed
    machine.start("courier")
    until(lambda: there.is_dir() and len(list(there.iterdir())) >= 10)
    assert machine.end("courier", signal.SIGKILL) == -signal.SIGKILL
    settings.write_text(quick)
    assert examine(there).finding is not Finding.COMPLETE
    assert not listed(machine, film)["receipt"]
    assert machine.box.get("/sync") == {"queued": [film.name], "removals": []}
    sent = {path.name: path.stat().st_mtime_ns for path in there.iterdir() if path.suffix != ".part"}
    assert 9 <= len(sent) < len(contents(film))
    machine.start("courier")
    until(lambda: listed(machine, film)["receipt"])
    machine.end("courier")
    again = {path.name: path.stat().st_mtime_ns for path in there.iterdir()}
    assert {name: again[name] for name in sent} == sent
    assert contents(there) == contents(film)


def test_a_recorder_that_starts_anew_is_waited_for(courier: Machine, film: Path) -> None:
    courier.end("recorder", signal.SIGKILL)
    courier.start("recorder")
    courier.ready()
    ask(courier, film)
    until(lambda: listed(courier, film)["receipt"])


def test_a_store_that_is_away_is_told_and_tried_again_when_asked(courier: Machine, film: Path) -> None:
    away = courier.store.rename(courier.store.with_name("unplugged"))
    ask(courier, film)
    until(lambda: "there is no such folder" in ((listed(courier, film)["sync"] or {}).get("message") or ""))
    assert not courier.store.exists()
    away.rename(courier.store)
    ask(courier, film)
    until(lambda: listed(courier, film)["receipt"])


def test_a_line_that_breaks_often_is_no_reason_to_give_up(machine: Machine, film: Path, tmp_path: Path) -> None:
    store = FaultyStore(tmp_path, puts_each=6, reads_each=7)
    ask(machine, film)
    asyncio.run(Courier(machine.box.courier, machine.films, store).round())
    shown = listed(machine, film)
    assert shown["receipt"]["store"] == tmp_path.as_uri()
    assert contents(tmp_path / film.name) == contents(film)
    assert len(store.sent) == len(contents(film))
    assert store.read_back.count("000005.m4s.age") == 1


def test_a_line_that_never_comes_further_is_given_up_for_now(machine: Machine, film: Path, tmp_path: Path) -> None:
    store = FaultyStore(tmp_path, puts_left=4)
    ask(machine, film)
    asyncio.run(Courier(machine.box.courier, machine.films, store).round())
    job = listed(machine, film)["sync"]
    assert job["state"] == "failed"
    assert "the cable was pulled" in job["message"]
    assert len(store.sent) == 4


def test_a_disk_that_is_plugged_in_is_synced_at_once(machine: Machine, film: Path, tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "disk")
    courier = Courier(machine.box.courier, machine.films, store)
    ask(machine, film)
    asyncio.run(courier.round())
    assert listed(machine, film)["sync"]["state"] == "failed"
    asyncio.run(courier.round())  # it is not its turn yet
    store.root.mkdir()
    asyncio.run(courier.round())
    assert listed(machine, film)["receipt"]["store"] == store.name


def test_it_may_begin_while_the_film_is_being_made(machine: Machine, tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    machine.box.post("/start")
    film = machine.films / machine.box.status()["film"]["id"]
    until(lambda: (film / "000001.m4s.age").exists() and b"000001.m4s.age" in (film / "journal").read_bytes())
    early = Courier(machine.box.courier, machine.films, store, early=True)
    asyncio.run(early.round())
    there = set(contents(tmp_path / film.name))
    assert {"film.json", "init.mp4.age", "000000.m4s.age"} <= there
    assert not {"journal", "journal.sig"} & there
    assert examine(tmp_path / film.name).finding is not Finding.COMPLETE
    machine.box.post("/stop")
    ask(machine, film)
    asyncio.run(early.round())
    assert contents(tmp_path / film.name) == contents(film)
    assert listed(machine, film)["receipt"]
    machine.box.post(f"/films/{film.name}/wipe")


def test_a_receipt_is_not_taken_for_a_film_that_changed(courier: Machine, film: Path) -> None:
    ask(courier, film)
    until(lambda: listed(courier, film)["receipt"])
    receipt = (courier.data / "receipts" / f"{film.name}.json").read_bytes()
    with (film / "000003.m4s.age").open("ab") as file:
        file.write(b"x")
    with pytest.raises(Exception, match=r"000003\.m4s\.age is not what the store has") as refusal:
        courier.box.put(f"/films/{film.name}/receipt", receipt)
    assert (refusal.value.http, refusal.value.exit) == (409, 7)  # type: ignore[attr-defined]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told_to(machine: Machine, sign: signal.Signals) -> None:
    seen = machine.log("courier").count("the store is") if (machine.data / "courier.log").exists() else 0
    machine.start("courier")
    until(lambda: machine.log("courier").count("the store is") > seen)
    assert machine.end("courier", sign) == 0
    assert "Traceback" not in machine.log("courier")


def test_pauses_grow_and_are_bounded_and_differ() -> None:
    pauses = Backoff(1, 60)
    made = [pauses.next() for _ in range(50)]
    for number, pause in enumerate(made):
        whole = min(60, 2**number)
        assert whole / 2 <= pause <= whole
    assert len(set(made)) == len(made)
    pauses.reset()
    assert pauses.next() <= 1
