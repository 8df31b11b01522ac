"""What a bundle becomes on the box: every file below /etc/attune and /var/lib/attune, its content and who reads it."""

from dataclasses import dataclass
from typing import Any

import tomli_w

from appliance.system.access_point import keyfile
from control.sockets import COURIER_SOCKET, SOCKET
from sealed.papers.box_settings import BoxSettings, StoreAccess

ETC, STATE, WEB_STATE = "etc/attune", "var/lib/attune", "/var/lib/attune-web"
STORE = f"{ETC}/store"
ACCESS_POINT = f"{ETC}/access-point.nmconnection"
SECRET, SHARED, PUBLIC = 0o600, 0o640, 0o644
PLAIN_LED = 27


@dataclass(frozen=True, slots=True)
class BoxFile:
    """A file of the box: its path below the root, its text, its mode, and the group that may read it."""

    path: str
    text: str
    mode: int = PUBLIC
    group: str = "root"


def files(settings: BoxSettings) -> list[BoxFile]:
    """All files of the box but its own signing key."""
    tls, store = settings.tls, settings.store
    found = [
        BoxFile(f"{ETC}/recorder.toml", tomli_w.dumps(_recorder(settings)), SHARED, "attune-recorder"),
        BoxFile(f"{ETC}/web.toml", tomli_w.dumps(_web(settings)), SHARED, "attune-web"),
        BoxFile(f"{ETC}/tls/box.crt", tls.certificate),
        BoxFile(f"{ETC}/tls/box.key", tls.key, SHARED, "attune-web"),
        BoxFile(f"{ETC}/tls/authority.crt", tls.authority),
        BoxFile(f"{STATE}/desks", settings.desks),
        BoxFile(ACCESS_POINT, keyfile(settings), SECRET),
        BoxFile(f"{ETC}/country", settings.wifi.country + "\n"),
        BoxFile(f"{ETC}/hostname", settings.host.partition(".")[0] + "\n"),
    ]
    if store is not None:
        found.append(BoxFile(f"{ETC}/courier.toml", tomli_w.dumps(_courier(settings, store)), SHARED, "attune-courier"))
        found += [BoxFile(f"{STORE}/{name}", text, SECRET) for name, text in store.credentials.items()]
    if settings.updates is not None:
        found.append(BoxFile(f"{ETC}/updates.crt", settings.updates))
    if settings.ssh is not None:
        found.append(BoxFile(f"{ETC}/authorized_keys", settings.ssh))
    return found


def _recorder(settings: BoxSettings) -> dict[str, Any]:
    policy, devices = settings.policy, settings.devices
    panel: dict[str, Any] = {"kind": "none" if devices.light == "none" else "gpio"}
    if devices.light == "plain":
        panel["led"] = PLAIN_LED
    return {
        "data": f"/{STATE}",
        "name": settings.box,
        "key": f"/{ETC}/recorder.key",
        "recipients": list(settings.recipients),
        "devices": "pi",
        "stores": [settings.store.url] if settings.store else [],
        "camera": {"width": devices.width, "height": devices.height, "rate": devices.rate},
        "microphone": {"device": devices.microphone} if devices.microphone else {},
        "panel": panel,
        "limit": {"film": float(policy.film), "reminder": float(policy.reminder)},
        "wipe": {"automatic": policy.wipe, "keep_days": float(policy.keep_days)},
    }


def _web(settings: BoxSettings) -> dict[str, Any]:
    return {
        "control": f"/{STATE}/{SOCKET}",
        "bind": f"{settings.address}:443",
        "name": settings.box,
        "hosts": [settings.host],
        **({"store": settings.store.name} if settings.store else {}),
        "state": WEB_STATE,
        "tls": {"certificate": f"/{ETC}/tls/box.crt", "key": f"/{ETC}/tls/box.key"},
        "authority": f"/{ETC}/tls/authority.crt",
    }


def _courier(settings: BoxSettings, store: StoreAccess) -> dict[str, Any]:
    return {
        "control": f"/{STATE}/{COURIER_SOCKET}",
        "films": f"/{STATE}/films",
        "store": {"url": store.url, "name": store.name},
        "cards": {"box": settings.box, "folder": f"/{STATE}/cards", "desks": f"/{STATE}/desks"},
        **({"updates": {"box": settings.box, "folder": f"/{STATE}/updates"}} if settings.updates else {}),
    }
