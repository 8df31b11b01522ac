"""The phone's page in Firefox, with a stand-in recorder behind it and a phone's network between them."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.browsing import PAIRED
from tests.support.phone_network import PhoneNetwork
from tests.support.processes import descendants
from tests.support.spoken import HEARD, KEEP
from tests.support.standin import StandIn
from tests.support.tabs import FirefoxTab, Tab
from tests.support.weather import Weather
from tests.support.web_process import serving


@dataclass
class Visit:
    """A stand-in recorder, its pages, and the phone's network between them and Firefox."""

    standin: StandIn
    server: "subprocess.Popen[str]"
    network: PhoneNetwork
    address: str

    def signal(self, number: signal.Signals) -> None:
        """To every process of the pages."""
        for pid in [*descendants(self.server.pid), self.server.pid]:
            os.kill(pid, number)


@contextmanager
def visiting(folder: Path) -> Iterator[Visit]:
    """All of it; needs root."""
    standin = StandIn(folder / "control.sock")
    try:
        with (
            PhoneNetwork() as network,
            serving(folder, more=f'hosts = ["{network.near}"]') as (address, server),
            Weather(address, network.near) as relay,
        ):
            yield Visit(standin, server, network, relay.address)
    finally:
        standin.close()


@contextmanager
def firefox(visit: Visit, profile: Path, prefs: dict[str, int] | None = None) -> Iterator[FirefoxTab]:
    """A paired phone's tab. What its console said must be about the network alone."""
    made = FirefoxTab(profile, prefs or {}, visit.network.under)
    try:
        made.before(KEEP)
        made.goto(f"{visit.address}/trust")
        made.evaluate(f"() => {{ document.cookie = 'attune={PAIRED}; path=/; max-age=9999' }}")
        yield made
        expected = ("establish a connection", "was interrupted", "error loading", "NetworkError")
        said = [line for line in made.complaints if not any(known in line for known in expected)]
        assert said == []
    finally:
        made.end()


def film(visit: Visit, tab: FirefoxTab) -> None:
    """Begin a new world, in which a film has been made for nearly ten minutes, and look at it."""
    visit.standin.renew()
    with visit.standin.changing() as world:
        world.post("/start", {})
        world.began -= 595
    tab.goto(visit.address)
    tab.wait("#mark")
    until(lambda: text(tab, "[data-picture]") != "")


def text(tab: Tab, selector: str) -> str:
    """What can be read there; nothing where nothing is."""
    return str(tab.evaluate("(s) => document.querySelector(s)?.innerText ?? ''", selector))


def heard(tab: Tab, words: str, where: str = "heard") -> None:
    """Wait until the page has said this (a regular expression) in that live region, or in `hint`."""
    until(lambda: tab.evaluate(HEARD, [where, words]))


def until(so: Callable[[], Any], within: float = 120) -> None:
    """Wait for what is so at last; of a page that is just being left, nothing is. `within`: seconds."""
    deadline = time.monotonic() + within
    while True:
        try:
            if so():
                return
        except Exception:  # each driver has its own for a page that goes away
            if time.monotonic() > deadline:
                raise
        assert time.monotonic() < deadline
        time.sleep(0.1)
