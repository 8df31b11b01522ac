"""A box's own account at a real sshd, set up as docs/it/stores.md says: it adds films, and can harm none."""

import asyncio
import os
import shutil
import stat
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import asyncssh
import pytest

from provision.append_only import SFTP_DENIED
from provision.fleet import read_fleet
from provision.records import Records
from provision.service import Service
from sealed.papers.box_bundle import format_time
from stores.check import check
from stores.erase import erase
from stores.errors import CredentialRefused, StoreRefuses
from stores.registry import open_desk_store
from stores.store import AdminStore, Store
from tests.support.reporting import Reporting
from tests.support.sample_film import FILM, Studio, contents
from tests.support.services import new_box, new_key
from tests.support.sshd import Sshd
from tests.support.store_contract import in_desk_session, in_session, item
from tests.support.syncing import run

ACCOUNT = "nobody"
GUIDE = Path(__file__).parents[2] / "docs" / "it" / "stores.md"

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can lock an account into a folder of its own"),
]


def block_of(language: str) -> str:
    """The guide's first block of code in a language."""
    return GUIDE.read_text("utf-8").partition(f"```{language}\n")[2].partition("```")[0]


@pytest.fixture(scope="module")
def served() -> Iterator[Path]:
    """The account's root: sshd insists that nobody but root may write to any folder above it."""
    root = Path(tempfile.mkdtemp(prefix="attune-", dir="/srv"))
    root.chmod(0o755)
    home = root / ACCOUNT
    (home / "films").mkdir(parents=True)
    (root / "keys").mkdir()
    shutil.chown(home / "films", ACCOUNT)
    yield home / "films"
    shutil.rmtree(root)


@pytest.fixture(scope="module", params=["sshd_config", "authorized_keys alone"])
def sshd(request: pytest.FixtureRequest, served: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """The guide's settings; and once without its ForceCommand, when what stands before the key must do it alone."""
    root = str(served.parents[1])
    settings = block_of("sshd").replace("/srv/attune", root).replace("/etc/ssh/attune", f"{root}/keys")
    settings = settings.replace("Group attune-boxes", f"User {ACCOUNT}")
    if request.param != "sshd_config":
        settings = "".join(line for line in settings.splitlines(keepends=True) if "ForceCommand" not in line)
    server = Sshd(tmp_path_factory.mktemp("sshd"))
    config = server.home / "config"
    lines = [line for line in config.read_text().splitlines() if not line.startswith("ForceCommand")]
    config.write_text("\n".join(lines) + "\n" + settings)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def credentials(service: Service, sshd: Sshd, served: Path, tmp_path: Path) -> Iterator[Path]:
    """What the box finds in /etc/attune/store; the server has what `box new` made for it."""
    (tmp_path / "secrets").mkdir()
    shutil.copy(sshd.credentials / "store-known-hosts", tmp_path / "secrets")
    settings = new_box(
        service,
        tmp_path / "made",
        store=f"sftp://{ACCOUNT}@127.0.0.1:{sshd.port}/films?append-only=yes",
        store_credentials=str(tmp_path / "secrets"),
    ).record.settings
    assert settings.store is not None
    shutil.copy(tmp_path / "made" / "server" / "sftp" / ACCOUNT, served.parents[1] / "keys" / ACCOUNT)
    folder = tmp_path / "store"
    folder.mkdir()
    for name, text in settings.store.credentials.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    yield folder
    for path in served.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.fixture
def store(sshd: Sshd, credentials: Path) -> AdminStore:
    return open_desk_store(f"sftp://{ACCOUNT}@127.0.0.1:{sshd.port}/films?append-only=yes", credentials)


def test_a_film_is_synced_read_back_and_complete(store: Store, served: Path, tmp_path: Path) -> None:
    film = Studio().film(tmp_path / "box")
    receipt = run(film, store)
    there = {name: data for name, data in contents(served / FILM).items() if not name.endswith(".part")}
    assert there == contents(film)
    assert receipt.film == FILM
    assert run(film, store).film == FILM  # once more: everything is there already


def test_a_check_says_that_it_can_do_no_harm(store: Store) -> None:
    found = asyncio.run(check(store))
    assert (found.never_replaces, found.can_replace, found.can_remove) == (True, False, False)
    assert found.left_behind is not None


def test_an_object_that_is_there_is_neither_put_over_nor_replaced(store: Store, served: Path, tmp_path: Path) -> None:
    first = item(tmp_path, b"first", "journal")
    assert in_session(store, lambda session: session.claim(FILM, first))
    second = item(tmp_path, b"second", "journal")
    in_session(store, lambda session: session.put(FILM, second))
    assert not in_session(store, lambda session: session.claim(FILM, second))
    with pytest.raises(StoreRefuses):
        in_session(store, lambda session: session.replace(FILM, second))
    assert (served / FILM / "journal").read_bytes() == b"first"


Attack = Callable[[asyncssh.SFTPClient, str, str], Awaitable[object]]


async def write_over(sftp: asyncssh.SFTPClient, there: str, _: str) -> None:
    async with sftp.open(there, "r+b") as file:
        await file.write(b"other")


async def write_anew(sftp: asyncssh.SFTPClient, there: str, _: str) -> None:
    async with sftp.open(there, "wb") as file:
        await file.write(b"other")


async def write_to_the_end(sftp: asyncssh.SFTPClient, there: str, _: str) -> None:
    async with sftp.open(there, "ab") as file:
        await file.write(b"other")


async def change_by_handle(sftp: asyncssh.SFTPClient, there: str, _: str) -> None:
    async with sftp.open(there, "rb") as file:
        await file.setstat(asyncssh.SFTPAttrs(permissions=0o600))


async def upload_a_link(sftp: asyncssh.SFTPClient, there: str, new: str) -> None:
    await sftp.symlink(there, new)


ATTACKS: list[Attack] = [
    write_over,
    write_anew,
    write_to_the_end,
    change_by_handle,
    upload_a_link,
    lambda sftp, there, _: sftp.remove(there),
    lambda sftp, there, new: sftp.rename(there, new),
    lambda sftp, there, new: sftp.posix_rename(there, new),
    lambda sftp, there, new: sftp.posix_rename(new, there),
    lambda sftp, there, new: sftp.link(new, there),
    lambda sftp, there, _: sftp.chmod(there, 0o600),
    lambda sftp, there, _: sftp.truncate(there, 0),
    lambda sftp, there, _: sftp.utime(there, (0, 0)),
    lambda sftp, there, _: sftp.rmdir(there.rpartition("/")[0]),
    lambda sftp, there, _: sftp.chmod(there.rpartition("/")[0], 0o700),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_whoever_steals_its_key_can_harm_no_film(
    store: Store, sshd: Sshd, credentials: Path, served: Path, tmp_path: Path, attack: Attack
) -> None:
    first = item(tmp_path, b"first", "journal")
    in_session(store, lambda session: session.put(FILM, first))
    there = served / FILM / "journal"
    before = (there.read_bytes(), stat.S_IMODE(there.stat().st_mode), there.stat().st_mtime)

    async def strike() -> None:
        key = asyncssh.read_private_key(credentials / "store-key")
        connecting = asyncssh.connect(
            "127.0.0.1", sshd.port, username=ACCOUNT, client_keys=[key], known_hosts=None, config=None, agent_path=None
        )
        async with connecting as connection, connection.start_sftp_client() as sftp:
            async with sftp.open("/films/other", "wb") as file:
                await file.write(b"other")
            with pytest.raises(asyncssh.SFTPError):
                await attack(sftp, f"/films/{FILM}/journal", "/films/other")
            shell = await connection.run("rm -rf /films", check=False, timeout=60)
            assert shell.exit_status != 0

    asyncio.run(strike())
    assert before == (there.read_bytes(), stat.S_IMODE(there.stat().st_mode), there.stat().st_mtime)


def test_what_the_desk_may_do_is_refused_to_a_box(store: AdminStore, served: Path, tmp_path: Path) -> None:
    in_session(store, lambda session: session.put(FILM, item(tmp_path, b"first", "journal")))
    with pytest.raises(StoreRefuses):
        in_desk_session(store, lambda session: erase(session, FILM))
    assert (served / FILM / "journal").read_bytes() == b"first"


def test_the_guide_denies_what_the_program_says(sshd: Sshd) -> None:
    assert f"-P {','.join(SFTP_DENIED)}\n" in block_of("sshd")


def test_health_reports_add_up_and_the_newest_counts(
    store: Store, sshd: Sshd, credentials: Path, service: Service, served: Path, tmp_path: Path
) -> None:
    box = Reporting("attune-01", store, new_key(service, tmp_path, "attune-01"))
    for hours in (0, 12, 12):
        asyncio.run(box.after(hours=hours))
    there = [path.name for path in (served / "boxes").iterdir() if path.suffix == ".json"]
    assert len(there) == 2
    [found] = asyncio.run(
        read_fleet(
            Records(service).all(),
            f"sftp://{ACCOUNT}@127.0.0.1:{sshd.port}/films?append-only=yes",
            credentials,
            box.now,
            timedelta(days=14),
        )
    )
    assert found.report is not None
    assert (found.flags, found.report.when) == ((), format_time(box.now))


def test_a_key_that_was_taken_away_opens_nothing(store: Store, served: Path) -> None:
    (served.parents[1] / "keys" / ACCOUNT).unlink()
    with pytest.raises(CredentialRefused):
        in_session(store, lambda session: session.listing(FILM))


def test_the_servers_housekeeping_leaves_finished_objects(store: Store, served: Path, tmp_path: Path) -> None:
    """The guide's `find`, with an age of nothing: a part is another name of what is finished."""
    first = item(tmp_path, b"first", "journal")
    in_session(store, lambda session: session.put(FILM, first))
    assert list(served.rglob("*.part"))
    command = block_of("sh").strip().splitlines()[-1]
    assert command.startswith("find /srv/attune ")
    shown = command.replace("/srv/attune", str(served.parents[1])).replace("-mmin +1440", "")
    assert os.system(shown) == 0
    assert [path.name for path in (served / FILM).iterdir()] == ["journal"]
    assert (served / FILM / "journal").read_bytes() == b"first"
