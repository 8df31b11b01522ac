"""What was agreed at the desk reaches the phone's page before the next film: through a store, to a real recorder."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.courier.case_cards import CardSettings, fetch
from control.client import Client
from control.sockets import COURIER_SOCKET
from desk import case_cards
from desk.cases.events import HelpingQuestion
from desk.cases.review_events import PointsAgreed
from desk.imports.boxes import HeardBox, heard_boxes
from desk.imports.store_source import desk_store
from desk.unlocked import Desk
from sealed.age import generate
from sealed.papers.case_paper import NAMESPACE
from sealed.ssh import sshsig
from stores.folder import FolderStore
from tests.support.box_process import Recorder
from tests.support.cycle_cases import FILMED, whole
from tests.support.desks import make_desk
from tests.support.forms import get, paired, post, words
from web.app import create_app
from web.settings import Settings

pytestmark = [pytest.mark.process, pytest.mark.slow]

BOX, CODE = "attune-test", "K-17"
QUESTION, POINT = "How do I calm her at bedtime?", "Name what she does, and wait"


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    with Recorder(tmp_path / "box", [str(generate().recipient)]).start() as recorder:
        yield recorder


class Journey:
    """A desk, a store, and the way to the box."""

    def __init__(self, folder: Path, recorder: Recorder) -> None:
        self.store, self.recorder = folder / "store", recorder
        (self.store / "boxes").mkdir(parents=True)
        self.desk: Desk = make_desk(folder)
        self.desk.folder.signers.write_bytes(recorder.signers.read_bytes())
        self.desk.folder.change_settings(store=self.store.as_uri())
        key = sshsig.key_line(sshsig.public_bytes(self.desk.signer))
        (recorder.data / "desks").write_text(f'desk-1 namespaces="{NAMESPACE}" {key}\n')

    def report(self) -> None:
        """The box leaves its health report."""
        said = Client(self.recorder.data / COURIER_SOCKET).health()
        (self.store / "boxes" / f"{BOX}.json").write_text(said.body)
        (self.store / "boxes" / f"{BOX}.json.sig").write_text(said.signature)

    def send(self, along: bool = True) -> list[str]:
        """The desk gives the card, and what goes with it; the boxes that get no more than the card."""
        store, boxes = desk_store(self.desk), heard_boxes(self.desk)
        case_cards.send(self.desk, case_cards.issue(self.desk, CODE), store, [BOX])
        sent = case_cards.preparation(self.desk, CODE, along)
        return case_cards.send_preparation(self.desk, CODE, sent, store, boxes)

    def fetch(self) -> None:
        """The courier's round."""
        cards = CardSettings(BOX, str(self.recorder.data / "cards"), str(self.recorder.data / "desks"))
        asyncio.run(fetch(FolderStore(self.store), cards))


def test_what_was_agreed_is_read_before_the_next_film(tmp_path: Path, recorder: Recorder) -> None:
    journey = Journey(tmp_path, recorder)
    desk = journey.desk
    desk.open_case(CODE)
    desk.append(CODE, HelpingQuestion(question=QUESTION))
    for event in whole(1, FILMED):
        desk.append(CODE, event)
    review = desk.case(CODE).reviews[0].id
    desk.append(CODE, PointsAgreed(review=review, strengths=("You wait",), next=(POINT,), read_back=True))
    journey.report()
    assert journey.send() == []
    journey.fetch()
    needles = [QUESTION.encode(), POINT.encode()]
    for place in (journey.store, recorder.data):
        held = [path.read_bytes() for path in place.rglob("*") if path.is_file()]
        assert held
        assert not any(needle in data for needle in needles for data in held), place

    app = create_app(Settings(str(recorder.data / "control.sock"), simulated=True), lambda: True)
    phone = paired(app)
    assert POINT not in words(get(phone, "/before/question")), "no case is chosen"
    post(phone, "/before/case", case=CODE, film="2")
    page = get(phone, "/before/question")
    assert f"What you agreed last time {POINT}" in words(page)
    assert QUESTION in page.text
    post(phone, "/before/question", question="Why does she cry?")
    assert "Why does she cry?" in get(phone, "/before/question").text

    journey.send(along=False)
    journey.fetch()
    assert POINT not in words(get(phone, "/before/question"))
    journey.send()
    journey.fetch()
    assert POINT in words(get(phone, "/before/question"))
    case_cards.send(desk, case_cards.revocation(CODE), desk_store(desk), [BOX])
    journey.fetch()
    assert POINT not in words(get(phone, "/before/question"))
    assert not list((recorder.data / "cards").glob("*.prepare.json*"))


def test_a_box_that_left_no_report_gets_the_card_alone(tmp_path: Path, recorder: Recorder) -> None:
    journey = Journey(tmp_path, recorder)
    journey.desk.open_case(CODE)
    assert journey.send() == []
    store, unheard = desk_store(journey.desk), HeardBox(BOX, None)
    sent = case_cards.preparation(journey.desk, CODE)
    assert case_cards.send_preparation(journey.desk, CODE, sent, store, [unheard]) == [BOX]
    journey.fetch()
    assert [path.name for path in (recorder.data / "cards").glob("*.json")] == [f"{CODE}.json"]
