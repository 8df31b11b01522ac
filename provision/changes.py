"""What happens to a box after it was made: renewed, its key learnt, revoked, retired."""

from datetime import datetime
from pathlib import Path

import msgspec

from provision.errors import BadSetting, NotAKey
from provision.hints import in_words
from provision.issue import Made, end_of, new_tls, times
from provision.records import BoxRecord, Records, State
from provision.service import Service
from provision.store_account import open_account
from sealed.errors import SignatureError
from sealed.papers.box_bundle import format_time
from sealed.papers.box_settings import BoxSettings
from sealed.ssh import sshsig
from sealed.text_file import read_text

LONGEST = 64 * 1024


def renew(
    service: Service,
    box: str,
    credentials: Path | None = None,
    new_store_keys: bool = False,
    desks: Path | None = None,
    recipients: tuple[str, ...] = (),
) -> Made:
    """A new bundle for a box that is in use: new certificate, same Wi-Fi, same address; the label stays true.

    `desks` and `recipients` take the place of those it had; `new_store_keys` gives its account at the store new keys.
    Raises UnknownBox, BoxGone, BadSetting.
    """
    records = Records(service)
    record = records.active(box)
    settings, server = record.settings, []
    content = msgspec.to_builtins(settings) | times()
    content |= {"sequence": settings.sequence + 1, "tls": new_tls(service, box, settings.serial)}
    content |= {"updates": service.keys.updates, "recipients": recipients or settings.recipients}
    try:
        if desks is not None:
            content["desks"] = read_text(desks)
        if new_store_keys:
            if settings.store is None:
                raise ValueError("it has no store")
            account = open_account(box, settings.store.url, settings.store.name, credentials)
            content["store"], server = msgspec.to_builtins(account.access), account.server
        renewed = msgspec.convert(content, BoxSettings)
    except (ValueError, OSError) as error:
        raise BadSetting(box=box, cause=in_words(error)) from error
    record = msgspec.structs.replace(record, settings=renewed, certificate_expires=end_of(renewed))
    records.put(record)
    return Made(record, server)


def add_key(service: Service, box: str, source: Path) -> tuple[BoxRecord, str]:
    """Learn the recorder's public key from NAME.pub or a film's film.json; the record and the key's fingerprint.

    Raises UnknownBox, BoxGone, NotAKey.
    """
    records = Records(service)
    record = records.active(box)
    key = _recorder_key(box, source)
    line = sshsig.key_line(key)
    owner = next((each.name for each in records.all() if line in each.recorder_keys and each.name != box), None)
    if owner:
        raise NotAKey(file=source, cause=f"it is the key of {owner}")
    if line not in record.recorder_keys:
        record = msgspec.structs.replace(record, recorder_keys=(*record.recorder_keys, line))
        records.put(record)
    return record, sshsig.fingerprint(key)


def end(service: Service, box: str, state: State, when: datetime) -> BoxRecord:
    """Revoke or retire a box from `when` on. What it recorded before stays good. Raises UnknownBox, BoxGone."""
    records = Records(service)
    record = msgspec.structs.replace(records.active(box), state=state, since=format_time(when))
    records.put(record)
    return record


class _Recorder(msgspec.Struct):
    name: str
    key: str


class _Film(msgspec.Struct):
    recorder: _Recorder


def _recorder_key(box: str, source: Path) -> bytes:
    source = source / "film.json" if source.is_dir() else source
    try:
        with source.open("rb") as file:
            data = file.read(LONGEST)
        if data.lstrip().startswith(b"{"):
            recorder = msgspec.json.decode(data, type=_Film).recorder
            name, line = recorder.name, recorder.key
        else:
            line = data.decode()
            name = line.split()[2] if len(line.split()) > 2 else box
        key = sshsig.parse_key_line(line)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, SignatureError) as error:
        raise NotAKey(file=source, cause=str(error)) from error
    if name != box:
        raise NotAKey(file=source, cause=f"it is of {name}, not of {box}")
    return key
