"""A microphone is named by words of its name, and several may fit; its clock is measured when it starts."""

from types import SimpleNamespace

import pytest

from appliance.devices.real.pi_sound_process import HEADER, BlockWriter, chosen

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


@pytest.mark.parametrize("a_second", [10, 50])
def test_the_clock_is_measured_equally_long_in_blocks_of_any_length(
    capfdbinary: pytest.CaptureFixture[bytes], a_second: int
) -> None:
    writer, count = BlockWriter(48_000), 48_000 // a_second
    for number in range(a_second):
        at = number / a_second
        writer.hear(bytes(2 * count), count, SimpleNamespace(currentTime=at + 0.01, inputBufferAdcTime=at), None)
    assert len(capfdbinary.readouterr().out) == round(0.6 * a_second) * (HEADER.size + 2 * count)
