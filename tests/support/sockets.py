"""A box's two control sockets as a script sees them: any path, plain JSON. Errors are those of the client."""

import json
from pathlib import Path
from typing import Any

from control.client import Client
from control.sockets import COURIER_SOCKET, SOCKET

ON_THE_COURIERS = ("/receipt", "/desk-receipt", "/bundle", "/progress", "/sync-failed")


class Sockets:
    """Both sockets of the box in `data`; each path goes to the one that has it."""

    def __init__(self, data: Path) -> None:
        self.control = Client(data / SOCKET)
        self.courier = Client(data / COURIER_SOCKET)

    def close(self) -> None:
        self.control.close()
        self.courier.close()

    def status(self) -> dict[str, Any]:
        status: dict[str, Any] = self.get("/status")
        return status

    def films(self) -> list[dict[str, Any]]:
        films: list[dict[str, Any]] = self.get("/films")["films"]
        return films

    def film(self, film: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.get(f"/films/{film}")
        return answer

    def get(self, path: str) -> Any:
        return self._ask("GET", path)

    def post(self, path: str, body: object = None) -> Any:
        return self._ask("POST", path, b"" if body is None else json.dumps(body).encode())

    def put(self, path: str, body: bytes) -> Any:
        return self._ask("PUT", path, body)

    def _ask(self, method: str, path: str, body: bytes = b"") -> Any:
        couriers = path.endswith(ON_THE_COURIERS) or (method, path) == ("GET", "/sync")
        return json.loads((self.courier if couriers else self.control).ask(method, path, body))
