"""The wiring that the guide shows is the wiring that the settings have."""

import re
from pathlib import Path

from appliance.recorder.settings import PanelSettings

GUIDE = (Path(__file__).parents[2] / "docs" / "it" / "hardware.md").read_text(encoding="utf-8")
HEADER = {17: 11, 22: 15, 23: 16, 27: 13}
"""Pins of the 40-pin header by their BCM numbers (Raspberry Pi documentation, "GPIO")."""


def test_the_table_says_what_the_settings_say() -> None:
    rows = re.findall(r"^\|[^|]+\| (\d+) \| (\d+) \| `panel\.(\w+)` \|$", GUIDE, re.M)
    shown = {name: int(bcm) for bcm, _, name in rows}
    pins = PanelSettings()
    assert shown == {"button": pins.button, "red": pins.red, "green": pins.green, "blue": pins.blue}
    assert all(HEADER[int(bcm)] == int(header) for bcm, header, _ in rows)


def test_the_drawing_says_what_the_table_says() -> None:
    drawing = GUIDE.partition("```\n")[2].partition("```")[0]
    for bcm, header in HEADER.items():
        assert re.search(rf"GPIO{bcm}\b +\({header}\)|\({header}\) +GPIO{bcm}\b", drawing), bcm
