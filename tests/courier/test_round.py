"""The courier's round with a recorder that refuses, that is being started, and that does not hear reports."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.courier.case_cards import CardSettings
from appliance.courier.service import Courier
from control.client import Client
from sealed.age import generate
from sealed.papers.case_card import CaseCard
from sealed.ssh import sshsig
from stores.folder import FolderStore
from stores.folder_session import FolderSession
from stores.store import Store
from tests.support.answering import FAILED, REFUSED, Answering
from tests.support.sample_film import FILM, Studio
from tests.support.small_films import Box, shoot

TAKEN = json.dumps({"id": FILM, "state": "complete", "bytes": 1, "seconds": 1.0, "segments": 1, "marks": 0}).encode()
QUEUED = (200, json.dumps({"queued": [FILM]}).encode())
NOTHING = (200, b'{"queued": []}')
FINE = (200, b"{}")
RECEIPT = f"PUT /films/{FILM}/receipt"
GAVE_UP = f"POST /films/{FILM}/sync-failed"
PROGRESS = f"POST /films/{FILM}/progress"
COPY = f"POST /films/{FILM}/copy"


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return Studio().film(tmp_path / "films")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    (tmp_path / "store").mkdir()
    return FolderStore(tmp_path / "store")


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Answering]:
    answers = {"GET /sync": [QUEUED, NOTHING], COPY: [FINE], PROGRESS: [FINE], RECEIPT: [(200, TAKEN)], GAVE_UP: [FINE]}
    with Answering(tmp_path / "courier.sock", answers) as answering:
        yield answering


def courier(tmp_path: Path, store: Store, early: bool = False, cards: CardSettings | None = None) -> Courier:
    return Courier(Client(tmp_path / "courier.sock"), tmp_path / "films", store, early, cards)


def asked(recorder: Answering, what: str) -> list[bytes]:
    return [body for name, body in recorder.asked if name == what]


def test_a_receipt_waits_for_a_recorder_that_is_being_started(
    recorder: Answering, tmp_path: Path, film: Path, store: FolderStore
) -> None:
    recorder.answers[RECEIPT].extendleft([(503, FAILED)])
    asyncio.run(courier(tmp_path, store).round())
    first, second = asked(recorder, RECEIPT)
    assert first == second
    assert asked(recorder, GAVE_UP) == []


def test_a_receipt_that_is_refused_is_told_and_not_sent_again(
    recorder: Answering, tmp_path: Path, film: Path, store: FolderStore
) -> None:
    recorder.answers[RECEIPT].clear()
    recorder.answers[RECEIPT].append((409, REFUSED))
    asyncio.run(courier(tmp_path, store).round())
    assert len(asked(recorder, RECEIPT)) == 1
    (said,) = asked(recorder, GAVE_UP)
    assert json.loads(said)["message"] == "There is no such film."


def test_reports_that_the_recorder_misses_change_nothing(
    recorder: Answering, tmp_path: Path, film: Path, store: FolderStore, caplog: pytest.LogCaptureFixture
) -> None:
    recorder.answers[PROGRESS].clear()
    recorder.answers[PROGRESS].append((503, FAILED))
    with caplog.at_level(logging.INFO, "attune.courier"):
        asyncio.run(courier(tmp_path, store).round())
    assert "not reported: The recorder is being started." in caplog.text
    assert len(asked(recorder, RECEIPT)) == 1


class Broken(FolderStore):
    """A store whose code has a fault of its own."""

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[FolderSession]:
        raise ZeroDivisionError("a fault of ours")
        yield


def test_a_fault_of_our_own_is_logged_told_and_tried_again_later(
    recorder: Answering, tmp_path: Path, film: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asyncio.run(courier(tmp_path, Broken(tmp_path)).round())
    assert "the courier itself failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    (said,) = asked(recorder, GAVE_UP)
    assert "a fault of ours" in json.loads(said)["message"]
    assert asked(recorder, RECEIPT) == []


def test_a_film_that_is_made_is_begun_early_and_waits_when_the_store_is_away(
    recorder: Answering, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "films").mkdir()
    shoot(Box().begin(tmp_path / "films", FILM))
    making = json.loads(TAKEN) | {"state": "filming"}
    recorder.answers |= {"GET /sync": deque([NOTHING]), "GET /films": deque([(200, films(making))])}
    with caplog.at_level(logging.INFO, "attune.courier"):
        asyncio.run(courier(tmp_path, FolderStore(tmp_path / "unplugged"), early=True).round())
    assert f"{FILM}: not begun early" in caplog.text
    (tmp_path / "store").mkdir()
    asyncio.run(courier(tmp_path, FolderStore(tmp_path / "store"), early=True).round())
    assert (tmp_path / "store" / FILM / "init.mp4.age").exists()
    assert asked(recorder, GAVE_UP) == []


def films(*listed: object) -> bytes:
    """The recorder's list."""
    return json.dumps({"films": listed}).encode()


def test_case_cards_come_with_a_round_and_what_fails_is_logged(
    recorder: Answering, tmp_path: Path, store: FolderStore, caplog: pytest.LogCaptureFixture
) -> None:
    recorder.answers["GET /sync"] = deque([NOTHING])
    cards = CardSettings("box-07", str(tmp_path / "cards"), str(tmp_path / "desks"))
    there = tmp_path / "store" / "cards" / "box-07"
    there.mkdir(parents=True)
    (tmp_path / "cards").mkdir()
    (tmp_path / "desks").write_text("no list of signers\n")
    with caplog.at_level(logging.INFO, "attune.courier"):
        asyncio.run(courier(tmp_path, store, cards=cards).round())
        assert "no case cards: " in caplog.text
        key = Ed25519PrivateKey.generate()
        line = sshsig.key_line(sshsig.public_bytes(key))
        (tmp_path / "desks").write_text(f'desk-3 namespaces="attune-case" {line}\n')
        card = CaseCard(
            case="AB-12",
            issued="2026-11-01T09:00:00Z",
            recipient=str(generate().recipient),
            until="2026-11-30T09:00:00Z",
        )
        card.write(there, key)
        asyncio.run(courier(tmp_path, store, cards=cards).round())
    assert "the case card AB-12 has come" in caplog.text


class CountingStore(FolderStore):
    """Counts how often it was connected to."""

    connected = 0

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[FolderSession]:
        self.connected += 1
        async with super().connect() as session:
            yield session


def test_case_cards_are_looked_for_every_quarter_of_an_hour_and_not_in_step(
    recorder: Answering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.answers["GET /sync"] = deque([NOTHING])
    (tmp_path / "store").mkdir(exist_ok=True)
    (tmp_path / "desks").write_text("")
    clock = SimpleNamespace(minute=0)
    clock.monotonic = lambda: clock.minute * 60.0
    monkeypatch.setattr("appliance.courier.service.time", clock)
    looked: list[list[int]] = []
    for _ in range(8):
        store = CountingStore(tmp_path / "store")
        box = courier(tmp_path, store, cards=CardSettings("box-07", str(tmp_path / "cards"), str(tmp_path / "desks")))
        seen: list[int] = []
        for minute in range(1, 61):
            clock.minute, before = minute, store.connected
            asyncio.run(box.round())
            seen += [minute] if store.connected > before else []
        assert seen[0] == 1
        assert all(10 <= later - sooner <= 15 for sooner, later in pairwise(seen))
        looked.append(seen)
    assert len(set(map(tuple, looked))) > 1
