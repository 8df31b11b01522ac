"""Fixtures for the tests of age: keys, and the two other implementations that they are tested against."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sealed.age import Identity, generate

INTEROP = Path(__file__).parents[2] / "interop"


@pytest.fixture(scope="session")
def identity() -> Identity:
    return generate()


@pytest.fixture(scope="session")
def classic() -> Identity:
    return generate(post_quantum=False)


@pytest.fixture(scope="session")
def typage() -> Callable[..., bytes]:
    """`typage(verb, *words, data=b"")`: what tests/interop/typage.mjs answers. If it is missing the test fails."""
    if shutil.which("node") is None or not (INTEROP / "node_modules" / "age-encryption").is_dir():
        pytest.fail("age-encryption is missing. Run `make setup-test`, or: npm install --prefix tests/interop")

    def call(*words: str, data: bytes | bytearray = b"") -> bytes:
        command = ["node", str(INTEROP / "typage.mjs"), *words]
        return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout

    return call


@pytest.fixture(scope="session")
def age() -> Callable[..., bytes]:
    """`age(*arguments, data=b"")`: what the age command answers. If it is missing the test fails."""
    if shutil.which("age") is None or shutil.which("age-keygen") is None:
        pytest.fail("the age command is missing. Install it: apt-get install age")

    def call(*arguments: str, data: bytes | bytearray = b"") -> bytes:
        return subprocess.run(["age", *arguments], input=data, stdout=subprocess.PIPE, check=True).stdout

    return call
