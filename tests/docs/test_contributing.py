"""CONTRIBUTING names every test of the devices' contract, and no other."""

import re
from pathlib import Path

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
