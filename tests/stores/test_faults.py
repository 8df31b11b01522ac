"""The fault matrix: seeded faults at all stores. A film ends there with a true receipt, or here with a reason."""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.courier.errors import (
    ClockWrong,
    HostKeyChanged,
    NoCredential,
    NotProven,
    StoreAway,
    StoreFull,
    StoreRefuses,
)
from appliance.courier.patient import PatientStore
from appliance.courier.stores import open_store
from appliance.courier.watch import Watch
from tests.courier.faulty import FaultyStore
from tests.films.sample import Studio
from tests.stores.disks import Disk, missing, plugged
from tests.stores.hostile_sftp import Deed as Lie
from tests.stores.hostile_sftp import HostileSftp
from tests.stores.http_proxy import Deed, HttpProxy
from tests.stores.matrix import Trial, attempt, attempt_apart, not_whole, outcome_of
from tests.stores.places import FolderPlace, S3Place, SftpPlace
from tests.stores.seaweed import Seaweed
from tests.stores.sshd import Sshd, new_key
from tests.stores.tcp_proxy import TcpProxy

pytestmark = pytest.mark.slow
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="mounts a file system: needs root")
FAKETIME = pytest.mark.skipif(not shutil.which("faketime"), reason="faketime is not installed")
Make = Callable[[str, int], Trial]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About 0.5 MB in 18 objects."""
    return Studio().film(tmp_path_factory.mktemp("box") / "films", segments=13, size=40_000)


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    with Sshd(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture(scope="module")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with Seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture
def folder(film: Path, tmp_path: Path) -> Make:
    return lambda fault, seed: Trial("folder", fault, seed, film, FolderPlace(tmp_path / f"store{seed}"))


@pytest.fixture
def sftp(film: Path, sshd: Sshd, tmp_path: Path) -> Make:
    def make(fault: str, seed: int) -> Trial:
        return Trial("sftp", fault, seed, film, SftpPlace(sshd, f"{tmp_path.name}-{seed}"))

    return make


@pytest.fixture
def s3(film: Path, seaweed: Seaweed, tmp_path: Path) -> Make:
    return lambda fault, seed: Trial("s3", fault, seed, film, S3Place(seaweed, f"{tmp_path.name}-{seed}"))


def path_of(trial: Trial) -> Path:
    assert isinstance(trial.place, (FolderPlace, SftpPlace))
    return trial.place.root


# --- a folder ---


def test_a_disk_is_pulled_at_some_object(folder: Make) -> None:
    for seed in range(14):
        trial = folder("pulled", seed)
        store = FaultyStore(path_of(trial), puts_left=trial.somewhere(names=True), parallel=1 + seed % 3)
        outcome = attempt(trial.film, store)
        assert not_whole(path_of(trial) / trial.film.name)
        trial.judge(outcome, StoreAway)


@pytest.mark.parametrize("fault", ["stores nothing", "flips a bit"])
def test_a_disk_that_lies(folder: Make, fault: str) -> None:
    for seed in range(10):
        trial = folder(fault, seed)
        name = trial.chance.choice(sorted(trial.before))
        lie = {"loses": name} if fault == "stores nothing" else {"flips": name}
        trial.judge(attempt(trial.film, FaultyStore(path_of(trial), **lie)), NotProven)  # type: ignore[arg-type]


def test_a_courier_is_killed_at_some_system_call(folder: Make) -> None:
    for seed in range(8):
        trial = folder("courier killed", seed)
        call, most = trial.chance.choice([("fsync", 20), ("link", 17), ("unlink", 17)])
        when = trial.chance.randint(1, most)
        inject = f"inject=/^{call}(at)?$:signal=SIGKILL:when={when}"
        strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace=/^{call}(at)?$", "-e", inject]
        url = path_of(trial).as_uri()
        trial.judge(outcome_of(attempt_apart(trial.film, url, trial.film, *strace)))


@ROOT_ONLY
def test_a_folder_is_full(folder: Make, film: Path) -> None:
    for seed in range(10):
        trial = folder("full", seed)
        room = 4096 * trial.chance.randint(2, 130)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", path_of(trial)]
        subprocess.run(mount, check=True)
        try:
            outcome = attempt(trial.film, trial.place.store())
        finally:
            subprocess.run(["umount", path_of(trial)], check=True)
        trial.judge(outcome, StoreFull)


@ROOT_ONLY
@pytest.mark.parametrize("kind", ["vfat", "exfat"])
def test_a_usb_disk_is_full(film: Path, tmp_path: Path, kind: str) -> None:
    if why := missing(kind):
        pytest.skip(why)
    with plugged(tmp_path, kind, size=16 << 20) as disk:
        for seed in range(8):
            trial = Trial(kind, "full", seed, film, FolderPlace(disk.at / f"store{seed}"))
            outcome = attempt_with_room(disk, trial)
            trial.judge(outcome, StoreFull)


def attempt_with_room(disk: Disk, trial: Trial):  # type: ignore[no-untyped-def]
    """With only a part of the film's bytes left on the disk."""
    filler = disk.at / "filler"
    stat = os.statvfs(disk.at)
    leave = trial.somewhere() // 2
    with filler.open("wb") as file, contextlib.suppress(OSError):
        left = stat.f_bavail * stat.f_frsize - leave
        while left > 0:
            left -= file.write(os.urandom(min(left, 1 << 18)))
    outcome = attempt(trial.film, trial.place.store())
    filler.unlink()
    return outcome


# --- SFTP ---


def test_an_sftp_line_is_cut_at_some_byte(sftp: Make, sshd: Sshd) -> None:
    for seed in range(22):
        trial = sftp("line cut", seed)
        assert isinstance(trial.place, SftpPlace)
        with TcpProxy(sshd.port, [3000 + trial.somewhere() * 2]) as proxy:
            store = open_store(trial.place.url(proxy.port), trial.place.credentials)
            trial.judge(attempt(trial.film, store), StoreAway)


def test_an_sftp_courier_is_killed_at_some_byte(sftp: Make, sshd: Sshd) -> None:
    for seed in range(6):
        trial = sftp("courier killed", seed)
        assert isinstance(trial.place, SftpPlace)
        begun: list[subprocess.Popen[str]] = []
        with TcpProxy(sshd.port, [6000 + trial.somewhere() * 2], lambda begun=begun: begun[0].kill()) as proxy:
            begun.append(attempt_apart(trial.film, trial.place.url(proxy.port), trial.place.credentials))
            trial.judge(outcome_of(begun[0]))


def test_an_sftp_server_is_killed_at_some_byte(sftp: Make, sshd: Sshd) -> None:
    for seed in range(10):
        trial = sftp("server killed", seed)
        assert isinstance(trial.place, SftpPlace)
        with TcpProxy(sshd.port, [6000 + trial.somewhere()], sshd.kill_sessions) as proxy:
            store = open_store(trial.place.url(proxy.port), trial.place.credentials)
            trial.judge(attempt(trial.film, store), StoreAway)


@pytest.mark.parametrize(("lie", "fault"), [("nothing", "stores nothing"), ("flip", "stores a flipped bit")])
def test_an_sftp_server_lies(sftp: Make, sshd: Sshd, lie: Lie, fault: str) -> None:
    for seed in range(9):
        trial = sftp(fault, seed)
        assert isinstance(trial.place, SftpPlace)
        when, times = trial.somewhere(names=True), trial.chance.choice([1, 100])
        with HostileSftp(sshd.home, lie, when, times) as server:
            store = open_store(trial.place.url(server.port), trial.place.credentials)
            trial.judge(attempt(trial.film, store), NotProven)
            assert server.done


def test_an_sftp_server_hangs_up_after_storing(sftp: Make, sshd: Sshd) -> None:
    for seed in range(10):
        trial = sftp("answer lost after storing", seed)
        assert isinstance(trial.place, SftpPlace)
        with HostileSftp(sshd.home, "drop", trial.somewhere(names=True)) as server:
            store = open_store(trial.place.url(server.port), trial.place.credentials)
            trial.judge(attempt(trial.film, store), StoreAway)
            assert server.done == 1


@pytest.mark.parametrize("spoil", ["another key", "no key", "nonsense", "everybody's key"])
def test_an_sftp_key_is_wrong(sftp: Make, spoil: str) -> None:
    trial = sftp(f"credentials: {spoil}", 0)
    assert isinstance(trial.place, SftpPlace)
    key = trial.place.credentials / "store-key"
    match spoil:
        case "another key":
            key.unlink()
            key.with_name("store-key.pub").unlink()
            new_key(key)
        case "no key":
            key.unlink()
        case "nonsense":
            key.write_bytes(trial.chance.randbytes(400))
        case "everybody's key":
            key.chmod(0o644)
    outcome = attempt(trial.film, open_store(trial.place.url(), trial.place.credentials))
    trial.judge(outcome, StoreRefuses, NoCredential)


def test_an_sftp_server_shows_another_host_key(sftp: Make, tmp_path: Path) -> None:
    for seed in range(4):
        trial = sftp("host key changed", seed)
        assert isinstance(trial.place, SftpPlace)
        new_key(tmp_path / f"host{seed}")
        hosts = trial.place.credentials / "store-known-hosts"
        hosts.write_text(hosts.read_text().split(" ")[0] + " " + (tmp_path / f"host{seed}.pub").read_text())
        outcome = attempt(trial.film, open_store(trial.place.url(), trial.place.credentials))
        assert trial.place.there(trial.film.name) == {}
        trial.judge(outcome, HostKeyChanged)


@ROOT_ONLY
def test_an_sftp_server_is_full(sftp: Make) -> None:
    for seed in range(8):
        trial = sftp("full", seed)
        room = 4096 * trial.chance.randint(2, 130)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", path_of(trial)], check=True)
        try:
            outcome = attempt(trial.film, trial.place.store())
        finally:
            subprocess.run(["umount", "--lazy", path_of(trial)], check=True)
        trial.judge(outcome, StoreFull)


# --- S3 ---


def test_an_s3_line_is_cut_at_some_byte(s3: Make, seaweed: Seaweed) -> None:
    for seed in range(20):
        trial = s3("line cut", seed)
        assert isinstance(trial.place, S3Place)
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
def test_an_s3_server_lies(s3: Make, seaweed: Seaweed, deed: Deed, fault: str, method: str, seeds: int) -> None:
    for seed in range(seeds):
        trial = s3(fault, seed)
        assert isinstance(trial.place, S3Place)
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


def test_an_s3_courier_is_killed_at_some_byte(s3: Make, seaweed: Seaweed) -> None:
    for seed in range(6):
        trial = s3("courier killed", seed)
        assert isinstance(trial.place, S3Place)
        begun: list[subprocess.Popen[str]] = []
        with TcpProxy(seaweed.port, [trial.somewhere() * 2], lambda begun=begun: begun[0].kill()) as proxy:
            url = trial.place.url(f"http://127.0.0.1:{proxy.port}")
            begun.append(attempt_apart(trial.film, url, seaweed.credentials))
            trial.judge(outcome_of(begun[0]))


def test_an_s3_server_is_killed_at_some_byte(s3: Make, seaweed: Seaweed) -> None:
    for seed in range(5):
        trial = s3("server killed", seed)
        assert isinstance(trial.place, S3Place)
        with TcpProxy(seaweed.port, [trial.somewhere()], lambda: seaweed.kill(signal.SIGKILL)) as proxy:
            store = open_store(trial.place.url(f"http://127.0.0.1:{proxy.port}"), seaweed.credentials)
            outcome = attempt(trial.film, store)
        seaweed.start()
        trial.judge(outcome, StoreAway)


@pytest.mark.parametrize("spoil", ["another id", "another secret", "no secret", "everybody's secret"])
def test_an_s3_secret_is_wrong(s3: Make, seaweed: Seaweed, tmp_path: Path, spoil: str) -> None:
    trial = s3(f"credentials: {spoil}", 0)
    assert isinstance(trial.place, S3Place)
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
    trial.judge(outcome, StoreRefuses, NoCredential)


# --- a server that takes the call, and at some byte ceases to answer ---


@pytest.mark.parametrize("kind", ["sftp", "s3"])
def test_a_server_hangs_at_some_byte(kind: str, sftp: Make, s3: Make, sshd: Sshd, seaweed: Seaweed) -> None:
    for seed in range(5):
        trial = {"sftp": sftp, "s3": s3}[kind]("server hangs", seed)
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
            store = PatientStore(open_store(url, credentials), Watch(), patience=2, slowest=1e6)
            outcome = attempt(trial.film, store)
            over.set()
        assert proxy.cut == 1
        trial.judge(outcome, StoreAway)


# --- the clock ---


@FAKETIME
@pytest.mark.parametrize("kind", ["folder", "sftp", "s3"])
def test_the_clock_is_wrong_by_years(kind: str, folder: Make, sftp: Make, s3: Make, seaweed: Seaweed) -> None:
    for seed in range(4):
        trial = {"folder": folder, "sftp": sftp, "s3": s3}[kind]("clock wrong by years", seed)
        years = trial.chance.choice([-1, 1]) * trial.chance.randint(2, 20)
        match trial.place:
            case S3Place():
                url, credentials = trial.place.url(), seaweed.credentials
            case SftpPlace():
                url, credentials = trial.place.url(), trial.place.credentials
            case _:
                url, credentials = path_of(trial).as_uri(), trial.film
        under = ["env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-f", f"{years:+}y"]
        trial.judge(outcome_of(attempt_apart(trial.film, url, credentials, *under)), ClockWrong)
