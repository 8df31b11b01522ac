"""The desk's server: waitress on loopback, at a port that nobody can know before."""

import secrets
import socket
import threading

import waitress

from desk.entry_page import remove_entry
from desk.pages.app import create_app
from desk.pages.context import KEY, Context
from desk.pages.session import HeldDesk
from desk.running import Running, announced

IN_MEMORY = 1 << 40
"""Bytes of an answer before waitress would write it to a temporary file: a film must not lie there."""
BODY = 1 << 20
TEND = 5.0


class DeskServer:
    """Serves one desk until it is stopped."""

    def __init__(self, session: HeldDesk) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._session = session
        again = secrets.token_urlsafe(32)
        self._running = Running(self.port, again)
        app = create_app(session, f"127.0.0.1:{self.port}", again)
        self._context: Context = app.extensions[KEY]
        self._stopping = threading.Event()
        self._server = waitress.create_server(
            app,
            sockets=[self._socket],
            threads=8,
            inbuf_overflow=IN_MEMORY,
            outbuf_overflow=IN_MEMORY,
            outbuf_high_watermark=IN_MEMORY,
            max_request_body_size=BODY,
            ident=None,
            clear_untrusted_proxy_headers=True,
        )

    def address(self) -> str:
        """A one-time address of the desk."""
        return f"http://127.0.0.1:{self.port}/enter/{self._context.access.ticket()}"

    def serve(self) -> None:
        """Answer until SIGINT or SIGTERM; then lock the desk."""
        self._session.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tending = threading.Thread(target=self._tend, daemon=True)
        tending.start()
        try:
            with announced(self._session.folder, self._running):
                self._server.run()
        finally:
            self._stopping.set()
            remove_entry(self._session.folder)
            self._session.lock()
            self._server.close()

    def _tend(self) -> None:
        while not self._stopping.wait(TEND):
            _ = self._session.desk  # asking locks it when its time is over
