"""Logs in to an SFTP server: the pinned host key, and our own key or certificate."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncssh

from stores.credentials import Credentials
from stores.errors import NoCredential
from stores.sftp.errors import translate_errors

KEY, CERTIFICATE, HOSTS = "store-key", "store-key-cert.pub", "store-known-hosts"
CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes256-ctr")
CONNECT = 20.0  # seconds, as are the two below
LOGIN = 30.0
KEEPALIVE = 15.0
PACKET = 128 * 1024  # bytes; larger ones are fewer, and each costs Python the same
UNANSWERED = 3  # keepalives, before the line is taken for dead


@dataclass(frozen=True, slots=True)
class SftpAccount:
    """Where to log in, and with what."""

    user: str
    host: str
    port: int


@asynccontextmanager
async def log_in(account: SftpAccount, credentials: Credentials) -> AsyncIterator[asyncssh.SSHClientConnection]:
    """Connect and authenticate. Raises CourierErrors."""
    store = credentials.store
    hosts, key = _hosts(credentials), _key(credentials)
    with translate_errors(store):
        connection = await asyncssh.connect(
            account.host,
            account.port,
            username=account.user,
            known_hosts=hosts,
            client_keys=[key],
            config=None,  # ~/.ssh is a person's, not the courier's
            agent_path=None,
            gss_host=None,
            preferred_auth="publickey",
            encryption_algs=list(CIPHERS),
            compression_algs=["none"],  # sealed bytes do not compress
            connect_timeout=CONNECT,
            login_timeout=LOGIN,
            keepalive_interval=KEEPALIVE,
            keepalive_count_max=UNANSWERED,
            max_pktsize=PACKET,
            window=32 * PACKET,
        )
    try:
        yield connection
    finally:
        connection.abort()  # a bounded close: the server may hang
        await connection.wait_closed()


def _hosts(credentials: Credentials) -> asyncssh.SSHKnownHosts:
    try:
        return asyncssh.import_known_hosts(credentials.text(HOSTS, secret=False))
    except NoCredential:
        raise
    except Exception as error:  # as below
        raise NoCredential(store=credentials.store, name=HOSTS, cause=f"it cannot be read: {error}") from error


def _key(credentials: Credentials) -> asyncssh.SSHKeyPair:
    found, vouched = credentials.read(KEY), credentials.look(CERTIFICATE, secret=False)
    try:
        key = asyncssh.import_private_key(found)
        certificate = asyncssh.import_certificate(vouched) if vouched else None
        pair: asyncssh.SSHKeyPair = asyncssh.load_keypairs([(key, certificate) if certificate else key])[0]
    except Exception as error:  # the library's parsers raise all kinds, re.error too, for a damaged key
        raise NoCredential(store=credentials.store, name=KEY, cause=f"it cannot be used: {error}") from error
    return pair
