"""The box's health report: facts that its pages show too, signed, for the courier to put in the store."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.errors import Refused
from appliance.system.card_wear import card_health
from appliance.system.image import booted_slot, installed
from appliance.system.provisioned import read_provisioned
from control.messages import Film, SignedReport, Status
from sealed.film.facts import Started
from sealed.papers.health_report import HealthReport
from sealed.papers.preparation import box_recipient


class Reported(Protocol):
    """The box's state, as far as a report needs it."""

    def status(self) -> Status:
        """The status now."""

    def now(self) -> Started:
        """The time, as far as a clock can be trusted."""


class FilmList(Protocol):
    """The films, as far as a report needs them."""

    def films(self) -> tuple[Film, ...]:
        """All films on the box."""


class HealthService:
    """Reads and changes nothing. `folder` holds films and papers, `root` stands before /etc, /proc and /sys."""

    def __init__(
        self,
        box: Reported,
        films: FilmList,
        folder: Path,
        name: str,
        key: Ed25519PrivateKey,
        papers: Callable[[], tuple[str, ...]],
        root: Path = Path("/"),
    ) -> None:
        """`papers` gives the digests of the desks' papers that this box goes by."""
        self._box, self._films, self._folder = box, films, folder
        self._name, self._key, self._papers, self._root = name, key, papers, root

    def report(self) -> SignedReport:
        """The report of now. Raises Refused while nobody has set the clock: it would look old for ever."""
        when, status, films = self._box.now(), self._box.status(), self._films.films()
        if when.utc is None:
            raise Refused("The box does not know what time it is. Connect it to a network, or open its page.")
        from appliance.system.certificate import expires  # noqa: PLC0415 - X.509 can wait until somebody asks

        provisioned = read_provisioned(self._root)
        space = os.statvfs(self._folder)
        standing = ([status.fault] if status.fault else []) + list(status.warnings)
        report = HealthReport(
            box=self._name,
            when=when.utc,
            version=installed(self._root).version,
            slot=booted_slot(self._root),
            card=card_health(self._root, self._folder),
            bytes_free=space.f_bavail * space.f_frsize,
            bytes_total=space.f_blocks * space.f_frsize,
            films=len(films),
            unsynced=sum(film.receipt is None for film in films),
            last_film=last_film(self._folder),
            certificate_expires=expires(self._root),
            bundle=provisioned.sequence if provisioned else 0,
            alarms=tuple(alarm.code for alarm in standing),
            papers=self._papers(),
            recipient=box_recipient(self._key),
        )
        body, signature = report.files(self._key).values()
        return SignedReport(body.decode(), signature.decode())


def last_film(folder: Path) -> str | None:
    """When the newest film began that is there, or of which there is a paper; by the minute, as its id says."""
    times = [when for name in _names(folder) if (when := _when(name)) is not None]
    return max(times).strftime("%Y-%m-%dT%H:%M:%SZ") if times else None


def _when(name: str) -> datetime | None:
    try:
        return datetime.strptime(name[:13] + "+0000", "%Y%m%d-%H%M%z")
    except ValueError:
        return None  # undated


def _names(folder: Path) -> Iterator[str]:
    for part in ("films", "receipts", "wiped"):
        with suppress(OSError):
            yield from (path.name for path in (folder / part).iterdir())
