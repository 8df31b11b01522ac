"""Writes a manual page for each command, made from the command itself.

usage: python -m tools.man FOLDER [PART…]      only the commands of these parts: the Debian package has not all
"""

import re
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import click

from attune import __version__
from attune.command import COMMANDS, main

PARTS = frozenset(module.partition(".")[0] for module, _ in COMMANDS.values())


def commands(
    command: click.Command, context: click.Context, parts: Collection[str] = PARTS
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """A command and all of these parts below it, each with its full name."""
    yield context.command_path, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if command is main and COMMANDS[name][0].partition(".")[0] not in parts:
                continue
            if (found := command.get_command(context, name)) is not None:
                yield from commands(found, click.Context(found, parent=context, info_name=name), parts)


def page(name: str, command: click.Command, context: click.Context, parts: Collection[str] = PARTS) -> str:
    """One page in man(7)'s language."""
    short = command.get_short_help_str(200)
    below = [
        each for each, _, _ in commands(command, context, parts) if each != name and " " not in each[len(name) + 1 :]
    ]
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [
        f'.TH {_quoted(name.replace(" ", "-").upper())} 1 "" "attune {__version__}" "Attune"',
        ".SH NAME",
        f"{_text(name.replace(' ', '-'))} \\- {_text(short)}",
        ".SH SYNOPSIS",
        f".B {_text(name)}",
        _text(usage),
        ".SH DESCRIPTION",
        *_paragraphs(command.help or ""),
        ".SH OPTIONS",
    ]
    for parameter in command.get_params(context):
        if record := parameter.get_help_record(context):
            lines += [".TP", f".B {_text(record[0])}", _text(record[1])]
    if below:
        lines += [".SH SEE ALSO", _text(", ".join(f"{each.replace(' ', '-')}(1)" for each in below))]
    return "\n".join(lines) + "\n"


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        plain = paragraph.startswith("\b")
        lines = [line for line in paragraph.removeprefix("\b").strip("\n").splitlines() if line.strip()]
        yield ".PP"
        if plain:
            yield from (".nf", *map(_text, lines), ".fi")
        else:
            yield _text(" ".join(line.strip() for line in lines))


def _text(text: str) -> str:
    """Text that groff takes for text, whatever it begins with."""
    shown = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga")
    return f"\\&{shown}" if shown[:1] in (".", "'") else shown


def _quoted(text: str) -> str:
    return f'"{text}"'


def write(folder: Path, parts: Collection[str] = PARTS) -> list[Path]:
    """The pages of these parts into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, command, context in commands(main, click.Context(main, info_name="attune"), parts):
        made.append(folder / f"{name.replace(' ', '-')}.1")
        made[-1].write_text(page(name, command, context, parts), encoding="utf-8")
    return made


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2:] or PARTS)
