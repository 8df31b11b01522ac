"""Renews the locks of dependencies, one for each role, and says what changed.  usage: python -m tools.lock [--keep]

A lock names every package that a role needs, with its version and the hashes of all its files, for Python 3.11 to 3.13
on x86_64 and aarch64. All roles have the versions of `dev`, which are those that the tests ran with. `--keep` changes
versions only where pyproject.toml leaves no choice.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[1]
LOCKS = PROJECT / "locks"
ROLES = {
    "dev": ["dev"],
    "base": [],
    "appliance": ["appliance"],
    "web": ["web"],
    "desk": ["desk"],
    "provision": ["provision"],
    "pi": ["appliance", "pi"],
    "box": ["appliance", "web"],
    "rig": ["appliance", "web", "pi"],
}
"""The extras of each role. `dev` is the first: the others take its versions."""
MORE = {"box": "sounddevice\n", "rig": "httpx\nhypothesis\npytest\npytest-rerunfailures\npytest-timeout\n"}
LESS = {"rig": "lgpio"}
"""The rig has test tools, and no pins: lgpio has no wheel for its Python. `box` is what the Debian package carries:
the other libraries of a Pi are Raspberry Pi OS's own."""
PYTHONS = ("3.11", "3.12", "3.13")
MACHINES = ("x86_64-manylinux_2_36", "aarch64-manylinux_2_36")
BUILT = ("lgpio", "pidng", "python-prctl", "systemd-python")
"""What has no wheel: a Pi builds it."""
HEADER = "# {role}: made by `make lock`. To install: pip install --require-hashes -r locks/{role}.txt\n"


def compile_lock(role: str, *options: str) -> None:
    """Let uv write a role's lock."""
    extras = [word for extra in ROLES[role] for word in ("--extra", extra)]
    if role != "dev":
        options += ("--constraint", "locks/dev.txt")
    if role in LESS:
        options += ("--no-emit-package", LESS[role])
    command = ["pip", "compile", "pyproject.toml", "-", *extras, *options, "--output-file", f"locks/{role}.txt"]
    how = ["--universal", "--python-version", PYTHONS[0], "--generate-hashes", "--no-header", "--no-annotate"]
    uv(*command, *how, given=MORE.get(role, ""))


def uv(*words: str, given: str = "") -> None:
    """Run uv; end with what it says if it fails."""
    command = [sys.executable, "-m", "uv", "--quiet", *words]
    shown = subprocess.run(command, cwd=PROJECT, input=given, capture_output=True, text=True, check=False)
    if shown.returncode:
        sys.exit(shown.stderr)


def pins(text: str) -> dict[str, str]:
    """The versions that a lock names, by package; several where they depend on the Python."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            name, _, version = line.removesuffix("\\").partition("==")
            found[name] = " or ".join(filter(None, [found.get(name), version.split()[0]]))
    return found


def changes(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """A line for each package whose version is another."""
    names = sorted(before.keys() | after.keys())
    return [
        f"{name}: {before.get(name, 'new')} -> {after.get(name, 'gone')}"
        for name in names
        if before.get(name) != after.get(name)
    ]


def check(role: str) -> None:
    """Fail unless every Python and machine that we support finds a file with a right hash."""
    lock = ["--require-hashes", "--no-deps", "--requirement", f"locks/{role}.txt"]
    wheels = ["--only-binary", ":all:", *(word for name in BUILT for word in ("--no-binary", name))]
    for python in PYTHONS:
        for machine in MACHINES:
            with tempfile.TemporaryDirectory() as target:
                where = ["--target", target, "--python-version", python, "--python-platform", machine]
                uv("pip", "install", "--dry-run", *where, *wheels, *lock)


def main() -> None:
    """Renew all locks."""
    options = [] if "--keep" in sys.argv[1:] else ["--upgrade"]
    for role in ROLES:
        file = LOCKS / f"{role}.txt"
        before = pins(file.read_text()) if file.exists() else {}
        if role != "dev" and "--keep" not in sys.argv:
            file.unlink(missing_ok=True)  # its versions are those of dev
        compile_lock(role, *options)
        text = file.read_text()
        file.write_text(HEADER.format(role=role) + "".join(line for line in text.splitlines(True) if line[0] != "#"))
        check(role)
        print(f"{role}: {len(pins(text))} packages")
        for line in changes(before, pins(text)):
            print(f"  {line}")


if __name__ == "__main__":
    main()
