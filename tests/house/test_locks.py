"""The locks say what pyproject.toml asks for, with hashes, the same versions for every role, and no registry."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.lock import LESS, LOCKS, MORE, PROJECT, ROLES, changes, pins


def asked(role: str) -> list[Requirement]:
    """What pyproject.toml asks for in this role; a role within a role is followed."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    found = [*map(Requirement, project["dependencies"]), *map(Requirement, MORE.get(role, "").split())]
    names = list(ROLES[role])
    for name in names:
        for requirement in map(Requirement, extras[name]):
            if requirement.name == "attune":
                names += sorted(requirement.extras)
            elif requirement.name != LESS.get(role):
                found.append(requirement)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_lock_holds_what_its_role_asks_for(role: str) -> None:
    locked = pins((LOCKS / f"{role}.txt").read_text())
    assert len(asked(role)) > 4
    for requirement in asked(role):
        versions = locked.get(canonicalize_name(requirement.name), "")
        assert versions, f"{requirement} is not in {role}.txt: run make lock ARGS=--keep"
        assert all(requirement.specifier.contains(version) for version in versions.split(" or ")), requirement


@pytest.mark.parametrize("role", ROLES)
def test_every_package_has_hashes_and_no_address(role: str) -> None:
    text = (LOCKS / f"{role}.txt").read_text()
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash=sha256:", ""), re.MULTILINE), "only packages and hashes"
    packages = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert len(packages) >= len(pins(text)) > 5
    assert [package.split()[0] for package in packages if not re.search(r"--hash=sha256:[0-9a-f]{64}", package)] == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "dev"])
def test_every_role_has_the_versions_that_were_tested(role: str) -> None:
    tested, locked = (pins((LOCKS / f"{name}.txt").read_text()) for name in ("dev", role))
    assert {name: version for name, version in locked.items() if tested.get(name, version) != version} == {}


def test_the_base_brings_no_server_and_no_device() -> None:
    heavy = {"asyncssh", "av", "flask", "gevent", "gpiozero", "gunicorn", "numpy", "obstore", "waitress"}
    assert heavy.isdisjoint(pins((LOCKS / "base.txt").read_text()))


def test_what_changed_is_said() -> None:
    before = pins("a==1 \\\n    --hash=sha256:0\nb==2\nold==1\n")
    after = pins("a==1\nb==3 ; python_full_version < '3.12' \\\nb==4 ; python_full_version >= '3.12'\nfresh==1\n")
    assert changes(before, after) == ["b: 2 -> 3 or 4", "fresh: new -> 1", "old: 1 -> gone"]


def test_no_lock_is_left_over() -> None:
    assert {path.name for path in Path(LOCKS).iterdir()} == {f"{role}.txt" for role in ROLES}
