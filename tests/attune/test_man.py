"""Manual pages and completion come from the commands, and tell all of their options."""

import os
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from attune.command import COMMANDS, main
from attune.completion import SHELLS
from tests.support.box_process import ATTUNE, attune
from tools.man import commands, page, write

pytestmark = pytest.mark.process


def test_every_command_has_a_page_with_all_its_options(tmp_path: Path) -> None:
    made = {path.stem: path.read_text(encoding="utf-8") for path in write(tmp_path)}
    assert {"attune", *(f"attune-{name}" for name in COMMANDS)} <= made.keys()
    for name, command, context in commands(main, click.Context(main, info_name="attune")):
        text = made[name.replace(" ", "-")]
        for parameter in command.get_params(context):
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert all(option.replace("-", "\\-") in text for option in parameter.opts), (name, parameter.opts)


def test_the_debian_package_has_the_pages_of_what_it_has(tmp_path: Path) -> None:
    made = {path.stem for path in write(tmp_path, ["appliance", "attune", "web"])}
    assert {"attune", "attune-status", "attune-store-check", "attune-web"} <= made
    assert not made & {"attune-desk", "attune-provision", "attune-open"}
    assert "desk" not in (tmp_path / "attune.1").read_text(encoding="utf-8").partition(".SH SEE ALSO")[2]


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_the_pages_are_read_without_complaint() -> None:
    for name, command, context in commands(main, click.Context(main, info_name="attune")):
        text = page(name, command, context)
        shown = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", "-K", "utf8"], input=text, text=True, capture_output=True, check=True
        )
        assert shown.stderr == "", name


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_its_script(shell: str) -> None:
    said = attune("completion", shell)
    assert (said.returncode, "_ATTUNE_COMPLETE" in said.stdout) == (0, True), said.stderr


def test_bash_completes_commands_options_and_values() -> None:
    def complete(*words: str) -> list[str]:
        environment = os.environ | {
            "_ATTUNE_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(words),
            "COMP_CWORD": str(len(words) - 1),
        }
        said = subprocess.run([ATTUNE], env=environment, capture_output=True, text=True, check=True, timeout=60)
        return [line.partition(",")[2] for line in said.stdout.splitlines()]

    assert "films" in complete("attune", "fi")
    assert "--principle" in complete("attune", "mark", "--pr")
    assert complete("attune", "simulate", "cam") == ["camera"]
