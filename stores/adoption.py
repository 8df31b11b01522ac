"""Adopts a disk as a store, and recognises it later: by a signed tag, and by the UUID of its file system."""

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.errors import SealedError
from sealed.papers.store_tag import LONGEST, NAMESPACE, StoreTag
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from stores.directory import Directory
from stores.errors import NotAdopted
from stores.folder_session import write_all
from stores.system_errors import translate_errors

TAG = "attune-store.json"
SIGNATURE = f"{TAG}.sig"


def adopt(root: Directory, volume: str, store: str, key: Ed25519PrivateKey) -> StoreTag:
    """Write a new tag into the store's folder, in the place of any older one. Raises CourierErrors."""
    tag = StoreTag(id=secrets.token_hex(8), volume=volume, adopted=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    body = tag.encode()
    with translate_errors(store):
        for name, data in ((TAG, body), (SIGNATURE, sshsig.sign(key, body, NAMESPACE).encode())):
            root.remove(name)
            file = root.create(name)
            try:
                write_all(file, data)
                os.fsync(file)
            finally:
                os.close(file)
        root.sync()
    return tag


def check(root: Directory, volume: str, store: str, signers: Path) -> StoreTag:
    """Verify the tag of an adopted disk. Raises NotAdopted, and CourierErrors of the disk."""
    try:
        body = _read(root, TAG, store)
        signature = sshsig.parse(_read(root, SIGNATURE, store))
        signature.verify(body, NAMESPACE)
        tag = msgspec.json.decode(body, type=StoreTag)
        known = Signers.read(signers).name(signature.key, NAMESPACE, datetime.now(UTC))
    except FileNotFoundError as error:
        raise NotAdopted(store=store, cause=f"it has no {error.filename}") from error
    except (SealedError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NotAdopted(store=store, cause=f"its tag cannot be used: {error}") from error
    if known is None:
        raise NotAdopted(store=store, cause="its tag is signed by nobody on the list")
    if tag.volume != volume:
        raise NotAdopted(store=store, cause="its tag was made for another disk")
    return tag


def _read(root: Directory, name: str, store: str) -> bytes:
    with translate_errors(store):
        try:
            file = root.open_file(name)
        except FileNotFoundError as error:
            missing = error
        else:
            try:
                return os.read(file, LONGEST)
            finally:
                os.close(file)
    raise FileNotFoundError(missing.errno, missing.strerror, name)
