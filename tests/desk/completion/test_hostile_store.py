"""What lies in the store is nobody's word: it makes the desk sign nothing that was not asked for, and stops nothing."""

from datetime import date
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.cases.events import CardGiven
from desk.completion.inventory import plan_case
from desk.completion.settle import renew_backup
from desk.completion.steps import begin_case, begin_film, go_on
from desk.errors import NotWritten
from desk.keyring.backups import back_up, read_backup
from sealed.film.facts import fingerprint
from sealed.papers.erasure_certificate import read_certificate
from sealed.papers.wipe_request import WipeRequest
from stores.folder import FolderStore
from tests.support.ended_case import BOX, CODE, FILMS, EndedCase

BACKUP = "another good passphrase"
FAR = "9999-01-01T00:00:00Z"


@pytest.fixture
def ended(tmp_path: Path) -> EndedCase:
    root = tmp_path / "all"
    (root / "store").mkdir(parents=True)
    return EndedCase(root, FolderStore(root / "store"), (root / "store").as_uri(), films=FILMS[:2])


def plant(ended: EndedCase, signed: bool) -> None:
    """A request for everything, as somebody with the store's account puts it there."""
    own = fingerprint(str(ended.desk.own.recipient))
    planted = WipeRequest(case=CODE, issued=FAR, recipients=(own,), films=None, why="withdrawn")
    place = ended.home / "store" / "cards" / BOX
    if signed:
        planted.write(place, Ed25519PrivateKey.generate())
    else:
        (place / f"{CODE}.wipe.json").write_bytes(planted.encode())


def sent(ended: EndedCase) -> WipeRequest:
    path = ended.home / "store" / "cards" / BOX / f"{CODE}.wipe.json"
    return msgspec.json.decode(path.read_bytes(), type=WipeRequest)


@pytest.mark.parametrize("signed", [False, True])
def test_a_planted_request_is_signed_by_no_desk(ended: EndedCase, signed: bool) -> None:
    plant(ended, signed)
    key = fingerprint(str(ended.desk.identity(CODE).recipient))
    go_on(ended.desk, begin_film(ended.desk, CODE, FILMS[0], CODE))
    request = sent(ended)
    assert (request.films, request.recipients, request.issued < FAR) == ((FILMS[0],), (key,), True)


@pytest.mark.parametrize("signed", [False, True])
def test_a_planted_request_makes_no_withdrawal_of_a_completion(ended: EndedCase, signed: bool) -> None:
    plant(ended, signed)
    key = fingerprint(str(ended.desk.identity(CODE).recipient))
    go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    request = sent(ended)
    assert (request.why, request.recipients, request.issued < FAR) == ("completed", (key,), True)


@pytest.mark.parametrize("name", [".DS_Store", ".x", "Emma Smith.json", "A.json"])
def test_what_is_no_box_is_not_asked_and_stops_nothing(ended: EndedCase, name: str) -> None:
    (ended.home / "store" / "boxes" / name).write_bytes(b"x")
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    assert [copy.name for copy in plan.of("box")] == [BOX]
    assert not list((ended.home / "store").rglob("*.age")), "the store was cleared"
    ended.box.fetch(ended.store)
    ended.box.report(ended.store)
    assert go_on(ended.desk, plan).finished


def test_a_box_that_got_a_card_is_asked_though_the_store_hides_it(ended: EndedCase) -> None:
    ended.desk.append(CODE, CardGiven(boxes=("attune-99",), day=date(2026, 12, 1)))
    assert [copy.name for copy in plan_case(ended.desk, CODE, "completed").of("box")] == [BOX, "attune-99"]


def test_a_backup_that_could_not_be_renewed_still_counts_as_one_with_the_key(ended: EndedCase) -> None:
    path = ended.home / "keys" / "backup"
    path.parent.mkdir()
    back_up(ended.desk.keys, path, BACKUP, "2026-12-01T00:00:00Z", 4)
    plan = go_on(ended.desk, begin_case(ended.desk, CODE, CODE))
    [listed] = ended.desk.keys.now().backups
    (blocked := path.parent / f"backup.{listed.id}.tmp").mkdir()  # what is to be written cannot be
    with pytest.raises((NotWritten, OSError)):
        renew_backup(ended.desk, plan, str(path), BACKUP, 4)
    blocked.rmdir()
    assert CODE in read_backup(path, BACKUP).cases
    plan = go_on(ended.desk, plan)
    assert [copy.state for copy in plan.of("backup")] == ["waits"]
    found = read_certificate(ended.desk.folder.certificates / f"{plan.id}.json")[0]
    assert [copy.fate for copy in found.copies if copy.place == "backup"] == ["readable"]
    assert "still holds the key" in found.method
