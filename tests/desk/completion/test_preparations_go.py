"""What was sent to boxes for the next visit goes with the case."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import msgspec

from desk import case_cards
from desk.completion.steps import begin_case, go_on
from desk.writing import now
from sealed.papers.preparation import Preparation, SealedPreparation, box_recipient
from stores.errors import StoreRefuses
from stores.folder import FolderStore
from stores.folder_session import FolderSession
from stores.store import Version
from tests.support.ended_case import BOX, CODE, FILMS, EndedCase


def test_what_was_sent_to_boxes_for_the_next_visit_goes_too(tmp_path: Path) -> None:
    """It is sealed to a box's key, which outlives the case's."""
    (tmp_path / "store").mkdir()
    store = FolderStore(tmp_path / "store")
    ended = EndedCase(tmp_path, store, (tmp_path / "store").as_uri(), films=FILMS[:1])
    sent = SealedPreparation.for_box(
        box_recipient(ended.box.key), Preparation(points=("Wait",)), case=CODE, issued=now()
    )
    other = msgspec.structs.replace(sent, case="OTHER")
    for paper in (sent, other):
        case_cards.send(ended.desk, paper, ended.store, [BOX])
    ended.box.fetch(ended.store)
    assert len(list(ended.home.rglob("K-17.prepare.json"))) == 2, "in the store and on the box"
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    ended.box.fetch(store)
    ended.box.report(store)
    assert go_on(ended.desk, plan).finished
    assert list(ended.home.rglob("K-17.prepare.json*")) == []
    assert len(list(ended.home.rglob("OTHER.prepare.json"))) == 2, "no other case's"


def test_they_go_from_the_store_when_the_case_s_cards_are_revoked(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    store = FolderStore(tmp_path / "store")
    ended = EndedCase(tmp_path, store, (tmp_path / "store").as_uri(), films=FILMS[:1])
    cards = tmp_path / "store" / "cards" / BOX
    other = msgspec.structs.replace(
        SealedPreparation.for_box(box_recipient(ended.box.key), Preparation(points=("Wait",)), case=CODE, issued=now()),
        case="OTHER",
    )
    case_cards.send(ended.desk, other, store, [BOX])
    assert (cards / "K-17.prepare.json").exists()
    case_cards.send(ended.desk, case_cards.revocation(CODE), store, [BOX])
    assert case_cards.erase_preparations(CODE, store, [BOX]) == ""
    assert sorted(path.name for path in cards.glob("K-17.*.json*")) == ["K-17.revoked.json", "K-17.revoked.json.sig"]
    assert (cards / "OTHER.prepare.json").exists()


def test_a_store_that_keeps_them_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    EndedCase(tmp_path, FolderStore(tmp_path / "store"), (tmp_path / "store").as_uri(), films=FILMS[:1])
    kept = case_cards.erase_preparations(CODE, KeepingStore(tmp_path / "store"), [BOX])
    assert kept.startswith(f"this account may not delete cards/{BOX}/{CODE}.prepare.json")


class KeepingSession(FolderSession):
    async def delete(self, film: str, version: Version) -> None:
        raise StoreRefuses(store=self.store, cause=f"this account may not delete {film}/{version.name}")


class KeepingStore(FolderStore):
    @asynccontextmanager
    async def connect(self) -> AsyncIterator[FolderSession]:
        with closing(KeepingSession(self.open_root(), self.name)) as session:
            yield session
