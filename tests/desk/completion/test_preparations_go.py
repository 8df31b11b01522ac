"""What was sent to boxes for the next visit goes with the case."""

from pathlib import Path

import msgspec

from desk import case_cards
from desk.completion.steps import begin_case, go_on
from desk.writing import now
from sealed.papers.preparation import Preparation, SealedPreparation, box_recipient
from stores.folder import FolderStore
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
