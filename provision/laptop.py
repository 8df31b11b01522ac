"""A box on a laptop: its keys and the settings of its three programs, made once in one folder."""

import os
import re
import secrets
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import tomli_w
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from control.sockets import COURIER_SOCKET, SOCKET
from provision.errors import NoRecipient
from provision.lan import lan_papers
from provision.own_settings import check_ours, write_ours
from provision.settings import LaptopSettings
from sealed.age import generate, parse_recipient, read_identities
from sealed.papers.case_card import CaseCard
from sealed.papers.case_paper import NAMESPACE
from sealed.ssh import sshsig
from sealed.ssh.key_file import write_key

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
NAMESPACES = "attune-film,attune-receipt,attune-wipe,attune-health"
"""What a box signs: films, the receipts it accepted, the records of what it wiped."""
NAME = re.compile(r"attune-[a-z0-9]{4}\n?")
CASE = "DEMO-1"
"""The demonstration case, for a box without recipients of its own; its films open with the practitioner's identity."""
DEMONSTRATION = timedelta(days=3650)
"""How long its card lasts."""


class Laptop:
    """The files of a simulated box in `data`. Keys are made where none are, and never replaced."""

    def __init__(self, data: Path, settings: LaptopSettings) -> None:
        self.data = data
        self._settings = settings

    @property
    def practitioner(self) -> Path:
        """The demonstration practitioner's identity, made when no recipient was named."""
        return self.data / "practitioner.key"

    @property
    def signers(self) -> Path:
        """The allowed_signers file that knows this box."""
        return self.data / "allowed_signers"

    @property
    def authority(self) -> Path:
        """The certificate that a phone on the same network is offered."""
        return self.data / "lan" / "authority.crt"

    @property
    def desks(self) -> Path:
        """The allowed_signers file of the desks whose case cards this box believes."""
        return self.data / "desks"

    @property
    def recorder_key(self) -> Path:
        """The key that signs its films."""
        return self.data / "recorder.key"

    @property
    def simulated(self) -> bool:
        """Whether its devices are simulated."""
        return self._settings.devices == "simulated"

    @property
    def store(self) -> str:
        """Where the courier syncs to."""
        return self._settings.store.url or self._own_store.resolve().as_uri()

    @property
    def _own_store(self) -> Path:
        return self.data / "store"

    def prepare(self, recipients: list[str], footage: Path | None, bind: str, lan: IPv4Address | None = None) -> None:
        """Write everything that the three programs read at their start. Raises NotOurs, NoRecipient, BadRecipient.

        `lan`: the address in `bind`, if phones reach the pages there.
        """
        check_ours(self.data)
        if not recipients and not self.simulated:
            raise NoRecipient
        for recipient in recipients:
            parse_recipient(recipient)
        if self._settings.store.url is None:
            self._own_store.mkdir(mode=0o700, exist_ok=True)
        if not recipients:
            self._demonstrate_a_case()
        name = self.name
        settings, films = self._settings, (self.data / "films").resolve()
        control = str((self.data / SOCKET).resolve())
        self._write(
            "recorder",
            {
                "data": str(self.data.resolve()),
                "name": name,
                "key": str(self._recorder_key(name).resolve()),
                "recipients": recipients or [self._demonstration_recipient()],
                "devices": settings.devices,
                "stores": [self.store],
                **({"footage": str(footage.resolve())} if footage else {}),
                **settings.recorder(),
            },
        )
        web_state = str((self.data / "web").resolve())
        self._write(
            "web",
            {
                "control": control,
                "bind": bind,
                "name": name,
                "simulated": self.simulated,
                "state": web_state,
                **(lan_papers(self.data.resolve() / "lan", name, lan).web() if lan else {}),
            },
        )
        data = self.data.resolve()
        cards = {"box": name, "folder": str(data / "cards"), "desks": str(self.desks.resolve())}
        socket = str((self.data / COURIER_SOCKET).resolve())
        courier = {"control": socket, "films": str(films), "store": settings.courier(self.store), "cards": cards}
        self._write("courier", courier)

    def _write(self, program: str, settings: dict[str, Any]) -> None:
        write_ours(self.data / f"{program}.toml", tomli_w.dumps(settings))

    def _write_secret(self, path: Path, text: str) -> None:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)

    @property
    def name(self) -> str:
        """The box's name, made up at its first start."""
        path = self.data / "name"
        if path.exists() and not NAME.fullmatch(path.read_text(encoding="utf-8", errors="replace")):
            path.replace(path.with_suffix(".bad"))  # half written, or spoiled: the box gets another one
        if not path.exists():
            path.write_text("attune-" + "".join(secrets.choice(LETTERS) for _ in range(4)) + "\n", encoding="utf-8")
        return path.read_text(encoding="utf-8").strip()

    def _recorder_key(self, name: str) -> Path:
        path = self.recorder_key
        if not path.exists():
            key = Ed25519PrivateKey.generate()
            line = sshsig.key_line(sshsig.public_bytes(key))
            self.signers.write_text(f'{name} namespaces="{NAMESPACES}" {line}\n', encoding="utf-8")
            write_key(path, key)
        return path

    def _demonstration_recipient(self) -> str:
        if not self.practitioner.exists():
            identity = generate()
            self._write_secret(self.practitioner, f"# public key: {identity.recipient}\n{identity.secret()}\n")
        return str(read_identities(self.practitioner.read_bytes())[0].recipient)

    def _demonstrate_a_case(self) -> None:
        """One case card, signed by a desk that signed nothing else: its key is not kept."""
        cards, desks = self.data / "cards", self.desks
        if desks.exists():
            return
        cards.mkdir(mode=0o750, exist_ok=True)
        desk = Ed25519PrivateKey.generate()
        now = datetime.now(UTC)
        issued, until = (f"{when:%Y-%m-%dT%H:%M:%SZ}" for when in (now, now + DEMONSTRATION))
        card = CaseCard(case=CASE, issued=issued, recipient=self._demonstration_recipient(), until=until)
        card.write(cards, desk)
        desks.write_text(
            f'demonstration-desk namespaces="{NAMESPACE}" {sshsig.key_line(sshsig.public_bytes(desk))}\n',
            encoding="utf-8",
        )
