"""The phone says the same as the journal: of progress, receipts, wipes, and of what goes wrong with them."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli_w
from flask.testing import FlaskClient

from appliance.films import phrases
from appliance.films.ids import valid
from control.sockets import COURIER_SOCKET
from tests.support.confirming import discard, pressing_when_asked
from tests.support.forms import REFUSED, get, paired, post, words
from tests.support.recorder_process import Machine, until
from tests.support.sshd import Sshd, new_key
from web.app import create_app
from web.settings import Settings
from web.text import catalogue

pytestmark = REFUSED


@pytest.fixture
def phone(machine: Machine) -> FlaskClient:
    """A paired phone over the real recorder."""
    return paired(create_app(Settings(str(machine.data / "control.sock"), simulated=True), lambda: True))


@pytest.fixture
def film(machine: Machine, request: pytest.FixtureRequest) -> Iterator[Path]:
    number = sum(map(ord, request.node.name)) % 10000
    path = machine.studio.film(machine.films, f"20261122-{number:04}-said", segments=4)
    yield path
    if path.exists():
        discard(machine.box, path.name)


def courier(machine: Machine, url: str, credentials: Path | None = None) -> None:
    """Start a courier for this store."""
    store: dict[str, object] = {"url": url, "same_disk": True} | (
        {"credentials": str(credentials)} if credentials else {}
    )
    facts = {"control": str(machine.data / COURIER_SOCKET), "films": str(machine.films), "store": store}
    (machine.data / "courier.toml").write_bytes(tomli_w.dumps(facts).encode())
    machine.start("courier")


def failure(machine: Machine, film: Path) -> str:
    """Ask for a film, and wait until the courier gives up; the sentence in the box's answer."""
    machine.box.post(f"/films/{film.name}/sync")
    until(lambda: (machine.box.film(film.name)["sync"] or {}).get("state") == "failed")
    message = machine.box.film(film.name)["sync"]["message"]
    assert isinstance(message, str)
    return message


def test_the_sentences_are_the_catalogues() -> None:
    assert {state: str(words) for state, words in catalogue.SYNC_STATES.items()} == phrases.SYNC
    assert str(catalogue.SAID["wiped"]) == phrases.REMOVED["receipt"] == phrases.REMOVED["found half wiped"]
    assert str(catalogue.SAID["discarded"]) == phrases.REMOVED["discard"]


@pytest.mark.parametrize("trouble", ["store away", "wrong credentials", "changed host key", "store full"])
def test_a_failed_sync(
    machine: Machine, phone: FlaskClient, film: Path, sshd: Sshd, tmp_path: Path, trouble: str
) -> None:
    if trouble == "store full" and os.geteuid() != 0:
        pytest.skip("mounts a file system: needs root")
    credentials, url = tmp_path / "credentials", sshd.url
    credentials.mkdir()
    for name in ("store-key", "store-known-hosts"):
        (credentials / name).write_bytes((sshd.credentials / name).read_bytes())
        (credentials / name).chmod(0o600)
    disk = tmp_path / "disk"
    match trouble:
        case "store away":
            url = disk.as_uri()
        case "wrong credentials":
            (credentials / "store-key").unlink()
            new_key(credentials / "store-key")
        case "changed host key":
            new_key(tmp_path / "host")
            address = (credentials / "store-known-hosts").read_text().split()[0]
            (credentials / "store-known-hosts").write_text(f"{address} {(tmp_path / 'host.pub').read_text()}")
        case "store full":
            disk.mkdir()
            url = disk.as_uri()
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", disk], check=True)
    courier(machine, url, credentials)
    try:
        message = failure(machine, film)
    finally:
        machine.end("courier")
        if trouble == "store full":
            subprocess.run(["umount", disk], check=True)
    expected = {
        "store away": "there is no such folder",
        "wrong credentials": "does not accept the box's key",
        "changed host key": "is not the one that was pinned",
        "store full": "is full",
    }
    assert expected[trouble] in message
    page = words(get(phone, f"/films/{film.name}"))
    assert f"{phrases.SYNC['failed']}{message}" in page.replace(f"{phrases.SYNC['failed']} ", phrases.SYNC["failed"])
    assert f"recorder: {film.name}: {phrases.SYNC['failed']}: {message}" in machine.log("recorder")
    assert f"courier: {film.name}: {message}" in machine.log("courier")


def test_a_film_that_goes_well(machine: Machine, phone: FlaskClient, film: Path, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    post(phone, f"/films/{film.name}/sync")
    assert phrases.SYNC["waiting"] in words(get(phone, f"/films/{film.name}"))
    courier(machine, (tmp_path / "store").as_uri())
    until(lambda: machine.box.film(film.name)["receipt"])
    machine.end("courier")
    page = words(get(phone, f"/films/{film.name}"))
    assert phrases.RECEIPT in page
    journal = machine.log("recorder")
    for state in ("waiting", "copying", "verifying", "done"):
        assert f"recorder: {film.name}: {phrases.SYNC[state]}\n" in journal
    assert f"recorder: {film.name}: {phrases.RECEIPT}. {(tmp_path / 'store').as_uri()} holds all" in journal
    page = words(post(phone, f"/films/{film.name}/wipe", follow=True))
    assert phrases.REMOVED["receipt"] in page
    assert f"recorder: {film.name}: {phrases.REMOVED['receipt']} " in machine.log("recorder")


def test_a_discard(machine: Machine, phone: FlaskClient, film: Path) -> None:
    with pressing_when_asked(machine.box):
        page = words(post(phone, f"/films/{film.name}/discard/sure", follow=True, sure="yes"))
    assert phrases.REMOVED["discard"] in page
    assert f"recorder: {film.name}: {phrases.REMOVED['discard']} " in machine.log("recorder")


def told(machine: Machine, film: Path, what: str) -> str:
    """The last sentence that the journal has on a request that was refused."""
    start = f"recorder: POST /films/{film.name}/{what}: "
    return [line for line in machine.log("recorder").splitlines() if line.startswith(start)][-1].removeprefix(start)


def test_a_wipe_that_is_refused(machine: Machine, phone: FlaskClient, film: Path) -> None:
    page = post(phone, f"/films/{film.name}/wipe")
    sentence = told(machine, film, "wipe")
    assert "has no receipt" in sentence
    assert sentence in words(page)
    assert page.status_code == 409


@pytest.mark.root
def test_a_wipe_that_the_card_breaks_off(machine: Machine, phone: FlaskClient, film: Path) -> None:
    subprocess.run(["mount", "--bind", machine.films, machine.films], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", machine.films], check=True)
        with pressing_when_asked(machine.box):
            page = post(phone, f"/films/{film.name}/discard/sure", sure="yes")
    finally:
        subprocess.run(["umount", machine.films], check=True)
    sentence = told(machine, film, "discard")
    assert sentence.startswith(f"The card failed while {film.name} was removed (Read-only file system).")
    assert sentence in words(page)
    assert valid(film.name)
    assert film.is_dir()
