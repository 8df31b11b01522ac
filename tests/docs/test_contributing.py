"""CONTRIBUTING names every test of the devices' contract, and no other."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
CONTRACT = "".join((PROJECT / f"tests/support/{name}_contract.py").read_text() for name in ("device", "panel"))


def test_the_list_of_the_contracts_tests_is_true() -> None:
    kept = re.findall(r"def (test_\w+)\(", CONTRACT)
    told = re.findall(r"`(test_\w+)`", (PROJECT / "CONTRIBUTING.md").read_text())
    assert sorted(set(kept)) == sorted(set(told))
    assert len(told) >= 20


def test_simulated_and_real_devices_take_the_same_suites() -> None:
    suites = set(re.findall(r"^class (\w+Contract)\b", CONTRACT, re.M))
    simulated = (PROJECT / "tests/devices/test_simulated.py").read_text()
    real = (PROJECT / "tests/rig/test_contract.py").read_text()
    assert suites - {"DeviceContract"} <= set(re.findall(r"\((\w+Contract)\)", simulated + real))
    assert {"CameraContract", "MicrophoneContract"} <= set(re.findall(r"\((\w+Contract)\)", real))


@pytest.mark.parametrize("way", ["How a tap becomes a sealed mark", "How a press becomes light"])
def test_a_way_through_the_code_is_short_and_true(way: str) -> None:
    section = (PROJECT / "CONTRIBUTING.md").read_text("utf-8").split(f"## {way}\n")[1].split("\n## ")[0]
    steps = re.findall(r"^\d+\. (.*)$", section, re.M)
    assert 5 <= len(steps) <= 10
    for step in steps:
        named = re.findall(r"`([\w/]+\.(?:py|js))` `(\w+)`", step)
        assert named, f"names no file: {step}"
        for file, name in named:
            code = (PROJECT / file).read_text("utf-8")
            assert re.search(rf"^\s*(?:export |async )*(?:def|class|function) {name}\b", code, re.M), f"{file}: {name}"
