"""A case that gets a new key, as one film of it is erased: its packs stay what they are, and notes come back."""

import msgspec
import pytest

from desk.cases.ending_events import FilmErased
from desk.cases.events import NoteWritten
from desk.cases.pack_events import PackMade
from desk.completion.rekey import destroy_former, give_new_key, keys_of, seal_all
from desk.opened import open_film
from desk.packs import notes
from desk.writing import today
from tests.support.desks import at_desk
from tests.support.packing import TwoDesks
from tests.support.player_page import CODE
from tests.support.small_films import FILM

pytestmark = pytest.mark.slow


def rekeyed(desks: TwoDesks) -> None:
    give_new_key(desks.sender, CODE, keys_of(desks.sender, CODE)[0])
    assert seal_all(desks.sender, CODE) == {}
    assert destroy_former(desks.sender, CODE, set())


def test_notes_on_a_pack_of_before_come_back_and_the_film_is_as_it_was(desks: TwoDesks) -> None:
    code = desks.open(desks.pack())
    (entry,) = desks.reader.case(code).films
    before = open_film(desks.sender, CODE, FILM)
    was = [before.header, *(before.segment(number) for number in range(len(before.spans)))]
    desks.reader.append(code, NoteWritten(film=entry.film, text="You wait."))
    rekeyed(desks)
    sender = at_desk(desks.root / "one")
    again = open_film(sender, CODE, FILM)
    assert [again.header, *(again.segment(number) for number in range(len(again.spans)))] == was
    assert (again.complete, again.facts.recorder.name) == (True, "desk-1")
    (desks.root / "notes.age").write_bytes(notes.reply(desks.reader, code))
    assert [note.text for note in notes.take_notes(sender, desks.root / "notes.age")[2]] == ["You wait."]
    assert desks.open(desks.pack(name="b.pack")) != code, "a pack is made of what was sealed anew"


def test_notes_on_a_film_that_was_erased_since_are_not_taken(desks: TwoDesks) -> None:
    code = desks.open(desks.pack())
    (entry,) = desks.reader.case(code).films
    for film, text in ((entry.film, "You wait."), (None, "Thank you.")):
        desks.reader.append(code, NoteWritten(film=film, text=text))
    desks.sender.append(CODE, FilmErased(film=FILM, day=today()))
    (desks.root / "notes.age").write_bytes(notes.reply(desks.reader, code))
    assert [note.text for note in notes.take_notes(desks.sender, desks.root / "notes.age")[2]] == ["Thank you."]


def test_the_key_for_notes_is_shown_nowhere(desks: TwoDesks) -> None:
    desks.pack()
    made = [saved.event for saved in desks.sender.events(CODE) if isinstance(saved.event, PackMade)]
    assert [str(each.reply).startswith("AGE-SECRET-KEY-") for each in made] == [True]
    assert "AGE-SECRET-KEY-" not in msgspec.json.encode(desks.sender.case(CODE)).decode()
