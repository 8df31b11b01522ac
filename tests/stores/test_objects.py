"""The object store against a real SeaweedFS: the contract, secrets, errors in words, what three clouds are asked."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from stores.errors import (
    BadStore,
    ClockWrong,
    CourierError,
    CredentialRefused,
    NoCredential,
    StoreAway,
    StoreBusy,
    StoreFull,
    StoreMissing,
)
from stores.memory_budget import MemoryBudget
from stores.objects.errors import cause, translate_errors
from stores.registry import open_desk_store, open_store
from stores.store import Abilities, AdminSession, AdminStore, Item, Store, Version
from tests.stores.listener import Listener
from tests.support.sample_film import FILM
from tests.support.seaweed import Seaweed
from tests.support.store_contract import DeskStoreContract, in_desk_session, in_session, item


@pytest.fixture
def store(seaweed: Seaweed, tmp_path: Path) -> Store:
    return open_store(seaweed.url(f"{tmp_path.name}/box"), seaweed.credentials)


class TestSeaweed(DeskStoreContract):
    """The fixture `store` is above."""


@pytest.fixture(scope="module")
def versioned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with Seaweed(tmp_path_factory.mktemp("versioned")) as server:
        server.keep_versions()
        yield server


class TestSeaweedWithVersions(DeskStoreContract):
    """A bucket that keeps what was put over and what was removed, as docs/it/stores.md asks for."""

    @pytest.fixture
    def store(self, versioned: Seaweed, tmp_path: Path) -> AdminStore:
        return open_desk_store(versioned.url(f"{tmp_path.name}/box"), versioned.credentials)

    def test_removing_and_replacing_keep_what_was_there(self, store: AdminStore, tmp_path: Path) -> None:
        first, second = item(tmp_path, b"first"), item(tmp_path, b"second", "2")
        second = Item(first.name, second.path, second.size, second.sha256)

        async def work(session: AdminSession) -> list[Version]:
            await session.put(FILM, first)
            await session.replace(FILM, second)
            await session.remove(FILM, first.name)
            return await session.versions(FILM)

        found = in_desk_session(store, work)
        assert [(each.size, each.current, each.marker) for each in found if each.current] == [(0, True, True)]
        assert sorted(each.size for each in found if not each.marker) == [5, 6]


def test_seaweed_refuses_wrong_bytes(store: Store) -> None:
    assert in_session(store, lambda session: session.abilities()) == Abilities(refuses=True, creates_only=True)


def test_a_server_that_takes_wrong_bytes_is_found_out(listener: Listener, tmp_path: Path) -> None:
    for name in ("store-access-key-id", "store-secret-access-key"):
        secret(tmp_path, name, name)
    store = open_store(f"s3://films/box?endpoint={listener.url}", tmp_path)
    assert in_session(store, lambda session: session.abilities()) == Abilities(refuses=False, creates_only=True)


def reach(url: str, credentials: Path | None) -> None:
    in_session(open_store(url, credentials), lambda session: session.listing(FILM))


def secret(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    (folder / name).chmod(0o600)
    return folder


@pytest.mark.parametrize("name", ["store-access-key-id", "store-secret-access-key"])
def test_wrong_secrets_are_refused(seaweed: Seaweed, tmp_path: Path, name: str) -> None:
    for each, text in seaweed.secrets.items():
        secret(tmp_path, each, "another" if each == name else text)
    with pytest.raises(CredentialRefused, match="403 Forbidden, "):
        reach(seaweed.url(), tmp_path)


@pytest.mark.parametrize("name", ["store-access-key-id", "store-secret-access-key"])
def test_a_secret_that_is_not_there_is_named(seaweed: Seaweed, tmp_path: Path, name: str) -> None:
    for each, text in seaweed.secrets.items():
        if each != name:
            secret(tmp_path, each, text)
    with pytest.raises(NoCredential, match=f"needs {name}, but there is none in {tmp_path}"):
        reach(seaweed.url(), tmp_path)


def test_a_bucket_that_is_not_there_is_told(seaweed: Seaweed) -> None:
    with pytest.raises(StoreMissing, match="NoSuchBucket"):
        reach(f"s3://nowhere?endpoint={seaweed.endpoint}", seaweed.credentials)


def test_a_server_that_is_off_is_away(seaweed: Seaweed) -> None:
    with pytest.raises(StoreAway, match="Connection refused"):
        reach("s3://films?endpoint=http://127.0.0.1:1", seaweed.credentials)


def test_an_endpoint_in_the_clear_must_say_so(seaweed: Seaweed) -> None:
    with pytest.raises(StoreAway):  # TLS is spoken to it
        reach(seaweed.url(endpoint=f"https://127.0.0.1:{seaweed.port}"), seaweed.credentials)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("status code: 403 Forbidden: <Error><Code>RequestTimeTooSkewed</Code>", ClockWrong, "RequestTimeTooSkewed"),
        ("status code: 507 Insufficient Storage: ", StoreFull, "507 Insufficient Storage"),
        ("status code: 403 Forbidden: <Error><Code>QuotaExceeded</Code>", StoreFull, "QuotaExceeded"),
        ("status code: 500 Internal Server Error: <Code>InternalError</Code>", StoreBusy, r"Server Error\)"),
        ("status code: 503 Service Unavailable: <Code>SlowDown</Code>", StoreBusy, "Unavailable, SlowDown"),
        ("Generic S3 error: HTTP error: error sending request\n\nDebug source:\n…", StoreAway, "error sending request"),
    ],
)
def test_what_a_server_says_becomes_a_sentence(text: str, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said), translate_errors("s3://films"):
        raise OSError(text)
    assert "Debug" not in cause(text)


def test_no_error_of_the_library_is_left_unmapped() -> None:
    from obstore import exceptions

    kinds = [kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert len(kinds) >= 12
    for kind in kinds:
        if issubclass(kind, (exceptions.AlreadyExistsError, FileNotFoundError)):
            continue
        with pytest.raises(CourierError), translate_errors("s3://films"):
            raise kind("some text")


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def test_azure_is_asked_to_create_only(listener: Listener, tmp_path: Path) -> None:
    secret(tmp_path, "store-account-key", "c2VjcmV0IG9mIHRoZSB0ZXN0cw==")
    store = open_store(f"az://service/films/box?endpoint={listener.url}", tmp_path)
    in_session(store, lambda session: session.put(FILM, item(tmp_path, b"bytes")))
    how, path, said = listener.heard[-1]
    assert (how, path) == ("PUT", f"/films/box/{FILM}/000000.m4s.age")
    assert said["if-none-match"] == "*"
    assert said["authorization"].startswith("SharedKey service:")
    assert said["x-ms-blob-type"] == "BlockBlob"
    assert said["x-ms-blob-content-type"] == "application/vnd.age"


def test_azure_takes_a_token_too(listener: Listener, tmp_path: Path) -> None:
    secret(tmp_path, "store-sas-token", "sv=2024&sig=abc")
    store = open_store(f"az://service/films?endpoint={listener.url}", tmp_path)
    in_session(store, lambda session: session.put(FILM, item(tmp_path, b"bytes")))
    assert listener.heard[-1][1] == f"/films/{FILM}/000000.m4s.age?sv=2024&sig=abc"


def test_google_is_asked_to_create_only(listener: Listener, tmp_path: Path) -> None:
    account = {"private_key": "", "private_key_id": "", "client_email": "", "disable_oauth": True}
    secret(tmp_path, "store-service-account.json", json.dumps(account))
    store = open_store(f"gs://films/box?endpoint={listener.url}", tmp_path)
    in_session(store, lambda session: session.put(FILM, item(tmp_path, b"bytes")))
    how, path, said = listener.heard[-1]
    assert (how, unquote(path)) == ("PUT", f"/films/box/{FILM}/000000.m4s.age")
    assert said["x-goog-if-generation-match"] == "0"
    assert said["content-type"] == "application/vnd.age"


def test_s3_is_sent_both_checksums_and_create_only(listener: Listener, tmp_path: Path) -> None:
    for name in ("store-access-key-id", "store-secret-access-key", "store-session-token"):
        secret(tmp_path, name, name)
    store = open_store(f"s3://films/box?endpoint={listener.url}&region=eu-west-2", tmp_path)
    sent = item(tmp_path, b"bytes")
    in_session(store, lambda session: session.put(FILM, sent))
    how, path, said = listener.heard[-1]
    assert (how, path) == ("PUT", f"/films/box/{FILM}/000000.m4s.age")
    assert said["if-none-match"] == "*"
    assert said["x-amz-content-sha256"] == sent.sha256
    assert "x-amz-checksum-sha256" in said
    assert "/eu-west-2/s3/" in said["authorization"]
    assert said["x-amz-security-token"] == "store-session-token"
    assert said["content-type"] == "application/vnd.age"


def test_what_is_not_sealed_is_not_called_sealed(listener: Listener, tmp_path: Path) -> None:
    secret(tmp_path, "store-sas-token", "sv=2024&sig=abc")
    store = open_store(f"az://service/films?endpoint={listener.url}", tmp_path)
    in_session(store, lambda session: session.put(FILM, item(tmp_path, b"bytes", "journal")))
    assert listener.heard[-1][2]["x-ms-blob-content-type"] == "application/octet-stream"


@pytest.mark.parametrize("kind", ["az://service/films", "gs://films"])
def test_the_other_clouds_name_what_they_need(tmp_path: Path, kind: str) -> None:
    with pytest.raises(NoCredential, match=r"store-(sas-token|service-account\.json), but there is none"):
        reach(kind, tmp_path)
    if kind.startswith("gs"):
        with pytest.raises(NoCredential, match="cannot be used"):
            reach(kind, secret(tmp_path, "store-service-account.json", "{}"))


@pytest.mark.parametrize(
    "url",
    ["s3://", "s3:///films", "s3://u@films", "s3://films:9000/x", "s3://films?key=x", "s3://films?endpoint=a&endpoint=b",
     "s3://key:secret@films", "az://service", "az://service/", "gs://", "gs://films?region=x",
     "s3://films?endpoint=https://nas%0a", "s3://films?endpoint=%20https://nas"],
)  # fmt: skip
def test_a_wrong_url_is_refused_without_telling_secrets(url: str) -> None:
    with pytest.raises(BadStore) as refusal:
        open_store(url)
    assert "secret" not in str(refusal.value)


def test_objects_that_are_held_whole_share_their_room() -> None:
    async def run() -> None:
        room, most, held = MemoryBudget(10), 0, 0

        async def hold(size: int) -> None:
            nonlocal most, held
            async with room.of(size):
                held += size
                most = max(most, held)
                await asyncio.sleep(0)
                held -= size

        await asyncio.gather(*(hold(size) for size in [4, 4, 4, 4, 4]))
        assert most == 8
        await asyncio.gather(*(hold(size) for size in [3, 25, 3]))
        assert most == 25

    asyncio.run(run())
