"""A box's start: the bundle, if there is one, is read, checked, applied and destroyed; a status file says the outcome.

`first_boot` may run at every start. A power cut at any instant leaves a box that the next start finishes: the record of
what was applied is written last, and the bundle is destroyed after that.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from appliance.films.errors import NotAFilm
from appliance.system.box_files import BoxFile
from appliance.system.install import install, put, recorder_key
from appliance.system.provisioned import PROVISIONED, Provisioned, read_provisioned
from appliance.system.provisioning_status import STATUS, StartStatus
from appliance.system.used_bundle import destroy, finish
from sealed.papers.box_bundle import FOLDER, Bundle, Known, format_time, read_bundle
from sealed.papers.errors import BundleError
from sealed.ssh import sshsig

REFUSED = "attune-refused.txt"
BY_HAND = "etc/attune/recorder.toml"
"""There without a record: somebody installed the package and wrote the settings."""


def first_boot(root: Path, places: Sequence[Path], hardware: str | None, now: datetime) -> StartStatus:
    """Look for a bundle in each of `places`, apply what may be applied, and write the status below `root`."""
    status = StartStatus("none")
    for place in places:
        found = _look(root, place, hardware, now)
        if found.state != "none":
            status = found
    record = read_provisioned(root)
    status = msgspec.structs.replace(status, box=record.box if record else None)
    by_hand = record is None and (root / BY_HAND).exists()
    if record is None and status.code is None and not by_hand:
        message = "This box was not set up. Put its attune-box folder onto the card or a stick, then start it again."
        status = msgspec.structs.replace(status, code="not-provisioned", message=message)
    if record is None and not by_hand:
        status = msgspec.structs.replace(status, prevents=True)
    put(root, BoxFile(STATUS, msgspec.json.encode(status).decode() + "\n"))
    return status


def _look(root: Path, place: Path, hardware: str | None, now: datetime) -> StartStatus:
    with suppress(OSError, NotAFilm):
        finish(place)
    if not (place / FOLDER).is_dir() or (place / FOLDER).is_symlink():
        return StartStatus("none")
    try:
        bundle = read_bundle(place / FOLDER, _known(root, hardware), now)
        _apply(root, place, bundle, now)
    except BundleError as error:
        with suppress(OSError):  # the reason where IT can read it
            _leave(place / REFUSED, f"{error}\n")
        return StartStatus("refused", code=error.code, message=str(error))
    except OSError as error:
        message = f"The box could not be set up: {error.filename or 'the card'}: {error.strerror}. Use another card."
        return StartStatus("failed", code="provisioning-failed", message=message)
    try:
        destroy(place)
    except (OSError, NotAFilm) as error:
        message = f"The box is set up, but its bundle could not be removed ({error}). Erase it from the stick."
        return StartStatus("applied", code="bundle-not-removed", message=message)
    return StartStatus("applied")


def _apply(root: Path, place: Path, bundle: Bundle, now: datetime) -> None:
    settings, record = bundle.settings, read_provisioned(root)
    if record is None or record.digest != bundle.digest:
        install(root, settings)
        facts = (sshsig.key_line(bundle.service), settings.box, settings.sequence, bundle.digest, format_time(now))
        put(root, BoxFile(PROVISIONED, msgspec.json.encode(Provisioned(*facts)).decode() + "\n"))
    with suppress(OSError):  # a full or read-only stick: the first film brings the key as well
        public = sshsig.key_line(sshsig.public_bytes(recorder_key(root)))
        _leave(place / f"{settings.box}.pub", f"{public} {settings.box}\n")
        (place / REFUSED).unlink(missing_ok=True)


def _known(root: Path, hardware: str | None) -> Known:
    record = read_provisioned(root)
    if record is None:
        return Known(hardware=hardware)
    return Known(sshsig.parse_key_line(record.service), record.box, record.sequence, record.digest, hardware)


def _leave(path: Path, text: str) -> None:
    """Write a file beside the bundle. Never through a link, which a stick could bring: this runs as root."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "wb") as file:
        file.write(text.encode())
