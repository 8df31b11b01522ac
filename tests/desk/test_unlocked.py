"""An opened desk: what is saved is there for the next one who opens it, and what is locked gives nothing."""

from datetime import date
from pathlib import Path

import pytest

from desk.cases.events import (
    ClipAdded,
    ClipChanged,
    ClipChanges,
    ConsentGiven,
    ConsentRevoked,
    HelpingQuestion,
    NoteWritten,
)
from desk.errors import (
    BadCode,
    CaseExists,
    DeskExists,
    DeskLocked,
    NoDesk,
    NoSuchCase,
    NothingToRedo,
    NothingToUndo,
    NotThisComputer,
    PassphraseEmpty,
    PassphraseWrong,
)
from desk.keyring.device_secrets import FileSecrets
from desk.unlocked import Desk
from tests.support.desks import FILM, PASSPHRASE, at_desk, clip, make_desk


def test_what_was_saved_is_there_for_the_next_who_unlocks(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.open_case("K-17")
    desk.append("K-17", HelpingQuestion(question="How do I calm her?"))
    desk.append("K-17", ConsentGiven(consent="filming", day=date(2026, 11, 26)))
    again = at_desk(tmp_path)
    case = again.case("K-17")
    assert (case.code, case.question, case.consents_to("filming")) == ("K-17", "How do I calm her?", True)
    assert again.identity("K-17").secret() == desk.identity("K-17").secret()
    assert [each.code for each in again.cases()] == ["K-17"]


def test_two_programs_see_what_the_other_saves(tmp_path: Path) -> None:
    one, two = make_desk(tmp_path), at_desk(tmp_path)
    one.open_case("A")
    two.append("A", HelpingQuestion(question="first"))
    one.append("A", HelpingQuestion(question="second"))
    two.open_case("B")
    assert [question.text for question in two.case("A").questions] == ["first", "second"]
    assert one.codes() == two.codes() == ["A", "B"]


def test_undo_and_redo_stay_with_their_film(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.open_case("A")
    other = "20261122-1405-bbbb"
    desk.append("A", clip("1" * 16))
    desk.append("A", clip("2" * 16, film=other))
    desk.append("A", NoteWritten(film=None, text="of the case"))
    case = desk.append("A", ClipChanged(id="1" * 16, changes=ClipChanges(title="new")))
    assert [each.title for each in case.clips_of(FILM)] == ["new"]
    case = desk.undo("A", FILM)
    assert [each.title for each in case.clips_of(FILM)] == [""]
    case = desk.undo("A", FILM)
    assert not case.clips_of(FILM)
    assert case.clips_of(other)
    assert case.note == "of the case"
    with pytest.raises(NothingToUndo):
        desk.undo("A", FILM)
    case = at_desk(tmp_path).redo("A", FILM)
    assert len(case.clips_of(FILM)) == 1
    assert desk.redo("A", FILM).clips_of(FILM)[0].title == "new"
    with pytest.raises(NothingToRedo):
        desk.redo("A", FILM)
    assert desk.undo("A").note == ""


def test_a_new_change_leaves_nothing_to_redo(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.open_case("A")
    desk.append("A", clip("1" * 16))
    desk.undo("A", FILM)
    desk.append("A", clip("2" * 16))
    with pytest.raises(NothingToRedo):
        desk.redo("A", FILM)


def test_a_revoked_consent_does_not_stand(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.open_case("A")
    desk.append("A", ConsentGiven(consent="copies", day=date(2026, 11, 1)))
    case = desk.append("A", ConsentRevoked(consent="copies", day=date(2026, 11, 20)))
    assert not case.consents_to("copies")
    assert (case.consents[0].given, case.consents[0].revoked) == (date(2026, 11, 1), date(2026, 11, 20))


def test_a_locked_desk_gives_nothing(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.open_case("A")
    desk.lock()
    for ask in (desk.cases, lambda: desk.identity("A"), lambda: desk.append("A", clip("1" * 16)), lambda: desk.own):
        with pytest.raises(DeskLocked):
            ask()


def test_an_idle_desk_locks_itself(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    assert not desk.locked
    desk.keys.idle = 0.0
    assert desk.locked
    with pytest.raises(DeskLocked):
        desk.cases()


def test_derived_data_is_sealed_and_comes_back(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.open_case("A")
    assert desk.read_sealed("A", "peaks") is None
    desk.seal_for("A", "peaks", b"a waveform")
    assert at_desk(tmp_path).read_sealed("A", "peaks") == b"a waveform"
    assert all(b"a waveform" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize("code", ["", "k-17", "Family Jones", "../A", "CON", "COM1", "A" * 17])
def test_a_code_is_no_name_and_no_path(tmp_path: Path, code: str) -> None:
    desk = make_desk(tmp_path)
    with pytest.raises(BadCode):
        desk.open_case(code)


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(NoDesk):
        at_desk(tmp_path)
    with pytest.raises(PassphraseEmpty):
        Desk.create(tmp_path / "desk", "desk-1", "", secrets=FileSecrets(tmp_path / "secrets"), work_factor=4)
    desk = make_desk(tmp_path)
    with pytest.raises(DeskExists):
        make_desk(tmp_path)
    with pytest.raises(PassphraseWrong):
        at_desk(tmp_path, passphrase=PASSPHRASE.upper())
    with pytest.raises(NotThisComputer):
        at_desk(tmp_path, secrets=tmp_path / "another")
    desk.open_case("A")
    with pytest.raises(CaseExists):
        desk.open_case("A")
    with pytest.raises(NoSuchCase):
        desk.append("B", ClipAdded(id="1" * 16, film=FILM, start_ns=0, end_ns=1))
