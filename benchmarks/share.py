"""Programs that have a share of a core (a control group of version 1 or 2), and what they use of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PERIOD = 100_000  # microseconds
PATIENCE = 120.0  # seconds
PARTS = ("appliance", "attune", "control", "design", "sealed", "stores", "web")


def compile_all() -> None:
    """Compile modules and templates, as the package does when it is installed."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    folders = [str(Path(__file__).parents[1] / part) for part in PARTS]
    for command in (["compileall", "-q", *folders], ["web.compile_templates"]):
        subprocess.run([sys.executable, "-m", *command], env=own, check=True)


@contextmanager
def group(name: str, share: float) -> Iterator[Path | None]:
    """A control group with this share of a core; None where this process may make none."""
    top = Path("/sys/fs/cgroup")
    first = top / "cpu" if (top / "cpu").is_dir() else top
    made = first / f"attune-{name}-{os.getpid()}"
    try:
        made.mkdir()
        if (made / "cpu.cfs_quota_us").exists():
            (made / "cpu.cfs_quota_us").write_text(str(int(PERIOD * share)))
        else:
            (made / "cpu.max").write_text(f"{int(PERIOD * share)} {PERIOD}")
    except OSError:
        with suppress(OSError):
            made.rmdir()
        yield None
        return
    try:
        yield made
    finally:
        with suppress(OSError):
            made.rmdir()


def used(limits: Path) -> float:
    """Seconds of a core that the programs of a group have used."""
    ticks = 0
    for pid in (limits / "cgroup.procs").read_text().split():
        with suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def program(name: str, data: Path, limits: Path) -> Iterator["subprocess.Popen[str]"]:
    """One of the box's programs in its control group."""
    command = [sys.executable, "-m", "attune", name, "--config", str(data / f"{name}.toml")]
    into = f'echo $$ > "{limits}/cgroup.procs"; exec "$@"'
    with subprocess.Popen(
        ["sh", "-c", into, "sh", *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
