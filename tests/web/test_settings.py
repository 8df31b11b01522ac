"""The settings file: one good one, and bad ones that are one change away from it."""

from pathlib import Path

import pytest

from web.errors import BadSettings
from web.settings import Settings, Tls, read

GOOD = (
    'control = "/run/attune/control.sock"\nbind = "192.168.4.1:443"\nsimulated = false\nhosts = ["attune.box"]\n'
    + 'tls = {certificate = "box.pem", key = "box.key"}\n'
)


def test_good(tmp_path: Path) -> None:
    file = tmp_path / "web.toml"
    file.write_text(GOOD)
    settings = read(file)
    assert settings == Settings(
        "/run/attune/control.sock", "192.168.4.1:443", hosts=("attune.box",), tls=Tls("box.pem", "box.key")
    )
    assert settings.trusted == ["192.168.4.1", "attune.box"]
    assert not settings.loopback


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("control =", "contrl ="), "contrl"),
        (('"192.168.4.1:443"', "443"), "bind"),
        (("false", '"no"'), "simulated"),
        (("[", ""), "is not right"),
        (("tls", "#"), r"other machines can reach 192\.168\.4\.1:443, so it needs"),
    ],
)
def test_bad(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    file = tmp_path / "web.toml"
    file.write_text(GOOD.replace(*change))
    with pytest.raises(BadSettings, match=complaint):
        read(file)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_written_on_windows(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "web.toml").write_text(GOOD.replace("\n", "\r\n"), encoding, newline="")
    assert read(tmp_path / "web.toml").hosts == ("attune.box",)


@pytest.mark.parametrize(
    ("data", "complaint"), [(b"control = '\xe9'", "not text in UTF-8"), (b"x = " + b"[" * 5000, "nested too deeply")]
)
def test_no_settings_at_all(tmp_path: Path, data: bytes, complaint: str) -> None:
    (tmp_path / "web.toml").write_bytes(data)
    with pytest.raises(BadSettings, match=complaint):
        read(tmp_path / "web.toml")


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"nothing\.toml cannot be read: No such file"):
        read(tmp_path / "nothing.toml")


@pytest.mark.parametrize("bind", ["127.0.0.1:1", "localhost:1", "[::1]:1"])
def test_loopback_answers_to_localhost(bind: str) -> None:
    assert "localhost" in Settings("c", bind).trusted
