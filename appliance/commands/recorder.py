"""`attune recorder`: the program that films, seals and wipes."""

import gc
import logging
import os
import sys
from pathlib import Path

import click

from appliance.commands.exits import translate_errors


@click.command()
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("/etc/attune/recorder.toml"),
    show_default=True,
    help="Settings (TOML).",
)
def recorder(config: Path) -> None:
    """Run the recorder: it films, seals, and wipes what a receipt covers. It has no network.

    Its sockets are control.sock in its data folder and, for the courier alone, courier/courier.sock.
    SIGTERM stops it; a film being made is sealed first.

    \b
    Example
      attune recorder --config /etc/attune/recorder.toml
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's library for matrices, which nothing here multiplies
    gc.disable()  # imports leave no garbage, and looking for it takes a tenth of a start
    from appliance.recorder.settings import read_settings  # noqa: PLC0415

    with translate_errors():
        settings = read_settings(config)  # what is wrong with them is said before anything large is loaded
    from appliance.daemon import serve  # noqa: PLC0415 - loads the encoders, which --help does not need

    gc.freeze()
    gc.enable()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="recorder: %(message)s")
    sys.dont_write_bytecode = True  # nothing but films is written while the recorder runs
    with translate_errors():
        serve(settings)
