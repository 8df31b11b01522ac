"""Writes a box's files below a root, durably: each appears whole, with its owner and mode, or not at all."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.system.box_files import ETC, SHARED, STORE, BoxFile, files
from sealed.durable import Folder
from sealed.papers.box_settings import BoxSettings
from sealed.ssh.key_file import read_key, write_key

KEY = f"{ETC}/recorder.key"
OPTIONAL = (f"{ETC}/courier.toml", f"{ETC}/updates.crt", f"{ETC}/authorized_keys")
"""Files of an earlier bundle that this one may lack."""


def install(root: Path, settings: BoxSettings) -> None:
    """Write all files, remove what an earlier bundle left, and make the recorder's key if there is none."""
    wanted = files(settings)
    for each in wanted:
        put(root, each)
    keep = {each.path for each in wanted}
    folder = root / STORE
    left = [f"{STORE}/{path.name}" for path in folder.iterdir()] if folder.is_dir() else []
    for path in {*OPTIONAL, *left} - keep:
        (root / path).unlink(missing_ok=True)
    recorder_key(root)


def recorder_key(root: Path) -> Ed25519PrivateKey:
    """The box's own signing key, made here and nowhere else."""
    path = root / KEY
    if not path.exists():
        temporary = path.with_name(path.name + ".tmp")
        temporary.unlink(missing_ok=True)
        write_key(temporary, Ed25519PrivateKey.generate())
        temporary.chmod(SHARED)
        _give(temporary, "attune-recorder")
        temporary.replace(path)
        _flush(path.parent)
    return read_key(path)


def put(root: Path, file: BoxFile) -> None:
    """Write one file. A secret is never readable by others, not even for a moment."""
    path = root / file.path
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as target:
        target.write(file.text.encode())
        target.flush()
        _give(temporary, file.group)
        os.fchmod(target.fileno(), file.mode)
        os.fsync(target.fileno())
    temporary.replace(path)
    _flush(path.parent)


def _give(path: Path, group: str) -> None:
    """Hand it to the group that reads it. Where the accounts do not exist yet, systemd-tmpfiles does it later."""
    if os.geteuid() == 0:
        with suppress(LookupError):
            shutil.chown(path, "root", group)


def _flush(folder: Path) -> None:
    with Folder(folder) as handle:
        handle.sync()
