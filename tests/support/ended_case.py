"""A case that comes to its end: a desk, a store, a box that obeys, and a search of what can still be opened."""

import asyncio
import hashlib
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.courier.case_cards import CardSettings, fetch
from appliance.films.about import AboutFilms
from appliance.films.requested_wipes import PapersInForce
from appliance.films.shelf import Shelf
from desk import case_cards
from desk.cases.events import HelpingQuestion
from desk.imports.boxes import heard_boxes
from desk.imports.store_source import StoreSource
from desk.imports.take import take_film
from desk.keyring.device_secrets import FileSecrets
from desk.keyring.keyring_file import KEYRING, open_with_passphrase
from desk.keyring.keys import Keyring
from desk.signer_line import signer_line
from desk.unlocked import Desk
from sealed.age import Identity, unseal
from sealed.age.errors import AgeError
from sealed.papers.health_report import HealthReport
from sealed.papers.preparation import box_recipient
from sealed.ssh import sshsig
from stores.store import AdminStore, Item
from tests.support.desks import PASSPHRASE, make_desk
from tests.support.sample_film import Studio

CODE = "K-17"
BOX = "attune-07"
FILMS = ("20261122-1405-aaaa", "20261129-1405-bbbb", "20261206-1405-cccc")
LATE = "20261213-1405-dddd"


class SmallBox:
    """A box as far as its courier and its obeying go: films on its shelf, papers, a report in the store."""

    def __init__(self, home: Path, desks: str, name: str = BOX) -> None:
        self.home, self.name, self.key = home, name, Ed25519PrivateKey.generate()
        for folder in ("cards", "wiped"):
            (home / folder).mkdir(parents=True)
        (home / "desks").write_text(f"{desks}\n")
        self.shelf, self.about = Shelf(home / "films", self.key), AboutFilms(home / "about")
        self.papers = PapersInForce(home / "cards", home / "desks", lambda: None, self.shelf, self.about)
        self.reports = 0

    def film(self, film: str, identity: Identity, code: str | None = CODE) -> Path:
        self.about.begin(film, code, "before")
        return Studio(self.key, identity).film(self.shelf.folder, film, segments=1, size=2_000)

    def upload(self, film: str, store: AdminStore) -> None:
        async def work() -> None:
            async with store.connect() as session:
                for path in sorted((self.shelf.folder / film).iterdir()):
                    await session.put(film, _item(path.name, path.read_bytes()))
                await session.settle(film)

        asyncio.run(work())

    def fetch(self, store: AdminStore) -> None:
        """Take the papers, and remove what they name, as the box's own program does once a store has it."""
        asyncio.run(fetch(store, CardSettings(self.name, str(self.home / "cards"), str(self.home / "desks"))))
        for film in self.papers.to_wipe():
            shutil.rmtree(self.shelf.folder / film)

    def report(self, store: AdminStore, at: datetime | None = None, unsynced: int = 0) -> None:
        """Leave a health report in the store."""
        self.reports += 1
        at = at or datetime(2027, 1, 1, 8, tzinfo=UTC) + timedelta(minutes=self.reports)
        report = HealthReport(
            box=self.name,
            when=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            version="0.2.0",
            bytes_free=1,
            bytes_total=1,
            unsynced=unsynced,
            papers=self.papers.in_force(),
            recipient=box_recipient(self.key),
        )
        name = f"{self.name}.{at:%Y%m%dT%H%M%SZ}.json"
        files = dict(zip((name, f"{name}.sig"), report.files(self.key).values(), strict=True))

        async def work() -> None:
            async with store.connect() as session:
                for each, data in files.items():
                    await session.replace("boxes", _item(each, data))

        asyncio.run(work())


class EndedCase:
    """Three films of a case that the box filmed and uploaded and the desk took in, a backup, a stick of cards."""

    def __init__(
        self, home: Path, store: AdminStore, url: str, credentials: Path | None = None, films: Iterable[str] = FILMS
    ) -> None:
        self.home, self.computer, self.store = home, home / "computer", store
        self.computer.mkdir(parents=True)
        self.desk = make_desk(self.computer)
        set_store(self.desk, url, credentials)
        self.desk.open_case(CODE)
        self.desk.append(CODE, HelpingQuestion(question="How do I calm her?"))
        self.box = SmallBox(home / "box", signer_line(self.desk))
        line = sshsig.key_line(sshsig.public_bytes(self.box.key))
        self.desk.folder.signers.write_text(f"{BOX} {line}\n")
        self.box.report(store)
        case_cards.send(self.desk, case_cards.issue(self.desk, CODE), store, [BOX])
        sent = case_cards.preparation(self.desk, CODE)
        assert case_cards.send_preparation(self.desk, CODE, sent, store, heard_boxes(self.desk)) == []
        self.box.fetch(store)
        for film in films:
            self.box.film(film, self.desk.identity(CODE))
            self.box.upload(film, store)
            take_film(self.desk, StoreSource(store), film)
        self.desk.seal_for(CODE, "peaks", b"a waveform")
        self.stick = home / "stick"
        case_cards.write(self.desk, case_cards.issue(self.desk, CODE), self.stick)
        self.copies = home / "copies"
        self.copies.mkdir()
        self.remember()

    def remember(self) -> None:
        """Copy the desk's folder as a backup program would."""
        number = len(list(self.copies.iterdir()))
        shutil.copytree(self.desk.folder.root, self.copies / str(number))

    def keyrings(self, passphrases: Iterable[str] = (PASSPHRASE,)) -> list[Keyring]:
        """Every keyring that still opens, with the passphrase and all secrets of the computer that are left."""
        secrets = FileSecrets(self.computer / "secrets").read(self.desk.folder.settings.id)
        found = []
        for path in sorted(self.home.rglob(KEYRING)):
            for passphrase in passphrases:
                try:
                    found.append(open_with_passphrase(unseal(path.read_bytes(), secrets), passphrase))
                except (AgeError, Exception):  # noqa: BLE001  # whatever keeps it shut
                    continue
        return found

    def opens(self, *more: Path, keyrings: Iterable[Keyring] | None = None) -> set[str]:
        """All sealed files here, and below `more`, that one of the keys that are left opens; but for keyrings."""
        rings = self.keyrings() if keyrings is None else keyrings
        keys = {
            key.secret(): key for ring in rings for key in (ring.own, *(each.identity for each in ring.cases.values()))
        }
        found = set()
        for root in (self.home, *more):
            for path in root.rglob("*"):
                if path.is_file() and path.read_bytes()[:22] == b"age-encryption.org/v1\n":
                    try:
                        unseal(path.read_bytes(), list(keys.values()))
                    except AgeError:
                        continue
                    found.add(f"{path.relative_to(root)}")
        return found


def set_store(desk: Desk, url: str, credentials: Path | None = None) -> None:
    """Name the desk's store."""
    given = str(credentials) if credentials else None
    desk.folder.change_settings(store=url, credentials=given)


def _item(name: str, data: bytes) -> Item:
    return Item(name, Path(name), len(data), hashlib.sha256(data).hexdigest(), data)
