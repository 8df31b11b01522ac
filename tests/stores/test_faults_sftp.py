"""The fault matrix of an SFTP server: cut, killed, lying, full, not the one that it was, not letting us in."""

import subprocess
from functools import partial
from pathlib import Path

import pytest

from stores.errors import (
    CredentialRefused,
    HostKeyChanged,
    NoCredential,
    NotProven,
    StoreAway,
    StoreFull,
)
from stores.registry import open_store
from tests.stores.conftest import AtSftp
from tests.stores.hostile_sftp import Deed as Lie
from tests.stores.hostile_sftp import HostileSftp
from tests.stores.matrix import attempt, attempt_apart, kill, outcome_of
from tests.stores.tcp_proxy import TcpProxy
from tests.support.sshd import Sshd, new_key

pytestmark = pytest.mark.slow


def test_an_sftp_line_is_cut_at_some_byte(at_sftp: AtSftp, sshd: Sshd) -> None:
    for seed in range(22):
        trial = at_sftp("line cut", seed)
        with TcpProxy(sshd.port, [3000 + trial.somewhere() * 2]) as proxy:
            store = open_store(trial.place.url(proxy.port), trial.place.credentials)
            trial.judge(attempt(trial.film, store), StoreAway)


def test_an_sftp_courier_is_killed_at_some_byte(at_sftp: AtSftp, sshd: Sshd) -> None:
    for seed in range(6):
        trial = at_sftp("courier killed", seed)
        begun: list[subprocess.Popen[str]] = []
        with TcpProxy(sshd.port, [6000 + trial.somewhere() * 2], partial(kill, begun)) as proxy:
            begun.append(attempt_apart(trial.film, trial.place.url(proxy.port), trial.place.credentials))
            trial.judge(outcome_of(begun[0]))


def test_an_sftp_server_is_killed_at_some_byte(at_sftp: AtSftp, sshd: Sshd) -> None:
    for seed in range(10):
        trial = at_sftp("server killed", seed)
        with TcpProxy(sshd.port, [6000 + trial.somewhere()], sshd.kill_sessions) as proxy:
            store = open_store(trial.place.url(proxy.port), trial.place.credentials)
            trial.judge(attempt(trial.film, store), StoreAway)


@pytest.mark.parametrize(("lie", "fault"), [("nothing", "stores nothing"), ("flip", "stores a flipped bit")])
def test_an_sftp_server_lies(at_sftp: AtSftp, sshd: Sshd, lie: Lie, fault: str) -> None:
    for seed in range(9):
        trial = at_sftp(fault, seed)
        when, times = trial.somewhere(names=True), trial.chance.choice([1, 100])
        with HostileSftp(sshd.home, lie, when, times) as server:
            store = open_store(trial.place.url(server.port), trial.place.credentials)
            trial.judge(attempt(trial.film, store), NotProven)
            assert server.done


def test_an_sftp_server_hangs_up_after_storing(at_sftp: AtSftp, sshd: Sshd) -> None:
    for seed in range(10):
        trial = at_sftp("answer lost after storing", seed)
        with HostileSftp(sshd.home, "drop", trial.somewhere(names=True)) as server:
            store = open_store(trial.place.url(server.port), trial.place.credentials)
            trial.judge(attempt(trial.film, store), StoreAway)
            assert server.done == 1


@pytest.mark.parametrize("spoil", ["another key", "no key", "nonsense", "everybody's key"])
def test_an_sftp_key_is_wrong(at_sftp: AtSftp, spoil: str) -> None:
    trial = at_sftp(f"credentials: {spoil}", 0)
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
    trial.judge(outcome, CredentialRefused, NoCredential)


def test_an_sftp_server_shows_another_host_key(at_sftp: AtSftp, tmp_path: Path) -> None:
    for seed in range(4):
        trial = at_sftp("host key changed", seed)
        new_key(tmp_path / f"host{seed}")
        hosts = trial.place.credentials / "store-known-hosts"
        hosts.write_text(hosts.read_text().split(" ")[0] + " " + (tmp_path / f"host{seed}.pub").read_text())
        outcome = attempt(trial.film, open_store(trial.place.url(), trial.place.credentials))
        assert trial.place.there(trial.film.name) == {}
        trial.judge(outcome, HostKeyChanged)


@pytest.mark.root
def test_an_sftp_server_is_full(at_sftp: AtSftp) -> None:
    for seed in range(8):
        trial = at_sftp("full", seed)
        room = 4096 * trial.chance.randint(2, 130)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", trial.place.root], check=True)
        try:
            outcome = attempt(trial.film, trial.place.store())
        finally:
            subprocess.run(["umount", "--lazy", trial.place.root], check=True)
        trial.judge(outcome, StoreFull)
