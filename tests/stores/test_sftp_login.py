"""Logging in to an SFTP server: whom the box trusts, who it says that it is, and how it is told when that fails."""

import shutil
import subprocess
from pathlib import Path

import pytest

from stores.credentials import folder_of
from stores.errors import (
    BadStore,
    CredentialRefused,
    HostKeyChanged,
    NoCommonCipher,
    NoCredential,
    NoSftp,
    StoreAway,
    UnknownHost,
)
from stores.registry import open_store
from tests.support.sample_film import FILM
from tests.support.sshd import Sshd, new_key
from tests.support.store_contract import in_session


@pytest.fixture
def credentials(sshd: Sshd, tmp_path: Path) -> Path:
    """A copy of the box's credentials, to be spoiled."""
    shutil.copytree(sshd.credentials, tmp_path / "credentials")
    return tmp_path / "credentials"


def reach(sshd: Sshd, credentials: Path | None, path: str = "/one") -> None:
    in_session(open_store(f"{sshd.url}{path}", credentials), lambda session: session.listing(FILM))


def test_credentials_as_systemd_lays_them_out(
    sshd: Sshd, served: Path, credentials: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LoadCredential= of a folder, which a box's unit has, puts its own name before each file's."""
    for path in credentials.iterdir():
        path.rename(path.with_name(f"store_{path.name}"))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    reach(sshd, folder_of(None))


def test_a_changed_host_key_is_not_talked_to(sshd: Sshd, served: Path, credentials: Path, tmp_path: Path) -> None:
    new_key(tmp_path / "other")
    other = (tmp_path / "other.pub").read_text()
    (credentials / "store-known-hosts").write_text(f"[127.0.0.1]:{sshd.port} {other}")
    with pytest.raises(HostKeyChanged, match="not trusted"):
        reach(sshd, credentials)


@pytest.mark.parametrize("known", ["", "# nothing\n", "elsewhere.example ssh-ed25519 AAAA\n"])
def test_a_host_that_was_never_pinned_is_not_talked_to(sshd: Sshd, served: Path, credentials: Path, known: str) -> None:
    (credentials / "store-known-hosts").write_text(known)
    with pytest.raises((HostKeyChanged, NoCredential)):
        reach(sshd, credentials)


def test_a_host_vouched_for_by_an_authority(sshd: Sshd, served: Path, credentials: Path) -> None:
    sign: list[str | Path] = [
        "ssh-keygen",
        "-q",
        "-s",
        sshd.home / "ca",
        "-h",
        "-I",
        "host",
        "-n",
        "127.0.0.1",
        sshd.home / "host.pub",
    ]
    subprocess.run(sign, check=True)
    with Sshd(
        sshd.home / "vouched", more=f"HostCertificate {sshd.home}/host-cert.pub\n", host=sshd.home / "host"
    ) as vouched:
        authority = (sshd.home / "ca.pub").read_text()
        (vouched.credentials / "store-known-hosts").write_text(
            f"@cert-authority [127.0.0.1]:{vouched.port} {authority}"
        )
        reach(vouched, vouched.credentials, "")


def test_a_key_that_the_server_does_not_know_is_refused(sshd: Sshd, served: Path, credentials: Path) -> None:
    for name in ("store-key", "store-key.pub"):
        (credentials / name).unlink()
    new_key(credentials / "store-key")
    with pytest.raises(CredentialRefused, match="Permission denied"):
        reach(sshd, credentials)


def test_a_certificate_lets_a_box_in(sshd: Sshd, served: Path, credentials: Path) -> None:
    for name in ("store-key", "store-key.pub"):
        (credentials / name).unlink()
    new_key(credentials / "store-key")
    sign: list[str | Path] = [
        "ssh-keygen",
        "-q",
        "-s",
        sshd.home / "ca",
        "-I",
        "box-07",
        "-n",
        sshd.user,
        credentials / "store-key.pub",
    ]
    subprocess.run(sign, check=True)
    reach(sshd, credentials)
    (credentials / "store-key-cert.pub").unlink()
    with pytest.raises(CredentialRefused):
        reach(sshd, credentials)


@pytest.mark.parametrize("name", ["store-key", "store-known-hosts"])
def test_a_credential_that_is_not_there_is_named(sshd: Sshd, served: Path, credentials: Path, name: str) -> None:
    (credentials / name).unlink()
    with pytest.raises(NoCredential, match=f"{name}, but there is none in {credentials}"):
        reach(sshd, credentials)
    with pytest.raises(NoCredential, match="no folder of credentials is set"):
        reach(sshd, None)


@pytest.mark.parametrize("spoilt", [b"", b"nonsense", b"\xff\xfe", b"-----BEGIN Z-A PRIVATE KEY-----\n"])
@pytest.mark.parametrize("name", ["store-key", "store-key-cert.pub", "store-known-hosts"])
def test_a_credential_that_cannot_be_used_is_told(
    sshd: Sshd, served: Path, credentials: Path, name: str, spoilt: bytes
) -> None:
    if (name, spoilt) == ("store-key-cert.pub", b""):
        pytest.skip("an empty certificate is none")
    (credentials / name).write_bytes(spoilt)
    with pytest.raises((NoCredential, HostKeyChanged)):
        reach(sshd, credentials)


def test_a_key_that_everybody_may_read_is_not_used(sshd: Sshd, served: Path, credentials: Path) -> None:
    (credentials / "store-key").chmod(0o644)
    with pytest.raises(NoCredential, match="chmod 600"):
        reach(sshd, credentials)


def test_a_folder_that_is_not_there_is_away_and_not_made(sshd: Sshd) -> None:
    with pytest.raises(StoreAway, match="no such folder"):
        reach(sshd, sshd.credentials, "/unplugged")
    assert not (sshd.films / "unplugged").exists()


@pytest.mark.process
def test_a_server_that_is_off_is_away(tmp_path: Path) -> None:
    server = Sshd(tmp_path)
    with pytest.raises(StoreAway, match="refused"):
        reach(server, server.credentials)


def test_a_url_names_account_and_folder(tmp_path: Path) -> None:
    store = open_store("sftp://attune@nas.example/srv/films%20here", tmp_path)
    assert store.name == "sftp://nas.example:22/srv/films%20here"
    assert open_store("sftp://attune@nas.example:2022/~/films").name == "sftp://nas.example:2022/~/films"


@pytest.mark.parametrize(
    "url",
    ["sftp://nas.example/films", "sftp://u@/films", "sftp://u@nas", "sftp://u@nas/", "sftp://u@nas:x/films",
     "sftp://u:secret@nas/films", "sftp://u@nas/films?key=secret"],
)  # fmt: skip
def test_a_wrong_url_is_refused_without_telling_secrets(url: str) -> None:
    with pytest.raises(BadStore) as refusal:
        open_store(url)
    assert "secret@" not in str(refusal.value)


@pytest.mark.process
def test_a_server_without_sftp_is_told_as_that(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("plain")
    with Sshd(home) as plain:
        settings = (
            (home / "config").read_text().replace("Subsystem sftp internal-sftp\nForceCommand internal-sftp\n", "")
        )
        plain.stop()
        (home / "config").write_text(settings)
        plain.start()
        with pytest.raises(NoSftp, match="sftp subsystem") as refusal:
            reach(plain, plain.credentials, "")
    assert not refusal.value.passing


@pytest.mark.process
def test_a_server_with_no_cipher_of_ours_is_told_as_that(tmp_path_factory: pytest.TempPathFactory) -> None:
    refusal = None
    with Sshd(tmp_path_factory.mktemp("old"), more="Ciphers aes128-cbc\n") as old:
        for _ in range(5):  # the server's reset may overtake its list of ciphers: then it is only away, and tried again
            try:
                reach(old, old.credentials, "")
            except StoreAway:
                continue
            except NoCommonCipher as error:
                refusal = error
            break
    assert refusal is not None
    assert not refusal.passing


def test_a_host_that_cannot_be_found_is_told_as_that(credentials: Path) -> None:
    with pytest.raises(UnknownHost, match="cannot be found on the network"):
        in_session(open_store("sftp://box@no-such-host.invalid/films", credentials), lambda s: s.listing(FILM))
