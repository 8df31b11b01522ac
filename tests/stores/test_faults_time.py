"""The fault matrix of time: a server that at some byte ceases to answer, and a clock that is wrong by years."""

import shutil
import threading
from collections.abc import Callable
from typing import Any

import pytest

from appliance.courier.progress_watchdog import ProgressWatchdog
from stores.errors import ClockWrong, StoreAway
from stores.registry import open_store
from stores.timeouts import TimeoutStore
from tests.stores.conftest import AtFolder, AtS3, AtSftp
from tests.stores.matrix import Trial, attempt, attempt_apart, outcome_of
from tests.stores.tcp_proxy import TcpProxy
from tests.support.seaweed import Seaweed
from tests.support.sshd import Sshd
from tests.support.store_places import S3Place, SftpPlace

pytestmark = pytest.mark.slow
HANGS = 5
FAKETIME = pytest.mark.skipif(not shutil.which("faketime"), reason="faketime is not installed")


@pytest.mark.parametrize("kind", ["sftp", "s3"])
def test_a_server_hangs_at_some_byte(kind: str, at_sftp: AtSftp, at_s3: AtS3, sshd: Sshd, seaweed: Seaweed) -> None:
    hung = 0
    for seed in range(20):
        trial: Trial[Any] = (at_sftp if kind == "sftp" else at_s3)("server hangs", seed)
        over = threading.Event()
        at = 6000 + trial.somewhere()
        with TcpProxy(sshd.port if kind == "sftp" else seaweed.port, [at], over.wait) as proxy:
            match trial.place:
                case S3Place():
                    url, credentials = trial.place.url(f"http://127.0.0.1:{proxy.port}"), seaweed.credentials
                case SftpPlace():
                    url, credentials = trial.place.url(proxy.port), trial.place.credentials
                case _:
                    raise AssertionError
            store = TimeoutStore(open_store(url, credentials), ProgressWatchdog(), patience=2, slowest=1e6)
            outcome = attempt(trial.film, store)
            over.set()
        trial.judge(outcome, StoreAway)
        hung += proxy.cut  # on a busy machine it may take too long before it hangs, which says little
        if hung == HANGS:
            return
    raise AssertionError(f"of 20 servers {hung} came so far that they hung")


@FAKETIME
@pytest.mark.parametrize("kind", ["folder", "sftp", "s3"])
def test_the_clock_is_wrong_by_years(
    kind: str, at_folder: AtFolder, at_sftp: AtSftp, at_s3: AtS3, seaweed: Seaweed
) -> None:
    for seed in range(4):
        trials: dict[str, Callable[[str, int], Trial[Any]]] = {"folder": at_folder, "sftp": at_sftp, "s3": at_s3}
        trial = trials[kind]("clock wrong by years", seed)
        years = trial.chance.choice([-1, 1]) * trial.chance.randint(2, 20)
        match trial.place:
            case S3Place():
                url, credentials = trial.place.url(), seaweed.credentials
            case SftpPlace():
                url, credentials = trial.place.url(), trial.place.credentials
            case _:
                url, credentials = trial.place.root.as_uri(), trial.film
        under = ["env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-f", f"{years:+}y"]
        trial.judge(outcome_of(attempt_apart(trial.film, url, credentials, *under)), ClockWrong)
