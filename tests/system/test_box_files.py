"""Whatever a bundle may say, each of the box's programs takes the settings that become of it."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.courier.settings import CourierSettings
from appliance.recorder.settings import RecorderSettings
from appliance.system.box_files import files
from sealed.papers.box_settings import BoxSettings, Devices, Policy, StoreAccess
from tests.support.strict_samples import SAMPLES
from web.settings import Settings

SAMPLE = next(sample for sample in SAMPLES if isinstance(sample, BoxSettings))
PROGRAMS: dict[str, Any] = {"recorder": RecorderSettings, "web": Settings, "courier": CourierSettings}


def values(kind: type[msgspec.Struct]) -> st.SearchStrategy[dict[str, Any]]:
    """One or two fields of that type: most of what they take, and much that is refused."""
    words = (
        "rgb",
        "plain",
        "none",
        "25",
        "30000/1001",
        "1/9",
        "121",
        "999999",
        "file:///mnt",
        "s3://a",
        "sftp://[::1/a",
    )
    some = st.sampled_from([0, 1, 30, 60, 160, 4096, 7200, True, False, None, *words])
    names = [field.name for field in msgspec.structs.fields(kind)]
    return st.dictionaries(st.sampled_from(names), some | st.integers(0, 8000) | st.text(max_size=90), max_size=2)


@settings(max_examples=300)
@given(devices=values(Devices), policy=values(Policy), store=values(StoreAccess))
def test_each_program_takes_what_a_bundle_may_say(
    devices: dict[str, Any], policy: dict[str, Any], store: dict[str, Any]
) -> None:
    try:
        made = msgspec.structs.replace(
            SAMPLE,
            devices=msgspec.convert(devices, Devices),
            policy=msgspec.convert(policy, Policy),
            store=msgspec.convert({"url": "file:///mnt/films", "name": "the share"} | store, StoreAccess),
        )
    except (msgspec.ValidationError, ValueError):
        return
    written = {Path(file.path).stem: file.text for file in files(made) if file.path.endswith(".toml")}
    assert written.keys() == PROGRAMS.keys()
    for program, text in written.items():
        msgspec.toml.decode(text, type=PROGRAMS[program])


@pytest.mark.parametrize("url", ["sftp://[::1/a", "sftp://nas:99999/a", "sftp://nas:x/a", "file:///mnt/films\u2003"])
def test_an_address_that_no_program_takes_apart_is_refused_in_the_bundle(url: str) -> None:
    with pytest.raises(ValueError, match=r"is no URL|Expected"):
        msgspec.convert({"url": url, "name": "the share"}, StoreAccess)


@pytest.mark.parametrize("rate", ["999999", "1/9"])
def test_a_rate_that_no_recorder_takes_is_refused_in_the_bundle(rate: str) -> None:
    with pytest.raises(ValueError, match="from 1 to 120"):
        Devices(rate=rate)
