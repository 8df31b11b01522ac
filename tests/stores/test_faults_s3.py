"""The fault matrix of an S3 server: cut, killed, lying, full, not letting us in."""

import shutil
import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest

from stores.errors import (
    CredentialRefused,
    NoCredential,
    NotProven,
    StoreAway,
    StoreFull,
)
from stores.registry import open_store
from tests.stores.conftest import AtS3
from tests.stores.http_proxy import Deed, HttpProxy
from tests.stores.matrix import attempt, attempt_apart, kill, outcome_of
from tests.stores.tcp_proxy import TcpProxy
from tests.support.seaweed import Seaweed

pytestmark = pytest.mark.slow


def test_an_s3_line_is_cut_at_some_byte(at_s3: AtS3, seaweed: Seaweed) -> None:
    for seed in range(20):
        trial = at_s3("line cut", seed)
        # The library itself tries again three times, so that some lines must be very bad.
        cuts = [trial.somewhere()] + [trial.chance.randrange(1, 9000) for _ in range(seed % 4 * 20)]
        with TcpProxy(seaweed.port, cuts) as proxy:
            store = open_store(trial.place.url(f"http://127.0.0.1:{proxy.port}"), seaweed.credentials)
            trial.judge(attempt(trial.film, store), StoreAway)


@pytest.mark.parametrize(
    ("deed", "fault", "method", "seeds"),
    [
        ("drop", "answer lost after storing", "PUT", 16),
        ("nothing", "answers 200, stores nothing", "PUT", 12),
        ("flip", "gives back a flipped bit", "GET", 12),
        ("full", "full", "PUT", 6),
    ],
)
def test_an_s3_server_lies(at_s3: AtS3, seaweed: Seaweed, deed: Deed, fault: str, method: str, seeds: int) -> None:
    for seed in range(seeds):
        trial = at_s3(fault, seed)
        name, times = trial.chance.choice(sorted(trial.before)), trial.chance.choice([1, 100])
        seen: list[str] = []

        def choose(how: str, path: str, _: int, name: str = name, times: int = times, seen: list[str] = seen) -> Deed:
            if how != method or not path.partition("?")[0].endswith(f"/{name}") or len(seen) >= times:
                return "pass"
            seen.append(path)
            return deed

        with HttpProxy(seaweed.port, choose) as proxy:
            store = open_store(trial.place.url(proxy.url), seaweed.credentials)
            trial.judge(attempt(trial.film, store), NotProven, StoreAway, StoreFull)
            assert proxy.done or deed == "flip"


def test_an_s3_courier_is_killed_at_some_byte(at_s3: AtS3, seaweed: Seaweed) -> None:
    for seed in range(6):
        trial = at_s3("courier killed", seed)
        begun: list[subprocess.Popen[str]] = []
        with TcpProxy(seaweed.port, [trial.somewhere() * 2], partial(kill, begun)) as proxy:
            url = trial.place.url(f"http://127.0.0.1:{proxy.port}")
            begun.append(attempt_apart(trial.film, url, seaweed.credentials))
            trial.judge(outcome_of(begun[0]))


def test_an_s3_server_is_killed_at_some_byte(at_s3: AtS3, seaweed: Seaweed) -> None:
    for seed in range(5):
        trial = at_s3("server killed", seed)
        with TcpProxy(seaweed.port, [trial.somewhere()], lambda: seaweed.kill(signal.SIGKILL)) as proxy:
            store = open_store(trial.place.url(f"http://127.0.0.1:{proxy.port}"), seaweed.credentials)
            outcome = attempt(trial.film, store)
        seaweed.start()
        trial.judge(outcome, StoreAway)


@pytest.mark.parametrize("spoil", ["another id", "another secret", "no secret", "everybody's secret"])
def test_an_s3_secret_is_wrong(at_s3: AtS3, seaweed: Seaweed, tmp_path: Path, spoil: str) -> None:
    trial = at_s3(f"credentials: {spoil}", 0)
    credentials = shutil.copytree(seaweed.credentials, tmp_path / "credentials")
    secret = credentials / ("store-access-key-id" if spoil == "another id" else "store-secret-access-key")
    match spoil:
        case "no secret":
            secret.unlink()
        case "everybody's secret":
            secret.chmod(0o644)
        case _:
            secret.write_text("another")
    outcome = attempt(trial.film, open_store(trial.place.url(), credentials))
    trial.judge(outcome, CredentialRefused, NoCredential)
