"""Two desks, a store, a box and papers between them: made once, laid out anew for each fault, and judged afterwards."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from desk import case_cards
from desk.cases.ending_events import FilmErased, SummaryWritten
from desk.cases.events import ConsentGiven, HelpingQuestion, NoteWritten, Saved, StillKept
from desk.cases.redacted import redacted
from desk.completion.steps import begin_case, go_on
from desk.errors import CaseError
from desk.packs import erasing, notes
from desk.review import saving
from desk.signer_line import signer_line
from desk.unlocked import Desk
from desk.writing import today
from sealed.ssh import sshsig
from stores.folder import FolderStore
from tests.support.desks import PASSPHRASE, at_desk
from tests.support.ended_case import SmallBox, set_store
from tests.support.packing import LATER, SECOND, WANTED, TwoDesks, two_desks
from tests.support.player_page import CODE
from tests.support.small_films import FILM

BOX = "box-07"
OTHER = "OTHER"

Files: TypeAlias = dict[Path, bytes | None]


@dataclass(frozen=True)
class Facts:
    """Names in the world that are random."""

    certificate: str
    review: str
    opened: str
    signer: str


class FaultWorld:
    """Lies at `home`. `stick` is another file system, as far as a computer without a stick has one."""

    def __init__(self, folder: Path) -> None:
        self.template, self.home = folder / "template", folder / "world"
        self._unlocked: dict[str, tuple[Files, Desk]] = {}
        self.stick = Path("/dev/shm") / f"attune-faults-{os.getpid()}"
        for name in ("in", "out", "store", "state/attune/secrets"):
            (self.template / name).mkdir(parents=True)
        self.facts = self._make(self.template)
        for desk in ("one", "two"):
            for secret in (self.template / desk / "secrets").iterdir():
                shutil.copy(secret, self.template / "state" / "attune" / "secrets")

    def lay_out(self) -> None:
        """Everything as it was before the first fault."""
        self._unlocked.clear()
        for folder in (self.home, self.stick):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template, self.home, symlinks=True)
        self.stick.mkdir()
        set_store(self.one, self.store.as_uri())
        self.before = {name: self.events(desk) for name, desk in self.desks()}

    def close(self) -> None:
        shutil.rmtree(self.stick, ignore_errors=True)

    @property
    def one(self) -> Desk:
        """The desk that has the case."""
        return self._unlock("one")

    @property
    def two(self) -> Desk:
        """The colleague's."""
        return self._unlock("two")

    @property
    def secrets(self) -> Path:
        return self.home / "state" / "attune" / "secrets"

    @property
    def store(self) -> Path:
        return self.home / "store"

    @property
    def out(self) -> Path:
        return self.home / "out"

    def folder(self, desk: str) -> Path:
        """The desk's own."""
        return self.home / desk / "desk"

    def paper(self, name: str) -> Path:
        """What came from the colleague, or goes to her."""
        return self.home / "in" / name

    def desks(self) -> Iterator[tuple[str, Desk]]:
        yield "one", self.one
        yield "two", self.two

    @staticmethod
    def events(desk: Desk) -> dict[str, list[Saved]]:
        """All that happened to each case that can be read."""
        found = {}
        for code in desk.codes():
            try:
                found[code] = desk.events(code)
            except CaseError:
                continue
        return found

    def judge(self, erases: frozenset[str], killed: bool = False) -> None:
        """Nothing is lost: each case has at least what it had, but for those that were to be erased.

        `killed`: what a program left half made may be there until it is made again.
        """
        for name, desk in self.desks():
            now = self.events(desk)
            for code, events in self.before[name].items():
                if code in erases and code not in now:
                    continue
                gone = [saved for saved in now[code] if isinstance(saved.event, FilmErased)]
                kept = redacted([*events, *gone])[: len(events)]
                assert now[code][: len(events)] in (events, kept), f"{name} lost events of {code}"
                for film in desk.case(code).films:
                    folder = desk.film_folder(film.film)
                    assert folder.is_dir() or code in erases, f"{name} lost {film.film}"
            assert killed or not list(desk.folder.films.glob(".pack*")), "a pack was left half made"
        if CODE in self.one.codes() and CODE not in self.one.broken():
            case = self.one.case(CODE)
            listed = {each.onto for each in (*case.handovers, *case.begun_handovers)}
            assert {path.name for path in self.stick.iterdir()} <= listed, "a copy lies on the stick unlisted"

    def _unlock(self, name: str) -> Desk:
        """Anew, unless its files are as the last unlock left them: a command's passphrase takes a second to try."""
        files, desk = self._unlocked.get(name, (None, None))
        if desk is None or desk.locked or files != self._files(name):
            desk = at_desk(self.home / name, secrets=self.secrets)
            self._unlocked[name] = self._files(name), desk
        return desk

    def _files(self, name: str) -> Files:
        paths = [path for folder in (self.folder(name), self.secrets) for path in folder.rglob("*")]
        return {path: path.read_bytes() if path.is_file() else None for path in paths}

    @cached_property
    def film_files(self) -> list[str]:
        return sorted(path.name for path in (self.template / "one" / "desk" / "films" / FILM).iterdir())

    def _make(self, root: Path) -> Facts:
        desks = two_desks(root)
        desks.consent()
        one = desks.sender
        for kind in ("copies", "stills"):
            one.append(CODE, ConsentGiven(consent=kind, day=today()))
        one.append(CODE, StillKept(id="e" * 16, film=FILM, at_ns=3 * SECOND // 2))
        review = saving.begin(one, CODE, [FILM], [WANTED, LATER], today())
        one.append(CODE, SummaryWritten(text="First words."))
        one.open_case(OTHER)
        one.append(OTHER, HelpingQuestion(question="Why does she cry?"))
        one.open_case("OLD")
        old = go_on(one, begin_case(one, "OLD", "OLD"))
        assert old.finished
        opened = self._papers(root, desks)
        (root / "in" / "words.txt").write_text("They found their own way.")
        (root / "in" / "signers").write_text(f"{signer_line(one)}\n")
        for name, text in (("right", PASSPHRASE), ("wrong", "Correct horse")):
            (root / "in" / name).write_text(text)
        self._box(root, one)
        return Facts(old.id, review.id, opened, signer_line(one))

    def _papers(self, root: Path, desks: TwoDesks) -> str:
        """A pack that waits, one that was opened and noted on, one that was erased, and a key for one more."""
        papers = root / "in"
        desks.pack(name="in/ready.pack")
        opened = desks.open(desks.pack(name="in/opened.pack"))
        desks.reader.append(opened, NoteWritten(film=None, text="You wait for him."))
        (papers / "notes.age").write_bytes(notes.reply(desks.reader, opened))
        gone = erasing.erase(desks.reader, desks.open(desks.pack(name="in/gone.pack")))
        (papers / "erased.json").write_bytes(erasing.receipt(desks.reader, gone))
        shutil.copy(desks.key(), papers / "key.json")
        return opened

    def _box(self, root: Path, one: Desk) -> None:
        """A box that knows the desk, has the film and brought it to the store."""
        store = FolderStore(root / "store")
        set_store(one, store.name)
        box = SmallBox(root / "box", signer_line(one), BOX)
        with one.folder.signers.open("a") as recorders:
            recorders.write(f"{BOX} {sshsig.key_line(sshsig.public_bytes(box.key))}\n")
        box.report(store)
        case_cards.send(one, case_cards.issue(one, CODE), store, [BOX])
        box.fetch(store)
        box.film(FILM, one.identity(CODE), CODE)
        box.upload(FILM, store)
