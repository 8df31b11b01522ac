"""The file in which lists are kept across restarts: where there can be none, and when two write at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.films.cache import Cache

STATE = (1, 2)


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def test_where_nothing_can_be_kept_it_is_in_memory_alone(
    tmp_path: Path, key: Ed25519PrivateKey, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_bytes(b"not a folder")
    cache = Cache(tmp_path / "cache" / "films", key, str)
    cache.put("film", STATE, "summary")
    cache.save()
    assert cache.known("film", STATE) == "summary"
    assert "nothing that is read of films is kept" in caplog.text
    assert (tmp_path / "cache").read_bytes() == b"not a folder"


def test_two_lists_at_once_keep_one_whole_file(
    tmp_path: Path, key: Ed25519PrivateKey, caplog: pytest.LogCaptureFixture
) -> None:
    cache = Cache(tmp_path / "cache" / "films", key, str)

    def keep(number: int) -> None:
        cache.put(f"film {number}", STATE, "summary")
        cache.save()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(keep, range(80)))
    again = Cache(tmp_path / "cache" / "films", key, str)
    assert [again.known(f"film {number}", STATE) for number in range(80)] == ["summary"] * 80
    assert caplog.text == ""
