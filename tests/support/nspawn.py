"""A Debian trixie system under systemd 257 as PID 1, in a container: for the package, its units and their sandboxes.

`tools/package-root.sh` makes the root folder. Whatever a test does to it is gone when the container ends.
"""

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType

PROJECT = Path(__file__).parents[2]
RIG = Path(os.environ.get("ATTUNE_RIG", PROJECT / ".rig"))
ROOT, TOOL = RIG / "package/root", RIG / "package/tool"
BOOT = 60.0  # seconds

# nspawn wants one unified cgroup tree, and a group of its own in it, which the machine may not have mounted like that.
START = """
umount -R /sys/fs/cgroup 2>/dev/null
mount -t cgroup2 cgroup2 /sys/fs/cgroup
group=/sys/fs/cgroup/attune-test-$$
mkdir -p $group
echo $$ > $group/cgroup.procs
export LD_LIBRARY_PATH=$2/usr/lib/x86_64-linux-gnu/systemd
exec $2/usr/bin/systemd-nspawn -D $1 --volatile=overlay --register=no --keep-unit --private-network \\
    --console=pipe "${@:3}" -b
"""


class Container:
    """A booted system. `run` runs a command in it as root, `put` brings a file in."""

    def __init__(self, *arguments: str, root: Path = ROOT) -> None:
        self._outer = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "bash", "-c", START, "nspawn", root, TOOL, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._leader = ""
        try:
            self._await_leader()
            self._await_boot()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Container":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def run(self, *command: str, check: bool = True, text_in: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command in the container as root; its output as text."""
        enter = ["nsenter", "-t", self._leader, "-m", "-p", "-n", "-i", "-u", "-C", "env", "-i"]
        done = subprocess.run(
            [*enter, "HOME=/root", "LANG=C.UTF-8", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *command],
            input=text_in, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        if check and done.returncode:
            raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def shell(self, script: str, check: bool = True) -> str:
        """Run a shell script; what it printed."""
        return self.run("sh", "-ec", script, check=check).stdout

    def put(self, source: Path, target: str) -> None:
        """Copy a file into the container."""
        with source.open("rb") as file:
            enter = ["nsenter", "-t", self._leader, "-m", "-p", "-n", "-i", "-u", "-C"]
            subprocess.run([*enter, "sh", "-c", f"cat > {target}"], stdin=file, check=True)

    def take(self, folder: str, into: Path) -> None:
        """Copy a folder of the container into `into`."""
        enter = ["nsenter", "-t", self._leader, "-m", "-p", "-n", "-i", "-u", "-C"]
        path = Path(folder)
        packed = subprocess.run(
            [*enter, "tar", "-c", "-C", path.parent, path.name], check=True, capture_output=True
        ).stdout
        subprocess.run(["tar", "-x", "-C", into], input=packed, check=True)

    def close(self) -> None:
        """End it. Idempotent."""
        if self._outer.poll() is None:
            if self._leader:
                # SIGKILL to PID 1 of a PID namespace ends everything in it.
                os.kill(int(self._leader), signal.SIGKILL)
            self._outer.terminate()
            try:
                self._outer.wait(20)
            except subprocess.TimeoutExpired:
                self._outer.kill()
                self._outer.wait()
        if self._outer.stderr:
            self._outer.stderr.close()

    def _await_leader(self) -> None:
        """The container's PID 1: nspawn's grandchild that calls itself systemd."""
        end = time.monotonic() + BOOT
        while time.monotonic() < end:
            if self._outer.poll() is not None:
                said = self._outer.stderr.read().decode() if self._outer.stderr else ""
                raise AssertionError(f"the container did not start: {said}")
            for child in _children(self._outer.pid):
                if "systemd" in _name(child) and "nspawn" not in _name(child):
                    self._leader = child
                    return
            time.sleep(0.1)
        raise AssertionError("the container has no PID 1")

    def _await_boot(self) -> None:
        end = time.monotonic() + BOOT
        said = ""
        while time.monotonic() < end:
            said = self.run("systemctl", "is-system-running", check=False).stdout.strip()
            if said in {"running", "degraded"}:
                return
            time.sleep(0.2)
        raise AssertionError(f"the container did not come up: {said}")


def _children(pid: int) -> list[str]:
    """All descendants of a process."""
    found: list[str] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [child, *_children(int(child))]
    return found


def _name(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
