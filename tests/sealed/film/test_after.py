"""What is said about a closed film: beside the journal, by the same recorder, in order, and judged like the film."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sealed.disk import Disk
from sealed.errors import Damaged, FilmError, Missing, OutOfOrder, Reordered, SignedByAnother, Swapped
from sealed.film.after import NAMESPACE, add_after, read_after
from sealed.film.decrypt import open_film, open_marks
from sealed.film.journal import encode
from sealed.film.reader import examine
from sealed.film.records import Consent, LaterConsent, Named, Note, Record, Undo, standing
from sealed.film.verified import read_verified
from sealed.ssh import sshsig
from tests.support.small_films import LATER, OTHER, SEGMENTS, Box, Unflushed, contents, shoot

BOX = Box()
KEYS = [BOX.identity]
SAID: list[Record] = [
    Named(LATER.id, "guiding"),
    Note(LATER.id, "He looks up."),
    LaterConsent(Consent(filming=True), "afterwards"),
]


def say(film: Path, *records: Record, box: Box = BOX, disk: Disk | None = None) -> None:
    for record in records:
        add_after(film, record, [BOX.identity.recipient], box.signer, disk or Unflushed())


@pytest.fixture
def film(tmp_path: Path) -> Path:
    made = BOX.film(tmp_path / "films")
    before = contents(made)
    say(made, *SAID)
    after = contents(made)
    assert {name: after[name] for name in before} == before, "the closed film stays as it was"
    return made


def test_it_is_read_after_all_that_was_sealed_while_filming(film: Path) -> None:
    records = list(open_marks(film, KEYS, BOX.signers))
    assert records[-3:] == SAID
    (mark,) = standing(records)
    assert (mark.principle, mark.note) == ("guiding", "He looks up.")
    say(film, Named(LATER.id, None), Note(LATER.id, None))
    (mark,) = standing(open_marks(film, KEYS))
    assert (mark.principle, mark.note) == (None, None)
    say(film, Undo(LATER.id))
    assert standing(open_marks(film, KEYS)) == ()
    assert examine(film, BOX.signers).finding == "complete"
    assert b"".join(open_film(film, KEYS)).endswith(SEGMENTS[-1])


def test_ssh_keygen_verifies_it_as_documented(film: Path, tmp_path: Path) -> None:
    import subprocess

    (tmp_path / "signers").write_text(f'{BOX.name} namespaces="attune-*" {BOX.key_line}\n')
    command: list[str | Path] = ["ssh-keygen", "-Y", "verify", "-f", tmp_path / "signers", "-I", BOX.name, "-n"]
    signature = film / "000001.after.json.sig"
    subprocess.run([*command, NAMESPACE, "-s", signature], input=(film / "000001.after.json").read_bytes(), check=True)


def swap(film: Path, one: str, other: str) -> None:
    first, second = (film / one).read_bytes(), (film / other).read_bytes()
    (film / one).write_bytes(second)
    (film / other).write_bytes(first)


def spoil(film: Path, name: str) -> None:
    data = bytearray((film / name).read_bytes())
    data[-3] ^= 1
    (film / name).write_bytes(data)


def replace_by_a_strangers(film: Path) -> None:
    """The same place and chain, signed by another box."""
    raw = (film / "000002.after.json").read_bytes()
    (film / "000002.after.json.sig").write_text(sshsig.sign(Box().signer, raw, NAMESPACE))


def replay_as_a_journal(film: Path) -> None:
    """A signature over a line of the journal does not sign what is said later."""
    raw = (film / "000002.after.json").read_bytes()
    (film / "000002.after.json.sig").write_text(sshsig.sign(BOX.signer, raw, "attune-film"))


def take_from_another_film(film: Path) -> None:
    other = BOX.film(film.parent, OTHER)
    say(other, *SAID)
    for end in ("age", "json", "json.sig"):
        (film / f"000000.after.{end}").write_bytes((other / f"000000.after.{end}").read_bytes())


TAMPERING: dict[str, tuple[Callable[[Path], object], type[FilmError]]] = {
    "an object changed": (lambda film: spoil(film, "000001.after.age"), Damaged),
    "a line changed": (lambda film: spoil(film, "000001.after.json"), Damaged),
    "a signature changed": (lambda film: spoil(film, "000001.after.json.sig"), Damaged),
    "two objects swapped": (lambda film: swap(film, "000000.after.age", "000001.after.age"), Reordered),
    "an object of the film in its place": (
        lambda film: (film / "000001.after.age").write_bytes((film / "000000.mark.age").read_bytes()),
        Reordered,
    ),
    "a stranger's object": (
        lambda film: (
            (film / "000001.after.age").write_bytes((Box().film(film.parent / "x") / "000000.mark.age").read_bytes())
            and None
        ),
        Swapped,
    ),
    "an object missing": (lambda film: (film / "000001.after.age").unlink(), Missing),
    "one of several missing": (lambda film: (film / "000001.after.json.sig").unlink(), Missing),
    "signed by another box": (replace_by_a_strangers, Damaged),
    "signed as a journal": (replay_as_a_journal, Damaged),
    "of another film": (take_from_another_film, Damaged),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_seen(film: Path, how: str) -> None:
    tamper, error = TAMPERING[how]
    tamper(film)
    assert examine(film, BOX.signers).finding == error.finding
    with pytest.raises(error):
        list(open_marks(film, KEYS, BOX.signers))
    with pytest.raises(error):
        b"".join(open_film(film, KEYS, BOX.signers))


class Cut(Disk):
    """The power fails before this call."""

    def __init__(self, at: int) -> None:
        self.left = at

    def sync(self, file: int) -> None:
        self._count()

    def rename(self, folder: int, old: str, new: str) -> None:
        self._count()
        super().rename(folder, old, new)

    def _count(self) -> None:
        if self.left == 0:
            raise OSError(5, "the power failed")
        self.left -= 1


def test_a_power_cut_at_any_instant_costs_that_record_alone(film: Path) -> None:
    at = 0
    while True:
        count = len(read_after(film, read_verified(film, None)))
        try:
            say(film, Note(LATER.id, f"note {at}"), disk=Cut(at))
        except OSError:
            assert examine(film, BOX.signers).finding == "complete"
            assert len(read_after(film, read_verified(film, None))) in (count, count + 1)
            say(film, Note(LATER.id, f"again {at}"))
            (mark,) = standing(open_marks(film, KEYS))
            assert mark.note == f"again {at}"
            at += 1
            continue
        break
    assert at >= 9


def test_who_may_not(tmp_path: Path) -> None:
    film = BOX.film(tmp_path / "films")
    with pytest.raises(SignedByAnother):
        say(film, SAID[0], box=Box())
    with pytest.raises(ValueError, match="other recipients"):
        add_after(film, SAID[0], [Box().identity.recipient], BOX.signer)
    begun = BOX.begin(tmp_path / "films", OTHER)
    shoot(begun)
    with pytest.raises(OutOfOrder):
        say(begun.path, SAID[0])
    begun.close("stopped", None)


def test_a_shorter_film_does_not_keep_what_was_said_of_the_whole(film: Path) -> None:
    """A store that rolls the film back to an earlier signed state, and leaves the notes."""
    verified = read_verified(film, None)
    lines = verified.signed.splitlines(keepends=True)
    (film / "journal").write_bytes(b"".join(lines[:-1]))
    (film / "journal.sig").write_text(sshsig.sign(BOX.signer, lines[-2], "attune-film"))
    assert encode(read_verified(film, None).entries[-1]) == lines[-2]
    assert examine(film, BOX.signers).finding == "damaged"
