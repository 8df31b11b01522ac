"""The access point as NetworkManager reads it: WPA2 with CCMP, phones kept apart, no protected management frames.

`pmf=1` means disabled: the Pi's radios turn phones away with it, and without it NetworkManager offers no WPA3 either
(docs/decisions/0012). That phones get no router is in systemd/NetworkManager/attune.conf.
"""

import uuid

from sealed.papers.box_settings import BoxSettings

SPACE = uuid.UUID("7d6a2f0e-6d0b-5c0e-9d0a-4d3f1f6f5a11")
KEYFILE = """\
[connection]
id=attune
uuid={uuid}
type=wifi
interface-name=wlan0
autoconnect-priority=100
autoconnect-retries=0

[wifi]
mode=ap
ssid={ssid}
band={band}
channel={channel}
ap-isolation=1
powersave=2

[wifi-security]
key-mgmt=wpa-psk
proto=rsn;
pairwise=ccmp;
group=ccmp;
pmf=1
wps-method=1
psk={passphrase}

[ipv4]
method=shared
address1={address}/24

[ipv6]
method=disabled
"""


def keyfile(settings: BoxSettings) -> str:
    """The keyfile of the box's own Wi-Fi."""
    wifi = settings.wifi
    return KEYFILE.format(
        uuid=uuid.uuid5(SPACE, settings.host),
        ssid=_escaped(wifi.ssid),
        band="bg" if wifi.channel <= 14 else "a",
        channel=wifi.channel,
        passphrase=wifi.passphrase,
        address=settings.address,
    )


def _escaped(ssid: str) -> str:
    """As GLib's key files want it: a name in which `;` or `\\` would be taken for something else."""
    text = ssid.replace("\\", "\\\\").replace(";", "\\;")
    return text.replace(" ", "\\s", 1) if text.startswith(" ") else text
