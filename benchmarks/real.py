"""The recorder's CPU on picamera2 and PortAudio, against picamera2's own recording, in the rig (tests/rig/README.md).

Run: `python -m benchmarks.real [--seconds N]`, as root; it enters the rig by itself. Compared are whole processes, user
and system time, children included, for so many seconds in mid-film:

- the recorder as systemd starts it: `attune recorder` with picamera2, PortAudio (its process too), pins, the control
  socket; H.264 and AAC on one timeline, MP4 segments sealed to a post-quantum recipient, signed, made durable;
- picamera2's manual: `H264Encoder` (libx264 here, as on a Pi 5) with `PyavOutput` and its sound, one MP4 in the clear.

Both have the same real footage, sound, 720p25 and 640x360 stream, x264 preset, tune, one thread, key frames every 24
pictures and, since picamera2 takes no quality, the bit rate that the recorder's film turned out to have. Both write to
memory. They film one after the other, twice, in turn. What they have in common stands in for hardware: the virtual
sensor, which draws each picture within their process. Its CPU is measured too, and told.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av
from rich.console import Console
from rich.table import Table

from tests.rig.box import PiBox
from tests.rig.clapper import scene
from tests.rig.priority import RECORDER, under
from tests.rig.pulse import VirtualMicrophone
from tests.rig.speaker import Speaker
from tests.support.footage import footage
from tests.support.processes import descendants

PROJECT = Path(__file__).parents[1]
RIG = PROJECT / "tests/rig"
CPU = 1.10
WARM = 5
"""Times picamera2's CPU, at most; seconds until what is measured begins."""

# The ALSA inside PyAV's wheel must find the system's settings, and its way to the virtual microphone.
ALSA = {
    "ALSA_CONFIG_PATH": "/usr/share/alsa/alsa.conf",
    "ALSA_PLUGIN_DIR": "".join(map(str, Path("/usr/lib").glob("*/alsa-lib"))),
}


def main() -> int:
    """Print the table; 1 if the recorder needs more than was promised."""
    parser = argparse.ArgumentParser(description="Measure the recorder's CPU on the real stack.")
    parser.add_argument("--seconds", type=int, default=30, help="how long each film is measured")
    seconds = parser.parse_args().seconds
    if os.environ.get("ATTUNE_IN_RIG"):
        return compare(seconds)
    if subprocess.run([RIG / "build.sh", "--check"], check=False).returncode:
        print("NOT MEASURED: this benchmark needs the rig, for the reason above")
        return 0
    return subprocess.run(
        [RIG / "run.sh", "python", "-m", "benchmarks.real", "--seconds", str(seconds)], check=False
    ).returncode


def compare(seconds: int) -> int:
    """Film with both, in turn, and print what they took."""
    words = f"{time.monotonic_ns()} {footage()}"
    microphone = VirtualMicrophone()
    microphone.plug()
    speaker = Speaker(scene(words))
    os.environ["ATTUNE_RIG_SCENE"] = words
    try:
        with tempfile.TemporaryDirectory(prefix="attune-benchmarks-") as name:
            folder = Path(name)
            first, bits = recorder(folder / "a", seconds)
            theirs = [picamera2(folder, seconds, bits) for _ in range(2)]
            ours = [first, recorder(folder / "b", seconds)[0]]
            sensor = picamera2(folder, seconds, 0)
    finally:
        speaker.close()
        microphone.pull()
    return report(seconds, statistics.mean(ours), statistics.mean(theirs), sensor, bits)


def report(seconds: int, ours: float, theirs: float, sensor: float, bits: int) -> int:
    """Print what was measured; 1 if it is not what was promised."""
    good = ours <= CPU * theirs
    table = Table(f"{seconds} s of 720p25 with sound, {bits / 1e6:.1f} Mbit/s", "CPU", "of a core")
    for name, spent in (
        ("picamera2, H264Encoder with PyavOutput", theirs),
        ("recorder", ours),
        ("in both: the virtual sensor", sensor),
    ):
        table.add_row(name, f"{spent:.2f} s", f"{100 * spent / seconds:.0f} %")
    table.add_row(f"ratio (at most {CPU})", f"{ours / theirs:.2f}", "PASS" if good else "SHORT")
    table.add_row("ratio without the sensor", f"{(ours - sensor) / (theirs - sensor):.2f}", "")
    Console().print(table)
    return int(not good)


def recorder(folder: Path, seconds: int) -> tuple[float, int]:
    """CPU seconds of a recorder that films, and the bits a second of its film."""
    folder.mkdir()
    with PiBox(folder, os.environ["ATTUNE_RIG_SCENE"], os.environ.__setitem__) as box:
        box.begin()
        name = box.film(WARM)
        spent = spend(box.pid, seconds)
        box.stop_film()
        report = box.report(name, "stopped")
    box.close()
    if report["frames"] < 24.5 * report["seconds"]:
        raise RuntimeError(f"this machine is too busy: the film has {report['frames']} pictures only")
    size = sum(part.stat().st_size for part in (folder / "box/films" / name).glob("*.m4s.age"))
    return spent, round(8 * size / report["seconds"])


def picamera2(folder: Path, seconds: int, bits: int) -> float:
    """CPU seconds of picamera2 that films, or only looks (0 bits)."""
    (folder / "physical").unlink(missing_ok=True)
    program = [sys.executable, "-m", "benchmarks.real_baseline", str(folder / "film.mp4"), str(bits)]
    command = [*under(RECORDER), *program]
    with subprocess.Popen(
        command,
        env=os.environ | {"ATTUNE_RIG_PHYSICAL": str(folder / "physical"), **ALSA},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        if process.stdout is None or process.stdout.readline() != b"filming\n":
            raise RuntimeError("picamera2 does not film")
        time.sleep(WARM)
        spent = spend(process.pid, seconds)
    if bits:
        with av.open(str(folder / "film.mp4")) as film:
            kept = film.streams.video[0].frames
        if kept < 25 * seconds:
            raise RuntimeError(f"picamera2 kept {kept} pictures only")
    return spent


def spend(process: int, seconds: int) -> float:
    """CPU seconds that a process and its children take in a time."""
    before = cpu(process)
    time.sleep(seconds)
    return cpu(process) - before


def cpu(process: int) -> float:
    """CPU seconds of a process that runs and of its children, ended ones too (proc(5): fields 14 to 17 of stat)."""
    ticks = 0
    for pid in (process, *descendants(process)):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
