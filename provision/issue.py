"""Makes boxes: names, secrets, certificate, bundle; all are checked before the first is made."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from provision import authority, origin
from provision.errors import BadSetting, BoxThere, FolderThere
from provision.files import PRIVATE, PUBLIC, make_private, write
from provision.hints import in_words
from provision.plan import Plan, camera
from provision.records import BoxRecord, Records
from provision.secret_letters import random_letters
from provision.service import Service
from provision.ssh_keys import read_public_keys
from provision.store_account import Account, open_account
from sealed.papers.box_bundle import FOLDER, encode, format_time
from sealed.papers.box_settings import NAME, BoxSettings
from sealed.text_file import read_text

GOOD_FOR = timedelta(days=90)
"""How long a bundle may lie about before a box takes it."""
README = """\
This folder sets up the Attune box {box}, and nobody else's. It holds secrets: keep it from other people, and remove
your copy when the box is set up. Copy the whole folder to the first partition of the flashed card, or to a stick whose
name is ATTUNE. The box reads it when it starts, and removes it from there. Good until {expires}.
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A box that was made or renewed, and the files for the store's server."""

    record: BoxRecord
    server: list[tuple[str, str]]


def make_boxes(
    service: Service, plans: Sequence[Plan], out: Path, on_progress: Callable[[int, int], None] | None = None
) -> list[Made]:
    """Make every box of `plans`, and its folder below `out`. Raises BadSetting, BoxThere, FolderThere, ServiceFull."""
    records = Records(service)
    there = set(records.names())
    for plan in plans:
        if plan.box in there:
            raise BoxThere(box=plan.box)
        check_free(out, plan.box)
        _settings(service, plan, 1)
    made = []
    for done, plan in enumerate(plans, 1):
        settings, account = _settings(service, plan, records.take_serial(plan.box))
        record = BoxRecord(settings=settings, place=plan.place, certificate_expires=end_of(settings))
        records.add(record)
        made.append(Made(record, account.server if account else []))
        write_folder(service, made[-1], out)
        if on_progress:
            on_progress(done, len(plans))
    return made


def check_free(out: Path, box: str) -> None:
    """Raise FolderThere if something lies where the box's folder is to be."""
    if (out / box).exists():
        raise FolderThere(folder=out / box)


def write_folder(service: Service, made: Made, out: Path) -> None:
    """`out/NAME/attune-box/` for the card, and `out/server/` for the store."""
    settings = made.record.settings
    folder = out / settings.box / FOLDER
    make_private(folder.parent)
    make_private(folder)
    for name, data in encode(settings, service.signing_key()).items():
        write(folder / name, data, PRIVATE)
    readme = README.format(box=settings.box, expires=settings.expires[:10])
    write(folder / "README.txt", readme.encode(), PRIVATE)
    for path, text in made.server:
        target = out / "server" / path
        make_private(target.parent.parent)
        make_private(target.parent)
        write(target, text.encode(), PUBLIC)


def end_of(settings: BoxSettings) -> str:
    """When the box's certificate ends."""
    return format_time(authority.read_certificate(settings.tls.certificate).not_valid_after_utc)


def times(now: datetime | None = None) -> dict[str, str]:
    """When a bundle was made, and until when it may be used."""
    now = now or datetime.now(UTC)
    return {"issued": format_time(now), "expires": format_time(now + GOOD_FOR)}


def new_tls(service: Service, box: str, serial: int) -> dict[str, str]:
    """A key and a certificate for the box with this serial number."""
    keys, key = service.keys, authority.new_key()
    issuer, issuer_key = authority.read_certificate(keys.authority), authority.read_key(keys.authority_key)
    address = origin.address(service.network, serial)
    certificate = authority.box(key, issuer, issuer_key, origin.host(keys.domain, box), address)
    return {
        "certificate": authority.certificate_pem(certificate),
        "key": authority.pem(key),
        "authority": keys.authority,
    }


def _settings(service: Service, plan: Plan, serial: int) -> tuple[BoxSettings, Account | None]:
    """The bundle's content, checked as the box will check it. Raises BadSetting, ServiceFull."""
    keys = service.keys
    if not re.search(NAME, plan.box):
        cause = "a name is of small letters, digits and hyphens, and begins with a letter, such as attune-07"
        raise BadSetting(box=plan.box, cause=cause)
    try:
        account = _account(plan)
        content: dict[str, Any] = {
            "service": keys.name,
            "box": plan.box,
            "serial": serial,
            "sequence": 1,
            **times(),
            "hardware": plan.hardware and plan.hardware.lower(),
            "address": str(origin.address(service.network, serial)),
            "host": origin.host(keys.domain, plan.box),
            "wifi": {
                "ssid": plan.box,
                "passphrase": random_letters(),
                "country": plan.country or keys.country,
                "channel": plan.channel,
            },
            "tls": new_tls(service, plan.box, serial),
            "recipients": tuple(plan.recipients.split()),
            "desks": read_text(Path(plan.desks)) if plan.desks else "",
            "store": msgspec.to_builtins(account.access) if account else None,
            "policy": {
                "film": plan.film_minutes * 60,
                "reminder": min(600, plan.film_minutes * 40),
                "wipe": plan.wipe_after_days is not None,
                "keep_days": 7 if plan.wipe_after_days is None else plan.wipe_after_days,
            },
            "devices": {"light": plan.light, "microphone": plan.microphone, **camera(plan.camera)},
            "updates": keys.updates,
            "ssh": read_public_keys(Path(plan.ssh_key)) if plan.ssh_key else None,
        }
        return msgspec.convert(content, BoxSettings), account
    except (ValueError, OSError) as error:
        raise BadSetting(box=plan.box, cause=in_words(error)) from error


def _account(plan: Plan) -> Account | None:
    if plan.store is None:
        return None
    credentials = Path(plan.store_credentials) if plan.store_credentials else None
    return open_account(plan.box, plan.store, plan.store_name, credentials)
