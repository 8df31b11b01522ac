"""Who sets the box's clock: the host if it can, else the first phone, and never backwards."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from appliance.devices.protocols import Clock
from appliance.devices.simulated.host import SimulatedHost
from appliance.errors import BadRequest
from appliance.films.newest_time import newest_time
from appliance.recorder.wall_clock import WallClock

NOVEMBER = datetime(2026, 11, 22, 14, 5, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Host(SimulatedHost):
    """A computer whose clock the test sets."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.known = Clock(0.0, "none")

    def clock(self) -> Clock:
        return self.known


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def test_the_first_phone_counts_once_a_start(host: Host) -> None:
    clock = WallClock(host, monotonic=lambda: 5.0)
    assert clock.now().source == "none"
    clock.set_by_phone(NOVEMBER.timestamp())
    clock.set_by_phone(datetime(2099, 1, 1, tzinfo=UTC).timestamp())
    assert clock.now() == Clock(NOVEMBER.timestamp(), "phone")


def test_a_phone_is_not_believed_below_what_the_box_signed(host: Host) -> None:
    clock = WallClock(host, newest=lambda: LATER)
    with pytest.raises(BadRequest, match="earlier"):
        clock.set_by_phone(NOVEMBER.timestamp())
    assert clock.now().source == "none"
    clock.set_by_phone(LATER.timestamp())
    assert clock.now().source == "phone"


@pytest.mark.parametrize("utc", [0.0, -1.0, 4_200_000_000.0, float("inf"), float("nan")])
def test_a_time_that_cannot_be_is_refused(host: Host, utc: float) -> None:
    with pytest.raises(BadRequest):
        WallClock(host).set_by_phone(utc)


def test_no_deadline_hangs_on_a_phone(host: Host) -> None:
    clock = WallClock(host)
    clock.set_by_phone(NOVEMBER.timestamp())
    assert clock.trusted() is None
    host.known = Clock(LATER.timestamp(), "rtc")
    assert clock.trusted() == LATER
    assert clock.now() == host.known


def test_the_newest_time_of_receipts_wipes_and_films(tmp_path: Path) -> None:
    receipts, wiped, films = (tmp_path / name for name in ("receipts", "wiped", "films"))
    assert newest_time(receipts, wiped, films) is None
    for path, body in {
        receipts / "a.json": {"when": {"utc": "2026-11-01T00:00:00Z", "clock": "ntp"}},
        wiped / "b.json": {
            "begun": {"utc": None, "clock": "none"},
            "ended": {"utc": "2026-11-03T00:00:00Z", "clock": "rtc"},
        },
        films / "c" / "film.json": {"started": {"utc": "2026-11-02T00:00:00Z", "clock": "phone"}},
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.encode(body))
    (receipts / "spoiled.json").write_bytes(b"\x00{")
    (wiped / "folder.json").mkdir()
    assert newest_time(receipts, wiped, films) == datetime(2026, 11, 3, tzinfo=UTC)
