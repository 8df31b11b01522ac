"""`attune run`: what it makes, and what it refuses to make."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from attune.command import main
from attune.exits import Exit


@pytest.fixture
def real_box(tmp_path: Path) -> Path:
    (tmp_path / "settings.toml").write_text('devices = "pi"\n')
    return tmp_path / "settings.toml"


@pytest.mark.timeout(60)
def test_a_real_box_never_makes_a_key_that_opens_its_films(tmp_path: Path, real_box: Path) -> None:
    result = CliRunner().invoke(main, ["run", "--data", str(tmp_path / "box"), "--config", str(real_box)])
    assert result.exit_code == Exit.USAGE
    assert "must not hold a key that opens its films" in result.stderr
    assert "--recipient" in result.stderr
    assert not list((tmp_path / "box").glob("*.key"))
