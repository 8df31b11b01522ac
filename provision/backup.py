"""Backup and restore: the service's folder as one tar, sealed under the service's own passphrase.

`age -d FILE | tar x` restores it without Attune.
"""

import io
import tarfile
from pathlib import Path, PurePosixPath

from provision.errors import BackupDamaged, NoService, ServiceThere, WrongServicePassphrase
from provision.files import PRIVATE, create, make_private, write
from provision.service import KEYS, Service
from sealed.age import seal_with_passphrase, unseal
from sealed.age.errors import AgeError, NoKeyFits
from sealed.age.scrypt import WORK_FACTOR, ScryptIdentity

LARGEST = 64 * 1024 * 1024


def backup(service: Service, passphrase: str, target: Path, work: int = WORK_FACTOR) -> int:
    """Write a backup to `target`, read it back, and return how many files it holds. Raises BackupDamaged."""
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as tar:
        paths = sorted(path for path in service.folder.rglob("*") if path.is_file() and path.suffix != ".tmp")
        for path in paths:
            entry = tarfile.TarInfo(path.relative_to(service.folder).as_posix())
            data = path.read_bytes()
            entry.size, entry.mode, entry.mtime = len(data), PRIVATE, int(path.stat().st_mtime)
            tar.addfile(entry, io.BytesIO(data))
    write(target, bytes(seal_with_passphrase(body.getvalue(), passphrase, work)), PRIVATE)
    if len(_read(target, passphrase)) != len(paths):
        raise BackupDamaged(file=target, cause="it does not hold every file")
    return len(paths)


def restore(source: Path, folder: Path, passphrase: str) -> int:
    """Put a backup's files into a new `folder`; how many.

    Raises ServiceThere, WrongServicePassphrase, BackupDamaged.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ServiceThere(folder=folder)
    found = _read(source, passphrase)
    if KEYS not in found:
        raise BackupDamaged(file=source, cause="it holds no service")
    for name in sorted(found, key=lambda name: name == KEYS):  # the keys last: a folder without them is no service
        path = folder / name
        make_private(path.parent)
        create(path, found[name], PRIVATE)
    return len(found)


def _read(source: Path, passphrase: str) -> dict[str, bytes]:
    try:
        body = unseal(source.read_bytes(), [ScryptIdentity(passphrase)])
    except OSError as error:
        raise NoService(folder=source) from error
    except NoKeyFits as error:
        raise WrongServicePassphrase from error
    except AgeError as error:
        raise BackupDamaged(file=source, cause=str(error)) from error
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(body)) as tar:
            for entry in tar:
                file = tar.extractfile(entry)
                name = PurePosixPath(entry.name)
                if file is None or name.is_absolute() or ".." in name.parts or entry.size > LARGEST:
                    raise BackupDamaged(file=source, cause=f"{entry.name} does not belong into it")
                found[name.as_posix()] = file.read()
    except tarfile.TarError as error:
        raise BackupDamaged(file=source, cause=str(error)) from error
    return found
