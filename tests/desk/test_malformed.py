"""Keyrings, logs, cards, bundles and films, malformed in 500 ways: a clear sentence each, and nothing is lost."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from appliance.films.bundle import FilmBundle
from desk import case_cards
from desk.errors import DeskError, KeyringError, LogDamaged
from desk.imports.sources import local_source
from desk.imports.take import take_film
from desk.keyring.device_secrets import FileSecrets
from desk.keyring.keyring_file import KEYRING, open_with_passphrase
from desk.signer_line import signer_line
from desk.unlocked import Desk
from sealed.age import seal, seal_with_passphrase
from sealed.errors import AttuneError, FilmError
from sealed.papers.case_cards import CaseCards
from sealed.ssh.allowed_signers import Signers
from tests.support.desks import PASSPHRASE, at_desk, clip, filmed, make_desk
from tests.support.sample_film import FILM, contents

pytestmark = pytest.mark.slow
TRIES = 100


def spoiled(data: bytes, chance: Random) -> bytes:
    """The bytes, spoiled in one of the ways in which files spoil."""
    at = chance.randrange(len(data))
    ways: list[Callable[[], bytes]] = [
        lambda: data[:at],
        lambda: data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :],
        lambda: data[:at] + chance.randbytes(chance.randrange(1, 40)) + data[at:],
        lambda: data[:at] + data[at + chance.randrange(1, 40) :],
        lambda: data + chance.randbytes(20),
        lambda: data + data,
        lambda: data.replace(b"\n", b"\r\n"),
        lambda: b"",
        lambda: bytes(len(data)),
        lambda: chance.randbytes(len(data)),
        lambda: b"\xef\xbb\xbf" + data,
        lambda: b"[" * 5000,
        lambda: data.replace(b"1", b"999999999999999999999999"),
    ]
    while (found := chance.choice(ways)()) == data:
        pass
    return found


def check(error: AttuneError) -> None:
    """The error is a sentence for a person: it ends, is not endless, and shows nothing of the program."""
    text = str(error)
    assert text.endswith("."), text
    assert len(text) < 600, text
    assert not any(sign in text for sign in ("Traceback", "0x", "msgspec", "Error", "\n")), text


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for the lock of imports."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "imports.lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = make_desk(tmp_path)
    for code in ("A", "B"):
        desk.open_case(code)
        desk.append(code, clip("1" * 16))
        desk.append(code, clip("2" * 16))
    return desk


def test_keyrings(desk: Desk, tmp_path: Path) -> None:
    path, chance = tmp_path / "desk" / KEYRING, Random(1)
    good = path.read_bytes()
    for _ in range(TRIES):
        path.write_bytes(bad := spoiled(good, chance))
        with pytest.raises(KeyringError) as raised:
            at_desk(tmp_path)
        check(raised.value)
        assert path.read_bytes() == bad
    path.write_bytes(good)
    assert at_desk(tmp_path).codes() == ["A", "B"]


def test_keyrings_that_are_sealed_well_and_say_nonsense(desk: Desk, tmp_path: Path) -> None:
    (device,) = FileSecrets(tmp_path / "secrets").read(desk.folder.settings.id)
    text, path, chance = desk.keys.now().encode(), tmp_path / "desk" / KEYRING, Random(2)
    opened = 0
    for _ in range(TRIES // 2):
        inner = seal_with_passphrase(spoiled(text, chance), PASSPHRASE, 1)
        path.write_bytes(seal(inner, [device.recipient]))
        try:
            at_desk(tmp_path)
            opened += 1  # a changed digit of a date, or a line end that means the same
        except DeskError as error:
            check(error)
            assert "AGE-SECRET" not in str(error)
    assert opened < TRIES // 5


@pytest.mark.parametrize("name", ["desk/desk.toml", "secrets/ID.txt"])
def test_settings_and_device_secrets(desk: Desk, tmp_path: Path, name: str) -> None:
    path, chance = tmp_path / name.replace("ID", desk.folder.settings.id), Random(7)
    good = path.read_bytes()
    for _ in range(TRIES // 2):
        path.write_bytes(spoiled(good, chance))
        try:
            assert at_desk(tmp_path).codes() == ["A", "B"]  # a line end, or a line that says the same
        except DeskError as error:
            check(error)
            assert "AGE-SECRET" not in str(error)
    path.write_bytes(good)
    assert at_desk(tmp_path).codes() == ["A", "B"]


def test_backups(tmp_path: Path, desk: Desk) -> None:
    good, chance = bytes(seal_with_passphrase(desk.keys.now().encode(), "backup", 1)), Random(3)
    for _ in range(TRIES // 2):
        with pytest.raises(KeyringError) as raised:
            open_with_passphrase(spoiled(good, chance), "backup")
        check(raised.value)


def test_logs(desk: Desk, tmp_path: Path) -> None:
    folder, chance = tmp_path / "desk" / "cases" / "A", Random(4)
    good, events = contents(folder), desk.events("A")
    for _ in range(TRIES):
        name = chance.choice(sorted(good))
        (folder / name).write_bytes(spoiled(good[name], chance))
        before = tree(folder)
        again = at_desk(tmp_path)
        try:
            assert again.events("A") == events  # what a cut may leave behind the last line is removed
        except LogDamaged as error:
            check(error)
            assert tree(folder) == before
            assert list(again.broken()) == ["A"]
        assert [case.code for case in again.cases()][-1] == "B"
        shutil.rmtree(folder)
        folder.mkdir()
        for each, data in good.items():
            (folder / each).write_bytes(data)
    assert at_desk(tmp_path).events("A") == events


def test_logs_whose_files_are_missing_or_no_files(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "desk" / "cases" / "A"
    for name, data in contents(folder).items():
        for put in (lambda path: None, Path.mkdir, lambda path: path.symlink_to("/dev/zero")):
            (folder / name).unlink()
            put(folder / name)
            with pytest.raises(LogDamaged) as raised:
                at_desk(tmp_path).events("A")
            check(raised.value)
            path = folder / name
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)
            path.write_bytes(data)
    assert at_desk(tmp_path).broken() == {}


def test_cards(desk: Desk, tmp_path: Path) -> None:
    desks, chance, cards = Signers.parse(signer_line(desk).encode()), Random(5), tmp_path / "cards"
    path = case_cards.write(desk, case_cards.issue(desk, "A"), cards)
    good = contents(cards)
    for _ in range(TRIES // 2):
        name = chance.choice(sorted(good))
        (cards / name).write_bytes(spoiled(good[name], chance))
        found = CaseCards.read(cards, desks, None)
        assert found.good == {}
        assert list(found.bad) == ["A"]
        for each, data in good.items():
            (cards / each).write_bytes(data)
    assert list(CaseCards.read(cards, desks, None).good) == ["A"]
    assert path.name == "A.json"


@pytest.mark.parametrize("kind", ["bundle", "film"])
def test_bundles_and_films(desk: Desk, tmp_path: Path, kind: str) -> None:
    film, chance = filmed(desk, tmp_path / "shelf"), Random(6)
    good, before = contents(film), tree(tmp_path / "desk")
    bundle, whole = tmp_path / "bundle.tar", b"".join(FilmBundle(film).read())
    taken = 0
    for path in _each(kind, film, good, bundle, whole, chance):
        try:
            source = local_source(path)
            take_film(desk, source, source.films()[0])
            taken += 1  # what is spoiled lies behind the end, or in a field that nobody reads
            assert contents(desk.film_folder(FILM)) == good
            shutil.rmtree(desk.film_folder(FILM))
        except (FilmError, DeskError) as error:
            check(error)
            assert tree(tmp_path / "desk") == before or taken
            assert list(desk.folder.films.iterdir()) == []
    assert taken < TRIES // 3


def _each(kind: str, film: Path, good: dict[str, bytes], bundle: Path, whole: bytes, chance: Random) -> Iterator[Path]:
    for _ in range(TRIES):
        if kind == "bundle":
            bundle.write_bytes(spoiled(whole, chance))
            yield bundle
        else:
            name = chance.choice(sorted(good))
            (film / name).write_bytes(spoiled(good[name], chance))
            yield film
            (film / name).write_bytes(good[name])
