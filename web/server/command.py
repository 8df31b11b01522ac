"""`attune web`: serves the pages under gunicorn, in this process."""

import gc
import os
import ssl
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.workers.base import Worker

from web.errors import BadSettings
from web.server.files import check_files
from web.server.listeners import check
from web.server.logs import configure
from web.server.watchdog import WatchedArbiter
from web.settings import Settings, read

OPTIONS = {
    "workers": 1,
    "worker_class": "web.server.worker.Worker",
    "worker_connections": 2000,
    # A request's head must arrive within this, and a quiet connection is kept for this long; in seconds.
    "keepalive": 30,
    "timeout": 60,
    "graceful_timeout": 1,
    "backlog": 2048,
    "limit_request_line": 2048,
    "limit_request_fields": 40,
    "limit_request_field_size": 4096,
    # The only file that gunicorn needs is its heartbeat: in memory where there is such a place. No control socket.
    "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108
    "control_socket_disable": True,
    "accesslog": None,
    # A warning for each malformed request would let a stranger fill the journal.
    "loglevel": "error",
    "proc_name": "attune-web",
}


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn without files or command line of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.worker: Worker | None = None
        super().__init__()

    def load_config(self) -> None:
        """Take the options from here, not from a file or the environment."""
        for name, value in OPTIONS.items():
            if name in self.cfg.settings:  # older gunicorns have no control socket to disable
                self.cfg.set(name, value)
        self.cfg.set("bind", self.settings.bind)
        if self.settings.tls:
            self.cfg.set("certfile", self.settings.tls.certificate)
            self.cfg.set("keyfile", self.settings.tls.key)
            self.cfg.set("ssl_context", _newest_tls)
        self.cfg.set("when_ready", self._announce)
        self.cfg.set("pre_fork", _freeze)
        self.cfg.set("post_fork", self._born)

    def load(self) -> Any:
        """The app, made in the worker: the recorder's client and its threads must not cross a fork."""
        gc.disable()  # imports leave no garbage, and looking for it takes a tenth of a start
        # No page shows a local time; to learn this machine's zone, Babel would open 600 files when it is imported.
        os.environ.setdefault("TZ", "UTC")
        from web.app import create_app  # noqa: PLC0415

        worker = self.worker
        app = create_app(self.settings, lambda: worker is None or bool(worker.alive))
        gc.freeze()
        gc.enable()
        return app

    def run(self) -> None:
        """Serve until a signal ends it."""
        WatchedArbiter(self).run()

    def _born(self, _arbiter: Arbiter, worker: Worker) -> None:
        self.worker = worker

    def _announce(self, arbiter: Arbiter) -> None:
        click.echo("web: " + ", ".join(f"{listener}/" for listener in arbiter.LISTENERS))


def _freeze(_: Arbiter, __: Worker) -> None:
    """Before the fork, so that the worker neither copies nor looks through what it shares with its master.

    Gevent would look there for locks that are held when it patches Python. Only an import holds one, and none is under
    way here.
    """
    gc.freeze()


def _newest_tls(_: Config, default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    context = default()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


@click.command()
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help='A TOML file: control = "SOCKET", bind = "ADDRESS:PORT", state = "FOLDER", tls = {certificate = …, key = …}.',
)
def web(config: Path) -> None:
    """Run the phone's pages.

    They have the recorder's control socket and nothing else: no film, no key, no device.
    """
    try:
        settings = read(config)
        check(settings)
        check_files(settings)
    except BadSettings as error:
        raise click.UsageError(str(error)) from error
    sys.dont_write_bytecode = True
    configure()
    Server(settings).run()
