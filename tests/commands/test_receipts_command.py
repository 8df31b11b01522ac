"""`attune receipts verify`: good receipts, changed ones, strangers', and stores that lost something since."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from appliance.films.receipts import Receipts
from attune.command import main
from sealed.ssh import sshsig
from stores.folder import FolderStore
from tests.support.sample_film import FILM, OTHER, WHEN, Studio
from tests.support.syncing import run

pytestmark = pytest.mark.process


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A box's folder with two films, synced to its store."""
    studio, data = Studio(), tmp_path / "box"
    (data / "store").mkdir(parents=True)
    store = FolderStore(data / "store")
    receipts = Receipts(data / "receipts", studio.key)
    for name in (FILM, OTHER):
        film = studio.film(data / "films", name)
        receipts.accept(film, run(film, store), WHEN)
    sign(data, studio)
    (data / "courier.toml").write_text(f'control = "c"\nfilms = "f"\n[store]\nurl = "{store.name}"\nsame_disk = true\n')
    return data


def sign(data: Path, studio: Studio) -> None:
    line = sshsig.key_line(sshsig.public_bytes(studio.key))
    (data / "allowed_signers").write_text(f'attune-test namespaces="attune-film,attune-receipt" {line}\n')


def verify(box: Path, *words: object) -> Result:
    return CliRunner().invoke(main, ["receipts", "verify", "--data", str(box), *map(str, words)])


def test_good_receipts(box: Path) -> None:
    result = verify(box)
    assert result.exit_code == 0, result.output
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{FILM}: signed by attune-test: {(box / 'store').as_uri()} holds all 8 objects of {FILM}")
    assert second.startswith(OTHER)


def test_one_of_them_as_json(box: Path) -> None:
    (verdict,) = json.loads(verify(box, FILM, "--json").stdout)["receipts"]
    assert (verdict["film"], verdict["exit"], verdict["signer"]) == (FILM, 0, "attune-test")


def test_no_receipts(tmp_path: Path) -> None:
    (tmp_path / "allowed_signers").write_text("")
    assert verify(tmp_path).stdout == "There is no receipt on the box.\n"
    assert verify(tmp_path, FILM).exit_code == 2


def test_no_list_of_signers(tmp_path: Path) -> None:
    result = verify(tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("body", "does not match"), ("signature", "The signature"), ("no signature", "no signature"),
        ("exchanged", f"it is for {OTHER}"), ("other kind", "not for"),
    ],
)  # fmt: skip
def test_a_changed_receipt(box: Path, spoil: str, said: str) -> None:
    paper, signature = (box / "receipts" / f"{FILM}.json{end}" for end in ("", ".sig"))
    match spoil:
        case "body":
            paper.write_bytes(paper.read_bytes().replace(b'"size":', b'"size":1', 1))
        case "signature":
            signature.write_bytes(signature.read_bytes()[:-40])
        case "no signature":
            signature.unlink()
        case "exchanged":
            for end in ("", ".sig"):
                (box / "receipts" / f"{FILM}.json{end}").write_bytes(
                    (box / "receipts" / f"{OTHER}.json{end}").read_bytes()
                )
        case "other kind":
            signature.write_bytes((box / "films" / FILM / "journal.sig").read_bytes())
    result = verify(box)
    assert result.exit_code == 4
    assert said in result.stdout.splitlines()[0]
    assert f"Do not rely on the receipt for {FILM}." in result.stderr


def test_a_strangers_receipt(box: Path) -> None:
    sign(box, Studio())
    result = verify(box)
    assert result.exit_code == 5
    assert "which is not on the list" in result.stdout


def test_read_back_from_a_store_that_still_has_everything(box: Path) -> None:
    result = verify(box, "--read-back")
    assert result.exit_code == 0, result.output
    assert "still has every byte" in result.stdout


@pytest.mark.parametrize("how", ["bit", "gone", "all gone"])
def test_read_back_from_a_store_that_lost_something(box: Path, how: str) -> None:
    there = box / "store" / FILM / "000001.m4s.age"
    match how:
        case "bit":
            there.write_bytes(there.read_bytes()[:-1] + b"\0")
        case "gone":
            there.unlink()
        case "all gone":
            for path in there.parent.iterdir():
                path.unlink()
    result = verify(box, "--read-back")
    assert result.exit_code == 4
    assert "no longer has 0000" in result.stdout
    assert verify(box).exit_code == 0


def test_read_back_from_a_store_that_is_away(box: Path) -> None:
    result = verify(box, "--read-back", "--store", "file:///nowhere/at/all")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no such folder" in result.stderr
