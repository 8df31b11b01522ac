"""`attune store check`: what it says of good stores and of bad ones, and that it leaves nothing behind."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attune.command import main
from stores.check import check
from stores.errors import NotProven, StoreRefuses
from stores.folder import FolderStore
from stores.folder_session import FolderSession
from stores.store import Item


class Forgetful(FolderSession):
    """Says yes and keeps nothing."""

    async def claim(self, film: str, item: Item) -> bool:
        return True

    async def put(self, film: str, item: Item) -> None:
        """Nothing."""

    async def settle(self, film: str) -> None:
        """Nothing."""


class Replacing(FolderSession):
    """Puts one object over another."""

    async def put(self, film: str, item: Item) -> None:
        await self.replace(film, item)


class Flipping(FolderSession):
    """Gives back other bytes."""

    async def read(self, film: str, name: str) -> AsyncIterator[bytes]:
        async for chunk in super().read(film, name):
            yield bytes([chunk[0] ^ 1]) + chunk[1:]


class Keeping(FolderSession):
    """Does not let anybody remove anything."""

    async def remove(self, film: str, name: str) -> None:
        """Nothing."""


class Refusing(FolderSession):
    """An account that may only add."""

    async def replace(self, film: str, item: Item) -> None:
        raise StoreRefuses(store=self.store, cause="this account may only add")

    async def remove(self, film: str, name: str) -> None:
        raise StoreRefuses(store=self.store, cause="this account may only add")


class Odd(FolderStore):
    def __init__(self, root: Path, kind: type[FolderSession]) -> None:
        super().__init__(root)
        self.kind = kind

    def connect(self):  # type: ignore[no-untyped-def]
        from contextlib import asynccontextmanager

        @asynccontextmanager
        async def opened() -> AsyncIterator[FolderSession]:
            yield self.kind(self.open_root(), self.name)

        return opened()


def attune(*words: object) -> Result:
    return CliRunner().invoke(main, list(map(str, words)))


def test_a_good_store(tmp_path: Path) -> None:
    result = attune("store", "check", "--store", tmp_path.as_uri(), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {
        "store": tmp_path.as_uri(),
        "never_replaces": True,
        "flushes": True,
        "refuses_wrong_bytes": None,
        "can_replace": True,
        "can_remove": True,
        "keeps_versions": None,
        "left_behind": None,
        "proof": "every byte read back",
    }
    assert list(tmp_path.iterdir()) == []


def test_it_is_said_in_words(tmp_path: Path) -> None:
    lines = attune("store", "check", "--store", tmp_path.as_uri()).stdout.splitlines()
    assert lines[0] == tmp_path.as_uri()
    assert "  a receipt from here means       every byte read back" in lines


def test_the_store_of_a_box(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    settings = f'control = "c"\nfilms = "f"\n[store]\nurl = "{(tmp_path / "store").as_uri()}"\nsame_disk = true\n'
    (tmp_path / "courier.toml").write_text(settings)
    for words in (["--data", tmp_path], ["--config", tmp_path / "courier.toml"]):
        assert attune("store", "check", *words).exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "Say which store"),
        (["--store", "ftp://x"], 2, "must begin with"),
        (["--store", "file:///nowhere/at/all"], 1, "no such folder"),
        (["--store", "s3://films"], 2, "store-access-key-id"),
        (["--data", "/nowhere/at/all"], 2, "Cannot read the settings"),
    ],
)
def test_what_is_wrong_is_told(words: list[str], code: int, said: str) -> None:
    result = attune("store", "check", *words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr


@pytest.mark.parametrize("kind", [Forgetful, Flipping])
def test_a_store_that_cannot_be_trusted(tmp_path: Path, kind: type[FolderSession]) -> None:
    with pytest.raises(NotProven, match="with other bytes"):
        asyncio.run(check(Odd(tmp_path, kind)))


def test_a_store_that_replaces(tmp_path: Path) -> None:
    assert asyncio.run(check(Odd(tmp_path, Replacing))).never_replaces is False


def test_a_store_that_keeps_the_probe(tmp_path: Path) -> None:
    left = asyncio.run(check(Odd(tmp_path, Keeping))).left_behind
    assert left is not None
    assert [path.name for path in tmp_path.iterdir()] == [left]


def test_a_store_that_may_not_remove_can_be_one(tmp_path: Path) -> None:
    seen = asyncio.run(check(Odd(tmp_path, Refusing)))
    assert (seen.never_replaces, seen.can_replace, seen.can_remove) == (True, False, False)
    assert seen.left_behind == next(tmp_path.iterdir()).name
