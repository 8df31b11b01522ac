"""A microphone is named by words of its name, and a card may have several inputs that fit."""

import pytest

from appliance.devices.real.pi_sound_process import chosen

KNOWN = [
    {"name": "bcm2835 Headphones: - (hw:0,0)", "max_input_channels": 0},
    {"name": "USB PnP Sound Device: Audio (hw:1,0)", "max_input_channels": 0},
    {"name": "USB PnP Sound Device: Audio (hw:1,1)", "max_input_channels": 1},
    {"name": "USB PnP Sound Device: Audio #1 (hw:1,2)", "max_input_channels": 1},
]


@pytest.mark.parametrize(
    ("device", "found"),
    [
        ("USB PnP", 2),
        ("usb sound", 2),
        ("Audio #1", 3),
        ("bcm2835", "bcm2835"),
        ("elsewhere", "elsewhere"),
        ("", ""),
        (None, None),
    ],
)
def test_the_first_input_that_fits_is_taken(device: str | None, found: str | int | None) -> None:
    assert chosen(device, KNOWN) == found
