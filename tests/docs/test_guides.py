"""The guides: every command that they show exists, with the options that they give it; so does every page they link."""

import re
import shlex
from pathlib import Path

import click
import pytest

from attune.command import main
from sealed.papers import case_paper, desk_receipt, erasure_certificate, store_tag, wipe_request
from sealed.papers import errors as bundle_errors
from sealed.papers.errors import BundleError
from sealed.ssh.allowed_signers import Signers

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = sorted([*DOCS.glob("*.md"), *DOCS.glob("it/*.md"), DOCS.parent / "README.md"])


def commands(text: str) -> list[list[str]]:
    """The words of each `attune` command in the guide's blocks, and in what it quotes of them."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.S)
    lines = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    lines += re.findall(r"`(attune [a-z][^`\n]+)`", text)
    return [shlex.split(line) for line in lines if line.startswith("attune ")]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_command_exists_with_its_options(guide: Path) -> None:
    for words in commands(guide.read_text("utf-8")):
        command: click.Command = main
        context = click.Context(main, info_name="attune")
        rest = words[1:]
        while isinstance(command, click.Group) and rest:
            found_command = command.get_command(context, rest[0])
            assert found_command is not None, words
            command, rest = found_command, rest[1:]
        known = {option for parameter in command.params for option in parameter.opts}
        assert [word for word in rest if word.startswith("--") and word not in known] == [], words


def test_commands_are_found() -> None:
    assert len(commands((DOCS / "it" / "provisioning.md").read_text("utf-8"))) >= 10


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_page_that_is_linked_is_there(guide: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+\.md)", guide.read_text("utf-8")):
        assert (guide.parent / target).exists(), target


def test_the_line_of_a_desk_lets_it_sign_all_that_desks_sign() -> None:
    found = re.search(r"^ *(desk-\S+ .*)$", (DOCS / "it" / "provisioning.md").read_text("utf-8"), re.M)
    assert found is not None
    [desk] = Signers.parse(found[1].encode()).entries
    for paper in (case_paper, wipe_request, desk_receipt, store_tag, erasure_certificate):
        assert desk.may_sign(paper.NAMESPACE), paper


def test_every_reason_to_refuse_a_bundle_is_explained() -> None:
    kinds = [kind for kind in vars(bundle_errors).values() if isinstance(kind, type) and issubclass(kind, BundleError)]
    codes = {kind.code for kind in kinds if kind is not BundleError}
    text = (DOCS / "it" / "provisioning.md").read_text("utf-8")
    assert set(re.findall(r"\| `(bundle-[a-z-]+)`", text)) == codes
