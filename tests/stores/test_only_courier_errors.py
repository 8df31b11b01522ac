"""Whatever the system, a server or a line does in any operation of any store, only CourierErrors come out of it.

Looked at without the last line of defence in stores/timeouts.py, which has a test of its own at the end.
"""

import asyncio
import errno
import itertools
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from stores.address import Rules
from stores.errors import CourierError, StoreFailed
from stores.folder import FolderStore
from stores.folder_session import FolderSession
from stores.registry import open_store
from stores.store import Session, Store
from stores.timeouts import TimeoutStore
from stores.watch import Unwatched
from tests.stores.odd_http import ODD, OddHttp
from tests.stores.odd_sftp import OddSftp
from tests.stores.operations import OPERATIONS, item_to_send, outcome
from tests.support.sample_film import FILM
from tests.support.sshd import Sshd
from tests.support.store_contract import in_session

CALLS = (
    *("open", "dup", "fstat", "stat", "mkdir", "scandir", "link", "rename", "unlink", "rmdir", "fsync"),
    *("write", "read", "fstatvfs", "posix_fadvise"),
)
SOME = (errno.EIO, errno.ENOTCONN, errno.EUCLEAN, errno.ENOSPC, errno.ELOOP)


def test_every_operation_is_listed() -> None:
    offered = {name for name in vars(Session) if not name.startswith("_")} - {"store"}
    assert offered == set(OPERATIONS) - {"connect"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "store" / FILM).mkdir(parents=True)
    return tmp_path / "store"


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_folder_whatever_the_system_says(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str, call: str
) -> None:
    numbers = sorted(errno.errorcode) if (operation, call) == ("put", "open") else SOME
    sent, real = item_to_send(tmp_path), getattr(os, call)
    for number, when in itertools.product(numbers, (1, 2, 5)):
        (folder / FILM).mkdir(exist_ok=True)
        (folder / FILM / "there.m4s.age").write_bytes(b"there")
        (folder / FILM / sent.name).unlink(missing_ok=True)
        counted = itertools.count(1)

        def failing(*words: Any, number: int = number, when: int = when, counted: Any = counted, **more: Any) -> Any:
            if threading.current_thread() is not threading.main_thread() and next(counted) == when:
                raise OSError(number, os.strerror(number))
            return real(*words, **more)

        with monkeypatch.context() as patched:
            patched.setattr(os, call, failing)
            asyncio.run(outcome(FolderStore(folder), OPERATIONS[operation], sent))


@pytest.mark.slow
def test_s3_whatever_the_server_answers(tmp_path: Path) -> None:
    """All of them side by side: the library itself tries again what looks as if it may pass."""
    for name in ("store-access-key-id", "store-secret-access-key"):
        (tmp_path / name).write_text("secret")
        (tmp_path / name).chmod(0o600)
    sent = item_to_send(tmp_path)

    async def all_of_them(server: OddHttp) -> dict[tuple[str, str], CourierError | None]:
        few = asyncio.Semaphore(40)
        found: dict[tuple[str, str], CourierError | None] = {}

        async def one(odd: str, name: str) -> None:
            async with few:
                store = open_store(f"s3://{odd}/box?endpoint={server.url}", tmp_path)
                found[odd, name] = await asyncio.wait_for(outcome(store, OPERATIONS[name], sent), 120)

        async with asyncio.TaskGroup() as group:
            for odd, name in itertools.product(ODD, OPERATIONS):
                group.create_task(one(odd, name))
        return found

    with OddHttp() as server:
        found = asyncio.run(all_of_them(server))
    assert len(found) == len(ODD) * len(OPERATIONS)
    for (odd, name), error in found.items():
        if name == "connect" and (kind := ODD[odd].kind):
            assert type(error) is kind, (odd, error)


@pytest.fixture(scope="module")
def odd_sftp(sshd: Sshd) -> Iterator[OddSftp]:
    with OddSftp(sshd.home) as server:
        yield server


@pytest.fixture
def at_odd_sftp(odd_sftp: OddSftp, sshd: Sshd, tmp_path: Path) -> Callable[[], Store]:
    key = (sshd.home / "host.pub").read_text()
    with (sshd.credentials / "store-known-hosts").open("a") as hosts:
        hosts.write(f"[127.0.0.1]:{odd_sftp.port} {key}")
    root = sshd.films / tmp_path.name
    (root / FILM).mkdir(parents=True)
    (root / FILM / "there.m4s.age").write_bytes(b"there")
    return lambda: open_store(f"sftp://box@127.0.0.1:{odd_sftp.port}{root}", sshd.credentials)


ERRORS = [kind for kind in vars(asyncssh).values() if isinstance(kind, type) and issubclass(kind, asyncssh.SFTPError)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # files that the odd server left open
@pytest.mark.parametrize("operation", OPERATIONS)
def test_sftp_whatever_the_server_answers(
    at_odd_sftp: Callable[[], Store], odd_sftp: OddSftp, tmp_path: Path, operation: str
) -> None:
    sent, errors = item_to_send(tmp_path), itertools.cycle(ERRORS)
    for call in OddSftp.CALLS:
        for error, when in zip(itertools.islice(errors, 3), (1, 1, 2), strict=True):
            with odd_sftp.failing(call, error, when):
                asyncio.run(outcome(at_odd_sftp(), OPERATIONS[operation], sent))


def test_nothing_else_comes_out_of_a_store_with_a_fault_of_its_own(folder: Path, tmp_path: Path) -> None:
    class Faulty(FolderStore):
        def present(self) -> bool:
            raise RuntimeError("a fault of ours")

        def open_root(self) -> Any:
            raise KeyError("a fault of ours")

    store = TimeoutStore(Faulty(folder), Unwatched())
    assert store.present() is False
    with pytest.raises(StoreFailed, match="KeyError"):
        in_session(store, lambda session: session.listing(FILM))


def test_a_fault_while_reading_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> bytes:
        raise RuntimeError("a fault of ours")

    store = TimeoutStore(FolderStore(folder), Unwatched())
    (folder / FILM / "there.m4s.age").write_bytes(b"there")
    with monkeypatch.context() as patched, pytest.raises(StoreFailed, match="RuntimeError"):
        patched.setattr(FolderSession, "_chunk", wrong)
        asyncio.run(outcome_raised(store))


async def outcome_raised(store: Store) -> None:
    async with store.connect() as session:
        async for _ in session.read(FILM, "there.m4s.age"):
            pass


def test_rules_have_safe_defaults_in_the_courier() -> None:
    assert Rules() == Rules(apart_from=None, adopted_by=None, insecure=False)
