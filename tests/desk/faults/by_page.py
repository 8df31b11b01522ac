"""The pages of one desk, as a browser asks for them that was opened before anything went wrong."""

import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from desk.unlocked import Desk
from tests.desk.faults.outcome import Outcome
from tests.support.desk_pages import BASE, PASSPHRASE, context_of, desk_app, enter
from tests.support.forms import read

PATIENCE = 60.0
LEFT = {400, 403, 404, 409, 422}


class Pages:
    """Unlocked by `unlock`; its forms carry the token of then."""

    def __init__(self, folder: Path) -> None:
        self.app = desk_app(folder)
        self.browser: FlaskClient = enter(self.app)
        self.token = context_of(self.app).access.token()

    def close(self) -> None:
        context_of(self.app).session.lock()

    @property
    def desk(self) -> Desk:
        desk = context_of(self.app).session.desk
        assert desk is not None
        return desk

    def unlock(self, passphrase: str = PASSPHRASE) -> Outcome:
        context_of(self.app).session.lock()
        return self.post("/unlock", passphrase=passphrase)

    def case(self, code: str, rest: str = "") -> str:
        """The address of a case's page."""
        return f"/case/{self.alias(code)}{rest}"

    def alias(self, name: str) -> str:
        return context_of(self.app).aliases.of(name)

    def get(self, path: str) -> Outcome:
        return self._outcome(self.browser.get(path, base_url=BASE, headers={"Accept": "text/html"}))

    def post(self, path: str, /, **fields: Any) -> Outcome:
        data = {"token": self.token} | fields
        return self._outcome(self.browser.post(path, base_url=BASE, data=data, headers={"Accept": "text/html"}))

    def send(self, path: str, body: Any) -> Outcome:
        """What a page's script asks for."""
        headers = {"X-Attune-Token": self.token, "Accept": "application/json"}
        return self._outcome(self.browser.post(path, base_url=BASE, json=body, headers=headers))

    def settled(self, path: str) -> Outcome:
        """A page whose work goes on in the background, once that is over."""
        deadline = time.monotonic() + PATIENCE
        while (answer := self.browser.get(f"{path}/progress", base_url=BASE)).status_code == 200:
            if not answer.get_json(silent=True) or not answer.get_json()["running"]:
                break
            assert time.monotonic() < deadline, "it runs for ever"
            time.sleep(0.005)
        return self.get(path)

    def _outcome(self, answer: Any) -> Outcome:
        assert answer.status_code < 400 or answer.status_code in LEFT, (answer.status_code, read(answer.text))
        text = answer.headers.get("Location", "") if answer.status_code == 303 else read(answer.text)
        went = answer.status_code < 400 and "/unlock" not in answer.headers.get("Location", "")
        return Outcome(went, answer.status_code, text)
