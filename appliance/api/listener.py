"""Serves an app on a Unix socket from threads of its own, with bounded bodies and connections."""

import logging
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask

from appliance.api.app import App
from appliance.api.errors import TooLarge
from appliance.api.http import JSON, PEER, UID, refusal
from appliance.errors import BadRequest, BoxError
from appliance.system.unix_socket import bound

UCRED = struct.Struct("3i")  # pid, uid, gid: unix(7)


class _PeerTask(WSGITask):  # type: ignore[misc]
    """A request that knows which account sent it."""

    def get_environment(self) -> dict[str, Any]:
        environment: dict[str, Any] = super().get_environment()
        with suppress(OSError):
            pid, uid, _ = UCRED.unpack(
                self.channel.socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, UCRED.size)
            )
            environment[PEER], environment[UID] = f"uid {uid} pid {pid}", uid
        return environment


class _JsonErrorTask(ErrorTask):  # type: ignore[misc]
    """What waitress refuses before any route sees it: a malformed head, a body that is too large."""

    def execute(self) -> None:
        found = self.request.error
        error: BoxError
        if found.code == 413:
            error = TooLarge()
        else:
            error = BadRequest(f"The request is malformed: {found.body}.")
            error.http = found.code
        body = refusal(error)
        self.status = f"{found.code} {found.reason}"
        self.response_headers.append(("Content-Type", JSON))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _PeerTask
    error_task_class = _JsonErrorTask


@contextmanager
def listening(path: Path, app: App, threads: int, connections: int) -> Iterator[None]:
    """Serve `app` at `path`. A socket that exists there is from a recorder that was killed.

    The socket is open to the group of its folder, which the folder hands on: the recorder's unit may not change owners.
    """
    path.parent.mkdir(mode=0o750, exist_ok=True)
    with suppress(FileNotFoundError):
        path.unlink()
    mask = os.umask(0o117)
    try:
        listener = bound(path)
    finally:
        os.umask(mask)
    logging.getLogger("waitress").setLevel(logging.WARNING)  # a phone that disconnects is not logged
    server = create_server(
        app,
        sockets=[listener],
        threads=threads,
        connection_limit=connections,
        max_request_body_size=app.largest,
        inbuf_overflow=app.largest + 1,  # never to a temporary file
        clear_untrusted_proxy_headers=True,
    )
    server.channel_class = _Channel
    thread = threading.Thread(target=server.run, name=f"listener-{path.stem}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.task_dispatcher.shutdown(timeout=2)
        _close(server)
        path.unlink(missing_ok=True)


def _close(server: Any) -> None:
    """In the server's own thread: a socket that is closed under its select would end that thread with an error."""
    closed = threading.Event()

    def close() -> None:
        server.close()
        closed.set()

    server.trigger.pull_trigger(close)
    closed.wait(2)
