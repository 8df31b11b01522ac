"""What a new desk begins with: the service's store and its boxes, and for a demonstration a case with its key."""

from pathlib import Path

from desk.keyring.keys import CaseKey
from desk.signer_line import signer_line
from desk.unlocked import Desk
from desk.writing import now
from sealed.age import Identity, read_identities
from sealed.durable import Folder
from sealed.strict import Strict
from sealed.text_file import read_toml


class Prepared(Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A TOML file, by `attune run` or by IT. Paths are absolute.

    `store` is the store's address, `signers` the list of known recorders, `key` an age identity that opens films made
    without a card, `case` a case that has that key too, and `desks` the list in which the boxes look for their desks.
    """

    store: str | None = None
    signers: str | None = None
    key: str | None = None
    case: str | None = None
    desks: str | None = None

    @classmethod
    def read(cls, path: Path) -> "Prepared":
        """Raises OSError, ValueError."""
        return read_toml(path, cls)

    def identity(self) -> Identity | None:
        """The key that is named, if one is."""
        return read_identities(Path(self.key).read_bytes())[0] if self.key else None

    def apply(self, desk: Desk) -> None:
        """Begin the desk with all this. Raises DeskErrors, OSError."""
        folder = desk.folder
        folder.change_settings(store=self.store)
        if self.signers:
            with Folder(folder.root, folder.disk) as files:
                files.put(folder.settings.signers, Path(self.signers).read_bytes())
        if self.case and (key := self.identity()):
            desk.keys.change(lambda keyring: keyring.with_case(self.case or "", CaseKey(now(), key)))
            desk.open_case(self.case)
        if self.desks:
            with Path(self.desks).open("a", encoding="utf-8") as listed:
                listed.write(f"{signer_line(desk)}\n")
