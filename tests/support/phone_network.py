"""A network namespace for a phone's browser, on a link to this machine that can go down. Needs root."""

import os
import subprocess
from types import TracebackType
from typing import Self


class PhoneNetwork:
    """`near` is this machine's address on the link; `under` starts a program on the phone's side."""

    def __init__(self) -> None:
        number = os.getpid() % 250
        self._name, self._link = f"attune-phone-{number}", f"attune{number}"
        self.near, self._far = f"10.77.{number}.1", f"10.77.{number}.2"
        self.under = ("ip", "netns", "exec", self._name)

    def __enter__(self) -> Self:
        _ip("netns", "add", self._name)
        _ip("link", "add", self._link, "type", "veth", "peer", "name", "phone0", "netns", self._name)
        _ip("addr", "add", f"{self.near}/24", "dev", self._link)
        for device, address in (("lo", ""), ("phone0", f"{self._far}/24")):
            if address:
                _ip("-n", self._name, "addr", "add", address, "dev", device)
            _ip("-n", self._name, "link", "set", device, "up")
        self.up()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        _ip("netns", "del", self._name)

    def down(self) -> None:
        """The phone is out of reach; nobody is told."""
        _ip("link", "set", self._link, "down")

    def up(self) -> None:
        """It is back."""
        _ip("link", "set", self._link, "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
