"""A pack from one desk to another: opened there and nowhere else, noted on, erased, confirmed."""

import io
import subprocess
import tarfile

import av
import pytest

from desk.cases.events import ClipAdded, ClipChanged, ClipChanges, ConsentGiven, NoteWritten
from desk.cases.handover_events import Keyframe, Obscured
from desk.cases.review_events import ClipVetoed
from desk.completion.steps import begin_case, begin_film
from desk.errors import NoSuchCase, NotYourCase, ReadOnly
from desk.keyring.backups import back_up, read_backup
from desk.opened import open_film
from desk.packs import colleagues, erasing, notes
from desk.packs.errors import (
    NotForThisDesk,
    PackErasedHere,
)
from desk.packs.open import open_pack
from desk.writing import now, today
from sealed.age import unseal
from sealed.age.errors import NoKeyFits
from tests.support.clock_films import PER_SEGMENT
from tests.support.desks import make_desk
from tests.support.packing import LATER, SECOND, UNWANTED, WANTED, TwoDesks
from tests.support.player_page import CODE
from tests.support.small_films import FILM

pytestmark = pytest.mark.slow


def test_a_film_is_played_at_the_second_desk_as_it_was_filmed(desks: TwoDesks) -> None:
    code = desks.open(desks.pack())
    case = desks.reader.case(code)
    assert case.borrowed is not None
    assert (case.borrowed.sender, case.borrowed.until) == ("anna", desks.until)  # as the list calls her
    (entry,) = case.films
    ours, theirs = open_film(desks.sender, CODE, FILM), open_film(desks.reader, code, entry.film)
    assert theirs.header == ours.header
    assert [theirs.segment(n) for n in range(6)] == [ours.segment(n) for n in range(6)]
    assert [each.id for each in case.clips] == [WANTED, UNWANTED, LATER]
    assert {each.note for each in case.clips} == {""}  # the practitioner's own notes stay at her desk
    assert desks.reader.cases() == []
    assert [each.code for each in desks.reader.borrowed()] == [code]
    assert desks.open(desks.root / "a.pack") == code


def test_a_clip_alone_brings_nothing_from_before_or_after(desks: TwoDesks) -> None:
    desks.sender.append(CODE, ClipVetoed(clip=UNWANTED, voice="parent", day=today()))
    code = desks.open(desks.pack(films=(), clips=(WANTED,)))
    (entry,), (clip,) = desks.reader.case(code).films, desks.reader.case(code).clips
    film = open_film(desks.reader, code, entry.film)
    times = [time for number in range(len(film.spans)) for time in film.frames(number)]
    assert (clip.start_ns, clip.end_ns, film.length) == (0, SECOND, SECOND)
    assert 24 <= len(times) <= 26
    with av.open(
        io.BytesIO(film.header + b"".join(film.segment(n) for n in range(len(film.spans)))), mode="r"
    ) as container:
        assert 24 <= sum(1 for _ in container.decode(video=0)) <= 26


def test_what_is_obscured_is_obscured_in_a_pack(desks: TwoDesks) -> None:
    where = Keyframe(at_ns=0, x=0, y=0, width=1, height=1)
    desks.sender.append(
        CODE,
        Obscured(id="d" * 16, film=FILM, start_ns=0, end_ns=6 * SECOND, method="solid", keyframes=(where,)),
    )
    code = desks.open(desks.pack())
    (entry,) = desks.reader.case(code).films
    film = open_film(desks.reader, code, entry.film)
    with av.open(io.BytesIO(film.header + film.segment(0)), mode="r") as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert frames
    assert max(float(frame.std()) for frame in frames) < 3
    assert sum(len(film.frames(n)) for n in range(len(film.spans))) == 6 * PER_SEGMENT


def test_no_third_desk_opens_it_with_all_its_keys(desks: TwoDesks) -> None:
    path = desks.pack()
    third = make_desk(desks.root / "three")
    third.open_case("X-1")
    colleagues.add(third, "anna " + colleagues.own_line(desks.sender).partition(" ")[2])
    with pytest.raises(NotForThisDesk):
        open_pack(third, path)
    keys = [third.own, third.identity("X-1"), desks.sender.own, desks.sender.identity(CODE), desks.reader.own]
    with tarfile.open(path) as tar:
        sealed = [tar.extractfile(each) for each in tar if each.name.endswith(".age")]
        for each in sealed:
            assert each is not None
            with pytest.raises(NoKeyFits):
                unseal(each.read(), keys)
    assert len(sealed) == 8


@pytest.mark.process
def test_age_alone_opens_it(desks: TwoDesks) -> None:
    """`tar`, `age -d` and `cat` make an MP4 of a pack, with the key out of the colleague's keyring."""
    path = desks.pack(key=desks.key(post_quantum=False))  # which older versions of age know
    code = desks.open(path)
    (desks.root / "key.txt").write_text(desks.reader.identity(code).secret() + "\n")
    with tarfile.open(path) as tar:
        tar.extractall(desks.root / "out", filter="data")
    (film,) = (each for each in (desks.root / "out").iterdir() if each.is_dir())
    parts = [film / "init.mp4.age", *sorted(film.glob("*.m4s.age"))]
    command = ["age", "-d", "-i", str(desks.root / "key.txt")]
    opened = [subprocess.run([*command, str(part)], check=True, capture_output=True).stdout for part in parts]
    with av.open(io.BytesIO(b"".join(opened)), mode="r") as container:
        assert sum(1 for _ in container.decode(video=0)) == 6 * PER_SEGMENT


def test_a_pack_is_read_only_and_notes_come_back(desks: TwoDesks) -> None:
    code = desks.open(desks.pack(films=(), clips=(LATER,)))
    (entry,) = desks.reader.case(code).films
    changed = ClipChanged(id=LATER, changes=ClipChanges(title="mine"))
    for event in (changed, ConsentGiven(consent="filming", day=today()), clip_of(entry.film, LATER)):
        with pytest.raises(ReadOnly):
            desks.reader.append(code, event)
    with pytest.raises(NotYourCase, match="pack erase"):
        begin_case(desks.reader, code, code)
    with pytest.raises(NotYourCase):
        begin_film(desks.reader, code, entry.film, code)
    desks.reader.append(code, NoteWritten(film=None, text="Thank you."))
    desks.reader.append(code, NoteWritten(film=entry.film, text="You wait."))
    desks.reader.append(code, clip_of(entry.film, "9" * 16))
    (desks.root / "notes.age").write_bytes(notes.reply(desks.reader, code))

    found, pack, taken = notes.take_notes(desks.sender, desks.root / "notes.age")
    assert (found, pack.colleague) == (CODE, "berta")
    assert [(each.film, each.at_ns, each.text) for each in taken] == [
        (None, None, "Thank you."),
        (FILM, None, "You wait."),
        (FILM, 4 * SECOND + SECOND // 2, "Here she looks up"),
    ]
    assert desks.sender.case(CODE).packs[0].notes == taken
    with pytest.raises(NotForThisDesk):
        notes.take_notes(desks.reader, desks.root / "notes.age")


def clip_of(film: str, id_: str) -> ClipAdded:
    return ClipAdded(id=id_, film=film, start_ns=SECOND // 2, end_ns=SECOND, note="Here she looks up")


def test_an_erased_pack_opens_nowhere_and_its_receipt_counts(desks: TwoDesks) -> None:
    path = desks.pack()
    code = desks.open(path)
    identity = desks.reader.identity(code)
    film = desks.reader.film_folder(desks.reader.case(code).films[0].film)
    keyring = (desks.reader.folder.root / "keyring.age").read_bytes()
    recipient = erasing.erase(desks.reader, code)

    assert not film.exists()
    with pytest.raises(NoSuchCase):
        desks.reader.identity(code)
    with pytest.raises(PackErasedHere):
        desks.open(path)
    assert identity.secret().encode() not in desks.reader.keys.now().encode()
    assert (desks.reader.folder.root / "keyring.age").read_bytes() != keyring

    (desks.root / "erased.json").write_bytes(erasing.receipt(desks.reader, recipient))
    assert erasing.take_receipt(desks.sender, desks.root / "erased.json")[0] == CODE
    (pack,) = desks.sender.case(CODE).packs
    assert pack.erased == today()


def test_a_backup_of_the_keyring_has_no_key_of_a_pack(desks: TwoDesks) -> None:
    code = desks.open(desks.pack())
    path = desks.root / "backup.age"
    back_up(desks.reader.keys, path, "a passphrase", now(), work_factor=4)
    assert code not in read_backup(path, "a passphrase").cases
    assert code in desks.reader.keys.now().cases
