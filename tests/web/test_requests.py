"""What an open page costs the recorder while a sync runs: counted on a real recorder, real pages, a real courier."""

import time
from pathlib import Path

import pytest

from control.sockets import COURIER_SOCKET, SOCKET
from tests.support.counting_proxy import CountingProxy
from tests.support.recorder_process import Machine, until
from tests.support.web_process import serving
from tests.web.listening import listening

pytestmark = [pytest.mark.process, pytest.mark.slow]

FILM = "20261122-1405-rate"
MOST = 2.0  # requests a second


@pytest.mark.timeout(180)
def test_a_sync_with_a_page_open(machine: Machine, tmp_path: Path) -> None:
    film = machine.studio.film(machine.films, FILM, segments=12, size=200_000)
    settings = (machine.data / "courier.toml").read_text()
    slow = settings.replace(COURIER_SOCKET, "courier/counted.sock").replace("[store]", "[store]\nlimit = 400000")
    (machine.data / "courier.toml").write_text(slow)
    with (
        CountingProxy(tmp_path / SOCKET, machine.data / SOCKET) as pages,
        CountingProxy(machine.data / "courier/counted.sock", machine.data / COURIER_SOCKET) as courier,
        serving(tmp_path) as (address, _),
    ):
        machine.start("courier")
        until(lambda: "GET /sync" in courier.requests)
        try:
            with listening(address) as phone:
                phone.until(lambda now: now["state"] == "ready")
                machine.box.post(f"/films/{film.name}/sync")
                begun = moving(phone.until(lambda now: f"sync-{FILM}" in now["amounts"]))
                before, since = len(pages.requests) + len(courier.requests), time.monotonic()
                phone.until(lambda now: moving(now) > begun)
                phone.until(lambda now: f"sync-{FILM}" not in now["amounts"])
                seconds = time.monotonic() - since
        finally:
            machine.end("courier")
    count = len(pages.requests) + len(courier.requests) - before
    print(f"{count} requests in {seconds:.1f} s, of them from the pages:", pages.requests)
    assert machine.box.film(FILM)["receipt"]
    assert seconds > 5, "too quick to say anything"
    assert count / seconds <= MOST


def moving(now: dict[str, dict[str, list[float]]]) -> float:
    return now["amounts"].get(f"sync-{FILM}", [0.0])[0]
