"""The server's worker: a greenlet for each connection, and a limit on connections that no paired phone has used.

A thousand connections that stay silent or send their request slowly delay nobody. When there are too many of them,
the oldest of the address that has the most is closed, so that a phone that reconnects is always accepted.
"""

import resource
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from typing import Any

import gevent
from gevent import events
from gevent.server import StreamServer
from gunicorn.workers.ggevent import GeventWorker

EACH = 1200  # unpaired connections of one address: to hold one costs less than to close it and accept the next
ALL = 1500  # and from all addresses together
FILES = 4096  # open files that the worker may need
HANDSHAKE = 10  # seconds
PENALTY = 2.0  # seconds that an answer 429 waits, so that a client that ignores them cannot keep the server busy
GRACE = 0.2  # seconds that open pages have to notice that the server stops

Environ = dict[str, Any]
App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class UnpairedConnections:
    """The connections that no paired phone has used yet, oldest first, by address."""

    def __init__(self) -> None:
        self._by_address: dict[str, OrderedDict[gevent.Greenlet, None]] = {}
        self._count = 0

    def add(self, address: str, connection: gevent.Greenlet) -> None:
        """Add one; if there are too many, close the oldest of its address or of the address with the most."""
        mine = self._by_address.setdefault(address, OrderedDict())
        mine[connection] = None
        self._count += 1
        if len(mine) > EACH:
            self._close(address)
        elif self._count > ALL:
            self._close(max(self._by_address, key=lambda known: len(self._by_address[known])))

    def remove(self, address: str, connection: gevent.Greenlet) -> None:
        """Remove one: it has ended, or a paired phone uses it. Idempotent."""
        mine = self._by_address.get(address)
        if mine is None or connection not in mine:
            return
        del mine[connection]
        self._count -= 1
        if not mine:
            del self._by_address[address]

    def _close(self, address: str) -> None:
        oldest = next(iter(self._by_address[address]))
        self.remove(address, oldest)
        oldest.kill(block=False)


class LimitedServer(StreamServer):  # type: ignore[misc]
    """Accepts connections, and limits the unpaired ones."""

    # New connections accepted in one turn of the loop: gevent's own hundred would delay those already served.
    max_accept = 4

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.unpaired = UnpairedConnections()

    def do_handle(self, *args: Any) -> None:
        """Give a connection a greenlet, and close an unpaired one if there are too many."""
        address = str(args[1][0]) if args[1] else ""
        try:
            connection = self.pool.spawn(self._serve, address, args)
        except BaseException:
            self.do_close(*args)
            raise
        self.unpaired.add(address, connection)

    def _serve(self, address: str, args: tuple[Any, ...]) -> None:
        connection = gevent.getcurrent()
        try:
            self._handle(*args)
        except OSError:
            pass  # no TLS, or closed by the client
        finally:
            self.unpaired.remove(address, connection)
            self.do_close(*args)

    def wrap_socket_and_handle(self, client_socket: Any, address: Any) -> Any:
        """TLS handshake, with a timeout."""
        with gevent.Timeout(HANDSHAKE, OSError("no handshake")):
            secured = self.wrap_socket(client_socket, **self.ssl_args)
        with closing(secured):
            return self.handle(secured, address)

    def wrap(self, app: App) -> App:
        """The app, which may say that a request's connection is a paired phone's: environ["attune.paired"]()."""

        def served(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
            environ["attune.paired"] = partial(
                self.unpaired.remove, environ.get("REMOTE_ADDR", ""), gevent.getcurrent()
            )

            def start_slowly(status: str, *more: Any) -> Any:
                if status.startswith("429"):
                    gevent.sleep(PENALTY)
                return start(status, *more)

            return app(environ, start_slowly)

        return served


class Worker(GeventWorker):  # type: ignore[misc]
    """Gunicorn's gevent worker, over LimitedServer."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.servers: list[LimitedServer] = []
        self.wsgi: App
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < FILES:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))

    def patch(self) -> None:
        """As gunicorn does. Gevent would ask every installed package 25 times whether it has plugins for that: a third
        of a start.
        """
        asking = events.notify_and_call_entry_points
        events.notify_and_call_entry_points = events.notify
        try:
            super().patch()
        finally:
            events.notify_and_call_entry_points = asking

    def server_class(self, listener: Any, spawn: Any, ssl_context: Any = None, **_: Any) -> LimitedServer:
        """The server for one listener; gunicorn asks for it as if it were a class."""
        secure = {"ssl_context": ssl_context} if ssl_context else {}
        server = LimitedServer(listener, handle=partial(self.handle, listener), spawn=spawn, **secure)
        self.servers.append(server)
        self.wsgi = server.wrap(self.wsgi)
        return server

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop. Event streams never end by themselves: they are closed after a grace period."""
        super().handle_exit(sig, frame)
        gevent.spawn_later(GRACE, self._close_all)

    def run(self) -> None:
        """Serve until stopped."""
        self._main = gevent.getcurrent()
        super().run()

    def _close_all(self) -> None:
        for server in self.servers:
            server.close()
            server.pool.kill(timeout=GRACE)
        gevent.kill(self._main, SystemExit(0))  # gunicorn would look again in a second

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what is no request with an error; a connection that was closed needs no answer."""
        if not isinstance(exc, gevent.GreenletExit):
            super().handle_error(req, client, addr, exc)
