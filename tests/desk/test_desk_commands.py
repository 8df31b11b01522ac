"""The desk's commands, as a person and a script use them: from nothing to a film in its case."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from sealed.age import generate, parse_recipient
from sealed.papers.case_card import CaseCard
from sealed.papers.case_cards import CaseCards
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers
from stores.folder import FolderStore
from tests.support import terminal
from tests.support.desks import PASSPHRASE, make_desk
from tests.support.sample_film import FILM, Studio
from tests.support.syncing import run as sync


class DeskAtHand:
    """Runs `attune desk …` on one desk."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "desk"
        self.passphrase = root / "passphrase"
        self.passphrase.write_text(PASSPHRASE + "\n")

    def __call__(self, *words: str, exits: int = 0) -> Result:
        options = ["--desk", str(self.folder), "--passphrase-file", str(self.passphrase)]
        if words[0] in ("recorders", "store"):
            options = options[:2]
        ran = CliRunner().invoke(main, ["desk", *words, *options])
        assert ran.exit_code == exits, (ran.output, ran.exception)
        assert "Traceback" not in ran.output
        return ran


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskAtHand]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    yield DeskAtHand(tmp_path)


@pytest.mark.slow
def test_from_nothing_to_a_film_in_its_case(desk: DeskAtHand, tmp_path: Path) -> None:
    made = json.loads(desk("init", "--name", "desk-3", "--json").output)
    assert "only you can read" in made["secret"]
    parse_recipient(made["recipient"])
    desk("init", "--name", "desk-3", exits=7)
    desk("case", "new", "K-17", "--question", "How do I calm her?")
    desk("case", "new", "K-17", exits=7)
    desk("case", "new", "the Joneses", exits=2)
    assert "How do I calm her?" in desk("case", "list").output

    desk("case", "card", "K-17", "--to", str(tmp_path / "stick"), "--box", "attune-07")
    cards = CaseCards.read(tmp_path / "stick/cards/attune-07", Signers.parse(made["signer"].encode()), None)
    card: CaseCard = cards.good["K-17"]
    studio = Studio(identity=generate())
    films = sealed_to(card, studio, tmp_path / "box")
    (tmp_path / "list").write_text(f"attune-07 {sshsig.key_line(sshsig.public_bytes(studio.key))}\n")
    (tmp_path / "store").mkdir()
    sync(films, FolderStore(tmp_path / "store"))

    store = (tmp_path / "store").as_uri()
    desk("import", store, exits=5)
    assert desk("recorders", "--add", str(tmp_path / "list")).output == "attune-07\n"
    desk("store", store)
    taken = json.loads(desk("import", "--json", "--receipts", str(tmp_path / "receipts")).output)
    assert [(each["film"], each["case"], each["new"]) for each in taken["films"]] == [(FILM, "K-17", True)]
    receipt = tmp_path / "receipts" / f"{FILM}.json"
    ours = receipt.read_bytes()
    desk("import", store, "--receipts", str(tmp_path / "receipts"))
    assert receipt.read_bytes() == ours
    receipt.write_bytes(b"theirs")
    desk("import", store, "--receipts", str(tmp_path / "receipts"), exits=7)
    assert receipt.read_bytes() == b"theirs"
    assert desk("import").output == "Nothing new waits.\n"
    assert "was here already" in desk("import", store).output
    assert FILM in desk("films").output
    shown = json.loads(desk("case", "show", "K-17", "--json").output)
    assert [film["recorder"] for film in shown["films"]] == ["attune-07"]
    assert (shown["progress"]["step"]["kind"], shown["progress"]["step"]["number"]) == ("clips", 1)
    assert "next       cut clips of film 1" in desk("case", "show", "K-17").output
    desk("case", "show", "K-18", exits=2)
    written = ["case", "calendar", "K-17", "-o", str(tmp_path / "dates.ics")]
    desk(*written)
    assert b"SUMMARY:K-17" in (tmp_path / "dates.ics").read_bytes()
    desk(*written, exits=7)
    desk(*written, "--force")
    desk("case", "calendar", "K-18", "-o", str(tmp_path / "more.ics"), exits=2)

    desk("case", "card", "K-17", "--box", "attune-07")
    assert (tmp_path / "store/cards/attune-07/K-17.json").exists()
    (tmp_path / "store/cards/attune-07/K-17.prepare.json").write_bytes(b"sealed")
    desk("case", "card", "K-17", "--box", "attune-07", "--revoke")
    assert not (tmp_path / "store/cards/attune-07/K-17.prepare.json").exists()
    desks = Signers.parse(made["signer"].encode())
    assert "revoked" in CaseCards.read(tmp_path / "store/cards/attune-07", desks, None).bad["K-17"]
    desk("case", "card", "K-17", exits=2)


def sealed_to(card: CaseCard, studio: Studio, shelf: Path) -> Path:
    """A film of the case as a box makes it: it has the recipient alone."""

    class Public:
        recipient = parse_recipient(card.recipient)

    studio.identity = Public()  # type: ignore[assignment]
    return studio.film(shelf)


@pytest.mark.slow
def test_a_wrong_passphrase_a_backup_and_a_restore(desk: DeskAtHand, tmp_path: Path) -> None:
    desk("films", exits=2)
    desk("init", "--name", "desk-3")
    desk("case", "new", "K-17")
    desk.passphrase.write_text("wrong\n")
    desk("films", exits=6)
    desk.passphrase.write_text(PASSPHRASE)
    other = tmp_path / "other"
    other.write_text("another passphrase")
    assert "No copy yet" in desk("backup").output
    desk("backup", str(tmp_path / "copy.age"), "--backup-passphrase-file", str(other))
    copy = ["restore", str(tmp_path / "copy.age"), "--backup-passphrase-file", str(other)]
    desk(*copy, exits=7)
    (desk.folder / "keyring.age").write_bytes(b"spoiled")
    desk("films", exits=4)
    (desk.folder / "keyring.age").unlink()
    desk(*copy)
    assert "K-17" in desk("case", "list").output


@pytest.mark.parametrize("words", [["init", "--name", "two words"], ["init", "--name", ""]])
def test_a_desk_has_one_word_for_a_name(desk: DeskAtHand, words: list[str]) -> None:
    assert "cannot be a desk's name" in desk(*words, exits=2).output
    assert not desk.folder.exists()


@pytest.mark.process
@pytest.mark.parametrize("answer", [PASSPHRASE, "wrong"])
def test_a_passphrase_is_asked_for_at_a_terminal_and_shown_nowhere(tmp_path: Path, answer: str) -> None:
    make_desk(tmp_path)
    state = tmp_path / "state" / "attune"
    state.mkdir(parents=True)
    (tmp_path / "secrets").rename(state / "secrets")
    settings = [f"XDG_STATE_HOME={tmp_path / 'state'}", "PYTHON_KEYRING_BACKEND=keyring.backends.fail.Keyring"]
    desk = [sys.executable, "-m", "attune", "desk", "films", "--desk", str(tmp_path / "desk")]
    code, output, shown = terminal.run(["env", *settings, *desk], answer)
    assert code == (0 if answer == PASSPHRASE else 6), shown
    assert ("No films yet" in output.decode()) == (answer == PASSPHRASE)
    assert "Passphrase of the desk" in shown
    assert PASSPHRASE not in shown


CASE_HELPS = "case|case new|case card|case list|case show|case calendar"
HELPS = f"|init|{CASE_HELPS}|import|films|give|recorders|store|backup|restore|passphrase"


@pytest.mark.parametrize("words", [words.split() for words in HELPS.split("|")])
def test_each_help_teaches(words: list[str]) -> None:
    ran = CliRunner().invoke(main, ["desk", *words, "--help"])
    assert ran.exit_code == 0, ran.output
    assert len(ran.output) > 200
