"""What decides how an object store is asked: its address and the credentials, checked before any library sees them."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stores.address import Rules
from stores.errors import BadStore, CertificateUntrusted, CourierError, NoCredential, StoreAway, UnknownHost
from stores.registry import open_store
from stores.store import Store
from tests.stores.listener import Listener
from tests.support.sample_film import FILM
from tests.support.seaweed import Seaweed
from tests.support.store_contract import in_session, item


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    """Secrets for every kind of object store."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    for name in ("store-access-key-id", "store-secret-access-key"):
        write(folder, name, b"AKIDEXAMPLE")
    write(folder, "store-account-key", b"c2VjcmV0IG9mIHRoZSB0ZXN0cw==")
    return folder


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def write(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    (folder / name).chmod(0o600)


def reach(store: Store) -> None:
    in_session(store, lambda session: session.listing(FILM))


@pytest.mark.parametrize(
    "leftover", ["AWS_SESSION_TOKEN", "AWS_SKIP_SIGNATURE", "AWS_REQUEST_PAYER", "AWS_ENDPOINT_URL"]
)
def test_nothing_of_a_persons_shell_counts(
    listener: Listener, credentials: Path, monkeypatch: pytest.MonkeyPatch, leftover: str
) -> None:
    def asked() -> dict[str, str]:
        listener.heard.clear()
        with suppress(CourierError):  # the listener's list is Azure's
            reach(open_store(f"s3://films/box?endpoint={listener.url}", credentials))
        return {
            name: "" if name in ("authorization", "x-amz-date") else value
            for name, value in listener.heard[0][2].items()
        }

    before = asked()
    assert "authorization" in before
    monkeypatch.setenv(leftover, "http://127.0.0.1:1" if "URL" in leftover else "true")
    assert asked() == before


@pytest.mark.parametrize(
    "url",
    [
        "s3://films?endpoint=127.0.0.1:9000",
        "s3://films?endpoint=",
        "s3://films?endpoint=ftp://127.0.0.1",
        "s3://films?endpoint=https://",
        "s3://films?endpoint=https://host:notaport",
        "s3://films?endpoint=https://host:99999",
        "s3://films?endpoint=https://[::1",
        "s3://films?endpoint=https://host?x=1",
        "s3://films/../x",
        "s3://films/a/./b",
        "s3://films/%00",
        "s3://films?region=eu west",
        "s3://films?region=",
        "s3://films#x",
        "s3://fi lms",
        "s3://[::1",
        "az://account/container/../x",
        "gs://films?endpoint=nowhere",
    ],
)
def test_an_address_that_cannot_be_is_refused(url: str, credentials: Path) -> None:
    with pytest.raises(BadStore):
        open_store(url, credentials)


@pytest.mark.parametrize("scheme", ["s3://films", "az://account/films", "gs://films"])
@pytest.mark.parametrize("who", ["user:hunter2@", ":hunter2@", "hunter2@"])
def test_a_password_within_an_endpoint_is_refused_and_never_shown(scheme: str, who: str, credentials: Path) -> None:
    with pytest.raises(BadStore) as refusal:
        open_store(f"{scheme}?endpoint=http://{who}127.0.0.1:9", credentials)
    assert "hunter2" not in str(refusal.value) + repr(refusal.value.facts)


def test_the_network_is_used_in_the_clear_only_where_that_is_set(credentials: Path) -> None:
    url = "s3://films?endpoint=http://store.example:9000"
    with pytest.raises(BadStore, match="insecure = true"):
        open_store(url, credentials)
    assert open_store(url, credentials, rules=Rules(insecure=True)).name == url, "receipts say it too"


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "127.1.2.3"])
def test_this_machine_needs_no_tls(host: str, credentials: Path) -> None:
    open_store(f"s3://films?endpoint=http://{host}:9000", credentials)


@pytest.mark.parametrize("host", ["127.0.0.1.example", "0.0.0.0", "[::ffff:1.2.3.4]", "2130706433"])
def test_what_only_looks_like_this_machine_does(host: str, credentials: Path) -> None:
    with pytest.raises(BadStore, match="insecure = true"):
        open_store(f"s3://films?endpoint=http://{host}:9000", credentials)


CERTIFICATE = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    ("name", "spoiled"),
    [
        ("store-ca.pem", bytes.fromhex("3082010a0282")),
        ("store-ca.pem", b"\xef\xbb\xbf" + CERTIFICATE),
        ("store-ca.pem", CERTIFICATE),
        ("store-ca.pem", b"nonsense\n"),
        ("store-ca.pem", b""),
        ("store-access-key-id", b"\xef\xbb\xbfAKID"),
        ("store-access-key-id", b"AKID\nMORE\n"),
        ("store-access-key-id", b"AK\x00ID"),
        ("store-access-key-id", b""),
        ("store-secret-access-key", "geheimnißvoll".encode()),
        ("store-secret-access-key", b"\xff\xfe"),
        ("store-session-token", b"one\r\ntwo"),
    ],
)
def test_a_secret_that_cannot_be_used_names_its_file(credentials: Path, name: str, spoiled: bytes) -> None:
    write(credentials, name, spoiled)
    with pytest.raises(NoCredential, match=name):
        reach(open_store("s3://films?endpoint=https://127.0.0.1:9", credentials))


@pytest.fixture
def untrusted(tmp_path: Path) -> Iterator[int]:
    """The port of a server whose certificate nobody vouches for."""
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    made: list[str | Path] = ["-newkey", "rsa:2048", "-nodes", "-keyout", tmp_path / "key", "-out", tmp_path / "crt"]
    subprocess.run(["openssl", "req", "-x509", *made, "-days", "9", *subject], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "crt", tmp_path / "key")
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients go away in the middle
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.process
def test_a_certificate_that_is_not_trusted_is_told_as_that(untrusted: int, credentials: Path) -> None:
    with pytest.raises(CertificateUntrusted, match=r"store-ca\.pem") as refusal:
        reach(open_store(f"s3://films?endpoint=https://127.0.0.1:{untrusted}", credentials))
    assert not refusal.value.passing


def test_a_name_that_nobody_knows_is_told_as_that(credentials: Path) -> None:
    with pytest.raises(UnknownHost, match="lookup"):
        reach(open_store("s3://films?endpoint=https://no-such-host.invalid", credentials))


def test_a_dead_proxy_is_away(credentials: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with pytest.raises(StoreAway, match="refused"):
        reach(open_store("s3://films?endpoint=https://store.example", credentials))


def test_a_good_prefix_is_taken(seaweed: Seaweed, tmp_path: Path) -> None:
    store = open_store(seaweed.url("a service/box-07"), seaweed.credentials)
    sent = item(tmp_path, b"bytes")
    in_session(store, lambda session: session.put(FILM, sent))
    assert in_session(store, lambda session: session.listing(FILM)) == {sent.name: 5}
