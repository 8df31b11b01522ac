"""A box's recorder as far as health reports go: what it signs, with a clock that a test moves."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.courier.health_report import HealthReporter
from appliance.courier.progress_watchdog import ProgressWatchdog
from control.messages import SignedReport
from sealed.papers.box_bundle import format_time
from sealed.papers.health_report import HealthReport
from stores.store import Store


class Reporting:
    """Signs reports as `box`; `facts` are what they say."""

    def __init__(self, box: str, store: Store, key: Ed25519PrivateKey) -> None:
        self.box, self.key = box, key
        self.now = datetime(2026, 11, 26, 8, tzinfo=UTC)
        self.facts: dict[str, Any] = {"version": "0.2.0", "bytes_free": 90, "bytes_total": 100, "card": "good"}
        self.reporter = HealthReporter(self, store, ProgressWatchdog())

    def health(self) -> SignedReport:
        """What the recorder answers."""
        report = HealthReport(**(self.facts | {"box": self.box, "when": format_time(self.now)}))
        body, signature = report.files(self.key).values()
        return SignedReport(body.decode(), signature.decode())

    async def after(self, **passed: float) -> str | None:
        """What is left so much later."""
        self.now += timedelta(**passed)
        return await self.reporter.leave()
